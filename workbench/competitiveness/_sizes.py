"""How large are the firms behind each row of a table: counted, given, or within limits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.errors import ParameterError, Problem, StudyError
from workbench.measures._cells import Cells, Numbers, Rows, cells
from workbench.measures._door import choose
from workbench.measures._size_classes import limits

EMPLOYMENT, ESTABLISHMENTS, SIZE_CLASS = "employment", "establishments", "size_class"

Bounds = tuple[Numbers, Numbers]  # by row: the least and the most it can be


@dataclass(frozen=True)
class Sized:
    """The rows of a table, each an amount of firms whose sizes lie from `low` to `high`.

    `is_from_limits` says that the amounts count establishments while employment is asked for.
    """

    cells: Cells
    low: Numbers
    high: Numbers
    has_classes: bool
    is_from_limits: bool

    @property
    def amounts(self) -> Bounds:
        """What is asked for, by row."""
        if not self.is_from_limits:
            return self.cells.amounts, self.cells.amounts
        return self._times(self.low), self._times(self.high)

    def parts(self, first: float, end: float) -> tuple[Bounds, Bounds]:
        """What firms from `first` to below `end` have, and what all others have, by row."""
        is_within = (self.low >= first) & (self.high < end)
        may_be = (self.low < end) & (self.high >= first)
        if not self.is_from_limits:
            inside = self._times(1.0, is_within), self._times(1.0, may_be)
            return inside, (self._times(1.0, ~may_be), self._times(1.0, ~is_within))
        largest_inside = np.minimum(self.high, end - 1)
        largest_outside = np.where(self.high >= end, self.high, np.minimum(self.high, first - 1))
        inside = self._times(self.low, is_within), self._times(largest_inside, may_be)
        outside = self._times(self.low, ~may_be), self._times(largest_outside, ~is_within)
        return inside, outside

    def _times(self, size: Numbers | float, rows: Rows | bool = True) -> Numbers:
        """The amounts times a size in some rows, 0 in others; no firm of any size is nothing."""
        amounts = self.cells.amounts
        product = np.zeros(len(amounts))
        return np.multiply(amounts, size, out=product, where=rows & (amounts > 0))


def sized(
    activity: pd.DataFrame, value: str, at_least: int, size_classes: pd.DataFrame | None
) -> Sized:
    """The rows of a table with the limits of their sizes, those below `at_least` as zeros.

    Raises
    ------
    UnknownName
        If the value is none, or a column is absent.
    ParameterError
        If firms are to be left out by size where there are no classes.
    StudyError
        If a value cannot be an amount, a row is there twice, the limits of a class are not
        known, or a class lies on both sides of `at_least`.
    """
    choose("amount that firms are counted by", value, [EMPLOYMENT, ESTABLISHMENTS])
    is_from_limits = value not in activity and ESTABLISHMENTS in activity
    has_classes = SIZE_CLASS in activity
    keys = ("region", "industry", SIZE_CLASS) if has_classes else ("region", "industry")
    found = cells(activity, ESTABLISHMENTS if is_from_limits else value, keys)
    if not has_classes:
        _refuse_leaving_out(at_least)
        anything = np.zeros(len(activity)), np.full(len(activity), np.inf)
        return Sized(found, *anything, has_classes=False, is_from_limits=is_from_limits)
    key = found.keys[SIZE_CLASS]
    low, high = limits(key, size_classes)
    _refuse_across(at_least, key.levels[(low < at_least) & (high >= at_least)])
    low, high = low[key.codes], high[key.codes]
    counted = _only(found, low >= at_least)
    return Sized(counted, low, high, has_classes=True, is_from_limits=is_from_limits)


def has_firm_sizes(study: Study) -> bool:
    """Whether a study says how large establishments are: on average, or by size class."""
    columns = set(study.tables.get("activity", pd.DataFrame()).columns)
    return ESTABLISHMENTS in columns and not columns.isdisjoint({EMPLOYMENT, SIZE_CLASS})


def _only(found: Cells, rows: Rows) -> Cells:
    """The same cells, those of other rows as known zeros."""
    return replace(
        found,
        amounts=np.where(rows, found.amounts, 0.0),
        unknown=tuple((text, held & rows) for text, held in found.unknown),
    )


def _refuse_leaving_out(at_least: int) -> None:
    """Refuse to leave firms out by size where sizes are not told."""
    if at_least > 0:
        raise ParameterError(
            Problem(
                "CLW-I52",
                "firms cannot be left out by size: the table has no size classes",
                column="at_least",
                value=str(at_least),
                expected="at_least=0, or a table activity with the column size_class",
                remedy="leave at_least out",
            )
        )


def _refuse_across(at_least: int, classes: pd.Index) -> None:
    """Refuse classes of which only some firms are to be left out."""
    if len(classes):
        raise StudyError(
            Problem(
                "CLW-M52",
                f"a size class lies on both sides of {at_least} persons employed",
                column=SIZE_CLASS,
                value=str(classes[0]),
                expected=f"classes that end below {at_least} or begin at it",
                remedy="choose at_least so that a class begins there",
                more=len(classes) - 1,
            )
        )
