"""How far is a number from the others of its group, in logarithms: what it is times another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.data.table_problems.subject import Subject

SLIP = np.log(500)  # persons for thousand persons, with room for true differences
ROUNDING = 1e-9  # of sums of floats
BLOCK = 1 << 15


@dataclass(frozen=True, eq=False)
class Logs:
    """Logarithms, with 0 where there is none, and which rows have one."""

    filled: np.ndarray
    is_known: np.ndarray

    @classmethod
    def of(cls, each: np.ndarray) -> Logs:
        """Those that are finite; the others become 0 in place."""
        is_known = np.isfinite(each)
        np.copyto(each, 0.0, where=~is_known)
        return cls(each, is_known)

    @cached_property
    def each(self) -> np.ndarray:
        """With nan where there is none."""
        return np.where(self.is_known, self.filled, np.nan)


def logs_of(subject: Subject, column: str) -> Logs:
    """The logarithms of what is above zero and finite."""
    return subject.remembered("logs", column, lambda: _logarithms(subject.numbers(column)))


def _logarithms(values: np.ndarray) -> Logs:
    with np.errstate(invalid="ignore", divide="ignore"):
        return Logs.of(np.log(values))


def means_of(logs: Logs, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the number of what is known in each group."""
    sums, counts = np.bincount(groups, weights=logs.filled), np.bincount(groups)
    if not logs.is_known.all():
        counts -= np.bincount(groups[~logs.is_known], minlength=len(counts))
    return sums / np.maximum(counts, 1), counts


def _stretch(counts: np.ndarray, fewest: int) -> np.ndarray:
    """What makes distances from the mean of all into those from the mean of the others.

    A value is n / (n - 1) times as far from the mean of the others as from the mean of all. It is
    nan where the others are too few.
    """
    return np.where(counts > fewest, counts / np.maximum(counts - 1, 1), np.nan)


def _blocks(count: int) -> Iterator[slice]:
    """Rows by so many as a processor has at hand, which spares it the way to memory."""
    return (slice(start, start + BLOCK) for start in range(0, count, BLOCK))


def beyond_others(logs: Logs, groups: np.ndarray, fewest: int) -> Logs:
    """How far each row is from the mean of the others of its group, where they are enough."""
    means, counts = means_of(logs, groups)
    stretch = _stretch(counts, fewest)
    beyond = np.empty(len(groups))
    for rows in _blocks(len(groups)):
        of = groups[rows]
        beyond[rows] = (logs.filled[rows] - means[of]) * stretch[of]
    np.copyto(beyond, np.nan, where=~logs.is_known)
    return Logs.of(beyond)


def far_beyond_others(logs: Logs, groups: np.ndarray, fewest: int) -> tuple[np.ndarray, np.ndarray]:
    """The rows that are a slip or more from the mean of the others, and how far each is.

    Only rows that are nearly so far from the mean of all, of which a row is a part, can be.
    """
    means, counts = means_of(logs, groups)
    near = SLIP * fewest / (fewest + 1) * (1 - ROUNDING)  # where the fewest others are allowed
    found = [
        rows.start + np.flatnonzero(np.abs(logs.filled[rows] - means[groups[rows]]) > near)
        for rows in _blocks(len(groups))
    ]
    places = np.concatenate(found)
    places = places[logs.is_known[places]]
    of = groups[places]
    beyond = (logs.filled[places] - means[of]) * _stretch(counts, fewest)[of]
    is_far = np.abs(beyond) > SLIP
    return places[is_far], beyond[is_far]
