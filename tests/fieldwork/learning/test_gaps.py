"""Gaps of skills: by firm, by cluster, what is major, and what stays hidden."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.fieldwork.learning.gaps import gaps_by_firm, gaps_by_group
from workbench.fieldwork.learning.questionnaire import KNOWN_GAPS

SKILLS = pd.DataFrame(
    {
        "respondent": list("abcdefgh"),
        "skill": "marketing",
        "held": [1, 1, 1, 3, 3, 3, 4, None],
        "required": [2, 3, 2, 2, 3, 3, 3, 3],
    }
)
PLACES = pd.Series(["n"] * 4 + ["s"] * 4, list("abcdefgh"))


def by_group(major_percent=40.0, known=KNOWN_GAPS):
    gaps = gaps_by_firm(SKILLS)
    found = gaps_by_group(gaps, PLACES, major_percent=major_percent, known=known)
    return found.set_index(["group", "skill"])


def test_gaps_of_firms_by_hand():
    assert gaps_by_firm(SKILLS)["gap"].tolist() == [1, 2, 1, 0, 0, 0, 0]


def test_shares_of_groups_by_hand_and_the_rule_for_major():
    found = by_group().xs("marketing", level="skill")
    assert found["below"].to_dict() == pytest.approx({"all": 3 / 7, "n": 3 / 4, "s": 0})
    assert found["is_major"].to_dict() == {"all": True, "n": True, "s": False}
    assert found.loc["all", "gap"] == pytest.approx(4 / 7)
    # more than, not from: 75 % of the firms are not more than 75 %
    assert not by_group(75.0).loc[("n", "marketing"), "is_major"]


def test_known_gaps_have_a_row_though_nobody_was_asked():
    row = by_group().loc[("all", "multi-job skills")]
    assert row["firms"] == 0
    assert row["is_known"]
    assert not row["is_major"]
    assert not row["is_hidden"]
    assert ("all", "multi-job skills") not in by_group(known=()).index


def test_cells_of_two_firms_are_hidden():
    few = gaps_by_firm(SKILLS[SKILLS["respondent"].isin(list("abcdef"))])
    found = gaps_by_group(few, PLACES, major_percent=40).set_index("group")
    assert found["is_hidden"].to_dict() == {"all": False, "n": True, "s": True}
    assert found.loc["s", ["firms", "held", "required", "gap", "below"]].isna().all()
    assert not found.loc["n", "is_major"]


def test_the_order_of_rows_does_not_matter_and_nobody_asked_is_a_table_too():
    pd.testing.assert_frame_equal(gaps_by_firm(SKILLS[::-1]), gaps_by_firm(SKILLS))
    nobody = gaps_by_group(gaps_by_firm(SKILLS[:0]), PLACES, major_percent=40, known=KNOWN_GAPS)
    assert nobody["skill"].tolist() == sorted(KNOWN_GAPS)
