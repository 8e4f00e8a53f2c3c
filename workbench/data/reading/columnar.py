"""What does a Parquet file hold: columns that know their type, of which codes must be text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.reading.decoding import garbled, is_garbled
from workbench.data.tables import BOOLEAN, INTEGER, NUMBER, TEXT
from workbench.errors import Problem


def parquet_table(path: Path, types: Mapping[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    """A Parquet file with declared column types.

    Returns
    -------
    The table, and its problems: a file that is none, codes that are kept as numbers.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(path)
    except (pa.ArrowException, OSError) as error:
        return pd.DataFrame(), [
            Problem(
                "CLW-T48",
                "the Parquet file cannot be read: it is broken, or not a Parquet file",
                file=str(path),
                value=str(error).split("\n", maxsplit=1)[0],
                expected="a whole Parquet file",
                remedy="write or download the file again",
            )
        ]
    kinds = {
        pa.string(): pd.StringDtype("pyarrow", na_value=np.nan),
        pa.large_string(): pd.StringDtype("pyarrow", na_value=np.nan),
    }
    frame = table.to_pandas(types_mapper=kinds.get, strings_to_categorical=False)
    problems: list[Problem] = []
    columns = {
        str(name): fitted(frame[name], types.get(str(name)), str(path), problems) for name in frame
    }
    for name, column in columns.items():
        problems += _garbled(column, str(path), name)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame))), problems


def _garbled(column: pd.Series[Any], file: str, name: str) -> list[Problem]:
    """Texts that were read with the wrong encoding before they were saved."""
    if not pd.api.types.is_string_dtype(column):
        return []
    wrong = column.isin([text for text in column.dropna().unique() if is_garbled(str(text))])
    if not wrong.any():
        return []
    first = int(wrong.to_numpy().argmax())
    return [garbled(str(column.iloc[first]), file, name, first + 2, int(wrong.sum()) - 1)]


def fitted(
    column: pd.Series[Any], kind: str | None, file: str, problems: list[Problem]
) -> pd.Series[Any]:
    """A column of a known type in the declared one; codes kept as numbers are told."""
    column = column.reset_index(drop=True)
    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if kind in (NUMBER, None) and is_number:
        return column.astype("float64") if kind == NUMBER else column
    is_whole = pd.api.types.is_integer_dtype(column)
    if kind == INTEGER and is_number and (is_whole or (column.dropna() % 1 == 0).all()):
        return column.astype("Int64" if column.isna().any() else "int64")
    if kind == BOOLEAN and pd.api.types.is_bool_dtype(column):
        return column.astype("boolean")
    if kind in (TEXT, None):
        if kind == TEXT and is_number:
            problems.append(codes_as_numbers(column, file))
        return as_text(column)
    return as_text(column)


def as_text(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column as text: whole numbers without decimals."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("str") if column.notna().all() else column.astype("string").astype("str")


def codes_as_numbers(column: pd.Series[Any], file: str) -> Problem:
    """The warning that a column of codes is kept as numbers."""
    return Problem(
        "CLW-T52",
        f"column {column.name} holds codes as numbers; they are read as text",
        file=file,
        row=2,
        column=str(column.name),
        value=str(column.iloc[0]) if len(column) else None,
        expected="codes as text, since numbers lose leading zeros",
        remedy="see that no code lost a zero; write the column as text",
        more=max(len(column) - 1, 0),
        is_warning=True,
    )
