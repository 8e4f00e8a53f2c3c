"""Growth rates: doubling, compound and logarithmic, what cannot grow and why."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import activity, by_key, long, reasons
from workbench.errors import StudyError
from workbench.measures import growth_rate

VARIANTS = list(growth_rate.card.variants)
YEARS = "compares years, and this table has one; the reasons are in this module"
EXEMPT = {
    "test_missing_zero_and_suppressed_are_told_apart": YEARS,
    "test_a_suppressed_zero_is_no_zero": YEARS,
    "test_a_missing_cell_adds_to_no_total": YEARS,
}


def two_years(before, after, years=(2010, 2020)):
    tables = (long(m, year=y) for m, y in zip((before, after), years, strict=True))
    return pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize("start", ["", "region_", "industry_"])
def test_twice_as_much_is_a_growth_of_one(start):
    # EconGeo 2.1, growth_list(A, 2 * A), gives 900%: it does not use the tables it is given
    matrix = np.array([[10, 20], [30, 40]])
    answer = growth_rate(two_years(matrix, 2 * matrix), variant=start + "total")
    np.testing.assert_allclose(answer["value"], 1.0, rtol=1e-12)


def test_the_rates_of_a_decade():
    table = two_years([[100]], [[100 * 1.03**10]])
    assert growth_rate(table)["value"][0] == pytest.approx(0.03, rel=1e-12)
    logarithmic = growth_rate(table, variant="logarithmic")["value"][0]
    assert logarithmic == pytest.approx(np.log(1.03), rel=1e-12)
    total = growth_rate(table, variant="total")["value"][0]
    assert total == pytest.approx(1.03**10 - 1, rel=1e-12)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_agrees_with_a_plain_computation(variant):
    table = activity(years=(2010, 2013, 2020))
    prefix, _, method = variant.rpartition("_")
    keys = {"": ["region", "industry"], "region": ["region"], "industry": ["industry"]}[prefix]
    wide = table.pivot_table("employment", keys, "year", aggfunc="sum").sort_index()
    times = wide[2020] / wide[2013]
    with np.errstate(divide="ignore"):
        expected = {
            "annual": times ** (1 / 7) - 1,
            "logarithmic": np.log(times) / 7,
            "total": times - 1,
        }[method]
    expected = expected.replace([np.inf, -np.inf], np.nan).where(wide[2013] > 0)
    answer = growth_rate(table, variant=variant, start=2013)
    got = by_key(answer).droplevel("year")
    np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-12)
    assert (answer["start"] == 2013).all()


@given(st.lists(st.integers(1, 10_000), min_size=3, max_size=3))
def test_logarithmic_rates_of_parts_of_a_time_average(amounts):
    table = pd.concat([long([[a]], year=2000 + 5 * i) for i, a in enumerate(amounts)])
    rates = [
        growth_rate(table, variant="logarithmic", start=s, end=e)["value"][0]
        for s, e in ((2000, 2005), (2005, 2010), (2000, 2010))
    ]
    assert (rates[0] + rates[1]) / 2 == pytest.approx(rates[2], abs=1e-12)


def test_why_there_is_no_rate():
    table = two_years([[0.0, 5, 5, np.nan, 0]], [[4, 0, 5, 3, 0]])
    nothing = "no employment to grow from"
    assert reasons(growth_rate(table)) == [nothing, None, None, "value missing", nothing]
    assert growth_rate(table)["value"].tolist()[1:3] == [-1.0, 0.0]
    logarithmic = reasons(growth_rate(table, variant="logarithmic"))
    assert logarithmic[1] == "no employment left, which has no logarithm"
    assert reasons(growth_rate(table, variant="region_annual")) == ["value missing"]


def test_a_suppressed_zero_is_nothing_to_grow_from():
    table = two_years([[0, 5]], [[4, 5]])
    table["flag"] = ["suppressed", None, None, None]
    answer = growth_rate(table)
    assert reasons(answer) == ["value suppressed", None]
    assert answer.attrs["measure"]["n_suppressed"] == 1


def test_an_absent_year_of_a_cell_is_a_zero():
    table = two_years([[1, 2]], [[3, 4]]).iloc[:3]
    assert growth_rate(table)["value"].tolist()[1] == -1.0


def test_a_row_twice_is_refused():
    table = two_years([[1]], [[2]])
    with pytest.raises(StudyError, match=r"CLW-T26 .*region, industry, year"):
        growth_rate(pd.concat([table, table.tail(1)]))
