"""What goes with a change within a unit: each unit, year or both has a level of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, unknown
from workbench.models.design import CONSTANT, Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._inference import f_tail
from workbench.models.estimators._linear import solved
from workbench.models.estimators._linear import within as net
from workbench.models.estimators._units import unclustered, units
from workbench.models.estimators.least_squares import least_squares

EFFECTS = ("unit", "year", "both")
SIZE = 0.05

CARD = Card(
    question="When a unit's term rises by one, how much does the unit's own outcome rise?",
    formula="least squares of y_it - y_i on x_it - x_i, y_i and x_i being means of the unit",
    source="Wooldridge, J. M. (2010), Econometric Analysis of Cross Section and Panel Data, 2nd "
    "ed., chapter 10",
    standard_errors=("robust", "classical", "HC2", "HC3", "wild", "conley"),
    takes=("fixed_effects", "clusters", "weights"),
    needs=("unit", "year"),
    options={
        "effects": Option("unit", "one of: unit, year, both", "what has a level of its own"),
    },
    caveats=(
        "What never changes within a unit cannot be told from the unit.",
        "Errors in a term weigh more within units than between them.",
    ),
)


@estimator(CARD)
def within(arrays: Design, errors: Errors, *, effects: str = "unit") -> Estimate:
    """Compare each unit with itself in other years.

    Parameters
    ----------
    arrays
        The design, with the panel's keys in `also`. Units may be seen in different years.
    errors
        As for least squares; with few exceptions clustered by unit is right.
    effects
        "unit", "year" or "both".

    Returns
    -------
    Coefficients of the terms that change, and the F test that the effects are all alike.

    Raises
    ------
    FormulaError
        If a term never changes within units, or the panel has no units.
    ParameterError
        For effects that do not exist.

    Examples
    --------
    >>> from workbench.models import fit
    >>> table = pd.DataFrame({"region": list("aaabbb"), "year": [1, 2, 3] * 2,
    ...     "density": [1.0, 2, 3, 7, 8, 9], "wage": [1.0, 3, 4, 0, 2, 3]})
    >>> fit("wage ~ density", table, estimator="within").coefficients["estimate"].round(2).to_dict()
    {'density': 1.5}
    """
    if effects not in EFFECTS:
        raise ParameterError(unknown("CLW-P07", "effects called", effects, EFFECTS))
    asked = with_effects(arrays, effects)
    found = least_squares(asked, errors)
    test = effects_differ(arrays, asked)
    notes = unclustered(arrays, units(arrays), errors.kind)
    return replace(found, tests=(test,), notes=(*found.notes, *notes))


def with_effects(arrays: Design, effects: str) -> Design:
    """The design with a level for each unit, year or both, beside the effects of the formula."""
    own: dict[str, pd.Series] = {}
    if effects != "year":
        unit = units(arrays)
        own[str(unit.name)] = unit
    if effects != "unit":
        own["year"] = arrays.also["year"]
    levels = arrays.fixed_effects.assign(**own)
    terms = arrays.regressors.drop(columns=CONSTANT, errors="ignore")
    return replace(arrays, fixed_effects=levels, regressors=terms)


def effects_differ(without: Design, with_levels: Design) -> Test:
    """The F test that units, or years, do not differ, on the classical assumptions."""
    one, other = net(without), net(with_levels)
    squares = [float(((solved(model).residuals * model.root) ** 2).sum()) for model in (one, other)]
    n_more = other.n_coefficients - one.n_coefficients
    left = len(other.outcome) - other.n_coefficients
    statistic = float((squares[0] - squares[1]) / n_more / (squares[1] / left))
    p_value = f_tail(statistic, n_more, left) if np.isfinite(statistic) else float("nan")
    reading = (
        "levels differ, so pooling the rows would mix what units are with what terms do"
        if p_value < SIZE
        else "no difference of levels is shown"
    )
    return Test("F of the effects", statistic, p_value, reading)
