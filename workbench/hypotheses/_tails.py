"""Which distribution has these tails, where only counts above some thresholds are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95


@dataclass(frozen=True)
class Tail:
    """A distribution of one parameter fitted to counts between thresholds.

    `parameter` with its interval of profile likelihood, the likelihood ratio against counts left
    free, its degrees of freedom and p value.
    """

    name: str
    parameter: float
    low: float
    high: float
    ratio: float
    degrees: int
    p_value: float


def cells_between(above: Sequence[float]) -> np.ndarray:
    """Counts above rising thresholds, as counts between them, the last without an upper end.

    Examples
    --------
    >>> cells_between([150, 30, 7]).tolist()
    [120.0, 23.0, 7.0]
    """
    counts = np.asarray(above, dtype="float64")
    return np.append(-np.diff(counts), counts[-1])


def pareto(thresholds: Sequence[float], above: Sequence[float]) -> Tail:
    """The Pareto distribution, (x / x0)^-alpha, fitted by maximum likelihood to the counts.

    Examples
    --------
    >>> found = pareto([1, 10, 20], [150, 30, 7])
    >>> round(found.parameter, 3), f"{found.p_value:.1e}"
    (0.798, '5.5e-05')
    """
    depth = np.log(np.asarray(thresholds, dtype="float64") / thresholds[0])
    return _fitted("Pareto", depth, above)


def shifted_exponential(thresholds: Sequence[float], above: Sequence[float]) -> Tail:
    """The exponential distribution from the first threshold on; its parameter is the mean excess.

    Examples
    --------
    >>> found = shifted_exponential([1, 10, 20], [150, 30, 7])
    >>> round(found.parameter, 2), round(found.p_value, 2)
    (5.8, 0.4)
    """
    depth = np.asarray(thresholds, dtype="float64") - thresholds[0]
    rate = _fitted("shifted exponential", depth, above)
    return Tail(
        rate.name,
        1 / rate.parameter,
        1 / rate.high,
        1 / rate.low,
        rate.ratio,
        rate.degrees,
        rate.p_value,
    )


def lognormal(thresholds: Sequence[float], above: Sequence[float]) -> tuple[float, float]:
    """The mean and spread of logarithms with which three counts are met exactly.

    The distribution is cut off at the first threshold, and two parameters for two free counts
    leave nothing to test.

    Examples
    --------
    >>> [round(number, 2) for number in lognormal([1, 10, 20], [150, 30, 7])]
    [1.58, 0.84]
    """
    from scipy.optimize import least_squares
    from scipy.special import log_ndtr

    logs = np.log(np.asarray(thresholds, dtype="float64"))
    wanted = np.log(np.asarray(above[1:], dtype="float64") / above[0])

    def gap(theta: np.ndarray) -> np.ndarray:
        tail = log_ndtr((theta[0] - logs) / np.exp(theta[1]))
        return np.asarray(tail[1:] - tail[0] - wanted)

    found = least_squares(gap, [logs.mean(), 0.0]).x
    return float(found[0]), float(np.exp(found[1]))


def _fitted(name: str, depth: np.ndarray, above: Sequence[float]) -> Tail:
    """Survival exp(-rate x depth) fitted to the counts between the thresholds."""
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import chdtrc, chdtri, xlogy

    cells = cells_between(above)

    def log_likelihood(rate: float) -> float:
        # ln(S - S') as ln S + ln(1 - S'/S): far out S itself would be 0
        between = -rate * depth[:-1] + np.log(-np.expm1(-rate * np.diff(depth)))
        return float(cells @ np.append(between, -rate * depth[-1]))

    known = np.asarray(above[1:], dtype="float64")
    rates = (np.log(above[0] / known[known > 0]) / depth[1:][known > 0]).tolist()
    ends = (min(rates) / 50, max(rates) * 50)
    best = minimize_scalar(
        lambda rate: -log_likelihood(rate), bounds=ends, method="bounded", options={"xatol": 1e-12}
    )
    free = float(xlogy(cells, cells / cells.sum()).sum())
    drop = chdtri(1, 1 - LEVEL) / 2

    def excess(rate: float) -> float:
        return log_likelihood(rate) + float(best.fun) + float(drop)

    ratio, degrees = 2 * (free + best.fun), len(cells) - 2
    return Tail(
        name,
        float(best.x),
        float(brentq(excess, ends[0], best.x)),
        float(brentq(excess, best.x, ends[1])),
        float(ratio),
        degrees,
        float(chdtrc(degrees, ratio)),
    )
