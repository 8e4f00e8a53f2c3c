"""Shares of uncertainty: functions whose shares are known, indices whose cause is known."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.competitiveness._sobol import sobol_shares
from workbench.competitiveness.building import build
from workbench.competitiveness.composite import CompositeIndex, ranked
from workbench.competitiveness.framework import Framework
from workbench.competitiveness.recipe import Recipe
from workbench.competitiveness.sensitivity import sensitivity, without_each
from workbench.errors import ParameterError, UnknownName

SAMPLED = 0.02  # what shares of a base sample of 4,096 may be off
ONE_STEP = {"normalising": ["min_max", "rank"]}


@cache  # none of the functions touches it
def made(n: int = 16, weighting: str = "given") -> CompositeIndex:
    random = np.random.default_rng(4)
    names = [f"i{k}" for k in range(6)]
    raw = pd.DataFrame(random.normal(size=(n, 6)), [f"r{k:02d}" for k in range(n)], names)
    raw["i5"] = raw["i3"]
    return build(
        raw, Framework.from_cards(cards(names)), Recipe(outliers="none", weighting=weighting)
    )


def cards(names: list[str]) -> pd.DataFrame:
    """Two dimensions; in the second the last two indicators may be alike."""
    return pd.DataFrame(
        {
            "indicator": names,
            "name": names,
            "direction": "higher is better",
            "dimension": ["first" if name < "i3" else "second" for name in names],
        }
    )


# functions whose shares are known


def ishigami(uniform: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * uniform - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami_has_its_analytic_shares() -> None:
    # Ishigami and Homma (1990) with a = 7, b = 0.1: shares by integration
    one = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2
    two = 7**2 / 8
    three = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + three
    found = sobol_shares(ishigami, 3, draws=4096, seed=1)
    assert found.variance == pytest.approx(whole, rel=0.02)
    first, total = (found.table[column].to_numpy() for column in ("first_order", "total"))
    assert first == pytest.approx(np.array([one, two, 0]) / whole, abs=SAMPLED)
    assert total == pytest.approx(np.array([one + three, two, three]) / whole, abs=SAMPLED)
    assert found.runs == 4096 * 5


def g_shares(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First-order and total shares of Sobol's g-function."""
    own = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + own) - 1
    return own / whole, own * np.prod(1 + own) / (1 + own) / whole


def test_the_g_function_has_its_analytic_shares() -> None:
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
    found = sobol_shares(
        lambda u: np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=1), 5, draws=4096
    )
    first, total = g_shares(a)
    assert found.table["first_order"].to_numpy() == pytest.approx(first, abs=SAMPLED)
    assert found.table["total"].to_numpy() == pytest.approx(total, abs=SAMPLED)


def test_numbers_taken_together_are_one_factor() -> None:
    # x1 x2 + x3 from even numbers around 0: variances 1/9 and 1/3 of those from -1 to 1
    def product_and_sum(uniform: np.ndarray) -> np.ndarray:
        x = 2 * uniform - 1
        return x[:, 0] * x[:, 1] + x[:, 2]

    apart = sobol_shares(product_and_sum, 3, draws=4096).table
    assert apart["first_order"].tolist() == pytest.approx([0, 0, 0.75], abs=SAMPLED)
    together = sobol_shares(product_and_sum, 3, draws=4096, factors=[[0, 1], [2]]).table
    assert together["first_order"].tolist() == pytest.approx([0.25, 0.75], abs=SAMPLED)
    assert together["total"].tolist() == pytest.approx([0.25, 0.75], abs=SAMPLED)


def test_intervals_hold_the_truth_about_nine_times_in_ten() -> None:
    a = np.array([0.0, 1.0, 4.0])
    first, total = g_shares(a)
    held = []
    for seed in range(40):
        table = sobol_shares(
            lambda u: np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=1),
            3,
            draws=256,
            seed=seed,
        ).table
        held += list((table["first_low"] <= first) & (first <= table["first_high"]))
        held += list((table["total_low"] <= total) & (total <= table["total_high"]))
    # points of a sequence are more exact than random ones, so the bootstrap errs on the safe side
    assert np.mean(held) > 0.85


