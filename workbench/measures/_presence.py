"""Which industries is each region specialised in: the 0/1 matrix that relatedness rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import isfinite

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._cells import YEAR, Cells, Codes, Numbers, Rows

# Two sides of a comparison that differ by less, relative to each other, differ by rounding only.
ROUNDING = 1e-12
TOO_SMALL = "too small a table: no region is specialised in two industries"


@dataclass(frozen=True)
class OneYear:
    """The cells of one year as a matrix of regions by industries, 0 where there is no cell.

    `year` is the code of the year, `rows` says which rows of the table are of that year, and
    `places` where in the flattened matrix they stand.
    """

    year: int
    rows: Codes | slice
    places: Codes
    shape: tuple[int, int]

    def matrix(self, values: Numbers) -> Numbers:
        """Values by row of the table as a matrix."""
        dense = np.zeros(self.shape)
        dense.ravel()[self.places] = values[self.rows]
        return dense


def presence_by_year(found: Cells, threshold: float) -> Iterator[tuple[OneYear, Rows]]:
    """Each year, and where regions have an industry in it: see `presence`."""
    for year in by_year(found):
        name = ("presence", year.year, threshold)
        yield year, found.once(name, partial(_of_year, found, year, threshold))


def _of_year(found: Cells, year: OneYear, threshold: float) -> Rows:
    return presence(year.matrix(found.amounts), threshold)


def by_year(found: Cells) -> Iterator[OneYear]:
    """The cells of each year, one year after the other."""
    region, industry = found.keys["region"], found.keys["industry"]
    shape = len(region.levels), len(industry.levels)
    places = region.codes * shape[1] + industry.codes
    if YEAR not in found.keys:
        yield OneYear(0, slice(None), places, shape)
        return
    years = found.keys[YEAR]
    for year in range(len(years.levels)):
        rows = np.flatnonzero(years.codes == year)
        yield OneYear(year, rows, places[rows], shape)


def labels(found: Cells, name: str, codes: Codes) -> pd.Series:
    """The labels that codes of a key stand for, of the type that the table's column has."""
    key = found.keys[name]
    row_of = np.zeros(len(key.levels), dtype=np.intp)
    row_of[key.codes[::-1]] = np.arange(len(key.codes))[::-1]
    return found.table[name].iloc[row_of[codes]].reset_index(drop=True)


def listed(found: Cells, name: str) -> Rows:
    """Which regions (or industries) have a row in the table, by year."""
    groups = found.by(name)
    return groups.holds(np.ones(len(groups.codes), dtype=np.bool_)).reshape(
        groups.first, groups.rest
    )


def check_threshold(threshold: float) -> None:
    """Refuse a threshold of the location quotient below 0.

    Raises
    ------
    ParameterError
        If the threshold is negative or not a finite number.
    """
    if not (isfinite(threshold) and threshold >= 0):
        raise ParameterError(
            Problem(
                "CLW-P04",
                "the threshold of the location quotient is not 0 or more",
                column="threshold",
                value=str(threshold),
                expected="0 or more: 1 asks for a share above the average, 0 for any amount",
                remedy="leave threshold out, or write threshold=1.0",
            )
        )


def presence(amounts: Numbers, threshold: float) -> Rows:
    """Where a region has an industry with a location quotient of `threshold` or more.

    Compared without dividing, so that a quotient of exactly 1 counts.
    """
    is_present = amounts > 0
    if threshold and is_present.any():
        lowest = threshold * (1 - ROUNDING) / amounts.sum()
        in_region, in_industry = amounts.sum(axis=1), amounts.sum(axis=0)
        is_present &= amounts >= np.multiply.outer(in_region * lowest, in_industry)
    return is_present
