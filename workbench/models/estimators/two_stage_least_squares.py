"""What does a term do to the outcome, moved by instruments only: two-stage least squares."""

from __future__ import annotations

from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, estimator
from workbench.models.estimators._inference import SMALL_SAMPLE
from workbench.models.estimators._instrumental import estimate, setting

CARD = Card(
    question="How much does the outcome move with a term, as far as the instruments move it?",
    formula="b = (X'PX)^-1 X'Py, with P the projection on instruments and controls",
    source="Wooldridge, J. M. (2010), Econometric Analysis of Cross Section and Panel Data, 2nd "
    "ed., chapter 5; weak instruments: Andrews, I., Stock, J. and Sun, L. (2019), Annual Review "
    "of Economics 11",
    standard_errors=("robust", "classical", "conley"),
    takes=("fixed_effects", "instruments", "weights", "clusters"),
    needs=("instruments",),
    options={"small_sample": SMALL_SAMPLE},
    caveats=(
        "An instrument must move the term, and the outcome only through the term; the second "
        "cannot be shown by data.",
        "With effects that differ between places the answer is for those that the instrument "
        "moves.",
        "With a weak instrument only the Anderson-Rubin set holds its 95 %.",
    ),
)


@estimator(CARD)
def two_stage_least_squares(
    arrays: Design, errors: Errors, *, small_sample: bool = True
) -> Estimate:
    """Regress the outcome on the terms as their instruments say them.

    Parameters
    ----------
    arrays
        The design; its `endogenous` columns have `instruments`, at least as many.
    errors
        Robust, classical, clustered or Conley's.
    small_sample
        Whether variances are enlarged for the coefficients that were estimated.

    Returns
    -------
    Coefficients, the instrumented terms first. Tests: the F of each first stage; with one
    instrumented term the effective F of Montiel Olea and Pflueger, with several those of
    Cragg-Donald and Kleibergen-Paap; Anderson-Rubin; Wu-Hausman; Sargan or Hansen J where there
    are more instruments than needed. Tables: `first_stage`, `reduced_form`, `ordinary` (least
    squares beside it) and, for one instrumented term, `anderson_rubin`: the pieces of the set of
    coefficients that are not rejected at 5 %.

    Raises
    ------
    FormulaError
        If a column is an exact combination of others, or there are fewer groups than instruments.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> nature, hidden, noise = random.normal(size=(3, 400))
    >>> table = pd.DataFrame({"nature": nature, "density": nature + hidden})
    >>> table["wage"] = 2 * table["density"] + hidden + noise
    >>> found = fit("wage ~ 1 | density ~ nature", table)
    >>> found.coefficients.loc["density", "estimate"].round(1)
    np.float64(2.1)
    >>> found.tables["ordinary"].loc["density", "estimate"].round(1)
    np.float64(2.5)
    """
    return estimate(setting(arrays, errors, small_sample=small_sample), 1.0)
