"""What goes with a count, or with any outcome that is not negative: Poisson pseudo-likelihood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.covariance import (
    coefficients_table,
    covariance,
    negative_variances,
    std_errors_of,
)
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Test, estimator
from workbench.models.estimators._linear import Solved, Within, ill_conditioned, solved, within
from workbench.models.estimators._separation import separated

MOST_STEPS = 100
SETTLED = 1e-13  # the share of the deviance that a step changes at the end
LARGEST = 700.0  # the logarithm of the largest number

CARD = Card(
    question="By how many percent does the mean of a count differ where a term is one more?",
    formula="the b that solves: sum of w x (y - m) = 0, with m = exp(x'b + effects)",
    source="Gourieroux, Monfort and Trognon (1984); Santos Silva and Tenreyro (2006); with fixed "
    "effects Correia, Guimarães and Zylkin (2020)",
    link="log",
    standard_errors=("robust", "classical", "conley"),
    takes=("fixed_effects", "clusters", "weights", "no_constant"),
    caveats=(
        "The outcome may be any number from 0 up; only its mean must be right, so robust or "
        "clustered errors belong to it.",
        '"classical" errors believe that the variance of a count equals its mean.',
    ),
)


@estimator(CARD)
def poisson(arrays: Design, errors: Errors) -> Estimate:
    """Explain the logarithm of a mean, zeros included.

    Parameters
    ----------
    arrays
        The design; the outcome is 0 or more.
    errors
        "robust", "classical", "clustered" or "conley".

    Returns
    -------
    An `Estimate` whose residuals are outcome less mean, in units of the outcome.

    Raises
    ------
    FormulaError
        If the outcome is negative somewhere, a term is an exact combination of others or has no
        finite coefficient, or the steps find no end.

    Notes
    -----
    Iterated weighted least squares: z = log m + (y - m) / m is regressed on the terms, net of
    fixed effects, with weights w m, until the deviance stands still. Zeros that the terms or
    effects tell apart perfectly (a region that is 0 in every year) say nothing about the finite
    coefficients; they are left out of the estimate, and told.

    Examples
    --------
    >>> x = pd.DataFrame({"constant": 1.0, "x": [0.0, 0.0, 1.0, 1.0]})
    >>> y = pd.Series([1.0, 3.0, 3.0, 5.0])
    >>> arrays = Design(y, x, pd.DataFrame(index=x.index), None, pd.DataFrame())
    >>> found = poisson(arrays, Errors("robust")).coefficients["estimate"]
    >>> np.exp(found).round(6).to_dict()
    {'constant': 2.0, 'x': 2.0}
    """
    _refuse_negative(arrays)
    is_apart = separated(arrays)
    kept = _without(arrays, is_apart) if is_apart.any() else arrays
    settled = _settled(kept, arrays)
    model, found = settled.model, settled.solved
    moments = replace(found.moments, variance=1.0)
    inner, degrees, words = covariance(moments, kept, errors, nested=model.nested)
    std_errors = std_errors_of(found.from_basis(inner), found.estimates.index)
    table = coefficients_table(found.estimates, std_errors, degrees)
    residuals = (kept.outcome - settled.mean).reindex(arrays.outcome.index, fill_value=0.0)
    return Estimate(
        table,
        residuals,
        words,
        degrees,
        tests=(_explained(kept, settled.mean),),
        notes=(*_told(is_apart), *ill_conditioned(model), *negative_variances(table)),
    )


@dataclass(frozen=True)
class _Settled:
    """The last step of the iteration, and the means it gives."""

    model: Within
    solved: Solved
    mean: np.ndarray


def _settled(arrays: Design, whole: Design) -> _Settled:
    """Iterate until the deviance stands still."""
    outcome = arrays.outcome.to_numpy(dtype="float64")
    weights = _weights(arrays)
    mean = (outcome + np.average(outcome, weights=weights)) / 2
    logarithm, deviance = np.log(mean), _deviance(outcome, mean, weights)
    for _ in range(MOST_STEPS):
        aim = logarithm + (outcome - mean) / mean
        model = _within(arrays, whole, aim, weights * mean)
        step = solved(model)
        logarithm = np.clip(aim - step.residuals, -LARGEST, LARGEST)
        mean, before = np.exp(logarithm), deviance
        deviance = _deviance(outcome, mean, weights)
        if not np.isfinite(deviance):
            break
        if abs(before - deviance) <= SETTLED * (1 + deviance):
            return _Settled(model, step, mean)
    raise FormulaError(
        Problem(
            "CLW-F24",
            "the Poisson model does not settle on coefficients",
            column=str(arrays.outcome.name),
            expected=f"an end within {MOST_STEPS} steps",
            remedy="take extreme rows or terms out, or explain the logarithm by least squares",
        )
    )


def _within(arrays: Design, whole: Design, aim: np.ndarray, weights: np.ndarray) -> Within:
    """The weighted regression of one step."""
    index = arrays.outcome.index
    step = replace(arrays, outcome=pd.Series(aim, index), weights=pd.Series(weights, index))
    try:
        return within(step)
    except FormulaError as error:
        if len(arrays.outcome) == len(whole.outcome):
            raise
        raise FormulaError([_endless(problem) for problem in error.problems]) from None


def _endless(problem: Problem) -> Problem:
    """A term that says nothing once the separated rows are out."""
    return Problem(
        "CLW-F22",
        f"the term {problem.column} has no finite coefficient: the outcome is 0 in every row in "
        "which it could show",
        column=problem.column,
        expected="rows above 0 on both sides of the term",
        remedy=f"take {problem.column} out of the formula, and say that these rows are all 0",
    )


def _refuse_negative(arrays: Design) -> None:
    is_negative = arrays.outcome < 0
    if is_negative.any():
        raise FormulaError(
            Problem(
                "CLW-F23",
                "a Poisson model cannot explain negative values",
                column=str(arrays.outcome.name),
                value=str(arrays.outcome[is_negative].iloc[0]),
                expected="0 or more in every row",
                remedy='estimator="least_squares"',
                more=int(is_negative.sum()) - 1,
            )
        )


def _without(arrays: Design, out: np.ndarray) -> Design:
    """The design without some rows."""
    keep = ~out
    tables = {name: getattr(arrays, name) for name in ("regressors", "fixed_effects", "also")}
    return replace(
        arrays,
        outcome=arrays.outcome[keep],
        clusters=None if arrays.clusters is None else arrays.clusters[keep],
        weights=None if arrays.weights is None else arrays.weights[keep],
        **{name: table[keep] if len(table) else table for name, table in tables.items()},
    )


def _weights(arrays: Design) -> np.ndarray:
    n_rows = len(arrays.outcome)
    return np.ones(n_rows) if arrays.weights is None else arrays.weights.to_numpy()


def _deviance(outcome: np.ndarray, mean: np.ndarray, weights: np.ndarray) -> float:
    """Twice the distance to the best likelihood there could be."""
    ratio = np.where(outcome > 0, outcome, 1.0) / np.where(outcome > 0, mean, 1.0)
    return float(2 * (weights * (outcome * np.log(ratio) - (outcome - mean))).sum())


def _explained(arrays: Design, mean: np.ndarray) -> Test:
    outcome, weights = arrays.outcome.to_numpy(dtype="float64"), _weights(arrays)
    alone = np.full(len(outcome), np.average(outcome, weights=weights))
    share = 1 - _deviance(outcome, mean, weights) / _deviance(outcome, alone, weights)
    reading = "the share of the deviance from the mean that the model accounts for"
    return Test("pseudo R squared", share, reading=reading)


def _told(is_apart: np.ndarray) -> Iterator[str]:
    if is_apart.any():
        yield (
            f"separation: {int(is_apart.sum())} rows are 0 and told apart perfectly by the terms "
            "or fixed effects, so they say nothing about the coefficients; these rest on the "
            f"other {int((~is_apart).sum())} rows"
        )
