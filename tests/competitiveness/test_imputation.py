"""Who is left out; what stands in for what is missing, against pandas and statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.competitiveness.imputation import impute, screened
from workbench.competitiveness.recipe import CHOICES
from workbench.errors import ParameterError, StudyError, UnknownName

WAYS = list(CHOICES["imputation"])


@pytest.fixture
def towns() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "wage": [20.0, np.nan, 30, 70, np.nan],
            "patents": [1.0, 2, 3, 4, np.nan],
            "firms": [5.0, 5, 6, 7, 8],
        },
        index=list("ABCDE"),
    )
    return table.rename_axis("region").rename_axis(columns="indicator")


@pytest.fixture
def countries() -> pd.Series:
    return pd.Series({"E": "south", "A": "north", "B": "north", "C": "north", "D": "south"})


@pytest.fixture(scope="module")
def related() -> pd.DataFrame:
    """60 regions, 5 indicators in very different units, some of them missing."""
    random = np.random.default_rng(5)
    common = random.normal(size=(60, 1))
    values = common + random.normal(size=(60, 5)) * [0.2, 0.4, 0.6, 0.8, 3.0]
    table = pd.DataFrame(values * [1, 1e9, 1e-6, 100, 1], columns=list("abcde"))
    return table.mask(random.random(table.shape) < 0.1)


def test_screening_counts_indicators(towns):
    found = screened(towns, availability=0.6)
    assert list(found.values.index) == ["A", "B", "C", "D"]
    assert found.left_out.to_dict() == {"E": "has 1 of 3 indicators; 2 are asked for"}
    np.testing.assert_allclose(found.available, [1, 2 / 3, 1, 1, 1 / 3], rtol=1e-15)
    assert found.available.index.equals(towns.index)


@pytest.mark.parametrize("availability", [2 / 3, 1 - 1 / 3, 0.2 + 0.7 - 0.9 + 2 / 3])
def test_a_share_at_the_threshold_is_enough(towns, availability):
    assert "B" in screened(towns, availability=availability).values.index


def test_screening_at_the_ends(towns):
    assert screened(towns, availability=0).left_out.empty
    assert list(screened(towns, availability=1).values.index) == ["A", "C", "D"]
    nobody = screened(towns[["wage"]].loc[["B"]], availability=1)
    assert nobody.values.empty
    assert list(nobody.left_out) == ["has 0 of 1 indicators; 1 are asked for"]


@pytest.mark.parametrize("share", [-0.1, 66, float("nan")])
def test_a_share_outside_its_range_is_refused(towns, share):
    with pytest.raises(ParameterError, match="it is a share") as refused:
        screened(towns, availability=share)
    assert [problem.code for problem in refused.value.problems] == ["CLW-I02"]


@pytest.mark.parametrize(
    ("how", "wage", "patents"),
    [
        ("none", [np.nan, np.nan], np.nan),
        ("mean", [40, 40], 2.5),
        ("median", [30, 30], 2.5),
        ("group_mean", [25, 70], 4),
        ("group_median", [25, 70], 4),
    ],
)
def test_by_hand(towns, countries, how, wage, patents):
    answer = impute(towns, how=how, groups=countries)
    assert answer.values["wage"].loc[["B", "E"]].tolist() == pytest.approx(wage, nan_ok=True)
    assert answer.values.loc["E", "patents"] == pytest.approx(patents, nan_ok=True)
    assert answer.problems == ()


def test_a_group_has_a_mean_and_a_median_of_its_own():
    values = pd.DataFrame({"x": [1.0, 2, 9, np.nan]})
    groups = pd.Series(["one"] * 4)
    assert impute(values, how="group_mean", groups=groups).values["x"].iloc[3] == 4
    assert impute(values, how="group_median", groups=groups).values["x"].iloc[3] == 2


@pytest.mark.parametrize("how", WAYS)
def test_what_was_there_is_untouched_and_what_was_not_is_marked(towns, countries, how):
    before = towns.copy()
    answer = impute(towns, how=how, groups=countries)
    pd.testing.assert_frame_equal(towns, before)
    pd.testing.assert_frame_equal(answer.values.where(towns.notna()), towns)
    assert answer.is_imputed.equals(towns.isna() & answer.values.notna())
    assert list(answer.log.index) == list(towns)
    assert answer.log["n_missing"].tolist() == [2, 1, 0]
    assert answer.log["n_imputed"].tolist() == ([0, 0, 0] if how == "none" else [2, 1, 0])


def test_the_log_tells_in_words(towns, countries):
    assert impute(towns, how="group_mean", groups=countries).log["done"].to_dict() == {
        "wage": "group mean: 2 regions",
        "patents": "group mean: 1 region",
        "firms": "nothing was missing",
    }
    assert impute(towns).log.loc["wage", "done"] == "stays missing: 2 regions"


def test_a_group_without_any_value_stays_missing_and_is_told(towns, countries):
    alone = countries.where(countries.index != "E", "island")
    answer = impute(towns, how="group_mean", groups=alone)
    assert answer.values.loc["E"].isna().tolist() == [True, True, False]
    assert answer.values.loc["B", "wage"] == 25
    assert answer.log.loc["wage", "done"] == "group mean: 1 region; stays missing: 1 region"
    assert [(p.code, p.column, p.is_warning) for p in answer.problems] == [
        ("CLW-I13", "wage", True), ("CLW-I13", "patents", True),
    ]  # fmt: skip
    assert "no region of the group has a value, so that E stays missing" in str(answer.problems[0])


@pytest.mark.parametrize("how", WAYS[1:])
def test_an_indicator_nobody_has_stays_missing_and_is_told(towns, countries, how):
    answer = impute(towns.assign(empty=np.nan), how=how, groups=countries)
    assert answer.values["empty"].isna().all()
    told = [problem for problem in answer.problems if problem.column == "empty"]
    assert [problem.code for problem in told] == ["CLW-I13"]
    assert told[0].message.startswith("no region has a value")


def test_groups_are_asked_for(towns):
    with pytest.raises(ParameterError, match="needs groups") as refused:
        impute(towns, how="group_median")
    assert [problem.code for problem in refused.value.problems] == ["CLW-I12"]


def test_a_region_without_a_group_is_refused(towns, countries):
    lost = countries.drop("C").replace({"south": None})
    with pytest.raises(StudyError, match="no group for C, D, E") as refused:
        impute(towns, how="group_mean", groups=lost)
    assert refused.value.problems[0].more == 2


def test_a_regression_is_that_of_statsmodels(related):
    """For each gap: its own three strongest indicators, and least squares by another package."""
    answer = impute(related, how="regression")
    strength = related.corr().abs()
    gaps = np.argwhere(related.isna().to_numpy())
    assert len(gaps) > 20
    for row, column in gaps:
        name = related.columns[column]
        has = related.columns[related.iloc[row].notna()]
        chosen = list(strength.loc[name, has].sort_values(ascending=False).index[:3])
        complete = related[[name, *chosen]].dropna()
        unit = complete.std()
        fit = sm.OLS(
            complete[name] / unit[name], sm.add_constant(complete[chosen] / unit[chosen])
        ).fit()
        at = np.array([1.0, *(related.iloc[row][chosen] / unit[chosen])])
        assert answer.values.iloc[row, column] == pytest.approx(
            unit[name] * (fit.params.to_numpy() @ at), rel=1e-9, abs=1e-9 * unit[name]
        )  # fmt: skip
    assert answer.problems == ()
    assert answer.log["done"].str.fullmatch(r"regression: \d+ regions?").all()


def test_a_straight_line_is_found_again():
    x = np.arange(30.0)
    table = pd.DataFrame({"x": x, "y": 2 * x + 3, "noise": np.cos(x)})
    table.loc[[4, 20], "y"] = np.nan
    found = impute(table, how="regression").values["y"]
    np.testing.assert_allclose(found, 2 * x + 3, rtol=1e-12)


def test_the_unit_of_a_predictor_does_not_matter(related):
    answer = impute(related, how="regression").values
    other = impute(related * 1e-12, how="regression").values
    np.testing.assert_allclose(other * 1e12, answer, rtol=1e-9)


def test_29_complete_regions_bear_two_predictors():
    random = np.random.default_rng(2)
    table = pd.DataFrame(random.normal(size=(30, 4)), columns=list("abcd"))
    table.loc[29, "a"] = np.nan
    strongest = list(table.corr().abs().loc["a", ["b", "c", "d"]].sort_values().index[::-1][:2])
    known = table.iloc[:29]
    fit = sm.OLS(known["a"], sm.add_constant(known[strongest])).fit()
    by_two = float(fit.params.to_numpy() @ np.array([1.0, *table.loc[29, strongest]]))
    assert impute(table, how="regression").values.loc[29, "a"] == pytest.approx(by_two, rel=1e-12)


def test_where_no_regression_can_be_made_the_mean_stands_in_and_is_told(towns):
    answer = impute(towns, how="regression")
    assert answer.values.loc["B", "wage"] == pytest.approx(40)
    assert answer.log.loc["wage", "done"] == "mean instead: 2 regions"
    assert [(p.code, p.column, p.is_warning) for p in answer.problems] == [
        ("CLW-I14", "wage", True), ("CLW-I14", "patents", True),
    ]  # fmt: skip


def test_a_region_with_nothing_else_gets_the_mean(related):
    table = related.fillna(0.0)
    table.loc[7] = np.nan
    answer = impute(table, how="regression")
    np.testing.assert_allclose(answer.values.loc[7], table.mean())
    assert {problem.code for problem in answer.problems} == {"CLW-I14"}


def test_a_constant_predictor_predicts_nothing(related):
    table = related[["a", "b"]].assign(same=4.0)
    expected = impute(related[["a", "b"]], how="regression").values
    pd.testing.assert_frame_equal(impute(table, how="regression").values[["a", "b"]], expected)


def test_a_predictor_that_varies_only_where_another_is_missing_adds_nothing():
    random = np.random.default_rng(4)
    common = random.normal(size=40)
    table = pd.DataFrame({"y": common, "a": common + random.normal(size=40) / 9, "b": 0.0})
    table.loc[:4, "b"] = table.loc[:4, "y"]
    table.loc[:4, "a"] = np.nan
    table.loc[39, "y"] = np.nan
    slope, constant = np.polyfit(table.loc[5:38, "a"], table.loc[5:38, "y"], 1)
    expected = constant + slope * table.loc[39, "a"]
    assert impute(table, how="regression").values.loc[39, "y"] == pytest.approx(expected, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(WAYS))
def test_the_order_of_regions_and_indicators_does_not_matter(seed, how):
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.normal(size=(25, 4)), columns=list("abcd"))
    table = table.mask(random.random(table.shape) < 0.2)
    groups = pd.Series(random.integers(0, 3, 25)).map(str)
    answer = impute(table, how=how, groups=groups).values
    shuffled = table.sample(frac=1, random_state=seed)[["c", "a", "d", "b"]]
    other = impute(shuffled, how=how, groups=groups).values
    pd.testing.assert_frame_equal(other.loc[table.index, list("abcd")], answer, rtol=1e-9)


def test_a_way_that_does_not_exist(towns):
    with pytest.raises(UnknownName, match='no way of imputation "average"'):
        impute(towns, how="average")


def test_infinite_values_are_refused(towns):
    with pytest.raises(StudyError, match="the indicator is infinite for C"):
        impute(towns.replace(30.0, np.inf), how="mean")
