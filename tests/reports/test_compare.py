"""Comparing two runs finds every change that was planted, no other, and tells honestly what did it."""

from __future__ import annotations

import json
import math
import sys
import tomllib
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.reading import Page
from tests.reports.runs import MAP, TABLE, VERDICT, report, times, told
from workbench import cli, home
from workbench.errors import WorkbenchError
from workbench.reports.compare import compare
from workbench.reports.compare_causes import causes
from workbench.reports.compare_last import last_in, since
from workbench.reports.compare_page import largest, page
from workbench.reports.compare_tables import compare_tables, number
from workbench.reports.compare_words import TEXTS, sentences, share, step, values
from workbench.reports.folder import Place

cell = st.one_of(st.floats(allow_nan=False, allow_infinity=False).map(repr), st.sampled_from("abc"))
rows = st.dictionaries(st.text("xyz", min_size=1, max_size=4), st.tuples(cell, cell), max_size=6)


def table(held: dict[str, tuple[str, str]]) -> str:
    lines = ["key,one,two", *(",".join((key, *cells)) for key, cells in held.items())]
    return "\n".join(lines) + "\n"


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return report(tmp_path / "a" / "small" / "default")


def test_equal_runs_differ_in_nothing(before: Path, tmp_path: Path) -> None:
    found = compare(before, report(tmp_path / "b", times=times("2031-01-01")))
    assert not found
    assert found.cause == "nothing"
    assert not any(found.counts.values())
    assert sentences(found) == [
        "The verdict is still “Supported”.",
        "Nothing changed: every number, row, drawing and sentence is the same.",
        "All that made the two reports is the same too.",
    ]


def test_every_planted_change_is_found_with_its_size(before: Path, tmp_path: Path) -> None:
    table = TABLE.replace("density,2,0.2,", "density,2,0.3,").replace("schooling,2,1.5", "size,2,9")
    places = MAP.replace("Wenzhou,0", "Wenzhou,4").replace("330400,Jiaxing,7\n", "")
    after = told(table, places, VERDICT.replace("Supported", "Not shown").replace("5.59", "-1"))
    found = compare(before, report(tmp_path / "b", after, parameters={"study": "here", "alpha": 1}))
    changes = [(e.name, c.row, c.column, c.absolute, c.relative) for e, c in found.numbers]
    assert changes == [
        ("map", "330300 · Wenzhou", "value", 4.0, None),
        ("steps", "density · 2", "estimate", pytest.approx(0.1), pytest.approx(0.5)),
    ]
    steps, places_ = found.exhibits
    assert steps.data.keys == ("term", "model")
    assert (steps.data.rows_added, steps.data.rows_gone) == (["size · 2"], ["schooling · 2"])
    assert places_.data.rows_gone == ["330400 · Jiaxing"]
    assert found.verdicts == ("Supported", "Not shown")
    [sentence] = found.sentences
    assert (sentence.role, sentence.numbers) == ("verdict", ())
    assert sentences(found) == [
        "The verdict was “Supported” and is now “Not shown”.",
        "Different: 2 numbers, 1 sentence, 1 new row and 2 rows gone.",
        "Of all that makes a report, only the parameters changed, so that did it: alpha: 0.05 → 1.",
    ]


def test_numbers_in_a_sentence_that_is_otherwise_the_same(before: Path, tmp_path: Path) -> None:
    after = told(verdict=VERDICT.replace("13.3", "14.3").replace("+5.59", "-0.5"))
    [sentence] = compare(before, report(tmp_path / "b", after)).sentences
    assert [(c.before, c.after) for c in sentence.numbers] == [
        ("+13.3", "+14.3"),
        ("+5.59", "-0.5"),
    ]
    assert sentence.numbers[0].absolute == pytest.approx(1)


