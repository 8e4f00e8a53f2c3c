"""What did each region or industry hold year by year: the table that measures of change share.

A cell that is not there in a year counts as zero in that year, as everywhere. A cell without a
number in any of the years compared has no change, so it is left out of the totals of all of
them: otherwise it would look like a birth or a death.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import ParameterError, Problem, StudyError, UnknownName, unknown
from workbench.measures._cells import YEAR, Cells, Codes, Grouping, Numbers, Reason, Rows, either

FEWEST = 2
NO_YEARS = [0, 1]  # a table without rows has an answer without rows, whatever the years


@dataclass(frozen=True)
class Paths:
    """Amounts of units over years: one row a unit, one column a year, years in order.

    `labels` are the keys of the units, in the order of the table; `unknown` says, for each
    reason, which units lack a number in which years; `amounts` is 0 there.
    """

    labels: pd.DataFrame
    years: npt.NDArray[np.int64]
    amounts: Numbers
    unknown: tuple[Reason, ...]
    codes: dict[str, Codes]

    @property
    def is_unknown(self) -> Rows:
        """Which units lack a number in any of the years."""
        return either(len(self.labels), (rows for _, rows in self.unknown_units()))

    def unknown_units(self) -> list[Reason]:
        """Why units lack a number in any of the years, by unit."""
        return [(text, np.asarray(rows.any(axis=1))) for text, rows in self.unknown]

    def by(self, name: str) -> Grouping:
        """Group the units by one of their keys."""
        codes = self.codes[name]
        return Grouping(codes, int(codes.max(initial=-1)) + 1, 1)


def between(found: Cells, start: int | None, end: int | None) -> list[int]:
    """The years of the table from `start` to `end`; by default from its first to its last.

    Raises
    ------
    UnknownName
        If the table has no rows for one of them; with the nearest years.
    StudyError
        If the table has fewer than two years.
    ParameterError
        If the start is not before the end.
    """
    known = sorted(int(year) for year in found.keys[YEAR].levels)
    if not known:
        return NO_YEARS
    wrong = [
        unknown("CLW-N06", f"year for {side} in the table called", year, map(str, known))
        for side, year in (("start", start), ("end", end))
        if year is not None and year not in known
    ]
    if wrong:
        raise UnknownName(wrong)
    if len(known) < FEWEST:
        raise StudyError(_one_year(known))
    first = known[0] if start is None else start
    last = known[-1] if end is None else end
    if first >= last:
        raise ParameterError(_not_before(first, last))
    return [year for year in known if first <= year <= last]


def paths(found: Cells, names: Sequence[str], years: Sequence[int]) -> Paths:
    """The amounts of each unit (each combination of the keys `names`) in each of the years."""
    place = pd.Index(years).get_indexer(found.keys[YEAR].levels)[found.keys[YEAR].codes]
    rows = np.flatnonzero(place >= 0)
    units = _units(found, names, rows)
    firsts = rows[units.first_rows]
    row_of_group = np.zeros(units.size, dtype=np.intp)
    row_of_group[units.codes[units.first_rows]] = np.arange(len(firsts))
    shape = (len(firsts), len(years))
    cell = row_of_group[units.codes] * len(years) + place[rows]

    def spread(values: Numbers | Rows) -> Numbers:
        sums = np.bincount(cell, weights=values[rows], minlength=shape[0] * shape[1])
        return np.asarray(sums, dtype=np.float64).reshape(shape)

    return Paths(
        found.table[list(names)].iloc[firsts].reset_index(drop=True),
        np.asarray(years, dtype=np.int64),
        spread(found.amounts),
        tuple((text, spread(is_so) > 0) for text, is_so in found.unknown),
        {name: found.keys[name].codes[firsts] for name in names},
    )


def span(years: Sequence[int]) -> dict[str, Any]:
    """The facts about the years compared."""
    return {"start": int(years[0]), "end": int(years[-1]), "n_years": len(years)}


def _units(found: Cells, names: Sequence[str], rows: Codes) -> Grouping:
    """Some rows of the table, grouped by keys; the year plays no part."""
    codes, size = np.zeros(len(rows), dtype=np.intp), 1
    for name in names:
        key = found.keys[name]
        codes, size = codes * len(key.levels) + key.codes[rows], size * len(key.levels)
    return Grouping(codes, size, 1)


def _one_year(known: Sequence[int]) -> Problem:
    return Problem(
        "CLW-M05",
        "the table has fewer than two years, so nothing can be compared over time",
        column=YEAR,
        value=", ".join(map(str, known)),
        expected="at least two years",
        remedy="add another year to the table, or use a measure of one year",
    )


def _not_before(first: int, last: int) -> Problem:
    return Problem(
        "CLW-M50",
        f"the first year, {first}, is not before the last, {last}",
        column=YEAR,
        value=str(first),
        expected="start before end",
        remedy="exchange the two, or leave them out: the first and the last year are taken",
    )
