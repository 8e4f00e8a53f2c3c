"""Is the index with another figure the index built anew, and is what is needed enough."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.competitiveness import CompositeIndex, Framework, Recipe, build
from workbench.competitiveness._figures_tried import scores_along, with_figure
from workbench.competitiveness.needed import IS_BEST, OUT_OF_RANGE
from workbench.competitiveness.what_if import curve, needed, what_if
from workbench.errors import ParameterError, UnknownName

REGIONS = list("abcdefghijkl")
RECIPES = {
    "min-max": Recipe(),
    "z scores": Recipe(normalising="z_score", imputation="mean"),
    "ranks, geometric": Recipe(normalising="rank", aggregating="geometric"),
    "Mazziotta-Pareto": Recipe(aggregating="mazziotta_pareto", normalising="z_score"),
    "distance": Recipe(normalising="distance_to_mean", imputation="median", outliers="none"),
    "groups": Recipe(imputation="group_mean", aggregating_dimensions="harmonic"),
    "entropy": Recipe(weighting="entropy"),
    "principal components": Recipe(weighting="principal_components"),
    "benefit of the doubt": Recipe(weighting="benefit_of_the_doubt"),
    "regression": Recipe(imputation="regression"),
}


def example(seed: int, recipe: Recipe | None = None, holes: int = 4) -> CompositeIndex:
    """Twelve regions, four indicators of two dimensions, the last of them better where lower."""
    rng = np.random.default_rng(seed)
    raw = pd.DataFrame(rng.lognormal(size=(12, 4)), index=REGIONS, columns=list("xyuv"))
    for row, column in zip(rng.choice(12, holes), rng.choice(4, holes), strict=True):
        raw.iloc[row, column] = np.nan
    cards = pd.DataFrame(
        {
            "indicator": list("xyuv"),
            "name": ["Wage", "Jobs", "Patents", "Waste"],
            "unit": ["euro", None, "n", "t"],
            "direction": ["higher is better"] * 3 + ["lower is better"],
            "dimension": ["one", "one", "two", "two"],
        }
    )
    groups = pd.Series(["north", "south"] * 6, index=REGIONS)
    recipe = (recipe or Recipe()).changed(availability=0.5)
    return build(raw, Framework.from_cards(cards), recipe, groups=groups)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
@pytest.mark.parametrize("code", ["x", "v"])
def test_one_column_worked_through_gives_the_scores_of_the_whole_index(
    recipe: Recipe, code: str
) -> None:
    index = example(3, recipe, holes=8)
    region = str(index.normalised.index[index.normalised[code].isna().to_numpy().argmax()])
    seen = index.raw[code]
    figures = np.array([seen.min() / 2, seen.median(), seen.max(), 40 * seen.max()])
    found = scores_along(index, region, code, figures)
    for place, figure in enumerate(figures):
        anew = with_figure(index, region, code, figure).scores.reindex(index.normalised.index)
        np.testing.assert_allclose(found[:, place], anew, atol=1e-9)
    assert np.ptp(found, axis=1).max() > 0


def test_the_changed_index_is_built_anew_and_the_old_one_untouched() -> None:
    index = example(1)
    region = str(index.scores.index[5])
    raw = index.raw.copy()
    found = what_if(index, region, "x", change=2.0)
    changed = raw.copy()
    changed.loc[region, "x"] += 2.0
    anew = build(changed, index.framework, index.recipe, groups=index.groups)
    pd.testing.assert_frame_equal(found.after.table(), anew.table())
    pd.testing.assert_frame_equal(index.raw, raw)
    assert found.figures == (raw.at[region, "x"], raw.at[region, "x"] + 2.0)
    assert found.scores == (index.scores[region], anew.scores[region])


def test_a_gain_is_those_passed_less_those_passed_by() -> None:
    for seed in range(8):
        index = example(seed, Recipe(normalising="rank"))
        region = str(index.scores.index[seed % 9])
        found = what_if(index, region, "u", value=float(index.raw["u"].max()) * (seed % 3))
        was, now = found.ranks
        assert was - now == len(found.passed) - len(found.passed_by)
        assert not {region} & {*found.passed, *found.passed_by}


def test_words_name_the_figures_and_who_is_passed() -> None:
    index = example(2, holes=0)
    region = str(index.scores.index[-1])
    found = what_if(index, region, "x", value=float(index.raw["x"].max()))
    words = found.in_words()
    assert "euro of Wage in place of" in words
    assert f"rank {found.ranks[1]} in place of 12." in words
    assert "It would pass" in words
    assert found.passed[0] in words.split("It would pass")[1]
    worse = what_if(index, str(index.scores.index[0]), "y", value=0.0).in_words()
    assert " of Jobs in place of" in worse
    assert "Ahead of it come" in worse


def test_a_missing_figure_can_be_given_and_not_changed() -> None:
    index = example(3)
    is_hole = index.raw.loc[index.normalised.index, "x"].isna()
    region = str(index.normalised.index[is_hole][0])
    assert "in place of a missing figure" in what_if(index, region, "x", value=1.0).in_words()
    with pytest.raises(ParameterError, match="no figure that could change"):
        what_if(index, region, "x", change=1.0)


def test_curve_goes_through_the_own_figure_and_the_range() -> None:
    index = example(4)
    region = str(index.scores.index[6])
    found = curve(index, region, "v", points=9)
    own = found[found["is_own"]]
    assert own["rank"].tolist() == [index.ranks[region]]
    assert own["score"].tolist() == pytest.approx([index.scores[region]], abs=1e-9)
    assert found["figure"].is_monotonic_increasing
    seen = index.raw.loc[index.normalised.index, "v"]
    assert found["figure"].iloc[[0, -1]].tolist() == [seen.min(), seen.max()]
    for figure, rank in zip(found["figure"], found["rank"], strict=True):
        assert rank == what_if(index, region, "v", value=figure).ranks[1]


@pytest.mark.parametrize("places", [1, 3])
@pytest.mark.parametrize("name", ["min-max", "ranks, geometric", "entropy"])
def test_what_is_needed_is_enough_and_a_little_less_is_not(name: str, places: int) -> None:
    index = example(6, RECIPES[name])
    region = str(index.scores.index[7])
    target = index.ranks[region] - places
    table = needed(index, region, places=places)
    assert list(table["indicator"]) == list("xyuv")
    reached = table.dropna(subset=["needed"])
    assert len(reached) > 0
    for row in reached.itertuples():
        assert what_if(index, region, row.indicator, value=row.needed).ranks[1] <= target
        assert row.rank_after <= target
        less = row.needed - 0.02 * row.change
        if (
            name == "min-max" and row.is_monotone and not np.isnan(less)
        ):  # ranks in steps make regions level
            assert what_if(index, region, row.indicator, value=less).ranks[1] > target
    seen = index.raw.loc[index.normalised.index]
    for row in table[table["reason"] == OUT_OF_RANGE].itertuples():
        best = seen[row.indicator].min() if row.indicator == "v" else seen[row.indicator].max()
        assert what_if(index, region, row.indicator, value=best).ranks[1] > target


def test_changes_are_in_units_and_in_standard_deviations() -> None:
    index = example(6, holes=0)
    region = str(index.scores.index[7])
    table = needed(index, region).set_index("indicator")
    np.testing.assert_allclose(table["change"], table["needed"] - index.raw.loc[region])
    np.testing.assert_allclose(table["change_in_sd"], table["change"] / index.raw.std())
    assert (table.loc["v", "change"] < 0) or pd.isna(table.loc["v", "change"])
    assert table["unit"].tolist()[0] == "euro"


def test_what_cannot_be_gained_has_a_reason() -> None:
    index = example(5, holes=0)
    first = needed(index, str(index.scores.index[0]))
    assert first["needed"].isna().all()
    assert first["reason"].tolist() == ["only 0 regions are ahead"] * 4
    best = str(index.raw["x"].idxmax())
    if index.ranks[best] > 1:
        reasons = needed(index, best).set_index("indicator")["reason"]
        assert reasons["x"] == IS_BEST
    far = needed(index, str(index.scores.index[-1]), places=11)
    assert set(far["reason"]) == {OUT_OF_RANGE}


def test_a_known_threshold_is_found() -> None:
    """Scores of b and a: b passes a where its y, on 0 to 10, brings the mean above that of a."""
    cards = pd.DataFrame({"indicator": ["x", "y"], "direction": "higher is better"})
    raw = pd.DataFrame({"x": [6.0, 5.0, 10.0, 0.0], "y": [6.0, 2.0, 10.0, 0.0]}, index=list("abcd"))
    table = needed(build(raw, Framework.from_cards(cards)), "b").set_index("indicator")
    assert table.loc["y", "needed"] == pytest.approx(7.0, abs=1e-4)
    assert table.loc["y", "needed"] > 7.0
    assert table.loc["y", "change"] == pytest.approx(5.0, abs=1e-4)
    assert table.loc["x", "reason"] == OUT_OF_RANGE  # with 10 it would be level with a


def test_wrong_questions_are_refused() -> None:
    index = example(1)
    with pytest.raises(UnknownName, match="zz"):
        what_if(index, "zz", "x", value=1)
    with pytest.raises(UnknownName, match="zz"):
        needed(index, "zz")
    with pytest.raises(ParameterError, match="CLW-I04"):
        what_if(index, "a", "wage", value=1)
    with pytest.raises(ParameterError, match="two ways at once"):
        what_if(index, "a", "x", value=1, change=1)
    with pytest.raises(ParameterError, match="none is given"):
        what_if(index, "a", "x")
    with pytest.raises(ParameterError, match="no number"):
        what_if(index, "a", "x", value=float("inf"))
    with pytest.raises(ParameterError, match="CLW-I44"):
        needed(index, "a", places=0)
    with pytest.raises(ParameterError, match="CLW-I44"):
        curve(index, "a", "x", points=1)