def test_exhibits_come_and_go_and_drawings_change_alone(before: Path, tmp_path: Path) -> None:
    other = compare(before, report(tmp_path / "b", told(name="chart")))
    assert [e.name for e in other.added] == ["chart"]
    assert [e.name for e in other.gone] == ["map"]
    redrawn = compare(before, report(tmp_path / "c", told(svg="<svg>another</svg>")))
    [exhibit] = redrawn.exhibits
    assert (exhibit.name, exhibit.is_redrawn, bool(exhibit.data)) == ("map", True, False)
    assert redrawn.counts["redrawn"] == 1


CAUSES: list[tuple[str, dict[str, Any]]] = [
    ("data", {"data": {"study": "here", "title": "A", "files": {"activity.csv": "00" * 32}}}),
    ("code", {"workbench": {"version": "0.1.0", "sha256": "99" * 32}}),
    ("code", {"workbench": {"version": "0.2.0", "sha256": "12" * 32}}),
    ("code", {"notebook": {"name": "small", "sha256": "99" * 32}}),
    ("parameters", {"parameters": {"study": "here", "alpha": 0.1, "seed": 2010}}),
    ("seed", {"seed": 1, "parameters": {"study": "here", "alpha": 0.05, "seed": 1}}),
    ("environment", {"versions": {"numpy": "2.5.0", "pandas": "3.1.0"}}),
    ("environment", {"python": "3.13.0"}),
]


@pytest.mark.parametrize(("kind", "changed"), CAUSES)
def test_the_one_thing_that_changed_did_it(
    before: Path, tmp_path: Path, kind: str, changed: dict[str, Any]
) -> None:
    after = told(TABLE.replace("0.25", "0.26"))
    found = compare(before, report(tmp_path / "b", after, **changed))
    assert (found.cause, [cause.kind for cause in found.causes]) == (kind, [kind])
    assert f"only the {kind} changed, so that did it" in sentences(found)[-1]
    silent = compare(before, report(tmp_path / "c", **changed))
    assert "no number, row, drawing or sentence did" in sentences(silent)[-1]


def test_of_several_causes_none_is_blamed(before: Path, tmp_path: Path) -> None:
    after = told(TABLE.replace("0.25", "0.26"))
    both = {**CAUSES[0][1], **CAUSES[4][1]}
    found = compare(before, report(tmp_path / "b", after, **both))
    assert found.cause == "several"
    assert sentences(found)[-1].startswith("Data and parameters changed (")
    assert "which did it cannot be told from these two runs" in sentences(found)[-1]


def test_without_a_cause_on_record_this_is_said(before: Path, tmp_path: Path) -> None:
    found = compare(before, report(tmp_path / "b", told(TABLE.replace("0.25", "0.26"))))
    assert found.cause == "unknown"
    assert "nothing that the records hold changed" in sentences(found)[-1]


def test_a_table_edited_by_hand_is_seen_and_named(before: Path, tmp_path: Path) -> None:
    after = report(tmp_path / "b")
    (after / "tables" / "steps.csv").write_text(TABLE.replace("0.25", "0.99"), encoding="utf-8")
    found = compare(before, after)
    assert [change.after for _, change in found.numbers] == ["0.99"]
    assert found.cause == "altered"
    assert sentences(found)[-1].endswith("tables/steps.csv.")


def test_a_study_that_only_moved_is_data_and_no_parameter() -> None:
    old, new = (
        {"parameters": {"study": name}, "data": {"study": name, "files": {"a.csv": "ab"}}}
        for name in ("here", "there")
    )
    [cause] = causes(old, new)
    assert (cause.kind, [detail.what for detail in cause.details]) == ("data", ["study"])


@given(held=rows)
def test_a_table_and_itself_in_another_order_are_the_same(
    held: dict[str, tuple[str, str]],
) -> None:
    turned = dict(reversed(held.items()))
    assert not compare_tables(table(held), table(held))
    assert not compare_tables(table(held), table(turned))


