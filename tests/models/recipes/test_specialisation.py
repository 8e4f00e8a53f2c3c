"""Columns that recipes derive: by hand, and beside the measures of the house."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.errors import ParameterError
from workbench.measures import measures
from workbench.models.recipes import _specialisation as derive
from workbench.models.recipes._parts import growth, with_columns, year_of

CELLS = pd.DataFrame(
    {
        "region": list("AAABBBCCC"),
        "industry": ["x", "y", "z"] * 3,
        "year": 2000,
        "employment": [60.0, 30, 10, 10, 70, 20, 30, 0, 70],
        "establishments": [6.0, 6, 1, 2, 7, 4, 1, 0, 7],
    },
    index=range(10, 19),
)


def test_specialisation_is_the_location_quotient():
    expected = measures["location_quotient"](CELLS)["value"].to_numpy()
    found = derive.specialisation(CELLS, "employment")
    np.testing.assert_allclose(found, expected)
    assert found.index.equals(CELLS.index)


def test_competition_by_hand():
    """x: 9 establishments for 100 jobs in all; region A has 6 for 60, so 0.1 / 0.09."""
    found = derive.competition(CELLS, "employment", "establishments")
    assert found[10] == pytest.approx(0.1 / 0.09)
    assert found[13] == pytest.approx(0.2 / 0.09)
    assert np.isnan(found[17])  # no jobs, no quotient


def test_diversity_by_hand():
    """For x in A the others have shares 3/4 and 1/4: 1 / (9/16 + 1/16) = 1.6; for x in C one."""
    found = derive.diversity(CELLS, "employment")
    assert found[10] == pytest.approx(1.6)
    assert found[16] == pytest.approx(1.0)


def test_surrounding_by_hand():
    """y belongs to x. Around x in A lies y: 30 of 100 there, 100 of 300 in all, so 0.9."""
    cells = CELLS.assign(group=["g", "g", "h"] * 3)
    found = derive.surrounding(cells, "employment", "group")
    assert found[10] == pytest.approx(0.9)
    assert found[11] == pytest.approx(0.6 / (100 / 300))
    assert np.isnan(found[12])  # nothing is around z


def test_what_locates_alike_surrounds():
    """Ten industries in two blocks of five: the four of its block are nearest, and one more."""
    random = np.random.default_rng(0)
    rows = [
        (f"r{r}", f"i{i}", 100.0 * (1 + 9 * ((r < 10) == (i < 5))) * random.uniform(0.9, 1.1))
        for r in range(20)
        for i in range(10)
    ]
    cells = pd.DataFrame(rows, columns=["region", "industry", "employment"])
    found = derive.surrounding(cells, "employment")
    own_block = (cells["region"].str[1:].astype(int) < 10) == (
        cells["industry"].str[1:].astype(int) < 5
    )
    assert found[own_block].min() > 1.2
    assert found[~own_block].max() < 0.9


def test_a_cells_own_size_is_not_in_what_surrounds_it():
    cells = CELLS.assign(group="g")
    more = cells.copy()
    more.loc[10, "employment"] = 600.0
    one, two = (derive._grouped(c, derive._matrix(c, "employment"), "group") for c in (cells, more))
    assert (np.diag(one) == 0).all()
    pd.testing.assert_frame_equal(one, two)


def test_beside_is_the_mean_of_neighbours():
    links = pd.Series(
        1.0, pd.MultiIndex.from_tuples([("A", "B"), ("A", "C"), ("B", "A"), ("C", "A")])
    )
    quotients = derive.specialisation(CELLS, "employment")
    found = derive.beside(CELLS, "employment", links)
    assert found[10] == pytest.approx((quotients[13] + quotients[16]) / 2)
    assert found[14] == pytest.approx(quotients[11])


def test_growth_on_the_rows_of_the_first_year():
    later = CELLS.assign(year=2005, employment=CELLS["employment"] * 2).iloc[::-1].iloc[1:]
    table = pd.concat([CELLS, later], ignore_index=True)
    found = growth(table, "employment", 2000, 2005)
    assert found.index.tolist() == list(range(9))
    np.testing.assert_allclose(found.iloc[:7], np.log(2))
    assert found.iloc[7:].isna().all()  # no jobs at first; no row at last
    with pytest.raises(ParameterError, match="no year 2010"):
        growth(table, "employment", 2000, 2010)
    with pytest.raises(ParameterError, match="each cell once"):
        growth(pd.concat([table, table]), "employment", 2000, 2005)


def test_derived_columns_leave_the_panel_alone_and_take_no_name():
    table = CELLS.copy()
    table.attrs = {"columns": {"employment": {"label": "jobs"}}, "keys": ["region", "industry"]}
    found = with_columns(table, {"new": table["employment"]}, {"new": "a label"})
    assert "new" not in table
    assert list(table.attrs["columns"]) == ["employment"]
    assert found.attrs["columns"]["new"]["label"] == "a label"
    assert found.attrs["keys"] == ["region", "industry"]
    with pytest.raises(ParameterError, match="derives a column employment"):
        with_columns(table, {"employment": table["employment"]}, {"employment": ""})
    assert year_of(found, 2000).attrs["columns"]["new"]["label"] == "a label"
