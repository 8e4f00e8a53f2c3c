"""Where are high values surrounded by high values: fields over regions, neighbours, permutations.

The order of the regions is that of their codes, so no order of rows can change a permutation. A
region whose value is not known takes no part, neither itself nor as a neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.data.geography import pairs
from workbench.errors import Problem, StudyError
from workbench.measures._answer import by_row
from workbench.measures._cells import (
    YEAR,
    Cells,
    Codes,
    Numbers,
    Reason,
    Rows,
    either,
    ratio,
)
from workbench.measures._door import choose, require
from workbench.measures._regions import sizes
from workbench.rules._parts import quotients

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

VARIABLES = ("location_quotient", "density")
PLACE = ["longitude", "latitude"]
FEWEST = 4  # fewer regions have no neighbourhood to tell from the rest
ROUNDING = 1e-12
ADJUSTED = "adjusted_p_value"


@dataclass(frozen=True)
class Field:
    """The values of one industry and year over regions, and who is whose neighbour.

    `near` holds positions of neighbours, one row a region; `is_near` which of them are some.
    """

    amounts: Numbers
    near: Codes
    is_near: Rows

    @property
    def can_be_tested(self) -> bool:
        """Whether there are enough regions, and they differ."""
        return len(self.amounts) >= FEWEST and float(np.ptp(self.amounts)) > ROUNDING

    @property
    def counts(self) -> Codes:
        """How many neighbours each region has."""
        return np.asarray(self.is_near.sum(axis=1), dtype=np.intp)

    def sums(self, values: Numbers) -> Numbers:
        """The sum over the neighbours of each region."""
        return np.asarray((values[self.near] * self.is_near).sum(axis=1), dtype=np.float64)

    def of(self, known: Rows) -> Field:
        """The field of the regions that are known; the others are nobody's neighbours."""
        if known.all():
            return self
        places = np.cumsum(known) - 1
        is_near = (self.is_near & known[self.near])[known]
        return Field(self.amounts[known], np.where(is_near, places[self.near[known]], 0), is_near)


@dataclass
class Draws:
    """Draws without replacement from n places, made once for each n: the same for every field."""

    seed: int
    permutations: int
    made: dict[tuple[int, int], Codes] = field(default_factory=dict)

    def of(self, n: int, size: int) -> Codes:
        """For each permutation the places drawn from `n`, as many as `size`."""
        if (n, size) not in self.made:
            random = np.random.default_rng(self.seed)
            rows = [_lowest(random.random(n), size) for _ in range(self.permutations)]
            self.made[n, size] = np.array(rows, dtype=np.intp)
        return self.made[n, size]


def _lowest(numbers: Numbers, size: int) -> Codes:
    """Where the lowest numbers are, in their order."""
    lowest = np.argpartition(numbers, size - 1)[:size]
    return np.asarray(lowest[np.argsort(numbers[lowest])], dtype=np.intp)


Test = Callable[[Field, Draws], Mapping[str, Numbers]]


@dataclass(frozen=True)
class Tested:
    """What the fields say of each cell: the value, columns of a test, and why there is none."""

    found: Cells
    variable: Numbers
    columns: Mapping[str, Numbers]
    reasons: list[Reason]


@dataclass(frozen=True)
class _Year:
    """The regions of one year that have a place, with what they hold and who is near whom.

    `rows` are those of the table, `place` the position of each row's region (of all rows), -1
    for none; `matrix` has the values by region and industry.
    """

    rows: Codes
    place: Codes
    matrix: Numbers
    near: Codes
    is_near: Rows

    def field(self, column: int, rows: Codes) -> tuple[Field, Codes, Codes]:
        """The field of an industry, those of its rows that are in it, and their positions."""
        values = self.matrix[:, column]
        known = ~np.isnan(values)
        position = np.where(known, np.cumsum(known) - 1, -1)[self.place[rows]]
        is_in = position >= 0
        whole = Field(values, self.near, self.is_near).of(known)
        return whole, rows[is_in], position[is_in]


def hot_spots_of(
    found: Cells,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None,
    variable: str,
    k: int,
    test: tuple[tuple[str, ...], Test, Draws],
) -> Tested:
    """Run a test on the field of every industry and year."""
    names, run, draws = test
    values, reasons = _variable(found, regions, variable)
    columns = {name: np.full(len(values), np.nan) for name in (*names, ADJUSTED)}
    is_located, is_alone, is_flat = (np.zeros(len(values), dtype=np.bool_) for _ in range(3))
    industry = found.keys["industry"].codes
    for year in _years(found, values, regions, boundaries, k):
        located = year.rows[year.place[year.rows] >= 0]
        is_located[located] = True
        for column in np.unique(industry[located]):
            whole, own, position = year.field(column, located[industry[located] == column])
            if not whole.can_be_tested:
                is_flat[own] = True
                continue
            is_alone[own] = whole.counts[position] == 0
            result = dict(run(whole, draws))
            # the tests are those of all regions, whether the table has a row for them or not
            result[ADJUSTED] = false_discovery(result["p_value"])
            for name, numbers in result.items():
                columns[name][own] = numbers[position]
    more = [
        ("no place known for the region", ~is_located),
        ("the region has no neighbour", is_alone),
        ("all regions have the same value, or there are too few of them", is_flat),
    ]
    return Tested(found, values, columns, [*reasons, *more])