@given(old=rows, new=rows)
def test_what_comes_one_way_goes_the_other(
    old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]
) -> None:
    there, back = compare_tables(table(old), table(new)), compare_tables(table(new), table(old))
    assert sorted(there.rows_added) == sorted(back.rows_gone) == sorted(set(new) - set(old))
    mirrored = {(c.row, c.column, c.after, c.before) for c in back.cells}
    assert {(c.row, c.column, c.before, c.after) for c in there.cells} == mirrored
    wanted = {
        (key, column)
        for key in old.keys() & new.keys()
        for column, was, now in zip(("one", "two"), old[key], new[key], strict=True)
        if was != now and not (number(was) is not None and number(was) == number(now))
    }
    assert {(c.row, c.column) for c in there.cells} == wanted
    for change in there.cells:
        assert 0 <= change.size <= 2
        if change.relative is not None and change.absolute is not None:
            assert math.isclose(change.absolute, change.relative * abs(float(change.before)))


def test_rows_without_names_are_matched_by_their_order() -> None:
    found = compare_tables("x,y\n0.5,1\n0.7,2\n", "x,y\n0.5,1\n0.7,3\n0.9,4\n")
    assert found.keys == ()
    assert [(c.row, c.column, c.after) for c in found.cells] == [("#2", "y", "3")]
    assert found.rows_added == ["#3"]


def test_rows_of_the_same_name_are_told_apart_by_how_often_it_came() -> None:
    found = compare_tables("place,x\nA,0.5\nA,0.7\n", "place,x\nA,0.5\nA,0.8\n")
    assert [(c.row, c.after) for c in found.cells] == [("A · #2", "0.8")]


def test_columns_that_are_new_or_gone_are_named_and_empty_tables_do() -> None:
    found = compare_tables("region,a,b\n01,1,2\n", "region,b,c\n01,2,3\n")
    assert (found.columns_added, found.columns_gone, found.cells) == (["c"], ["a"], [])
    assert compare_tables("", "region\n01\n").rows_added
    assert not compare_tables("", "")


def test_a_value_that_vanished_is_a_change_without_a_size() -> None:
    [change] = compare_tables("region,a\n01,5.5\n", "region,a\n01,\n").cells
    assert (change.is_number, change.absolute, change.size) == (True, None, 1.0)
    assert (values(change), step(change), share(change)) == (("5.5", "–"), "–", "–")


def test_the_page_says_it_in_plain_words_first_and_escapes_all(
    before: Path, tmp_path: Path
) -> None:
    places = MAP.replace("Wenzhou,0", "<script>alert(1)</script>,4")
    found = compare(before, report(tmp_path / "b", told(places=places), **CAUSES[4][1]))
    whole = page(found, is_last_time=True)
    assert whole == page(found, is_last_time=True)
    read = Page(whole.decode())
    assert "What changed since last time: small" in read.text
    assert read.text.index("only the parameters changed") < read.text.index("The largest changes")
    assert "<script>alert(1)</script>" in read.text
    assert not read.all("script")
    assert not [a for a in read.all("a") + read.all("img") + read.all("link") if a.get("href", "")]
    assert "没有变化" in page(compare(before, before), "zh").decode()


def test_both_languages_say_the_same_and_fill_in_the_same_names() -> None:
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    english, chinese = texts["en"], texts["zh"]
    assert list(english) == list(chinese)

    def names(said: str | list[str]) -> list[str]:
        text = said if isinstance(said, str) else said[1]
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name)

    assert all(names(said) == names(chinese[key]) for key, said in english.items())


def test_at_most_three_of_one_table_are_among_the_largest(tmp_path: Path) -> None:
    many = "region,value\n" + "".join(f"{n},{n}.5\n" for n in range(10, 30))
    more = many.replace(".5", ".9")
    old = report(tmp_path / "a2", told(table=many, places=many))
    new = report(tmp_path / "b2", told(table=more, places=more))
    found = largest(compare(old, new))
    assert len(found) == 3
    assert all(names == ["steps", "map"] for names, _ in found)


