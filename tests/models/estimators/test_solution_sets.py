"""Sets of values that a test does not reject: exact ends, all shapes, words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.models.estimators._solution_sets import Linear, SolutionSet, not_rejected


def one(at_zero: float, slope: float, variances: list[list[float]]) -> Linear:
    return Linear(np.array([at_zero]), np.array([slope]), np.array(variances))


@pytest.mark.parametrize(
    ("test", "shape"),
    [
        # (2 - b)^2 <= 4 (1 + 0.01 b^2): a strong slope
        (one(2.0, 1.0, [[1, 0], [0, 0.01]]), "interval"),
        # (4 - b)^2 <= 4 (1 + b^2): the slope is not told from zero, the level is
        (one(4.0, 1.0, [[1, 0], [0, 1]]), "two rays"),
        # (1 - 0.1 b)^2 <= 4 (1 + b^2) always
        (one(1.0, 0.1, [[1, 0], [0, 1]]), "whole line"),
    ],
)
def test_shapes_with_one_instrument(test: Linear, shape: str) -> None:
    """The ends solve (a - bs)^2 = c (v - 2 b w + b^2 u), a quadratic equation."""
    found = not_rejected(test, 4.0)
    assert found.shape == shape
    v = test.variances
    quadratic = [
        test.slope[0] ** 2 - 4 * v[1, 1],
        -2 * (test.at_zero[0] * test.slope[0] - 4 * v[0, 1]),
        test.at_zero[0] ** 2 - 4 * v[0, 0],
    ]
    roots = np.roots(quadratic)
    expected = sorted(roots.real[np.abs(roots.imag) < 1e-12])
    ends = sorted(end for piece in found.pieces for end in piece if np.isfinite(end))
    np.testing.assert_allclose(ends, expected, rtol=1e-9)


def test_an_empty_set_needs_more_instruments_than_terms() -> None:
    """Two instruments that say 0 and 10 with certainty leave no value."""
    test = Linear(np.array([0.0, 10.0]), np.ones(2), np.kron([[1, 0], [0, 0.01]], np.eye(2)))
    found = not_rejected(test, 6.0)
    assert found.shape == "empty"
    assert not found.pieces
    assert "no value is left" in found.in_words()
    assert found.table("x")[["low", "high"]].isna().all(axis=None)


def test_every_shape_has_words() -> None:
    inf = np.inf
    assert SolutionSet(((-inf, inf),)).in_words().startswith("every value is left")
    assert "between 1 and 2 are ruled out" in SolutionSet(((-inf, 1.0), (2.0, inf))).in_words()
    assert SolutionSet(((1.0, 2.0),)).in_words() == "values from 1 to 2 are left"
    several = SolutionSet(((-inf, 0.0), (1.0, 2.0)))
    assert several.shape == "several pieces"
    assert several.in_words() == "values up to 0 or from 1 to 2 are left"
    assert 1.5 in several
    assert 0.5 not in several
    assert not several.is_bounded


@given(st.integers(0, 100_000), st.integers(1, 4), st.floats(0.5, 12), st.floats(1e-4, 1e4))
@settings(max_examples=25, deadline=None)
def test_agrees_with_the_statistic_on_a_grid(
    seed: int, n: int, critical: float, size: float
) -> None:
    """Whatever the covariance and the units: in the set exactly where the statistic is low."""
    random = np.random.default_rng(seed)
    root = random.normal(size=(2 * n, 2 * n + 2))
    units = np.diag(np.repeat([1.0, 1 / size], n))
    variances = units @ (root @ root.T / (2 * n)) @ units
    test = Linear(random.normal(size=n) * 2, random.normal(size=n) / size, variances)
    found = not_rejected(test, critical)
    grid = np.concatenate([np.linspace(-30, 30, 401), [-1e6, 1e6]]) * size
    for value in grid:
        statistic = test.statistic(value)
        if abs(statistic - critical) > 1e-6 * critical:
            assert (value in found) == (statistic <= critical), value
    assert found.is_bounded == (test.statistic(np.inf) > critical)
