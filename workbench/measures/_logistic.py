"""Which growth curve K / (1 + exp(-r (t - t0))) do sizes over years follow: for many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.measures._cells import Numbers, ratio

N_STEPS = 80
SETTLED = 1e-10  # so little gained in a step, relative to what is left, is the end
STUCK = 1e8  # no step is better, however short
FLATTEST = 1e-3  # the slope of a path without one
LIMIT = 60.0  # beyond so many, exp(-x) / (1 + exp(-x))² is 0 for any purpose here


@dataclass(frozen=True)
class Curves:
    """Growth curves, one entry each: K, r per year, the year t0, and the share explained."""

    capacity: Numbers
    rate: Numbers
    midpoint: Numbers
    r_squared: Numbers


def fit(sizes: Numbers, years: Numbers) -> Curves:
    """The curves that come closest to sizes (one row each) by least squares.

    Damped Gauss-Newton steps (Marquardt 1963), all rows together, each with its own damping;
    sizes are in units of the row's largest and years count from the middle, in units of the
    span. A row of zeros, or one that never changes, gets some curve that nobody should use.
    """
    top = sizes.max(axis=1, keepdims=True)
    y = ratio(sizes, top, 0)
    centre, width = years.mean(), float(np.ptp(years)) or 1.0
    t = (years - centre) / width
    p = _start(y, t)
    error = _error(y, t, p)
    damping = np.full(len(y), 1e-2)
    moving = np.arange(len(y))
    for _ in range(N_STEPS):
        trial = _within_reason(p[moving] + _step(y[moving], t, p[moving], damping[moving]))
        old, new = error[moving], _error(y[moving], t, trial)
        is_better = new < old
        p[moving[is_better]], error[moving[is_better]] = trial[is_better], new[is_better]
        damping[moving] *= np.where(is_better, 1 / 5, 5)
        has_settled = is_better & (old - new < SETTLED * old) | (damping[moving] > STUCK)
        moving = moving[~has_settled]
    spread = ((y - y.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    return Curves(
        p[:, 0] * top[:, 0],
        p[:, 1] / width,
        centre + p[:, 2] * width,
        1 - ratio(error, spread),
    )


def _within_reason(p: Numbers) -> Numbers:
    """Parameters kept from running away, as they do where the turn of the curve is not seen."""
    lowest, highest = (1e-6, -1e3, -1e3), (1e9, 1e3, 1e3)
    return np.asarray(np.clip(p, lowest, highest))


def _start(y: Numbers, t: Numbers) -> Numbers:
    """Where to begin: the line through the logits of sizes, if the end is near the top."""
    capacity = 1.1
    inside = np.clip(y / capacity, 0.01, 0.99)
    logits = np.log(inside / (1 - inside))
    slope = (logits * t).sum(axis=1) / (t**2).sum()
    slope = np.where(np.abs(slope) < FLATTEST, FLATTEST, slope)
    midpoint = np.clip(-logits.mean(axis=1) / slope, -3, 3)
    return np.column_stack([np.full(len(y), capacity), slope, midpoint])


def _curve(t: Numbers, p: Numbers) -> Numbers:
    """The share of K reached at each time."""
    exponent = np.clip(p[:, 1:2] * (t - p[:, 2:3]), -LIMIT, LIMIT)
    return np.asarray(1 / (1 + np.exp(-exponent)))


def _error(y: Numbers, t: Numbers, p: Numbers) -> Numbers:
    """The sum of squared differences from the curve."""
    return np.asarray(((y - p[:, :1] * _curve(t, p)) ** 2).sum(axis=1))


def _step(y: Numbers, t: Numbers, p: Numbers, damping: Numbers) -> Numbers:
    """One damped step towards the least squares."""
    share = _curve(t, p)
    slope = p[:, :1] * share * (1 - share)
    derivatives = np.stack([share, slope * (t - p[:, 2:3]), -slope * p[:, 1:2]], axis=2)
    normal = derivatives.transpose(0, 2, 1) @ derivatives
    towards = (derivatives * (y - p[:, :1] * share)[:, :, None]).sum(axis=1)
    diagonal = np.einsum("nii->ni", normal)
    weight = damping[:, None] * diagonal + 1e-12
    damped = normal + weight[:, :, None] * np.eye(3)
    return np.asarray(np.linalg.solve(damped, towards[:, :, None])[:, :, 0])
