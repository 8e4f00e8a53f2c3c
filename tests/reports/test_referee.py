"""The page ticks a referee's list by what it holds, and never what it lacks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.reports.notebooks import card, code, content, display, text
from tests.reports.reading import Page
from tests.reports.test_page import FIGURE, PAYLOADS, ROWS, TABLE, WORDS, record
from workbench.figures import FigureExhibit, TableExhibit, Words
from workbench.figures.style import new_axes
from workbench.reports import blocks, page, read_card
from workbench.reports.languages import languages
from workbench.reports.languages import words as languages_words
from workbench.reports.referee import Tick, referee_checklist, referee_items

DESCRIPTIVES = "column,rows,missing,zero\ndensity (jobs per km²),30,2,1\n"


def table(csv: str = DESCRIPTIVES, **told: Any) -> dict[str, Any]:
    return display({"text/html": ROWS}, TABLE | {"csv": csv} | told)


def figure(**told: Any) -> dict[str, Any]:
    return display({}, FIGURE | told)


def words(*paragraphs: str, **told: Any) -> dict[str, Any]:
    return display({}, WORDS | {"paragraphs": list(paragraphs)} | told)


def checked(*outputs: dict[str, Any], told: dict[str, Any] | None = None) -> dict[str, Tick]:
    story = blocks.tell(content(code("draw()", outputs=outputs)))
    return {tick.item.id: tick for tick in referee_checklist(story, told or record())}


def states(ticks: dict[str, Tick]) -> dict[str, str]:
    return {name: tick.state for name, tick in ticks.items() if tick.state != "not shown"}


def built(tmp_path: Path, *outputs: dict[str, Any]) -> str:
    small = read_card(card(tmp_path / "a.ipynb", 'word: str = ""  # what it means'))
    cells = (text("# A page"), code("draw()", outputs=outputs))
    return page.build(blocks.tell(content(*cells)), record(), small)[0].decode()


# The list itself


def test_the_list_holds_what_methods_ask() -> None:
    items = referee_items()
    asked = {"T1", "T2", "T3", "T4", "T5", "F1", "F2", "F3", "F4", "F5", "F6", "A1", "A2", "A3"}
    assert {item.id for item in items} == asked | {"effect", "power", "estimand"}
    assert len({item.id for item in items}) == len(items)
    for item in items:
        assert set(item.by) <= {"figure", "table", "words", "page"}, item.id
        assert item.how, item.id
        assert all(signs for signs in item.holds.values()), item.id


@pytest.mark.parametrize("lang", languages())
def test_every_item_and_part_has_its_words_and_no_words_are_left_over(lang: str) -> None:
    texts = languages_words(lang)
    of_page = {"versions", "seed", "notebook_hash", "data_hashes"}
    parts = of_page.union(*(item.holds for item in referee_items()))
    wanted = {f"asks_{item.id}" for item in referee_items()} | {f"part_{part}" for part in parts}
    assert wanted == {key for key in texts if key.startswith(("asks_", "part_"))}


def test_the_list_of_a_chinese_page_is_in_chinese() -> None:
    outputs = [table("a\n1\n", answers=["T1", "F2"]), figure(csv="", answers=["F4", "X"])]
    told = record() | {"language": "zh", "seed": None}
    ticks = checked(*outputs, told=told)
    assert {name: tick.state for name, tick in ticks.items()} == {
        name: tick.state for name, tick in checked(*outputs, told=told | {"language": "en"}).items()
    }
    assert all(re.search("[一-鿿]", tick.asks) for tick in ticks.values())
    said = " ".join(tick.why for tick in ticks.values())
    for why in (
        "缺少行数、缺失值数、零值数",
        "缺少随机数种子",
        "类型不是图",
        "内容为空",
        "本页没有",
    ):
        assert why in said
    assert ticks["A3"].places == (("本页生成信息", "provenance"),)
    assert not re.search("without|marked|nothing", said)


# What is ticked


def test_a_page_without_marks_has_no_list(tmp_path: Path) -> None:
    assert checked(table(), figure(), words("Not shown.")) == {}
    assert 'id="referee"' not in built(tmp_path, table(), figure())


def test_a_marked_exhibit_that_holds_what_is_asked_is_ticked_with_its_place() -> None:
    ticks = checked(table(answers=["T1"]))
    assert states(ticks) == {"T1": "shown", "A3": "shown"}
    assert ticks["T1"].places == (("Table 1", "ladder"),)
    assert ticks["T2"].why == "nothing on this page is about it"


def test_an_unmarked_exhibit_ticks_nothing() -> None:
    assert states(checked(table(), figure(answers=["F4"]))) == {"F4": "shown", "A3": "shown"}


def test_a_mark_on_another_kind_of_exhibit_ticks_nothing() -> None:
    tick = checked(table("a\n1\n", answers=["F2"], caption="residual"))["F2"]
    assert (tick.state, tick.places) == ("not shown", ())
    assert tick.why == "Table 1 is marked with it, but it is not a figure."


@pytest.mark.parametrize(
    "output",
    [
        figure(answers=["F4"], csv="event_time,estimate\n"),
        figure(answers=["F4"], csv=""),
        figure(answers=["F4"], svg=""),
    ],
)
def test_an_empty_exhibit_ticks_nothing(output: dict[str, Any]) -> None:
    tick = checked(output)["F4"]
    assert tick.state == "not shown"
    assert tick.why == "Figure 1 is marked with it, but it is empty."


def test_empty_words_tick_nothing() -> None:
    assert checked(words(" ", answers=["estimand"]))["estimand"].state == "not shown"
    assert checked(words(answers=["estimand"]))["estimand"].state == "not shown"


def test_what_a_marked_exhibit_does_not_say_is_named() -> None:
    tick = checked(table("column,rows\nx,1\n", answers=["T1"]))["T1"]
    assert (tick.state, tick.why) == ("in part", "without missing values, zeros")
    assert tick.places == (("Table 1", "ladder"),)


def test_several_exhibits_hold_it_between_them() -> None:
    first = table(
        "model,(1)\nfirst-stage effective F,23.1\n", answers=["T3"], caption="First stage"
    )
    second = table("model,(1)\nx,1\n", answers=["T3"], caption="Reduced form, just identified")
    tick = checked(first, second)["T3"]
    assert (tick.state, tick.why) == ("in part", "without the Anderson–Rubin interval")
    assert [label for label, _ in tick.places] == ["Table 1", "Table 2"]
    third = table("x\n1\n", answers=["T3"], caption="Anderson–Rubin interval 0.1 to 0.3")
    assert checked(first, second, third)["T3"].state == "shown"


def test_the_text_of_html_counts_and_its_tags_do_not() -> None:
    cell = {"text/html": "<table><tr><td rowspan='2'>missing, zero</td></tr></table>"}
    told = TABLE | {"csv": "a\n1\n", "answers": ["T1"]}
    assert checked(display(cell, told))["T1"].why == "without rows"
    told = TABLE | {"csv": "a\n1\n", "answers": ["T2"], "caption": "controls"}
    cell = {"text/html": "<table><tfoot><tr><td>fixed effects</td></tr></tfoot></table>"}
    assert checked(display(cell, told))["T2"].state == "shown"


def test_words_are_ticked_and_can_be_linked_to(tmp_path: Path) -> None:
    said = words("The estimand is a doubling. A fall would refute it.", answers=["estimand"])
    tick = checked(said)["estimand"]
    assert (tick.state, tick.places[0][1]) == ("shown", "words")
    assert tick.places[0][0] == "“The estimand is a doubling. A fall would refute it.”"
    read = Page(built(tmp_path, said))
    assert {"href": "#words"} in read.all("a")
    assert [aside.get("id") for aside in read.all("aside")] == ["words"]


def test_a_page_says_why_it_lacks_an_item() -> None:
    ticks = checked(words("This study has no instrument.", lacks=["T3"]), table(answers=["T1"]))
    assert (ticks["T3"].state, ticks["T3"].why) == ("not shown", "This study has no instrument.")
    assert ticks["T3"].places == ()


def test_a_reason_does_not_untick_what_is_shown() -> None:
    ticks = checked(words("No rows.", lacks=["T1"]), table(answers=["T1"]))
    assert ticks["T1"].state == "shown"


def test_a_mark_that_is_not_on_the_list_is_named() -> None:
    tick = checked(figure(answers=["F9"]))["F9"]
    assert tick.state == "not shown"
    assert "Figure 1 is marked with it" in tick.why


def test_the_page_answers_for_what_made_it_only_as_far_as_it_shows_it() -> None:
    whole = checked(table(answers=["T1"]))["A3"]
    assert whole.places == (("What made this page", "provenance"),)
    lacking = record() | {"seed": None, "versions": {}, "data": {}}
    tick = checked(table(answers=["T1"]), told=lacking)["A3"]
    assert (tick.state, tick.why) == ("in part", "without versions, a seed, hashes of the data")
    zero = checked(table(answers=["T1"]), told=record() | {"seed": 0})["A3"]
    assert zero.state == "shown"


@pytest.mark.parametrize("marks", ["T1", {"T1": 1}, None, 3, [None], [["T1"]]])
def test_marks_of_a_strange_shape_tick_nothing(marks: Any) -> None:
    assert "T1" not in states(checked(table(answers=marks), figure(answers=["F4"])))


# On the page


def test_the_page_shows_every_item_once_with_links_that_lead_somewhere(tmp_path: Path) -> None:
    html = built(tmp_path, table(answers=["T1"]), words("No instrument.", lacks=["T3"]))
    section = html.partition('<section id="referee">')[2].partition("</section>")[0]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>', section)
    assert rows == [item.id for item in referee_items()]
    assert section.count("<td>shown</td>") == 2
    read = Page(html)
    names = {attributes["id"] for _, attributes in read.elements if "id" in attributes}
    assert {a["href"].removeprefix("#") for a in read.all("a")} <= names
    assert "No instrument." in Page(section).text


def test_an_exhibit_called_like_the_section_keeps_its_own_name(tmp_path: Path) -> None:
    html = built(tmp_path, table(answers=["T1"], name="referee"))
    assert html.count('id="referee"') == 1
    assert '<a href="#referee-2">Table 1</a>' in html


@pytest.mark.parametrize("place", ["answers", "lacks", "reason"])
def test_no_mark_becomes_markup(place: str, tmp_path: Path) -> None:
    def with_payload(payload: str) -> Page:
        marks = {"answers": ["estimand"], "lacks": ["T3"]}
        marks |= {place: [payload]} if place != "reason" else {}
        return Page(built(tmp_path, words(payload if place == "reason" else "Why.", **marks)))

    harmless = with_payload("harmless words, long enough").shape
    for payload in PAYLOADS:
        assert with_payload(payload).shape == harmless, payload


# From the figures


def test_exhibits_carry_their_marks_to_the_page() -> None:
    data = pd.DataFrame({"rows": [1], "missing": [0], "zero": [0]})
    axes = new_axes()
    axes.plot([0, 1], [0, 1])
    exhibits = [
        TableExhibit(data, "t", "c", "u", "s", answers=("T1",)),
        FigureExhibit(axes, "f", "c", "alt text that is long enough", "u", "s", data, ("F4",)),
        Words(["The estimand, and what would refute it."], answers=("estimand",), lacks=("T3",)),
    ]
    outputs = []
    for exhibit in exhibits:
        shown, metadata = exhibit._repr_mimebundle_()
        outputs.append({"output_type": "display_data", "data": shown, "metadata": metadata})
    ticks = checked(*outputs)
    assert states(ticks) == {"estimand": "shown", "T1": "shown", "F4": "shown", "A3": "shown"}
    assert ticks["T3"].why == "The estimand, and what would refute it."


def test_exhibits_without_marks_say_nothing_of_them() -> None:
    data = pd.DataFrame({"a": [1]})
    payload = TableExhibit(data, "t", "c", "u", "s")._repr_mimebundle_()[1]["workbench"]
    assert "answers" not in payload
    assert set(Words(["x"])._repr_mimebundle_()[1]["workbench"]) == {"kind", "role", "paragraphs"}
