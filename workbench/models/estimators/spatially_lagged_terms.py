"""What do the terms of neighbours do here: local spillovers by least squares (SLX)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.models.design import CONSTANT, Design
from workbench.models.estimators import _spatial_diagnostics as diagnostics
from workbench.models.estimators._card import Card, Errors, Estimate, estimator
from workbench.models.estimators._impacts import DIRECT, INDIRECT, TOTAL, total_effects
from workbench.models.estimators._neighbours import (
    LAGGED,
    NEIGHBOURS,
    Weights,
    lagged,
    space,
    weigh,
)
from workbench.models.estimators.least_squares import CARD as LEAST_SQUARES
from workbench.models.estimators.least_squares import least_squares

CARD = Card(
    question="What does a term do here, and what do the neighbours' values of it do here?",
    formula="y = X b + W X t + e; total effect b + t",
    source="Halleck Vega, S. and Elhorst, J. P. (2015), The SLX model, Journal of Regional "
    "Science 55",
    standard_errors=LEAST_SQUARES.standard_errors,
    takes=("fixed_effects", "clusters"),
    needs=("neighbours",),
    options={"neighbours": NEIGHBOURS},
    caveats=(
        "effects end with the neighbours: what these pass on is not in the model",
        "robust errors do not know that neighbours' errors may be alike: Conley's do",
    ),
)


@estimator(CARD)
def spatially_lagged_terms(arrays: Design, errors: Errors, *, neighbours: Any = None) -> Estimate:
    """Least squares on the terms and their means among the neighbours.

    Parameters
    ----------
    arrays
        A design with one row a region, its code in `also`.
    errors
        As `least_squares` takes them.
    neighbours
        Who is whose neighbour, by region code; weights are put in rows that sum to 1.

    Returns
    -------
    Coefficients (those of neighbours' terms as "neighbours' x"), total effects, the tables
    "impacts" and "neighbours", and tests of the residuals. Regions without a neighbour are left
    out by name.

    Raises
    ------
    ParameterError
        Without neighbours.
    FormulaError
        If a region has several rows or the neighbours do not know it, too few are left, or a
        term is an exact combination of others.

    Notes
    -----
    The direct effect is b, the indirect t. X b + W X t = X (b + t) + (W X - X) t, so the total is
    the coefficient of X where the lag stands as a difference, with its standard error.

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
    >>> found = fit("wage ~ firms", towns, estimator="spatially_lagged_terms", neighbours=near)
    >>> list(found.coefficients.index)
    ['constant', 'firms', "neighbours' firms"]
    """
    where = space(arrays, neighbours, is_lagged=True)
    found = least_squares(where.design, errors)
    used, weights = weigh(arrays, neighbours)
    impacts = _impacts(found, least_squares(_as_differences(used, weights), errors))
    return replace(
        found,
        # which rows are influential is asked of all rows of the design
        within=pd.DataFrame() if weights.left_out else found.within,
        total_effects=total_effects(impacts),
        tests=(
            *found.tests,
            diagnostics.moran_of(found.residuals.to_numpy(), weights.matrix, where.regressors),
            *diagnostics.lagrange_multipliers(where.outcome, where.regressors, weights.matrix),
        ),
        tables={**found.tables, "impacts": impacts, "neighbours": weights.card},
        notes=(*found.notes, *weights.notes),
    )


def _as_differences(arrays: Design, weights: Weights) -> Design:
    """The design with what each term lacks to its mean among the neighbours beside it."""
    own = arrays.regressors.drop(columns=CONSTANT, errors="ignore")
    lags = lagged(own, weights)
    differences = lags - own.set_axis(lags.columns, axis=1)
    return replace(arrays, regressors=pd.concat([arrays.regressors, differences], axis=1))


def _impacts(apart: Estimate, together: Estimate) -> pd.DataFrame:
    """Direct, indirect and total effects, one row a term and effect."""
    lags = [term for term in apart.coefficients.index if str(term).startswith(LAGGED)]
    terms = [str(term).removeprefix(LAGGED) for term in lags]
    parts = {
        DIRECT: apart.coefficients.loc[terms],
        INDIRECT: apart.coefficients.loc[lags],
        TOTAL: together.coefficients.loc[terms],
    }
    named = [
        part.reset_index(drop=True).assign(term=terms, effect=effect)
        for effect, part in parts.items()
    ]
    table = pd.concat(named).sort_index(kind="stable").reset_index(drop=True)
    return table[["term", "effect", *apart.coefficients.columns]]
