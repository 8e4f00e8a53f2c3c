"""Intervals, bounds and false discoveries once more, in the plainest way.

Written from the cited definitions with plain numpy on dense matrices, for tests to compare with;
shares no code with the workbench. Random draws differ, so shares of draws agree within their own
sampling error only (see the tolerances in the tests).
"""

from __future__ import annotations

from itertools import product

import numpy as np

# How far a quotient of a cell of so many jobs may be from the truth, times or over: exp(1.96 / √n).
TIMES_OR_OVER = {10: 1.86, 30: 1.43, 100: 1.22}

# The 95th percentile of LQ(A, textile) of the toy if nothing were associated, by number of jobs.
CRITICAL_QUOTIENTS = {400: 1.255, 40: 1.905}


def quotients(matrix):
    """Florence (1939), by region and industry; nan where there is nothing to compare."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = matrix / matrix.sum(axis=1, keepdims=True)
        return shares / (matrix.sum(axis=0) / matrix.sum())


def multinomial_interval(statistic, matrix, draws, level, seed):
    """Percentiles of a statistic of counts thrown again over their own cells."""
    random = np.random.default_rng(seed)
    thrown = random.multinomial(int(matrix.sum()), (matrix / matrix.sum()).ravel(), size=draws)
    values = np.array([statistic(one.reshape(matrix.shape).astype(float)) for one in thrown])
    return np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0), values.std(
        axis=0, ddof=1
    )


def extremes(statistic, matrix, low, high, steps):
    """The smallest and largest value over a grid of what the unknown (nan) cells could hold."""
    unknown = np.argwhere(np.isnan(matrix))
    values = []
    for amounts in product(np.linspace(low, high, steps), repeat=len(unknown)):
        filled = matrix.copy()
        filled[tuple(unknown.T)] = amounts
        values.append(statistic(filled))
    return np.nanmin(values, axis=0), np.nanmax(values, axis=0)
