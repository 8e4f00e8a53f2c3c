"""What a student is told of a wrong answer, and what data are fair to hand out."""

from __future__ import annotations

import pytest

from workbench.exercises import Desk, exercises, judge
from workbench.exercises._exercise import Answer, Mistake, is_fair

SHARE = Answer("A share?", 0.4, (Mistake(0.7, "That is another share."),), "Look again.")
RATIO = Answer("A ratio?", 8.0, (), "Look again.")
NAMES = Answer("Which?", frozenset({"Yiwu", "Wenzhou"}), (), "Look again.")


@pytest.mark.parametrize(
    ("answer", "given", "said"),
    [
        (SHARE, 0.7, "another share"),
        (SHARE, 40, "percentage"),
        (SHARE, -0.4, "sign is not"),
        (SHARE, 2.5, "turned the fraction over"),
        (RATIO, 0.125, "turned the fraction over"),
        (RATIO, 800, "digits are right"),
        (RATIO, 0.08, "digits are right"),
        (RATIO, 8_000_000, "digits are right"),
        (RATIO, 80, "Look again."),
        (RATIO, 8.5, "Look again."),
        (NAMES, ["yiwu"], "some are missing"),
        (NAMES, [], "No name is given"),
        (NAMES, ["Yiwu", "Wenzhou", "Ningbo"], "some that do not belong"),
        (NAMES, ["Yiwu", "Ningbo"], "Look again."),
        (NAMES, "Yiwu", "A list of names is asked for."),
        (RATIO, float("nan"), "A number is asked for."),
        (RATIO, ..., "No answer yet."),
    ],
)
def test_a_wrong_answer_gets_the_hint_for_how_it_is_wrong(answer, given, said):
    judged = judge(answer, given)
    assert not judged.is_right
    assert said in judged.words


def test_two_mistakes_that_lead_to_one_value_are_both_told():
    first, second = Mistake(2.0, "You added."), Mistake(2.001, "You took the largest.")
    judged = judge(Answer("?", 1.5, (first, second, Mistake(9.0, "No."), first), "Look."), 2)
    assert judged.words == "You added. Or: You took the largest."


def test_data_are_fair_only_if_no_mistake_of_any_answer_is_right():
    right = Mistake(0.401, "By chance.")
    both = Answer("A share?", 0.4, (*SHARE.mistakes, right), "Look again.")
    assert is_fair({"share": SHARE, "ratio": RATIO})
    assert not is_fair({"share": SHARE, "both": both})
    words = Answer("?", "yes", (Mistake("no", "x"), Mistake("Yes ", "y")), "Look again.")
    assert not is_fair({"words": words})


def test_nothing_a_student_does_to_the_data_moves_an_answer():
    found = exercises["location_quotient"]
    desk, untouched = (Desk(found, found.real()) for _ in range(2))
    for table in desk.tables.values():
        table.iloc[:, 1:] = 0
    assert all(table.equals(untouched.tables[name]) for name, table in desk.tables.items())


def test_what_is_kept_for_the_teacher_is_what_was_given():
    found = exercises["location_quotient"]
    desk = Desk(found, found.real())
    kept = desk._record("local_share", 9.5)
    assert kept == {"exercise": "location_quotient", "answer": "local_share", "value": 9.5}
