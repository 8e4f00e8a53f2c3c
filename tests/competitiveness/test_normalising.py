"""Each scale against SciPy and by hand; directions; and what cannot be put on a scale."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workbench.competitiveness._scales import FORMULAS
from workbench.competitiveness.normalising import normalise
from workbench.competitiveness.recipe import CHOICES
from workbench.errors import ParameterError, StudyError, UnknownName

SIGNS = pd.Series({"wage": 1, "unemployed": -1})
TARGETS = pd.Series({"wage": 25.0, "unemployed": 2.0})
WAYS = list(FORMULAS)
ANY_VALUE = ["min_max", "z_score", "rank"]
columns = st.lists(st.integers(-1000, 1000), min_size=2, max_size=30).filter(
    lambda whole: len(set(whole)) > 1
)


@pytest.fixture
def towns() -> pd.DataFrame:
    table = pd.DataFrame(
        {"unemployed": [4.0, 8, np.nan, 16], "wage": [20.0, 30, 30, 40]}, index=list("ABCD")
    )
    return table.rename_axis("region").rename_axis(columns="indicator")


def scored(towns, how):
    reference = TARGETS if how == "distance_to_reference" else None
    return normalise(towns, how=how, direction=SIGNS, reference=reference)


def test_all_ways_of_the_recipe_are_here():
    assert set(WAYS) == {*CHOICES["normalising"], "distance_to_reference"}


@pytest.mark.parametrize(
    ("how", "wage", "unemployed"),
    [
        ("min_max", [0, 50, 50, 100], [100, 200 / 3, np.nan, 0]),
        ("rank", [25, 62.5, 62.5, 100], [100, 200 / 3, np.nan, 100 / 3]),
        ("distance_to_best", [50, 75, 75, 100], [100, 50, np.nan, 25]),
        ("distance_to_mean", [200 / 3, 100, 100, 400 / 3], [700 / 3, 350 / 3, np.nan, 175 / 3]),
        ("distance_to_reference", [80, 120, 120, 160], [50, 25, np.nan, 12.5]),
    ],
)  # fmt: skip
def test_by_hand(towns, how, wage, unemployed):
    scores = scored(towns, how).values
    np.testing.assert_allclose(scores["wage"], wage, rtol=1e-14)
    np.testing.assert_allclose(scores["unemployed"], unemployed, rtol=1e-14)


def test_standard_scores_take_the_deviation_of_a_sample(towns):
    scores = scored(towns, "z_score")
    np.testing.assert_allclose(scores.values["wage"], stats.zscore(towns["wage"], ddof=1))
    unemployed = stats.zscore(towns["unemployed"], ddof=1, nan_policy="omit")
    np.testing.assert_allclose(scores.values["unemployed"], -unemployed)
    np.testing.assert_allclose(scores.scale["standard_deviation"], towns.std(ddof=1))


def test_the_ends_of_the_scale_are_free(towns):
    scores = normalise(towns, direction=SIGNS, low=1, high=7).values
    assert scores["wage"].tolist() == [1, 4, 4, 7]
    assert (scores.loc["A", "unemployed"], scores.loc["D", "unemployed"]) == (7, 1)


def test_the_scale_tells_the_worst_and_the_best_in_their_own_unit(towns):
    scale = scored(towns, "min_max").scale
    assert scale.loc["unemployed", ["worst", "best"]].tolist() == [16, 4]
    assert scale.loc["wage", ["worst", "best"]].tolist() == [20, 40]
    assert scale["undefined"].isna().all()
    assert list(scale.index) == list(towns)


@pytest.mark.parametrize("how", WAYS)
def test_a_reader_can_redo_it_from_the_scale(towns, how):
    """The formula of the answer, read by pandas' own names."""
    answer = scored(towns, how)
    for name, facts in answer.scale.iterrows():
        value, low, high = towns[name], 0, 100
        if how == "min_max":
            redone = low + (value - facts["worst"]) / (facts["best"] - facts["worst"]) * high
        elif how == "z_score":
            redone = facts["direction"] * (value - facts["mean"]) / facts["standard_deviation"]
        elif how == "rank":
            redone = 100 * (value * facts["direction"]).rank() / facts["n_regions"]
        elif facts["direction"] > 0:
            redone = 100 * value / facts["reference"]
        else:
            redone = 100 * facts["reference"] / value
        np.testing.assert_allclose(answer.values[name], redone, rtol=1e-14)
    assert answer.formula == FORMULAS[how]


@pytest.mark.parametrize("how", WAYS)
def test_labels_are_kept_missing_stays_and_the_input_is_untouched(towns, how):
    before = towns.copy()
    answer = scored(towns, how)
    pd.testing.assert_frame_equal(towns, before)
    pd.testing.assert_index_equal(answer.values.index, towns.index)
    pd.testing.assert_index_equal(answer.values.columns, towns.columns)
    assert answer.values.isna().equals(towns.isna())
    assert answer.problems == ()


