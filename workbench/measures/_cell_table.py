"""What do the cells of a table hold: numbers, keys to group them by, and what was made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from threading import RLock
from typing import TypeAlias, TypeVar, cast

import numpy as np
import pandas as pd

from workbench.measures._card import CELL_KEYS
from workbench.measures._groups import Grouping, Key, Numbers, Rows, is_counted

Reason = tuple[str, Rows]
Digest: TypeAlias = "hashlib._Hash"
Made = TypeVar("Made")

YEAR = "year"
MATRIX = ["region", "industry"]


@dataclass(frozen=True)
class Cells:
    """The cells of a table: one number each, 0 where it is unknown, and why it is unknown."""

    table: pd.DataFrame
    value: str
    amounts: Numbers
    unknown: tuple[Reason, ...]
    keys: Mapping[str, Key]
    _made: dict[tuple[Hashable, ...], object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _locks: dict[tuple[Hashable, ...], RLock] = field(
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

    def once(self, name: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """What `make` makes of these cells, made when it is first asked for by that name."""
        with self._locks.setdefault(name, RLock()):  # who comes second waits for the first
            if name not in self._made:
                self._made[name] = make()
        return cast(Made, self._made[name])

    def shares_in(self, *names: str) -> Numbers:
        """The share of each cell in its group of `by(*names)`, 0 where that has nothing."""
        return self.once(("shares in", *names), lambda: self._shares(self.by(*names)))

    @cached_property
    def n_zero(self) -> int:
        """How many cells are known to hold nothing."""
        return int(np.count_nonzero((self.amounts == 0) & ~self.is_unknown))

    @property
    def digest(self) -> Digest:
        """A new hash of the labels and numbers, to be added to."""
        digest = hashlib.sha256(self.once(("digest",), self._digest_of_numbers))
        for name, key in self.keys.items():
            digest.update(name.encode() + key.digest)
        return digest

    def _digest_of_numbers(self) -> bytes:
        digest = hashlib.sha256(np.flatnonzero(self.is_unknown).astype("<i8").data)
        digest.update(np.ascontiguousarray(self.amounts, dtype="<f8").data)
        return digest.digest()

    def _shares(self, groups: Grouping) -> Numbers:
        totals = groups.total(self.amounts)
        # nothing at all over 1 is 0
        shares = self.amounts / np.where(totals == 0, 1.0, totals)[groups.codes]
        shares.flags.writeable = False  # many hold it
        return shares

    @property
    def is_full(self) -> bool:
        """Whether the rows are all pairs of two keys, one after the other: a matrix by rows."""
        return self.once(("full",), self._is_full)

    def _is_full(self) -> bool:
        size = prod(len(key.levels) for key in self.keys.values())
        return list(self.keys) == MATRIX and is_counted(self.by(*MATRIX).codes, size)

    def _grouped(self, names: tuple[str, ...]) -> Grouping:
        if len(names) == 1 and names[0] in MATRIX and self.is_full:
            first, second = (len(self.keys[name].levels) for name in MATRIX)
            key, axis = self.keys[names[0]], 1 - MATRIX.index(names[0])
            return Grouping(key.codes, len(key.levels), 1, self.amounts, (first, second), axis)
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
        found = replace(self, keys={**self.keys, name: key})
        # what was made of the other keys still holds
        found._made.update({made: own for made, own in self._made.items() if name not in made})
        return found

    def nothing_in(self, place: str, groups: Grouping, totals: Numbers) -> list[Reason]:
        """Why a total of 0 is nothing to compare with, by group: unknown, or truly nothing."""
        is_empty = totals == 0
        unknown = [
            (f"{text} in the {place}", is_empty & groups.holds(rows)) for text, rows in self.unknown
        ]
        return [*unknown, (f"no {self.value} in the {place}", is_empty)]


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
