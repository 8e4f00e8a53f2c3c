from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from tests.reports.notebooks import card, code, content, display, text
from tests.reports.reading import Page
from tests.reports.test_page import FIGURE, PAYLOADS, PNG, TABLE, built, record
from workbench.data.study import locate, read_descriptor
from workbench.reports import bibtex, blocks, page, read_card
from workbench.reports.behind import behind
from workbench.reports.export import files
from workbench.reports.furniture import furnish, study_card
from workbench.reports.languages import words
from workbench.reports.parameters import Card

PLACE = {"name": "Ayr", "value": "4", "rank": "2", "number": 0, "outline": "M1 1l+2+0+0+2z"}
MAP = {
    "label": "workers per km²",
    "width": 1600,
    "height": 900,
    "ranked": 2,
    "classes": [["#00204c", "4 to 9 (2)"]],
    "notes": ["no data (1)"],
    "insets": [[0, 800, 100, 100, "900 km S"]],
    "places": [
        {
            "name": "Cove",
            "value": "no data",
            "rank": "",
            "number": -1,
            "outline": "",
            "x": 9,
            "y": 9,
        },
        PLACE | {"x": 2, "y": 2},
        PLACE | {"name": "Bo", "value": "9", "rank": "1", "outline": "", "x": 5, "y": 6},
    ],
}
MAPPED = FIGURE | {"map": MAP}
CELLS = (
    'study = "small"\nseed = 3\nunused = 1',
    "import workbench as wb\nfrom workbench import figures",
    "data = wb.load(study)\nother = seed + 1",
    "rows = [seed]\nrows.append(data)",
    "figures.draw(rows)",
    "shown = other\nfigures.draw(data)",
    "seed = 5\nfigures.draw(seed)",
    "names = [other for other in rows]",
    "figures.draw(list(map(lambda other: other, [other for other in data])))",
)


@pytest.fixture
def small(tmp_path: Path) -> Card:
    return read_card(card(tmp_path / "a.ipynb", 'word: str = ""  # what it means'))


def story_of(*sources: str, shows: dict[str, Any] = FIGURE) -> blocks.Story:
    first, *others = sources
    cells = [code(source, outputs=[display({}, shows)]) for source in others]
    return blocks.tell(content(code(first, "parameters"), *cells))


def with_map(**more: Any) -> dict[str, Any]:
    return code("draw()", outputs=[display({"image/png": PNG}, FIGURE | {"map": MAP | more})])


def html_of(small: Card, *cells: dict[str, Any], **record_changes: Any) -> str:
    return built(small, *cells, told=record() | record_changes)


def test_a_map_is_drawn_with_words_for_each_region_beside_its_static_drawing(small: Card) -> None:
    read = Page(html_of(small, with_map()))
    svg = next(attributes for attributes in read.all("svg") if attributes["role"] == "listbox")
    assert svg["aria-label"] == FIGURE["alt"]
    options = [a for _, a in read.elements if a.get("role") == "option"]
    assert [a["aria-label"] for a in options] == [
        "Cove: no data",
        "Ayr: 4, rank 2 of 2",
        "Bo: 9, rank 1 of 2",
    ]
    assert [a["fill"] for a in options] == ["none", "#00204c", "#00204c"]
    assert all(a["tabindex"] == "-1" for a in options)
    assert read.all("img")[0]["alt"] == FIGURE["alt"]
    whole = next(a for a in read.all("div") if a.get("class") == "map")
    assert "hidden" in whole  # until the script wakes it
    assert "inset: 900 km S" in read.text


def test_only_our_script_may_run_and_only_on_a_page_with_a_map(small: Card) -> None:
    def policy(html: str) -> str:
        return next(a["content"] for a in Page(html).all("meta") if "default-src" in str(a))

    html = html_of(small, with_map())
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert len(scripts) == 1
    assert policy(html) == f"{page.POLICY}; script-src 'sha256-{digest}'"
    assert "unsafe" not in policy(html).partition("script-src")[2]
    plain = html_of(small, code("draw()", outputs=[display({"image/png": PNG}, FIGURE)]))
    assert policy(plain) == page.POLICY
    assert "<script" not in plain
    acts = ("innerHTML", "outerHTML", "insertAdjacent", "eval", "fetch", "import(", "http")
    assert not [word for word in acts if word in scripts[0]]


