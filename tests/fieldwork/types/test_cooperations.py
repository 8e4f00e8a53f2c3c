"""Forms of cooperation: the example by hand, overlaps, what is not known, three differences."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.fieldwork.types.cooperations import (
    FORMS,
    NO,
    QUESTIONS,
    YES,
    alliance_or_partnership,
    comparison,
    forms_of_cooperation,
    sets_of_forms,
)
from workbench.fieldwork.types.example import drawn_cooperations

ANSWERS = st.fixed_dictionaries(dict.fromkeys(QUESTIONS, st.sampled_from([YES, NO, None])))


def one(**answers) -> pd.DataFrame:
    return pd.DataFrame([{"cooperation": "it", **answers}])


def fits(**answers) -> dict[str, str]:
    found = forms_of_cooperation(one(**answers))
    return dict(zip(found["form"], found["fits"], strict=True))


def test_there_are_seven_questions_and_six_forms_of_which_no_two_are_the_same():
    assert len(QUESTIONS) == 7
    assert len(FORMS) == 6
    assert not comparison().duplicated().any()


def test_the_known_cooperations_get_the_forms_they_were_made_with():
    table, truth = drawn_cooperations()
    found = sets_of_forms(forms_of_cooperation(table)).set_index("cooperation")["forms"]
    assert found.to_dict() == truth.to_dict()


def test_forms_overlap_and_the_rules_that_fired_are_told():
    table, _ = drawn_cooperations()
    found = sets_of_forms(forms_of_cooperation(table)).set_index("cooperation")
    reasons = found.loc["dairy cluster", "reasons"]
    assert "network: three or more firms" in reasons
    assert "cluster: a value chain with academic" in reasons
    odd = found.loc["fair stand for a year"]
    assert odd["reasons"] == (
        "no form fits; nearest is strategic alliance, against which speaks a formal agreement: no"
    )


def test_a_network_needs_three_and_an_alliance_an_end():
    chain = {"is_vertical": YES, "has_end_date": NO, "has_institutions": NO, "has_agreement": NO}
    assert fits(**chain, members=2)["network"] == NO
    assert fits(**chain, members=3)["network"] == YES
    alliance = {"has_agreement": YES, "has_set_purpose": YES}
    assert fits(**alliance, has_end_date=YES)["strategic alliance"] == YES
    assert fits(**alliance, has_end_date=NO)["strategic alliance"] == NO


@settings(max_examples=25)
@given(ANSWERS, st.sampled_from(list(QUESTIONS)))
def test_an_answer_more_decides_and_never_reopens(answers, question):
    before = fits(**answers, members=5)
    for answer in (YES, NO):
        if answers[question] is None:
            after = fits(**(answers | {question: answer}), members=5)
            for form, was in before.items():
                assert was == "perhaps" or after[form] == was


def test_nothing_known_leaves_all_forms_open():
    assert set(fits().values()) == {"perhaps"}


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ({"is_high_technology": YES, "has_stated_results": NO}, ["alliance", "partnership"]),
        ({}, ["not known", "not known"]),
    ],
)
def test_three_differences_of_alliance_and_partnership(answers, points):
    found = alliance_or_partnership(one(**answers, has_set_purpose=YES, has_end_date=NO))
    assert found["difference"].tolist() == ["sector", "looks at", "purpose and duration"]
    assert found["points_to"].tolist() == [*points, "partnership"]
