"""At which number does an outcome shift: threshold regression with fixed effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.absorbing import Absorber
from workbench.models.design import Design

CRITICAL = 7.35  # of the likelihood ratio of a threshold's place at 95 % (Hansen 2000, table 1)
DRAWS, SEED = 499, 0
REACH = 1.959964


@dataclass(frozen=True)
class Threshold:
    """Where an outcome shifts: the place with its interval, the shift with its own.

    `profile` has a row for each place sought: `place`, `shift`, `low`, `high`, `likelihood_ratio`.
    """

    place: int
    low: int
    high: int
    shift: float
    shift_low: float
    shift_high: float
    p_value: float
    profile: pd.DataFrame


def threshold_of(
    arrays: Design, counts: pd.Series, sought: Sequence[int], groups: pd.Series
) -> Threshold:
    """The place at which a step in `counts` explains most of the outcome.

    Parameters
    ----------
    arrays
        The design without the step; its fixed effects are absorbed.
    counts
        What the threshold is of, on the rows of the design.
    sought
        The places to try.
    groups
        Whose errors go together.

    Notes
    -----
    For each place c the outcome is regressed on the design and on counts >= c. The interval of
    the place holds those whose n (S(c) - S(c*)) / S(c*) is at most 7.35 (Hansen 2000); the
    p-value of any shift is that of the largest squared t among the places, whose distribution
    comes from signs drawn by group on the residuals without a step (a wild bootstrap, Hansen
    1996). Intervals of the shift are clustered and take the place as known.
    """
    steps = np.column_stack([(counts >= place).to_numpy(dtype="float64") for place in sought])
    y, x, d = _net(arrays, steps)
    usable = (d**2).sum(axis=0) > 1e-8 * len(d)
    places, d = np.asarray(sought)[usable], d[:, usable]
    d = d - x @ np.linalg.lstsq(x, d, rcond=None)[0]
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    codes, names = pd.factorize(groups, sort=True)
    size = (d**2).sum(axis=0)
    shifts = d.T @ residual / size
    squares = (residual**2).sum() - shifts**2 * size
    best = int(squares.argmin())
    errors = np.array(
        [
            _clustered(d[:, j], residual - d[:, j] * shifts[j], codes, len(names)) / size[j]
            for j in range(len(places))
        ]
    )
    ratio = len(y) * (squares - squares[best]) / squares[best]
    inside = places[ratio <= CRITICAL]
    profile = pd.DataFrame(
        {
            "place": places,
            "shift": shifts,
            "low": shifts - REACH * errors,
            "high": shifts + REACH * errors,
            "likelihood_ratio": ratio,
        }
    )
    return Threshold(
        int(places[best]),
        int(inside.min()),
        int(inside.max()),
        float(shifts[best]),
        float(profile["low"][best]),
        float(profile["high"][best]),
        _any_shift(d, residual, codes, len(names)),
        profile,
    )


def _net(arrays: Design, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcome, regressors and steps net of the fixed effects."""
    columns = np.column_stack([arrays.outcome, arrays.regressors, steps])
    if arrays.fixed_effects.shape[1]:
        columns = Absorber(arrays.fixed_effects).residualise(columns)
    n_terms = arrays.regressors.shape[1]
    return columns[:, 0], columns[:, 1 : 1 + n_terms], columns[:, 1 + n_terms :]


def _clustered(step: np.ndarray, residual: np.ndarray, codes: np.ndarray, n: int) -> float:
    sums = np.bincount(codes, step * residual, minlength=n)
    return float(np.sqrt((sums**2).sum() * n / (n - 1)))


def _any_shift(d: np.ndarray, residual: np.ndarray, codes: np.ndarray, n: int) -> float:
    """How often signs drawn by group give a squared t as large as the largest one found."""
    scores = np.stack([np.bincount(codes, column * residual, minlength=n) for column in d.T])
    scale = np.sqrt((scores**2).sum(axis=1))
    observed = np.abs(scores.sum(axis=1)) / scale
    random = np.random.default_rng(SEED)
    signs = random.choice([-1.0, 1.0], size=(DRAWS, n))
    drawn = np.abs(signs @ scores.T) / scale
    return float((1 + (drawn.max(axis=1) >= observed.max()).sum()) / (1 + DRAWS))