def test_a_map_that_holds_anything_strange_is_only_its_drawing(small: Card) -> None:
    html = html_of(small, with_map(classes=[["red; background: url(//x)", "1"]]))
    assert 'class="map"' not in html
    assert "<script" not in html
    assert Page(html).all("img")


@pytest.mark.parametrize("place", ["name", "value", "rank", "label", "class", "note", "inset"])
def test_no_value_of_a_map_becomes_markup(place: str, small: Card) -> None:
    def told(value: str) -> dict[str, Any]:
        if place in {"name", "value", "rank"}:
            return {"places": [MAP["places"][0], MAP["places"][1] | {place: value}]}
        of = {"class": ("classes", [["#00204c", value]]), "note": ("notes", [value])}
        of |= {"inset": ("insets", [[0, 0, 1, 1, value]]), "label": ("label", value)}
        key, items = of[place]
        return {key: items}

    shape = Page(html_of(small, with_map(**told("words")))).shape
    for payload in PAYLOADS[::3]:
        assert Page(html_of(small, with_map(**told(payload)))).shape == shape, payload


def test_the_study_stands_on_the_page_with_all_its_warnings(small: Card) -> None:
    told = record()["data"] | {"study": "china_prefectures"}
    read = Page(html_of(small, text("# t"), data=told))
    descriptor = read_descriptor(locate("china_prefectures"))
    warnings = [w for r in (descriptor, *descriptor["resources"]) for w in r["usage_warnings"]]
    assert len(warnings) > 5
    for warning in warnings:
        assert warning["text"] in read.text
    for source in descriptor["sources"]:
        assert source["title"] in read.text
    assert "Synthetic data" not in read.text


@pytest.mark.parametrize("where", ["study", "parameter", "code", "source", "data"])
def test_synthetic_data_are_told_at_the_top_of_every_page_they_touch(
    where: str, small: Card
) -> None:
    name = "synthetic_firm_survey"
    figure = FIGURE | ({"source": f"study {name}"} if where == "source" else {})
    figure |= {"csv": f"study,value\n{name},1\n"} if where == "data" else {}
    cell = f'wb.load("{name}")' if where == "code" else "draw()"
    told = record(word=name if where == "parameter" else "")
    told["data"] |= {"study": name} if where == "study" else {}
    html = built(small, text("# t"), code(cell, outputs=[display({}, figure)]), told=told)
    assert "Synthetic data" in html.partition("<main>")[0]


def test_a_default_that_was_replaced_is_no_study_of_the_page(small: Card) -> None:
    default = code('study = "synthetic_firm_survey"', "parameters")
    assert "Synthetic data" not in html_of(small, text("# t"), default)


def test_a_strange_descriptor_gives_words_and_no_error() -> None:
    strange = {
        "title": ["a", 1],
        "sources": "none",
        "licenses": [3, {"name": None}],
        "usage_warnings": [{"code": "of_another_house"}, "x"],
        "resources": [{"name": "t", "path": "t.csv", "usage_warnings": [{"code": "synthetic"}]}],
    }
    told = study_card("odd", strange)
    assert told.warnings[0] == ("", "of_another_house")
    assert told.is_synthetic
    assert told.sources == ()


def test_methods_of_the_notebook_come_first_and_others_are_found_in_code_and_data() -> None:
    listed = {
        "kind": "methods",
        "items": [{"kind": "measure", "name": "own", "question": "?", "formula": "a/b"}],
    }
    cells = [
        code("from workbench.measures import entropy\nfit.robust\nattacks['power']"),
        code("x = location_quotient", outputs=[display({}, listed)]),
        code("y", outputs=[display({}, FIGURE | {"csv": "region,hoover_index\n1,2\n"})]),
        code('label = "survival"'),
    ]
    found = furnish(blocks.tell(content(*cells)), record(measures=["theil_index"])).methods
    assert found[0].name == "own"
    assert {method.name for method in found[1:]} == {
        "entropy",
        "power",
        "location_quotient",
        "hoover_index",
        "theil_index",
    }


def test_methods_stand_on_the_page_with_formula_and_source(small: Card) -> None:
    from workbench.measures import measures

    read = Page(html_of(small, text("# t\n\n## u"), code("location_quotient")))
    own = measures["location_quotient"].card
    assert own.formula in read.text
    assert own.source in read.text
    assert "#about-methods" in [a["href"] for a in read.all("a")]


