"""A long table as numbers: which group is each row in, and what do the groups add up to.

Key columns become integer codes once, and a group is a product of codes, so nothing is pivoted
or sorted, an absent cell costs nothing, and the input is never touched. A cell that is not in
the table counts as zero; a cell that is there without a number is unknown and adds to no total.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from threading import RLock
from typing import TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import Problem
from workbench.measures._card import CELL_KEYS
from workbench.measures._door import numbers, refuse, require
from workbench.measures._strings import as_numbers

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Rows = npt.NDArray[np.bool_]
Reason = tuple[str, Rows]

Digest: TypeAlias = "hashlib._Hash"
Made = TypeVar("Made")

YEAR = "year"
ROOM = 8  # groups that may be counted, as many times the rows
MISSING, SUPPRESSED, NOT_APPLICABLE = "value missing", "value suppressed", "not applicable"
# What a flag says of a cell without a number, or with a 0 that stands for none.
UNKNOWN_FLAGS = {"suppressed": SUPPRESSED, "not_applicable": NOT_APPLICABLE}


_LOCK = RLock()
_KEPT: ContextVar[dict[tuple[int, str, tuple[str, ...]], Cells] | None] = ContextVar(
    "_KEPT", default=None
)
_KEYS: ContextVar[dict[tuple[int, str], tuple[pd.DataFrame, Key]] | None] = ContextVar(
    "_KEYS", default=None
)


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
        firsts = np.empty(len(numbers_found), dtype=np.intp)
        firsts[codes[::-1]] = np.arange(len(codes))[::-1]  # the first row of each comes last
        return cls(codes, pd.Index(column.array.take(firsts)))


@dataclass(frozen=True)
class Grouping:
    """Rows sorted into groups, one group for each combination of some keys.

    `codes` says which group each row is in. There are `first` x `rest` groups, numbered so that
    those which share all keys but the first lie `rest` apart. An array "by rest" has one entry
    for each combination of all keys but the first: one a year, as a rule. Sums of `amounts`, the
    numbers that are asked for again and again, are kept.
    """

    codes: Codes
    first: int
    rest: int
    amounts: Numbers | None = field(default=None, repr=False, compare=False)

    @property
    def size(self) -> int:
        """How many combinations there are, those without a row among them."""
        return self.first * self.rest

    @cached_property
    def first_rows(self) -> Codes:
        """The first row of each group that has one, in the order of the table."""
        firsts = np.full(self.size, len(self.codes), dtype=np.intp)
        np.minimum.at(firsts, self.codes, np.arange(len(self.codes)))
        return np.sort(firsts[firsts < len(self.codes)])

    def total(self, values: Numbers | Rows) -> Numbers:
        """The sum of `values` (by row) in each group."""
        return self._of_amounts if values is self.amounts else self._total(values)

    def holds(self, rows: Rows) -> Rows:
        """Which groups hold any of `rows`."""
        return np.bincount(self.codes[rows], minlength=self.size) > 0

    def over_first(self, values: Numbers | Rows) -> Numbers:
        """The sum over the first key: from numbers by group to numbers by rest."""
        table = values.reshape(self.first, self.rest)
        return np.asarray(table.sum(axis=0), dtype=np.float64)

    def shared(self, values: Numbers) -> Numbers:
        """From numbers by rest to numbers by group."""
        return np.tile(values, self.first)

    def _total(self, values: Numbers | Rows | None) -> Numbers:
        sums = np.bincount(self.codes, weights=values, minlength=self.size)
        return np.asarray(sums, dtype=np.float64)

    @cached_property
    def _of_amounts(self) -> Numbers:
        totals = self._total(self.amounts)
        totals.flags.writeable = False  # many hold it
        return totals


@dataclass(frozen=True)
class Cells:
    """The cells of a table: one number each, 0 where it is unknown, and why it is unknown."""

    table: pd.DataFrame
    value: str
    amounts: Numbers
    unknown: tuple[Reason, ...]
    keys: Mapping[str, Key]
    _made: dict[Hashable, object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def is_unknown(self) -> Rows:
        """Which cells hold no number."""
        return either(len(self.amounts), (rows for _, rows in self.unknown))

    @property
    def key_names(self) -> list[str]:
        """The key columns of the table, in the order of the schema."""
        return [name for name in CELL_KEYS if name in self.keys]

    def by(self, *names: str) -> Grouping:
        """Group the cells by keys; the year, where there is one, always goes along."""
        return self.once(("by", *names), lambda: self._grouped(names))

    def once(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes of these cells, made when it is first asked for by that name."""
        if name not in self._made:
            self._made[name] = make()
        return cast(Made, self._made[name])

    @cached_property
    def n_zero(self) -> int:
        """How many cells are known to hold nothing."""
        return int(np.count_nonzero((self.amounts == 0) & ~self.is_unknown))

    @cached_property
    def digest(self) -> Digest:
        """A hash of the labels and numbers, to be copied before it is added to."""
        digest = hashlib.sha256()
        for name, key in self.keys.items():
            digest.update("\n".join([name, *map(str, key.levels)]).encode())
            digest.update(key.codes.astype("<i8", copy=False).data)
        digest.update(self.is_unknown.data)
        digest.update(np.ascontiguousarray(self.amounts, dtype="<f8").data)
        return digest

    def _grouped(self, names: tuple[str, ...]) -> Grouping:
        keys = [self.keys[name] for name in names]
        keys += [self.keys[YEAR]] if YEAR in self.keys else []
        codes = keys[0].codes if keys else np.zeros(len(self.amounts), dtype=np.intp)
        for key in keys[1:]:
            codes = codes * len(key.levels) + key.codes
        sizes = [len(key.levels) for key in keys]
        first, rest = (sizes[0], sizes[1:]) if names else (1, sizes)
        return Grouping(codes, first, prod(rest), self.amounts)

    def with_key(self, name: str, key: Key) -> Cells:
        """The same cells with one more key to group by."""
        return replace(self, keys={**self.keys, name: key})

    def nothing_in(self, place: str, groups: Grouping, totals: Numbers) -> list[Reason]:
        """Why a total of 0 is nothing to compare with, by group: unknown, or truly nothing."""
        is_empty = totals == 0
        unknown = [
            (f"{text} in the {place}", is_empty & groups.holds(rows)) for text, rows in self.unknown
        ]
        return [*unknown, (f"no {self.value} in the {place}", is_empty)]


