"""How large is each region: areas, populations, and shares of them, matched to the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._cells import YEAR, Cells, Codes, Numbers, Reason, cells, pooled, ratio
from workbench.measures._door import choose

ALL_INDUSTRIES = "all industries"
# What regions are weighed by, besides what they hold: the column of the regions table.
SIZES = {"area": "area_km2", "population": "population", "equal": "equal"}
BACKGROUNDS = (ALL_INDUSTRIES, *SIZES)


@dataclass(frozen=True)
class Background:
    """The distribution an industry is compared with.

    `shares` is each region's share, by group of `by("region")`; `lacking` says which of these
    have none, and why; `n_regions` is the number of regions with a share, by year.
    """

    shares: Numbers
    n_regions: Numbers
    lacking: Sequence[Reason]

    def lacking_in(self, found: Cells) -> list[Reason]:
        """Why an industry cannot be compared: one of its regions has no share. By industry."""
        return for_industries(found, self.lacking)


def for_industries(found: Cells, lacking: Sequence[Reason]) -> list[Reason]:
    """Reasons by region as reasons by industry: they hold for one of the regions that have it."""
    region, industry = found.by("region"), found.by("industry")
    return [
        (
            f"{text}, for one of its regions",
            industry.holds(rows[region.codes] & (found.amounts > 0))
            if rows.any()
            else np.zeros(industry.size, dtype=np.bool_),
        )
        for text, rows in lacking
    ]


def background_of(found: Cells, name: str, regions: pd.DataFrame | None) -> Background:
    """The background of that name.

    Raises
    ------
    UnknownName
        If there is no such background, or `regions` lacks its column.
    StudyError
        If the background needs `regions` and there are none.
    """
    choose("background", name, BACKGROUNDS)
    if name == ALL_INDUSTRIES:
        shares = pooled(found, "region")
        return Background(shares, found.by("region").over_first(shares > 0), ())
    if regions is None:
        raise StudyError(
            Problem(
                "CLW-M02",
                f'background "{name}" needs the table regions',
                expected="regions=, with one row a region",
                remedy=f'pass regions=, or use background="{ALL_INDUSTRIES}"',
            )
        )
    regions = regions.assign(equal=1.0) if name == "equal" else regions
    return _by_size(found, regions, SIZES[name])


def sizes(found: Cells, regions: pd.DataFrame, column: str) -> tuple[Numbers, list[Reason]]:
    """The size of the region of each group of `found.by("region")`, and why it has none.

    Regions that come by year are matched by region and year.

    Raises
    ------
    UnknownName
        If `regions` lacks the column; with the nearest names.
    StudyError
        If a size is negative, a region is there twice, or regions come by year and cells do not.
    """
    listed = cells(regions, column, ("region",), "regions")
    # what was made keeps the table, so that no other one has its id
    asked = ("places", id(listed.table))
    _, places = found.once(asked, lambda: (listed.table, _places(found, listed)))
    # a place of -1 picks the last entry
    values = np.append(np.where(listed.is_unknown, np.nan, listed.amounts), np.nan)[places]
    is_listed = places >= 0
    noun, what = column.removesuffix("_km2"), " and ".join(listed.key_names)
    return values, [
        (f"{what} not in the regions table", ~is_listed),
        (f"no {noun} given", is_listed & np.isnan(values)),
    ]


def _by_size(found: Cells, regions: pd.DataFrame, column: str) -> Background:
    """The background of regions weighed by a column of the regions table."""
    values, lacking = sizes(found, regions, column)
    listed = cells(regions, column, ("region",), "regions")
    by_year = listed.by()
    totals, counts = by_year.total(listed.amounts), by_year.total(listed.amounts > 0)
    if YEAR in listed.keys:
        years = listed.keys[YEAR].levels.get_indexer(found.keys[YEAR].levels)
        totals, counts = (np.append(numbers, np.nan)[years] for numbers in (totals, counts))
    groups = found.by("region")
    totals, counts = (np.broadcast_to(numbers, groups.rest) for numbers in (totals, counts))
    shares = ratio(np.nan_to_num(values), groups.shared(totals), 0)
    return Background(shares, counts, lacking)


def _places(found: Cells, listed: Cells) -> Codes:
    """The row of the regions table for each group of `found.by("region")`; -1 for none."""
    keys = [name for name in ("region", YEAR) if name in listed.keys]
    if YEAR in listed.keys and YEAR not in found.keys:
        raise StudyError(
            Problem(
                "CLW-M04",
                "the regions come by year, and the cells do not say of which year they are",
                column=YEAR,
                expected="a column year in both tables, or regions of one year without it",
                remedy="pick one year of the regions, and drop the column year",
            )
        )
    groups = found.by("region")
    rows = groups.first_rows
    wanted = pd.MultiIndex.from_frame(found.table[keys].iloc[rows])
    places = np.full(groups.size, -1, dtype=np.intp)
    places[groups.codes[rows]] = pd.MultiIndex.from_frame(listed.table[keys]).get_indexer(wanted)
    return places
