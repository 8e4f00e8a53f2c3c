"""What repairs does the owner of a file ask for: each counted and told, none made unasked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.data.reading import Layout
from workbench.data.table_problems.total_rows import total_rows
from workbench.data.tables import OPTIONAL_KEYS, TABLES
from workbench.errors import Problem, listed

Rows = npt.NDArray[np.int64]
CODES = ("region", "parent")


def repaired(
    name: str, table: pd.DataFrame, rows: Rows, layout: Layout, file: str
) -> tuple[pd.DataFrame, Rows, list[Problem]]:
    """A table with the repairs that its layout asks for.

    Parameters
    ----------
    name
        The table of the schema.
    table, rows
        The table, and the row of the file each of its rows came from.
    layout
        `pad_codes`, `drop_totals` and `on_duplicate` are looked at.
    file
        For the place of what is told.

    Returns
    -------
    The table, its rows, and a warning for each repair that changed something, with the count.
    """
    told: list[Problem] = []
    if layout.pad_codes:
        table = _padded(table, rows, file, told)
    if layout.drop_totals:
        keep = ~total_rows(name, table)
        told += _told("totals were left out, as asked", table[~keep], rows[~keep], file, "region")
        table, rows = table[keep].reset_index(drop=True), rows[keep]
    if layout.on_duplicate == "sum":
        table, rows = _added_up(name, table, rows, file, told)
    return table, rows, told


def _padded(table: pd.DataFrame, rows: Rows, file: str, told: list[Problem]) -> pd.DataFrame:
    """Codes of digits as long as the longest, with zeros in front."""
    table = table.copy()
    for column in (c for c in CODES if c in table):
        codes = table[column]
        is_digits = codes.str.fullmatch(r"\d+").fillna(False).astype(bool)
        if not is_digits.any():
            continue
        short = is_digits & (codes.str.len() < codes[is_digits].str.len().max())
        told += _told(
            "codes were given their leading zero back, as asked",
            table[short],
            rows[short.to_numpy()],
            file,
            column,
        )
        width = int(codes[is_digits].str.len().max())
        table[column] = codes.mask(short, codes.str.zfill(width))
    return table


def _added_up(
    name: str, table: pd.DataFrame, rows: Rows, file: str, told: list[Problem]
) -> tuple[pd.DataFrame, Rows]:
    """Rows of one key as one row: numbers added up, a sum with a missing part missing."""
    optional = OPTIONAL_KEYS.get(name, ())
    key = [c for c in TABLES[name].key if c in table or c not in optional]
    if not set(key) <= set(table) or not table.duplicated(key).any():
        return table, rows
    again = table.duplicated(key).to_numpy()
    told += _told(
        "rows of the same key were added up, as asked",
        table[again],
        rows[again],
        file,
        ", ".join(key),
    )
    numbers = [str(c) for c in table.drop(columns=key).select_dtypes("number")]
    ways = {c: _sum if c in numbers else "first" for c in map(str, table) if c not in key}
    summed = table.groupby(key, sort=False, dropna=False, as_index=False).agg(ways)
    return summed[list(table)], rows[~again]


def _sum(values: pd.Series) -> float:
    return float(values.sum(skipna=False))


def _told(
    message: str, found: pd.DataFrame, rows: Rows, file: str, column: str
) -> Sequence[Problem]:
    if found.empty:
        return []
    names = [name for name in column.split(", ") if name in found]
    return [
        Problem(
            "CLW-T55",
            f"{len(found)} {message}",
            file=file,
            row=int(rows[0]),
            column=column,
            value=listed(map(str, found[names].iloc[0])),
            expected="what --read asked for",
            remedy="nothing: this is kept in the descriptor",
            more=len(found) - 1,
            is_warning=True,
        )
    ]
