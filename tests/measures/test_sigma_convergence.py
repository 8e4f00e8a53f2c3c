"""Sigma convergence: German counties as another package has them, bounds, what is undefined."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import by_key, indicators, reasons
from tests.reference import dynamics as reference
from workbench.errors import StudyError, UnknownName
from workbench.measures import sigma_convergence

VARIANTS = list(sigma_convergence.card.variants)


def table_of(*years):
    """Values by region, a list for each year."""
    return pd.DataFrame(
        [
            (f"r{r}", 2000 + y, "gdp_per_head", amount)
            for y, amounts in enumerate(years)
            for r, amount in enumerate(amounts)
        ],
        columns=["region", "year", "indicator", "value"],
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_german_counties(variant):
    answer = sigma_convergence(reference.counties(), variant=variant)
    np.testing.assert_allclose(answer["value"], reference.SIGMA[variant], rtol=1e-12)
    assert answer["n_regions"].tolist() == [328, 402]
    assert answer.attrs["measure"]["n_missing"] == 74


@given(st.lists(st.floats(0.01, 1e6), min_size=2, max_size=20), st.floats(0.1, 10))
def test_another_currency_changes_nothing(amounts, rate):
    for variant in VARIANTS:
        one, other = (
            sigma_convergence(table_of(np.array(amounts) * factor), variant=variant)["value"][0]
            for factor in (1, rate)
        )
        assert one == pytest.approx(other, rel=1e-6, abs=1e-9)


def test_regions_that_are_alike_have_none():
    answer = sigma_convergence(table_of([4, 4, 4], [2, 4, 8]))
    assert answer["value"][0] == pytest.approx(0, abs=1e-12)
    assert answer["value"][1] == pytest.approx(np.log(2) * np.sqrt(2 / 3), rel=1e-12)


def test_it_agrees_with_a_plain_computation():
    table = indicators(3)
    own = table[table["indicator"] == "gdp_per_head"]
    expected = [np.log(own.loc[own["year"] == y, "value"]).std(ddof=0) for y in (2010, 2020)]
    np.testing.assert_allclose(by_key(sigma_convergence(table)), expected, rtol=1e-12)


def test_why_there_is_no_spread():
    table = table_of([1, 2, 0], [1, np.nan, np.nan], [0, 0, 0])
    few, zero = "fewer than 2 regions with a value", "a region has the value 0, which has no "
    assert reasons(sigma_convergence(table)) == [zero + "logarithm", few, zero + "logarithm"]
    variation = sigma_convergence(table, variant="coefficient_of_variation")
    assert reasons(variation) == [None, few, "the mean is 0"]


def test_a_flagged_zero_is_no_zero():
    table = table_of([1, 2, 0]).assign(flag=pd.Series([None, None, "suppressed"], dtype="str"))
    answer = sigma_convergence(table)
    assert answer["value"][0] == pytest.approx(np.log(2) / 2)
    assert answer["n_regions"].tolist() == [2]


def test_an_unknown_indicator_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match=r'CLW-M51 .*"gdp_per_hed"; nearest: gdp_per_head'):
        sigma_convergence(indicators(), indicator="gdp_per_hed")


def test_a_region_twice_is_refused():
    table = table_of([1, 2])
    with pytest.raises(StudyError, match=r"CLW-T26 .*indicators, the rows of gdp_per_head"):
        sigma_convergence(pd.concat([table, table]))
