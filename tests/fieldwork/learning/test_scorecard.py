"""Incentives and the eight benefits: shares of scales by hand, evidence, hidden cells."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.fieldwork.learning.questionnaire import EVIDENCE, INCENTIVES, asked, questions
from workbench.fieldwork.learning.scorecard import (
    benefits_by_firm,
    benefits_by_group,
    incentives,
)
from workbench.hypotheses._survey import BENEFITS

ITEMS = asked(questions())


def cards(agreement, evidence) -> pd.DataFrame:
    table = pd.DataFrame(index=list("abcd"), columns=ITEMS.index, dtype="float64")
    table["rivalry"], table["rivalry_evidence"] = agreement, evidence
    return table


def test_each_of_eight_benefits_has_a_question_and_one_on_its_evidence():
    levels = set(ITEMS["level"])
    assert {*BENEFITS, *(EVIDENCE + benefit for benefit in BENEFITS)} <= levels


def test_claims_count_as_far_as_they_can_be_shown():
    found = benefits_by_firm(cards([5, 3, 1, None], [3, 1, 3, 2]), ITEMS)
    assert found["benefit"].unique().tolist() == ["rivalry"]
    assert found["agreement"].tolist() == [1, 0.5, 0]
    assert found["backed"].tolist() == pytest.approx([1, 1 / 6, 0])


def test_clusters_have_means_unless_they_are_too_small():
    firm_cards = benefits_by_firm(cards([5, 3, 1, 3], [3, 3, 3, 0]), ITEMS)
    found = benefits_by_group(firm_cards, pd.Series(["n", "n", "n", None], list("abcd")))
    own = found[found["benefit"] == "rivalry"].set_index("group")
    assert own.loc["all", "agreement"] == pytest.approx(0.5)
    assert own.loc["all", "backed"] == pytest.approx((1 + 0.5) / 4)
    assert own.loc["n", "evidence"] == pytest.approx(1)
    few = benefits_by_group(firm_cards, pd.Series(["n", "n", None, None], list("abcd")))
    row = few[(few["benefit"] == "rivalry") & (few["group"] == "n")].iloc[0]
    assert row["is_hidden"]
    assert row[["agreement", "evidence", "backed"]].isna().all()


def test_six_incentives_are_asked_of_those_who_work_with_others():
    own = questions().set_index("item").loc[[f"P{number}" for number in range(1, 7)]]
    assert own["filter"].eq("works_with_others = yes").all()
    table = pd.DataFrame(index=list("abcd"), columns=ITEMS.index, dtype="float64")
    table["P2"], table["P6"] = [5, 4, 3, None], [1, None, None, None]
    found = incentives(table, ITEMS).set_index("item")
    assert len(found) == len(INCENTIVES)
    assert found.index[0] == "P2"
    assert found.loc["P2", "agreeing"] == pytest.approx(2 / 3)
    assert found.loc["P6", "is_hidden"]
    assert pd.isna(found.loc["P6", "mean"])
