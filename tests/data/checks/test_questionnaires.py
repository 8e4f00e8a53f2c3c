"""Questionnaires: every answer that its question does not allow is told, lawful ones are not."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.data.checks.tables import codes, interviews, of_kind, read, told
from workbench.data.making.wide_responses import wide_responses
from workbench.data.table_problems.sizes import firm_sizes_at_odds

ITEMS = """\
item,scale,level,wording,reverse,filter
q1,1-5,micro,Workers are skilled,,
q2,0-4,micro,Buyers are near,,
exports,yes/no,,Do you export?,,
exports_to,text,,Where to?,,exports = yes
size,micro|small|medium|large,,Size class,,
employees,number,,How many people work here?,,
founded,date,,When was it founded?,,
"""


def answer(item: str, value: str, others: str = "") -> list:
    """What is told of one answer besides there being few interviews."""
    table = f"respondent,item,answer\nr1,{item},{value}\n{others}"
    return [
        p for p in told("responses", table, items=ITEMS) if p.code not in ("CLW-Q10", "CLW-Q14")
    ]


@pytest.mark.parametrize(
    ("item", "value", "code", "says"),
    [
        ("q1", "7", "CLW-Q01", "q1 = 7: the scale is 1-5"),
        ("q2", "5", "CLW-Q01", "q2 = 5: the scale is 0-4"),
        ("q1", "99", "CLW-Q02", "q1 = 99: outside 1-5; looks like a code for a missing answer"),
        ("q2", "-9", "CLW-Q02", "looks like a code"),
        ("q1", "DK", "CLW-Q03", "q1 = DK: a text where the scale is 1-5"),
        ("q1", "3.5", "CLW-Q05", "whole steps"),
        ("q1", "0", "CLW-Q09", "q1 = 0: the scale is 1-5; the file may use 0-4"),
        (
            "exports",
            "perhaps",
            "CLW-Q19",
            "exports = perhaps: not one of the answers allowed (yes, no)",
        ),
        ("size", "tiny", "CLW-Q19", "micro, small, medium, large"),
        ("employees", "many", "CLW-Q18", "employees = many: not a number"),
        ("employees", "-4", "CLW-Q18", "not a number of 0 or more"),
        ("founded", "2999-01-01", "CLW-Q16", "the day is still to come"),
        ("founded", "last year", "CLW-Q19", "a date such as"),
    ],
)
def test_an_answer_its_question_does_not_allow(item, value, code, says):
    [problem] = answer(item, value)
    assert (problem.code, problem.row, problem.column, problem.value) == (code, 2, "answer", value)
    assert says in problem.message
    assert not problem.is_warning


@pytest.mark.parametrize(
    ("item", "value"),
    [("q1", "5"), ("q1", "1"), ("q2", "0"), ("q2", "4"), ("q1", ""), ("exports", "no"),
     ("size", "large"), ("employees", "12.5"), ("employees", "0"), ("founded", "1999-12-31"),
     ("exports_to", "=any text, 99")],
)  # fmt: skip
def test_an_answer_its_question_allows(item, value):
    value = f'"{value}"'
    found = codes(answer(item, value))
    assert found <= {"CLW-Q13", "CLW-T46"}


def test_remedies_can_be_pasted():
    assert answer("q1", "99")[0].remedy == "declare it: --read missing_codes=99"
    assert "--read missing=DK:not_applicable" in answer("q1", "DK")[0].remedy


def test_kinds_of_misfit_are_told_apart_and_counted():
    others = "r2,q1,7\nr3,q1,99\nr4,q1,6\n"
    found = {p.code: (p.row, p.more) for p in answer("q1", "3", others)}
    assert found == {"CLW-Q01": (3, 1), "CLW-Q02": (4, 0)}


def test_an_answer_that_the_filter_skips():
    [problem] = answer(
        "exports", "no", "r1,exports_to,Italy\nr2,exports,yes\nr2,exports_to,Spain\n"
    )
    assert (problem.code, problem.row, problem.value) == ("CLW-Q08", 3, "Italy")
    assert answer("exports", "yes", "r1,exports_to,Italy\nr2,exports,no\nr2,exports_to,\n") == []


def test_a_size_class_against_the_employees():
    [problem] = answer("size", "micro", "r1,employees,120\nr2,size,small\nr2,employees,49\n")
    assert (problem.code, problem.row, problem.value) == ("CLW-Q06", 2, "micro")
    assert problem.message == 'size is "micro" but the respondent has 120 workers'
    assert "0 to 9 workers" in problem.expected


def test_an_item_asked_twice_and_an_unknown_item_and_an_empty_respondent():
    assert codes(answer("q1", "3", "r1,q1,4\n")) == {"CLW-T26"}
    [problem] = answer("q1", "3", "r1,q_2,4\n")
    assert (problem.code, problem.value) == ("CLW-T31", "q_2")
    assert codes(answer("q1", "3", ",q2,4\n")) == {"CLW-T28"}


def test_scales_and_filters_that_say_nothing():
    spoilt = "item,scale,filter\nq1,often,\nq2,,\nq3,5-1,\nq4,1-5,q9 = yes\n"
    problems = told("items", spoilt)
    assert (of_kind("CLW-Q15", problems).row, of_kind("CLW-Q15", problems).more) == (2, 2)
    assert (of_kind("CLW-Q17", problems).row, of_kind("CLW-Q17", problems).value) == (5, "q9")
    assert told("items", ITEMS) == []


def test_answers_without_a_list_of_items():
    assert "CLW-Q21" in codes(told("responses", "respondent,item,answer\nr1,q1,3\n"))


def test_lawful_interviews_have_no_problems():
    table, items = interviews()
    assert told("responses", table, items=items) == []


def test_too_few_interviews_are_a_banner():
    table, items = interviews(number=29)
    [problem] = told("responses", table, items=items)
    assert (problem.code, problem.is_warning) == ("CLW-Q10", True)
    assert problem.message.startswith("29 interviews: below the 30")


def test_an_empty_questionnaire_is_no_interview():
    table, items = interviews(number=30)
    table.loc[table["respondent"] == "r4", "answer"] = None
    problems = told("responses", table, items=items)
    assert codes(problems) == {"CLW-Q13", "CLW-Q10"}
    assert (problems[0].row, problems[0].value) == (26, "r4")


def test_one_answer_to_everything():
    table, items = interviews(items=9)
    table.loc[table["respondent"] == "r2", "answer"] = "4"
    problem = of_kind("CLW-Q11", told("responses", table, items=items))
    assert problem.message == "respondent r2 gave the same answer to all 9 questions on a scale"


def test_a_copied_questionnaire():
    table, items = interviews(items=12)
    copy = table[table["respondent"] == "r1"].assign(respondent="r99")
    problem = of_kind("CLW-Q04", told("responses", pd.concat([table, copy]), items=items))
    assert (problem.value, problem.is_warning) == ("r99", True)


def test_a_reversed_item_that_is_not_declared():
    table, items = interviews(number=60)
    turned = table["item"] == "q3"
    table.loc[turned, "answer"] = [str(6 - int(a)) for a in table.loc[turned, "answer"]]
    problem = of_kind("CLW-Q07", told("responses", table, items=items))
    assert (problem.value, problem.is_warning) == ("q3", True)
    listing = read("items", items)
    declared = listing.assign(reverse=(listing["item"] == "q3").astype("boolean"))
    assert told("responses", table, items=declared) == []


def test_classes_with_fewer_than_three_firms():
    sizes = ["micro"] + ["medium"] + ["small"] * 30
    table = "respondent,item,answer\n" + "".join(f"r{n},size,{s}\n" for n, s in enumerate(sizes))
    problem = of_kind("CLW-Q14", told("responses", table, items=ITEMS))
    assert "(medium: 1, micro: 1)" in problem.message
    assert problem.is_warning


def same_throughout(answer: str, reversed_answer: str) -> list[str]:
    """The codes told where the first respondent answers so, the last of eight items reversed."""
    table, items = interviews(items=8)
    ours = table["respondent"] == "r0"
    table.loc[ours, "answer"] = answer
    table.loc[ours & (table["item"] == "q8"), "answer"] = reversed_answer
    listing = read("items", items)
    turned = table["item"].eq("q8") & ~ours
    table.loc[turned, "answer"] = [str(6 - int(a)) for a in table.loc[turned, "answer"]]
    listing = listing.assign(reverse=(listing["item"] == "q8").astype("boolean"))
    return [p.code for p in told("responses", table, items=listing)]


def test_one_who_ticks_the_same_throughout_and_one_who_agrees_throughout():
    assert same_throughout("5", "5") == ["CLW-Q11"], "against a reversed item"
    assert same_throughout("5", "1") == [], "of one mind"


def test_a_question_nobody_answered():
    table, items = interviews(items=3)
    problem = of_kind("CLW-Q12", told("responses", table, items=items + "q4,1-5,micro\n"))
    assert (problem.value, problem.is_warning) == ("q4", True)
    filtered = read("items", items + "q4,1-5,micro\n").assign(filter=[None] * 3 + ["q1 = 9"])
    assert told("responses", table, items=filtered) == [], "its filter may skip it"


@pytest.mark.parametrize(
    "told_by",
    ["call 0577-88881234", "13812345678", "+86 577 8888 1234", "to li.wang@example.com please"],
)
def test_an_answer_that_tells_who_gave_it(told_by):
    [problem] = answer("exports_to", told_by)
    assert (problem.code, problem.row, problem.is_warning) == ("CLW-Q22", 2, True)


@pytest.mark.parametrize("harmless", ["in 2004 and 2005", "12345678", "10-12 firms", "@home"])
def test_an_answer_that_tells_nobody(harmless):
    assert answer("exports_to", harmless) == []


# Answers in columns


def test_sizes_and_workers_beside_the_questions():
    table = pd.DataFrame(
        {"respondent": ["a", "b"], "size": ["micro", "Large"], "employees": ["120", "300"]}
    )
    [problem] = firm_sizes_at_odds(table, ["q1"], "answers.csv")
    assert (problem.code, problem.row, problem.value) == ("CLW-Q06", 2, "120")
    assert problem.message == 'size is "micro" but employees is 120'
    assert not list(firm_sizes_at_odds(table, ["size", "employees"], "")), "told of the items"
    assert not list(firm_sizes_at_odds(table.assign(employees=["4", ""]), ["q1"], ""))


def test_answers_in_columns_become_rows():
    table = pd.DataFrame({"id": ["a", "b"], "q1": ["4", None], "q2": ["1", "2"]})
    rows, places, problems = wide_responses(
        table, pd.DataFrame({"item": ["q1", "q2"]}), respondent="id"
    )
    assert rows["respondent"].tolist() == ["a", "a", "b", "b"]
    assert rows["item"].tolist() == ["q1", "q2", "q1", "q2"]
    assert rows["answer"].isna().tolist() == [False, False, True, False]
    assert places.tolist() == [0, 0, 1, 1]
    assert problems == []


def test_a_missing_column_is_told_with_the_one_that_is_close():
    table = pd.DataFrame(
        {"respondent": ["a", "a"], "q1": ["4", "4"], "q_2": ["1", "1"], "age": ["9", "9"]}
    )
    _, _, problems = wide_responses(table, pd.DataFrame({"item": ["q1", "q2"]}), "answers.csv")
    assert [p.code for p in problems] == ["CLW-Q12", "CLW-Q20", "CLW-Q04"]
    assert problems[0].message == 'column q2 is missing; "q_2" is close'
    assert problems[1].value == "age"
    assert (problems[2].row, problems[2].value) == (3, "a")


def test_rows_of_the_wide_file_are_told():
    table = pd.DataFrame(
        {"respondent": ["a", "b", "c"], "q1": ["4", "3", "7"], "q2": ["1", "2", "3"]}
    )
    items = pd.DataFrame({"item": ["q1", "q2"], "scale": ["1-5", "1-5"]})
    rows, places, _ = wide_responses(table, items)
    from workbench.data.table_problems import table_problems

    found = table_problems("a.csv", "responses", rows, {"items": items}, rows=places + 2)
    assert of_kind("CLW-Q01", list(found)).row == 4
