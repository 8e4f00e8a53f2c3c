"""Cronbach's alpha and its interval, omega, and what each question adds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workbench.fieldwork.learning.reliability import (
    alpha_interval,
    cronbach_alpha,
    item_table,
    reliability,
)


def answers(random, firms: int, items: int, shared: float) -> pd.DataFrame:
    """Answers whose items correlate by `shared`."""
    common = random.standard_normal((firms, 1)) * np.sqrt(shared)
    own = random.standard_normal((firms, items)) * np.sqrt(1 - shared)
    return pd.DataFrame(common + own, columns=[f"q{place}" for place in range(items)])


def asked(items, level="learning") -> pd.DataFrame:
    return pd.DataFrame(
        {"level": level, "kind": "formal", "wording": "?"}, index=pd.Index(items, name="item")
    )


def test_alpha_by_covariances_counted_otherwise():
    found = answers(np.random.default_rng(0), 50, 6, 0.4)
    covariance = np.cov(found.to_numpy(), rowvar=False)
    mean_covariance = (covariance.sum() - np.trace(covariance)) / 30
    mean_variance = np.trace(covariance) / 6
    expected = 6 * mean_covariance / (mean_variance + 5 * mean_covariance)
    assert cronbach_alpha(found) == pytest.approx(expected)


def test_alpha_of_items_that_say_the_same_is_one_and_of_one_item_unknown():
    one = pd.DataFrame({"a": [1, 2, 3, 5.0]})
    assert cronbach_alpha(one.assign(b=one["a"], c=one["a"])) == pytest.approx(1)
    assert np.isnan(cronbach_alpha(one))
    assert np.isnan(cronbach_alpha(pd.DataFrame({"a": [3.0] * 4, "b": [3.0] * 4})))


@settings(max_examples=25)
@given(st.floats(-5, 5), st.floats(0.1, 9))
def test_alpha_does_not_change_with_the_unit(shift, scale):
    found = answers(np.random.default_rng(1), 20, 4, 0.5)
    assert cronbach_alpha(shift + scale * found) == pytest.approx(cronbach_alpha(found))


def test_the_interval_is_that_of_feldt():
    low, high = alpha_interval(0.8, 41, 5)
    assert low == pytest.approx(1 - 0.2 * stats.f.ppf(0.975, 40, 160))
    assert high == pytest.approx(1 - 0.2 * stats.f.ppf(0.025, 40, 160))


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random, truth, hits, tries = np.random.default_rng(2), 5 * 0.4 / (1 + 4 * 0.4), 0, 300
    for _ in range(tries):
        values = answers(random, 40, 5, 0.4).to_numpy()
        covariance = np.cov(values, rowvar=False)
        alpha = 5 / 4 * (1 - np.trace(covariance) / covariance.sum())
        low, high = alpha_interval(alpha, 40, 5)
        hits += low <= truth <= high
    assert stats.binomtest(hits, tries, 0.95).pvalue > 0.001


def test_levels_have_alpha_and_omega_and_a_stray_question_shows():
    random = np.random.default_rng(3)
    found = answers(random, 200, 4, 0.5)
    found["q3"] = random.standard_normal(200)
    row = reliability(found, asked(found.columns)).iloc[0]
    assert row["firms"] == 200
    assert 0 < row["alpha"] <= row["omega"] + 0.05
    table = item_table(found, asked(found.columns)).set_index("item")
    assert table["item_rest_correlation"].idxmin() == "q3"
    assert table.loc["q3", "alpha_without"] > row["alpha"]
    rest = found[["q1", "q2", "q3"]].mean(axis=1)
    assert table.loc["q0", "item_rest_correlation"] == pytest.approx(found["q0"].corr(rest))


def test_answers_that_are_missing_are_left_out_and_not_guessed():
    found = answers(np.random.default_rng(4), 30, 4, 0.5)
    holed = found.copy()
    holed.iloc[:5, 0] = np.nan
    row = reliability(holed, asked(found.columns)).iloc[0]
    assert row["firms"] == 25
    assert row["alpha"] == pytest.approx(cronbach_alpha(found.iloc[5:]))
