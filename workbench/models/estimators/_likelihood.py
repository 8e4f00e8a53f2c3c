"""Where is a likelihood largest: Newton steps, halved where they go too far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem

MOST_STEPS, MOST_HALVINGS = 50, 30
PRECISE = 1e-16  # a step that would raise the log likelihood by less is the last
NOTHING, ROUNDING = 1e-15, 1e-13
TOO_FAR = 10.0  # a standard error per standard deviation of its term: it grows without end


@dataclass(frozen=True)
class Point:
    """A log likelihood at some coefficients: value, n x K scores, K x K information.

    `residuals` are what the coefficients leave of each row's events.
    """

    value: float
    scores: np.ndarray
    information: np.ndarray
    residuals: np.ndarray


@dataclass(frozen=True)
class Maximum:
    """The coefficients at the maximum, the likelihood there, and the inverse information."""

    estimates: pd.Series
    point: Point
    bread: np.ndarray


def maximum(likelihood: Callable[[np.ndarray], Point], columns: pd.DataFrame) -> Maximum:
    """The coefficients of columns that make a concave log likelihood largest.

    Raises
    ------
    FormulaError
        If there is no largest: a term, or a sum of terms, foretells the outcome without fail.
    """
    spread = columns.std(ddof=0).where(lambda sizes: sizes > 0, 1.0).to_numpy()
    found = np.zeros(columns.shape[1])
    point = likelihood(found)
    for _ in range(MOST_STEPS):
        gradient = point.scores.sum(axis=0)
        step = np.linalg.lstsq(point.information, gradient, rcond=None)[0]
        if gradient @ step < PRECISE:
            break
        found, point = _uphill(likelihood, found, step, point)
    bread = np.linalg.pinv(point.information, rcond=NOTHING, hermitian=True)
    is_flat = np.diag(point.information) * TOO_FAR**2 < spread**2
    is_endless = is_flat | (np.sqrt(np.abs(np.diag(bread))) * spread > TOO_FAR)
    if guilty := [_separation(str(name)) for name in columns.columns[is_endless]]:
        raise FormulaError(guilty)
    return Maximum(pd.Series(found, columns.columns), point, bread)


def _uphill(
    likelihood: Callable[[np.ndarray], Point], start: np.ndarray, step: np.ndarray, before: Point
) -> tuple[np.ndarray, Point]:
    """The end of a step, or of the longest half, quarter, ... of it that climbs."""
    for _ in range(MOST_HALVINGS):
        after = likelihood(start + step)
        if after.value >= before.value - ROUNDING * abs(before.value):
            break
        step = step / 2
    return start + step, after


def _separation(name: str) -> Problem:
    return Problem(
        "CLW-F67",
        f"the term {name} foretells the outcome without fail, so its coefficient has no end",
        column=name,
        expected="events and survivors at some of the same values of each term",
        remedy=f"take {name} out of the formula, or join its rare groups with others",
    )