def false_discovery(p_values: Numbers) -> Numbers:
    """P values adjusted for many tests (Benjamini and Hochberg 1995); nan stays nan.

    A region passes at the level a if its adjusted p value is at most a; of those that pass, the
    expected share of false ones is at most a.
    """
    adjusted = np.full(len(p_values), np.nan)
    judged = np.flatnonzero(~np.isnan(p_values))
    falling = judged[np.argsort(p_values[judged], kind="stable")][::-1]
    ranks = np.arange(len(falling), 0, -1)
    adjusted[falling] = np.minimum.accumulate(p_values[falling] * len(falling) / ranks)
    return adjusted


def _variable(found: Cells, regions: pd.DataFrame, name: str) -> tuple[Numbers, list[Reason]]:
    """The number whose hot spots are looked for, by cell, and why there is none."""
    choose("variable of hot spots", name, VARIABLES)
    require({"regions": (regions, ("region",))})
    if name == "location_quotient":
        return quotients(found.table, found.value, "all industries", None)
    require({"regions": (regions, ("region", "area_km2"))})
    area, lacking = sizes(found, regions, "area_km2")
    groups = found.by("region")
    reasons = [*found.unknown, *by_row([*lacking, ("the area is 0", area == 0)], groups)]
    values = ratio(found.amounts, area[groups.codes])
    values[either(len(values), (rows for _, rows in reasons))] = np.nan
    return values, reasons


def _years(
    found: Cells,
    values: Numbers,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None,
    k: int,
) -> Iterator[_Year]:
    """Each year with its regions in the order of their codes."""
    region, industry = found.keys["region"], found.keys["industry"]
    years = found.keys[YEAR].codes if YEAR in found.keys else np.zeros_like(region.codes)
    located = _located(regions, boundaries)
    groups = found.by("region")
    has_any = groups.total(found.amounts)[groups.codes] > 0
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        held = {str(code) for code in region.levels[np.unique(region.codes[rows[has_any[rows]]])]}
        codes = sorted(held & located)
        place_of = {code: i for i, code in enumerate(codes)}
        by_level = np.array([place_of.get(str(level), -1) for level in region.levels])
        place = by_level[region.codes]
        matrix = np.zeros((len(codes), len(industry.levels)))
        inside = rows[place[rows] >= 0]
        matrix[place[inside], industry.codes[inside]] = values[inside]
        yield _Year(rows, place, matrix, *_near(codes, regions, boundaries, k))


def _located(regions: pd.DataFrame, boundaries: GeoDataFrame | None) -> set[str]:
    """The codes of the regions that have an outline, or where there are none, coordinates."""
    if boundaries is not None:
        return set(boundaries["region"].astype(str)) & set(regions["region"].astype(str))
    if not set(PLACE) <= set(regions.columns):
        raise StudyError(
            Problem(
                "CLW-C05",
                "hot spots need to know where regions lie",
                column="longitude, latitude",
                expected="outlines, or the columns longitude and latitude in the table regions",
                remedy="add them to regions.csv, or boundaries.geojson to the study",
            )
        )
    return set(regions.dropna(subset=PLACE)["region"].astype(str))


def _near(
    codes: list[str], regions: pd.DataFrame, boundaries: GeoDataFrame | None, k: int
) -> tuple[Codes, Rows]:
    """The positions of each region's neighbours, padded, and which of them are some."""
    if len(codes) < FEWEST:
        return np.zeros((len(codes), 1), dtype=np.intp), np.zeros((len(codes), 1), dtype=np.bool_)
    if boundaries is None:
        points = pairs.positions(codes, regions.drop_duplicates("region"), None)
        found = pairs.nearest(points, min(k, len(codes) - 1))
    else:
        found = pairs.touching(pairs.shapes_of(codes, boundaries))
    position = {code: i for i, code in enumerate(codes)}
    lists: list[list[int]] = [[] for _ in codes]
    for one, other in found:
        lists[position[one]].append(position[other])
    widest = max(1, *map(len, lists))
    near = np.zeros((len(codes), widest), dtype=np.intp)
    is_near = np.zeros((len(codes), widest), dtype=np.bool_)
    for row, others in enumerate(lists):
        near[row, : len(others)] = sorted(others)
        is_near[row, : len(others)] = True
    return near, is_near
