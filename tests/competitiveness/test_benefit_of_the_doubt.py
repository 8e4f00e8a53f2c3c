"""Benefit of the doubt: by hand, over all corners, by the dual program, and against lpSolve."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from workbench.competitiveness.weighting import benefit_of_the_doubt
from workbench.errors import ParameterError, StudyError

# Written by tests/reference/index_weights.R.
R = json.loads((Path(__file__).parents[1] / "reference" / "index_weights.json").read_text("utf-8"))
SWISS = pd.DataFrame(R["values"], index=pd.Index(R["regions"], name="region")).rename_axis(
    columns="indicator"
)
tables = arrays("float64", (12, 4), elements=st.floats(0.01, 100)).map(
    lambda cells: pd.DataFrame(cells, [f"r{i}" for i in range(12)], list("abcd"))
)


def some(n: int = 30, k: int = 4, seed: int = 0) -> pd.DataFrame:
    """A table above 0 whose columns go together somewhat."""
    random = np.random.default_rng(seed)
    cells = 50 + 10 * random.normal(size=(n, 1)) + 10 * random.normal(size=(n, k))
    return pd.DataFrame(
        cells.clip(1), index=[f"r{i}" for i in range(n)], columns=[f"c{i}" for i in range(k)]
    )


def by_corners(cells: np.ndarray) -> np.ndarray:
    """Scores as the best over all corners of {w >= 0, X w <= 1}."""
    n, k = cells.shape
    rows = np.vstack([cells, -np.eye(k)])
    right = np.append(np.ones(n), np.zeros(k))
    corners = []
    for chosen in combinations(range(n + k), k):
        square = rows[list(chosen)]
        if abs(np.linalg.det(square)) > 1e-12:
            corner = np.linalg.solve(square, right[list(chosen)])
            if (rows @ corner <= right + 1e-9).all():
                corners.append(corner)
    return (cells @ np.array(corners).T).max(axis=1)


def test_three_regions_by_hand():
    # A and B are best in one child each. For C, 4 a + b <= 1 and a + 4 b <= 1 meet at a = b = 1/5,
    # so C scores 2/5 + 2/5; half of it comes from each child.
    table = pd.DataFrame({"a": [4.0, 1, 2], "b": [1.0, 4, 2]}, index=list("ABC"))
    found = benefit_of_the_doubt(table)
    np.testing.assert_allclose(found.scores, [1, 1, 0.8], rtol=1e-12)
    np.testing.assert_allclose(found.weights.loc["C"], [0.2, 0.2], rtol=1e-12)
    np.testing.assert_allclose(found.shares.loc["C"], [0.5, 0.5], rtol=1e-12)
    assert found.peers["C"] == ("A", "B")
    assert "A" in found.peers["A"]
    # with half of the score from each child, A has 4 a = b, and 4 b + a <= 1 for B binds:
    # b = 4/17, a = 1/17, so A scores 8/17
    bound = benefit_of_the_doubt(table, least=0.5)
    np.testing.assert_allclose(bound.scores, [8 / 17, 8 / 17, 0.8], rtol=1e-12)
    assert bound.peers["A"] == ("B",)


@pytest.mark.parametrize("n_children", [2, 3])
def test_scores_are_the_best_over_all_corners(n_children):
    table = some(9, n_children, seed=7)
    found = benefit_of_the_doubt(table).scores
    np.testing.assert_allclose(found, by_corners(table.to_numpy()), rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        ("benefit_of_the_doubt", {}),
        ("benefit_of_the_doubt_bounded", {"least": 0.1, "most": 0.5}),
    ],
)
def test_scores_are_those_of_lpsolve(name, bounds):
    found = benefit_of_the_doubt(SWISS, **bounds)
    np.testing.assert_allclose(found.scores, R[name], rtol=1e-9)


def test_scores_are_those_of_the_dual():
    # the dual is the smallest total of regions that together have at least what this one has
    table = some(25, 5, seed=3)
    cells = table.to_numpy()
    found = benefit_of_the_doubt(table)
    for row, own in enumerate(cells):
        other = linprog(np.ones(len(cells)), A_ub=-cells.T, b_ub=-own, method="highs")
        assert found.scores.iloc[row] == pytest.approx(other.fun, rel=1e-9)
        used = {table.index[at] for at in np.flatnonzero(other.x > 1e-7)}
        assert used <= set(found.peers[table.index[row]])


@settings(max_examples=15)
@given(table=tables)
def test_what_holds_of_all_benefit_of_the_doubt(table):
    found = benefit_of_the_doubt(table)
    assert found.scores.between(0, 1).all()
    assert found.scores.max() == 1
    assert (table.mul(found.weights).sum(axis=1) - found.scores).abs().max() < 1e-7
    assert (table.to_numpy() @ found.weights.to_numpy().T).max() < 1 + 1e-7
    assert (found.weights >= -1e-12).all(axis=None)
    np.testing.assert_allclose(found.shares.sum(axis=1), 1, rtol=1e-9)
    assert (found.scores[table.idxmax()] == 1).all()  # whoever is best in one child
    narrow = benefit_of_the_doubt(table, least=0.05, most=0.6)
    assert (narrow.scores <= found.scores + 1e-9).all()
    assert narrow.shares.min(axis=None) >= 0.05 - 1e-6
    assert narrow.shares.max(axis=None) <= 0.6 + 1e-6


def test_the_unit_of_a_child_does_not_matter_to_scores():
    table = some(20, 3)
    units = np.array([1000.0, 1, 0.01])
    found, other = benefit_of_the_doubt(table), benefit_of_the_doubt(table * units)
    np.testing.assert_allclose(other.scores, found.scores, rtol=1e-9)
    np.testing.assert_allclose(other.weights * units, found.weights, rtol=1e-6, atol=1e-12)


def test_a_zero_is_a_value_unless_something_must_come_of_it():
    table = pd.DataFrame({"a": [4.0, 0, 2, 0], "b": [1.0, 4, 2, 0]}, index=list("ABCD"))
    found = benefit_of_the_doubt(table)
    # 4 a + b <= 1 and 4 b <= 1 meet at b = 1/4, a = 3/16
    np.testing.assert_allclose(found.scores, [1, 1, 7 / 8, 0], rtol=1e-12)
    assert found.weights.loc["D"].isna().all()
    assert found.peers["D"] == ()
    with pytest.raises(
        StudyError, match="too little is above 0 to keep the bounds in: B"
    ) as caught:
        benefit_of_the_doubt(table, least=0.1)
    assert caught.value.problems[0].value == "B"
    with pytest.raises(StudyError, match="B"):
        benefit_of_the_doubt(table, most=0.9)


def test_a_missing_child_has_no_weight_and_binds_nobody():
    table = pd.DataFrame(
        {"a": [4.0, 1, 2, 2, np.nan], "b": [1.0, 4, np.nan, 2, np.nan]}, index=list("ABCDE")
    )
    found = benefit_of_the_doubt(table, least=0.1)
    assert found.scores["C"] == pytest.approx(0.5)  # half of A's, in the one child it has
    assert found.weights.loc["C"].isna().tolist() == [False, True]
    assert found.shares.loc["C", "a"] == pytest.approx(1)
    assert np.isnan(found.scores["E"])
    whole = benefit_of_the_doubt(table.loc[["A", "B", "D"]], least=0.1)
    np.testing.assert_allclose(found.scores[["A", "B", "D"]], whole.scores, rtol=1e-9)


def test_labels_are_kept_and_the_table_is_not_touched():
    table = SWISS.head(6)
    before = table.copy()
    found = benefit_of_the_doubt(table)
    for answer in (found.weights, found.shares):
        assert answer.index.equals(table.index)
        assert answer.columns.equals(table.columns)
    assert found.scores.index.equals(table.index)
    assert list(found.peers) == list(table.index)
    pd.testing.assert_frame_equal(table, before)


def test_what_benefit_of_the_doubt_refuses():
    table = some(5, 3)
    with pytest.raises(ParameterError) as caught:
        benefit_of_the_doubt(table, least=-0.1, most=1.5)
    assert [p.column for p in caught.value.problems] == ["least", "most"]
    for bounds in ({"least": 0.4}, {"most": 0.3}):
        with pytest.raises(ParameterError, match="cannot add up to 1"):
            benefit_of_the_doubt(table, **bounds)
    table.iloc[0, 0], table.iloc[1, 0], table.iloc[2, 1] = -1.0, -2.0, np.inf
    with pytest.raises(StudyError, match="normalise by min-max") as caught:
        benefit_of_the_doubt(table)
    assert [(p.code, p.column, p.more) for p in caught.value.problems] == [
        ("CLW-I24", "c0", 1),
        ("CLW-I24", "c1", 0),
    ]
