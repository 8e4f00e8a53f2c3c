"""Which distribution do the outputs of clusters follow, where only three counts are known.

Document 003 counts the clusters of Zhejiang above three thresholds of output. A count between
two thresholds tells that each of its clusters lies there and no more, so distributions are
fitted to the counts (interval-censored), not to outputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.hypotheses._documents import figures
from workbench.hypotheses._tails import Tail, cells_between, lognormal, pareto, shifted_exponential

PRINTED = ("clusters_above_1bn", "clusters_above_10bn", "clusters_above_20bn")
PARETO, EXPONENTIAL, LOGNORMAL = "Pareto", "shifted exponential", "lognormal"
PARAMETERS = {PARETO: "tail exponent", EXPONENTIAL: "mean excess"}
MOMENTS = ("mu of logarithms", "sigma of logarithms")
LEVEL = 0.05
REACH = (60.0, 4.0)  # how far from the best mu and log sigma the ends of intervals are sought
STEP = 5

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TailCounts:
    """How many clusters lie above each of three rising thresholds of output.

    `thresholds` in billion yuan, `above` the counts, `highest_first` the most that the first
    count can have been where it is printed as "more than".
    """

    thresholds: tuple[float, ...]
    above: tuple[float, ...]
    highest_first: float


def printed_counts() -> TailCounts:
    """The counts that document 003 prints for Zhejiang in 2004 (section 2.1).

    Examples
    --------
    >>> printed_counts().above
    (150.0, 30.0, 7.0)
    """
    told = [figures()[name] for name in PRINTED]
    return TailCounts(
        tuple(float(one["threshold"]) for one in told),
        tuple(float(one["value"]) for one in told),
        float(told[0]["highest"]),
    )


def tail_fits(counts: TailCounts | None = None) -> pd.DataFrame:
    """Pareto, shifted exponential and lognormal fitted to counts beyond thresholds.

    Parameters
    ----------
    counts
        Three counts; those of document 003 by default.

    Returns
    -------
    One row a parameter: `distribution`, `parameter`, `estimate` with its 95 % interval of
    profile likelihood (`low`, `high`), `likelihood_ratio` (G2) against counts left free with
    `degrees` and `p_value`, and `is_rejected` at 5 %. The lognormal has as many parameters as
    three counts leave free: it meets them, and nothing is left to test (0 degrees, no p value).

    Notes
    -----
    G2 = 2 sum n log(n / expected), n the counts between thresholds. The lognormal is cut off at
    the first threshold. The Pareto distribution of a size beyond x0 is (x / x0)^-alpha.

    Examples
    --------
    >>> found = tail_fits().set_index("parameter")
    >>> found.loc[["tail exponent", "mean excess"], "likelihood_ratio"].round(2).tolist()
    [16.27, 0.71]
    """
    own = counts or printed_counts()
    rows = [_tested(fit(own.thresholds, own.above)) for fit in (pareto, shifted_exponential)]
    ends = _lognormal_intervals(own)
    values = lognormal(own.thresholds, own.above)
    rows += [_saturated(*told) for told in zip(MOMENTS, values, ends, strict=True)]
    return pd.DataFrame(rows).astype({"is_rejected": "boolean"})


def _tested(tail: Tail) -> dict[str, object]:
    return {
        "distribution": tail.name,
        "parameter": PARAMETERS[tail.name],
        "estimate": tail.parameter,
        "low": tail.low,
        "high": tail.high,
        "likelihood_ratio": tail.ratio,
        "degrees": tail.degrees,
        "p_value": tail.p_value,
        "is_rejected": tail.p_value < LEVEL,
    }


def _saturated(parameter: str, estimate: float, interval: tuple[float, float]) -> dict[str, object]:
    """Two parameters for two free counts: met exactly, and without a test."""
    return {
        "distribution": LOGNORMAL,
        "parameter": parameter,
        "estimate": estimate,
        "low": interval[0],
        "high": interval[1],
        "likelihood_ratio": 0.0,
        "degrees": 0,
        "p_value": np.nan,
        "is_rejected": None,
    }


def _lognormal_intervals(own: TailCounts) -> list[tuple[float, float]]:
    """95 % intervals of profile likelihood of mu and sigma; infinite where they are open."""
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import chdtri, log_ndtr

    logs, cells = np.log(np.asarray(own.thresholds)), cells_between(own.above)
    middle, spread = lognormal(own.thresholds, own.above)
    best = (middle, float(np.log(spread)))

    def likelihood(mu: float, log_sigma: float) -> float:
        tail = log_ndtr((mu - logs) / np.exp(log_sigma))
        shares = -np.diff(np.append(np.exp(tail - tail[0]), 0.0))
        return float(cells @ np.log(np.maximum(shares, 1e-300)))

    def excess(value: float, which: int) -> float:
        def loss(other: float) -> float:
            return -likelihood(*((value, other) if which == 0 else (other, value)))

        middle, reach = best[1 - which], REACH[1 - which]
        around = (middle - reach, middle + reach)
        return -float(minimize_scalar(loss, bounds=around, method="bounded").fun) - floor

    def end(which: int, step: float) -> float:
        far = best[which] + step
        if excess(far, which) > 0:
            return float(np.copysign(np.inf, step))  # the counts set no limit on this side
        return float(brentq(excess, best[which], far, (which,)))

    floor = likelihood(*best) - float(chdtri(1, LEVEL)) / 2
    mu, log_sigma = ((end(which, -REACH[which]), end(which, REACH[which])) for which in (0, 1))
    return [mu, (float(np.exp(log_sigma[0])), float(np.exp(log_sigma[1])))]


def tail_readings(counts: TailCounts | None = None) -> pd.DataFrame:
    """The fits for each reading of a first count that is printed as "more than".

    Returns
    -------
    The rows of `tail_fits` for each fifth number from the printed count to the highest, with
    `first_count`.

    Examples
    --------
    >>> found = tail_readings()
    >>> bool(found.loc[found["distribution"] == "Pareto", "is_rejected"].all())
    True
    """
    own = counts or printed_counts()
    readings = np.arange(own.above[0], own.highest_first + 1, STEP)
    tables = [
        tail_fits(TailCounts(own.thresholds, (float(first), *own.above[1:]), own.highest_first))
        .assign(first_count=first)
        for first in readings
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def lowest_output(counts: TailCounts | None = None) -> float:
    """The least that all these clusters can have made together, in billion yuan.

    Examples
    --------
    >>> lowest_output()
    490.0
    """
    own = counts or printed_counts()
    return float(cells_between(own.above) @ np.asarray(own.thresholds))


def tail_curves(counts: TailCounts | None = None, *, points: int = 60) -> pd.DataFrame:
    """How many clusters each fitted distribution expects above each output.

    Returns
    -------
    `distribution`, `output_yuan_bn` from the first threshold to twice the last, evenly spaced
    in logarithms, and `expected_above`.
    """
    own = counts or printed_counts()
    output = np.geomspace(own.thresholds[0], 2 * own.thresholds[-1], points)
    tables = [
        pd.DataFrame(
            {
                "distribution": name,
                "output_yuan_bn": output,
                "expected_above": own.above[0] * survival(output),
            }
        )
        for name, survival in _survivals(own).items()
    ]
    return pd.concat(tables, ignore_index=True)


def _survivals(own: TailCounts) -> dict[str, Callable[[Numbers], Numbers]]:
    """The share of clusters beyond the first threshold that lie beyond an output, by fit."""
    from scipy.special import ndtr

    first = own.thresholds[0]
    exponent = pareto(own.thresholds, own.above).parameter
    excess = shifted_exponential(own.thresholds, own.above).parameter
    middle, spread = lognormal(own.thresholds, own.above)

    def beyond(output: Numbers) -> Numbers:
        return np.asarray(ndtr((middle - np.log(output)) / spread))

    return {
        PARETO: lambda output: (output / first) ** -exponent,
        EXPONENTIAL: lambda output: np.exp(-(output - first) / excess),
        LOGNORMAL: lambda output: beyond(output) / beyond(np.array([first])),
    }


def tails_in_words(counts: TailCounts | None = None) -> list[str]:
    """Which distributions the counts reject, how sure that is, and what they cannot tell."""
    own = counts or printed_counts()
    told = [
        f"{str(row.distribution).capitalize()}: {row.parameter} {row.estimate:.3g}, 95 % from "
        f"{row.low:.3g} to {row.high:.3g}; G2 {row.likelihood_ratio:.2f}, p {row.p_value:.2g}, "
        f"{'rejected' if row.is_rejected else 'not rejected'} at {100 * LEVEL:g} %."
        for row in tail_fits(own).query("degrees > 0").itertuples()
    ]
    middle, spread = lognormal(own.thresholds, own.above)
    readings = tail_readings(own)
    by = readings.groupby("distribution")["p_value"]
    return [
        *told,
        f"Lognormal: mu {middle:.2f} and sigma {spread:.2f} meet the counts exactly, so nothing "
        "is left to test.",
        f"With a first count from {own.above[0]:.0f} to {own.highest_first:.0f}, p lies between "
        f"{by.min()[PARETO]:.2g} and {by.max()[PARETO]:.2g} for Pareto and between "
        f"{by.min()[EXPONENTIAL]:.2g} and {by.max()[EXPONENTIAL]:.2g} for the exponential.",
        f"Together these clusters made {lowest_output(own):,.0f} billion yuan or more.",
    ]
