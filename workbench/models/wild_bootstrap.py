"""Is a coefficient more than chance where groups are few: the wild cluster bootstrap.

The residuals of the model under the null hypothesis are turned over by group, many times; the
share of turned samples with a larger t statistic is the p value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.models.conley import sums_by_group
from workbench.workers import in_order

Matrix = npt.NDArray[np.float64]

SIZE = 0.05  # of the test that the interval inverts
FEW = 10  # under so many groups there are too few patterns of signs
SIGNS = (-1.0, 1.0)
WEBB = tuple(float(s * np.sqrt(x)) for s in (-1, 1) for x in (0.5, 1.0, 1.5))
ALL_PATTERNS = 4_096  # up to so many are gone through, one and all
FEWEST_DRAWS = 99
STEPS = 40  # of the search for an end of the interval
# Standard errors from the estimate, for the values that are not refused may have gaps; what is
# not refused at the last of them is never refused.
PLACES = np.concatenate([np.linspace(0, 10, 81), np.geomspace(10, 1e6, 31)[1:]])
TIE = 1e-9
GROUPS_AT_ONCE = 256


@dataclass(frozen=True)
class Projected:
    """A regression net of its fixed effects, each row times the root of its weight.

    `regressors` and `outcome` are rows x terms and rows; `residualise` takes the fixed effects
    out of further columns on the same scale; `number` counts the groups from 0.
    """

    regressors: Matrix
    outcome: Matrix
    residualise: Callable[[Matrix], Matrix]
    number: npt.NDArray[np.intp]


def wild_bootstrap(
    model: Projected, terms: pd.Index, *, draws: int = 999, seed: int = 0
) -> pd.DataFrame:
    """P values and intervals of each coefficient that hold with few groups.

    Parameters
    ----------
    model
        Regressors and outcome net of fixed effects, and the groups.
    terms
        The names of the regressors.
    draws
        How many times the residuals are turned over; all patterns where these are at most 4,096.
    seed
        Of the draws.

    Returns
    -------
    By term: p_value, low, high (95 %). An end of the interval is infinite where no value is
    refused, as with two groups; where the values that are not refused have gaps, the interval
    spans them.

    Raises
    ------
    ParameterError
        For fewer than 99 draws.

    Notes
    -----
    Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90: the null is
    imposed on the residuals, groups are turned by Rademacher's signs, under ten groups by Webb's
    six points (Webb 2023, Canadian Journal of Economics 56), and the clustered t statistic is
    compared. The interval holds the values that the test does not refuse. Small-sample factors
    cancel. With x net of all other terms, and its part x_g in group g, the scores of a turned
    sample are C v, where C holds the products of (what the model leaves of x_g) with the
    restricted residuals by group: one product of matrices for all draws.

    Examples
    --------
    >>> one = np.arange(12.0)[:, None]
    >>> model = Projected(one, 2 * one[:, 0] + np.tile([1.0, -1.0], 6), lambda m: m, np.arange(12))
    >>> bool(wild_bootstrap(model, pd.Index(["x"])).loc["x", "p_value"] < 0.01)
    True
    """
    turned = _patterns(int(model.number.max()) + 1, draws, seed)

    def line(place: int) -> tuple[float, float, float]:
        test = _Test(model, place, turned)
        return test.p_value(0.0), test.end(-1), test.end(1)

    lines = list(in_order(line, range(len(terms))))
    columns = ["p_value", "low", "high"]
    return pd.DataFrame(lines, columns=columns, index=terms).rename_axis("term")


@dataclass(frozen=True)
class _Patterns:
    """Weights, groups x draws; `is_all` where every pattern is there once, or its mirror."""

    weights: Matrix
    is_all: bool


def _patterns(n_groups: int, draws: int, seed: int) -> _Patterns:
    if draws < FEWEST_DRAWS:
        raise ParameterError(
            Problem(
                "CLW-P04",
                "so few draws say nothing about the tails",
                column="draws",
                value=str(draws),
                expected=f"{FEWEST_DRAWS} or more",
                remedy="draws=999",
            )
        )
    points = WEBB if n_groups < FEW else SIGNS
    if len(points) ** n_groups <= ALL_PATTERNS:
        half = [point for point in points if point > 0]  # a pattern and its mirror give one |t|
        every = product(half, *[points] * (n_groups - 1))
        return _Patterns(np.array(list(every)).T, True)
    random = np.random.default_rng(seed)
    return _Patterns(random.choice(points, (n_groups, draws)), False)


class _Test:
    """The bootstrap test of one coefficient, at any value so far from the estimate.

    Numerators and scores of the turned samples are linear in that distance, so the squared
    denominators are quadratic: one value costs a few numbers a draw.
    """

    def __init__(self, model: Projected, place: int, patterns: _Patterns) -> None:
        self.is_all = patterns.is_all
        others, _ = np.linalg.qr(np.delete(model.regressors, place, axis=1))
        own = _net(model.regressors[:, place], others)
        self.variation = float(own @ own)
        self.estimate = float(own @ model.outcome) / self.variation
        left = _net(model.outcome, others) - self.estimate * own
        both = np.column_stack([left, own])
        by_group = sums_by_group(own[:, None] * both, model.number)
        self.std_error = float(np.sqrt((by_group[:, 0] ** 2).sum())) / self.variation
        self.top = by_group.T @ patterns.weights / self.variation
        one, other = (
            part @ patterns.weights / self.variation for part in _products(model, own, both)
        )
        self.squares = [(one**2).sum(axis=0), (one * other).sum(axis=0), (other**2).sum(axis=0)]

    def p_values(self, distances: Matrix) -> Matrix:
        """The share of turned samples farther from their null than the data, at each distance."""
        away = distances[:, None]
        whole, crossed, own = self.squares
        spread = np.sqrt(np.maximum(whole - 2 * away * crossed + away**2 * own, 0.0))
        top = np.abs(self.top[0] - away * self.top[1])
        # |t*| >= |t| without dividing, for both spreads can be nothing
        is_as_far = top * self.std_error * (1 + TIE) >= np.abs(away) * spread
        n_as_far, n_draws = is_as_far.sum(axis=1), len(whole)
        found: Matrix = n_as_far / n_draws if self.is_all else (1 + n_as_far) / (1 + n_draws)
        return found

    def p_value(self, value: float) -> float:
        """The p value of the null hypothesis that the coefficient is `value`."""
        return float(self.p_values(np.array([value - self.estimate]))[0])

    def end(self, side: int) -> float:
        """The farthest value that is not refused, below (-1) or above (1) the estimate."""
        if self.std_error == 0:
            return self.estimate
        zero = [-side * self.estimate / self.std_error]
        places = np.sort(np.concatenate([PLACES, zero if zero[0] > 0 else []]))
        unit = side * self.std_error
        kept = np.flatnonzero(self.p_values(places * unit) > SIZE)
        if kept[-1] == len(places) - 1:
            return side * float("inf")
        inside, outside = places[kept[-1]], places[kept[-1] + 1]
        for _ in range(STEPS):
            middle = (inside + outside) / 2
            is_kept = self.p_values(np.array([middle * unit]))[0] > SIZE
            inside, outside = (middle, outside) if is_kept else (inside, middle)
        return float(self.estimate + inside * unit)


def _net(columns: Matrix, others: Matrix) -> Matrix:
    """What the orthonormal `others` leave of columns."""
    left: Matrix = columns - others @ (others.T @ columns)
    return left


def _products(model: Projected, own: Matrix, both: Matrix) -> list[Matrix]:
    """For outcome and term: (what the model leaves of x_g) times the column, by group, g x g."""
    basis, _ = np.linalg.qr(model.regressors)
    n_groups = int(model.number.max()) + 1
    found: list[list[Matrix]] = [[], []]
    for start in range(0, n_groups, GROUPS_AT_ONCE):
        groups = np.arange(start, min(start + GROUPS_AT_ONCE, n_groups))
        parts = np.where(model.number[:, None] == groups, own[:, None], 0.0)
        left = _net(model.residualise(parts), basis)
        for place in range(2):
            found[place].append(sums_by_group(left * both[:, [place]], model.number).T)
    return [np.concatenate(blocks) for blocks in found]
