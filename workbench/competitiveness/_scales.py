"""How is each indicator put on a scale: one function a way, with what it takes to redo it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.competitiveness._values import Numbers, extremes

TO_REFERENCE = "distance_to_reference"
FORMULAS: Mapping[str, str] = {
    "min_max": "low + (value - worst) / (best - worst) (high - low)",
    "z_score": "direction (value - mean) / standard_deviation",
    "rank": "100 rank / n_regions, rank 1 for the worst, ties their average",
    "distance_to_best": "100 value / reference; 100 reference / value where lower is better",
    "distance_to_mean": "100 value / reference; 100 reference / value where lower is better",
    TO_REFERENCE: "100 value / reference; 100 reference / value where lower is better",
}


@dataclass(frozen=True)
class Options:
    """What some of the ways need beside values and directions."""

    low: float
    high: float
    targets: Numbers


Parts = dict[str, Numbers]  # the columns of the scale that a way fills
Way = Callable[[Numbers, Numbers, Options], tuple[Numbers, Parts]]


def _min_max(table: Numbers, signs: Numbers, options: Options) -> tuple[Numbers, Parts]:
    worst, best = _ends(table, signs)
    share = (table - worst) / (best - worst)
    scores = options.low + share * (options.high - options.low)
    return scores, {"worst": worst, "best": best}


def _z_score(table: Numbers, signs: Numbers, _: Options) -> tuple[Numbers, Parts]:
    n, mean = _mean(table)
    deviation = table - mean
    squares = np.where(np.isnan(deviation), 0.0, deviation**2).sum(axis=0)
    spread = np.sqrt(squares / (n - 1))
    return signs * deviation / spread, {"mean": mean, "standard_deviation": spread}


def _rank(table: Numbers, signs: Numbers, _options: Options) -> tuple[Numbers, Parts]:
    n, _ = _mean(table)
    ranks = pd.DataFrame(table * signs, copy=False).rank(method="average").to_numpy()
    return 100 * ranks / n, {"n_regions": n}


def _distance_to_best(table: Numbers, signs: Numbers, _: Options) -> tuple[Numbers, Parts]:
    return _shares(table, signs, _ends(table, signs)[1])


def _distance_to_mean(table: Numbers, signs: Numbers, _: Options) -> tuple[Numbers, Parts]:
    return _shares(table, signs, _mean(table)[1])


def _distance_to_reference(
    table: Numbers, signs: Numbers, options: Options
) -> tuple[Numbers, Parts]:
    return _shares(table, signs, options.targets)


WAYS: Mapping[str, Way] = {
    "min_max": _min_max,
    "z_score": _z_score,
    "rank": _rank,
    "distance_to_best": _distance_to_best,
    "distance_to_mean": _distance_to_mean,
    TO_REFERENCE: _distance_to_reference,
}


def _shares(table: Numbers, signs: Numbers, reference: Numbers) -> tuple[Numbers, Parts]:
    """100 where a region is at the reference; less is worse on either side."""
    share = table / reference
    return 100 * np.where(signs > 0, share, 1 / share), {"reference": reference}


def _ends(table: Numbers, signs: Numbers) -> tuple[Numbers, Numbers]:
    """The worst and the best value of each indicator."""
    lowest, highest = extremes(table)
    return np.where(signs > 0, lowest, highest), np.where(signs > 0, highest, lowest)


def _mean(table: Numbers) -> tuple[Numbers, Numbers]:
    """How many regions have each indicator, and their mean."""
    is_known = ~np.isnan(table)
    n = is_known.sum(axis=0).astype(float)
    return n, np.where(is_known, table, 0.0).sum(axis=0) / n
