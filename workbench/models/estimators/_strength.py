"""Are the instruments strong enough: first-stage F, effective F, Cragg-Donald, Kleibergen-Paap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.models.estimators._card import Test
from workbench.models.estimators._inference import f_tail
from workbench.models.estimators._instruments import Reduced

BIAS = 0.10  # of the worst case, that an instrument may leave to be called strong
RULE_OF_THUMB = 10.0  # Staiger and Stock (1997), where no critical value is at hand


def first_stage_test(reduced: Reduced, place: int, name: str) -> Test:
    """Whether the instruments say anything of one endogenous term; `place` counts from 1."""
    found = reduced.coefficients[:, place]
    n = reduced.n_instruments
    statistic = float(found @ np.linalg.solve(reduced.block(place, place), found)) / n
    p_value = f_tail(statistic, n, reduced.degrees)
    reading = f"F of the {n} instrument{'s' * (n > 1)} of {name} in its first stage"
    return Test(f"first-stage F of {name}", statistic, p_value, reading)


def effective_f(reduced: Reduced) -> tuple[Test, float]:
    """The effective F of one endogenous term, and the value it should exceed.

    Notes
    -----
    Montiel Olea and Pflueger (2013), A robust test for weak instruments, Journal of Business &
    Economic Statistics 31: F = p'p / tr(V) on an orthonormal basis of the instruments, V being
    the covariance of the first stage. The critical value is theirs, in the simplified form that
    bounds the bias from above: the 95 % point of a non-central chi squared with K degrees of
    freedom and non-centrality K / 0.10, over K, with K = tr(V)^2 (1 + 20) /
    (tr(V^2) + 20 tr(V) max eigenvalue). With one instrument K = 1 and it is 23.1.
    """
    from scipy.special import chndtrix

    found, variance = reduced.coefficients[:, 1], reduced.block(1, 1)
    trace = float(np.trace(variance))
    largest = float(np.linalg.eigvalsh(variance)[-1])
    statistic = float(found @ found) / trace
    reach = 1 / BIAS
    degrees = trace**2 * (1 + 2 * reach)
    degrees /= float(np.trace(variance @ variance)) + 2 * reach * trace * largest
    critical = float(chndtrix(0.95, degrees, reach * degrees)) / degrees
    is_strong = statistic > critical
    reading = (
        f"{'above' if is_strong else 'not above'} {critical:.1f}: that the bias of two-stage "
        f"least squares exceeds {BIAS:.0%} of its worst case "
        f"{'is' if is_strong else 'cannot be'} ruled out (Montiel Olea and Pflueger 2013)"
    )
    return Test("effective F", statistic, float("nan"), reading), critical


def joint_strength(reduced: Reduced) -> Iterator[Test]:
    """Whether the instruments tell several endogenous terms apart.

    Notes
    -----
    Cragg and Donald (1993), Econometric Theory 9: the least eigenvalue of S^-1/2 P'P S^-1/2 over
    the number of instruments, P being the first stages on an orthonormal basis and S the
    covariance of their residuals. Kleibergen and Paap (2006), Journal of Econometrics 133: the
    Wald statistic of the same rank with any covariance, over the number of instruments.
    """
    scaled, variance = _scaled_first_stages(reduced)
    left, values, right = np.linalg.svd(scaled)
    n, p = scaled.shape
    reading = f"under {RULE_OF_THUMB:.0f} the instruments are weak by the rule of thumb"
    yield Test("Cragg-Donald F", float(values[-1] ** 2 / n), float("nan"), reading)
    beyond, last = left[:, p - 1 :], right[-1]
    gap = beyond.T @ scaled @ last
    along = np.kron(last[None, :], beyond.T)
    wald = float(gap @ np.linalg.solve(along @ variance @ along.T, gap))
    p_value = f_tail(wald / len(gap), len(gap), np.inf)
    words = "the p value is that of the instruments not telling the terms apart"
    yield Test("Kleibergen-Paap F", wald / n, p_value, f"{reading}; {words}")


def _scaled_first_stages(reduced: Reduced) -> tuple[np.ndarray, np.ndarray]:
    """The first stages in units of their residuals, and the covariance of these, stacked."""
    n = reduced.n_instruments
    values, vectors = np.linalg.eigh(reduced.spread[1:, 1:])
    root = vectors @ np.diag(values**-0.5) @ vectors.T
    into = np.kron(root, np.eye(n))
    return reduced.coefficients[:, 1:] @ root, into @ reduced.variances[n:, n:] @ into.T
