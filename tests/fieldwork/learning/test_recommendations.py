"""Each recommendation is shown exactly where its rule says so, and the reason has the number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.fieldwork.learning.questionnaire import asked, numbers, questions, turned
from workbench.fieldwork.learning.recommendations import (
    AUDITS,
    CERTIFIES,
    RECORDS,
    Seen,
    recommendations,
    small_gaps,
)
from workbench.hypotheses._survey import COLLABORATIVE, LEARNING

ITEMS = asked(questions())
FIRMS = [f"f{place}" for place in range(10)]


def seen(*, answers=None, balance=0.95, small=(("marketing", 0.1), ("multi-job skills", 0.1)),
         audited=1.0) -> Seen:  # fmt: skip
    """A cluster that calls for nothing, but for what is asked."""
    table = pd.DataFrame(4.0, index=FIRMS, columns=ITEMS.index)
    for item, value in (answers or {}).items():
        table[item] = value
    scores = pd.DataFrame({"balance": [balance] * len(FIRMS)})
    return Seen(table, ITEMS, scores, dict(small), audited, 0.5)


def shown(found: Seen) -> set[int]:
    table = recommendations(found)
    return set(table.loc[table["is_shown"].fillna(False), "number"])


def of(level: str, kind: str | None = None) -> list[str]:
    own = ITEMS[ITEMS["level"] == level]
    return list(own.index if kind is None else own.index[own["kind"] == kind])


def all_low(*levels: str) -> dict[str, float]:
    return {item: 2.0 for level in levels for item in of(level)}


CASES = [
    ({}, set()),
    ({"answers": dict.fromkeys(of(LEARNING[1], "formal"), 3.0)}, {1}),
    ({"balance": 0.5}, {2}),
    ({"answers": all_low(*LEARNING)}, {3, 5, 6, 7, 8}),
    ({"answers": all_low(COLLABORATIVE)}, {3}),
    ({"small": (("marketing", 0.6), ("multi-job skills", 0.1))}, {4}),
    ({"small": (("marketing", 0.1),)}, {4}),
    ({"answers": {AUDITS: 2.0}}, {1, 5}),
    ({"audited": 0.4}, {5}),
    ({"answers": {CERTIFIES: 2.0}}, {1, 6, 7}),
    ({"answers": {CERTIFIES: 2.0} | all_low(COLLABORATIVE)}, {1, 3, 6}),
    ({"answers": {RECORDS: 2.0}}, {1, 8}),
]


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_the_rule_fires_where_it_should_and_no_other_does(change, expected):
    # one low question of four lowers formal learning by half a step, which calls for 1 too
    assert shown(seen(**change)) == expected


def test_all_eight_are_told_with_a_reason_whether_shown_or_not():
    table = recommendations(seen())
    assert table["number"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert table["reason"].str.contains("rule|recommendation 6").all()
    assert table["rule"].str.len().gt(0).all()


def test_what_was_not_asked_is_not_decided():
    table = pd.DataFrame(4.0, index=FIRMS, columns=ITEMS.index).drop(columns=[CERTIFIES, RECORDS])
    own = Seen(table, ITEMS.drop([CERTIFIES, RECORDS]), pd.DataFrame({"balance": [np.nan]}),
               {}, 1.0, 0.5)  # fmt: skip
    found = recommendations(own).set_index("number")["is_shown"]
    assert found[[2, 6, 7, 8]].isna().all()


def test_gaps_of_small_firms_leave_out_the_others():
    gaps = pd.DataFrame({"respondent": list("abc"), "skill": "marketing", "is_below": [1, 0, 0]})
    sizes = pd.Series(["micro", "medium", "small"], list("abc"))
    assert small_gaps(gaps, sizes) == {"marketing": 0.5}
    assert small_gaps(gaps, pd.Series(None, sizes.index, dtype=object)) == {
        "marketing": pytest.approx(1 / 3)
    }


def test_reversed_questions_are_turned_before_anything_is_scored():
    reverse = ITEMS.index[ITEMS["is_reversed"]][0]
    rows = pd.DataFrame({"respondent": ["a", "a"], "item": [reverse, AUDITS], "answer": ["1", "2"]})
    found = turned(numbers(rows, ITEMS), ITEMS)
    assert found.loc["a", [reverse, AUDITS]].tolist() == [5, 2]
