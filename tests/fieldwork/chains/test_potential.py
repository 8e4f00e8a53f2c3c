"""Potential of chains: lines by hand, branches by another programme, bottlenecks, what relieves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.fieldwork.chains.cases import branching, line
from workbench.fieldwork.chains.chain import MARKET, chain_of
from workbench.fieldwork.chains.potential import by_stage, in_final_units, ladder, potential


def another_programme(chain, capacities):
    """The potential by a programme written otherwise: throughputs too are variables, and what is
    left over at a stage may be thrown away."""
    steps = chain.steps.to_dict("records")
    place = {stage: len(steps) + n for n, stage in enumerate(chain.stages)}
    rows = []
    for stage in chain.stages:
        # what leaves the stage is at most what goes through it
        rows.append(
            {n: 1.0 for n, s in enumerate(steps) if s["stage"] == stage} | {place[stage]: -1}
        )
        for one in {s["input"] for s in steps if s["feeds"] == stage}:
            comes = {
                n: -s["conversion"]
                for n, s in enumerate(steps)
                if (s["feeds"], s["input"]) == (stage, one)
            }
            rows.append(comes | {place[stage]: 1.0})
    matrix = np.zeros((len(rows), len(steps) + len(place)))
    for number, row in enumerate(rows):
        for column, value in row.items():
            matrix[number, column] = value
    gains = [-s["conversion"] if s["feeds"] == MARKET else 0.0 for s in steps] + [0.0] * len(place)
    bounds = [(0, None)] * len(steps) + [(0, capacities[stage]) for stage in chain.stages]
    return -linprog(gains, A_ub=matrix, b_ub=np.zeros(len(rows)), bounds=bounds).fun


def bottleneck_of_a_line_found(seed):
    random = np.random.default_rng(seed)
    conversions = random.uniform(0.1, 3.0, int(random.integers(2, 8)))
    chain = line(list(conversions))
    worth = np.cumprod(conversions[::-1])[::-1]
    final = random.uniform(120, 400, len(conversions))
    planted = int(random.integers(len(final)))
    final[planted] = 100.0
    sizes = dict(zip(chain.stages, final / worth, strict=True))
    found = by_stage(chain, sizes)
    assert found.attrs["potential"] == pytest.approx(100.0)
    assert found["in_final_units"].to_numpy() == pytest.approx(final)
    assert found.loc[found["is_bottleneck"], "stage"].tolist() == [f"s{planted}"], seed
    assert found["slack"].to_numpy() == pytest.approx(1 - 100 / final, abs=1e-6)
    rest = np.delete(final, planted).min()
    assert found["gain_of_tenth"].max() == pytest.approx(min(10.0, rest - 100))
    first = ladder(chain, sizes).iloc[0]
    assert first["next_potential"] == pytest.approx(rest)
    assert first["missing_capacity"] == pytest.approx((rest - 100) / worth[planted])


def bottlenecks_agree_with_another_programme(seed):
    random = np.random.default_rng(seed)
    chain = branching(random)
    sizes = {stage: float(random.uniform(10, 100)) for stage in chain.stages}
    whole = another_programme(chain, sizes)
    lowered = {
        stage: another_programme(chain, sizes | {stage: 0.99 * sizes[stage]}) for stage in sizes
    }
    expected = {stage for stage, less in lowered.items() if whole - less > 1e-7 * whole}
    found = by_stage(chain, sizes)
    assert found.attrs["potential"] == pytest.approx(whole, rel=1e-7)
    assert set(found.loc[found["is_bottleneck"], "stage"]) == expected, seed
    assert expected


def test_the_bottleneck_of_a_line_is_found():
    """More of them in test_planted.py, which takes long."""
    for seed in range(4):
        bottleneck_of_a_line_found(seed)


def test_bottlenecks_of_branches_agree_with_another_programme():
    for seed in range(5):
        bottlenecks_agree_with_another_programme(seed)


def steps(rows):
    return chain_of(pd.DataFrame(rows, columns=["stage", "feeds", "input", "conversion"]))


def test_what_stands_in_adds_up_and_what_is_needed_limits():
    rows = [("a", "c", None, 1.0), ("b", "c", None, 1.0), ("c", "market", None, 1.0)]
    sizes = {"a": 30.0, "b": 50.0, "c": 100.0}
    assert by_stage(steps(rows), sizes).attrs["potential"] == pytest.approx(30)
    same = [("a", "c", "milk", 1.0), ("b", "c", "milk", 1.0), ("c", "market", None, 1.0)]
    found = by_stage(steps(same), sizes)
    assert found.attrs["potential"] == pytest.approx(80)
    assert found["is_bottleneck"].tolist() == [True, True, False]


def test_a_stage_with_two_outlets_takes_the_better_split():
    rows = [("milk", "cheese", None, 0.1), ("milk", "market", None, 0.05),
            ("cheese", "market", None, 1.0)]  # fmt: skip
    found = by_stage(steps(rows), {"milk": 1000.0, "cheese": 60.0})
    assert found.attrs["potential"] == pytest.approx(60 + 400 * 0.05)
    assert in_final_units(steps(rows)) == {"milk": pytest.approx(0.1), "cheese": 1.0}


def test_two_equal_bottlenecks_are_both_told_and_one_alone_brings_nothing():
    found = by_stage(line([1.0, 1.0, 1.0]), {"s0": 5.0, "s1": 5.0, "s2": 9.0})
    assert found["is_bottleneck"].tolist() == [True, True, False]
    assert found["gain_of_tenth"].tolist() == pytest.approx([0, 0, 0])
    relief = ladder(line([1.0, 1.0, 1.0]), {"s0": 5.0, "s1": 5.0, "s2": 9.0})
    assert relief["stage"].tolist() == ["s0", "s1", "s2"]
    assert relief["missing_capacity"].iloc[:2].tolist() == pytest.approx([4, 4])
    assert np.isnan(relief["next_potential"].iloc[2])


def test_a_stage_without_a_limit_never_holds_back_and_none_at_all_is_endless():
    chain = line([2.0, 1.0])
    found = by_stage(chain, {"s0": 3.0})
    assert found.attrs["potential"] == pytest.approx(6)
    assert found["is_bottleneck"].tolist() == [True, False]
    assert np.isnan(found["slack"].iloc[1])
    assert by_stage(chain, {}).attrs["potential"] == np.inf


def test_a_stage_that_can_make_nothing_is_the_bottleneck():
    found = by_stage(line([1.0, 1.0]), {"s0": 0.0, "s1": 5.0})
    assert found.attrs["potential"] == 0
    assert found.loc[found["is_bottleneck"], "stage"].tolist() == ["s0"]


@settings(max_examples=5)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_many_sets_at_once_are_each_by_itself_and_scale(seed, factor):
    random = np.random.default_rng(seed)
    chain = branching(random)
    sets = random.uniform(1, 100, (4, len(chain.stages)))
    together = potential(chain, sets)
    alone = [potential(chain, own[None, :]).product[0] for own in sets]
    assert together.product == pytest.approx(alone, rel=1e-7)
    assert potential(chain, sets * factor).product == pytest.approx(together.product * factor)
    assert (together.used <= sets * (1 + 1e-7)).all()
    # what the capacities are worth adds up to the product: it is linear in all of them together
    assert (together.worth * sets).sum(axis=1) == pytest.approx(together.product, rel=1e-6)
