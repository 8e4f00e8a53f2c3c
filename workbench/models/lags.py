"""What was the value of the same unit some years earlier: lags, and how they are named."""

from __future__ import annotations

import pandas as pd

from workbench.errors import FormulaError, Problem


def earlier(panel: pd.DataFrame, column: str, years: int) -> pd.Series:
    """The value of the same unit so many years before; missing where there is no such row.

    Raises
    ------
    FormulaError
        If the panel has no years, or a unit has two rows in one year.
    """
    units = [key for key in panel.attrs.get("keys", ["region", "industry"]) if key != "year"]
    units = [key for key in units if key in panel]
    if "year" not in panel or not units:
        raise FormulaError(_no_years(column, "a column year beside those of the unit"))
    keys = pd.MultiIndex.from_frame(panel[[*units, "year"]])
    if not keys.is_unique:
        raise FormulaError(_no_years(column, "each unit once a year"))
    before = pd.MultiIndex.from_frame(panel[[*units, "year"]].assign(year=panel["year"] - years))
    found = pd.Series(panel[column].to_numpy(), keys).reindex(before)
    return pd.Series(found.to_numpy(), panel.index)


def _no_years(column: str, expected: str) -> Problem:
    return Problem(
        "CLW-F10",
        f"the panel has no earlier years of {column}",
        column=column,
        expected=expected,
        remedy="take the lag out, or bring a panel with several years",
    )


def column_of(name: str, lag: int) -> str:
    """Where the column of a factor stands; the mark cannot be part of a formula's name."""
    return f"{name}@{lag}" if lag else name


def spoken(column: str) -> str:
    """The column of a factor in words: "wage 2 years earlier"."""
    name, _, years = column.partition("@")
    return f"{name} {years} year{'s' * (years != '1')} earlier" if years else name
