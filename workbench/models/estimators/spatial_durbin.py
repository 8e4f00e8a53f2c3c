"""Do neighbours' outcomes and neighbours' terms both matter: the spatial Durbin model."""

from __future__ import annotations

from typing import Any

from workbench.models.design import Design
from workbench.models.estimators import _spatial_diagnostics as diagnostics
from workbench.models.estimators._card import OWN, Card, Errors, Estimate, Test, estimator
from workbench.models.estimators._maximum_likelihood import LAG, told
from workbench.models.estimators._neighbours import LAGGED, NEIGHBOURS, Space, space
from workbench.models.estimators._spatial_likelihood import Maximum, error_maximum, lag_maximum

CARD = Card(
    question="What does a term do here and elsewhere, where neighbours' outcomes and terms both "
    "act?",
    formula="y = rho W y + X b + W X t + e, e normal; total effect (b + t) / (1 - rho)",
    source="LeSage, J. and Pace, R. K. (2009), Introduction to Spatial Econometrics, chapters 2 "
    "and 3; common factors: Burridge, P. (1981), JRSS B 43",
    standard_errors=(OWN,),
    takes=("fixed_effects",),
    needs=("neighbours",),
    options={"neighbours": NEIGHBOURS},
    caveats=(
        "a coefficient is not an effect: see the table of impacts",
        "rho and the terms of neighbours are hard to tell apart in small samples (Gibbons and "
        "Overman 2012, Journal of Regional Science 52)",
        "intervals of impacts are symmetric by the delta method, rough where rho is close to 1",
    ),
)


@estimator(CARD)
def spatial_durbin(arrays: Design, errors: Errors, *, neighbours: Any = None) -> Estimate:
    """The spatial Durbin model, by maximum likelihood.

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
    Coefficients (those of neighbours' terms as "neighbours' x", rho as "spatial_lag"), total
    effects, the tables "impacts" and "neighbours", and tests: whether it comes down to least
    squares, to a spatial lag, or to a spatial error (common factors, t = -rho b). Regions without
    a neighbour are left out by name.

    Raises
    ------
    ParameterError
        Without neighbours.
    FormulaError
        If a region has several rows or the neighbours do not know it, too few are left, or a
        term is an exact combination of others.

    Notes
    -----
    The likelihood is that of the spatial lag with X and W X together.

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
    >>> found = fit("wage ~ firms", towns, estimator="spatial_durbin", neighbours=near)
    >>> list(found.coefficients.index)
    ['constant', 'firms', "neighbours' firms", 'spatial_lag']
    """
    where = space(arrays, neighbours, is_lagged=True)
    y, x, weights = where.outcome, where.regressors, where.weights.matrix
    found = lag_maximum(y, x, weights)
    tests = (
        *_narrower(found, where),
        diagnostics.error_left(found, weights),
        diagnostics.moran_of(found.residuals, weights),
        *diagnostics.fit_of(found, x.shape[1] + 1),
    )
    return told(found, where, LAG, errors, tests)


def _narrower(found: Maximum, where: Space) -> tuple[Test, ...]:
    """Likelihood ratios against the models that the Durbin model comes down to."""
    y, x, weights = where.outcome, where.regressors, where.weights.matrix
    is_own = [not term.startswith(LAGGED) for term in where.terms]
    own = x[:, [*is_own, *[True] * (x.shape[1] - len(is_own))]]
    n_lagged = x.shape[1] - own.shape[1]
    high, test = found.log_likelihood, diagnostics.likelihood_ratio
    return (
        test(
            "likelihood ratio, no lag of the outcome",
            high,
            found.log_likelihood_without,
            1,
            "neighbours' outcomes matter beside their terms",
        ),
        test(
            "likelihood ratio, no lags of terms",
            high,
            lag_maximum(y, own, weights).log_likelihood,
            n_lagged,
            "a spatial lag alone is too little",
        ),
        test(
            "likelihood ratio, common factors",
            high,
            error_maximum(y, own, weights).log_likelihood,
            n_lagged,
            "a spatial error alone is too little",
        ),
    )
