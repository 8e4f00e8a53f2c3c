"""Is there spatial dependence, and of which kind: statistics on residuals and weights.

Lagrange multipliers ask least-squares residuals whether a lag or an error process is missing
(Anselin 1988; robust forms of Anselin, Bera, Florax and Yoon 1996).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.models.estimators._card import Test
from workbench.models.estimators._spatial_likelihood import Maximum

SURE = 0.05
SAME = 1e-12


def lagrange_multipliers(y: np.ndarray, x: np.ndarray, weights: Any) -> tuple[Test, ...]:
    """Lag, error, each robust to the other, and both together, on least-squares residuals.

    Notes
    -----
    With e the residuals, s^2 = e'e / n, T = tr(W'W + WW) and J = |M W X b|^2 / s^2 + T:
    lag (e'Wy / s^2)^2 / J; error (e'We / s^2)^2 / T; robust lag
    (e'Wy / s^2 - e'We / s^2)^2 / (J - T); robust error
    (e'We / s^2 - T / J e'Wy / s^2)^2 / (T (1 - T / J)). Undefined where W X b says nothing that
    X does not say.
    """
    q = np.linalg.qr(x)[0]
    e = y - q @ (q.T @ y)
    variance = float(e @ e) / len(y)
    of_lag, of_error = (float(e @ (weights @ v)) / variance for v in (y, e))
    received = weights @ (y - e)
    received = received - q @ (q.T @ received)
    t = _trace(weights)
    j = float(received @ received) / variance + t
    if j - t <= SAME * t:  # as where everybody is everybody's neighbour
        j = float("nan")
    robust_lag = (of_lag - of_error) ** 2 / (j - t)
    return (
        _test("LM lag", of_lag**2 / j, "neighbours' outcomes are missing from the model"),
        _test("LM error", of_error**2 / t, "errors of neighbours are alike"),
        _test("robust LM lag", robust_lag, "neighbours' outcomes are missing, errors or not"),
        _test(
            "robust LM error",
            (of_error - t / j * of_lag) ** 2 / (t * (1 - t / j)),
            "errors of neighbours are alike, lag or not",
        ),
        _test("LM lag and error", of_error**2 / t + robust_lag, "one of the two is missing", 2),
    )


def moran_of(residuals: np.ndarray, weights: Any, x: np.ndarray | None = None) -> Test:
    """Moran's I of residuals, with the moments of those of least squares on x.

    Notes
    -----
    I = e'We / e'e; with M the projection off X and k its columns, E I = tr(MW) / (n - k) and
    V I = (tr(MWMW') + tr(MWMW) + tr(MW)^2) / ((n - k)(n - k + 2)) - (E I)^2 (Cliff and Ord
    1981), for normal errors. Without x only a mean is taken out.
    """
    n = len(residuals)
    q = np.linalg.qr(np.ones((n, 1)) if x is None else x)[0]
    centred = residuals - q @ (q.T @ residuals) if x is None else residuals
    statistic = float(centred @ (weights @ centred) / (centred @ centred))
    near = (weights + weights.T).tocsr() / 2  # the quadratic form is that of the symmetric part
    half = near @ q
    own = q.T @ half
    first = -float(np.trace(own))
    second = float((near.data**2).sum() - 2 * (half**2).sum() + (own**2).sum())
    free = n - q.shape[1]
    expected = first / free
    variance = (2 * second + first**2) / (free * (free + 2)) - expected**2
    if variance <= SAME * expected**2:  # as where everybody is everybody's neighbour
        variance = float("nan")
    p_value = _two_sided((statistic - expected) / np.sqrt(variance))
    alike = "alike" if statistic > expected else "unlike"
    reading = (
        f"residuals of neighbours are still {alike}"
        if p_value <= SURE
        else "no dependence among neighbours' residuals is shown"
    )
    return Test("Moran's I of the residuals", statistic, p_value, reading)


def error_left(found: Maximum, weights: Any) -> Test:
    """Whether errors of neighbours are alike once their outcomes are in the model.

    Notes
    -----
    (e'We / s^2)^2 / (T - tr(WG + W'G)^2 V(rho)) with G = W (I - rho W)^-1 (Anselin 1988).
    """
    e = found.residuals
    score = float(e @ (weights @ e)) / found.variance
    spread = _trace(weights) - found.traces.lagged**2 * found.covariance[-1, -1]
    return _test("LM error beside the lag", score**2 / spread, "errors of neighbours are alike too")


def likelihood_ratio(name: str, of: float, without: float, degrees: int, reading: str) -> Test:
    """Twice the difference of two logarithms of likelihoods."""
    return _test(name, max(2 * (of - without), 0.0), reading, degrees)


def fit_of(found: Maximum, n_coefficients: int) -> tuple[Test, ...]:
    """The logarithm of the likelihood, and Akaike's criterion (the error variance counts)."""
    criterion = 2 * (n_coefficients + 1) - 2 * found.log_likelihood
    return (
        Test("log likelihood", found.log_likelihood, reading="higher fits better"),
        Test("AIC", criterion, reading="lower is better; compare models of the same rows"),
    )


def _trace(weights: Any) -> float:
    """tr(W'W + WW)."""
    return float((weights.multiply(weights)).sum() + (weights.multiply(weights.T)).sum())


def _test(name: str, statistic: float, if_sure: str, degrees: int = 1) -> Test:
    """A statistic that is chi squared where nothing is missing."""
    from scipy.special import chdtrc

    p_value = float(chdtrc(degrees, statistic))
    return Test(name, statistic, p_value, if_sure if p_value <= SURE else "not shown")


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))
