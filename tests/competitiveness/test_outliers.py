"""Skewness against SciPy, winsorising against a loop written otherwise, order and mirror images."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workbench.competitiveness.outliers import shape, treat
from workbench.errors import ParameterError, StudyError, UnknownName

STEPS = [1.0, 2, 3, 4, 5, 6, 7, 90]
LONG_TAIL = [1.5**k for k in range(60)]  # five points do not do
columns = st.tuples(
    st.lists(st.integers(-9, 9), min_size=4, max_size=60),
    st.lists(st.integers(-9999, 9999), max_size=9),
).map(lambda parts: pd.DataFrame({"x": [float(n) for part in parts for n in part]}))


def table(**given_columns: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame(given_columns)
    return frame.set_axis([f"r{i}" for i in range(len(frame))]).rename_axis("region")


def flagged(x: np.ndarray) -> bool:
    """SciPy's corrected estimates, written otherwise than ours."""
    if np.ptp(x) == 0 or len(x) < 4:
        return False
    return abs(stats.skew(x, bias=False)) > 2 and stats.kurtosis(x, bias=False) > 3.5


def by_hand(x: list[float], most: int = 5) -> list[float]:
    """One indicator, one point after the other; back to the start where one value is left."""
    now = list(x)
    while flagged(np.array(now)) and sum(a != b for a, b in zip(now, x, strict=True)) < most:
        end, pick = (max(now), max) if stats.skew(now) >= 0 else (min(now), min)
        following = pick(value for value in now if value != end)
        now = [following if value == end else value for value in now]
    if len(set(now)) == 1:
        return list(x)
    if not flagged(np.array(now)):
        return now
    low, high = min(x), max(x)
    shift = (high - low) / 100
    if stats.skew(x) >= 0:
        return [float(np.log(value - low + shift)) for value in x]
    return [-float(np.log(high - value + shift)) for value in x]


def test_the_shape_is_that_of_scipy():
    random = np.random.default_rng(1)
    values = random.lognormal(size=(40, 6))
    skewness, kurtosis = shape(values)
    np.testing.assert_allclose(skewness, stats.skew(values, bias=False), rtol=1e-12)
    np.testing.assert_allclose(kurtosis, stats.kurtosis(values, bias=False), rtol=1e-12)


def test_the_shape_leaves_out_what_is_missing():
    values = np.array([[1.0, 2, 4, 9, np.nan, 30]]).T
    kept = values[~np.isnan(values)]
    np.testing.assert_allclose(shape(values)[0], stats.skew(kept, bias=False), rtol=1e-12)


def test_the_shape_does_not_depend_on_the_unit():
    values = np.array(STEPS)[:, None]
    for unit in (1e-200, 1e200):
        np.testing.assert_allclose(shape(values * unit), shape(values), rtol=1e-12)


def test_one_extreme_region_is_set_to_the_next():
    treated = treat(table(patents=STEPS))
    assert treated.values["patents"].tolist() == [1, 2, 3, 4, 5, 6, 7, 7]
    log = treated.log.loc["patents"]
    assert (log["n_winsorised"], log["is_log"]) == (1, False)
    assert log["skewness_before"] > 2 > log["skewness_after"]
    assert log["done"] == "set to the next value: the highest in 1 region"


def test_a_low_extreme_is_raised():
    treated = treat(table(x=[-90.0, 1, 2, 3, 4, 5, 6, 7]))
    assert treated.values["x"].tolist() == [1, 1, 2, 3, 4, 5, 6, 7]
    assert treated.log.loc["x", "done"] == "set to the next value: the lowest in 1 region"


def test_regions_with_one_value_move_together_past_the_most():
    values = [0.0] * 40 + [1.0, 2.0, 9.0, 9.0, 9.0]
    treated = treat(table(x=values), how="winsorise", most=2)
    assert treated.values["x"].tolist() == [0.0] * 40 + [1.0] + [2.0] * 4
    assert treated.log.loc["x", "n_winsorised"] == 3
    assert treated.log.loc["x", "done"].endswith("in 3 regions; its outliers remain")


def test_the_most_is_reached_by_two_that_move_together():
    values = [0.0] * 40 + [1.0, 2.0, 9.0, 9.0]
    treated = treat(table(x=values), how="winsorise", most=2)
    assert treated.values["x"].tolist() == [0.0] * 40 + [1.0] + [2.0] * 3


def test_where_winsorising_does_not_do_the_logarithm_is_of_the_original():
    treated = treat(table(x=LONG_TAIL))
    low, high = min(LONG_TAIL), max(LONG_TAIL)
    by_formula = np.log(np.array(LONG_TAIL) - low + 0.01 * (high - low))
    np.testing.assert_allclose(treated.values["x"], by_formula, rtol=1e-14)
    log = treated.log.loc["x"]
    assert (log["is_log"], log["n_winsorised"], log["done"]) == (
        True,
        0,
        "logarithm; its outliers remain",
    )