@settings(max_examples=25, deadline=None)
@given(columns, st.sampled_from(["min_max", "z_score", "rank"]), st.sampled_from([1, -1]))
def test_higher_is_better_and_the_order_is_kept(whole, how, sign):
    values = pd.DataFrame({"x": [float(n) for n in whole]})
    scores = normalise(values, how=how, direction=pd.Series({"x": sign})).values["x"]
    np.testing.assert_array_equal(stats.rankdata(scores), stats.rankdata(sign * values["x"]))
    if how == "min_max":
        assert (scores.min(), scores.max()) == (0, 100)
    turned = normalise(-values, how=how, direction=pd.Series({"x": -sign})).values["x"]
    np.testing.assert_allclose(turned, scores, rtol=1e-12, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(columns, st.sampled_from(WAYS[3:]), st.sampled_from([1, -1]))
def test_distances_keep_the_order_and_cancel_the_unit(whole, how, sign):
    values = pd.DataFrame({"x": [float(n + 1001) for n in whole]})
    given_signs = pd.Series({"x": sign})
    target = pd.Series({"x": 700.0}) if how == "distance_to_reference" else None
    scores = normalise(values, how=how, direction=given_signs, reference=target).values["x"]
    np.testing.assert_array_equal(stats.rankdata(scores), stats.rankdata(sign * values["x"]))
    if how == "distance_to_best":
        assert scores.max() == 100
    other = None if target is None else target * 1e6
    in_millionths = normalise(values * 1e6, how=how, direction=given_signs, reference=other)
    np.testing.assert_allclose(in_millionths.values["x"], scores, rtol=1e-12)


@pytest.mark.parametrize("how", [*ANY_VALUE, "distance_to_best", "distance_to_mean"])
@pytest.mark.parametrize("values", [[3.0] * 4, [0.0] * 4, [0.1 + 0.2, 0.3, 0.3, np.nan]])
def test_one_value_tells_no_regions_apart(how, values):
    table = pd.DataFrame({"same": values, "x": [1.0, 2, 3, 4]})
    answer = normalise(table, how=how)
    assert answer.values["same"].isna().all()
    assert answer.values["x"].notna().all()
    assert "one value" in answer.scale.loc["same", "undefined"]
    [problem] = answer.problems
    assert (problem.code, problem.column, problem.is_warning) == ("CLW-I15", "same", True)


def test_one_value_still_has_a_distance_to_a_target():
    table = pd.DataFrame({"same": [3.0, 3.0]})
    answer = normalise(table, how="distance_to_reference", reference=pd.Series({"same": 4.0}))
    assert answer.values["same"].tolist() == [75, 75]


@pytest.mark.parametrize("how", WAYS[:5])
def test_an_indicator_nobody_has(how):
    answer = normalise(pd.DataFrame({"x": [np.nan, np.nan], "y": [1.0, 2]}), how=how)
    assert answer.scale.loc["x", "undefined"] == "no region has a value"
    assert [problem.code for problem in answer.problems] == ["CLW-I15"]


@pytest.mark.parametrize("how", WAYS[3:])
@pytest.mark.parametrize(
    ("values", "sign", "why"),
    [
        ([-1.0, 2, 3], 1, "values below zero"),
        ([-1.0, 2, 3], -1, "values below zero"),
        ([-3.0, -2, -1], 1, "values below zero"),
        ([0.0, 2, 3], -1, "a region has zero"),
    ],
)
def test_what_is_no_share_has_no_distance(how, values, sign, why):
    target = pd.Series({"x": 2.0}) if how == "distance_to_reference" else None
    answer = normalise(
        pd.DataFrame({"x": values}), how=how, direction=pd.Series({"x": sign}), reference=target
    )
    assert answer.values["x"].isna().all()
    assert why in answer.scale.loc["x", "undefined"]
    [problem] = answer.problems
    assert (problem.code, problem.is_warning) == ("CLW-I17", True)
    assert why in problem.message


@pytest.mark.parametrize("how", WAYS[3:])
def test_zero_is_a_share_where_more_is_better(how):
    target = pd.Series({"x": 2.0}) if how == "distance_to_reference" else None
    answer = normalise(pd.DataFrame({"x": [0.0, 2, 4]}), how=how, reference=target)
    assert answer.values["x"].iloc[0] == 0
    assert answer.values["x"].notna().all()


def test_a_way_that_does_not_exist(towns):
    with pytest.raises(UnknownName, match='no way of normalising "minmax"; nearest: min_max'):
        normalise(towns, how="minmax")


def test_directions_targets_and_ends_are_refused_together(towns):
    with pytest.raises(ParameterError) as refused:
        normalise(
            towns,
            how="distance_to_reference",
            direction=pd.Series({"wage": 2}),
            reference=pd.Series({"wage": -3.0, "unemployed": np.inf}),
            low=5,
            high=5,
        )
    assert [(p.code, p.column, p.value) for p in refused.value.problems] == [
        ("CLW-I16", "unemployed", None),
        ("CLW-I16", "wage", "2.0"),
        ("CLW-I19", "low", "5"),
        ("CLW-I16", "unemployed", "inf"),
        ("CLW-I16", "wage", "-3.0"),
    ]
    assert all(problem.remedy for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("how", "reference", "message"),
    [("min_max", TARGETS, "min_max does not use it"), ("distance_to_reference", None, "no reference")],
)  # fmt: skip
def test_a_reference_belongs_to_its_way(towns, how, reference, message):
    with pytest.raises(ParameterError, match=message) as refused:
        normalise(towns, how=how, reference=reference)
    assert [problem.code for problem in refused.value.problems] == ["CLW-I18"]


def test_infinite_values_are_refused(towns):
    with pytest.raises(StudyError, match="the indicator is infinite for B"):
        normalise(towns.replace(8.0, np.inf))