def test_a_report_that_replaces_another_remembers_it(tmp_path: Path) -> None:
    final, staged = tmp_path / "small" / "default", tmp_path / "new"
    report(final)
    same = json.loads((report(staged) / "record.json").read_bytes())
    assert last_in(tmp_path / "nothing", same) is None
    place = Place(final)
    assert since(last_in(final, same), place, "en") == "changed since last time: nothing"
    # other files, such as a page of another version, that say the same
    assert since(last_in(final, {"outputs": {}}), place, "en") == "changed since last time: nothing"
    assert not (tmp_path / "small" / "default.previous.json").exists()
    with pytest.raises(WorkbenchError) as error:
        compare(final)
    assert error.value.problems[0].code == "CLW-R62"
    other: dict[str, Any] = {"executed": told(TABLE.replace("0.25", "0.5")), **CAUSES[4][1]}
    last = last_in(final, json.loads((report(staged, **other) / "record.json").read_bytes()))
    report(final, **other)
    assert since(last, place, "en") == "changed since last time: 1 number (parameters)"
    found = compare(final)
    assert [(c.before, c.after) for _, c in found.numbers] == [("0.25", "0.5")]
    assert compare(final).as_record() == compare(final / "record.json").as_record()
    assert found.cause == "parameters"


def test_a_spoilt_last_report_is_in_nobodys_way(tmp_path: Path) -> None:
    folder = report(tmp_path / "default")
    new = json.loads(
        (report(tmp_path / "b", told(TABLE + "x,3,1,1\n")) / "record.json").read_bytes()
    )
    for name, content in (("notebook.ipynb", b"{"), ("record.json", b"[]"), ("record.json", b"{}")):
        (folder / name).write_bytes(content)
        assert last_in(folder, new) is None


def test_runs_are_found_by_folder_record_and_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "reports", lambda: tmp_path)
    one = report(tmp_path / "small" / "default")
    report(tmp_path / "small" / "alpha=1.failed", status="failed")
    two = report(tmp_path / "other" / "default", told(TABLE.replace("0.25", "0.3")))
    wanted = compare(one, two).as_record()
    assert compare(one / "record.json", tmp_path / "other").as_record() == wanted
    assert compare("small", "other").as_record() == wanted
    later: dict[str, Any] = {"times": times("2027-01-01"), "run": "alpha=1"}
    report(tmp_path / "small" / "alpha=1", told(TABLE.replace("0.25", "0.3")), **later)
    assert compare("small").as_record()["after"]["run"] == "alpha=1"


def test_what_is_no_run_is_told_with_a_code(tmp_path: Path) -> None:
    good = report(tmp_path / "x" / "default")
    report(tmp_path / "x" / "second")
    failed = report(tmp_path / "y.failed", status="failed")
    (tmp_path / "z.json").write_text("[1]", encoding="utf-8")
    for name, code in (
        ("nothing_here", "R60"),
        (tmp_path / "x", "R61"),
        (tmp_path / "z.json", "R63"),
        (failed, "R64"),
    ):
        with pytest.raises(WorkbenchError) as error:
            compare(name, good)
        [problem] = error.value.problems
        assert problem.code == f"CLW-{code}"
        assert problem.remedy


def test_the_command_prints_words_json_and_a_page(
    before: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    after = report(tmp_path / "b", told(TABLE.replace("0.25", "0.5")), **CAUSES[4][1])
    words = ["workbench", "compare", str(before), str(after)]

    def printed(*more: str) -> str:
        monkeypatch.setattr(sys, "argv", [*words, *more])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        return capsys.readouterr().out

    assert "  steps: density · 1 · estimate: 0.25 → 0.5 (+100 %)" in printed()
    told_ = json.loads(printed("--json", "-o", str(tmp_path / "page.html")))
    [change] = told_["numbers"]
    assert (change["before"], change["after"], change["change"], change["relative"]) == (
        0.25,
        0.5,
        0.25,
        1.0,
    )
    assert told_["cause"] == "parameters"
    assert "What changed between two runs" in (tmp_path / "page.html").read_text(encoding="utf-8")
