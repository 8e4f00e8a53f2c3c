from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from tests.reports.notebooks import card, code, content, display, text
from tests.reports.reading import Page
from workbench.errors import Problem
from workbench.fonts import FAMILY
from workbench.fonts.embedding import face
from workbench.reports import blocks, page, read_card
from workbench.reports.parameters import Card

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'

FIGURE = {
    "kind": "figure",
    "name": "Map of density",
    "caption": "Workers per km²",
    "alt": "A map of 274 prefectures, darker along the coast",
    "units": "workers per km²",
    "source": "census 2010",
    "csv": "region,value\n033,1.5\n",
    "svg": SVG,
}
TABLE = {"kind": "table", "name": "ladder", "caption": "The ladder", "units": "", "source": "ours"}
WORDS = {"kind": "words", "role": "verdict", "paragraphs": ["Not shown.", "Few clusters."]}
ROWS = (
    "<table><thead><tr><th>a</th></tr></thead>"
    '<tbody><tr><td class="number">1</td></tr></tbody></table>'
)


def record(**parameters: Any) -> dict[str, Any]:
    return {
        "notebook": {"name": "small_notebook", "sha256": "ab" * 32},
        "data": {"study": "small", "title": "A small study", "files": {"activity.csv": "cd" * 32}},
        "workbench": {"version": "0.1.0"},
        "seed": 2010,
        "python": "3.11.7",
        "versions": {"pandas": "3.1.1"},
        "parameters": parameters,
        "times": {"started": "2031-02-03T04:05:06+00:00", "seconds": 98.7654},
    }


@pytest.fixture
def small(tmp_path: Path) -> Card:
    return read_card(card(tmp_path / "a.ipynb", 'word: str = ""  # what it means'))


def built(small: Card, *cells: dict[str, Any], told: dict[str, Any] | None = None) -> str:
    told = told or record()
    story = blocks.tell(content(*cells), told.get("language", "en"))
    return page.build(story, told, small)[0].decode()


def with_outputs(*outputs: dict[str, Any]) -> dict[str, Any]:
    return code("draw()", outputs=outputs)


def whole(small: Card) -> str:
    return built(
        small,
        text("# The question\n\nWhy *density*?"),
        with_outputs(display({"image/png": PNG, "text/plain": "Figure"}, FIGURE)),
        text("## The ladder\n\n|a|b|\n|-|-:|\n|1|2|"),
        with_outputs(display({"text/html": ROWS, "text/plain": "Table"}, TABLE)),
        with_outputs(display({"image/png": PNG, "text/plain": "Figure"}, FIGURE)),
        with_outputs(display({"text/plain": "Not shown."}, WORDS)),
        with_outputs({"output_type": "display_data", "metadata": {}, "data": {"image/png": PNG}}),
        told=record(word="温州"),
    )


def test_the_page_tells_its_title_contents_exhibits_and_provenance(small: Card) -> None:
    html = whole(small)
    read = Page(html)
    assert "<title>The question</title>" in html
    assert len(read.all("h1")) == 1
    assert read.all("html") == [{"lang": "en"}]
    links = [a["href"] for a in read.all("a")]
    assert links[0] == "#section-the-ladder"
    assert {a["id"] for _, a in read.elements if "id" in a} >= {links[0][1:], "map-of-density"}
    for words in (
        "Figure 1. Workers per km² Units: workers per km². Source: census 2010.",
        "Table 1. The ladder Source: ours.",
        "Figure 2. Workers",
        "Not shown.",
        "A small study (small)",
        "activity.csv cdcdcdcdcdcd",
        "2010",
        "pandas 3.1.1",
        "what it means",
    ):
        assert words in re.sub(r"\s+", " ", read.text), words


def test_the_code_stands_in_one_folded_appendix(small: Card) -> None:
    html = whole(small)
    before, _, appendix = html.partition('<details id="code">')
    assert "draw()" not in before
    assert appendix.count("draw()") == 5
    assert "open" not in Page(html).all("details")[0]


def test_the_page_holds_no_times(small: Card) -> None:
    assert "2031" not in whole(small)
    assert "98.76" not in whole(small)


