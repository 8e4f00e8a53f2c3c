"""What goes with the outcome on average: least squares, with or without fixed effects."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.covariance import (
    coefficients_table,
    covariance,
    negative_variances,
    std_errors_of,
)
from workbench.models.design import CONSTANT, Design
from workbench.models.diagnostics import explained
from workbench.models.estimators._card import Card, Errors, Estimate, estimator
from workbench.models.estimators._linear import Solved, Within, ill_conditioned, solved, within
from workbench.models.wild_bootstrap import Projected, wild_bootstrap

WILD, BY_LEVERAGE = "wild", ("HC2", "HC3")

CARD = Card(
    question="How much more of the outcome goes with one more of a term, the others held fixed?",
    formula="the b that makes the sum of w (y - x'b - effects)^2 least",
    source="Greene, W. H. (2018), Econometric Analysis, 8th ed., chapters 3 and 9",
    standard_errors=("robust", "classical", *BY_LEVERAGE, WILD, "conley"),
    takes=("fixed_effects", "clusters", "weights", "no_constant"),
    caveats=(
        "It says what goes together. Whether one causes the other hangs on what is held fixed.",
    ),
)


@estimator(CARD)
def least_squares(arrays: Design, errors: Errors) -> Estimate:
    """Fit the line, or plane, that leaves the smallest sum of squared errors.

    Parameters
    ----------
    arrays
        The design; rows with weights count by them.
    errors
        "robust" (HC1), "classical", "HC2", "HC3", "clustered", "wild" or "conley".

    Returns
    -------
    An `Estimate` with the regressors net of fixed effects as `within`.

    Raises
    ------
    FormulaError
        If a term is an exact combination of others and the fixed effects; if HC2 or HC3 meet a
        row that has a coefficient to itself.

    Notes
    -----
    Fixed effects are taken out of all columns first (Frisch and Waugh 1933; Lovell 1963), then
    X = QR is solved, which loses half as many digits as the normal equations do. Without a
    constant and without effects, R squared is the share of the sum of squares around 0.

    Examples
    --------
    >>> x = pd.DataFrame({"constant": 1.0, "x": [1.0, 2.0, 3.0, 4.0]})
    >>> y = pd.Series([1.0, 3.0, 2.0, 6.0])
    >>> arrays = Design(y, x, pd.DataFrame(index=x.index), None, pd.DataFrame())
    >>> least_squares(arrays, Errors("classical")).coefficients["estimate"].round(3).to_dict()
    {'constant': -0.5, 'x': 1.4}
    """
    model = within(arrays)
    found = solved(model, with_leverage=errors.kind in BY_LEVERAGE)
    inner, degrees, words = covariance(found.moments, arrays, errors, nested=model.nested)
    std_errors = std_errors_of(found.from_basis(inner), found.estimates.index)
    table = coefficients_table(found.estimates, std_errors, degrees)
    if errors.kind == WILD:
        table = _bootstrapped(table, model, errors)
    residuals = pd.Series(found.residuals, arrays.outcome.index)
    overall, inside = _shares(model, found)
    return Estimate(
        table,
        residuals,
        words,
        degrees,
        model.regressors,
        overall,
        inside,
        notes=(*ill_conditioned(model), *negative_variances(table)),
    )


def _bootstrapped(table: pd.DataFrame, model: Within, errors: Errors) -> pd.DataFrame:
    """The table with p values and intervals of the wild bootstrap in place of Student's."""
    number = pd.factorize(pd.Series(model.arrays.clusters), sort=True)[0]
    projected = Projected(
        model.weighted.to_numpy(), model.outcome * model.root, model.residualise, number
    )
    turned = wild_bootstrap(projected, table.index, **errors.options)
    return turned.combine_first(table)[table.columns].loc[table.index]


def _shares(model: Within, found: Solved) -> tuple[float, float | None]:
    """Shares of variation explained: of all, and of what the fixed effects leave."""
    root, left = model.root, pd.Series(found.residuals * model.root)
    outcome = model.arrays.outcome.to_numpy(dtype="float64")
    has_effects = bool(model.absorber.n_groups)
    if has_effects or CONSTANT in model.regressors:
        outcome = outcome - np.average(outcome, weights=root**2)
    inside = explained(left, pd.Series(model.outcome * root)) if has_effects else None
    return explained(left, pd.Series(outcome * root)), inside