def test_the_base_sample_is_a_power_of_two() -> None:
    assert sobol_shares(ishigami, 3, draws=1000).runs == 1024 * 5
    assert sobol_shares(ishigami, 3, draws=1).runs == 5


def test_what_does_not_vary_has_no_shares() -> None:
    found = sobol_shares(lambda u: np.full(len(u), 0.1), 2, draws=8)
    assert found.variance == 0
    assert found.table.isna().all(axis=None)


@given(st.lists(st.floats(0.1, 3), min_size=2, max_size=4), st.integers(0, 100))
@settings(max_examples=20)
def test_shares_of_a_sum_are_those_of_the_squared_weights(weights: list[float], seed: int) -> None:
    squares = np.array(weights) ** 2
    found = sobol_shares(lambda u: u @ np.array(weights), len(weights), draws=1024, seed=seed).table
    assert found["total"].to_numpy() == pytest.approx(squares / squares.sum(), abs=0.05)
    assert found["first_order"].to_numpy() == pytest.approx(squares / squares.sum(), abs=0.05)


# indices whose cause is known


def test_one_choice_and_no_weights_have_the_whole_share() -> None:
    index = made()
    found = sensitivity(index, spread=0, choices=ONE_STEP, draws=64)
    other = build(index.raw, index.framework, index.recipe.changed(normalising="rank"))
    ranks = ranked(other.scores.round(9))  # sums of ranks are often equal but for rounding
    shift = (ranks.reindex(index.ranks.index) - index.ranks).abs().mean()
    assert shift > 0
    # one half of the draws is the index itself, the other the one by ranks
    assert found.mean == pytest.approx(shift / 2)
    assert found.variance == pytest.approx(shift**2 / 4)
    assert found.shares.index.tolist() == ["the choice of normalising"]
    assert found.shares["total"].tolist() == pytest.approx([1.0], abs=0.05)
    assert "Most of the uncertainty comes from the choice of normalising" in found.in_words()


def test_weights_that_cannot_matter_have_no_share() -> None:
    index = made()
    alike = index.raw.assign(i4=index.raw["i3"])  # all of the second dimension are one indicator
    found = sensitivity(
        build(alike, index.framework, index.recipe),
        choices={},
        target="value",
        region="r03",
        draws=256,
    )
    shares = found.shares["total"]
    assert shares["weights within Second"] == pytest.approx(0, abs=1e-9)
    assert shares["weights within First"] > 0.01
    assert shares["weights within the index"] > 0.01


def test_the_value_of_a_region_is_told_in_standard_deviations() -> None:
    index = made()
    found = sensitivity(index, spread=1e-6, choices={}, target="value", region="r03", draws=64)
    scores = index.scores
    assert found.mean == pytest.approx(
        (scores["r03"] - scores.mean()) / scores.std(ddof=0), abs=1e-5
    )
    rank = sensitivity(index, spread=1e-6, choices={}, target="rank", region="r03", draws=64)
    assert rank.mean == index.ranks["r03"]
    assert rank.variance == 0
    assert "Nothing of what was drawn changes it" in rank.in_words()


def test_each_weight_can_be_a_factor() -> None:
    found = sensitivity(made(), choices={}, by="weights", draws=64)
    names = [f"weight of i{k}" for k in range(6)] + ["weight of First", "weight of Second"]
    assert sorted(found.shares.index) == sorted(names)
    assert found.runs == 64 * 10


def test_steps_that_do_not_go_together_are_one_factor() -> None:
    found = sensitivity(made(), draws=32)
    assert "the choice of normalising with aggregating" in found.shares.index
    assert list(found.not_drawn) == ["z_score with geometric"]
    assert "Not drawn: z_score with geometric" in repr(found)


def test_the_benefit_of_the_doubt_leaves_weights_out() -> None:
    found = sensitivity(made(8, "benefit_of_the_doubt"), choices=ONE_STEP, draws=16)
    assert found.shares.index.tolist() == ["the choice of normalising"]


