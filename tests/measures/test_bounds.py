"""Bounds for suppressed cells: exact where it is said so, and never too wide where searched."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.measures.tables import activity, by_key, industries, long, regions
from tests.reference import uncertainty as reference
from workbench.data import load
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import herfindahl, location_quotient
from workbench.measures._bounds import bounds
from workbench.measures._limits import COUNTY_BUSINESS_PATTERNS


def suppressed(matrix):
    """A table whose cells without a number are flagged as suppressed."""
    table = long(np.asarray(matrix, dtype=float))
    flag = np.where(table["employment"].isna(), "suppressed", "")
    return table.assign(flag=flag)


GAPS = [[np.nan, 30, 5], [20, np.nan, 50], [7, 8, 90]]


def test_quotients_are_those_of_a_fine_grid():
    low, high = reference.extremes(reference.quotients, np.array(GAPS, dtype=float), 0.5, 60, 200)
    answer = bounds(location_quotient, suppressed(GAPS), within=(0.5, 60))
    assert answer.attrs["measure"]["bounds"] == {"method": "exact", "n_bounded": 2}
    # the grid has steps of 0.3 jobs, so it misses an extreme inside by very little
    np.testing.assert_allclose(answer["low"], low.ravel(), rtol=1e-9)
    np.testing.assert_allclose(answer["high"], high.ravel(), rtol=1e-4)


def test_a_quotient_may_be_largest_inside():
    matrix = np.array([[np.nan, 1.0], [1.0, 100.0]])
    answer = bounds(location_quotient, suppressed(matrix), within=(0.1, 1000))
    at_ends = []
    for jobs in (0.1, 1000):
        filled = np.where(np.isnan(matrix), jobs, matrix)
        at_ends.append(reference.quotients(filled)[0, 0])
    # by hand: a = (1 + √(1 + 100 · 102)) / 100 gives the largest a (a + 102) / (a + 1)²
    most = (1 + np.sqrt(1 + 100 * 102)) / 100
    assert answer["high"].iloc[0] == pytest.approx(most * (most + 102) / (most + 1) ** 2)
    assert answer["high"].iloc[0] > 3 * max(at_ends)
    assert answer["low"].iloc[0] == pytest.approx(min(at_ends))


amounts = st.one_of(st.just(0.0), st.integers(1, 500).map(float), st.just(np.nan))


@given(arrays(np.float64, (3, 3), elements=amounts), st.integers(0, 2**32 - 1))
def test_no_filled_table_is_outside_the_bounds(matrix, seed):
    table = suppressed(matrix)
    random = np.random.default_rng(seed)
    for variant in ("ratio", "symmetric"):
        answer = bounds(location_quotient, table, within=(0, 80), variant=variant)
        for _ in range(5):
            filled = np.where(np.isnan(matrix), random.uniform(0, 80, matrix.shape), matrix)
            values = location_quotient(long(filled), variant=variant)["value"]
            is_known = values.notna()
            assert (values >= answer["low"] - 1e-9)[is_known].all()
            assert (values <= answer["high"] + 1e-9)[is_known].all()
            assert (answer["may_be_undefined"] | is_known).all()


@given(arrays(np.float64, (3, 2), elements=amounts))
def test_without_suppressed_cells_there_is_one_value(matrix):
    matrix = np.nan_to_num(matrix)
    answer = bounds(location_quotient, suppressed(matrix))
    for column in ("low", "high"):
        np.testing.assert_allclose(answer[column], answer["value"], rtol=1e-9)
    assert (answer["may_be_undefined"] == answer["undefined"].notna()).all()


def test_traded_industries_are_compared_with_their_own():
    table = suppressed([*GAPS, [1, 2, 3]])
    kinds = industries(table)
    options = {"background": "traded", "industries": kinds}
    answer = bounds(location_quotient, table, within=(2, 60), **options)
    seen = []
    for first in np.linspace(2, 60, 15):
        for second in np.linspace(2, 60, 15):
            filled = table.assign(flag="")
            filled.loc[filled["employment"].isna(), "employment"] = [first, second]
            seen.append(location_quotient(filled, **options)["value"])
    np.testing.assert_allclose(answer["low"], np.min(seen, axis=0), rtol=1e-9)
    assert (answer["high"] >= np.max(seen, axis=0) - 1e-9).all()
    np.testing.assert_allclose(answer["high"], np.max(seen, axis=0), rtol=0.01)


def test_a_search_finds_what_a_grid_finds():
    def unevenness(matrix):
        return ((matrix / matrix.sum(axis=1, keepdims=True)) ** 2).sum(axis=1)

    answer = bounds(herfindahl, suppressed(GAPS), within=(1, 200), draws=50)
    facts = answer.attrs["measure"]["bounds"]
    assert facts == {"method": "searched, not proved", "n_bounded": 2, "n_draws": 50, "seed": 0}
    low, high = reference.extremes(unevenness, np.array(GAPS, dtype=float), 1, 200, 200)
    np.testing.assert_allclose(answer["low"], low, rtol=0.002)
    np.testing.assert_allclose(answer["high"], high, rtol=1e-9)


def test_a_search_is_never_wider_than_the_exact_bounds():
    table = suppressed(GAPS)
    searched = bounds(location_quotient, table, within=(1, 60), variant="additive", draws=50)
    low, high = reference.extremes(
        lambda m: m / m.sum(axis=1, keepdims=True) - m.sum(axis=0) / m.sum(),
        np.array(GAPS, dtype=float), 1, 60, 120,
    )  # fmt: skip
    np.testing.assert_allclose(searched["low"], low.ravel(), atol=2e-3)
    np.testing.assert_allclose(searched["high"], high.ravel(), atol=2e-3)


def test_each_year_has_bounds_of_its_own():
    table = pd.concat([suppressed(GAPS).assign(year=y) for y in (2010, 2020)], ignore_index=True)
    table.loc[table["year"] == 2020, "employment"] *= 2
    together = bounds("hoover_index", table, within=(1, 60), draws=20)
    for year in (2010, 2020):
        part = table[table["year"] == year].drop(columns="year").reset_index(drop=True)
        alone = bounds("hoover_index", part, within=(1, 60), draws=20)
        own = together[together["year"] == year]
        for column in ("low", "high"):
            np.testing.assert_allclose(own[column], alone[column], rtol=1e-12)


def test_densities_grow_with_each_cell():
    table = suppressed(GAPS)
    places = regions(table).assign(area_km2=10.0)
    answer = bounds(
        "employment_density", table, places, within=(5, 25), variant="all_industries_per_km2"
    )
    assert answer.attrs["measure"]["bounds"]["method"] == "exact"
    assert answer["low"].tolist() == [4.0, 7.5, 10.5]
    assert answer["high"].tolist() == [6.0, 9.5, 10.5]


def test_limits_by_column_and_by_class_come_to_the_same():
    table = suppressed(GAPS)
    is_gap = table["employment"].isna()
    by_column = table.assign(
        employment_low=np.where(is_gap, 20, np.nan), employment_high=np.where(is_gap, 99, np.nan)
    )
    by_class = table.assign(employment_size_class=np.where(is_gap, "B", ""))
    answers = [
        bounds(location_quotient, by_column),
        bounds(location_quotient, by_class, within=COUNTY_BUSINESS_PATTERNS),
        bounds(location_quotient, table, within=(20, 99)),
    ]
    for answer in answers[1:]:
        pd.testing.assert_frame_equal(answer, answers[0])


def test_what_is_missing_without_limits_stays_out():
    table = suppressed(GAPS)
    table.loc[8, ["employment", "flag"]] = [np.nan, ""]
    answer = bounds(location_quotient, table, within=(1, 60))
    assert answer.attrs["measure"]["bounds"]["n_bounded"] == 2
    assert answer["undefined"].iloc[8] == "value missing"
    assert answer[["low", "high"]].iloc[8].isna().all()


def test_the_values_and_the_table_are_left_alone():
    table = suppressed(GAPS)
    before = table.copy(deep=True)
    answer = bounds(location_quotient, table, within=(1, 60))
    pd.testing.assert_series_equal(by_key(answer), by_key(location_quotient(table)))
    pd.testing.assert_frame_equal(table, before)


def test_the_states_of_the_united_states():
    table = load("us_states_manufacturing").activity
    answer = bounds(location_quotient, table, within=COUNTY_BUSINESS_PATTERNS)
    assert answer.attrs["measure"]["bounds"] == {"method": "exact", "n_bounded": 1443}
    withheld = answer["undefined"].astype("str") == "value suppressed"
    assert withheld.sum() == 1443
    assert answer.loc[withheld, "high"].notna().all()
    known = answer[~withheld]
    assert (known["low"] <= known["high"]).all()
    # to leave withheld cells out is to take them for zeros, which most of them cannot be
    is_inside = known["value"].between(known["low"] - 1e-9, known["high"] + 1e-9)
    assert is_inside.mean() == pytest.approx(0.2305, abs=1e-4)


@pytest.mark.parametrize(
    ("within", "text"),
    [
        (None, r"CLW-M64 .*could be anything(.|\n)*row 2, value \"nan\", and 1 more"),
        ((90, 10), "CLW-M64 .*hold no amount"),
        ((0, np.inf), "CLW-M64 .*hold no amount"),
        ((-5, 10), "CLW-M64 .*hold no amount"),
    ],
)
def test_limits_that_are_none(within, text):
    with pytest.raises(StudyError, match=text):
        bounds(location_quotient, suppressed(GAPS), within=within)


def test_classes_need_their_column():
    with pytest.raises(UnknownName, match="employment_size_class"):
        bounds(location_quotient, suppressed(GAPS), within=COUNTY_BUSINESS_PATTERNS)


def test_only_activity_has_cells():
    with pytest.raises(ParameterError, match="it takes no table of activity"):
        bounds("population_density", regions(activity()))
