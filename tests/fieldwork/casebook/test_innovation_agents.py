"""The toy of starting and imitating does what its assumptions say, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import ParameterError
from workbench.fieldwork.casebook.innovation_agents import (
    Ways,
    distances,
    first_step,
    innovation_agents,
)

SHARES = ["initiated", "imitated", "neither"]
DENSITIES = (0.0, 0.5, 1.0, 2.0, 4.0)


def test_shares_add_up_and_the_same_seed_gives_the_same():
    told = innovation_agents(DENSITIES, firms=60, steps=5)
    assert told.groupby("firms_per_km2")["step"].apply(list).tolist() == [[1, 2, 3, 4, 5]] * 5
    np.testing.assert_allclose(told[SHARES].sum(axis=1), 1)
    assert (told[SHARES] >= 0).all(axis=None)
    pd.testing.assert_frame_equal(told, innovation_agents(DENSITIES, firms=60, steps=5))
    assert not told.equals(innovation_agents(DENSITIES, firms=60, steps=5, seed=1))


def test_where_nobody_is_near_nobody_imitates():
    told = innovation_agents([0], firms=60, steps=5)
    assert (told["imitated"] == 0).all()
    assert told["initiated"].sum() > 0


@pytest.mark.parametrize(
    ("changed", "silent"),
    [
        ({"most_means": 0.0}, ["initiated", "imitated"]),
        ({"cost_to_start": 1.1}, ["initiated", "imitated"]),  # nobody to copy either
        ({"chance_to_start": 0.0}, ["initiated", "imitated"]),
        ({"chance_to_copy": 0.0}, ["imitated"]),
        ({"reach_km": 0.0}, ["imitated"]),
    ],
)
def test_a_closed_gate_lets_nobody_through(changed, silent):
    told = innovation_agents([4], ways=replace(Ways(), **changed), firms=60, steps=5)
    assert (told[silent] == 0).all(axis=None)
    assert (first_step([4], ways=replace(Ways(), **changed))[silent] == 0).all(axis=None)


def test_with_every_gate_open_all_take_part_at_once():
    sure = {"chance_to_start": 1.0, "chance_to_copy": 1.0}
    ways = Ways(**sure, cost_to_start=0.0, cost_to_imitate=0.0)
    told = innovation_agents([4], ways=ways, firms=20, steps=3)
    assert (told["initiated"] == 1).all()
    assert (told["imitated"] == 0).all()  # who starts does not imitate in the same step


def test_means_that_are_spent_are_missed_in_the_next_step():
    """Everybody who can starts, pays more than half, and gathers nothing: once, and never again."""
    ways = Ways(chance_to_start=1.0, chance_to_copy=0.0, gathered=0.0)
    started = innovation_agents([1], ways=ways, steps=3)["initiated"]
    assert started.iloc[0] == pytest.approx(0.4, abs=0.08)
    assert (started.iloc[1:] == 0).all()


def test_gathering_stops_at_the_most_a_firm_can_hold():
    sure = {"chance_to_start": 1.0, "chance_to_copy": 0.0}
    ways = Ways(**sure, cost_to_start=1.0, gathered=0.5, most_means=0.9)
    assert (innovation_agents([1], ways=ways, firms=30, steps=6)["initiated"] == 0).all()
    can = innovation_agents([1], ways=replace(ways, most_means=1.0), firms=30, steps=5)
    started = can["initiated"].tolist()  # who has half is full after one step, others after two
    assert started[0] == 0
    assert started[1] + started[2] == pytest.approx(1)
    assert started[3:] == started[1:3]


def test_the_first_step_is_that_of_the_formula():
    """Means of many seeds lie within four standard errors of them."""
    runs, ways = 200, Ways(reach_km=1.3)
    told = pd.concat(
        innovation_agents(DENSITIES, ways=ways, firms=60, steps=1, seed=seed)
        for seed in range(runs)
    )
    found = told.groupby("firms_per_km2")[SHARES].agg(["mean", "std"])
    expected = first_step(DENSITIES, ways=ways, firms=60).set_index("firms_per_km2")
    for share in SHARES:
        error = found[(share, "std")] / np.sqrt(runs)
        assert (found[(share, "mean")] - expected[share]).abs().le(4 * error + 1e-12).all(), share


def test_the_formula_counts_the_others_one_by_one():
    """Two firms: the other starts (0.4 x 0.2), lies within reach (pi / 4) and is copied (0.3)."""
    told = first_step([0.5], firms=2).iloc[0]
    assert told["initiated"] == pytest.approx(0.08)
    assert told["imitated"] == pytest.approx((0.8 - 0.08) * 0.08 * np.pi / 4 * 0.3)


@given(
    seed=st.integers(0, 10_000),
    densities=st.lists(st.floats(0, 20), min_size=2, max_size=4),
    copied=st.floats(0, 1),
)
def test_more_density_never_lowers_the_first_imitation(seed, densities, copied):
    ways = replace(Ways(), chance_to_copy=copied)
    told = innovation_agents(sorted(densities), ways=ways, firms=25, steps=1, seed=seed)
    assert told["imitated"].is_monotonic_increasing
    assert np.ptp(told["initiated"]) == 0
    assert first_step(sorted(densities), ways=ways, firms=800)["imitated"].is_monotonic_increasing


def test_imitation_eats_the_means_of_those_who_would_start():
    told = innovation_agents([0, 4], steps=20).groupby("firms_per_km2")[SHARES].mean()
    assert told.loc[4, "initiated"] < told.loc[0, "initiated"]
    assert told.loc[4, "neither"] < told.loc[0, "neither"]


def test_opposite_sides_are_one():
    corners = np.array([[0.05, 0.05], [0.95, 0.95], [0.5, 0.5]])
    found = distances(corners)
    assert found[0, 1] == pytest.approx(np.sqrt(2) * 0.1)
    assert (found <= np.sqrt(0.5) + 1e-12).all()


def test_all_that_is_out_of_range_is_told_at_once():
    ways = Ways(chance_to_start=20, reach_km=float("nan"), cost_to_imitate=0.7)
    with pytest.raises(ParameterError) as told:
        innovation_agents([-1], ways=ways, steps=0)
    names = [problem.message.split()[0] for problem in told.value.problems]
    assert names == [
        "densities[0]", "steps", "reach_km", "chance_to_start", "cost_to_imitate"
    ]  # fmt: skip
    assert all(problem.remedy and problem.expected for problem in told.value.problems)
    with pytest.raises(ParameterError, match="firms is out of range"):
        first_step([1], firms=0)
