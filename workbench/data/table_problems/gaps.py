"""Is a region absent in a year for which nearly all others have rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.data.distinct import Distinct
from workbench.data.table_problems.subject import Subject, counted
from workbench.errors import Problem

FEWEST_REGIONS, MOST_ABSENT = 5, 0.1


def regions_absent_in_a_year(subject: Subject) -> Iterator[Problem]:
    """Regions without a single row in a year that nearly all other regions have.

    Where empty cells are left out, a small region may have none; only regions with half as many
    rows as is usual, or more, are told.
    """
    if subject.name != "activity" or not subject.has("region", "year"):
        return
    regions = subject.other("regions", "region")
    if regions is not None and "valid_years" in regions:
        return  # the list says itself which regions exist when
    region, year = subject.distinct("region"), subject.distinct("year")
    shape = (len(region.each), len(year.each))
    if shape[0] < FEWEST_REGIONS:
        return
    counts = _rows_by(subject, region, year)
    if not counts.any():
        return
    there = counts > 0
    usual = np.median(counts[there])
    absent: np.ndarray = ~there.all(axis=1) & (counts.max(axis=1) >= usual / 2)
    if not 0 < absent.sum() <= MOST_ABSENT * shape[0]:
        return
    at = int(absent.argmax())
    years = ", ".join(sorted(str(y) for y, t in zip(year.each, there[at], strict=True) if not t))
    yield subject.tell(
        "CLW-T41",
        f"region {region.each[at]} has no row in {years}; "
        f"{counted(int(absent.sum()), 'region lacks', 'regions lack')} a year that the others have",
        "region",
        region.rows(absent),
        "rows for every region in every year, or a reason (a new boundary, a late report)",
        "bring the rows, or leave it: a region without rows is missing in that year, not zero",
        is_warning=True,
    )


def _rows_by(subject: Subject, region: Distinct, year: Distinct) -> np.ndarray:
    """How many rows each region has in each year."""
    shape = (len(region.each), len(year.each))
    sizes = subject.sizes("region", "year")
    some = subject.examples("region", "year")[sizes > 0]
    at, when = region.places[some], year.places[some]
    counts = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.int64)
    counts[at, when] = sizes[sizes > 0]  # a place of -1 is the last row or column
    return counts[:-1, :-1]
