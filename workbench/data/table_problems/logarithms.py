"""How far is a number from the others of its group, in logarithms: what it is times another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.data.table_problems.subject import Subject, blocks

SLIP = np.log(500)  # persons for thousand persons, with room for true differences
ROUNDING = 1e-9  # of sums of floats


@dataclass(frozen=True, eq=False)
class Logs:
    """Logarithms, with 0 where there is none, and which rows have one."""

    filled: np.ndarray
    is_known: np.ndarray

    @classmethod
    def of(cls, each: np.ndarray) -> Logs:
        """Those that are finite; the others become 0 in place."""
        logs = cls(each, np.isfinite(each))
        each[logs.unknown] = 0.0
        return logs

    @cached_property
    def each(self) -> np.ndarray:
        """With nan where there is none."""
        return np.where(self.is_known, self.filled, np.nan)

    @cached_property
    def unknown(self) -> np.ndarray:
        """The rows that have none."""
        return np.flatnonzero(~self.is_known)


@dataclass(frozen=True, eq=False)
class Means:
    """The group of each row, and the mean and the number of what is known in each group."""

    groups: np.ndarray
    each: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, logs: Logs, groups: np.ndarray, sizes: np.ndarray) -> Means:
        """Those of groups of so many rows."""
        unknown = np.bincount(groups[logs.unknown], minlength=len(sizes))
        counts = sizes - unknown
        sums = np.bincount(groups, weights=logs.filled)
        return cls(groups, sums / np.maximum(counts, 1), counts)


def logs_of(subject: Subject, column: str) -> Logs:
    """The logarithms of what is above zero and finite."""
    return subject.remembered("logs", column, lambda: _logarithms(subject.numbers(column)))


def _logarithms(values: np.ndarray) -> Logs:
    with np.errstate(invalid="ignore", divide="ignore"):
        return Logs.of(np.log(values))


def means_by(subject: Subject, column: str, *by: str) -> Means:
    """The means of the logarithms of a column by these columns."""

    def make() -> Means:
        return Means.of(logs_of(subject, column), subject.groups(*by), subject.sizes(*by))

    return subject.remembered(f"means of {column}", ",".join(by), make)


def _stretch(counts: np.ndarray, fewest: int) -> np.ndarray:
    """What makes distances from the mean of all into those from the mean of the others.

    A value is n / (n - 1) times as far from the mean of the others as from the mean of all. It is
    nan where the others are too few.
    """
    return np.where(counts > fewest, counts / np.maximum(counts - 1, 1), np.nan)


def beyond_others(logs: Logs, means: Means, fewest: int) -> Logs:
    """How far each row is from the mean of the others of its group, where they are enough."""
    stretch = _stretch(means.counts, fewest)
    beyond = np.empty(len(logs.filled))
    for rows in blocks(len(beyond)):
        of = means.groups[rows]
        np.subtract(logs.filled[rows], means.each.take(of), out=beyond[rows])
        beyond[rows] *= stretch.take(of)
    beyond[logs.unknown] = np.nan
    return Logs.of(beyond)


def far_beyond_others(logs: Logs, means: Means, fewest: int) -> tuple[np.ndarray, np.ndarray]:
    """The rows that are a slip or more from the mean of the others, and how far each is.

    Only rows that are nearly so far from the mean of all, of which a row is a part, can be.
    """
    near = SLIP * fewest / (fewest + 1) * (1 - ROUNDING)  # where the fewest others are allowed
    places = _far(logs.filled, means, near)
    places = places[logs.is_known[places]]
    of = means.groups[places]
    beyond = (logs.filled[places] - means.each[of]) * _stretch(means.counts, fewest)[of]
    is_far = np.abs(beyond) > SLIP
    return places[is_far], beyond[is_far]


def _far(each: np.ndarray, means: Means, near: float) -> np.ndarray:
    """The rows that are farther than that from the mean of their group.

    Where all means are alike, few rows are so far from any of them, and only those are compared
    with their own.
    """
    known = means.each[means.counts > 0]
    if known.size and np.ptp(known) < near:
        some = np.flatnonzero((each > known.min() + near) | (each < known.max() - near))
        is_far = np.abs(each[some] - means.each[means.groups[some]]) > near
        return np.asarray(some[is_far])
    found = []
    for rows in blocks(len(each)):
        distance = means.each.take(means.groups[rows])
        distance -= each[rows]
        found.append(rows.start + np.flatnonzero(np.abs(distance, out=distance) > near))
    return np.concatenate(found)
