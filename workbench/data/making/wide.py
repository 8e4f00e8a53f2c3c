"""How does a wide table become long: columns for years or industries become rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.data.reading.shape import BETWEEN

YEAR = re.compile(
    r"(?:(?P<before>.*?)[\s_|.,-]*)?(?P<year>(?:18|19|20)\d\d)年?(?:[\s_|.,-]*(?P<after>\D*))?"
)
HEADER_LINE = re.compile(r"header[ _]?(\d)")

Parts = Mapping[str, tuple[str, str]]


def years_in(columns: list[str]) -> dict[str, tuple[str, str]]:
    """The year and the rest of each name that holds a year.

    Examples
    --------
    >>> years_in(["region", "2010 | jobs", "jobs_2020"])
    {'2010 | jobs': ('2010', 'jobs'), 'jobs_2020': ('2020', 'jobs')}
    """
    found = {}
    for column in columns:
        match = YEAR.fullmatch(column.strip())
        if match:
            rest = [match["before"] or "", match["after"] or ""]
            found[column] = (match["year"], " ".join(r.strip(" |_-") for r in rest if r.strip()))
    return found


def header_line(text: str) -> int | None:
    """Which line of the header is meant by "header 1"; None where the text is a column.

    Examples
    --------
    >>> header_line("header 2")
    2
    """
    found = HEADER_LINE.fullmatch(text.strip().lower())
    return int(found[1]) if found else None


def line_of(columns: list[str], line: int) -> dict[str, tuple[str, str]]:
    """The name in one line of a header of several, and the other lines, of each column."""
    found = {}
    for column in columns:
        parts = column.split(BETWEEN)
        if len(parts) >= line and len(parts) > 1:
            rest = [part for place, part in enumerate(parts, start=1) if place != line]
            found[column] = (parts[line - 1], BETWEEN.join(rest))
    return found


def lengthened(
    table: pd.DataFrame, parts: Parts, role: str, bare_name: str
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """The table with one row for each of its rows and each year (or industry) of its columns.

    Parameters
    ----------
    table
        The wide table.
    parts
        For columns that are to become rows: the year or industry, and what the column holds.
    role
        The new column: "year" or "industry".
    bare_name
        What a column holds whose name is nothing but the year.

    Returns
    -------
    The long table, and for each of its rows the position of the row it came from.
    """
    kept = [column for column in table if column not in parts]
    pieces = []
    for value in dict.fromkeys(value for value, _ in parts.values()):
        named = {c: rest or bare_name for c, (v, rest) in parts.items() if v == value}
        piece = table[[*kept, *named]].rename(columns=named)
        piece[role] = value
        piece[POSITION] = np.arange(len(table))
        pieces.append(piece)
    long = pd.concat(pieces, ignore_index=True).sort_values(POSITION, kind="stable")
    positions = long.pop(POSITION).to_numpy(dtype=np.int64)
    return long.reset_index(drop=True), positions


POSITION = "__position"
