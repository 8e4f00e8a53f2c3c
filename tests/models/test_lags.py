"""An earlier value is that of the same unit so many years before, and never of another row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.errors import FormulaError
from workbench.models.design import design
from workbench.models.formula import parse
from workbench.models.lags import earlier


@pytest.fixture
def table():
    """Three regions over four years, in no order, one year of one region absent."""
    rows = [(region, year) for region in "abc" for year in range(2001, 2005)]
    frame = pd.DataFrame(rows, columns=["region", "year"])
    frame["x"] = np.arange(1.0, 13.0)
    frame["y"] = np.arange(12) ** 2 % 7 + frame["x"]
    frame["kind"] = list("pqpqpqpqpqpq")
    return frame[~((frame["region"] == "b") & (frame["year"] == 2002))].sample(
        frac=1, random_state=3
    )


def test_an_earlier_value_is_that_of_the_same_region(table):
    found = earlier(table, "x", 1)
    told = found.groupby([table["region"], table["year"]]).first()
    assert told["a"].tolist()[1:] == [1.0, 2.0, 3.0]
    assert np.isnan(told["a", 2001])
    assert np.isnan(told["b", 2003])  # nobody knows 2002
    assert told["b", 2004] == 7.0
    assert earlier(table, "x", 3).groupby(table["region"]).max().tolist() == [1.0, 5.0, 9.0]


def test_rows_without_an_earlier_value_are_counted(table):
    arrays = design(parse("y ~ lag(x)"), table)
    assert arrays.rows.set_index("reason")["rows"].to_dict() == {
        "in the study's table": 11,
        "x 1 year earlier: no value": 4,
        "used": 7,
    }
    assert list(arrays.regressors) == ["constant", "lag(x)"]


def test_a_lag_of_a_logarithm_and_a_category(table):
    arrays = design(parse("y ~ log(lag(x, 2)) + C(lag(kind))"), table)
    a_2003 = table.index[(table["region"] == "a") & (table["year"] == 2003)][0]
    assert arrays.regressors.loc[a_2003, "log(lag(x, 2))"] == 0.0
    assert "lag(kind)=q" in arrays.regressors
    assert arrays.regressors.loc[a_2003, "lag(kind)=q"] == 1.0


def test_the_order_of_rows_says_nothing(table):
    one = wb.fit("y ~ lag(x)", table).coefficients
    pd.testing.assert_frame_equal(one, wb.fit("y ~ lag(x)", table.sort_index()).coefficients)


def test_the_units_are_the_keys_of_the_panel(table):
    both = pd.concat(
        [table.assign(industry=i, x=table["x"] * i) for i in (1, 2)], ignore_index=True
    )
    found = earlier(both, "x", 1)
    is_second = both["industry"] == 2
    assert np.allclose(found[is_second].dropna(), 2 * found[~is_second].dropna())


@pytest.mark.parametrize("change", [lambda t: t.drop(columns="year"), lambda t: pd.concat([t, t])])
def test_a_lag_without_years_is_refused(table, change):
    with pytest.raises(FormulaError, match="CLW-F10"):
        design(parse("y ~ lag(x)"), change(table).reset_index(drop=True))


def test_the_present_value_may_be_missing_where_only_the_earlier_one_is_used(table):
    table.loc[table["year"] == 2004, "x"] = np.nan
    assert wb.fit("y ~ lag(x)", table).n_used == 7


def test_a_combined_effect_has_a_group_for_each_combination(table):
    both = pd.concat(
        [table.assign(industry=i, z=table["y"] % 3 + ord(i)) for i in "uvw"], ignore_index=True
    )
    both["y"] += np.arange(len(both)) ** 2 % 11
    joined = both.assign(pair=both["region"] + both["industry"])
    one = wb.fit("y ~ z | region:industry + year", both).coefficients
    pd.testing.assert_frame_equal(one, wb.fit("y ~ z | pair + year", joined).coefficients)


def test_a_combined_effect_is_missing_where_a_part_of_it_is(table):
    table.loc[table.index[:2], "kind"] = None
    arrays = design(parse("y ~ x | region:kind"), table)
    assert arrays.rows.set_index("reason")["rows"]["kind: no value"] == 2
