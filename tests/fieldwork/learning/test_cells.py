"""Margins of error, intervals of shares and means, and cells of few firms that stay hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from workbench.fieldwork.learning.cells import (
    FEWEST,
    WHOLE,
    hidden,
    margin_of_error,
    means,
    share_interval,
)


@pytest.mark.parametrize(("population", "points"), [(np.inf, 17.9), (50, 11.4), (100, 15.0)])
def test_thirty_interviews_have_the_margins_that_the_method_states(population, points):
    assert round(100 * margin_of_error(30, population), 1) == points


def test_a_full_count_has_no_margin_and_nobody_asked_has_none():
    assert margin_of_error(30, 30) == 0
    assert np.isnan(margin_of_error(0))


@settings(max_examples=25)
@given(st.integers(1, 500), st.integers(0, 500))
def test_margins_shrink_with_interviews_and_grow_with_the_population(interviews, more):
    population = interviews + more
    assert margin_of_error(interviews, population) <= margin_of_error(interviews)
    assert margin_of_error(interviews + 1) < margin_of_error(interviews)


def test_intervals_of_shares_are_those_of_wilson():
    hits, firms = np.array([0, 3, 9, 10]), np.array([10, 10, 12, 10])
    low, high = share_interval(hits, firms)
    expected = proportion_confint(hits, firms, method="wilson")
    np.testing.assert_allclose([low, high], expected, atol=1e-12)


def test_means_have_the_interval_of_student_and_hide_small_groups():
    values = pd.DataFrame({"score": [1.0, 2, 4, 5, 3, np.nan]}, index=list("abcdef"))
    groups = pd.Series(list("nnnnss"), values.index)
    table = means(values, groups).set_index("group")
    interval = stats.t.interval(0.95, 4, 3, stats.sem([1, 2, 4, 5, 3]))
    assert table.loc[WHOLE, ["low", "high"]].tolist() == pytest.approx(interval)
    assert table.loc["s", "is_hidden"]
    assert table.loc["s", ["firms", "mean", "low", "high"]].isna().all()
    # one firm is left: the total less the north would be its answer
    assert table.loc["n", "is_hidden"]


def test_the_whole_knows_how_many_firms_there_are():
    values = pd.DataFrame({"score": [1.0, 2, 4, 5]})
    free, all_asked = (
        means(values, pd.Series(np.nan, values.index), population=population).iloc[0]
        for population in (np.inf, 4)
    )
    assert free["low"] < all_asked["low"] == all_asked["mean"]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_what_is_hidden_never_tells_of_fewer_than_three_firms(counts):
    names = [f"g{place}" for place in range(len(counts))]
    parts = pd.DataFrame({"group": names, "skill": "x", "firms": counts, "mean": 1.0})
    whole = pd.DataFrame({"group": [WHOLE], "skill": "x", "firms": sum(counts), "mean": 1.0})
    table = hidden(pd.concat([whole, parts], ignore_index=True), "skill", ["mean"])
    own = table[table["group"] != WHOLE].assign(count=counts)
    shown = own[~own["is_hidden"]]
    assert shown["count"].isin([0, *range(FEWEST, 10)]).all()
    left = sum(counts) - shown["count"].sum()
    assert left == 0 or left >= FEWEST or not shown["count"].any()
    assert table.loc[table["is_hidden"], "mean"].isna().all()