@contextmanager
def kept() -> Iterator[None]:
    """Within this, the cells of a table are made and checked once for all who ask for them.

    The tables must not be changed in the meantime.
    """
    if _KEPT.get() is not None:
        yield  # within another one
        return
    token, of_keys = _KEPT.set({}), _KEYS.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)
        _KEYS.reset(of_keys)


def cells(table: pd.DataFrame, value: str, keys: Sequence[str], name: str = "activity") -> Cells:
    """The cells of a table, checked at the door.

    A cell is unknown where it is empty, and where the column `flag` says that the 0 it holds
    stands for a suppressed value or for one that does not exist.

    Raises
    ------
    UnknownName
        If a key column or the value column is absent; with the nearest names.
    StudyError
        If the column holds no numbers, a value is negative or infinite, a key is empty, or a
        row is there twice.
    """
    known = _KEPT.get()
    if known is None:
        return _checked(table, value, keys, name)
    asked = (id(table), value, tuple(keys))
    with _LOCK:  # who comes second waits for the first
        if asked not in known:
            known[asked] = _checked(table, value, keys, name)  # it holds the table: the id stays
        return known[asked]


def _checked(table: pd.DataFrame, value: str, keys: Sequence[str], name: str) -> Cells:
    require({name: (table, (*keys, value))})
    values = numbers(table, value)
    names = [*keys, YEAR] if YEAR in table and YEAR not in keys else [*keys]
    unknown = _unknown(table, values)
    amounts = np.where(either(len(values), (rows for _, rows in unknown)), 0.0, values)
    found = Cells(table, value, amounts, unknown, {name: _key(table, name) for name in names})
    refuse(table, _complaints(found, name))
    return found


def _key(table: pd.DataFrame, name: str) -> Key:
    """The key of a column, made once where tables are kept."""
    known = _KEYS.get()
    if known is None:
        return Key.of(table[name])
    if (id(table), name) not in known:
        known[id(table), name] = table, Key.of(table[name])
    return known[id(table), name][1]


