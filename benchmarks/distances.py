"""How long does Duranton and Overman's curve take, and how far is it from the exact one.

The peer is plain numpy on the matrix of distances, which has room for a few thousand plants; its
simulations are timed on a few draws. R's dbmss stands in `benchmarks.peers`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.row import Row, in_turn, ratio_row
from workbench.measures import measures

CASES, SITES, DRAWS = 5_000, 10_000, 1_000
TIMED, RUNS = 2, 3
MANY, MINUTES = 20_000, 2
FEW, BANDWIDTH = 2_000, 2.0
AT = np.arange(0, 50.5, 0.5)
Lengths = npt.NDArray[np.float64]
Result = TypeVar("Result")


def rows() -> Iterator[Row]:
    """Time beside simulation pair by pair, the difference from the exact curve, a large table."""
    yield relabelling_row()
    yield difference_row()
    yield large_row()


def relabelling_row() -> Row:
    """The curve with 1,000 relabellings, beside computing all pairs of each."""
    plants = points(CASES, SITES)
    places = plants[["x", "y"]].to_numpy()
    simulated = partial(simulations, places, CASES, TIMED)
    pairs = in_turn(partial(curve, plants, n_draws=DRAWS), simulated, RUNS)
    what = f"duranton_overman, {CASES:,} of {SITES:,} plants, {DRAWS:,} relabellings"
    whole = [(ours, theirs / TIMED * DRAWS) for ours, theirs in pairs]
    return ratio_row(what, f"numpy, {TIMED} draws × {DRAWS // TIMED}", whole, 0.01)


def difference_row() -> Row:
    """The greatest difference from the curve of all pairs, in thousandths of its peak."""
    plants = points(FEW, FEW)
    places = plants[["x", "y"]].to_numpy()
    seconds, table = timed(partial(curve, plants, n_draws=2))
    found = table["value"].to_numpy()
    theirs, exact = timed(partial(density, lengths(places)))
    difference = float(1000 * np.abs(found - exact).max() / exact.max())
    what = f"duranton_overman of {FEW:,} plants, difference from the exact curve"
    return Row(what, seconds, "numpy, all pairs", theirs, difference, 1, "thousandths of the peak")


def large_row() -> Row:
    """A table too large for a matrix of distances."""
    plants = points(CASES, MANY)
    seconds, _ = timed(lambda: curve(plants, n_draws=DRAWS))
    what = f"duranton_overman, {CASES:,} of {MANY:,} plants, {DRAWS:,} relabellings"
    return Row(what, seconds, "none", np.nan, seconds / 60, MINUTES, "minutes")


def points(cases: int, sites: int) -> pd.DataFrame:
    """Plants on a plain of 100 km by 100 km, the first of them of the industry "case"."""
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "plant": np.arange(sites).astype("str"),
            "industry": np.where(np.arange(sites) < cases, "case", "other"),
            "x": random.uniform(0, 100, sites),
            "y": random.uniform(0, 100, sites),
        }
    )


def curve(plants: pd.DataFrame, n_draws: int) -> pd.DataFrame:
    """Our curve of the industry "case", with its bands."""
    return measures["duranton_overman"](
        plants,
        industries="case",
        max_distance=AT[-1],
        step=AT[1],
        bandwidth=BANDWIDTH,
        n_draws=n_draws,
    )


def simulations(places: Lengths, cases: int, draws: int) -> list[Lengths]:
    """Curves of draws by numpy: all distances, counted in bins, smoothed."""
    random = np.random.default_rng(0)
    found = []
    for _ in range(draws):
        drawn = random.choice(len(places), cases, replace=False)
        counts, edges = np.histogram(lengths(places[drawn]), 4096)
        found.append(density((edges[1:] + edges[:-1]) / 2, counts))
    return found


def lengths(places: Lengths) -> Lengths:
    """The distances of all pairs."""
    x, y = places.T
    first, second = np.triu_indices(len(places), 1)
    return np.asarray(np.hypot(x[first] - x[second], y[first] - y[second]))


def density(distances: Lengths, counts: Lengths | None = None) -> Lengths:
    """The normal kernel density of distances, mirrored at 0."""
    found: list[float] = []
    for at in AT:
        bells = np.exp(-(((at - distances) / BANDWIDTH) ** 2) / 2)
        bells += np.exp(-(((at + distances) / BANDWIDTH) ** 2) / 2)
        found.append(float(np.average(bells, weights=counts)))
    return np.asarray(np.array(found) / (BANDWIDTH * np.sqrt(2 * np.pi)))


def timed(act: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of a run, and what it returned."""
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found
