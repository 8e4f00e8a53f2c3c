"""The life cycle: borders of the logistic curve, decline, fits against scipy, what is undefined."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import curve_fit

from tests.measures.tables import long, reasons
from workbench.errors import StudyError, UnknownName
from workbench.measures import cluster_life_cycle

YEARS = "compares years, and this table has one; the reasons are in this module"
EXEMPT = {
    "test_missing_zero_and_suppressed_are_told_apart": YEARS,
    "test_a_suppressed_zero_is_no_zero": YEARS,
    "test_a_missing_cell_adds_to_no_total": YEARS,
}
PHASES = ["emergence", "growth", "sustainment", "decline"]


def logistic(t, capacity=1000.0, rate=0.5, midpoint=10.0):
    return capacity / (1 + np.exp(-rate * (t - midpoint)))


def path(sizes, start=2000, step=1):
    """The sizes of one cluster over years."""
    sizes = np.asarray(sizes, dtype=float)
    years = start + step * np.arange(len(sizes))
    return pd.DataFrame({"region": "A", "industry": "shoes", "year": years, "employment": sizes})


def phase_of(sizes, **options):
    return cluster_life_cycle(path(sizes, start=0), **options)["phase"].tolist()[0]


@pytest.mark.parametrize(
    ("end", "expected"),
    [(7, "emergence"), (8, "growth"), (12, "growth"), (13, "sustainment"), (30, "sustainment")],
)
def test_phases_change_at_the_worked_borders(end, expected):
    # by hand: K, r = .5, t0 = 10: 10 - 1.317 / .5 = 7.37 and 10 + 1.317 / .5 = 12.63
    assert phase_of(logistic(np.arange(0, end + 1))) == expected


def test_the_borders_are_where_the_curve_bends_most():
    t = np.linspace(0, 20, 200_001)
    bend = np.gradient(np.gradient(logistic(t), t), t)[2:-2]
    most, least = t[2:-2][bend.argmax()], t[2:-2][bend.argmin()]
    assert (most, least) == (pytest.approx(7.37, abs=0.005), pytest.approx(12.63, abs=0.005))
    for border, before, after in ((most, *PHASES[:2]), (least, *PHASES[1:3])):
        # the same curve, its border just before and just after the last year
        for shift, phase in ((0.01, before), (-0.01, after)):
            sizes = logistic(np.arange(0, 13), midpoint=10 + 12 - border + shift)
            assert phase_of(sizes) == phase


@given(st.floats(1, 1e6), st.floats(0.2, 1.2), st.floats(4, 14))
def test_an_exact_curve_is_found(capacity, rate, midpoint):
    sizes = logistic(np.arange(0, 20), capacity, rate, midpoint)
    row = cluster_life_cycle(path(sizes, start=0)).iloc[0]
    assert row["capacity"] == pytest.approx(capacity, rel=1e-5)
    assert row["rate"] == pytest.approx(rate, rel=1e-5)
    assert row["midpoint"] == pytest.approx(midpoint, rel=1e-5)
    assert row["r_squared"] == pytest.approx(1)


@given(st.integers(0, 10_000), st.floats(5, 13))
def test_the_fit_is_that_of_scipy(seed, midpoint):
    random = np.random.default_rng(seed)
    t = np.arange(0, 16)
    sizes = logistic(t, midpoint=midpoint) * random.normal(1, 0.05, len(t))
    row = cluster_life_cycle(path(sizes, start=0)).iloc[0]
    expected, _ = curve_fit(logistic, t, sizes, p0=(1000, 0.5, midpoint), maxfev=10_000)
    own = ((logistic(t, *row[["capacity", "rate", "midpoint"]].astype(float)) - sizes) ** 2).sum()
    assert own == pytest.approx(((logistic(t, *expected) - sizes) ** 2).sum(), rel=1e-6)
    if expected[2] < 12:  # the end of the curve can be seen
        assert row["midpoint"] == pytest.approx(expected[2], rel=1e-3)


def test_many_clusters_are_fitted_as_each_by_itself():
    random = np.random.default_rng(0)
    tables = [
        path(logistic(np.arange(12), *random.uniform([10, 0.2, 3], [900, 1, 9]))).assign(region=r)
        for r in "ABCDEF"
    ]
    together = cluster_life_cycle(pd.concat(tables))
    alone = pd.concat(map(cluster_life_cycle, tables), ignore_index=True)
    numbers = ["value", "capacity", "rate", "midpoint", "annual_growth"]
    np.testing.assert_allclose(together[numbers], alone[numbers], rtol=1e-6)


def test_smaller_than_three_years_ago_is_decline():
    sizes = [*logistic(np.arange(20)), 900, 800, 700]
    row = cluster_life_cycle(path(sizes)).iloc[0]
    assert (row["value"], row["phase"]) == (4, "decline")
    before = logistic(19)
    assert row["annual_growth"] == pytest.approx((700 / before) ** (1 / 3) - 1, rel=1e-12)
    assert phase_of([5, 9, 4, 0, 0, 0, 0, 0]) == "decline"
    assert phase_of([5, 6, 7, 8, 9, 8]) != "decline"


def plants_of(*years):
    """The sizes of plants in the first and in the last of the three years looked back over."""
    rows = [
        (f"p{p}", "A", "shoes", year, size) for year, sizes in years for p, size in enumerate(sizes)
    ]
    return pd.DataFrame(rows, columns=["plant", "region", "industry", "year", "employment"])


def test_with_plants_decline_also_takes_falling_diversity():
    sizes = [*logistic(np.arange(20)), 900, 800, 700]
    narrower = plants_of((19, [300, 300, 391]), (22, [650, 50]))
    wider = plants_of((19, [991]), (22, [200, 250, 250]))
    assert phase_of(sizes, plants=narrower) == "decline"
    assert phase_of(sizes, plants=wider) == "sustainment"
    row = cluster_life_cycle(path(sizes, start=0), plants=narrower).iloc[0]

    def entropy(amounts):
        shares = np.array(amounts) / sum(amounts)
        return -(shares * np.log(shares)).sum()

    expected = entropy([650, 50]) - entropy([300, 300, 391])
    assert row["diversity_change"] == pytest.approx(expected, rel=1e-12)
    elsewhere = narrower.assign(region="B")
    alone = cluster_life_cycle(path(sizes, start=0), plants=elsewhere).iloc[0]
    assert np.isnan(alone["diversity_change"])
    assert alone["phase"] == "decline"


def test_an_industry_is_the_sum_of_its_regions():
    sizes = logistic(np.arange(15))
    table = pd.concat([path(sizes * 0.3), path(sizes * 0.7).assign(region="B")])
    row = cluster_life_cycle(table, variant="industry").iloc[0]
    assert row["capacity"] == pytest.approx(1000, rel=1e-5)


def test_why_there_is_no_phase():
    def why(sizes, **options):
        return reasons(cluster_life_cycle(path(sizes), **options))

    assert why([1, 2, 4]) == ["fewer than 4 years"]
    assert why([1, 2, 4, 6], start=2001) == ["fewer than 4 years"]
    assert why([0, 0, 0, 0, 0]) == ["no employment in any year"]
    assert why([1, 2, np.nan, 6, 7]) == ["value missing"]
    assert why([5, 5, 5, 5, 5]) == ["the size neither shrinks nor follows a rising curve"]
    assert why([9, 5, 4, 4, 4, 4]) == ["the size neither shrinks nor follows a rising curve"]
    for sizes in ([1, 2, 4], [1, 2, np.nan, 6, 7]):
        answer = cluster_life_cycle(path(sizes))
        assert answer[["phase", "capacity", "midpoint", "annual_growth"]].isna().all(axis=None)


def test_wrong_years_are_refused():
    table = path(logistic(np.arange(10)))
    with pytest.raises(StudyError, match=r"CLW-M54 .*evenly apart"):
        cluster_life_cycle(table.drop(index=3))
    with pytest.raises(UnknownName, match=r"CLW-N06 .*table plants called .*2006"):
        cluster_life_cycle(table, plants=plants_of((2000, [1])))


def test_every_other_year_will_do():
    row = cluster_life_cycle(path(logistic(np.arange(0, 20, 2)), start=0, step=2)).iloc[0]
    assert row["midpoint"] == pytest.approx(10, rel=1e-6)
    assert row["rate"] == pytest.approx(0.5, rel=1e-6)
    assert row["annual_growth"] == pytest.approx((logistic(18) / logistic(14)) ** (1 / 4) - 1)


def test_a_table_of_all_cells_has_the_rows_of_its_cells():
    table = pd.concat([long([[5, 8], [0, 1]], year=y) for y in range(2000, 2006)])
    assert len(cluster_life_cycle(table)) == 4
