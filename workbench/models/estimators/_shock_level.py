"""What do shocks say: errors by shock, the regression over shocks, the weight of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.models.estimators._card import Test
from workbench.models.estimators._shares import Shares
from workbench.models.estimators._solution_sets import Linear, SolutionSet, not_rejected

FEW = 20
NORMAL = 1.959963984540054  # the 97.5 % point


@dataclass(frozen=True)
class Net:
    """Outcome, term and shift-share column net of controls, and the weights of the rows."""

    outcome: np.ndarray
    term: np.ndarray
    column: np.ndarray
    weights: np.ndarray

    @property
    def moments(self) -> tuple[float, float]:
        """The products of the column with outcome and term, by weight."""
        weighted = self.column * self.weights
        return float(weighted @ self.outcome), float(weighted @ self.term)

    @property
    def estimate(self) -> float:
        """The coefficient of the term."""
        with_outcome, with_term = self.moments
        return with_outcome / with_term


@dataclass(frozen=True)
class ByShock:
    """What each group of shocks adds to a product with the shift-share column.

    `size` are the shocks net of controls: the coefficients of the column net of controls on the
    shares.
    """

    net: Net
    shares: Shares
    size: pd.Series
    group: pd.Series

    def parts(self, values: np.ndarray) -> np.ndarray:
        """The parts of the groups in the product of the column with values, by weight."""
        each = self.size * self.shares.exposed(self.net.weights * values)
        return np.asarray(each.groupby(self.group.to_numpy()).sum())


def akm(by_shock: ByShock) -> dict[str, Any]:
    """Estimate and standard error of Adao, Kolesar and Morales (2019)."""
    net = by_shock.net
    estimate = net.estimate
    parts = by_shock.parts(net.outcome - estimate * net.term)
    error = float(np.sqrt(parts @ parts)) / abs(net.moments[1])
    return _line("Adao, Kolesar and Morales", estimate, error)


def akm_null_imposed(by_shock: ByShock) -> tuple[SolutionSet, dict[str, Any]]:
    """The values that are not rejected when residuals are taken at the value that is tested.

    The standard error is the length of the set over that of a normal interval; missing where
    the set is no interval.
    """
    net = by_shock.net
    both = np.column_stack([by_shock.parts(values) for values in (net.outcome, net.term)])
    with_outcome, with_term = net.moments
    test = Linear(np.array([with_outcome]), np.array([with_term]), both.T @ both)
    left = not_rejected(test, NORMAL**2)
    low, high = left.pieces[0] if left.shape == "interval" else (np.nan, np.nan)
    name = "Adao, Kolesar and Morales, null imposed"
    line = _line(name, net.estimate, (high - low) / (2 * NORMAL))
    return left, {**line, "low": low, "high": high}


def by_industry(net: Net, shares: Shares, shocks: pd.Series) -> pd.DataFrame:
    """Each shock: its weight, mean outcome and term net of controls, and what it contributes.

    The Rotemberg weight of a shock is its part of the first stage; with the estimate that uses
    its share alone as instrument, these make the whole (Goldsmith-Pinkham et al. 2020).
    """
    exposure = shares.exposed(net.weights)
    outcome = shares.exposed(net.weights * net.outcome)
    term = shares.exposed(net.weights * net.term)
    part = shocks * term
    table = pd.DataFrame(
        {
            "weight": exposure / exposure.sum(),
            "shock": shocks,
            "mean_outcome": outcome / exposure,
            "mean_term": term / exposure,
            "rotemberg_weight": part / part.sum(),
            "own_estimate": outcome / term,
        }
    )
    return table.reset_index()


def shock_level(industries: pd.DataFrame, group: pd.Series) -> dict[str, Any]:
    """The same estimate as a regression over shocks (Borusyak, Hull and Jaravel 2022).

    Outcome and term are means by exposure, the shock is the instrument, exposure the weight, and
    each year has a level. Errors are clustered by group, without a small-sample correction.
    """
    weight = industries["weight"]
    columns = industries[["shock", "mean_outcome", "mean_term"]]
    in_year = weight.groupby(industries["year"]).transform("sum")
    level = columns.mul(weight, axis=0).groupby(industries["year"]).transform("sum")
    net = columns - level.div(in_year, axis=0)
    instrument = weight * net["shock"]
    first = float((instrument * net["mean_term"]).sum())
    estimate = float((instrument * net["mean_outcome"]).sum()) / first
    scores = instrument * (net["mean_outcome"] - estimate * net["mean_term"])
    sums = scores.groupby(group.to_numpy()).sum()
    name = "over shocks, with a level for each year"
    return _line(name, estimate, float(np.sqrt((sums**2).sum())) / abs(first))


def effective_number(industries: pd.DataFrame, group: pd.Series) -> Test:
    """How many shocks of equal weight would say as much: 1 over the sum of squared weights."""
    weights = industries["weight"].groupby(group.to_numpy()).sum()
    number = 1 / float((weights**2).sum())
    reading = (
        f"few (under {FEW}): errors that count on many shocks are doubtful"
        if number < FEW
        else "so many shocks of equal weight would say as much"
    )
    return Test("effective number of shocks", number, float("nan"), reading)


def _line(method: str, estimate: float, error: float) -> dict[str, Any]:
    return {
        "method": method,
        "estimate": estimate,
        "std_error": error,
        "low": estimate - NORMAL * error,
        "high": estimate + NORMAL * error,
    }
