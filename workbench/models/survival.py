"""How long does it last: the share that survives each time, and the median, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem

LEVEL = 0.95


@dataclass(frozen=True)
class KaplanMeier:
    """The curve of survival and its median.

    `table` has one row a time at which something ended: at_risk, events, survival, std_error,
    low, high. `median` is the first time by which half are gone; it, `low` and `high` are
    infinite where the curve, or its bound, never falls so far.
    """

    table: pd.DataFrame
    median: float
    low: float
    high: float
    n: int
    n_events: int


def kaplan_meier(duration: pd.Series, is_event: pd.Series, *, level: float = LEVEL) -> KaplanMeier:
    """The share still there after each time, where some were watched only for a while.

    Parameters
    ----------
    duration
        How long each was watched, in any unit of time; positive.
    is_event
        Whether it ended then (1 or True), or was still there when last seen (0 or False).
    level
        Of the intervals.

    Returns
    -------
    A `KaplanMeier`: the curve with pointwise intervals, the median with its interval.

    Raises
    ------
    ParameterError
        If a duration is missing or not positive, or `is_event` holds anything but 0 and 1.

    Notes
    -----
    S(t) is the product of 1 - d / n over the times up to t (Kaplan and Meier 1958), its variance
    Greenwood's. Intervals are symmetric for ln(-ln S), so that they stay between 0 and 1
    (Kalbfleisch and Prentice 2002, 1.4). The interval of the median holds the times at which
    that of S includes one half (Brookmeyer and Crowley 1982).

    Examples
    --------
    >>> found = kaplan_meier(pd.Series([1, 2, 2, 3, 5]), pd.Series([1, 1, 0, 1, 1]))
    >>> found.table["survival"].round(2).to_dict(), found.median
    ({1: 0.8, 2: 0.6, 3: 0.3, 5: 0.0}, 3.0)
    """
    _check(duration, is_event)
    from scipy.special import ndtri

    ended = is_event.to_numpy(dtype="float64")
    times = duration.to_numpy()
    at = np.unique(times[ended == 1])
    at_risk = len(times) - np.searchsorted(np.sort(times), at)
    events = np.array([ended[times == time].sum() for time in at])
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.cumsum(events / (at_risk * (at_risk - events)))  # Greenwood's sum
        spread = ndtri((1 + level) / 2) * np.sqrt(hazard) / np.abs(np.log(survival))
        low, high = survival ** np.exp(spread), survival ** np.exp(-spread)
        std_error = survival * np.sqrt(hazard)
    table = pd.DataFrame(
        {
            "at_risk": at_risk,
            "events": events.astype("int64"),
            "survival": survival,
            "std_error": std_error,
            "low": low,
            "high": high,
        },
        index=pd.Index(at, name="time"),
    )
    table.loc[table["survival"] == 0, ["std_error", "low", "high"]] = np.nan
    median, low_end, high_end = (
        _first_below_half(table[name], at) for name in ("survival", "low", "high")
    )
    return KaplanMeier(table, median, low_end, high_end, len(times), int(ended.sum()))


def _first_below_half(curve: pd.Series, times: np.ndarray) -> float:
    """The first time at which the curve is at or below one half; rounding is no difference."""
    below = curve.to_numpy() <= 0.5 + 1e-12
    return float(times[below][0]) if below.any() else float("inf")


def periods_at_risk(panel: pd.DataFrame, *, duration: str, is_event: str) -> pd.DataFrame:
    """One row for each period that each unit was at risk, for a discrete-time hazard.

    Parameters
    ----------
    panel
        One row a unit.
    duration
        Column with the whole number of periods that each was watched.
    is_event
        Column with 1 where it ended in its last period, else 0.

    Returns
    -------
    The columns of the panel, repeated; `period` counts from 1, and `is_event` is 1 in the last
    period of what ended. `row_of_unit` is the label of the row that each comes from.

    Raises
    ------
    ParameterError
        If durations are not positive whole numbers, or `is_event` holds anything but 0 and 1.

    Examples
    --------
    >>> firms = pd.DataFrame({"years": [2, 1], "closed": [1, 0]})
    >>> periods_at_risk(firms, duration="years", is_event="closed")[["period", "closed"]].T
             0  1  2
    period   1  2  1
    closed   0  1  0
    """
    _check(panel[duration], panel[is_event])
    lengths = panel[duration].to_numpy(dtype="float64")
    is_part = lengths != np.round(lengths)
    if is_part.any():
        wrong = panel[duration][is_part]
        raise ParameterError(_problem(duration, "a number of periods is not whole", wrong))
    repeats = lengths.astype("int64")
    place = np.repeat(np.arange(len(panel)), repeats)
    table = panel.iloc[place].reset_index(drop=True)
    period = np.concatenate([np.arange(1, n + 1) for n in repeats])
    is_last = period == repeats[place]
    ended = panel[is_event].to_numpy(dtype="float64")[place]
    columns = {"period": period, is_event: (is_last & (ended == 1)).astype("int64")}
    return table.assign(**columns, row_of_unit=panel.index.to_numpy()[place])


def _check(duration: pd.Series, is_event: pd.Series) -> None:
    """Refuse durations that are not positive and events that are neither yes nor no."""
    lengths = pd.to_numeric(duration, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    ended = pd.to_numeric(is_event, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    problems = [
        _problem(str(column.name), message, column[wrong])
        for column, message, wrong in (
            (duration, "a duration is not positive", ~(lengths > 0)),
            (is_event, "an event is neither 0 nor 1", ~np.isin(ended, (0.0, 1.0))),
        )
        if wrong.any() or column.empty
    ]
    if problems:
        raise ParameterError(problems)


def _problem(column: str, message: str, wrong: pd.Series) -> Problem:
    return Problem(
        "CLW-F65",
        message,
        column=column,
        value="no rows" if wrong.empty else str(wrong.iloc[0]),
        expected="a positive duration and 0 or 1 in every row",
        remedy="leave rows without them out, or say when they were last seen",
        more=max(len(wrong) - 1, 0),
    )
