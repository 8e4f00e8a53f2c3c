"""How do terms raise a hazard whatever its course in time: Cox's partial likelihood.

Ties are Efron's: where d end at once, the l-th of them leaves l / d of their weight behind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.models.estimators._likelihood import Point


@dataclass(frozen=True)
class Risk:
    """Who is at risk at each event; computed once from durations and events.

    `order` sorts rows from the longest to the shortest. `last` is, for each event, the last row
    in that order still at risk; `time` the number of its time; `share` is l / d.
    """

    order: np.ndarray
    ended: np.ndarray
    last: np.ndarray
    time: np.ndarray
    share: np.ndarray
    moment: np.ndarray

    @staticmethod
    def of(duration: np.ndarray, ended: np.ndarray) -> Risk:
        """The risk sets of durations and events (1 ended, 0 still there)."""
        order = np.lexsort((-ended, -duration))
        falling = -duration[order]
        at = np.flatnonzero(ended[order] == 1)
        times, time = np.unique(falling[at], return_inverse=True)
        size = np.bincount(time)
        place = np.arange(len(at)) - np.repeat(np.cumsum(size) - size, size)
        last = np.searchsorted(falling, falling[at], side="right") - 1
        moment = np.searchsorted(times, falling)  # the first event time at or before each row's
        return Risk(order, ended[order], last, time, place / size[time], moment)

    def at_risk(self, values: np.ndarray) -> np.ndarray:
        """Sums over the rows at risk at each event, those that just ended counted in part."""
        over = np.cumsum(values, axis=0)[self.last]
        ending = np.zeros((int(self.time.max()) + 1, *values.shape[1:]))
        np.add.at(ending, self.time, values[self.ended == 1])
        share = self.share.reshape(-1, *[1] * (values.ndim - 1))
        return np.asarray(over - share * ending[self.time])


def partial_likelihood(coefficients: np.ndarray, x: np.ndarray, risk: Risk) -> Point:
    """The log partial likelihood with its scores (in the order of the rows of x)."""
    rows = x[risk.order]
    index = rows @ coefficients
    weight = np.exp(index - index.max())
    total = risk.at_risk(weight)
    mean = risk.at_risk(weight[:, None] * rows) / total[:, None]
    square = risk.at_risk(weight[:, None, None] * rows[:, :, None] * rows[:, None, :])
    spread = square / total[:, None, None] - mean[:, :, None] * mean[:, None, :]
    is_event = risk.ended == 1
    value = float((index - index.max())[is_event].sum() - np.log(total).sum())
    met = _hazard_met(risk, np.column_stack([np.ones(len(total)), mean]) / total[:, None])
    own = risk.ended[:, None] * (rows - _average(risk, mean))
    scores, residuals = np.empty_like(rows), np.empty(len(rows))
    scores[risk.order] = own - weight[:, None] * (rows * met[:, :1] - met[:, 1:])
    residuals[risk.order] = risk.ended - weight * met[:, 0]
    return Point(value, scores, spread.sum(axis=0), residuals)


def _hazard_met(risk: Risk, parts: np.ndarray) -> np.ndarray:
    """The sums of parts over the events that each row was at risk of, in the order of risk.

    With them come the score residuals of Therneau and Grambsch (2000, 4.6 and 7.2), whose sums
    by cluster make the robust covariance of Lin and Wei (1989). Times are numbered from the
    longest, so the hazard a row has met adds up from behind.
    """
    full, partly = np.zeros((2, int(risk.time.max()) + 2, parts.shape[1]))
    np.add.at(full, risk.time, parts)
    np.add.at(partly, risk.time, parts * risk.share[:, None])
    met = np.cumsum(full[::-1], axis=0)[::-1][risk.moment]
    return np.asarray(met - risk.ended[:, None] * partly[risk.moment])


def _average(risk: Risk, mean: np.ndarray) -> np.ndarray:
    """For each row the average at its time of the means over those at risk."""
    sums = np.zeros((int(risk.time.max()) + 2, mean.shape[1]))
    np.add.at(sums, risk.time, mean)
    events = np.bincount(risk.time, minlength=len(sums))
    return np.asarray((sums / np.maximum(events, 1)[:, None])[risk.moment])


def schoenfeld(
    coefficients: np.ndarray, x: np.ndarray, risk: Risk
) -> tuple[np.ndarray, np.ndarray]:
    """What each event's terms are above the average of those at risk, and its (ranked) time."""
    rows = x[risk.order]
    index = rows @ coefficients
    weight = np.exp(index - index.max())
    mean = risk.at_risk(weight[:, None] * rows) / risk.at_risk(weight)[:, None]
    is_event = risk.ended == 1
    return (rows - _average(risk, mean))[is_event], -risk.moment[is_event]
