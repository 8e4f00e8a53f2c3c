"""What does a term do, moved by many or weak instruments: limited information likelihood."""

from __future__ import annotations

import numpy as np

from workbench.errors import ParameterError, Problem
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._inference import SMALL_SAMPLE, f_tail
from workbench.models.estimators._instrumental import Setting, estimate, setting

CARD = Card(
    question="How much does the outcome move with a term, where instruments are many or weak?",
    formula="b solves X'(I - kappa M)(y - Xb) = 0, kappa the least eigenvalue of "
    "([y X]'M[y X])^-1 [y X]'N[y X]; M takes out instruments and controls, N controls only",
    source="Anderson, T. W. and Rubin, H. (1949), Annals of Mathematical Statistics 20; Fuller, "
    "W. A. (1977), Econometrica 45",
    standard_errors=("robust", "classical", "conley"),
    takes=("fixed_effects", "instruments", "weights", "clusters"),
    needs=("instruments",),
    options={
        "fuller": Option(0.0, "number from 0", "what Fuller's change takes from kappa: 1 or 4"),
        "small_sample": SMALL_SAMPLE,
    },
    caveats=(
        "With as many instruments as terms it is two-stage least squares.",
        "Less biased than two-stage least squares where instruments are weak, but it has no "
        "mean; outliers happen.",
        "Standard errors leave out what many instruments add (Bekker 1994).",
    ),
)


@estimator(CARD)
def limited_information_maximum_likelihood(
    arrays: Design, errors: Errors, *, fuller: float = 0.0, small_sample: bool = True
) -> Estimate:
    """Solve the k-class equations with the kappa of the likelihood.

    Parameters
    ----------
    arrays
        The design; its `endogenous` columns have `instruments`, at least as many.
    errors
        Robust, classical, clustered or Conley's.
    fuller
        0 for the likelihood itself; 1 makes the estimate nearly unbiased (Fuller 1977).
    small_sample
        Whether variances are enlarged for the coefficients that were estimated.

    Returns
    -------
    As `two_stage_least_squares`, with `kappa` among the tests.

    Raises
    ------
    FormulaError
        If a column is an exact combination of others, or there are fewer groups than instruments.
    ParameterError
        If `fuller` is negative.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> soil, slope, hidden, noise = random.normal(size=(4, 400))
    >>> table = pd.DataFrame({"soil": soil, "slope": slope, "density": soil + slope + hidden})
    >>> table["wage"] = 2 * table["density"] + hidden + noise
    >>> found = fit("wage ~ 1 | density ~ soil + slope", table,
    ...             estimator="limited_information_maximum_likelihood")
    >>> found.tests[0].name, round(found.tests[0].statistic, 2)
    ('kappa', 1.0)
    """
    if not fuller >= 0:
        raise ParameterError(_negative(fuller))
    asked = setting(arrays, errors, small_sample=small_sample)
    kappa = kappa_of(asked)
    test = likelihood_ratio(asked, kappa)
    n_left = asked.inference.n_left(asked.data.n_exogenous)
    return estimate(asked, kappa - fuller / n_left, (test,))


def _negative(fuller: float) -> Problem:
    return Problem(
        "CLW-P04",
        "Fuller's change of kappa cannot be negative",
        column="fuller",
        value=str(fuller),
        expected="a number from 0; 1 and 4 are usual",
        remedy="fuller=1",
    )


def kappa_of(asked: Setting) -> float:
    """The least of the ratios left without and with instruments, over combinations of columns."""
    data = asked.data
    if data.instruments.shape[1] == data.endogenous.shape[1]:
        return 1.0
    every = np.column_stack([data.outcome, data.endogenous])
    basis, _ = np.linalg.qr(every)  # the ratio is the same in any basis
    rest = basis - data.instruments @ (data.instruments.T @ basis)
    return float(1 / np.linalg.eigvalsh(rest.T @ rest)[-1])


def likelihood_ratio(asked: Setting, kappa: float) -> Test:
    """Anderson and Rubin's (1950) test of more instruments than needed: n log kappa."""
    n_rows = len(asked.data.outcome)
    n_more = asked.data.instruments.shape[1] - asked.data.endogenous.shape[1]
    reading = "1 would be two-stage least squares"
    if not n_more:
        return Test("kappa", kappa, float("nan"), reading)
    p_value = f_tail(n_rows * np.log(kappa) / n_more, n_more, np.inf)
    words = "p value of the instruments not contradicting each other (equal variances)"
    return Test("kappa", kappa, p_value, f"{reading}; {words}")
