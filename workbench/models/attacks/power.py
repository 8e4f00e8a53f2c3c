"""Could this design have found what matters: power, smallest detectable effect, sign and size."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._refits import Impossible, bare, check_above_zero, line_of, tells_why
from workbench.models.specification import Specification

CARD = Card(
    question="Would this design find an effect of the smallest size of interest, and when it "
    "finds one, is its sign right and its size not exaggerated?",
    method="From the fitted standard error and degrees of freedom. The design survives if it "
    "finds the smallest effect of interest with a power of at least 80 %; without one it is only "
    "shown what it could find.",
    source="Gelman, A. and Carlin, J. (2014), Beyond power calculations: assessing type S and "
    "type M errors, Perspectives on Psychological Science 9",
    caveats=(
        "The standard error is taken as known. Power for the effect that was estimated says "
        "nothing that its p-value does not, so it is not given.",
    ),
)
LEVEL, ENOUGH = 0.05, 0.80
GRID = np.linspace(0, 3, 31)[1:]  # in smallest detectable effects


@attack(CARD)
@tells_why
def power(
    panel: pd.DataFrame, specification: Specification, *, smallest_effect: float | None = None
) -> Attack:
    """Say what the design could find.

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
    An `Attack`. Its table has a row an assumed true effect: `effect`, `power`, `sign_error`
    (type S: share of finds with the wrong sign), `exaggeration` (type M: mean size of the finds
    over the true size), `is_smallest`.

    Raises
    ------
    ParameterError
        If the smallest effect is not above 0.

    Notes
    -----
    An estimate is D + s T with true effect D, standard error s and T of Student's t; it is found
    where its size passes c s, c the 97.5 % point of T. The smallest detectable effect is the D
    with a power of 80 %.

    Examples
    --------
    >>> table = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, 6], "y": [1.0, 2, 2, 4, 6, 6]})
    >>> found = power(table, Specification("y ~ x", "x"), smallest_effect=1.0)
    >>> found.survived, round(found.facts["power"], 3)
    (True, 0.998)
    """
    check_above_zero(smallest_effect=smallest_effect)
    fitted = specification.fit(bare(panel))
    line = line_of("", fitted, specification.term)
    error, degrees = line["std_error"], fitted.degrees_of_freedom
    if not error > 0:
        raise Impossible("the estimate has no standard error")
    detectable = smallest_detectable(error, degrees)
    effects = np.append(GRID * detectable, [] if smallest_effect is None else [smallest_effect])
    rows = [
        {"effect": float(effect), **design_errors(float(effect), error, degrees)}
        for effect in np.unique(effects)
    ]
    table = pd.DataFrame(rows)
    table["is_smallest"] = table["effect"] == smallest_effect
    facts = {"smallest_detectable": detectable, "std_error": error, "degrees_of_freedom": degrees}
    words = (
        f"With a standard error of {error:.3g} this design finds an effect of {detectable:.3g} "
        "four times in five."
    )
    if smallest_effect is None:
        return Attack("power", None, words, table, facts)
    own = design_errors(smallest_effect, error, degrees)
    words += (
        f" It finds the smallest effect of interest, {smallest_effect:.3g}, with a power of "
        f"{own['power']:.0%}; of such finds {own['sign_error']:.1%} have the wrong sign, and on "
        f"average they are {own['exaggeration']:.2g} times too large."
    )
    return Attack("power", own["power"] >= ENOUGH, words, table, facts | own)


def smallest_detectable(std_error: float, degrees: float) -> float:
    """The effect that is found four times in five.

    Examples
    --------
    >>> round(smallest_detectable(1.0, float("inf")), 3)
    2.802
    """
    from scipy.optimize import brentq

    def missing(ratio: float) -> float:
        return _power(ratio, degrees)[0] - ENOUGH

    return float(brentq(missing, 0, 1e6, xtol=1e-12) * std_error)


def design_errors(effect: float, std_error: float, degrees: float) -> dict[str, float]:
    """Power, type S and type M error for a true effect above zero.

    Examples
    --------
    >>> {k: round(v, 2) for k, v in design_errors(0.1, 3.28, float("inf")).items()}
    {'power': 0.05, 'sign_error': 0.46, 'exaggeration': 76.69}
    """
    ratio = effect / std_error
    found, wrong = _power(ratio, degrees)
    return {
        "power": found,
        "sign_error": wrong / found,
        "exaggeration": _mean_size(ratio, degrees) / found / ratio,
    }


def _power(ratio: float, degrees: float) -> tuple[float, float]:
    """How often an effect of so many standard errors is found, and how often with wrong sign."""
    from scipy.special import stdtr, stdtrit

    critical = stdtrit(degrees, 1 - LEVEL / 2)
    wrong = float(stdtr(degrees, -critical - ratio))
    return float(stdtr(degrees, ratio - critical)) + wrong, wrong


def _mean_size(ratio: float, degrees: float) -> float:
    """The integral of |ratio + t| over the t for which the effect is found."""
    from scipy.special import stdtr, stdtrit

    critical = stdtrit(degrees, 1 - LEVEL / 2)
    above, below = critical - ratio, -critical - ratio
    right = ratio * stdtr(degrees, -above) + _upper_mean(above, degrees)
    left = -ratio * stdtr(degrees, below) + _upper_mean(below, degrees)
    return float(right + left)


def _upper_mean(start: float, degrees: float) -> float:
    """The integral of t f(t) from `start` on; by symmetry minus that up to `start`.

    For Student's t it is f(start) (degrees + start^2) / (degrees - 1), for the normal f(start).
    """
    from scipy.special import gammaln

    if not math.isfinite(degrees):
        return math.exp(-(start**2) / 2) / math.sqrt(2 * math.pi)
    if degrees <= 1:
        return math.inf
    constant = gammaln((degrees + 1) / 2) - gammaln(degrees / 2)
    density = math.exp(constant - (degrees + 1) / 2 * math.log1p(start**2 / degrees))
    density /= math.sqrt(degrees * math.pi)
    return density * (degrees + start**2) / (degrees - 1)
