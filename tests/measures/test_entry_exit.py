"""Entry and exit: a panel by hand, a plain recount, first and last years, gaps and movers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import by_key, reasons
from tests.reference import dynamics as reference
from workbench.errors import StudyError, UnknownName
from workbench.measures import entry_exit

NO_BIRTHS = "who came in the first year of the table is not known"
NO_DEATHS = "who leaves after the last year of the table is not known"


def table_of(**years):
    """The years of each plant, all in one region and industry."""
    rows = [(plant, "A", "shoes", year) for plant, own in years.items() for year in own]
    return pd.DataFrame(rows, columns=["plant", "region", "industry", "year"])


def test_a_panel_by_hand():
    table = table_of(a=[1, 2, 3], b=[1], c=[2, 3], d=[2], e=[3])
    answer = entry_exit(table, variant="area_churn").set_index("year").sort_index()
    assert answer["stock"].tolist() == [2, 3, 3]
    np.testing.assert_array_equal(answer["births"], [np.nan, 2, 1])
    np.testing.assert_array_equal(answer["deaths"], [1, 1, np.nan])
    assert answer["value"][2] == 1.0
    assert reasons(answer) == [NO_BIRTHS, None, NO_DEATHS]


def test_the_first_year_has_no_entry_and_the_last_no_exit():
    table = table_of(a=[1, 2, 3], b=[2, 3])
    entry = entry_exit(table, variant="area_entry_rate").sort_values("year")
    leaving = entry_exit(table, variant="area_exit_rate").sort_values("year")
    assert reasons(entry) == [NO_BIRTHS, None, None]
    assert reasons(leaving) == [None, None, NO_DEATHS]
    assert entry["value"].tolist()[1:] == [0.5, 0.0]
    assert leaving["value"].tolist()[:2] == [0.0, 0.0]


@given(st.integers(0, 10_000))
def test_it_agrees_with_sets_of_plants(seed):
    table = reference.plant_panel(seed)
    expected = reference.births_and_deaths(table, ["region", "industry"])
    answer = entry_exit(table, variant="cell_entry_rate")
    got = answer.set_index(["region", "industry", "year"])[["stock", "births", "deaths"]]
    assert {key: tuple(row) for key, row in got.fillna(-1).T.items()} == expected


@given(st.integers(0, 10_000))
def test_the_stock_is_the_one_before_with_the_new_and_without_the_gone(seed):
    table = reference.plant_panel(seed, gaps=False)
    whole = entry_exit(table, variant="area_entry_rate").sort_values("year")
    stock, births, deaths = (whole[name].to_numpy() for name in ("stock", "births", "deaths"))
    np.testing.assert_array_equal(stock[1:], stock[:-1] + births[1:] - deaths[:-1])


def test_industries_and_regions_add_up_to_the_area():
    table = reference.plant_panel(1)
    whole = by_key(entry_exit(table, variant="area_entry_rate").assign(value=lambda t: t["births"]))
    for unit in ("region", "industry", "cell"):
        parts = entry_exit(table, variant=f"{unit}_entry_rate")
        births = parts.groupby("year")["births"].sum(min_count=1)
        np.testing.assert_array_equal(births, whole)


def test_a_gap_is_told_and_is_no_death():
    table = table_of(a=[1, 2, 3, 4], b=[1, 2, 4])
    answer = entry_exit(table, variant="area_churn").sort_values("year")
    assert answer["stock"].tolist() == [2, 2, 1, 2]
    assert answer["deaths"].tolist()[:3] == [0, 0, 0]
    assert answer["births"].tolist()[1:] == [0, 0, 0]
    assert answer.attrs["measure"]["n_gaps"] == 1


def test_a_plant_that_moves_is_born_once_and_dies_once():
    table = table_of(z=[1, 2, 3, 4], a=[2, 3]).assign(region=list("AAAAAB"))
    answer = entry_exit(table).set_index(["region", "year"])
    assert answer.loc[("A", 2), "births"] == 1
    assert answer.loc[("B", 3), "births"] == 0
    assert answer.loc[("A", 2), "deaths"] == 0
    assert answer.loc[("B", 3), "deaths"] == 1


def test_one_year_says_nothing():
    answer = entry_exit(table_of(a=[1], b=[1]), variant="area_churn")
    assert answer["stock"].tolist() == [2]
    assert reasons(answer) == [NO_BIRTHS]


def test_wrong_tables_are_refused():
    table = table_of(a=[1, 2])
    with pytest.raises(StudyError, match=r"CLW-T26 .*table plants is there twice.*plant, year"):
        entry_exit(pd.concat([table, table.assign(region="B")]))
    with pytest.raises(StudyError, match=r"CLW-T28 .*plants is empty\n.*column region, row 3"):
        entry_exit(table.assign(region=["A", None]))
    with pytest.raises(UnknownName, match=r'CLW-N04 .*plants called "region"'):
        entry_exit(table.drop(columns="region"))