def test_shares_are_ordered_and_the_seed_makes_them() -> None:
    first, again, other = (sensitivity(made(), draws=64, seed=s) for s in (1, 1, 2))
    assert first.shares["total"].is_monotonic_decreasing
    pd.testing.assert_frame_equal(first.table(), again.table())
    assert first.mean != other.mean
    assert list(first.table())[:2] == ["factor", "first_order"]
    assert first.shares.index[0] in first._repr_html_()
    assert first.facts()["runs"] == first.runs


# without each


def test_without_each_is_the_index_of_the_rest() -> None:
    index = made()
    table = without_each(index).set_index("left_out")
    assert table.index.tolist() == [f"i{k}" for k in range(6)]
    rest = index.raw.drop(columns="i1")
    other = build(rest, Framework.from_cards(cards(list(rest))), index.recipe)
    shift = other.ranks.reindex(index.ranks.index) - index.ranks
    row = table.loc["i1"]
    assert row["mean_shift"] == pytest.approx(shift.abs().mean())
    assert row["largest_shift"] == shift.abs().max() == abs(row["moves_most_by"])
    assert shift[row["moves_most"]] == row["moves_most_by"]
    assert row["spearman"] == pytest.approx(
        shift.add(index.ranks).astype(float).corr(index.ranks.astype(float))
    )
    assert row["regions"] == 16


def test_leaving_out_a_copy_among_copies_moves_nothing() -> None:
    values = np.array([4.0, 1.0, 3.0, 2.0])
    raw = pd.DataFrame({"a": values, "b": values, "c": values}, list("wxyz"))
    index = build(raw, Framework.from_cards(cards(["a", "b", "c"])))
    table = without_each(index)
    assert table["largest_shift"].tolist() == [0, 0, 0]
    assert table["spearman"].tolist() == pytest.approx([1, 1, 1])


def test_regions_that_only_one_index_ranks_are_not_compared() -> None:
    raw = made().raw.copy()
    raw.loc["r00", ["i0", "i1"]] = np.nan  # four of six; three of five without i2, which is too few
    index = build(raw, made().framework, made().recipe)
    table = without_each(index).set_index("left_out")["regions"]
    assert table["i2"] == 15
    assert table["i0"] == 16
    rest = index.framework.without("i2")
    common = index.scores.drop("r00")
    other = ranked(build(raw, rest, index.recipe).scores[common.index])
    found = without_each(index).set_index("left_out").loc["i2", "mean_shift"]
    assert found == pytest.approx((other - ranked(common)).abs().mean())


def test_whole_dimensions_can_be_left_out() -> None:
    index = made()
    table = without_each(index, "dimensions").set_index("left_out")
    assert table.index.tolist() == ["first", "second"]
    only = index.nodes["second"].rank(ascending=False, method="min")
    shift = only - index.ranks.astype(float)
    assert table.loc["first", "mean_shift"] == pytest.approx(shift.abs().mean())
    assert table.loc["first", "name"] == "First"


# what is refused


def test_all_that_is_wrong_comes_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        sensitivity(made(), draws=0, spread=-1, target="ranks", by="group")
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["CLW-I30", "CLW-I30", "CLW-I33", "CLW-I33"]
    assert "nearest: rank" in str(caught.value)
    assert all(problem.remedy for problem in caught.value.problems)


@pytest.mark.parametrize(("target", "region"), [("rank", None), ("mean_rank_shift", "r01")])
def test_a_region_belongs_to_targets_of_one_region(target: str, region: str | None) -> None:
    with pytest.raises(ParameterError, match="is named") as caught:
        sensitivity(made(), target=target, region=region)
    assert caught.value.problems[0].code == "CLW-I33"


def test_a_region_must_be_ranked() -> None:
    with pytest.raises(UnknownName, match="r99"):
        sensitivity(made(), target="rank", region="r99")


def test_nothing_uncertain_is_refused() -> None:
    with pytest.raises(ParameterError, match="nothing is uncertain"):
        sensitivity(made(), spread=0, choices={})


def test_what_cannot_be_left_out_is_refused() -> None:
    index = made()
    with pytest.raises(UnknownName, match="way to leave out"):
        without_each(index, by="regions")
    one = build(index.raw[["i0", "i1"]], Framework.from_cards(cards(["i0", "i1"])), index.recipe)
    with pytest.raises(ParameterError, match="too few dimensions to leave one out"):
        without_each(one, "dimensions")
