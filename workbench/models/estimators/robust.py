"""What goes with the outcome when a few odd rows are not to decide: M-estimation."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.models.covariance import (
    Moments,
    coefficients_table,
    covariance,
    negative_variances,
    std_errors_of,
)
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, estimator
from workbench.models.estimators._linear import ill_conditioned, within
from workbench.models.standard_errors import KINDS

Matrix = npt.NDArray[np.float64]

NORMS = ("huber", "bisquare")
OWN = "own"
MOST_STEPS, SETTLED = 1_000, 1e-10
EXACT = 1e-10
LITTLE = 0.5  # a row of less weight than this is told
NAMED = 20

CARD = Card(
    question="How much more of the outcome goes with one more of a term, if odd rows count less?",
    formula="the b that solves: sum of x psi(e / s) = 0, s the median absolute error / 0.6745",
    source="Huber (1981), Robust Statistics; bisquare by Beaton and Tukey (1974)",
    standard_errors=(OWN, "robust", "conley"),
    takes=("clusters", "no_constant"),
    options={
        "norm": Option(
            "huber",
            "huber or bisquare",
            "huber: an error counts in full up to 1.345 s, and no more beyond; "
            "bisquare: beyond 4.685 s it does not count at all",
        )
    },
    caveats=(
        "It guards against odd outcomes, not against odd values of a term.",
        "It says little about the places that it plays down; look at the table of them.",
    ),
)


@estimator(CARD)
def robust(arrays: Design, errors: Errors, *, norm: str = "huber") -> Estimate:
    """Fit a line that a few odd rows cannot pull.

    Parameters
    ----------
    arrays
        The design.
    errors
        "own" (Huber's covariance for errors that are alike), "robust", "clustered" or "conley".
    norm
        "huber" or "bisquare".

    Returns
    -------
    An `Estimate`; its table `played_down` lists the rows that count for less than half, least
    first, twenty at most.

    Raises
    ------
    ParameterError
        For another norm.
    FormulaError
        If a term is an exact combination of others, or half of the rows or more are fitted
        exactly.

    Notes
    -----
    Solved by statsmodels on X = QR, by reweighting; bisquare starts from Huber's answer. "own"
    is Huber's (1981, equation 6.5) covariance; the others have the bread (sum psi'(e / s) x x')^-1
    and the scores s psi(e / s) x.

    Examples
    --------
    >>> y = pd.Series([1.0, 2.0, 3.0, 4.0, 90.0])
    >>> constant = pd.DataFrame({"constant": [1.0] * 5})
    >>> arrays = Design(y, constant, pd.DataFrame(index=y.index), None, pd.DataFrame())
    >>> found = robust(arrays, Errors("own"), norm="bisquare")
    >>> float(found.coefficients.loc["constant", "estimate"].round(2))
    2.5
    """
    if norm not in NORMS:
        raise ParameterError(unknown("CLW-P07", "norm", str(norm), NORMS))
    model = within(arrays)
    basis, triangle = np.linalg.qr(model.regressors.to_numpy())
    result = _solved(basis, arrays.outcome.to_numpy(dtype="float64"), norm)
    inner, degrees, words = _covariance(result, basis, arrays, errors)
    back, terms = np.linalg.inv(triangle), arrays.regressors.columns
    table = coefficients_table(
        pd.Series(back @ result.params, terms),
        std_errors_of(back @ inner @ back.T, terms),
        degrees,
    )
    return Estimate(
        table,
        pd.Series(result.resid, arrays.outcome.index),
        words,
        degrees,
        tables={"played_down": _played_down(pd.Series(result.weights, arrays.outcome.index))},
        notes=(*ill_conditioned(model), *negative_variances(table)),
    )


def _solved(basis: Matrix, outcome: Matrix, norm: str) -> Any:
    """The fit of statsmodels, from Huber's answer where the norm has several."""
    from statsmodels.robust.norms import HuberT, TukeyBiweight
    from statsmodels.robust.robust_linear_model import RLM
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    options = {"maxiter": MOST_STEPS, "tol": SETTLED}
    with warnings.catch_warnings():  # a scale of 0 is refused in our own words
        warnings.filterwarnings("ignore", "Estimated scale is 0.0", ConvergenceWarning)
        found = RLM(outcome, basis, M=HuberT()).fit(**options)
        if norm != "huber" and found.scale > 0:
            start = {"start_params": found.params}
            found = RLM(outcome, basis, M=TukeyBiweight()).fit(**options, **start)
    if not found.scale > EXACT * np.abs(outcome).max():
        raise FormulaError(_no_scale(len(outcome)))
    return found


def _covariance(
    result: Any, basis: Matrix, arrays: Design, errors: Errors
) -> tuple[Matrix, float, str]:
    """The covariance in the basis, the degrees of freedom, and words."""
    if errors.kind == OWN:
        degrees = float(basis.shape[0] - basis.shape[1])
        return np.asarray(result.bcov_scaled), degrees, f"{KINDS[OWN].words} (Huber 1981)"
    standard = result.resid / result.scale
    slopes, pulls = result.model.M.psi_deriv(standard), result.model.M.psi(standard)
    bread = np.linalg.inv(basis.T @ (basis * slopes[:, None]))
    scores = basis * (result.scale * pulls)[:, None]
    return covariance(Moments(bread, scores, basis.shape[1]), arrays, errors)


def _no_scale(n_rows: int) -> Problem:
    return Problem(
        "CLW-F24",
        "half of the rows or more are fitted exactly, so there is no scale to call a row odd by",
        value=f"{n_rows} rows",
        expected="errors in more than half of the rows",
        remedy='estimator="least_squares"',
    )


def _played_down(weights: pd.Series) -> pd.DataFrame:
    """The rows that count for less than half, least first."""
    least = weights[weights < LITTLE].sort_values(kind="stable").head(NAMED)
    return least.rename("weight").rename_axis("row").to_frame()
