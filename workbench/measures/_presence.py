"""Which industries is each region specialised in: the 0/1 matrix that relatedness rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._cells import YEAR, Cells, Codes, Numbers, Rows
from workbench.measures._groups import first_rows, is_counted

Number = TypeVar("Number", bound=np.generic)

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

    @cached_property
    def is_full(self) -> bool:
        """Whether the table has every cell, in the order of the matrix."""
        return is_counted(self.places, self.shape[0] * self.shape[1])

    def matrix(self, values: Numbers) -> Numbers:
        """Values by row of the table as a matrix, which may be the values themselves."""
        if self.is_full:
            return values[self.rows].reshape(self.shape)
        dense = np.zeros(self.shape)
        dense.ravel()[self.places] = values[self.rows]
        return dense

    def by_row(self, matrix: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """The entries of a matrix that are cells of the table, in the order of its rows."""
        return matrix.ravel() if self.is_full else matrix.ravel()[self.places]


@dataclass(frozen=True)
class Presence:
    """Where regions have an industry in one year, with a location quotient of `threshold`."""

    found: Cells
    cells: OneYear
    threshold: float

    @property
    def year(self) -> int:
        """The code of the year."""
        return self.cells.year

    @property
    def is_present(self) -> Rows:
        """Which region (row) has which industry (column)."""
        amounts = self.found.amounts
        return self._once("presence", lambda: presence(self.cells.matrix(amounts), self.threshold))

    @property
    def together(self) -> Numbers:
        """In how many regions two industries are both present: by pair, also with itself."""
        return self._once("together", lambda: together(self.is_present))

    def _once(self, name: str, make: Callable[[], npt.NDArray[Number]]) -> npt.NDArray[Number]:
        """An array that many hold."""

        def kept() -> npt.NDArray[Number]:
            made = make()
            made.flags.writeable = False
            return made

        return self.found.once((name, self.year, self.threshold), kept)


def presence_by_year(found: Cells, threshold: float) -> Iterator[Presence]:
    """Where regions have an industry, one year after the other."""
    return (Presence(found, year, threshold) for year in by_year(found))


def by_year(found: Cells) -> list[OneYear]:
    """The cells of each year."""
    return found.once(("years",), lambda: list(_by_year(found)))


def _by_year(found: Cells) -> Iterator[OneYear]:
    region, industry = found.keys["region"], found.keys["industry"]
    shape = len(region.levels), len(industry.levels)
    if YEAR not in found.keys:
        yield OneYear(0, slice(None), found.by("region", "industry").codes, shape)
        return
    places = region.codes * shape[1] + industry.codes
    years = found.keys[YEAR]
    for year in range(len(years.levels)):
        rows = np.flatnonzero(years.codes == year)
        yield OneYear(year, rows, places[rows], shape)


def labels(found: Cells, name: str, codes: Codes) -> pd.Series:
    """The labels that codes of a key stand for, of the type that the table's column has."""
    key = found.keys[name]
    rows = first_rows(key.codes, len(key.levels))[codes]
    return found.table[name].iloc[rows].reset_index(drop=True)


def listed(found: Cells, name: str) -> Rows:
    """Which regions (or industries) have a row in the table, by year."""
    groups = found.by(name)
    is_there = np.zeros(groups.size, dtype=np.bool_)
    is_there[groups.codes[groups.first_rows]] = True
    return is_there.reshape(groups.first, groups.rest)


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


def together(is_present: Rows) -> Numbers:
    """In how many regions two industries are both present; by pair, an industry with itself too."""
    # single precision counts exactly up to 16 million regions, at half the price
    numbers = is_present.astype(np.float32)
    return np.asarray(numbers.T @ numbers, dtype=np.float64)


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
