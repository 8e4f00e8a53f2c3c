"""Means up a tree: worked values, identities, and many draws at once."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from workbench.competitiveness import Framework
from workbench.competitiveness.aggregating import (
    Array,
    Tree,
    aggregate,
    mazziotta_pareto,
    mean_called,
    means_of,
    power_mean,
    weighted_mean,
)

NAMES = ("arithmetic", "geometric", "harmonic", "generalised_mean", "mazziotta_pareto")
values = arrays.arrays(
    "float64", (5, 4), elements=st.floats(1, 100, allow_nan=False, allow_infinity=False)
)
weights = arrays.arrays("float64", (4, 3), elements=st.floats(0.1, 5, allow_nan=False))


def parts(table: Array) -> list[Array]:
    return [table[:, [column]] for column in range(table.shape[1])]


def tree() -> tuple[Framework, Tree]:
    cards = pd.DataFrame(
        {
            "indicator": list("abcd"),
            "direction": "higher is better",
            "dimension": ["left", "left", "right", "right"],
        }
    )
    framework = Framework.from_cards(cards)
    return framework, Tree.of(framework)


@given(values, weights)
@settings(max_examples=25)
def test_means_lie_in_the_order_of_their_powers(table: Array, given: Array) -> None:
    found = [power_mean(p)(parts(table), given) for p in (-1, 0, 0.5, 1)]
    for smaller, larger in itertools.pairwise(found):
        assert (smaller <= larger + 1e-9).all()
    assert (mazziotta_pareto(parts(table), given) <= found[-1] + 1e-9).all()


@pytest.mark.parametrize("name", NAMES)
@given(number=st.floats(1, 100), given_weights=weights)
@settings(max_examples=20)
def test_the_mean_of_one_number_is_that_number(
    name: str, number: float, given_weights: Array
) -> None:
    same = np.full((5, 4), number)
    assert mean_called(name, 0.5)(parts(same), given_weights) == pytest.approx(number)


@given(values, weights, st.lists(st.booleans(), min_size=20, max_size=20))
@settings(max_examples=25)
def test_a_missing_part_gives_its_weight_to_the_others(
    table: Array, given: Array, holes: list[bool]
) -> None:
    is_missing = np.array(holes).reshape(5, 4)
    found = weighted_mean(parts(np.where(is_missing, np.nan, table)), given)
    for row in range(5):
        there = ~is_missing[row]
        if not there.any():
            assert np.isnan(found[row]).all()
            continue
        expected = [np.average(table[row, there], weights=given[there, d]) for d in range(3)]
        assert found[row] == pytest.approx(expected)


@pytest.mark.parametrize("name", NAMES)
def test_all_draws_at_once_are_the_draws_one_by_one(name: str) -> None:
    generator = np.random.default_rng(1)
    table, drawn = generator.uniform(1, 100, (6, 4)), generator.uniform(0.5, 1.5, (6, 7))
    framework, places = tree()
    means = means_of(places, name, None, 0.5)
    together = aggregate(table, drawn, places, means)[places.n_nodes - 1]
    for draw in range(7):
        alone = aggregate(table, drawn[:, [draw]], places, means)[places.n_nodes - 1]
        assert together[:, draw] == pytest.approx(alone[:, 0], rel=1e-12)
    by_hand = weighted_mean(
        [
            mean_called(name, 0.5)(parts(table[:, :2]), drawn[:2, [0]]),
            mean_called(name, 0.5)(parts(table[:, 2:]), drawn[2:4, [0]]),
        ],
        drawn[4:, [0]],
    )
    if name == "arithmetic":
        assert together[:, [0]] == pytest.approx(by_hand)
    assert framework.nodes[-1] == "index"


def test_dimensions_may_be_put_together_otherwise_than_indicators() -> None:
    _, places = tree()
    table = np.array([[10.0, 90.0, 50.0, 50.0]])
    means = means_of(places, "arithmetic", "geometric", 0.5)
    assert aggregate(table, np.ones((6, 1)), places, means)[6] == pytest.approx(50.0)
    means = means_of(places, "geometric", "arithmetic", 0.5)
    assert aggregate(table, np.ones((6, 1)), places, means)[6] == pytest.approx((30 + 50) / 2)


def test_a_mean_of_logarithms_is_missing_where_a_part_is_not_positive() -> None:
    found = power_mean(0)(parts(np.array([[0.0, 4.0], [2.0, 8.0]])), np.ones((2, 1)))
    assert np.isnan(found[0, 0])
    assert found[1, 0] == pytest.approx(4.0)


def test_mazziotta_and_pareto_by_hand() -> None:
    # mean 100, variance 50 with weights 1, 1: 100 - 50/100
    table = np.array([[100 + 50**0.5, 100 - 50**0.5]])
    assert mazziotta_pareto(parts(table), np.ones((2, 1)))[0, 0] == pytest.approx(99.5)
