"""Which place does a score give: ranks of one index, or of many draws at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.competitiveness.aggregating import Array

Ranks = NDArray[np.integer[Any]]

EQUAL = 1e-12  # of the largest score: what rounding may make of equal scores


def whole_numbers(n: int) -> type[np.integer[Any]]:
    """The smallest kind that holds ranks of n regions."""
    return np.int16 if n <= np.iinfo(np.int16).max else np.int32


def ranks_of(scores: Array) -> Ranks:
    """Ranks in each draw, 1 the highest: draws x regions from regions x draws.

    Scores as close as rounding may leave equal ones share the better rank.

    Examples
    --------
    >>> ranks_of(np.array([[1.0], [3.0], [3.0]])).tolist()
    [[3, 1, 1]]
    """
    lowered = np.ascontiguousarray(-scores.T)
    order = np.argsort(lowered, axis=1)
    best_first = np.take_along_axis(lowered, order, axis=1)
    close = EQUAL * np.abs(best_first[:, [0, -1]]).max(axis=1, keepdims=True)
    n = scores.shape[0]
    place = np.ones(order.shape, dtype=whole_numbers(n))
    place[:, 1:] = np.arange(2, n + 1) * (np.diff(best_first, axis=1) > close)
    ranks = np.empty_like(place)
    np.put_along_axis(ranks, order, np.maximum.accumulate(place, axis=1), axis=1)
    return ranks
