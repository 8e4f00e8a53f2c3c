"""What does an indicator say of each cell: matched by region, industry and year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError, UnknownName, unknown
from workbench.measures._cells import YEAR, Cells, Numbers
from workbench.measures._door import numbers, require


def of_cells(found: Cells, indicators: pd.DataFrame | None, name: str) -> Numbers:
    """The indicator of each cell, nan where it is not known.

    A column of that name in the cells' own table goes first. An indicator of regions holds for
    all industries of the region, and one of a single year for every year.

    Raises
    ------
    UnknownName
        If neither the table nor the indicators have the name; with the nearest.
    StudyError
        If an indicator is there twice for one cell.
    """
    if name in found.table:
        return numbers(found.table, name)
    columns = [str(column) for column in found.table.columns]
    if indicators is None:
        raise UnknownName(unknown("CLW-N04", "column of the table activity called", name, columns))
    require({"indicators": (indicators, ("region", "indicator", "value"))})
    rows = indicators[(indicators["indicator"] == name).to_numpy(dtype=bool, na_value=False)]
    if rows.empty:
        known = [*columns, *map(str, indicators["indicator"].unique())]
        raise UnknownName(unknown("CLW-N04", "column or indicator called", name, known))
    keys = _keys(found, rows)
    _refuse_repeated(rows, keys, name)
    places = pd.MultiIndex.from_frame(rows[keys]).get_indexer(
        pd.MultiIndex.from_frame(found.table[keys])
    )
    values: Numbers = np.append(numbers(rows, "value"), np.nan)[places]
    return values


def _keys(found: Cells, rows: pd.DataFrame) -> list[str]:
    """The keys an indicator is matched by: those that it has, and that tell its rows apart."""
    by_industry = "industry" in rows and rows["industry"].notna().any()
    by_year = YEAR in rows and YEAR in found.keys and len(rows[YEAR].unique()) > 1
    return [
        "region",
        *(["industry"] if by_industry else []),
        *([YEAR] if by_year else []),
    ]


def _refuse_repeated(rows: pd.DataFrame, keys: list[str], name: str) -> None:
    twice = rows.duplicated(keys).to_numpy()
    if twice.any():
        raise StudyError(
            Problem(
                "CLW-T26",
                f"the indicator {name} is there twice: the same {', '.join(keys)}",
                column=", ".join(keys),
                value=" ".join(str(v) for v in rows.loc[twice, keys].iloc[0]),
                expected="one row a cell, and a column year in activity if there are years",
                remedy="keep one of the rows, or pick one year of both tables",
                more=int(twice.sum()) - 1,
            )
        )
