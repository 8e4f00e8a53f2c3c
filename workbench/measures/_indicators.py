"""What does one indicator say of each region and year: the rows of it, checked at the door."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from pandas.api.types import is_numeric_dtype

from workbench.errors import Problem, UnknownName, unknown
from workbench.measures._cells import Cells, cells
from workbench.measures._door import require

VALUE = "value"
DEFAULT = "gdp_per_head"
REMEDY = "give one of these names: indicator=…, or among conditions=…"


def indicator_cells(
    indicators: pd.DataFrame, *names: str, needs: tuple[str, ...] = ()
) -> list[Cells]:
    """The cells of each of the named indicators, by region and, where there are years, year.

    The first is an amount, 0 or more; the others may be negative, and then `amounts` has no sign.

    Raises
    ------
    UnknownName
        If a column or an indicator does not exist; all of them at once, with the nearest names.
    StudyError
        If an indicator holds no numbers, a negative or an infinite one, or several of a region
        and year.
    """
    require({"indicators": (indicators, ("region", "indicator", *needs, VALUE))})
    known = list(map(str, indicators["indicator"].dropna().unique()))
    absent: list[Problem] = [
        unknown("CLW-M51", "indicator in the table called", name, known, remedy=REMEDY)
        for name in names
        if known and name not in known
    ]
    if absent:
        raise UnknownName(absent)
    return [_cells(indicators, name, may_be_negative=name != names[0]) for name in names]


def _cells(indicators: pd.DataFrame, name: str, *, may_be_negative: bool) -> Cells:
    """The cells of one indicator."""
    table = indicators[(indicators["indicator"] == name).to_numpy(bool, na_value=False)]
    title = f"indicators, the rows of {name}"
    if not may_be_negative or not is_numeric_dtype(table[VALUE]):
        return cells(table, VALUE, ("region",), title)
    checked = cells(table.assign(**{VALUE: table[VALUE].abs()}), VALUE, ("region",), title)
    return replace(checked, table=table)
