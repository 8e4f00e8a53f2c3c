"""The score of commitment: planted answers come back, bounds hold whatever the others say."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.fieldwork.stages.commitment import (
    commitment_by_group,
    commitment_in_words,
    commitment_score,
    commitment_table,
)
from workbench.fieldwork.stages.example import VISITED, example

ANSWER = st.integers(0, 4)
VISITS = st.lists(st.tuples(st.booleans(), ANSWER, ANSWER), min_size=1, max_size=12)


def visits_of(rows, *, is_asked_all: bool = False) -> pd.DataFrame:
    """Visits of (was visited, willingness, commitment); the answers of others are not written."""
    asked = [seen or is_asked_all for seen, _, _ in rows]
    return pd.DataFrame(
        {
            "stakeholder": [f"s{number}" for number in range(len(rows))],
            "is_visited": ["yes" if seen else "no" for seen in asked],
            "willingness": [
                row[1] if seen else None for seen, row in zip(asked, rows, strict=True)
            ],
            "commitment": [row[2] if seen else None for seen, row in zip(asked, rows, strict=True)],
        }
    )


def test_a_score_worked_by_hand():
    rows = [(True, 4, 2), (True, 3, 0), (False, 0, 0), (False, 0, 0)]
    found = commitment_score(commitment_table(visits_of(rows)))
    assert found.score == (4 + 2 + 3 + 0) / 16
    assert (found.lowest, found.highest) == (9 / 32, 25 / 32)
    assert (found.willingness, found.commitment) == (7 / 8, 2 / 8)
    assert (found.visited, found.listed) == (2, 4)
    assert found.is_enough(9 / 16)
    assert not found.is_sure(0.5)
    assert found.is_sure(0.25)
    assert found.is_sure(0.9)


def test_a_missing_answer_counts_as_nothing_and_is_named():
    table = commitment_table(visits_of([(True, 4, None), (True, None, None), (True, 2, 2)]))
    assert table["not_answered"].tolist() == ["commitment", "willingness, commitment", ""]
    assert table["score"].tolist() == [0.5, 0.0, 0.5]
    assert commitment_score(table).commitment == 2 / 12


@settings(max_examples=25, deadline=None)
@given(VISITS)
def test_the_bounds_hold_whatever_the_others_say_and_order_does_not_matter(rows):
    found = commitment_score(commitment_table(visits_of(rows)))
    everybody = commitment_score(commitment_table(visits_of(rows, is_asked_all=True)))
    assert found.lowest - 1e-12 <= everybody.score <= found.highest + 1e-12
    if found.visited:
        assert found.lowest - 1e-12 <= found.score <= found.highest + 1e-12
    again = commitment_score(commitment_table(visits_of(rows[::-1])))
    assert again.lowest == pytest.approx(found.lowest)


def test_the_planted_answers_come_back():
    points = [w + (c or 0) for _, _, answers, _ in VISITED for w, c in answers]
    for seed in range(10):
        table = commitment_table(example(seed)["visits"])
        assert commitment_score(table).score == pytest.approx(sum(points) / 8 / len(points))
        assert table.query("not_answered != ''")["kind"].tolist() == ["finance"]
        groups = commitment_by_group(table).query("by == 'kind'").set_index("group")["score"]
        assert (groups.idxmax(), groups.idxmin()) == ("firm", "government")


def test_groups_add_up_to_the_whole():
    table = commitment_table(example(0)["visits"])
    groups = commitment_by_group(table)
    assert groups.groupby("by")["visited"].sum().eq(commitment_score(table).visited).all()
    assert groups.groupby("by")["listed"].sum().eq(len(table)).all()


def test_kinds_that_nobody_visited_are_told_only_where_kinds_are():
    table = commitment_table(visits_of([(True, 2, 2)]))
    told = commitment_in_words(table, commitment_score(table), 0.5)
    assert "Nobody" not in told
    named = table.assign(kind="firm")
    told = commitment_in_words(named, commitment_score(named), 0.5)
    assert told.endswith(
        "Nobody was visited of: association, government, education or research, finance."
    )
