"""Every complaint has seven parts, and reads the same everywhere."""

from __future__ import annotations

import json

import pytest

from workbench.errors import (
    Problem,
    RunFailed,
    StudyError,
    UnknownName,
    WorkbenchError,
    as_html,
    as_json,
    as_text,
    listed,
    quoted,
    unknown,
    visible,
)

WHOLE = Problem(
    "CLW-T27",
    "region codes lost a leading zero",
    file="activity.csv",
    row=9,
    column="region",
    value="30300",
    expected="six digits",
    remedy="restore the file",
    more=13,
)


def test_the_seven_parts_stand_in_the_text():
    assert WHOLE.as_text().splitlines() == [
        "CLW-T27  region codes lost a leading zero",
        '  activity.csv, column region, row 9, value "30300", and 13 more',
        "  Expected: six digits",
        "  Do: restore the file",
    ]


def test_parts_that_are_absent_leave_no_trace():
    assert Problem("CLW-T01", "the file is not UTF-8").as_text() == "CLW-T01  the file is not UTF-8"
    assert Problem("CLW-T01", "row zero", row=0).place == "row 0"


def test_a_warning_says_that_it_is_one():
    told = Problem("CLW-T23", "spaces", is_warning=True).as_text()
    assert told == "CLW-T23  spaces  (warning)"
    assert "<td>spaces  (warning)</td>" in as_html([Problem("CLW-T23", "spaces", is_warning=True)])


def test_json_has_the_parts_of_the_contract_and_is_json():
    record = json.loads(json.dumps(as_json([WHOLE])))
    assert record == {
        "errors": [
            {
                "code": "CLW-T27",
                "message": "region codes lost a leading zero",
                "file": "activity.csv",
                "row": 9,
                "column": "region",
                "value": "30300",
                "expected": "six digits",
                "remedy": "restore the file",
                "more": 13,
            }
        ]
    }


def test_html_is_a_table_and_escaped():
    hostile = Problem("CLW-T10", "<script>alert(1)</script>", value='"><img src=x>')
    html = as_html([hostile, WHOLE])
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert html.count("<tr>") == 3
    for part in ("CLW-T27", "six digits", "restore the file", "row 9"):
        assert f"{part}" in html


def test_a_notebook_shows_the_text_in_place_of_a_traceback():
    error = StudyError([WHOLE, Problem("CLW-T01", "the file is not UTF-8")])
    assert error._render_traceback_() == as_text(error.problems).splitlines()
    assert str(error) == as_text(error.problems)
    assert error._render_traceback_()[-1] == "CLW-T01  the file is not UTF-8"


def test_one_problem_or_many_make_an_error_with_an_exit_code():
    assert WorkbenchError(WHOLE).problems == (WHOLE,)
    assert WorkbenchError(p for p in (WHOLE, WHOLE)).problems == (WHOLE, WHOLE)
    assert UnknownName(WHOLE).exit_code == 1
    assert RunFailed(WHOLE).exit_code == 3
    with pytest.raises(WorkbenchError, match="lost a leading zero"):
        raise StudyError(WHOLE)


def test_control_characters_cannot_steer_a_terminal():
    hostile = Problem("CLW-N04", "no column a\x1b[2J", column="\x07bell", value="x\r\ny\x00")
    text = hostile.as_text()
    assert "\x1b" not in text
    assert "\x07" not in text
    assert r"a\x1b[2J" in text
    assert r'"x\r\ny\x00"' in text
    assert len(text.splitlines()) == 2
    assert "\x1b" not in as_html([hostile])
    assert hostile.as_record()["value"] == "x\r\ny\x00"
    many = [Problem("CLW-N04", "no column", column=f"{name}\x1b[2J") for name in "abcde"]
    assert "\x1b" not in str(WorkbenchError(many))


@pytest.mark.parametrize("text", ["温州市", "naïve — “quoted”", "a b"])
def test_printable_text_of_any_script_stays(text):
    assert visible(text) == text
    assert quoted(text) == f'"{text}"'


def test_a_lone_surrogate_can_be_printed():
    assert visible("a\udc80").encode("utf-8") == rb"a\udc80"


def test_a_very_long_value_is_cut_where_it_is_shown_and_kept_where_it_is_data():
    problem = Problem("CLW-T10", "no number", value="9" * 10_000)
    assert len(quoted("9" * 10_000)) == 82
    assert quoted("9" * 10_000).endswith('9…"')
    assert quoted("9" * 80) == '"' + "9" * 80 + '"'
    assert len(problem.as_text()) < 150
    assert len(problem.as_record()["value"]) == 10_000


def test_names_are_listed_up_to_a_number():
    assert listed(["a", "b"]) == "a, b"
    assert listed(map(str, range(14))) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more"
    assert listed("abc", most=2) == "a, b and 1 more"
    assert listed([]) == ""


def test_an_unknown_name_comes_with_the_nearest():
    problem = unknown("CLW-N02", "measure", "gini_idex", ["hoover_index", "gini_index", "zzz"])
    assert problem.message == 'no measure "gini_idex"; nearest: gini_index, hoover_index'
    assert problem.expected == "one of: gini_index, hoover_index, zzz"
    assert problem.value == "gini_idex"


def test_a_name_that_is_near_nothing_gets_no_nearest():
    problem = unknown("CLW-N02", "measure", "xyz", ["gini_index"], file="a.csv", remedy="list them")
    assert problem.message == 'no measure "xyz"'
    assert (problem.file, problem.remedy) == ("a.csv", "list them")


def test_an_unknown_name_among_none_says_so():
    assert unknown("CLW-N01", "study", "x", []).expected == "there is no study here"
