"""Is the effect too small to matter: two one-sided tests against the smallest effect."""

from __future__ import annotations

import math

import pandas as pd

from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._refits import (
    Impossible,
    bare,
    check_above_zero,
    line_of,
    said,
    tells_why,
)
from workbench.models.specification import Specification

CARD = Card(
    question="Is the effect shown to be smaller than what would matter?",
    method="Two one-sided tests: the effect is practically none if it is significantly above "
    "minus the smallest effect of interest and significantly below plus it, at 5 % each, which "
    "is when the 90 % interval lies between them. The answer survives if the 95 % interval "
    "leaves out zero and the effect is not practically none; it falls if it is practically "
    "none; else the data do not say.",
    source="Schuirmann, D. J. (1987), Journal of Pharmacokinetics and Biopharmaceutics 15; "
    "Lakens, D. (2017), Social Psychological and Personality Science 8",
    caveats=("The smallest effect of interest must be fixed before the data are seen.",),
)
LEVEL = 0.05


@attack(CARD)
@tells_why
def equivalence(
    panel: pd.DataFrame, specification: Specification, *, smallest_effect: float | None = None
) -> Attack:
    """Test whether the effect is shown to be too small to matter.

    Parameters
    ----------
    panel
        As `fit` takes it.
    specification
        The model and its term.
    smallest_effect
        The smallest effect of interest, in the unit of the coefficient, above 0.

    Returns
    -------
    An `Attack`. Its table has the 95 % and the 90 % interval, each with `smallest_effect`.

    Raises
    ------
    ParameterError
        If the smallest effect is not above 0.

    Notes
    -----
    With b the estimate, s its standard error, d the smallest effect: t1 = (b + d) / s and
    t2 = (b - d) / s; the p-value is the larger of P(T > t1) and P(T < t2).

    Examples
    --------
    >>> table = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, 6], "y": [1.0, 1.2, 1, 1.1, 1.2, 1]})
    >>> equivalence(table, Specification("y ~ x", "x"), smallest_effect=0.5).survived
    False
    """
    check_above_zero(smallest_effect=smallest_effect)
    if smallest_effect is None:
        raise Impossible("no smallest effect of interest is given")
    from scipy.special import stdtr, stdtrit

    fitted = specification.fit(bare(panel))
    wide = line_of("95 % interval", fitted, specification.term)
    degrees, error = fitted.degrees_of_freedom, wide["std_error"]
    reach = float(stdtrit(degrees, 1 - LEVEL)) * error
    narrow = wide | {
        "label": "90 % interval",
        "low": wide["estimate"] - reach,
        "high": wide["estimate"] + reach,
    }
    above = (wide["estimate"] + smallest_effect) / error
    below = (wide["estimate"] - smallest_effect) / error
    p_value = max(float(stdtr(degrees, -above)), float(stdtr(degrees, below)))
    is_none, is_found = p_value < LEVEL, wide["low"] > 0 or wide["high"] < 0
    survived = False if is_none else True if is_found else None
    table = pd.DataFrame([wide, narrow]).assign(smallest_effect=smallest_effect)
    facts = {"p_value": p_value, "smallest_effect": smallest_effect}
    verdict = {
        False: "lies within these bounds: the effect is practically none",
        True: "does not lie within these bounds, and the effect differs from zero",
        None: "does not lie within these bounds, nor does the effect differ from zero: "
        "the data do not say",
    }[survived]
    words = (
        f"The estimate is {said(wide)}. The 90 % interval, {narrow['low']:.3g} to "
        f"{narrow['high']:.3g}, beside plus or minus {smallest_effect:.3g}: it {verdict} "
        f"({_p_in_words(p_value)})."
    )
    return Attack("equivalence", survived, words, table, facts)


def _p_in_words(p_value: float) -> str:
    """The p-value of equivalence."""
    return f"p = {p_value:.2g}" if math.isfinite(p_value) else "no p-value"
