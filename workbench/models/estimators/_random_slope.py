"""What if slopes differ between groups too: a mixed model by statsmodels."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.models.design import Design
from workbench.models.estimators._card import Test

SHARE = "intraclass correlation"
HARD = (
    "a variance is close to zero, or the likelihood is flat: groups hardly differ in what is "
    "random here, and the variances are rough"
)


@dataclass(frozen=True)
class Mixed:
    """A fitted mixed model; `own` has one row a group, in the order of their numbers."""

    estimates: np.ndarray
    std_errors: np.ndarray
    residuals: np.ndarray
    variances: pd.DataFrame
    own: pd.DataFrame
    tests: tuple[Test, ...] = ()
    notes: tuple[str, ...] = ()


def parts(lines: Mapping[str, tuple[float, float, float]]) -> pd.DataFrame:
    """The table of variances: estimate, low, high."""
    index = pd.Index(list(lines), name="part")
    return pd.DataFrame(list(lines.values()), index, ["estimate", "low", "high"])


def with_slopes(arrays: Design, number: np.ndarray, slope: str) -> Mixed:
    """Intercepts and slopes drawn at random for each group, by REML."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    random = np.column_stack([np.ones(len(number)), arrays.also[slope].to_numpy("float64")])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        model = MixedLM(
            arrays.outcome.to_numpy(), arrays.regressors.to_numpy(), number, exog_re=random
        )
        result = model.fit(reml=True, method=["bfgs", "powell"])
        own = result.random_effects
    return Mixed(
        np.asarray(result.fe_params),
        _std_errors(result),
        np.asarray(result.resid),
        _variances(result, slope),
        pd.DataFrame(
            [np.asarray(own[place]) for place in range(len(own))],
            columns=["intercept", f"slope of {slope}"],
        ),
        notes=(HARD,) if told else (),
    )


def _std_errors(result: Any) -> np.ndarray:
    """Of generalised least squares at these variances: the roots of (sum X'V^-1 X)^-1.

    V^-1 = (I - Z (s^2 + P Z'Z)^-1 P Z') / s^2, where P is the covariance of what is random.
    """
    model, scale = result.model, float(result.scale)
    matrix = np.atleast_2d(result.cov_re)
    information = np.zeros((model.k_fe, model.k_fe))
    for x, z in zip(model.exog_li, model.exog_re_li, strict=True):
        crossed = z.T @ x
        inner = np.linalg.solve(scale * np.eye(z.shape[1]) + matrix @ z.T @ z, matrix)
        information += (x.T @ x - crossed.T @ inner @ crossed) / scale
    return np.asarray(np.sqrt(np.diag(np.linalg.inv(information))))


def _variances(result: Any, slope: str) -> pd.DataFrame:
    """The variances, and the share of groups where the slope's column is zero."""
    matrix, left = np.atleast_2d(result.cov_re), float(result.scale)
    lines = {
        "between groups": float(matrix[0, 0]),
        f"slope of {slope}": float(matrix[1, 1]),
        "covariance of both": float(matrix[0, 1]),
        "within groups": left,
        SHARE: float(matrix[0, 0] / (matrix[0, 0] + left)),
    }
    return parts({name: (value, np.nan, np.nan) for name, value in lines.items()})
