"""What would an indicator be, going by the region's other indicators: least squares."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.competitiveness._values import Numbers, Yes

MOST_PREDICTORS = 3
REGIONS_PER_PREDICTOR = 10


def predicted(table: Numbers) -> tuple[Numbers, Yes]:
    """What regressions predict for what is missing, and where the mean had to stand in.

    Parameters
    ----------
    table
        Regions by indicators, nan where a value is missing.

    Returns
    -------
    Numbers, Yes
        A table of which only the places that were missing mean anything; and where it is a mean.
    """
    offered = np.broadcast_to(pd.DataFrame(table).mean().to_numpy(), table.shape).copy()
    is_known = ~np.isnan(table)
    is_replaced = np.zeros_like(is_known)
    correlation = pd.DataFrame(table).corr(min_periods=REGIONS_PER_PREDICTOR).abs().to_numpy()
    for (indicator, *predictors), rows in _gaps(is_known, correlation).items():
        if predictors:
            offered[rows, indicator] = _fitted(table, indicator, predictors, rows)
        else:
            is_replaced[rows, indicator] = is_known[:, indicator].any()
    return offered, is_replaced


def _gaps(is_known: Yes, correlation: Numbers) -> dict[tuple[int, ...], list[int]]:
    """The regions that share a regression: the indicator they lack and its predictors."""
    order = np.argsort(-correlation, axis=1, kind="stable")
    gaps: dict[tuple[int, ...], list[int]] = {}
    for row, indicator in np.argwhere(~is_known):
        usable = [
            other
            for other in order[indicator]
            if is_known[row, other] and correlation[indicator, other] > 0
        ]
        equation = [indicator, *usable[:MOST_PREDICTORS]]
        while len(equation) > 1 and not _is_enough(is_known, equation):
            equation.pop()
        gaps.setdefault(tuple(map(int, equation)), []).append(int(row))
    return gaps


def _is_enough(is_known: Yes, equation: list[int]) -> bool:
    """Whether ten regions for each predictor have all that the equation holds."""
    complete = int(is_known[:, equation].all(axis=1).sum())
    return complete >= REGIONS_PER_PREDICTOR * (len(equation) - 1)


def _fitted(table: Numbers, indicator: int, predictors: list[int], rows: list[int]) -> Numbers:
    """Least squares, on predictors in standard deviations so that their units do not matter."""
    complete = table[~np.isnan(table[:, [indicator, *predictors]]).any(axis=1)]
    mean, spread = complete[:, predictors].mean(axis=0), complete[:, predictors].std(axis=0)
    spread[spread == 0] = 1.0
    outcome = complete[:, indicator]
    standard = (complete[:, predictors] - mean) / spread
    slopes = np.linalg.lstsq(standard, outcome - outcome.mean())[0]
    values: Numbers = outcome.mean() + (table[np.ix_(rows, predictors)] - mean) / spread @ slopes
    return values