def test_the_page_asks_nothing_of_the_network_and_runs_no_script(small: Card) -> None:
    html = whole(small)
    read = Page(html)
    policy = next(m["content"] for m in read.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert not [tag for tag, _ in read.elements if tag in {"script", "link", "iframe", "object"}]
    sources = [a[key] for _, a in read.elements for key in ("src", "srcset", "data") if key in a]
    assert sources and all(source.startswith("data:") for source in sources)
    assert "url(http" not in html and "@import" not in html


def test_every_image_has_words_even_where_none_are_given(small: Card) -> None:
    short = {**FIGURE, "alt": "a map", "caption": ""}
    html = whole(small) + built(small, with_outputs(display({"image/png": PNG}, short)))
    images = re.findall(r"<img\b[^>]*>", html)
    assert len(images) == 4
    assert all(re.search(r'alt="[^"]{15,}"', image) for image in images)


def test_the_drawing_travels_inside_the_page(small: Card) -> None:
    source = Page(whole(small)).all("img")[0]["src"]
    assert base64.b64decode(source.removeprefix("data:image/svg+xml;base64,")).decode() == SVG


def test_a_figure_without_drawing_shows_its_words(small: Card) -> None:
    read = Page(built(small, with_outputs(display({}, {**FIGURE, "svg": ""}))))
    assert not read.all("img")
    assert FIGURE["alt"] in read.text


def test_names_are_safe_and_each_is_used_once() -> None:
    outputs = [display({}, {**FIGURE, "name": name}) for name in ("a/../b", "A B", "a b", "", "表")]
    story = blocks.tell(content(with_outputs(*outputs)))
    names = [exhibit.name for exhibit in story.exhibits]
    assert names == ["a-b", "a-b-2", "a-b-3", "figure", "figure-2"]


def test_a_page_without_heading_is_named_after_the_notebook(small: Card) -> None:
    read = Page(built(small, text("no heading")))
    assert "small notebook" in read.text
    assert not read.all("nav")


def test_streams_lose_their_colours_and_are_capped_with_a_note(small: Card) -> None:
    loud = {"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m" + "x" * 50_000}
    html = built(small, with_outputs(loud))
    assert "redxxx" in html
    assert "\x1b" not in html
    assert "30,003 more characters are not shown" in html


@pytest.mark.parametrize("command", ["\x1b[31m", "\x07", "\x9b31m", "\x1b]0;title\x07"])
def test_nothing_on_a_page_commands_a_terminal(small: Card, command: str) -> None:
    def page_of(name: str) -> str:
        outputs = [
            display({}, WORDS | {"paragraphs": [name]}),
            display({"text/html": ROWS}, TABLE | {"caption": name, "units": name, "source": name}),
            display({}, FIGURE | {"caption": name, "alt": name}),
            display({"text/html": f"<p>{name}</p>"}, {}),
            display({"text/markdown": name}, {}),
        ]
        return built(small, text(f"# About {name}"), with_outputs(*outputs))

    assert page_of(f"温{command}州") == page_of("温州")


def test_a_widget_shows_its_text(small: Card) -> None:
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "Slider"}
    out = {"output_type": "display_data", "metadata": {}, "data": widget}
    assert "Slider" in Page(built(small, with_outputs(out))).text


def test_an_attached_image_travels_and_a_linked_one_is_only_named(small: Card) -> None:
    attached = {"a.png": {"image/png": PNG}}
    html = built(
        small,
        text(
            "![a map of the towns](attachment:a.png) ![remote map](http://example.org/m.png)",
            attachments=attached,
        ),
    )
    assert [i["alt"] for i in Page(html).all("img")] == ["a map of the towns"]
    assert "[image not in the notebook: remote map]" in html
    assert "http://example.org" not in html


def test_chinese_characters_bring_their_font_and_others_do_not(small: Card) -> None:
    plain, chinese = built(small, text("# Wenzhou")), built(small, text("# 温州"))
    assert "@font-face" not in plain
    assert "unicode-range: U+5DDE, U+6E29;" in chinese
    assert 'url("data:font/woff;base64,' in chinese
    assert len(chinese) - len(plain) < 10_000


def test_the_chinese_font_is_asked_first_for_chromium_draws_boxes_otherwise() -> None:
    style = (page.TEMPLATES / "page.css").read_text(encoding="utf-8")
    lists = re.findall(r"font(?:-family)?: [^;]*?((?:ui-|system-ui|\")[^;]*);", style)
    assert len(lists) == 3
    assert all(fonts.startswith(f'"{FAMILY}", ') for fonts in lists)


def test_the_same_characters_give_the_same_font() -> None:
    assert face("温州 Wenzhou") == face("州温温")


def test_a_character_that_the_font_lacks_is_named(small: Card) -> None:
    html, missing = page.build(blocks.tell(content(text("# 温 𠀀"))), record(), small)
    assert missing == ["𠀀"]
    assert "CLW-R11" in html.decode()
    assert "U+20000" in html.decode()


def test_two_builds_are_the_same_bytes(small: Card) -> None:
    assert whole(small) == whole(small)


PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</details></main><h1>other page</h1>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=x></object><embed src=x>",
    "<link rel=stylesheet href=http://example.org/x.css>",
    "<style>@import 'http://example.org/x.css';</style>",
    "<meta http-equiv=refresh content='0;url=http://example.org'>",
    "<base href=http://example.org/>",
    "<form action=http://example.org><input name=a></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "![x](http://example.org/x.png)",
    "![x](javascript:alert(1))",
    "![x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "<!--<script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7 * 7 }}{% include 'page.css' %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>alert(1)</script>",
    "<div style='background:url(http://example.org/x)'>x</div>",
    "<b onclick=alert(1)>x</b>",
]
ESCAPED_PLACES = (
    *("caption", "alt", "units", "source", "name", "paragraph", "stream", "plain", "error"),
    *("code", "parameter", "study", "meaning", "raw"),
)
SANITISED_PLACES = ("markdown", "html", "html output", "markdown output")


HARMLESS = {key: FIGURE[key] for key in ("caption", "alt", "units", "source", "name")} | {
    "paragraph": "Not shown.",
    "stream": "s",
    "plain": "p",
    "error": "e",
    "code": "c",
    "parameter": "w",
    "study": "A study",
    "meaning": "m",
    "raw": "r",
    "markdown": "m",
    "html": "h",
    "html output": "<p>h</p>",
    "markdown output": "m",
}


def in_place(place: str, value: str, path: Path) -> str:
    """A page with a value in one place."""
    at = HARMLESS | {place: value}
    told = record(word=at["parameter"])
    told["data"]["title"] = at["study"]
    small = read_card(card(path / "a.ipynb", f'word: str = ""  # m {at["meaning"]}'))
    html = f"<table><tr><td>{at['html']}</td></tr></table>"
    words = WORDS | {"paragraphs": [at["paragraph"]]}
    figure = FIGURE | {key: at[key] for key in ("caption", "alt", "units", "source", "name")}
    outputs = [
        display({}, figure),
        display({"text/html": html}, TABLE),
        display({}, words),
        {"output_type": "stream", "name": "stdout", "text": at["stream"]},
        {"output_type": "error", "ename": "E", "evalue": at["error"], "traceback": []},
    ]
    for kind, key in (
        ("text/plain", "plain"),
        ("text/html", "html output"),
        ("text/markdown", "markdown output"),
    ):
        outputs.append({"output_type": "display_data", "metadata": {}, "data": {kind: at[key]}})
    raw = {"cell_type": "raw", "metadata": {}, "source": at["raw"]}
    prose = text(f"# t\n\n{at['markdown']}")
    return built(small, prose, raw, code(at["code"], outputs=outputs), told=told)


@pytest.mark.parametrize("place", ESCAPED_PLACES)
def test_no_value_becomes_markup(place: str, tmp_path: Path) -> None:
    harmless = Page(in_place(place, "harmless words, long enough", tmp_path)).shape
    for payload in PAYLOADS:
        read = Page(in_place(place, payload, tmp_path))
        assert read.shape == harmless, payload
        said = payload if place not in ("alt", "name") else ""
        assert said in read.text


@pytest.mark.parametrize("place", SANITISED_PLACES)
def test_markup_of_others_cannot_act(place: str, tmp_path: Path) -> None:
    ours = Page(in_place(place, "words", tmp_path))
    extra = {"a", "img", "b", "p", "div", "pre", "code", "em", "table", "tbody", "tr", "td", "h1"}
    allowed = {tag for tag, _ in ours.elements} | extra
    for payload in PAYLOADS:
        read = Page(in_place(place, payload, tmp_path))
        assert {tag for tag, _ in read.elements} <= allowed, payload
        for tag, attributes in read.elements:
            assert not [name for name in attributes if name.startswith("on")], payload
            if tag not in {"th", "td"}:
                assert "style" not in attributes, payload
            assert not re.match(r"(?i)\s*(javascript|vbscript|data):", attributes.get("href", ""))
            assert attributes.get("src", "data:image/").startswith("data:image/"), payload


def test_a_page_of_a_stopped_run_says_why_and_ends_there(small: Card) -> None:
    failed = {"output_type": "error", "ename": "FormulaError", "evalue": "CLW-F03", "traceback": []}
    cells = content(
        text("# The question"),
        code("1 / 0", "raises-exception", outputs=[failed]),
        text("## Before"),
        code("fit()", outputs=[failed]),
        text("## After"),
    )
    problem = Problem("CLW-R03", f"no {PAYLOADS[0]} left", expected="rows", remedy="bring some")
    story = blocks.tell(blocks.until_error(cells))
    read = Page(page.build(story, record(), small, [problem])[0].decode())
    assert "This run stopped" in read.text
    assert f"CLW-R03: no {PAYLOADS[0]} left" in read.text
    assert "Expected: rows" in read.text
    assert "What to do: bring some" in read.text
    assert "Before" in read.text
    assert "After" not in read.text
    assert "This run stopped" not in whole(small)
    assert blocks.until_error(content(text("# a"), text("# b")))["cells"][1]["source"] == "# b"
