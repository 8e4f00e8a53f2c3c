"""May the instruments be believed: over-identification, exogeneity, Anderson-Rubin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.models.estimators._card import Test
from workbench.models.estimators._inference import Inference, f_critical, f_tail
from workbench.models.estimators._instruments import Instrumented, Reduced, Solution
from workbench.models.estimators._solution_sets import Linear, SolutionSet, not_rejected

SIZE = 0.05


def over_identification(data: Instrumented, inference: Inference, found: Solution) -> Test:
    """Whether the instruments, more than are needed, contradict each other.

    Notes
    -----
    Sargan (1958), Econometrica 26, where errors have equal variances: n R^2 of the residuals on
    all that is given. Else Hansen (1982), Econometrica 50: the least value of
    g(b)' S^-1 g(b), g being the sum of instruments times residuals and S its covariance at the
    estimate.
    """
    basis, residuals = data.instruments, found.residuals
    n, p = basis.shape[1], data.endogenous.shape[1]
    is_classical = inference.errors.kind == "classical"
    if is_classical:
        moments = basis.T @ residuals
        statistic = float(moments @ moments / (residuals @ residuals / len(residuals)))
    else:
        plain = Inference(inference.model, inference.errors, small_sample=False)
        scores = basis * residuals[:, None]
        spread, _, _ = plain.covariance(np.eye(n), scores, data.n_exogenous, 1.0)
        weight = np.linalg.inv(spread)
        x, y = basis.T @ data.endogenous, basis.T @ data.outcome
        left = y - x @ np.linalg.solve(x.T @ weight @ x, x.T @ weight @ y)
        statistic = float(left @ weight @ left)
    p_value = f_tail(statistic / (n - p), n - p, np.inf)
    reading = (
        "the instruments contradict each other: at least one has a way of its own to the outcome"
        if p_value < SIZE
        else "the instruments do not contradict each other; that does not show that they are valid"
    )
    return Test("Sargan J" if is_classical else "Hansen J", statistic, p_value, reading)


def exogeneity(data: Instrumented, inference: Inference) -> Test:
    """Whether ordinary least squares would say something else (Wu 1973, Hausman 1978).

    The residuals of the first stages are added to the regression (control function); the test is
    that their coefficients are zero.
    """
    p = data.endogenous.shape[1]
    rest = data.endogenous - data.fitted
    basis, triangle = np.linalg.qr(np.hstack([data.endogenous, rest]))
    inside = basis.T @ data.outcome
    residuals = data.outcome - basis @ inside
    variances, degrees, _ = inference.covariance(
        np.eye(2 * p), basis * residuals[:, None], data.n_terms + p, float(residuals @ residuals)
    )
    back = np.linalg.inv(triangle)[p:]
    added = back @ inside
    statistic = float(added @ np.linalg.solve(back @ variances @ back.T, added)) / p
    p_value = f_tail(statistic, p, degrees)
    reading = (
        "ordinary least squares says something else, so it is biased if the instruments are valid"
        if p_value < SIZE
        else "no difference from ordinary least squares is shown"
    )
    return Test("Wu-Hausman", statistic, p_value, reading)


@dataclass(frozen=True)
class AndersonRubin:
    """The test that all endogenous terms have no effect, and the set for one of them."""

    test: Test
    left: SolutionSet | None


def anderson_rubin(reduced: Reduced) -> AndersonRubin:
    """Inference that holds its size however weak the instruments are.

    Notes
    -----
    Anderson and Rubin (1949), Annals of Mathematical Statistics 20: if the coefficient is b, the
    instruments say nothing of y - xb. The covariance is that of the reduced form, of any kind,
    with F of l and the kind's degrees of freedom (Andrews, Stock and Sun 2019, Annual Review of
    Economics 11). The set is exact: see `not_rejected`. The size is that of large samples: with
    100 rows, three instruments and variances that go with them, robust errors reject 9 % in our
    simulations, with 400 rows 6 %.
    """
    n, p = reduced.n_instruments, reduced.coefficients.shape[1] - 1
    own = reduced.coefficients[:, 0]
    statistic = float(own @ np.linalg.solve(reduced.block(0, 0), own)) / n
    p_value = f_tail(statistic, n, reduced.degrees)
    if p > 1:
        reading = "no effect of any instrumented term, whatever the strength of the instruments"
        return AndersonRubin(Test("Anderson-Rubin", statistic, p_value, reading), None)
    line = Linear(own, reduced.coefficients[:, 1], reduced.variances)
    left = not_rejected(line, n * f_critical(n, reduced.degrees, SIZE))
    reading = (
        f"no effect, whatever the strength of the instruments; of the effect, {left.in_words()}"
    )
    return AndersonRubin(Test("Anderson-Rubin", statistic, p_value, reading), left)
