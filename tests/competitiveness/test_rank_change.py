"""Does the change of a rank add up from its causes, and does each cause get its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.competitiveness import CompositeIndex, Framework, Recipe, build
from workbench.competitiveness._rank_states import States
from workbench.competitiveness.rank_change import RankChange, rank_change
from workbench.errors import ParameterError, UnknownName

REGIONS = list("abcdefgh")
RECIPES = {
    "arithmetic": Recipe(),
    "z scores": Recipe(normalising="z_score", outliers="none"),
    "geometric": Recipe(aggregating="geometric", imputation="median"),
    "harmonic": Recipe(aggregating="harmonic", normalising="distance_to_best"),
    "generalised mean": Recipe(aggregating="generalised_mean", normalising="rank"),
    "Mazziotta-Pareto": Recipe(aggregating="mazziotta_pareto", normalising="z_score"),
    "entropy": Recipe(weighting="entropy"),
}


def framework(codes: str = "xyz", weights: list[float] | None = None) -> Framework:
    cards = pd.DataFrame({"indicator": list(codes), "direction": "higher is better"})
    cards["name"] = cards["indicator"]
    cards["dimension"] = ["one" if code in "xy" else "two" for code in codes]
    cards["weight"] = weights or [1.0] * len(codes)
    return Framework.from_cards(cards, only=list(codes) if weights else None)


def table(rng: np.random.Generator, holes: int = 0, codes: str = "xyz") -> pd.DataFrame:
    raw = pd.DataFrame(rng.lognormal(size=(8, len(codes))), index=REGIONS, columns=list(codes))
    for row, column in zip(rng.choice(8, holes), rng.choice(len(codes), holes), strict=True):
        raw.iloc[row, column] = np.nan
    return raw


def moved(raw: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    return raw * rng.lognormal(0, 0.4, size=raw.shape)


def check_sums(found: RankChange) -> None:
    places, points = found.table["rank_places"].sum(), found.table["score_points"].sum()
    assert places == pytest.approx(found.rank_before - found.rank_after, abs=1e-9)
    assert points == pytest.approx(found.score_after - found.score_before, abs=1e-9)


def check_ends(before: CompositeIndex, after: CompositeIndex, region: str) -> None:
    """With nothing turned, and with everything, the figures give the two indices themselves."""
    states = States.of(before, after, region)
    turned = np.zeros((2, states.n_factors), dtype=np.intp)
    turned[1, states.players] = 1
    np.testing.assert_allclose(states.values(turned), states.ends, atol=1e-9)


def common(before: CompositeIndex, after: CompositeIndex, place: int) -> str:
    shared = before.scores.dropna().index.intersection(after.scores.dropna().index)
    return str(shared[place % len(shared)])


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
@settings(max_examples=2)
@given(seed=st.integers(0, 10**6), holes=st.integers(0, 5))
def test_places_and_points_add_up(recipe: Recipe, seed: int, holes: int) -> None:
    rng = np.random.default_rng(seed)
    raw = table(rng, holes)
    later = moved(raw, rng).drop(index=REGIONS[seed % 3])
    before = build(raw, framework(), recipe.changed(availability=0.5))
    after = build(later, framework(), Recipe(normalising="rank", availability=0.3))
    region = common(before, after, seed)
    found = rank_change(before, after, region, orders=6, seed=1)
    check_sums(found)
    check_ends(before, after, region)
    assert not found.is_exact
    assert found.rank_after == after.ranks[region]
    assert found.score_before == before.scores[region]


@pytest.mark.parametrize("orders", [4, 200], ids=["sampled", "many"])
def test_turned_round_the_table_is_negated(orders: int) -> None:
    rng = np.random.default_rng(5)
    raw = table(rng, 3)
    before, after = build(raw, framework()), build(moved(raw, rng).drop(index="h"), framework())
    region = common(before, after, 2)
    there = rank_change(before, after, region, orders=orders)
    back = rank_change(after, before, region, orders=orders)
    columns = ["rank_places", "score_points"]
    assert there.table[columns].abs().sum().min() > 0
    np.testing.assert_allclose(there.table[columns], -back.table[columns], atol=1e-9)


def test_turned_round_the_exact_table_is_negated() -> None:
    rng = np.random.default_rng(6)
    raw = table(rng, codes="xy")
    before, after = (build(each, framework("xy")) for each in (raw, moved(raw, rng)))
    there, back = rank_change(before, after, "c"), rank_change(after, before, "c")
    assert there.is_exact
    columns = ["rank_places", "score_points"]
    np.testing.assert_allclose(there.table[columns], -back.table[columns], atol=1e-9)
    assert (there.table["standard_error"] == 0).all()


def test_nothing_changed_gives_zeros() -> None:
    index = build(table(np.random.default_rng(1), 3), framework())
    found = rank_change(index, index, str(index.scores.index[2]))
    assert found.is_exact
    numbers = found.table[["rank_places", "score_points", "standard_error"]]
    assert (numbers == 0).all(axis=None)
    assert "no change of rank" in found.in_words()


def test_an_indicator_of_weight_0_moves_nothing() -> None:
    rng = np.random.default_rng(2)
    raw = table(rng)
    cards = framework(weights=[1.0, 1.0, 1.0])
    cards.indicators.loc["y", "weight"] = 0.0
    before, after = build(raw, cards), build(moved(raw, rng), cards)
    effects = rank_change(before, after, "d").table.set_index("indicator")
    assert (effects.loc["y", ["rank_places", "score_points"]] == 0).all(axis=None)
    assert effects.loc["x", "score_points"].abs().max() > 0


def test_exact_values_are_the_mean_over_all_orders() -> None:
    """Shapley (1953) by its definition: every order of the factors, one by one."""
    rng = np.random.default_rng(11)
    raw = table(rng, codes="xy")
    before = build(raw, framework("xy"))
    after = build(raw.assign(x=moved(raw, rng)["x"]).drop(index="g"), framework("xy"))
    found = rank_change(before, after, "b")
    states = States.of(before, after, "b")
    effects = dict.fromkeys(states.players, 0.0)
    orders = list(permutations(states.players))
    for order in orders:
        here = np.zeros((1, states.n_factors), dtype=np.intp)
        for player in order:
            was = states.values(here)[0, 0]
            here[0, player] = 1
            effects[player] += (states.values(here)[0, 0] - was) / len(orders)
    assert len(effects) == 4
    for player, effect in effects.items():
        assert found.table.loc[player, "score_points"] == pytest.approx(effect, abs=1e-12)


def test_own_and_scale_are_had_by_building_anew() -> None:
    """Two factors, own and others' figures: the mean of turning either first."""
    rng = np.random.default_rng(3)
    raw = table(rng)
    later = raw.assign(x=moved(raw, rng)["x"])

    region = str(raw["x"].sort_values().index[4])

    def score(own: pd.DataFrame, others: pd.DataFrame) -> float:
        mixed = others.copy()
        mixed.loc[region] = own.loc[region]
        return float(build(mixed, framework()).scores[region])

    old, new = score(raw, raw), score(later, later)
    own = (score(later, raw) - old + new - score(raw, later)) / 2
    scale = (score(raw, later) - old + new - score(later, raw)) / 2
    found = rank_change(build(raw, framework()), build(later, framework()), region).table
    points = found[found["indicator"] == "x"].set_index("kind")["score_points"]
    assert points.to_dict() == pytest.approx({"own": own, "scale": scale, "others": 0}, abs=1e-9)
    assert abs(scale) > 1e-6


