"""What do many studies say together: pooled effects, what moves them, and selective reporting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.covariance import coefficients_table, covariance, std_errors_of
from workbench.models.design import CONSTANT, Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._linear import Within, solved, within
from workbench.models.estimators._pooling import (
    der_simonian_laird,
    heterogeneity,
    pooled,
    restricted_likelihood,
)

REACH = 1.959963984540054  # of a normal 95 % interval
NOTICED = 0.05

CARD = Card(
    question="What do many estimates of one effect say together, and what moves them?",
    formula="effect_j = x_j'b + u_j + e_j, var(e_j) = std_error_j^2, var(u_j) = tau^2 by REML; "
    "FAT-PET: effect_j = b0 + b1 std_error_j, PEESE: with its square, weights 1 / std_error^2",
    source="DerSimonian and Laird (1986); Viechtbauer (2005); Knapp and Hartung (2003); Higgins, "
    "Thompson and Spiegelhalter (2009); Stanley and Doucouliagos (2014)",
    standard_errors=("own", "robust"),
    takes=("clusters",),
    options={"std_error": Option("", "column", "the standard error of each estimate")},
    caveats=(
        "estimates of one study depend on each other: cluster by study",
        "a funnel that leans may come from selective reporting, or from small studies that differ",
        "PET where it is not different from zero, PEESE where it is: a rule of thumb",
        "own: Knapp and Hartung's, with t",
    ),
)


@estimator(CARD)
def meta_regression(arrays: Design, errors: Errors, *, std_error: str = "") -> Estimate:
    """A random-effects regression of estimated effects.

    Parameters
    ----------
    arrays
        One row an estimate; moderators as regressors, standard errors in `also`.
    errors
        Knapp and Hartung's ("own"), robust, or by cluster (the study).
    std_error
        Column with the standard error of each estimate.

    Returns
    -------
    Coefficients at tau^2 by REML. Tables: `pooled` (the mean by three methods, with prediction
    intervals), `publication_bias` (FAT, PET, PEESE; empty where all standard errors are alike),
    `funnel`.

    Raises
    ------
    FormulaError
        Without positive standard errors.

    Examples
    --------
    >>> from workbench.models import fit
    >>> studies = pd.DataFrame({"elasticity": [0.03, 0.05, 0.04, 0.08, 0.02, 0.06],
    ...                         "std_error": [0.01, 0.02, 0.01, 0.03, 0.01, 0.02]})
    >>> found = fit(
    ...     "elasticity ~ 1", studies, estimator="meta_regression", std_error="std_error")
    >>> found.tables["pooled"]["estimate"].round(3).to_dict()
    {'common effect': 0.035, 'DerSimonian-Laird': 0.037, 'REML': 0.037}
    """
    own = _std_errors(arrays, std_error)
    errors = Errors("classical") if errors.kind == "own" else errors
    between = restricted_likelihood(arrays, own**2)
    model = _weighted(arrays, 1 / (own**2 + between))
    table, residuals, degrees, words = _fitted(model, errors)
    is_own = errors.kind == "classical"
    bias = _bias(arrays, own, errors)
    return Estimate(
        table,
        residuals,
        "Knapp and Hartung's" if is_own else words,
        degrees,
        model.regressors,
        tests=tuple(_tests(arrays, own, between, bias)),
        tables={
            "pooled": _pooled(arrays, own),
            "publication_bias": bias,
            "funnel": _funnel(arrays, own),
        },
    )


def _std_errors(arrays: Design, name: str) -> np.ndarray:
    """The standard errors of the estimates."""
    if not name:
        raise FormulaError(_wrong("std_error", None, "a meta-regression needs standard errors"))
    values = pd.to_numeric(arrays.also[name], errors="coerce")
    wrong = arrays.also[name][~(values > 0) | np.isinf(values)]
    if len(wrong):
        raise FormulaError(_wrong(name, str(wrong.iloc[0]), "a standard error is not positive"))
    return values.to_numpy(dtype="float64")


def _weighted(arrays: Design, weights: np.ndarray) -> Within:
    return within(replace(arrays, weights=pd.Series(weights, arrays.outcome.index)))


def _fitted(model: Within, errors: Errors) -> tuple[pd.DataFrame, pd.Series, float, str]:
    """Coefficients of weighted least squares, residuals, degrees of freedom, words."""
    found = solved(model)
    matrix, degrees, words = covariance(found.moments, model.arrays, errors)
    spread = std_errors_of(found.from_basis(matrix), found.estimates.index)
    residuals = pd.Series(found.residuals, model.arrays.outcome.index)
    return coefficients_table(found.estimates, spread, degrees), residuals, degrees, words


def _bias(arrays: Design, own: np.ndarray, errors: Errors) -> pd.DataFrame:
    """Funnel asymmetry, precision effect, and the effect with the square: FAT, PET, PEESE."""
    lines = {}
    for name, column in (("PET", own), ("PEESE", own**2)):
        columns = pd.DataFrame({CONSTANT: 1.0, "std_error": column}, arrays.outcome.index)
        if np.ptp(own) == 0:
            return pd.DataFrame()
        table, *_ = _fitted(_weighted(replace(arrays, regressors=columns), own**-2.0), errors)
        if name == "PET":
            lines["FAT"] = table.loc["std_error"]
        lines[name] = table.loc[CONSTANT]
    return pd.DataFrame(lines).T.rename_axis("test")


def _pooled(arrays: Design, own: np.ndarray) -> pd.DataFrame:
    """The average effect by each method, without moderators, with prediction intervals."""
    alone = replace(arrays, regressors=pd.DataFrame({CONSTANT: 1.0}, arrays.outcome.index))
    effects = arrays.outcome.to_numpy()
    between = {
        "common effect": 0.0,
        "DerSimonian-Laird": der_simonian_laird(effects, own**2),
        "REML": restricted_likelihood(alone, own**2),
    }
    return pd.DataFrame(
        {name: pooled(effects, own**2, tau) for name, tau in between.items()}
    ).T.rename_axis("method")


def _funnel(arrays: Design, own: np.ndarray) -> pd.DataFrame:
    """Each effect and its standard error, with where 95 % would lie were all effects one."""
    middle = np.average(arrays.outcome, weights=own**-2.0)
    columns = {
        "effect": arrays.outcome.to_numpy(),
        "std_error": own,
        "low": middle - REACH * own,
        "high": middle + REACH * own,
    }
    return pd.DataFrame(columns, arrays.outcome.index)


def _tests(arrays: Design, own: np.ndarray, between: float, bias: pd.DataFrame) -> Iterator[Test]:
    statistic, p_value, share = heterogeneity(arrays, own**2)
    yield Test(
        "heterogeneity (Cochran's Q)",
        statistic,
        p_value,
        "a small p value says that the studies do not estimate one effect",
    )
    yield Test("variance between studies", between, reading="tau squared by REML")
    yield Test(
        "share of variation between studies",
        share,
        reading="I squared: of what differs, so much is not chance within studies",
    )
    if bias.empty:
        return
    yield Test(
        "funnel asymmetry (FAT)",
        float(bias["statistic"]["FAT"]),
        float(bias["p_value"]["FAT"]),
        "a small p value says that less precise studies report other effects",
    )
    chosen = "PEESE" if bias["p_value"]["PET"] < NOTICED else "PET"
    yield Test(
        "effect beyond selective reporting",
        float(bias["estimate"][chosen]),
        float(bias["p_value"]["PET"]),
        f"the estimate of {chosen}; its p value is that of PET",
    )


def _wrong(column: str, value: str | None, message: str) -> Problem:
    return Problem(
        "CLW-F68",
        message,
        column=column,
        value=value,
        expected="a column with the positive standard error of each estimate",
        remedy="std_error=COLUMN; leave out estimates without one",
    )
