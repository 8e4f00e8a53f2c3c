"""When does a series move more than it always did: control limits, signals, false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

INDIVIDUALS, RANGES = 2.66, 3.267  # 3 / d2 and 1 + 3 d3 / d2, with d2 = 1.128 and d3 = 0.853
RUN = 8
FEWEST = 3
LARGEST = 1e300  # what is larger cannot be drawn, nor its moving range be taken
DRAWS = 4_000
SEED = 0
LONGEST_KNOWN = 200  # the alarm rate of a longer series is not simulated
BEYOND, RUNNING = "beyond the limits", "long run on one side"

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ControlRules:
    """When a value is a signal.

    Parameters
    ----------
    multiple
        How many mean moving ranges the limits lie from the mean.
    run
        So many values in a row on one side of the mean are a signal; the last of them is marked,
        and each that goes on with the run.
    """

    multiple: float = INDIVIDUALS
    run: int = RUN


STANDARD = ControlRules()


@dataclass(frozen=True)
class ControlLimits:
    """The mean of a series, its limits, and those of the moving range (which has no lower one)."""

    mean: float
    low: float
    high: float
    mean_range: float
    high_range: float


NO_LIMITS = ControlLimits(*[float("nan")] * 5)


def control_limits(values: Numbers, rules: ControlRules = STANDARD) -> ControlLimits:
    """Mean and limits of a series, from how much neighbours in time differ.

    Parameters
    ----------
    values
        Two values or more, in the order of time.
    rules
        How far the limits lie.

    Notes
    -----
    Limits are the mean ± 2.66 mean moving ranges, and the moving range has the upper limit 3.267
    mean moving ranges. Source: Wheeler and Chambers (1992).

    Examples
    --------
    >>> limits = control_limits(np.array([10.0, 12.0, 11.0, 13.0]))
    >>> [round(float(v), 3) for v in (limits.low, limits.mean, limits.high, limits.mean_range)]
    [7.067, 11.5, 15.933, 1.667]
    """
    mean, mean_range = float(np.mean(values)), float(np.mean(np.abs(np.diff(values))))
    away = rules.multiple * mean_range
    return ControlLimits(mean, mean - away, mean + away, mean_range, RANGES * mean_range)


def runs(values: Numbers, middle: float | Numbers) -> npt.NDArray[np.int64]:
    """How many values in a row, up to each one, lie on one side of the middle.

    A value in the middle itself ends a run. Series may stand below one another, one a row.

    Examples
    --------
    >>> runs(np.array([1.0, 2.0, -1.0, 0.0, 3.0, 1.0]), 0.0).tolist()
    [1, 2, 1, 0, 1, 2]
    """
    side = np.sign(values - middle)
    found = np.zeros(side.shape, dtype=np.int64)
    before, length = np.zeros(side.shape[:-1]), np.zeros(side.shape[:-1], dtype=np.int64)
    for place in range(side.shape[-1]):
        now = side[..., place]
        length = np.where(now == 0, 0, np.where(now == before, length + 1, 1))
        found[..., place], before = length, now
    return found


def control_table(
    data: pd.DataFrame, *, value: str, time: str, rules: ControlRules = STANDARD
) -> pd.DataFrame:
    """A series in the order of time with its moving range, its limits and its signals.

    Parameters
    ----------
    data
        One row a point of time. Rows without a finite number or without a time are left out.
    value, time
        The columns.
    rules
        When a value is a signal.

    Returns
    -------
    One row a value: `time`, `value`, `moving_range` (to the value before), `mean`, `low`,
    `high`, `high_range` and `signal`, the reason why a value is one (else missing). With fewer
    than three values, or all alike, there are no limits and no signals.

    Notes
    -----
    A series in which each value resembles the one before (wages, population) moves in small
    steps, so its limits are too narrow and it gives signals although nothing happened: chart its
    growth instead.

    Examples
    --------
    >>> toy = pd.DataFrame({"year": range(2001, 2010), "jobs": [9, 11, 9, 11, 9, 11, 9, 11, 30]})
    >>> control_table(toy, value="jobs", time="year")["signal"].iloc[-1]
    'beyond the limits'
    """
    numbers = pd.to_numeric(data[value], errors="coerce").astype("float64")
    finite = numbers.where(numbers.abs() < LARGEST)
    rows = pd.DataFrame({"time": data[time], "value": finite}).dropna()
    rows = _in_time(rows).reset_index(drop=True)
    values = rows["value"].to_numpy()
    is_enough = len(values) >= FEWEST and np.ptp(values) > 0
    limits = control_limits(values, rules) if is_enough else NO_LIMITS
    is_beyond = (values < limits.low) | (values > limits.high)
    is_running = runs(values, limits.mean) >= rules.run
    signal = pd.Series(None, rows.index, dtype="str")
    signal = signal.mask(is_running, RUNNING).mask(is_beyond, BEYOND)
    return rows.assign(
        moving_range=rows["value"].diff().abs(),
        mean=limits.mean,
        low=limits.low,
        high=limits.high,
        high_range=limits.high_range,
        signal=signal,
    )


def _in_time(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of time, whatever kinds of times a column mixes."""
    try:
        return rows.sort_values("time", kind="stable")
    except TypeError:
        return rows.sort_values("time", kind="stable", key=lambda times: times.astype("str"))


def false_alarm_rate(length: int, rules: ControlRules = STANDARD) -> float:
    """How often a stable series of this length shows at least one signal, as a share.

    Notes
    -----
    From 4,000 simulated series of independent normal values, each with its own limits. With
    the usual rules it is 3 % for twelve values, 5 % for about sixteen, 8 % for 24 and 43 % for a
    hundred: `rules_within` keeps it below a rate.

    Examples
    --------
    >>> 0.05 < false_alarm_rate(24) < 0.2
    True
    """
    farthest, longest = _stable(min(max(length, FEWEST), LONGEST_KNOWN))
    return float(np.mean((farthest > rules.multiple) | (longest >= rules.run)))


def rules_within(length: int, rate: float = 0.05) -> ControlRules:
    """The rules that are as usual, or stricter where a stable series would err more often.

    Half of the false alarms are left to each rule.

    Examples
    --------
    >>> false_alarm_rate(24, rules_within(24)) <= 0.05
    True
    """
    farthest, longest = _stable(min(max(length, FEWEST), LONGEST_KNOWN))
    multiple = max(INDIVIDUALS, float(np.quantile(farthest, 1 - rate / 2, method="higher")))
    run = next(n for n in range(RUN, length + RUN + 1) if np.mean(longest >= n) <= rate / 2)
    return ControlRules(multiple, run)


@cache
def _stable(length: int) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """Of stable series: the farthest value, in mean moving ranges, and the longest run."""
    values = np.random.default_rng(SEED).standard_normal((DRAWS, length))
    middle = values.mean(axis=1, keepdims=True)
    ranges = np.abs(np.diff(values, axis=1)).mean(axis=1)
    farthest = np.abs(values - middle).max(axis=1) / ranges
    return farthest, runs(values, middle).max(axis=1)
