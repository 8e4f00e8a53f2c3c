"""Which group is each row of a table in, and what do the groups add up to.

Key columns become integer codes once, and a group is a product of codes, so nothing is pivoted
or sorted, and an absent cell costs nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.measures._strings import as_numbers

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Rows = npt.NDArray[np.bool_]

A_LOOK = 1 << 14  # rows


@dataclass(frozen=True)
class Key:
    """A key column as numbers: `codes` says which of the `levels` each row holds."""

    codes: Codes
    levels: pd.Index

    @classmethod
    def of(cls, column: pd.Series) -> Key:
        """The key of a column; an empty cell has the code -1.

        A categorical column has its codes already; categories without a row stay out.
        """
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes, levels = np.asarray(column.cat.codes, dtype=np.intp), column.cat.categories
            is_used = np.zeros(len(levels) + 1, dtype=np.bool_)
            is_used[codes] = True  # an empty cell sets the last
            places = np.append(np.cumsum(is_used[:-1]) - 1, -1)
            return cls(places[codes] if not is_used[:-1].all() else codes, levels[is_used[:-1]])
        numbered = as_numbers(column)
        if numbered is None:
            codes, levels = pd.factorize(column)
            return cls(codes, pd.Index(levels))
        codes, numbers_found = pd.factorize(numbered)
        return cls(codes, pd.Index(column.array.take(first_rows(codes, len(numbers_found)))))

    @cached_property
    def digest(self) -> bytes:
        """A hash of the levels, and of which of them each row holds."""
        digest = hashlib.sha256("\n".join(map(str, self.levels)).encode())
        # in as few bytes as will do, as hashing takes longer than most measures
        small = np.min_scalar_type(-1 - len(self.levels)).newbyteorder("<")
        digest.update(self.codes.astype(small).data)
        return digest.digest()


@dataclass(frozen=True)
class Grouping:
    """Rows sorted into groups, one group for each combination of some keys.

    `codes` says which group each row is in. There are `first` x `rest` groups, numbered so that
    those which share all keys but the first lie `rest` apart. An array "by rest" has one entry
    for each combination of all keys but the first: one a year, as a rule. Sums of `amounts`, the
    numbers that are asked for again and again, are kept. Where the rows are the entries of a
    matrix, one after the other, `shape` is its shape and a group is what lies along `axis`.
    """

    codes: Codes
    first: int
    rest: int
    amounts: Numbers | None = field(default=None, repr=False, compare=False)
    shape: tuple[int, int] | None = None
    axis: int = 0

    @property
    def size(self) -> int:
        """How many combinations there are, those without a row among them."""
        return self.first * self.rest

    @cached_property
    def first_rows(self) -> Codes:
        """The first row of each group that has one, in the order of the table."""
        firsts = first_rows(self.codes, self.size)
        return np.sort(firsts[firsts < len(self.codes)])

    def total(self, values: Numbers | Rows) -> Numbers:
        """The sum of `values` (by row) in each group."""
        return self._of_amounts if values is self.amounts else self._total(values)

    def holds(self, rows: Rows) -> Rows:
        """Which groups hold any of `rows`."""
        if not rows.any():
            return np.zeros(self.size, dtype=np.bool_)
        return np.bincount(self.codes[rows], minlength=self.size) > 0

    def over_first(self, values: Numbers | Rows) -> Numbers:
        """The sum over the first key: from numbers by group to numbers by rest."""
        table = values.reshape(self.first, self.rest)
        return np.asarray(table.sum(axis=0), dtype=np.float64)

    def shared(self, values: Numbers) -> Numbers:
        """From numbers by rest to numbers by group."""
        return np.tile(values, self.first)

    def _total(self, values: Numbers | Rows | None) -> Numbers:
        if values is not None and self.shape:
            sums = values.reshape(self.shape).sum(axis=self.axis)
        elif values is not None and values.dtype == np.bool_:
            sums = np.bincount(self.codes[values], minlength=self.size)
        else:
            sums = np.bincount(self.codes, weights=values, minlength=self.size)
        return np.asarray(sums, dtype=np.float64)

    @cached_property
    def _of_amounts(self) -> Numbers:
        totals = self._total(self.amounts)
        totals.flags.writeable = False  # many hold it
        return totals


def is_counted(codes: Codes, size: int) -> bool:
    """Whether codes count from 0 up to, and without, `size`, one after the other."""
    return len(codes) == size and bool((codes == np.arange(size)).all())


def first_rows(codes: Codes, size: int) -> Codes:
    """The first row of each of `size` codes; the number of rows where there is none."""
    n_rows = len(codes)
    firsts = np.full(size, n_rows, dtype=np.intp)
    for n in (min(n_rows, A_LOOK), n_rows):  # often all are met in the first rows
        firsts[codes[:n][::-1]] = np.arange(n)[::-1]  # the first row of each comes last
        if (firsts < n_rows).all():
            break
    return firsts
