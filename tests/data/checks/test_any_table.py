"""Whatever a table holds, the rules end in problems, never in a traceback; and they stay quick."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.data.checks.tables import activity, codes, read
from workbench.codes import CODES
from workbench.data import table_problems as rules
from workbench.data.table_problems import table_problems
from workbench.data.tables import BOOLEAN, INTEGER, NUMBER, TABLES
from workbench.errors import Problem

WORDS = [
    "",
    "1",
    "01",
    "330100",
    "a",
    "A ",
    "Total",
    "1-5",
    "yes/no",
    "a|b",
    "x = y",
    "=1",
    "nan",
    "市",
]
NUMBERS = [np.nan, 0.0, 1.0, -1.0, 5.0, 99999.0, -99.0, np.inf, -np.inf, 0.5, 1e300, 2010.0]
CELLS = {
    NUMBER: st.sampled_from(NUMBERS),
    INTEGER: st.sampled_from([2010, 2011, 4, -1]),
    BOOLEAN: st.sampled_from([True, False, None]),
}


@st.composite
def frames(draw, name: str) -> pd.DataFrame:
    """Some columns of a table of the schema, with few different cells, and any of them empty."""
    known = TABLES[name].columns
    columns = draw(st.lists(st.sampled_from(sorted(known)), unique=True, min_size=1))
    size = draw(st.integers(0, 7))
    data = {}
    for column in columns:
        cells = CELLS.get(known[column], st.sampled_from(WORDS))
        values = draw(st.lists(cells, min_size=size, max_size=size))
        kind = {NUMBER: "float64", INTEGER: "Int64", BOOLEAN: "boolean"}.get(known[column], "str")
        data[column] = pd.Series(values, dtype=kind).replace("", None)
    return pd.DataFrame(data)


@pytest.mark.parametrize("name", sorted(TABLES))
@settings(max_examples=30, phases=[Phase.generate])
@given(data=st.data())
def test_any_table_ends_in_problems_with_a_place(name: str, data: st.DataObject) -> None:
    table = data.draw(frames(name))
    others = {
        other: data.draw(frames(other)) for other in ("regions", "industries", "items", "actors")
    }
    before = table.copy(deep=True)
    for problem in table_problems("t.csv", name, table, {**others, name: table}):
        assert isinstance(problem, Problem)
        assert problem.code in CODES
        assert problem.file == "t.csv"
        assert problem.row is None or 1 <= problem.row <= len(table) + 1
        assert problem.more >= 0
        assert problem.expected
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("column", ["employment", "region", "year"])
def test_a_column_of_another_type_is_told_and_nothing_breaks(column):
    table = activity(regions=3, industries=2, years=1)
    table[column] = ["x"] * len(table) if column != "region" else range(len(table))
    assert "CLW-T10" in codes(list(table_problems("a.csv", "activity", table, {})))


def test_tables_of_other_names_are_not_looked_at():
    assert list(table_problems("x.csv", "anything", read("x", "region,a\n1,-5\n"), {})) == []


def test_what_is_confirmed_is_silent_and_nothing_certain_can_be_confirmed():
    table = activity()
    table.loc[7, "employment"] *= 1000
    table.loc[9, "employment"] = -5
    everything = list(CODES)
    assert codes(list(table_problems("a.csv", "activity", table, {}))) >= {"CLW-T37", "CLW-T34"}
    left = codes(list(table_problems("a.csv", "activity", table, {}, everything)))
    assert left == {"CLW-T34"}
    assert set(CODES) >= rules.CONFIRMABLE


def test_rows_of_the_file_are_told_where_they_are_given():
    table = activity(regions=4, industries=2, years=1)
    table.loc[3, "employment"] = -5
    again = pd.concat([table, table.iloc[[0]]], ignore_index=True)
    found = {p.code: p for p in table_problems("a", "activity", again, {}, rows=range(11, 20))}
    assert found["CLW-T34"].row == 14
    assert found["CLW-T26"].message.startswith("rows 11 and 19")


def test_a_large_table_is_looked_through_in_about_the_time_of_grouping_it():
    """Vectorised: the cost of all rules is a few passes, not a step a row."""
    large = activity(regions=2000, industries=30, years=5)
    large["region"] = [f"{n:06d}" for n in range(2000) for _ in range(150)]
    small = activity(regions=20, industries=6, years=3)
    list(table_problems("a.csv", "activity", small, {}))  # brings pandera
    began = perf_counter()
    found = list(table_problems("a.csv", "activity", large, {"activity": large}))
    assert perf_counter() - began < 10, "a step a row would take minutes"
    assert not [p for p in found if not p.is_warning]
