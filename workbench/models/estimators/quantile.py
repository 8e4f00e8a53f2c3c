"""What goes with the low or the high end of an outcome: regression of a quantile."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem
from workbench.models.covariance import (
    Moments,
    coefficients_table,
    covariance,
    negative_variances,
    std_errors_of,
)
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._linear import ill_conditioned, within

Matrix = npt.NDArray[np.float64]

ROUNDING, MET = 1e-9, 1e-10
TAIL = 0.05  # of the interval that the bandwidth is made for
NORMAL_RANGE = 1.34  # the interquartile range of a normal variable of variance one

CARD = Card(
    question="How much more is the median, or another quantile, of the outcome with one more of "
    "a term?",
    formula="the b that makes the sum of e (q - 1[e < 0]) least, with e = y - x'b",
    source="Koenker and Bassett (1978); errors by Powell (1991), by group Parente and Santos Silva "
    "(2016)",
    standard_errors=("robust", "classical", "conley"),
    takes=("clusters", "no_constant"),
    options={"quantile": Option(0.5, "number between 0 and 1", "which quantile; 0.5 the median")},
    caveats=(
        "It compares the quantiles of places with more and with less of a term; it does not follow "
        "the place that stands at a quantile.",
        '"classical" errors believe that errors are spread alike at all values of the terms.',
    ),
)


@estimator(CARD)
def quantile(arrays: Design, errors: Errors, *, quantile: float = 0.5) -> Estimate:
    """Fit the line below which a share `quantile` of the outcomes lies.

    Parameters
    ----------
    arrays
        The design.
    errors
        "robust" (Powell's kernel), "classical", "clustered" or "conley".
    quantile
        Between 0 and 1.

    Returns
    -------
    An `Estimate` without R squared; the share of Koenker and Machado (1999) is among its tests.

    Raises
    ------
    ParameterError
        If the quantile is not between 0 and 1.
    FormulaError
        If a term is an exact combination of others, or too many rows lie on the line for its
        errors to be known.

    Notes
    -----
    Solved exactly as a linear programme in its dual form, on X = QR. With f the density of the
    errors at 0 (kernel of Epanechnikov, bandwidth of Hall and Sheather 1988), robust variances
    are A^-1 (sum s s') A^-1 with A the sum of x x' K(e / h) / h and s = x (q - 1[e < 0]);
    classical ones q (1 - q) / f^2 (X'X)^-1.

    Examples
    --------
    >>> y = pd.Series([1.0, 2.0, 3.0, 4.0, 90.0, 5.0, 6.0])
    >>> constant = pd.DataFrame({"constant": [1.0] * 7})
    >>> arrays = Design(y, constant, pd.DataFrame(index=y.index), None, pd.DataFrame())
    >>> quantile(arrays, Errors("robust")).coefficients["estimate"].round(6).to_dict()
    {'constant': 4.0}
    """
    _refuse(quantile)
    model = within(arrays)
    outcome = arrays.outcome.to_numpy(dtype="float64")
    basis, triangle = np.linalg.qr(model.regressors.to_numpy())
    back = np.linalg.inv(triangle)
    inside = _solved(basis, outcome, quantile)
    left = outcome - basis @ inside
    left[np.abs(left) <= MET * np.abs(outcome)] = 0.0  # the rows that the line meets
    moments = _moments(basis, left, outcome, quantile)
    inner, degrees, words = covariance(_classical(moments, errors), arrays, errors)
    terms = arrays.regressors.columns
    table = coefficients_table(
        pd.Series(back @ inside, terms), std_errors_of(back @ inner @ back.T, terms), degrees
    )
    return Estimate(
        table,
        pd.Series(left, arrays.outcome.index),
        words,
        degrees,
        tests=(_explained(left, outcome, quantile),),
        notes=(*ill_conditioned(model), *negative_variances(table)),
    )


def _solved(basis: Matrix, outcome: Matrix, share: float) -> Matrix:
    """The coefficients as prices in the dual: max y'a with X'a = (1 - q) X'1, 0 <= a <= 1."""
    from scipy.optimize import linprog

    middle = float(np.median(outcome))
    unit = float(np.median(np.abs(outcome - middle))) or float(np.abs(outcome).max()) or 1.0
    wanted = (1 - share) * basis.sum(axis=0)
    found = linprog(-outcome / unit, A_eq=basis.T, b_eq=wanted, bounds=(0, 1), method="highs")
    if found.status != 0:
        raise FormulaError(
            Problem(
                "CLW-F24",
                f"the regression of the quantile {share:g} does not settle",
                value=str(found.message),
                expected="an optimum of the linear programme",
                remedy="take terms out that nearly repeat others",
            )
        )
    met = np.flatnonzero((found.x > ROUNDING) & (found.x < 1 - ROUNDING))
    if len(met) == basis.shape[1]:  # the line goes through these rows: to the last digit
        return np.asarray(np.linalg.solve(basis[met], outcome[met]))
    return np.asarray(-found.eqlin.marginals * unit)


def _moments(basis: Matrix, left: Matrix, outcome: Matrix, share: float) -> Moments:
    """Bread and scores by a kernel; `variance` is q (1 - q) / f^2."""
    n_rows, n_terms = basis.shape
    bandwidth = _bandwidth(left, outcome, share)
    near = np.maximum(0.75 * (1 - (left / bandwidth) ** 2), 0.0) / bandwidth if bandwidth else left
    curvature = basis.T @ (basis * near[:, None])
    if not bandwidth or np.linalg.matrix_rank(curvature) < n_terms:
        raise FormulaError(
            Problem(
                "CLW-F24",
                f"too few rows lie near the line of the quantile {share:g}, or all on it, so its "
                "standard errors are unknown",
                value=str(n_rows),
                expected="rows near the line in every category",
                remedy="quantile=0.5, or fewer terms",
            )
        )
    density = float(near.sum()) / n_rows
    scores = basis * (share - (left < 0))[:, None]
    variance = share * (1 - share) / density**2
    return Moments(np.linalg.inv(curvature), scores, n_terms, variance=variance)


def _classical(moments: Moments, errors: Errors) -> Moments:
    """Where errors are alike, the bread is that of X'X, which is 1 in the basis Q."""
    if errors.kind != "classical":
        return moments
    n_terms = len(moments.bread)
    return Moments(np.eye(n_terms), moments.scores, n_terms, variance=moments.variance)


def _bandwidth(left: Matrix, outcome: Matrix, share: float) -> float:
    """How far from the line errors count as near (Hall and Sheather 1988)."""
    from scipy.special import ndtri

    here = ndtri(share)
    height = np.exp(-(here**2) / 2) / np.sqrt(2 * np.pi)
    reach = (1.5 * height**2 / (2 * here**2 + 1)) ** (1 / 3)
    reach *= ndtri(1 - TAIL / 2) ** (2 / 3) * len(left) ** (-1 / 3)
    low, high = np.quantile(left, [0.25, 0.75])
    spread = min(float(np.std(outcome)), float(high - low) / NORMAL_RANGE)
    above, below = min(share + reach, 1 - 1e-3), max(share - reach, 1e-3)
    return float(spread * (ndtri(above) - ndtri(below)))


def _explained(left: Matrix, outcome: Matrix, share: float) -> Test:
    """Koenker and Machado (1999): what the terms save of the loss without them."""
    alone = outcome - np.quantile(outcome, share, method="inverted_cdf")
    losses = [float((e * (share - (e < 0))).sum()) for e in (left, alone)]
    reading = "the share of the weighted distance to the quantile that the terms save"
    return Test("pseudo R squared", 1 - losses[0] / losses[1], reading=reading)


def _refuse(share: float) -> None:
    if not isinstance(share, (int, float)) or not 0 < share < 1:
        raise ParameterError(
            Problem(
                "CLW-P04",
                "the quantile is not between 0 and 1",
                column="quantile",
                value=str(share),
                expected="a share, such as 0.9 for the line that one in ten exceeds",
                remedy="quantile=0.5",
            )
        )
