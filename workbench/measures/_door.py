"""Is a table fit to be measured: what is wrong is told all at once, before any number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import Problem, StudyError, UnknownName, unknown

HEADER_ROWS = 1


def choose(kind: str, name: str, known: Sequence[str]) -> None:
    """Refuse a variant or background that does not exist.

    Raises
    ------
    UnknownName
        If `name` is not among `known`; with the nearest.
    """
    if name not in known:
        raise UnknownName(unknown("CLW-N03", kind, name, known))


def require(wanted: Mapping[str, tuple[pd.DataFrame, Sequence[str]]]) -> None:
    """Refuse tables that lack a column.

    Parameters
    ----------
    wanted
        For each table, by what it is called: the table, and the columns it must have.

    Raises
    ------
    UnknownName
        With every absent column of every table, and the nearest names.
    """
    absent = [
        unknown("CLW-N04", f"column of the table {name} called", column, map(str, table.columns))
        for name, (table, columns) in wanted.items()
        for column in dict.fromkeys(columns)
        if column not in table
    ]
    if absent:
        raise UnknownName(absent)


def numbers(table: pd.DataFrame, column: str) -> npt.NDArray[np.float64]:
    """A column as numbers by row, nan where it is empty.

    Raises
    ------
    StudyError
        If the column holds something else than numbers.
    """
    if not pd.api.types.is_numeric_dtype(table[column]):
        raise StudyError(
            Problem(
                "CLW-T10",
                f"column {column} does not hold numbers",
                column=column,
                value=str(table[column].iloc[0]) if len(table) else None,
                expected=f"numbers; this column is of type {table[column].dtype}",
                remedy="make the column numbers first: pandas.to_numeric",
            )
        )
    return table[column].to_numpy(dtype="float64", na_value=np.nan)


def refuse(
    table: pd.DataFrame, complaints: Iterable[tuple[Problem, npt.NDArray[np.bool_]]]
) -> None:
    """Raise the complaints that hold for any row of a table.

    Parameters
    ----------
    table
        The table complained of.
    complaints
        Each problem without its place, and the rows it holds for.

    Raises
    ------
    StudyError
        With every problem that holds, its first row, and how many more rows there are.
    """
    found = []
    for problem, rows in complaints:
        if rows.any():
            first = int(rows.argmax())
            value = str(table[problem.column].iloc[first]) if problem.column in table else None
            place = replace(problem, row=first + HEADER_ROWS + 1, value=value)
            found.append(replace(place, more=int(rows.sum()) - 1))
    if found:
        raise StudyError(found)