def test_sampled_values_are_near_the_exact_ones() -> None:
    rng = np.random.default_rng(8)
    raw = table(rng)
    later = moved(raw, rng)
    before, after = build(raw, framework()), build(later, framework())
    few, many = (rank_change(before, after, "e", orders=n, seed=n).table for n in (400, 4000))
    error = np.hypot(few["standard_error"], many["standard_error"])
    assert (error > 0).any()
    assert ((few["rank_places"] - many["rank_places"]).abs() <= 4.5 * error + 1e-12).all()


def test_every_cause_gets_its_own() -> None:
    rng = np.random.default_rng(9)
    raw = table(rng)
    index = build(raw, framework())
    region = str(index.scores.index[4])

    def kinds(after: CompositeIndex) -> set[str]:
        effects = rank_change(index, after, region).table
        return set(effects.loc[effects["score_points"] != 0, "kind"])

    assert kinds(build(raw, framework(weights=[1, 5, 1]))) == {"weights"}
    assert kinds(build(raw, framework(), Recipe(aggregating="geometric"))) == {"method"}
    first = index.normalised.idxmax()["x"]
    assert kinds(build(raw.drop(index=first), framework())) == {"regions"}
    own = raw.copy()
    own.loc[region, "x"] *= 1.01
    assert kinds(build(own, framework())) == {"own"}


