"""Do neighbours share what the model does not hold: the spatial error model."""

from __future__ import annotations

from typing import Any

from workbench.models.design import Design
from workbench.models.estimators import _spatial_diagnostics as diagnostics
from workbench.models.estimators._card import OWN, Card, Errors, Estimate, estimator
from workbench.models.estimators._maximum_likelihood import ERROR, told
from workbench.models.estimators._neighbours import NEIGHBOURS, space
from workbench.models.estimators._spatial_likelihood import error_maximum

CARD = Card(
    question="What does a term do, where neighbours share influences the model does not hold?",
    formula="y = X b + u, u = lambda W u + e, e normal",
    source="Anselin, L. (1988), Spatial Econometrics, chapters 6 and 8",
    standard_errors=(OWN,),
    takes=("fixed_effects",),
    needs=("neighbours",),
    options={"neighbours": NEIGHBOURS},
    caveats=(
        "coefficients far from those of least squares speak against the model, for both should "
        "estimate the same",
        "errors that differ in variance make lambda inconsistent",
    ),
)


@estimator(CARD)
def spatial_error(arrays: Design, errors: Errors, *, neighbours: Any = None) -> Estimate:
    """The spatial error model, by maximum likelihood.

    Parameters
    ----------
    arrays
        A design with one row a region, its code in `also`.
    errors
        Of the method itself: the inverse of the expected information.
    neighbours
        Who is whose neighbour, by region code; weights are put in rows that sum to 1.

    Returns
    -------
    Coefficients with lambda as "spatial_error", tests, and the table "neighbours". Residuals are
    the e, free of what neighbours share. Regions without a neighbour are left out by name.

    Raises
    ------
    ParameterError
        Without neighbours.
    FormulaError
        If a region has several rows or the neighbours do not know it, too few are left, or a
        term is an exact combination of others.

    Notes
    -----
    ln L = ln|I - lambda W| - n/2 ln(2 pi s^2) - e'e / 2 s^2 with e = (I - lambda W)(y - X b),
    concentrated in lambda; the determinant is exact at every size.

    Examples
    --------
    >>> from workbench.data.geography import neighbours
    >>> from workbench.models import fit
    >>> import numpy as np, pandas as pd
    >>> random = np.random.default_rng(0)
    >>> towns = pd.DataFrame({
    ...     "region": [f"t{i:02}" for i in range(40)], "longitude": np.arange(40) / 10,
    ...     "latitude": 50.0, "firms": random.normal(size=40)})
    >>> towns["wage"] = towns["firms"] + random.normal(size=40)
    >>> near = neighbours(towns, kind="nearest", k=2)
    >>> found = fit("wage ~ firms", towns, estimator="spatial_error", neighbours=near)
    >>> list(found.coefficients.index)
    ['constant', 'firms', 'spatial_error']
    """
    where = space(arrays, neighbours)
    y, x, weights = where.outcome, where.regressors, where.weights.matrix
    found = error_maximum(y, x, weights)
    tests = (
        diagnostics.likelihood_ratio(
            "likelihood ratio, independent errors",
            found.log_likelihood,
            found.log_likelihood_without,
            1,
            "errors of neighbours are alike",
        ),
        *diagnostics.lagrange_multipliers(y, x, weights),
        diagnostics.moran_of(found.residuals, weights),
        *diagnostics.fit_of(found, x.shape[1] + 1),
    )
    return told(found, where, ERROR, errors, tests)
