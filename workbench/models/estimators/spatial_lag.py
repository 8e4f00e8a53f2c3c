"""Does the outcome of a region follow that of its neighbours: the spatial lag model."""

from __future__ import annotations

from typing import Any

from workbench.models.design import Design
from workbench.models.estimators import _spatial_diagnostics as diagnostics
from workbench.models.estimators._card import OWN, Card, Errors, Estimate, estimator
from workbench.models.estimators._maximum_likelihood import LAG, told
from workbench.models.estimators._neighbours import NEIGHBOURS, space
from workbench.models.estimators._spatial_likelihood import lag_maximum

CARD = Card(
    question="Does a region's outcome follow that of its neighbours, and what does a term do here "
    "and elsewhere?",
    formula="y = rho W y + X b + e, e normal; total effect b / (1 - rho)",
    source="Anselin, L. (1988), Spatial Econometrics; LeSage, J. and Pace, R. K. (2009), "
    "Introduction to Spatial Econometrics, chapters 2 and 3",
    standard_errors=(OWN,),
    takes=("fixed_effects",),
    needs=("neighbours",),
    options={"neighbours": NEIGHBOURS},
    caveats=(
        "a coefficient is not an effect: see the table of impacts",
        "rho lies between -1 and 1; its intervals, and those of impacts, are symmetric by the "
        "delta method, so they are rough where rho is close to 1",
        "errors that differ in variance make it inconsistent: spatial_two_stage_least_squares",
    ),
)


@estimator(CARD)
def spatial_lag(arrays: Design, errors: Errors, *, neighbours: Any = None) -> Estimate:
    """The spatial lag model, by maximum likelihood.

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
    Coefficients with rho as "spatial_lag", total effects, the tables "impacts" and "neighbours",
    and tests. Regions without a neighbour are left out by name.

    Raises
    ------
    ParameterError
        Without neighbours.
    FormulaError
        If a region has several rows or the neighbours do not know it, too few are left, or a
        term is an exact combination of others.

    Notes
    -----
    ln L = ln|I - rho W| - n/2 ln(2 pi s^2) - e'e / 2 s^2, concentrated in rho; the determinant
    is exact at every size.

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
    >>> found = fit("wage ~ firms", towns, estimator="spatial_lag", neighbours=near)
    >>> list(found.coefficients.index)
    ['constant', 'firms', 'spatial_lag']
    """
    where = space(arrays, neighbours)
    y, x, weights = where.outcome, where.regressors, where.weights.matrix
    found = lag_maximum(y, x, weights)
    tests = (
        diagnostics.likelihood_ratio(
            "likelihood ratio, no lag",
            found.log_likelihood,
            found.log_likelihood_without,
            1,
            "neighbours' outcomes matter",
        ),
        *diagnostics.lagrange_multipliers(y, x, weights),
        diagnostics.error_left(found, weights),
        diagnostics.moran_of(found.residuals, weights),
        *diagnostics.fit_of(found, x.shape[1] + 1),
    )
    return told(found, where, LAG, errors, tests)