def test_an_indicator_that_comes_in_belongs_to_the_method() -> None:
    rng = np.random.default_rng(10)
    raw = table(rng)
    before, after = build(raw[["x", "y"]], framework("xy")), build(raw, framework())
    found = rank_change(before, after, "b")
    check_sums(found)
    assert set(found.table.loc[found.table["score_points"] != 0, "kind"]) == {"method"}
    check_sums(rank_change(after, before, "b"))
    check_ends(before, after, "b")


def test_a_region_passed_by_another_is_told_so() -> None:
    raw = pd.DataFrame({"x": [0.0, 4.0, 5.0, 10.0], "y": [0.0, 4.0, 5.0, 10.0]}, index=list("abcd"))
    later = raw.copy()
    later.loc["b", "x"] = 7.0
    found = rank_change(build(raw, framework("xy")), build(later, framework("xy")), "c")
    words = found.in_words()
    assert "c: from 2nd of 4 to 3rd of 4, 1 place down; score from 50.0 to 50.0." in words
    assert "-1.0 others' figures of x" in words
    places = found.by_kind.set_index("kind")["rank_places"]
    assert places.to_dict() == pytest.approx(
        {"own": 0, "scale": 0, "others": -1, "weights": 0, "method": 0, "regions": 0}
    )


def test_ranks_are_those_of_the_indices_where_scores_are_all_but_equal() -> None:
    raw = pd.DataFrame({"x": [9.0, 9.0, 1.0], "y": [9.0, 9.0, 2.0]}, index=list("abc"))
    index = build(raw, framework("xy"))
    nodes = index.nodes.copy()
    nodes.loc["a", "index"] += 1e-8  # as scores that were had in another way may differ
    before = replace(index, nodes=nodes)
    after = build(raw.assign(x=[1.0, 9.0, 2.0]), framework("xy"))
    found = rank_change(before, after, "b")
    assert (found.rank_before, found.rank_after) == (2, 1)
    check_sums(found)


def test_what_cannot_be_split_is_refused_all_at_once() -> None:
    raw = table(np.random.default_rng(1))
    index = build(raw, framework())
    doubt = build(raw, framework(), Recipe(weighting="benefit_of_the_doubt"))
    with pytest.raises(ParameterError) as caught:
        rank_change(index, doubt, "a", orders=1)
    assert [p.code for p in caught.value.problems] == ["CLW-I40", "CLW-I41"]
    assert all(p.remedy for p in caught.value.problems)
    with pytest.raises(UnknownName, match="zz"):
        rank_change(index, index, "zz")


def test_a_region_without_a_score_is_refused() -> None:
    index = build(table(np.random.default_rng(1)), framework())
    nodes = index.nodes.copy()
    nodes.loc["a", "index"] = np.nan
    with pytest.raises(ParameterError, match="CLW-I42"):
        rank_change(index, replace(index, nodes=nodes), "a")