def either(length: int, masks: Iterable[Rows]) -> Rows:
    """The rows in which any of the masks holds."""
    found = np.zeros(length, dtype=np.bool_)
    for rows in masks:
        found |= rows
    return found


def ratio(above: Numbers | float, below: Numbers, empty: float = np.nan) -> Numbers:
    """The quotient by entry; `empty` where the divisor is 0."""
    if (below != 0).all():
        return np.asarray(above / below, dtype=np.float64)
    quotient = np.full(np.broadcast(above, below).shape, float(empty))
    np.divide(above, below, out=quotient, where=below != 0)
    return quotient


def pooled(found: Cells, over: str) -> Numbers:
    """The share of each region (or industry) in everything there is, by group of `over`."""
    groups = found.by(over)
    totals = groups.total(found.amounts)
    return ratio(totals, groups.shared(groups.over_first(totals)), 0)


def distance(groups: Grouping, shares: Numbers, compared: Numbers) -> Numbers:
    """The sum of absolute differences of two sets of shares, by group.

    Both sets add up to 1 over everything there is. A cell that is not in the table has a share
    of 0, so its difference is the whole of what it is compared with: what the cells of the
    table leave of 1.
    """
    return groups.total(np.abs(shares - compared)) + (1 - groups.total(compared))


def _unknown(table: pd.DataFrame, values: Numbers) -> tuple[Reason, ...]:
    """Why cells hold no number, each reason with its rows."""
    is_empty = np.isnan(values)
    reasons = []
    if "flag" in table:
        for flag, text in UNKNOWN_FLAGS.items():
            flagged = (table["flag"] == flag).to_numpy(dtype=bool, na_value=False)
            reasons.append((text, flagged & (is_empty | (values == 0))))
    told = either(len(table), (rows for _, rows in reasons))
    reasons.append((MISSING, is_empty & ~told))
    return tuple((text, rows) for text, rows in reasons if rows.any())


def _complaints(found: Cells, name: str) -> list[tuple[Problem, Rows]]:
    """What can be wrong with the keys and the values of a table, each with its rows."""
    complaints = [
        (
            Problem(
                "CLW-T28",
                f"a key of the table {name} is empty",
                column=key,
                expected="a code in every row",
                remedy="fill the cell, or leave the row out",
            ),
            own.codes < 0,
        )
        for key, own in found.keys.items()
    ]
    if not any(rows.any() for _, rows in complaints):
        keys = ", ".join(found.keys)
        twice = Problem(
            "CLW-T26",
            f"a row of the table {name} is there twice: the same {keys}",
            column=keys,
            expected="each key once",
            remedy="keep one of the rows, or add them up first",
        )
        complaints.append((twice, _repeated(found)))
    for code, kind, expected, rows in (
        ("CLW-T34", "negative", "0 or more", found.amounts < 0),
        ("CLW-T38", "infinite", "a finite number", np.isinf(found.amounts)),
    ):
        text = f"column {found.value} of the table {name} holds a {kind} number"
        complaints.append(
            (
                Problem(
                    code,
                    text,
                    column=found.value,
                    expected=expected,
                    remedy="correct the cell, or leave it empty and say why in the column flag",
                ),
                rows,
            )
        )
    return complaints


def _repeated(found: Cells) -> Rows:
    """The rows whose keys an earlier row has."""
    n_rows = len(found.amounts)
    if any(len(key.levels) == n_rows for key in found.keys.values()):
        return np.zeros(n_rows, dtype=np.bool_)  # one key alone tells the rows apart
    groups = found.by(*(key for key in found.keys if key != YEAR))
    if groups.size <= ROOM * len(groups.codes):
        is_unique = bool(np.bincount(groups.codes, minlength=1).max() <= 1)
    else:
        ordered = np.sort(groups.codes)
        is_unique = not (ordered[1:] == ordered[:-1]).any()
    if is_unique:
        return np.zeros(len(groups.codes), dtype=np.bool_)
    return pd.Index(groups.codes).duplicated()
