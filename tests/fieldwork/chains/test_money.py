"""Ranges and money: draws between low and high, break-even, scenarios."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.fieldwork.chains.cases import line
from workbench.fieldwork.chains.money import break_even, scenario_table
from workbench.fieldwork.chains.potential import by_stage
from workbench.fieldwork.chains.ranges import (
    capacity_of,
    drawn_potential,
    in_draws,
    triangular,
)

NO_COSTS = pd.DataFrame()


@pytest.fixture
def asked():
    return pd.DataFrame(
        {
            "actor": ["a", "b", "c"],
            "stage": ["s0", "s0", "s1"],
            "capacity": [60.0, 40.0, 120.0],
            "utilisation": [1.0, 0.5, None],
            "low": [30.0, np.nan, 60.0],
            "high": [90.0, np.nan, 150.0],
        }
    )


def test_capacity_is_summed_over_actors_as_used(asked):
    assert capacity_of(asked) == {"s0": 80.0, "s1": 120.0}
    assert capacity_of(asked, at="full") == {"s0": 100.0, "s1": 120.0}


def test_draws_have_the_moments_of_a_triangle(asked):
    drawn = triangular(np.random.default_rng(4), asked, "capacity", 40_000)
    mean = (30 + 60 + 90) / 3
    variance = (30**2 + 60**2 + 90**2 - 30 * 60 - 30 * 90 - 60 * 90) / 18
    assert drawn[:, 0].mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / 40_000))
    assert drawn[:, 0].var() == pytest.approx(variance, rel=0.03)
    assert (drawn[:, 1] == 40).all()  # neither low nor high: it is sure
    assert drawn[:, 2].min() >= 60
    assert drawn[:, 2].max() <= 150


def test_the_potential_is_drawn_alike_for_one_seed_and_any_order_of_rows(asked):
    chain = line([1.0, 1.0])
    first = drawn_potential(chain, asked, draws=300, seed=7)
    mixed = drawn_potential(chain, asked[::-1], draws=300, seed=7)
    np.testing.assert_array_equal(first.product, mixed.product)
    assert not np.array_equal(
        first.product, drawn_potential(chain, asked, draws=300, seed=8).product
    )
    # more than one programme of 2000 chains at once gives the same first draws of each stage
    told = in_draws(chain, first).set_index("stage")
    assert told["bottleneck_share"].sum() == pytest.approx(1)
    assert told.loc["s0", "bottleneck_share"] > 0.8
    np.testing.assert_allclose(first.product, first.used.min(axis=1))


def test_break_even_by_hand():
    costs = pd.DataFrame({"stage": ["s1", "s0"], "fixed_cost": [500.0, 90.0],
                          "variable_cost": [2.0, 4.0], "price": [7.0, 4.0]})  # fmt: skip
    made = pd.DataFrame({"stage": ["s0", "s1"], "used": [10.0, 200.0]})
    found = break_even(costs, made, draws=50).set_index("stage")
    assert found.loc["s1", ["break_even", "low", "high"]].tolist() == pytest.approx([100] * 3)
    assert found.loc["s1", "safety"] == pytest.approx(0.5)
    assert found.loc["s1", "surplus"] == pytest.approx(500)
    assert np.isnan(found.loc["s0", "break_even"])
    assert found.loc["s0", "never_share"] == 1
    assert found.loc["s0", "surplus"] == pytest.approx(-90)


def test_the_interval_of_break_even_holds_what_draws_give():
    costs = pd.DataFrame({"stage": ["s"], "fixed_cost": [100.0], "variable_cost": [1.0],
                          "price": [3.0], "price_low": [2.0], "price_high": [4.0]})  # fmt: skip
    made = pd.DataFrame({"stage": ["s"], "used": [80.0]})
    found = break_even(costs, made, draws=20_000).iloc[0]
    # the price is below 2 + sqrt(p / 0.5) at its share p, and the other way round from above
    low, high = 100 / (4 - np.sqrt(0.05) - 1), 100 / (2 + np.sqrt(0.05) - 1)
    assert found["low"] == pytest.approx(low, rel=0.01)
    assert found["high"] == pytest.approx(high, rel=0.01)


def test_where_some_draws_never_earn_the_interval_has_no_end():
    costs = pd.DataFrame({"stage": ["s"], "fixed_cost": [100.0], "variable_cost": [2.5],
                          "price": [3.0], "price_low": [2.0], "price_high": [4.0]})  # fmt: skip
    found = break_even(costs, pd.DataFrame({"stage": ["s"], "used": [80.0]}), draws=4000).iloc[0]
    assert np.isnan(found["high"])
    assert found["never_share"] == pytest.approx(0.125, abs=0.02)
    assert found["low"] == pytest.approx(100 / (4 - np.sqrt(0.05) - 2.5), rel=0.02)


def test_scenarios_change_what_they_say():
    chain = line([0.5, 1.0])
    costs = pd.DataFrame({"stage": ["s1"], "fixed_cost": [10.0], "variable_cost": [1.0],
                          "price": [2.0]})  # fmt: skip
    changes = pd.DataFrame(
        [
            ("more", "s0", "capacity", 1.5),
            ("better", "s0", "yield", 1.2),
            ("cheap", "s1", "price", 0.9),
        ],
        columns=["scenario", "stage", "what", "factor"],
    )
    sizes = {"s0": 100.0, "s1": 70.0}
    found, earned = scenario_table(chain, sizes, costs, changes)
    assert found["potential"].tolist() == pytest.approx([50, 70, 60, 50])
    assert found["change"].tolist() == pytest.approx([0, 0.4, 0.2, 0])
    assert found["bottleneck"].tolist() == ["s0", "s1", "s0", "s0"]
    assert found["surplus"].tolist() == pytest.approx([40, 60, 50, 30])
    assert earned["break_even"].tolist() == pytest.approx([10, 10, 10, 12.5])
    assert sizes == {"s0": 100.0, "s1": 70.0}
    assert by_stage(chain, sizes).attrs["potential"] == pytest.approx(50)
    alone, none = scenario_table(chain, sizes, NO_COSTS, changes[:0])
    assert len(alone) == 1
    assert none.empty