def test_winsorise_keeps_what_it_has_and_says_so():
    treated = treat(table(x=LONG_TAIL), how="winsorise")
    assert treated.values["x"].tolist() == LONG_TAIL[:55] + [LONG_TAIL[54]] * 5
    log = treated.log.loc["x"]
    assert (log["is_log"], log["n_winsorised"]) == (False, 5)
    assert log["done"] == "set to the next value: the highest in 5 regions; its outliers remain"


def test_none_changes_nothing_and_still_tells():
    values = table(x=LONG_TAIL, y=[float(i) for i in range(60)])
    treated = treat(values, how="none")
    pd.testing.assert_frame_equal(treated.values, values)
    assert treated.log["done"].tolist() == ["as it is; its outliers remain", "as it is"]


@pytest.mark.parametrize(
    "values",
    [[5.0] * 8, [1.0, 2.0, 900.0] + [np.nan] * 5, [np.nan] * 8, [0.1 + 0.2] * 4 + [0.3] * 4],
    ids=["one value", "three regions", "nobody", "one value and noise"],
)
def test_what_has_no_shape_is_told(values):
    treated = treat(table(x=values))
    assert treated.values["x"].equals(table(x=values)["x"])
    log = treated.log.loc["x"]
    assert log["done"] == "as it is: fewer than four regions have it, or all have one value"
    assert np.isnan(log["skewness_before"])


def test_few_regions_apart_from_zero_stay():
    """To set the one to the next value would leave zero alone."""
    values = [0.0] * 30 + [1.0]
    treated = treat(table(x=values))
    assert treated.values["x"].tolist() == values
    assert treated.log.loc["x", "done"] == "as it is; its outliers remain"
    assert not treated.log.loc["x", "is_log"]


def test_labels_are_kept_and_the_input_is_untouched():
    values = table(b=STEPS, a=[1.0, np.nan, 3, 4, 5, 6, 7, 90])
    before = values.copy()
    treated = treat(values)
    pd.testing.assert_frame_equal(values, before)
    pd.testing.assert_index_equal(treated.values.index, values.index)
    assert list(treated.values) == list(treated.log.index) == ["b", "a"]
    assert treated.values["a"].isna().tolist() == values["a"].isna().tolist()


@settings(max_examples=25, deadline=None)
@given(columns, st.integers(0, 6))
def test_it_is_what_a_loop_by_hand_makes(values, most):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # SciPy on nearly one value
        expected = by_hand(values["x"].tolist(), most)
    np.testing.assert_allclose(treat(values, most=most).values["x"], expected, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(columns, st.integers(0, 6))
def test_no_region_passes_another(values, most):
    treated = treat(values, most=most).values["x"].to_numpy()
    order = np.argsort(values["x"].to_numpy(), kind="stable")
    assert (np.diff(treated[order]) >= 0).all()


@settings(max_examples=25, deadline=None)
@given(columns, st.integers(0, 6))
def test_the_mirror_image_is_treated_as_the_mirror_image(values, most):
    treated, mirrored = treat(values, most=most), treat(-values, most=most)
    np.testing.assert_allclose(mirrored.values, -treated.values, rtol=1e-12)
    assert mirrored.log["n_winsorised"].equals(treated.log["n_winsorised"])


def test_all_indicators_at_once_are_as_each_alone():
    random = np.random.default_rng(3)
    values = pd.DataFrame(random.lognormal(sigma=1.5, size=(150, 12)))
    values = values.mask(random.random(values.shape) < 0.1)
    together = treat(values)
    assert together.log["is_log"].any()
    assert (together.log["n_winsorised"] > 0).any()
    for name in values:
        alone = treat(values[[name]])
        pd.testing.assert_series_equal(alone.values[name], together.values[name])
        assert alone.log.loc[name, "done"] == together.log.loc[name, "done"]


def test_a_way_that_does_not_exist():
    with pytest.raises(UnknownName, match='no way of outliers "winsorize"; nearest: winsorise'):
        treat(table(x=STEPS), how="winsorize")


def test_numbers_below_zero_are_refused_together():
    with pytest.raises(ParameterError) as refused:
        treat(table(x=STEPS), skewness=-1, most=-2)
    assert [(p.code, p.column) for p in refused.value.problems] == [
        ("CLW-I19", "skewness"), ("CLW-I19", "most"),
    ]  # fmt: skip


def test_text_infinite_values_and_labels_are_refused_together():
    values = pd.DataFrame(
        {"text": ["1", "2"], "x": [1.0, np.inf]}, index=pd.Index(["A", "A"], name="region")
    )
    with pytest.raises(StudyError) as refused:
        treat(values)
    assert [p.code for p in refused.value.problems] == ["CLW-I11", "CLW-I10", "CLW-I10"]
    assert "infinite for A" in str(refused.value)


@pytest.mark.parametrize("values", [pd.DataFrame(index=["A"]), pd.DataFrame({"x": [1.0]}).iloc[:0]])
def test_an_empty_table_is_refused(values):
    with pytest.raises(StudyError, match=r"has no (region|indicator)"):
        treat(values)
