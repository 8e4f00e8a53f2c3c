"""Do contributions add up to differences of scores, whatever the mean and whatever is missing."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.competitiveness import CompositeIndex, Framework, Recipe, build
from workbench.competitiveness.contributions import contributions, points_against
from workbench.errors import UnknownName

RECIPES = {
    "arithmetic": Recipe(),
    "z scores": Recipe(normalising="z_score"),
    "geometric": Recipe(aggregating="geometric"),
    "harmonic above arithmetic": Recipe(aggregating_dimensions="harmonic"),
    "generalised mean": Recipe(aggregating="generalised_mean", power=0.3),
    "negative power": Recipe(aggregating="generalised_mean", power=-2.0),
    "Mazziotta-Pareto": Recipe(aggregating="mazziotta_pareto", normalising="z_score"),
    "Mazziotta-Pareto by range": Recipe(aggregating="mazziotta_pareto"),
    "benefit of the doubt": Recipe(weighting="benefit_of_the_doubt"),
    "principal components": Recipe(weighting="principal_components", imputation="mean"),
}
CARDS = pd.DataFrame(
    {
        "indicator": ["wage", "jobs", "patents", "schooling", "roads"],
        "direction": ["higher is better"] * 4 + ["lower is better"],
        "dimension": ["income", "income", "mind", "mind", "reach"],
        "weight": [1, 2, 1, 3, 1],
    }
)
DIMENSIONS = pd.DataFrame(
    {
        "dimension": ["income", "mind", "reach", "outcome"],
        "parent": ["outcome", None, None, None],
        "weight": [1, 2, 1, 1],
    }
)


def example(seed: int, holes: int = 0, recipe: Recipe | None = None) -> CompositeIndex:
    """An index of twelve regions, three levels deep, with figures missing in it."""
    rng = np.random.default_rng(seed)
    raw = pd.DataFrame(
        rng.lognormal(size=(12, 5)), index=list("abcdefghijkl"), columns=CARDS["indicator"]
    )
    for row, column in zip(rng.choice(12, holes), rng.choice(5, holes), strict=True):
        raw.iloc[row, column] = np.nan
    return build(
        raw, Framework.from_cards(CARDS, DIMENSIONS), (recipe or Recipe()).changed(availability=0.4)
    )


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
@settings(max_examples=3)
@given(seed=st.integers(0, 10**6), holes=st.integers(0, 12))
def test_points_add_up_to_the_difference_of_scores(recipe: Recipe, seed: int, holes: int) -> None:
    index = example(seed, holes, recipe)
    scores = index.scores
    region = scores.index[seed % len(scores)]
    points = points_against(index, region, list(scores.index))
    assert points.sum(axis=1).to_numpy() == pytest.approx(scores[region] - scores, abs=1e-9)
    table = contributions(index, region)
    assert table["points"].sum() == pytest.approx(scores[region] - scores.mean(), abs=1e-9)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_turned_round_the_points_change_their_sign(recipe: Recipe) -> None:
    index = example(7, 6, recipe)
    first, *_, last = index.scores.index
    there = contributions(index, first, against=last)["points"]
    back = contributions(index, last, against=first)["points"]
    assert there.to_numpy() == pytest.approx(-back.to_numpy(), abs=1e-9)


def test_arithmetic_points_are_weight_times_difference() -> None:
    index = example(1)
    table = contributions(index, "c").set_index("indicator")
    above = {"income": 0.2, "mind": 0.4, "reach": 0.2}
    # income stands alone in the dimension outcome, so its indicators take the weight of that.
    within = {"wage": 1 / 3, "jobs": 2 / 3, "patents": 1 / 4, "schooling": 3 / 4, "roads": 1.0}
    upper = {"income": 1 / 4, "mind": 2 / 4, "reach": 1 / 4}
    assert set(above) == set(upper)
    for code, share in within.items():
        parent = CARDS.set_index("indicator").at[code, "dimension"]
        gap = index.normalised.at["c", code] - index.normalised[code].mean()
        assert table.at[code, "points"] == pytest.approx(share * upper[parent] * gap, abs=1e-12)


def test_geometric_points_are_the_logarithmic_mean_decomposition() -> None:
    """Ang (2004): w_i L(M, M') ln(x_i / x_i'), L the logarithmic mean."""
    cards = pd.DataFrame({"indicator": list("xyz"), "direction": "higher is better"})
    rng = np.random.default_rng(3)
    raw = pd.DataFrame(rng.uniform(1, 9, (6, 3)), index=list("abcdef"), columns=list("xyz"))
    index = build(raw, Framework.from_cards(cards), Recipe(aggregating="geometric"))
    one, other = index.scores["a"], index.scores["d"]
    logarithmic = (one - other) / np.log(one / other)
    ratio = np.log(index.normalised.loc["a"] / index.normalised.loc["d"])
    points = contributions(index, "a", against="d")["points"]
    assert points.to_numpy() == pytest.approx(logarithmic * ratio.to_numpy() / 3, abs=1e-9)


def test_near_the_shapley_value_for_the_penalised_mean() -> None:
    """An independent attribution: all orders of going from one region's values to the other's."""
    cards = pd.DataFrame({"indicator": list("xyz"), "direction": "higher is better"})
    rng = np.random.default_rng(4)
    raw = pd.DataFrame(rng.uniform(1, 9, (6, 3)), index=list("abcdef"), columns=list("xyz"))
    index = build(raw, Framework.from_cards(cards), Recipe(aggregating="mazziotta_pareto"))
    own, other = (index.normalised.loc[r].to_numpy() for r in "ad")
    points = np.zeros(3)
    for order in permutations(range(3)):
        here = other.copy()
        for place in order:
            before = here.mean() - here.var() / here.mean()
            here[place] = own[place]
            points[place] += (here.mean() - here.var() / here.mean() - before) / 6
    found = contributions(index, "a", against="d")["points"].to_numpy()
    assert found == pytest.approx(points, abs=0.3)


def test_what_stands_in_for_a_missing_figure_brings_its_points() -> None:
    cards = pd.DataFrame({"indicator": list("xyz"), "direction": "higher is better"})
    raw = pd.DataFrame(
        {"x": [0.0, 10.0, 5.0], "y": [0.0, 10.0, 2.0], "z": [0.0, 10.0, np.nan]}, index=list("abc")
    )
    index = build(raw, Framework.from_cards(cards), Recipe(availability=0.5))
    table = contributions(index, "c", against="a").set_index("indicator")
    assert index.scores["c"] == 35.0
    assert table["points"].to_dict() == pytest.approx({"x": 50 / 3, "y": 20 / 3, "z": 35 / 3})
    assert table["is_missing"].to_dict() == {"x": False, "y": False, "z": True}


def test_the_table_says_what_is_compared() -> None:
    index = example(2)
    before = index.raw.copy()
    table = contributions(index, "a", against="b")
    assert list(table["indicator"]) == list(CARDS["indicator"])
    assert table["compared"].to_numpy() == pytest.approx(index.normalised.loc["b"].to_numpy())
    assert table["value"].to_numpy() == pytest.approx(index.raw.loc["a"].to_numpy())
    assert table.attrs["score"] - table.attrs["compared_score"] == pytest.approx(
        table["points"].sum()
    )
    pd.testing.assert_frame_equal(index.raw, before)


def test_a_region_that_is_not_there_is_refused() -> None:
    index = example(2)
    with pytest.raises(UnknownName, match="zz"):
        contributions(index, "zz")
    with pytest.raises(UnknownName, match="yy"):
        contributions(index, "a", against="yy")
