"""How does a file become a table: codes stay text, numbers are numbers, nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.tables import BOOLEAN, INTEGER, NUMBER, TEXT
from workbench.errors import Problem

DTYPES: dict[str, Any] = {TEXT: "str", NUMBER: "float64", INTEGER: "Int64", BOOLEAN: "boolean"}
TRUTH = {"true": True, "false": False, "1": True, "0": False}
HEADER_ROWS = 1


def read_table(path: Path, types: dict[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one CSV file with declared column types.

    Parameters
    ----------
    path
        A UTF-8 CSV file with one header row.
    types
        Column name to "string", "number", "integer" or "boolean"; other columns are text.

    Returns
    -------
    The table, and every cell that is not of its declared type as a problem (such cells are
    missing in the table).
    """
    try:
        raw = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    except UnicodeDecodeError as error:
        return pd.DataFrame(), [
            Problem(
                "CLW-T01",
                f"the file is not UTF-8 text (byte {error.start} cannot be read)",
                file=path.name,
                expected="UTF-8",
                remedy="save the file as UTF-8",
            )
        ]
    except pd.errors.ParserError as error:
        return pd.DataFrame(), [
            Problem(
                "CLW-T19",
                f"the rows do not all have the same fields: {str(error).strip()}",
                file=path.name,
                expected="as many fields in each row as in the header",
                remedy="quote text that holds commas, and complete short rows",
            )
        ]
    except pd.errors.EmptyDataError:
        return pd.DataFrame(), [
            Problem("CLW-T03", "the file is empty", file=path.name, expected="a header and rows")
        ]
    problems: list[Problem] = []
    columns = {
        name: _typed(raw[name], types.get(str(name), TEXT), path.name, problems) for name in raw
    }
    return pd.DataFrame(columns, index=raw.index), problems


def _typed(column: pd.Series, kind: str, file: str, problems: list[Problem]) -> pd.Series:
    """The column in its declared type; cells that do not fit become missing and are told."""
    if kind == TEXT:
        return column
    values: pd.Series[Any] = pd.to_numeric(column, errors="coerce")
    if kind == BOOLEAN:
        values = column.str.lower().map(TRUTH).astype("boolean")
    wrong = values.isna() & column.notna()
    if kind == INTEGER:
        wrong |= values.notna() & (values % 1 != 0)
        values = values.mask(wrong).astype("Int64")
        values = values if values.isna().any() else values.astype("int64")
    if wrong.any():
        problems.append(_not_of_type(column[wrong], kind, file))
    return values


def _not_of_type(cells: pd.Series, kind: str, file: str) -> Problem:
    first = cells.index[0]
    return Problem(
        "CLW-T10",
        f"a cell of column {cells.name} is not a {kind}",
        file=file,
        row=int(first) + HEADER_ROWS + 1,
        column=str(cells.name),
        value=str(cells.iloc[0]),
        expected=f"a {kind}, or an empty cell where the value is missing",
        remedy="correct the cell, or leave it empty and say why in the column flag",
        more=len(cells) - 1,
    )


def first_place(rows: Sequence[bool] | np.ndarray | pd.Series) -> int:
    """The spreadsheet row of the first True of `rows`."""
    return int(np.asarray(rows).argmax()) + HEADER_ROWS + 1
