"""How does each region compare with its neighbours: local statistics and their p values.

Fields and draws are those of the rules on hot spots; the p values here have two sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.rules._hot_spots import ROUNDING, Draws, Field

if TYPE_CHECKING:
    from workbench.data.geography import Neighbours

Numbers = np.ndarray
Answers = dict[str, Numbers]


def field_of(values: pd.Series, near: Neighbours) -> Field:
    """The values with the positions of each region's neighbours, padded; islands are not in it."""
    adjacency = near.graph.adjacency.loc[list(values.index)]
    place = pd.Series(range(len(values)), values.index)
    focal, other = (
        place[adjacency.index.get_level_values(side)].to_numpy() for side in ("focal", "neighbor")
    )
    pairs = pd.DataFrame({"focal": focal, "other": other})[focal != other]
    pairs = pairs.sort_values(["focal", "other"])
    column = pairs.groupby("focal").cumcount().to_numpy()
    shape = (len(values), int(column.max(initial=0)) + 1)
    positions, is_near = np.zeros(shape, dtype=np.intp), np.zeros(shape, dtype=np.bool_)
    positions[pairs["focal"], column] = pairs["other"]
    is_near[pairs["focal"], column] = True
    return Field(values.to_numpy(dtype="float64"), positions, is_near)


def moran_of_each(field: Field, draws: Draws) -> Answers:
    """Local Moran's I, and p values from other regions put at random beside each region."""
    z = (field.amounts - field.amounts.mean()) / field.amounts.std()
    counts, sums = field.counts, field.sums(z)
    p_values = np.ones(len(z))
    for rows, drawn in _by_count(counts, draws, len(z) - 1):
        for row in rows:
            null = z[row] * z[drawn + (drawn >= row)].sum(axis=1)
            p_values[row] = _two_sided(null, z[row] * sums[row])
    mean = sums / np.maximum(counts, 1)
    return {"standardised": z, "neighbours": mean, "local_moran": z * mean, "p_value": p_values}


def getis_ord(field: Field, draws: Draws) -> Answers:
    """The z value of each region's sum with its neighbours, and p values from as many regions."""
    values, n, m = field.amounts, len(field.amounts), field.counts + 1
    sums = values + field.sums(values)
    spread = values.std() * np.sqrt(m * (n - m) / (n - 1))
    p_values = np.ones(n)
    for rows, drawn in _by_count(m, draws, n):
        null = values[drawn].sum(axis=1)
        p_values[rows] = [_two_sided(null, sums[row]) for row in rows]
    is_all = m == n  # a region that neighbours all others has the sum of all
    z = np.where(is_all, 0.0, (sums - m * values.mean()) / np.where(is_all, 1.0, spread))
    return {"z": z, "p_value": p_values}


def _by_count(counts: Numbers, draws: Draws, n: int) -> Iterator[tuple[Numbers, Numbers]]:
    """For each count the rows that have it, and as many places of `n` for each permutation."""
    drawn = draws.of(n, int(counts.max()))
    for count in np.unique(counts[counts > 0]):
        yield np.flatnonzero(counts == count), drawn[:, :count]


def _two_sided(null: Numbers, observed: float) -> float:
    """Twice the smaller share of draws beyond the observed value, which is counted as a draw."""
    tie = ROUNDING * max(1.0, abs(observed))
    smaller = min((null >= observed - tie).sum(), (null <= observed + tie).sum())
    return min(1.0, 2.0 * float(smaller + 1) / (len(null) + 1))