@pytest.mark.parametrize(
    ("cell", "cells", "given"),
    [
        (4, [2, 3, 4], {"study", "seed"}),
        (5, [2, 5], {"study"}),
        (6, [6], set()),
        (8, [2, 8], {"study"}),
    ],
)
def test_the_names_in_the_code_lead_to_what_is_behind_an_exhibit(
    cell: int, cells: list[int], given: set[str]
) -> None:
    found, names = behind(story_of(*CELLS).code, cell)
    assert ([n for n in found if n != 1], names) == (cells, given)


def test_magic_and_broken_cells_are_passed_over() -> None:
    story = story_of("a = 1", "%matplotlib inline", "b = a", "draw(b)", "draw(\x00")
    assert behind(story.code, 3) == ([2, 3], {"a"})
    assert behind(story.code, 4) == ([4], set())


def test_each_exhibit_names_file_hash_code_and_parameters(small: Card) -> None:
    story = story_of(*CELLS[:5], shows=FIGURE | {"csv": "name\n=1+1\n"})
    told = record(study="small", seed=3, unused=1)
    origin = furnish(story, told).origins[3]
    written = dict(files(story.exhibits))
    assert origin.sha256 == hashlib.sha256(written[origin.file]).hexdigest()[:12]
    assert origin.parameters == (("study", "small"), ("seed", "3"))
    cards = read_card(card(small.notebook, 'study = ""  # s', "seed = 0  # s", "unused = 0  # u"))
    html = page.build(story, told, cards)[0].decode()
    read = Page(html)
    ids = [a["id"] for _, a in read.elements if "id" in a]
    assert len(ids) == len(set(ids))
    links = {a["href"].removeprefix("#") for a in read.all("a")}
    assert {cell.anchor for cell in origin.cells} <= links
    assert links <= set(ids)
    assert f"{origin.file} {origin.sha256}" in read.text


def test_a_table_without_data_says_so(small: Card) -> None:
    table = code("t", outputs=[display({"text/html": "<table></table>"}, TABLE)])
    rows = html_of(small, table).partition('id="about-exhibits"')[2].partition("</table>")[0]
    assert "<td>none</td>" in rows


def test_the_bibliography_escapes_what_bibtex_would_obey() -> None:
    sources = [
        {"title": "100 % {of} R&D_x \\input{y}", "path": "https://a.org/b_c%20d"},
        {"title": "two", "path": "javascript:alert(1)"},
        {"title": "three", "path": "https://a.org/}\n@misc{x"},
    ]
    told = bibtex.of_study("../odd name", "t", "c_d", sources)
    assert r"{{100 \% \{of\} R\&D\_x \textbackslash{}input\{y\}}}" in told
    assert "@misc{study_odd_name_1," in told
    assert told.count("url =") == 1
    assert told.count("@misc") == 4
    assert told.count("{") == told.count("}")
    assert r"note = {c\_d}" in told


def test_the_page_cites_the_workbench_and_the_study(small: Card) -> None:
    told = record()["data"] | {"study": "us_metro_clusters"}
    read = Page(html_of(small, data=told))
    assert "Computer program, version 0.1.0" in read.text
    assert "@misc{study_us_metro_clusters," in read.text


def test_two_pages_with_a_map_are_the_same_bytes(small: Card) -> None:
    assert html_of(small, with_map()) == html_of(small, with_map())


def test_the_furniture_speaks_the_language_of_the_page(small: Card) -> None:
    english, chinese = words("en"), words("zh")
    told = record()["data"] | {"study": "synthetic_firm_survey"}
    cells = (text("# t\n\n## u"), code("location_quotient"), with_map())
    html = html_of(small, *cells, data=told, language="zh")
    read = Page(html)
    assert read.all("html") == [{"lang": "zh"}]
    for key in ("synthetic", "studies", "methods", "exhibits", "bibtex", "find", "kept", "beware"):
        assert chinese[key] in read.text
        assert english[key] not in read.text
    options = [a["aria-label"] for _, a in read.elements if a.get("role") == "option"]
    assert options[-1] == "Bo：9，在 2 个地区中居第 1 位"
    told = record() | {"language": "zh"}
    assert page.build(blocks.tell(content(*cells), "zh"), told, small)[1] == []
    assert chinese["kept_language"] in read.text
    assert english["kept_language"] not in html_of(small, *cells)
    assert "图1。" in read.text
    assert "Figure 1" not in read.text
