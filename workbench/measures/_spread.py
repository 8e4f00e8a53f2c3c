"""How is each industry spread over regions, beside what it is compared with, year by year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from workbench.measures._cells import YEAR, Cells, Numbers, Reason, cells, ratio
from workbench.measures._regions import ALL_INDUSTRIES, SIZES, background_of

PLANT = "plant"


@dataclass(frozen=True)
class Spread:
    """One year: `amounts` of each industry (row) in each region (column), and the background.

    `background` is each region's share of what industries are compared with.
    """

    amounts: Numbers
    background: Numbers

    @cached_property
    def shares(self) -> Numbers:
        """The share of each region in an industry: s_ir, 0 throughout where there is nothing."""
        return ratio(self.amounts, self.amounts.sum(axis=1, keepdims=True), 0)

    @cached_property
    def excess(self) -> Numbers:
        """How much more of an industry than of the background a region has: s_ir - x_r."""
        return self.shares - self.background

    @property
    def raw_concentration(self) -> Numbers:
        """G by industry: the sum over r of (s_ir - x_r)²."""
        return squares(self.excess)

    @property
    def room(self) -> float:
        """1 - sum of x_r²: what G would be on average if all plants stood together."""
        return float(1 - self.background @ self.background)


@dataclass(frozen=True)
class Compared:
    """The cells of a table and what they are compared with.

    `shares` are the regions' shares of the background, a row a year; regions of the table come
    first, then those without a cell. `lacking` says which industries cannot be compared.
    """

    found: Cells
    shares: Numbers
    lacking: Sequence[Reason]

    def spreads(self) -> Iterator[Spread]:
        """The spread of each year, in the order of the codes of the years."""
        keys, n_regions = self.found.keys, self.shares.shape[1]
        n_industries = len(keys["industry"].levels)
        places = keys["industry"].codes * n_regions + keys["region"].codes
        for year, background in enumerate(self.shares):
            rows = keys[YEAR].codes == year if YEAR in keys else slice(None)
            weights, size = self.found.amounts[rows], n_industries * n_regions
            amounts = np.bincount(places[rows], weights, minlength=size)
            matrix = amounts.reshape(n_industries, n_regions).astype(np.float64, copy=False)
            yield Spread(matrix, background)

    def over_regions(self, statistic: Callable[[Spread], Numbers]) -> Numbers:
        """A statistic of each industry and year, by group of `found.by("industry")`."""
        groups = self.found.by("industry")
        values = np.empty((groups.first, groups.rest))
        for year, spread in enumerate(self.spreads()):
            values[:, year] = statistic(spread)
        return values.ravel()

    def of_background(self, power: int) -> Numbers:
        """The sum of the shares of the regions to a power, by group of `found.by("industry")`."""
        return self.found.by("industry").shared((self.shares**power).sum(axis=1))

    def reasons(self) -> list[Reason]:
        """Why an industry cannot be compared with the background, by industry and year."""
        industry = self.found.by("industry")
        totals = industry.total(self.found.amounts)
        is_alone = industry.shared((self.shares > 0).sum(axis=1) <= 1) > 0
        return [
            *self.found.nothing_in("industry", industry, totals),
            *self.lacking,
            ("only one region to be in", is_alone),
        ]


def plants_of(plants: pd.DataFrame, value: str, *, are_named: bool = True) -> Cells:
    """The plants of a table, checked at the door; each row is one plant.

    Where it does not matter which plant is which, they need not be named.

    Raises
    ------
    UnknownName
        If a key column or the value column is absent; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, or a plant is there twice.
    """
    labels = (PLANT,) if are_named else None
    return cells(plants, value, ("region", "industry"), "plants", labels)


def compare(found: Cells, background: str, regions: pd.DataFrame | None) -> Compared:
    """The cells of a table beside the background of that name.

    Raises
    ------
    UnknownName
        If there is no such background, or `regions` lacks its column.
    StudyError
        If the background needs `regions` and there are none.
    """
    lacking = background_of(found, background, regions).lacking_in(found)
    if background == ALL_INDUSTRIES or regions is None:
        groups = found.by("region")
        sizes = groups.total(found.amounts).reshape(groups.first, groups.rest).T
    else:
        sizes = _sizes(found, regions.assign(equal=1.0), SIZES[background])
    return Compared(found, ratio(sizes, sizes.sum(axis=1, keepdims=True), 0), lacking)


def squares(matrix: Numbers) -> Numbers:
    """The sum of squares of each row."""
    return np.asarray(np.einsum("ir,ir->i", matrix, matrix))


def _sizes(found: Cells, regions: pd.DataFrame, column: str) -> Numbers:
    """The size of every region there is, a row a year: those of the table come first."""
    listed = cells(regions, column, ("region",), "regions")
    known, region = found.keys["region"].levels, listed.keys["region"]
    every = known.append(region.levels.difference(known, sort=False))
    places = every.get_indexer(region.levels)[region.codes]
    n_years = found.by().size
    sizes = np.zeros((n_years, len(every)))
    if YEAR not in listed.keys:
        sizes[:, places] = listed.amounts
        return sizes
    year = listed.keys[YEAR]
    years = found.keys[YEAR].levels.get_indexer(year.levels)[year.codes]
    is_wanted = years >= 0
    sizes[years[is_wanted], places[is_wanted]] = listed.amounts[is_wanted]
    return sizes
