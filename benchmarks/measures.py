"""How long do measures take on a long table, beside plain numpy on a dense matrix.

The peer pivots the same table and computes with numpy on the matrix: the least that anyone who
starts from a long table has to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.row import Row, in_turn, ratio_row
from workbench.measures import measures

REGIONS, INDUSTRIES = 3_000, 500
Matrix = npt.NDArray[np.float64]


def rows() -> Iterator[Row]:
    """One row a measure: its default variant beside pivot and numpy."""
    activity, regions = tables()
    area = regions["area_km2"].to_numpy()[:, None]
    peers: dict[str, tuple[Callable[[Matrix], object], float]] = {
        "location_quotient": (quotients, 2),
        "employment_density": (lambda matrix: matrix / area, 2),
        "herfindahl": (squares, 2),
        "krugman_specialisation": (differences, 2),
        "hoover_index": (differences, 2),
        "locational_gini": (ginis, 2),
    }
    for name, (peer, limit) in peers.items():
        known = {"activity": activity, "regions": regions}
        measure = measures[name]
        ours = partial(measure, *(known[table] for table in measure.card.tables))
        pairs = in_turn(ours, partial(_on_matrix, peer, activity))
        what = f"{name}, {REGIONS:,} regions × {INDUSTRIES} industries, from the long table"
        yield ratio_row(what, "pivot and numpy", pairs, limit)


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """A random activity table with every cell, and its regions."""
    random = np.random.default_rng(0)
    names = [f"{number:06d}" for number in range(REGIONS)]
    activity = pd.DataFrame(
        {
            "region": np.repeat(names, INDUSTRIES),
            "industry": np.tile([f"{number:03d}" for number in range(INDUSTRIES)], REGIONS),
            "employment": random.poisson(20, REGIONS * INDUSTRIES).astype(float),
        }
    ).astype({"region": "str", "industry": "str"})
    return activity, pd.DataFrame({"region": names, "area_km2": random.uniform(1, 100, REGIONS)})


def _on_matrix(peer: Callable[[Matrix], object], activity: pd.DataFrame) -> object:
    wide = activity.pivot(index="region", columns="industry", values="employment")  # noqa: PD010
    return peer(wide.to_numpy())


def quotients(matrix: Matrix) -> object:
    """Location quotients."""
    return (matrix / matrix.sum(axis=1, keepdims=True)) / (matrix.sum(axis=0) / matrix.sum())


def squares(matrix: Matrix) -> object:
    """Sums of squared shares by region."""
    return ((matrix / matrix.sum(axis=1, keepdims=True)) ** 2).sum(axis=1)


def differences(matrix: Matrix) -> object:
    """Sums of absolute differences of shares by region."""
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    return np.abs(shares - matrix.sum(axis=0) / matrix.sum()).sum(axis=1)


def ginis(matrix: Matrix) -> object:
    """Locational Gini coefficients by industry."""
    s, x = matrix / matrix.sum(axis=0), matrix.sum(axis=1) / matrix.sum()
    order = np.argsort(s / x[:, None], axis=0)
    s, x = np.take_along_axis(s, order, axis=0), x[order]
    return 1 - (x * (2 * np.cumsum(s, axis=0) - s)).sum(axis=0)
