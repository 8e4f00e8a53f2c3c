"""How far do the effects of studies differ beyond chance: the variance between them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.design import Design

MOST_DOUBLINGS = 60
LEVEL = 0.95


def der_simonian_laird(effects: np.ndarray, variances: np.ndarray) -> float:
    """The variance between studies by the method of moments (DerSimonian and Laird 1986)."""
    weights = 1 / variances
    left = effects - np.average(effects, weights=weights)
    excess = (weights * left**2).sum() - (len(effects) - 1)
    return float(max(excess / (weights.sum() - (weights**2).sum() / weights.sum()), 0.0))


def restricted_likelihood(arrays: Design, variances: np.ndarray) -> float:
    """The variance between studies where the restricted likelihood is largest (REML).

    Its slope is y'PPy - tr(P), with P = W - WX(X'WX)^-1 X'W and W = 1 / (variance + tau^2)
    (Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30).
    """
    from scipy.optimize import brentq

    x, y = arrays.regressors.to_numpy(), arrays.outcome.to_numpy()

    def slope(between: float) -> float:
        weights = 1 / (variances + between)
        bread = np.linalg.inv((x.T * weights) @ x)
        projected = weights * (y - x @ (bread @ (x.T @ (weights * y))))
        trace = weights.sum() - np.trace(bread @ ((x.T * weights**2) @ x))
        return float(projected @ projected - trace)

    if slope(0.0) <= 0:
        return 0.0
    high = float(variances.mean() + y.var())
    for _ in range(MOST_DOUBLINGS):
        if slope(high) < 0:
            break
        high *= 2
    return float(brentq(slope, 0.0, high, xtol=1e-14 * high, rtol=1e-13))


def heterogeneity(arrays: Design, variances: np.ndarray) -> tuple[float, float, float]:
    """Cochran's Q around the terms, its p value, and I^2 = tau^2 / (tau^2 + typical variance)."""
    from scipy.special import chdtrc

    x, y, weights = arrays.regressors.to_numpy(), arrays.outcome.to_numpy(), 1 / variances
    bread = np.linalg.inv((x.T * weights) @ x)
    left = y - x @ (bread @ (x.T @ (weights * y)))
    statistic, degrees = float((weights * left**2).sum()), len(y) - x.shape[1]
    trace = weights.sum() - np.trace(bread @ ((x.T * weights**2) @ x))
    between = restricted_likelihood(arrays, variances)
    return statistic, float(chdtrc(degrees, statistic)), between / (between + degrees / trace)


def pooled(effects: np.ndarray, variances: np.ndarray, between: float) -> pd.Series:
    """The weighted mean with its normal interval, and where a new study's effect may lie.

    The prediction interval is t with n - 2 degrees (Higgins, Thompson and Spiegelhalter 2009).
    """
    from scipy.special import ndtri, stdtrit

    weights = 1 / (variances + between)
    estimate = np.average(effects, weights=weights)
    std_error = weights.sum() ** -0.5
    tail = (1 + LEVEL) / 2
    reach = ndtri(tail) * std_error
    spread = (between + std_error**2) ** 0.5
    # With two studies nothing says where a third may lie.
    far = stdtrit(len(effects) - 2, tail) * spread if len(effects) > 2 else np.nan  # noqa: PLR2004
    return pd.Series(
        {
            "estimate": estimate,
            "std_error": std_error,
            "low": estimate - reach,
            "high": estimate + reach,
            "tau_squared": between,
            "prediction_low": estimate - far,
            "prediction_high": estimate + far,
        }
    )
