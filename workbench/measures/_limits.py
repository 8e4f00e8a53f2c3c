"""Between which numbers do the unknown cells of a table lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from workbench.errors import Problem
from workbench.measures._cells import NOT_APPLICABLE, SUPPRESSED, Cells, Numbers, Rows, cells
from workbench.measures._door import numbers, refuse, require
from workbench.measures._many import Call, coded

Within = tuple[float, float] | Mapping[str, tuple[float, float]]

# The size classes of withheld employment in County Business Patterns, US Census Bureau.
COUNTY_BUSINESS_PATTERNS = {
    "A": (0, 19),
    "B": (20, 99),
    "C": (100, 249),
    "E": (250, 499),
    "F": (500, 999),
    "G": (1_000, 2_499),
    "H": (2_500, 4_999),
    "I": (5_000, 9_999),
    "J": (10_000, 24_999),
    "K": (25_000, 49_999),
    "L": (50_000, 99_999),
}


@dataclass(frozen=True)
class Limits:
    """The smallest and the largest amount of each cell; the same where it is known.

    `is_bounded` marks the cells that are unknown between limits. A cell that is missing without
    limits stays unknown; it counts as nothing in any total, as in every measure.
    """

    cells: Cells
    low: Numbers
    high: Numbers
    is_bounded: Rows
    needs: tuple[str, ...]

    @cached_property
    def base(self) -> pd.DataFrame:
        """The table with what a measure needs, and no word that the bounded cells are unknown."""
        table = self.cells.table
        if (self.cells.is_unknown & ~self.is_bounded).any() and "flag" in table:
            table = table.assign(flag=table["flag"].mask(self.is_bounded))
        else:
            table = table.drop(columns="flag", errors="ignore")
        kept = {*self.cells.keys, *self.needs, "flag"}
        return coded(table[[name for name in table if name in kept]])

    def column(self, amounts: Numbers) -> Mapping[str, Numbers]:
        """The measured column, with these amounts in the bounded cells."""
        filled = np.where(self.cells.is_unknown, np.nan, self.cells.amounts)
        filled[self.is_bounded] = amounts
        return {self.cells.value: filled}


def limits_of(call: Call, within: Within | None) -> Limits:
    """The limits of the cells of the table of activity.

    Raises
    ------
    UnknownName
        If a column is absent.
    StudyError
        If a suppressed cell has no limits, or limits that hold no amount.
    """
    table, value = call.tables["activity"], call.value
    found = cells(table, value, [k for k in ("region", "industry", "size_class") if k in table])
    low, high = _given(found, within)
    is_bounded = found.is_unknown & ~_unknown(found, NOT_APPLICABLE)
    is_bounded &= ~np.isnan(low) & ~np.isnan(high)
    unlimited = _unknown(found, SUPPRESSED) & ~is_bounded
    refuse(table, _complaints(found, unlimited, is_bounded, (low, high)))
    return Limits(
        found,
        np.where(is_bounded, low, found.amounts),
        np.where(is_bounded, high, found.amounts),
        is_bounded,
        call.needs,
    )


def _unknown(found: Cells, reason: str) -> Rows:
    """The cells that are unknown for that reason."""
    return dict(found.unknown).get(reason, np.zeros(len(found.amounts), dtype=np.bool_))


def _given(found: Cells, within: Within | None) -> tuple[Numbers, Numbers]:
    """The limits that are given for each cell, nan for none."""
    table, value = found.table, found.value
    columns = (f"{value}_low", f"{value}_high")
    low, high = (
        numbers(table, column) if column in table else np.full(len(table), np.nan)
        for column in columns
    )
    if isinstance(within, Mapping):
        require({"activity": (table, (f"{value}_size_class",))})
        classes = table[f"{value}_size_class"].astype(object)
        classed = [
            classes.map({letter: ends[end] for letter, ends in within.items()}) for end in (0, 1)
        ]
        ends = [given.to_numpy(dtype=np.float64, na_value=np.nan) for given in classed]
    elif within is not None:
        suppressed = _unknown(found, SUPPRESSED)
        ends = [np.where(suppressed, float(end), np.nan) for end in within]
    else:
        return low, high
    return np.where(np.isnan(low), ends[0], low), np.where(np.isnan(high), ends[1], high)


def _complaints(
    found: Cells, unlimited: Rows, is_bounded: Rows, ends: tuple[Numbers, Numbers]
) -> Iterator[tuple[Problem, Rows]]:
    low, high = ends
    value = found.value
    yield (
        Problem(
            "CLW-M64",
            "a suppressed cell has no limits, so it could be anything",
            column=value,
            expected=f"a smallest and a largest amount: columns {value}_low and {value}_high, or "
            "within=",
            remedy=f"within=(0, 99), or a pair for each class of the column {value}_size_class",
        ),
        unlimited,
    )
    is_wrong = is_bounded & ((low < 0) | np.isinf(high) | (low > high))
    yield (
        Problem(
            "CLW-M64",
            "the limits of a suppressed cell hold no amount",
            column=value,
            expected="0 or more, finite, and the smaller limit first",
            remedy=f"correct {value}_low and {value}_high, or within=",
        ),
        is_wrong,
    )
