"""Where do plants stand, and which of them stand at the same point: a table of plants as sites.

Coordinates are planar (`x`, `y`, in km or metres) or, where these are absent, degrees of
`longitude` and `latitude`; the latter become points of a sphere, so that distances are those of
great circles. A row with `establishments` is as many plants at one point, each with an equal part
of its weight. Distances among plants at one point are 0: where plants are known by region only,
the distances within a region are not known, and curves below the size of a region mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import ParameterError, Problem, UnknownName, unknown
from workbench.measures._cells import YEAR, Cells, Codes, Key, Numbers, cells, ratio
from workbench.measures._door import choose, numbers, refuse, require
from workbench.measures._places import (
    EARTH_RADIUS_KM,
    UNITS,
    along_the_ground,
    coordinates_in,
    places_of,
)

COUNT = "establishments"
PLANT_COLUMNS = ("plant", "industry")


@dataclass(frozen=True)
class Points:
    """The plants of one year in groups of plants that are alike, and the sites they stand at.

    `sites` are the distinct places, in km, with three columns on a sphere. A group is all plants
    of one site, weight and industry, in that order; `count` says how many they are, so that a
    million plants of a few places cost no more than a few. `site`, `industry` and `weight` are
    those of every plant: for tables of few plants.
    """

    sites: Numbers
    group_site: Codes
    group_industry: Codes
    group_weight: Numbers
    count: Codes

    @property
    def size(self) -> int:
        """How many plants there are."""
        return int(self.count.sum())

    @property
    def site(self) -> Codes:
        """The site of each plant."""
        return np.repeat(self.group_site, self.count)

    @property
    def industry(self) -> Codes:
        """The code of the industry of each plant."""
        return np.repeat(self.group_industry, self.count)

    @property
    def weight(self) -> Numbers:
        """The weight of each plant."""
        return np.repeat(self.group_weight, self.count)

    @property
    def is_round(self) -> bool:
        """Whether the sites lie on a sphere."""
        return bool(self.sites.shape[1] == len("xyz"))

    @property
    def plants_at(self) -> Numbers:
        """How many plants stand at each site."""
        return self.at_sites(np.arange(len(self.count)), self.count)

    def at_sites(self, groups: Codes, amounts: npt.NDArray[np.number]) -> Numbers:
        """The sum by site of what some groups amount to."""
        found = np.bincount(self.group_site[groups], amounts, len(self.sites))
        return found.astype(np.float64)

    def groups_of(self, industry: int) -> Codes:
        """The groups of one industry."""
        return np.flatnonzero(self.group_industry == industry)

    @property
    def longest(self) -> float:
        """A distance that no two plants exceed: the diagonal of the box around them."""
        if not self.size:
            return 0.0
        straight = float(np.linalg.norm(np.ptp(self.sites, axis=0)))
        return float(along_the_ground(np.array(straight))) if self.is_round else straight


@dataclass(frozen=True)
class Plants:
    """A checked table of plants: its cells, and what of it has a place.

    `places` are the coordinates by row, `n_without_place` how many rows have none.
    """

    found: Cells
    places: Numbers
    n_without_place: int

    @property
    def labels(self) -> pd.DataFrame:
        """The industries (and years) in the order of the table."""
        names = ["industry", *([YEAR] if YEAR in self.found.keys else [])]
        return self.found.table[names].drop_duplicates(ignore_index=True)

    def by_year(self) -> Iterator[tuple[dict[str, object], Points]]:
        """The label of each year, and its plants; one without a label where there are no years."""
        key = self.found.keys.get(YEAR)
        if key is None:
            yield {}, self._points(np.ones(len(self.places), dtype=np.bool_))
            return
        for code, year in enumerate(key.levels):
            yield {YEAR: year}, self._points(key.codes == code)

    def _points(self, wanted: npt.NDArray[np.bool_]) -> Points:
        """The plants in some rows, as many a row as there are establishments."""
        has_place = ~np.isnan(self.places).any(axis=1)
        counts = counts_of(self.found.table)
        rows = np.flatnonzero(wanted & has_place & ~self.found.is_unknown & (counts > 0))
        weight = ratio(self.found.amounts[rows], counts[rows])
        sites, site = np.unique(self.places[rows], axis=0, return_inverse=True)
        industry = self.found.keys["industry"].codes[rows]
        # the order of places, weights and industries, so that draws do not hang on that of rows
        order = np.lexsort((industry, weight, site))
        site, industry, weight = site[order], industry[order], weight[order]
        starts = starts_of(site, weight, industry)
        count = sums_from(starts, counts[rows][order].astype(np.intp))
        return Points(sites, site[starts], industry[starts], weight[starts], count)


def plants_of(plants: pd.DataFrame, weight: str | None, unit: str) -> Plants:
    """A table of plants, checked at the door.

    Parameters
    ----------
    plants
        `plant`, `industry`, (`year`,) coordinates, and `establishments` where rows are several.
    weight
        The column of weights; every plant counts the same without it.
    unit
        What `x` and `y` are in: "km" or "m".

    Raises
    ------
    UnknownName
        If a column or the unit does not exist; with the nearest names.
    StudyError
        If there are no coordinates, one is infinite or no degree, a count is no whole number, a
        weight is negative, a key is empty or a row is there twice.
    """
    choose("unit", unit, list(UNITS))
    require({"plants": (plants, (*PLANT_COLUMNS, *([weight] if weight else [])))})
    counted = plants if COUNT in plants else plants.assign(**{COUNT: 1})
    found = cells(counted, weight or COUNT, PLANT_COLUMNS, "plants")
    refuse(counted, [_uncountable(counted)])
    places = places_of(plants, unit)
    without = np.isnan(places).any(axis=1)
    return Plants(found, places, int(without.sum()))


def counts_of(table: pd.DataFrame) -> Numbers:
    """How many plants each row stands for; none where it is not known."""
    return np.nan_to_num(numbers(table, COUNT), posinf=np.inf)


def codes_of(industries: str | Sequence[str] | None, key: Key) -> Codes:
    """The codes of the wanted industries; of all of them where none is named.

    Raises
    ------
    UnknownName
        With every industry that is not there, and the nearest.
    """
    if industries is None:
        return np.arange(len(key.levels))
    wanted = [industries] if isinstance(industries, str) else list(industries)
    codes = key.levels.get_indexer(pd.Index(wanted))
    absent = [name for name, code in zip(wanted, codes, strict=True) if code < 0]
    if absent:
        where = "industry in the table plants called"
        raise UnknownName([unknown("CLW-N07", where, n, map(str, key.levels)) for n in absent])
    return np.asarray(codes)


def starts_of(*sorted_columns: npt.NDArray[np.number]) -> Codes:
    """Where in sorted columns each run of rows that are alike begins."""
    is_new = np.ones(len(sorted_columns[0]), dtype=np.bool_)
    is_new[1:] = np.any([column[1:] != column[:-1] for column in sorted_columns], axis=0)
    return np.flatnonzero(is_new)


def sums_from(starts: Codes, amounts: Codes) -> Codes:
    """The sum of each run of amounts."""
    return np.add.reduceat(amounts, starts) if len(starts) else amounts


def flat(points: Points) -> Points:
    """The same plants in the plane: degrees are laid flat at the middle of their latitudes."""
    if not points.is_round:
        return points
    east, north, up = points.sites.T
    # seen from the middle, so that a line of longitude 180 through the plants does no harm
    middle = np.arctan2(north.sum(), east.sum())
    longitude = np.remainder(np.arctan2(north, east) - middle + np.pi, 2 * np.pi) - np.pi
    latitude = np.arcsin(np.clip(up / EARTH_RADIUS_KM, -1, 1))
    parallel = (latitude.min() + latitude.max()) / 2 if len(latitude) else 0.0
    flattened = np.column_stack([longitude * np.cos(parallel), latitude]) * EARTH_RADIUS_KM
    return replace(points, sites=flattened)


def plants_at_regions(activity: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """A table of plants for a study that knows its establishments by region only.

    Parameters
    ----------
    activity
        `region`, `industry`, (`year`,) `establishments` and, where there is, `employment`; rows of
        one cell, such as size classes, are added up.
    regions
        `region` with `x` and `y`, or with `longitude` and `latitude`: where its plants are put.

    Returns
    -------
    One row for each region and industry (and year) with establishments: `plant`, `region`,
    `industry`, (`year`,) `establishments`, (`employment`,) and the coordinates of the region.

    Raises
    ------
    UnknownName
        If a column is absent; with the nearest names.
    ParameterError
        If a region is there twice, as where regions come by year.

    Examples
    --------
    >>> cells = pd.DataFrame(
    ...     {"region": ["A", "B"], "industry": "shoes", "establishments": [3, 0]}
    ... )
    >>> places = pd.DataFrame({"region": ["A", "B"], "x": [0.0, 5.0], "y": [0.0, 0.0]})
    >>> plants_at_regions(cells, places)
         plant region industry  establishments    x    y
    0  A shoes      A    shoes               3  0.0  0.0
    """
    needed = {"activity": (activity, ("region", "industry", COUNT))}
    require({**needed, "regions": (regions, ("region",))})
    if regions["region"].duplicated().any():
        raise ParameterError(
            Problem(
                "CLW-M33",
                "a region has more than one place",
                column="region",
                value=str(regions["region"][regions["region"].duplicated()].iloc[0]),
                expected="one row a region, with its coordinates",
                remedy="pick one year of the regions",
            )
        )
    names = coordinates_in(regions)
    keys = [key for key in ("region", "industry", YEAR) if key in activity]
    sizes = [COUNT, *(["employment"] if "employment" in activity else [])]
    held = activity.loc[activity[COUNT] > 0, [*keys, *sizes]]
    if held.duplicated(keys).any():
        held = held.groupby(keys, sort=False, observed=True, as_index=False).sum(min_count=1)
    table = held.merge(regions[["region", *names]], on="region", how="left")
    plant = table["region"].astype("str") + " " + table["industry"].astype("str")
    return table.assign(plant=plant)[["plant", *keys, *sizes, *names]]


def _uncountable(table: pd.DataFrame) -> tuple[Problem, npt.NDArray[np.bool_]]:
    """The rows whose number of establishments is not a whole number."""
    counts = counts_of(table)
    problem = Problem(
        "CLW-M32",
        f"column {COUNT} of the table plants holds a number of plants that cannot be",
        column=COUNT,
        expected="0, 1, 2, …",
        remedy="correct the cell, or leave the row out",
    )
    return problem, ~np.isfinite(counts) | (counts < 0) | (counts % 1 != 0)
