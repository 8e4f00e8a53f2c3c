"""Does the outcome follow that of neighbours, whatever the errors are: spatial 2SLS."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem
from workbench.models.covariance import Moments, coefficients_table, covariance
from workbench.models.design import CONSTANT, Design
from workbench.models.estimators import _spatial_diagnostics as diagnostics
from workbench.models.estimators._card import (
    CLASSICAL,
    ROBUST,
    Card,
    Errors,
    Estimate,
    Option,
    estimator,
)
from workbench.models.estimators._impacts import impacts, total_effects
from workbench.models.estimators._maximum_likelihood import LAG
from workbench.models.estimators._neighbours import NEIGHBOURS, Space, space
from workbench.models.estimators._spatial_likelihood import Filter

STABLE = 1 - 1e-6
MOST_LAGS = 3

CARD = Card(
    question="Does a region's outcome follow that of its neighbours, normal errors or not?",
    formula="y = rho W y + X b + e, W y instrumented by W X, W W X and so on",
    source="Kelejian, H. H. and Prucha, I. R. (1998), Journal of Real Estate Finance and "
    "Economics 17; Anselin, L. (1988), Spatial Econometrics, chapter 7",
    standard_errors=(ROBUST, CLASSICAL, "conley"),
    takes=("fixed_effects", "clusters"),
    needs=("neighbours",),
    options={
        "neighbours": NEIGHBOURS,
        "lags_of_instruments": Option(
            2, "count", "1: neighbours' terms are instruments; 2: those of their neighbours too"
        ),
    },
    caveats=(
        "a coefficient is not an effect: see the table of impacts",
        "without terms that matter there is nothing to instrument with, and rho is noise",
        "robust errors do not know that neighbours' errors may be alike: Conley's do",
    ),
)


@dataclass(frozen=True)
class _Solved:
    """Coefficients of the terms, groups and last rho; fitted regressors and residuals."""

    coefficients: np.ndarray
    fitted: np.ndarray
    residuals: np.ndarray


@estimator(CARD)
def spatial_two_stage_least_squares(
    arrays: Design, errors: Errors, *, neighbours: Any = None, lags_of_instruments: int = 2
) -> Estimate:
    """The spatial lag model, by two-stage least squares.

    Parameters
    ----------
    arrays
        A design with one row a region, its code in `also`.
    errors
        Robust, classical (variance e'e / (n - k)), clustered or Conley's.
    neighbours
        Who is whose neighbour, by region code; weights are put in rows that sum to 1.
    lags_of_instruments
        1: neighbours' terms are the instruments; 2: those of neighbours' neighbours too.

    Returns
    -------
    Coefficients with rho as "spatial_lag", total effects, the tables "impacts" and "neighbours",
    and tests. Regions without a neighbour are left out by name.

    Raises
    ------
    ParameterError
        Without neighbours, or for `lags_of_instruments` out of range.
    FormulaError
        If there is no term to make an instrument of, a region has several rows or the neighbours
        do not know it, too few are left, or a term is an exact combination of others.

    Notes
    -----
    With Z = [X, W y] and P the projection on the instruments H = [X, W X, ...] the estimate is
    (Z'PZ)^-1 Z'Py.

    Examples
    --------
    >>> from workbench.data.geography import neighbours
    >>> from workbench.models import fit
    >>> import numpy as np, pandas as pd
    >>> random = np.random.default_rng(0)
    >>> towns = pd.DataFrame({
    ...     "region": [f"t{i:02}" for i in range(40)], "longitude": np.arange(40) / 10,
    ...     "latitude": 50.0, "firms": random.normal(size=40)})
    >>> towns["wage"] = towns["firms"] + random.normal(size=40)
    >>> near = neighbours(towns, kind="nearest", k=2)
    >>> found = fit("wage ~ firms", towns, estimator="spatial_two_stage_least_squares",
    ...             neighbours=near)
    >>> list(found.coefficients.index)
    ['constant', 'firms', 'spatial_lag']
    """
    _refuse_lags(lags_of_instruments)
    where = space(arrays, neighbours)
    solved = _solved(where, _instruments(where, lags_of_instruments))
    n_rows, k = solved.fitted.shape
    moments = Moments(
        np.linalg.inv(solved.fitted.T @ solved.fitted),
        solved.fitted * solved.residuals[:, None],
        k,
        variance=float(solved.residuals @ solved.residuals) / (n_rows - k),
    )
    matrix, degrees, words = covariance(moments, where.design, errors)
    kept = [*range(len(where.terms)), k - 1]
    terms = pd.Index([*where.terms, LAG])
    table = coefficients_table(
        pd.Series(solved.coefficients[kept], terms),
        pd.Series(np.sqrt(np.diag(matrix))[kept], terms),
        degrees,
    )
    found = Estimate(
        table,
        pd.Series(solved.residuals, where.design.outcome.index),
        words,
        degrees,
        tests=(diagnostics.moran_of(solved.residuals, where.weights.matrix),),
        tables={"neighbours": where.weights.card},
        notes=where.weights.notes,
    )
    return _with_impacts(found, where, solved.coefficients, matrix)


def _instruments(where: Space, lags: int) -> np.ndarray:
    """The terms, and their means among the neighbours so many times over."""
    is_term = [term != CONSTANT for term in where.terms]
    columns = where.regressors[:, : len(is_term)][:, is_term]
    if not columns.shape[1]:
        raise FormulaError(
            Problem(
                "CLW-F43",
                "without terms there is nothing to instrument neighbours' outcomes with",
                value=str(where.design.outcome.name),
                expected="at least one term, whose mean among neighbours is the instrument",
                remedy='put a term into the formula, or take estimator="spatial_lag"',
            )
        )
    found = [where.regressors]
    for _ in range(lags):
        columns = where.weights.lag(columns)
        found.append(columns)
    return np.column_stack(found)


def _solved(where: Space, instruments: np.ndarray) -> _Solved:
    y = where.outcome
    explaining = np.column_stack([where.regressors, where.weights.lag(y)])
    fitted = instruments @ np.linalg.lstsq(instruments, explaining)[0]
    coefficients = np.linalg.lstsq(fitted, y)[0]
    return _Solved(coefficients, fitted, y - explaining @ coefficients)


def _with_impacts(
    found: Estimate, where: Space, coefficients: np.ndarray, matrix: np.ndarray
) -> Estimate:
    """The estimate with its impacts, or a note why there are none."""
    rho = float(coefficients[-1])
    if abs(rho) > STABLE:
        text = f"rho is {rho:.3g}, beyond 1: outcomes would act on each other without end, so "
        return replace(found, notes=(*found.notes, text + "there are no impacts"))
    undo = Filter(where.weights.matrix)
    table = impacts(
        where.terms,
        coefficients,
        matrix,
        undo.traces(rho),
        len(where.outcome),
        found.degrees_of_freedom,
    )
    return replace(
        found, total_effects=total_effects(table), tables={**found.tables, "impacts": table}
    )


def _refuse_lags(lags: int) -> None:
    if isinstance(lags, bool) or not isinstance(lags, int) or not 1 <= lags <= MOST_LAGS:
        raise ParameterError(
            Problem(
                "CLW-P05",
                f"lags_of_instruments = {lags}: must be from 1 to {MOST_LAGS}",
                column="lags_of_instruments",
                value=str(lags),
                expected=f"a whole number from 1 to {MOST_LAGS}",
                remedy="lags_of_instruments=2",
            )
        )
