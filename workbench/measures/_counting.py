"""How do counts fall again: over the cells by their own shares, or as if by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import Problem
from workbench.measures._cells import YEAR, Cells, Numbers, Rows, cells, ratio
from workbench.measures._door import numbers, refuse, require
from workbench.measures._many import Call, Columns, Random, Redraw, coded, of_columns

COUNTS, ESTABLISHMENTS = "counts", "establishments"
UNITS = (COUNTS, ESTABLISHMENTS)


@dataclass(frozen=True)
class Counted:
    """The counts that are drawn: how many units in each cell, and what one unit weighs."""

    cells: Cells
    counts: Numbers
    units: str

    @property
    def sizes(self) -> Numbers:
        """What one unit weighs, by cell."""
        return ratio(self.cells.amounts, self.counts, 0)


def _counted(call: Call, units: str) -> Counted:
    """The cells of the table of activity, counted in units.

    Raises
    ------
    StudyError
        If a count is not whole, or a cell has amounts and no establishments.
    """
    table = call.tables["activity"]
    keys = [name for name in ("region", "industry", "size_class") if name in table]
    found = cells(table, call.value, keys)
    column = ESTABLISHMENTS if units == ESTABLISHMENTS else call.value
    require({"activity": (table, (column,))})
    counts = found.amounts if column == call.value else cells(table, column, keys).amounts
    counts = np.where(found.is_unknown, 0.0, counts)
    refuse(table, _complaints(found, counts, column))
    return Counted(found, counts, units)


def _complaints(found: Cells, counts: Numbers, column: str) -> Iterable[tuple[Problem, Rows]]:
    yield (
        Problem(
            "CLW-M60",
            f"column {column} holds no counts, so its units cannot be drawn again",
            column=column,
            expected="whole numbers of persons, establishments or other units that are counted",
            remedy="give the column in single units (persons, not thousands)",
        ),
        counts % 1 != 0,
    )
    yield (
        Problem(
            "CLW-M63",
            f"a cell has {found.value} and no establishments",
            column=column,
            expected='at least one establishment in each cell, for units="establishments"',
            remedy='correct the cell, or use units="counts"',
        ),
        (found.amounts > 0) & (counts == 0),
    )


def counts_again(call: Call, units: str) -> Redraw:
    """As many units as there are in a year, spread over the cells by the cells' own shares."""
    counted = _counted(call, units)
    spread = _spread(counted, counted.counts)
    base = coded(_plain_flags(counted.cells.table, counted.cells.is_unknown))
    what = f"{units} of each year over its cells, by the cells' own shares"
    return of_columns(call, what, "activity", base, lambda random: _filled(counted, spread(random)))


def counts_by_chance(call: Call, units: str) -> Redraw:
    """As many units as there are in a year, each region and industry by its own share."""
    counted = _everywhere(_counted(call, units))
    found = counted.cells
    region = found.by("region")
    rest = found.by(*(name for name in found.keys if name not in {"region", YEAR}))
    in_region, in_rest = region.total(found.amounts), rest.total(counted.counts)
    weights = in_region[region.codes] * in_rest[rest.codes]
    spread = _spread(counted, np.where(found.is_unknown, 0.0, weights))
    sizes = ratio(rest.total(found.amounts), in_rest, 0)[rest.codes]
    what = f"{units} of each year, region and industry independent of each other"
    return of_columns(
        call, what, "activity", found.table, lambda random: _filled(counted, spread(random), sizes)
    )


def _spread(counted: Counted, weights: Numbers) -> Callable[[Random], Numbers]:
    """What spreads the units of each year over its cells, by weights."""
    years = counted.cells.by()
    totals = years.total(counted.counts)
    rows_of = [np.flatnonzero(years.codes == year) for year in range(years.size)]
    shares = ratio(weights, years.total(weights)[years.codes], 0)

    def spread(random: Random) -> Numbers:
        drawn = np.zeros(len(weights))
        for rows, n in zip(rows_of, totals, strict=True):
            if n > 0:
                drawn[rows] = random.multinomial(int(n), shares[rows])
        return drawn

    return spread


def _filled(counted: Counted, drawn: Numbers, sizes: Numbers | None = None) -> Columns:
    """The columns of the table with the units drawn; what is unknown stays unknown."""
    found = counted.cells
    columns = {found.value: drawn * (counted.sizes if sizes is None else sizes)}
    if counted.units == ESTABLISHMENTS:
        columns[ESTABLISHMENTS] = drawn
    return {
        name: np.where(found.is_unknown, numbers(found.table, name), given)
        for name, given in columns.items()
    }


def _plain_flags(table: pd.DataFrame, is_unknown: Rows) -> pd.DataFrame:
    """The table with the flags of its unknown cells only: a drawn 0 is a 0."""
    return table.assign(flag=table["flag"].where(is_unknown)) if "flag" in table else table


def _everywhere(counted: Counted) -> Counted:
    """The same counts with the absent cells written out as zeros, after those of the table."""
    found = counted.cells
    base = coded(_plain_flags(found.table, found.is_unknown))
    others = [name for name in found.keys if name != "region"]
    regions = base[["region"]].drop_duplicates()
    grid = regions.merge(base[others].drop_duplicates(), how="cross")
    listed = pd.MultiIndex.from_frame(base[["region", *others]])
    absent = grid[~pd.MultiIndex.from_frame(grid[["region", *others]]).isin(listed)]
    columns = [n for n in (found.value, ESTABLISHMENTS) if n in base]
    columns = [*dict.fromkeys(columns)]
    kept = base[["region", *others, *columns, *({"flag"} & set(base))]]
    table = pd.concat([kept, absent.assign(**dict.fromkeys(columns, 0))], ignore_index=True)
    whole = cells(table, found.value, [name for name in found.keys if name != YEAR])
    counts = np.concatenate([counted.counts, np.zeros(len(absent))])
    return Counted(whole, counts, counted.units)
