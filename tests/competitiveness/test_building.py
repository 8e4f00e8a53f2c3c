"""From figures to an index: by hand, on real studies, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from workbench.competitiveness import (
    CHOICES,
    Framework,
    Recipe,
    build,
    index,
    index_by_year,
)
from workbench.competitiveness.selecting import framework_of, select
from workbench.errors import ParameterError, UnknownName

CARDS = pd.DataFrame(
    {
        "indicator": ["wage", "patents", "idle"],
        "direction": ["higher is better", "higher is better", "lower is better"],
        "dimension": ["income", "future", "income"],
    }
)
RAW = pd.DataFrame(
    {"wage": [1.0, 3, 5, 2], "patents": [8.0, 0, 4, np.nan], "idle": [9.0, 5, 1, np.nan]},
    index=["a", "b", "c", "d"],
)
FRAMEWORK = Framework.from_cards(CARDS)


def test_by_hand() -> None:
    found = build(RAW, FRAMEWORK)
    # a: income (0 + 0)/2, future 100; b: (50 + 50)/2, 0; c: 100, 50; d has one of three
    assert found.scores.to_dict() == pytest.approx({"c": 75.0, "a": 50.0, "b": 25.0})
    assert found.ranks.to_dict() == {"c": 1, "a": 2, "b": 3}
    assert list(found.left_out.index) == ["d"]
    assert found.nodes.loc["b", "income"] == pytest.approx(50)


def test_the_input_is_not_touched() -> None:
    before = RAW.copy()
    build(RAW, FRAMEWORK, Recipe(imputation="mean", outliers="winsorise"))
    pd.testing.assert_frame_equal(RAW, before)


@pytest.mark.parametrize("step", CHOICES)
def test_every_choice_of_every_step_makes_an_index(step: str) -> None:
    for name in CHOICES[step]:
        reference = "a" if name == "distance_to_reference" else None
        recipe = Recipe(availability=0, reference=reference, **{step: name})
        groups = pd.Series(list("xxyy"), index=RAW.index)
        found = build(RAW, FRAMEWORK, recipe, groups=groups)
        assert found.scores.notna().all(), name
        assert found.ranks.min() == 1


@given(st.integers(0, 1000), st.sampled_from(["arithmetic", "geometric", "mazziotta_pareto"]))
@settings(max_examples=25, deadline=None)
def test_units_of_measurement_do_not_matter(seed: int, aggregating: str) -> None:
    generator = np.random.default_rng(seed)
    raw = pd.DataFrame(generator.lognormal(size=(8, 3)), list("abcdefgh"), RAW.columns)
    recipe = Recipe(outliers="none", aggregating=aggregating)
    scaled = raw * [1000.0, 0.01, 7.0]
    one, other = build(raw, FRAMEWORK, recipe).scores, build(scaled, FRAMEWORK, recipe).scores
    assert other.to_dict() == pytest.approx(one.to_dict())


@given(st.integers(0, 1000), st.sampled_from(["min_max", "z_score", "rank"]))
@settings(max_examples=25, deadline=None)
def test_who_is_best_in_everything_is_first(seed: int, normalising: str) -> None:
    generator = np.random.default_rng(seed)
    raw = pd.DataFrame(generator.normal(size=(8, 3)), list("abcdefgh"), RAW.columns)
    raw.loc["e"] = [raw["wage"].max() + 1, raw["patents"].max() + 1, raw["idle"].min() - 1]
    assert build(raw, FRAMEWORK, Recipe(normalising=normalising)).ranks["e"] == 1


def test_no_region_with_enough_is_told() -> None:
    with pytest.raises(ParameterError, match="nothing to rank"):
        build(RAW.assign(wage=np.nan, idle=np.nan), FRAMEWORK)


def test_a_geometric_mean_of_standardised_values_is_refused() -> None:
    with pytest.raises(ParameterError, match="zero and below"):
        build(RAW, FRAMEWORK, Recipe(normalising="z_score", aggregating="geometric"))


def test_names_of_methods_are_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="geometric") as error:
        Recipe(aggregating="geometrical", normalising="minmax")
    assert [p.code for p in error.value.problems] == ["CLW-I01", "CLW-I01"]


def test_every_region_beside_one_that_is_named() -> None:
    recipe = Recipe(normalising="distance_to_reference", reference="c", outliers="none")
    found = build(RAW, FRAMEWORK, recipe)
    assert found.normalised.loc["c"].tolist() == [100, 100, 100]
    # twice the patents, a fifth of the wage, and nine times as many idle
    assert found.normalised.loc["a"].to_dict() == pytest.approx(
        {"wage": 20, "patents": 200, "idle": 100 / 9}
    )


def test_a_region_to_compare_with_is_named_where_it_is_used_and_nowhere_else() -> None:
    for wrong in ({"normalising": "distance_to_reference"}, {"reference": "c"}):
        with pytest.raises(ParameterError) as error:
            Recipe(**wrong)  # type: ignore[arg-type]
        assert [p.code for p in error.value.problems] == ["CLW-I61"]
    named = Recipe(normalising="distance_to_reference", reference="z")
    with pytest.raises(UnknownName):
        build(RAW, FRAMEWORK, named)
    assert named.changed(normalising="rank").reference is None
    assert named.changed(aggregating="geometric").reference == "z"


def test_mazziotta_and_pareto_take_standard_scores_around_100() -> None:
    recipe = Recipe(outliers="none", normalising="z_score", aggregating="mazziotta_pareto")
    values = build(RAW.drop(index="d"), FRAMEWORK, recipe).normalised
    assert values.mean().tolist() == pytest.approx([100.0] * 3)
    assert values.std().tolist() == pytest.approx([10.0] * 3)
    assert values["wage"].idxmax() == "c"  # the highest wage
    assert values["idle"].idxmin() == "a"  # the most idle


def test_weights_of_the_doubt_add_up_where_figures_are_missing() -> None:
    generator = np.random.default_rng(3)
    raw = pd.DataFrame(generator.lognormal(size=(9, 3)), list("abcdefghi"), RAW.columns)
    raw.iloc[0, 0] = raw.iloc[1, 2] = np.nan
    found = build(raw, FRAMEWORK, Recipe(availability=0, weighting="benefit_of_the_doubt"))
    assert found.weights[["wage", "idle"]].sum() == pytest.approx(1)
    assert found.weights[["income", "future"]].sum() == pytest.approx(1)


def test_no_logarithm_of_outliers_before_a_distance() -> None:
    study = "china_prefectures"
    assert index(study).treated.log.at["migrants_other_province", "is_log"]
    found = index(study, recipe=Recipe(normalising="distance_to_best"))
    assert not found.treated.log["is_log"].any()
    assert "No logarithm was taken" in found.in_words()


def test_the_table_says_how_much_each_region_has() -> None:
    raw = RAW.assign(patents=[8.0, np.nan, 4, np.nan])
    table = build(raw, FRAMEWORK).table().set_index("region")
    assert table["available"].to_dict() == pytest.approx({"a": 1, "b": 2 / 3, "c": 1})


def test_the_year_of_the_outcome_comes_first_and_one_that_is_asked_before_it() -> None:
    assert index("china_prefectures").year == 2015  # its measures are of 2010
    assert index("european_regions", year=2017).years["unemployment_rate"] == 2017


def test_years_are_compared_by_the_indicators_that_all_of_them_have() -> None:
    found = index_by_year("european_regions", [2013, 2016])
    codes = set(found[2016].framework.indicators.index)
    assert "tertiary_education_share" not in codes  # known for 2016 alone
    assert "unemployment_rate" in codes
    assert found[2013].framework.nodes == found[2016].framework.nodes
    assert all("tertiary schooling" in made.in_words() for made in found.values())
    assert found[2013].years.max() == 2013


def test_a_constant_indicator_is_told() -> None:
    found = build(RAW.assign(wage=3.0), FRAMEWORK)
    assert "wage" in found.in_words()
    assert found.normalised["wage"].isna().all()


def test_a_share_outside_its_range_is_told() -> None:
    with pytest.raises(ParameterError, match="share"):
        Recipe(availability=66)


def test_text_makes_a_recipe_and_what_does_not_is_told_at_once() -> None:
    assert Recipe.of({"availability": "0.5", "weighting": "equal"}) == Recipe(
        availability=0.5, weighting="equal"
    )
    with pytest.raises(ParameterError) as error:
        Recipe.of({"availability": "half", "weigthing": "equal"})
    assert sorted(p.code for p in error.value.problems) == ["CLW-P01", "CLW-P02"]


def test_an_index_of_europe_ranks_regions_with_enough_indicators() -> None:
    found = index("european_regions")
    # counted from the table: at least six of the eight indicators, 66.7 %
    enough = found.raw.notna().sum(axis=1) >= 6
    assert set(found.scores.index) == set(found.raw.index[enough])
    assert len(found.ranks) == len(found.scores) == 316
    assert set(found.left_out.index) & set(found.scores.index) == set()
    assert set(found.left_out.index) == set(wb.load("european_regions").regions["region"]) - set(
        found.scores.index
    )
    few = found.raw.index[~enough]
    assert found.left_out[few].str.contains("of 8 indicators").all()
    assert found.year == 2016
    assert found.years["patents"] == 2012
    assert "patents 2012" in found.in_words()
    assert found.framework.roles["patents"] == "driver"
    assert "competitiveness_index" not in found.raw


def test_the_published_index_goes_with_ours() -> None:
    found = index("european_regions")
    rows = wb.load("european_regions").indicators
    own = rows[(rows["indicator"] == "competitiveness_index") & (rows["year"] == 2016)]
    published = own.set_index("region")["value"]
    both = pd.concat([found.scores, published], axis=1, join="inner")
    assert len(both) > 200
    assert both.corr("spearman").iloc[0, 1] > 0.6


def test_denominators_divide() -> None:
    study = wb.load("china_prefectures")
    framework = framework_of(study)
    rows = study.indicators[study.indicators["year"] == 2015].set_index("indicator")
    money, people = (
        rows.loc[name].set_index("region")["value"]
        for name in ("fiscal_revenue", "population_interpolated")
    )
    expected = money / people
    found = select(study, framework, year=2015).values["fiscal_revenue"]
    pd.testing.assert_series_equal(
        found, expected.reindex(found.index).rename("fiscal_revenue"), check_names=False
    )


def test_only_outcomes() -> None:
    found = index("european_regions", role="outcome")
    assert set(found.framework.roles.values()) == {"outcome"}


@pytest.mark.parametrize(
    ("study", "options", "code"),
    [
        ("us_metro_clusters", {}, "CLW-I03"),
        ("european_regions", {"only": ["gdp_per_heda", "patents"]}, "CLW-I04"),
        ("european_regions", {"only": ["gdp", "patents"]}, "CLW-I04"),
        ("european_regions", {"role": "driven"}, "CLW-I06"),
        ("european_regions", {"year": 1950}, "CLW-I07"),
        ("european_regions", {"level": "county"}, "CLW-N08"),
        ("european_regions", {"groups": "contry"}, "CLW-N04"),
    ],
)
def test_what_cannot_be_is_told(study: str, options: dict[str, object], code: str) -> None:
    with pytest.raises((ParameterError, UnknownName)) as error:
        index(study, **options)  # type: ignore[arg-type]
    assert {p.code for p in error.value.problems} == {code}
    assert all(p.remedy for p in error.value.problems)


def test_a_denominator_that_is_not_there_is_told() -> None:
    study = wb.load("china_prefectures")
    cards = study.indicator_cards.assign(denominator="populaton")
    broken = study.with_tables(indicator_cards=cards)
    with pytest.raises(ParameterError, match="population") as error:
        index(broken)
    assert {p.code for p in error.value.problems} == {"CLW-I08"}


def test_a_region_that_is_not_ranked_is_told_with_its_reason() -> None:
    found = build(RAW, FRAMEWORK)
    with pytest.raises(UnknownName, match="1 of 3"):
        found.check_region("d")
