"""S9: does the density of neighbours matter too, or the outcome of neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from workbench.errors import ParameterError, unknown
from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require

MODELS = (
    "spatially_lagged_terms",
    "spatial_lag",
    "spatial_error",
    "spatial_durbin",
    "spatial_two_stage_least_squares",
)

CARD = Card(
    number="S9",
    question="Does density raise an outcome here only, or at the neighbours too?",
    equation="ln y = rho W ln y + b ln density + t W ln density + X c + e, with the parts that "
    "the model has",
    papers=(
        "LeSage, J. and Pace, R. K. (2009), Introduction to Spatial Econometrics",
        "Halleck Vega, S. and Elhorst, J. P. (2015), Journal of Regional Science 55",
        "Conley, T. (1999), Journal of Econometrics 92",
    ),
    coefficient="log(density)",
    typical="no common size: it depends on who counts as a neighbour",
    roles={
        "outcome": "a wage, productivity or income; positive",
        "density": "jobs or people per square kilometre; positive",
        "neighbours": "who is whose neighbour, from `neighbours` or `neighbours_of`",
        "controls": "further columns, in logarithms where their cards say so",
        "model": "the estimator: spatially_lagged_terms (spillovers that end next door), "
        "spatial_lag, spatial_error, spatial_durbin or spatial_two_stage_least_squares",
        "options": "further options of fit, such as standard_errors='conley', cutoff_km=100",
    },
    caveats=(
        "read the table impacts: a coefficient of a model with a lag is no effect",
        "neighbours that resemble each other for other reasons look like spillovers",
    ),
)


@recipe(CARD)
def spatial_spillovers(
    panel: pd.DataFrame,
    *,
    outcome: str,
    density: str,
    neighbours: Any,
    controls: Sequence[str] = (),
    model: str = MODELS[0],
    **options: Any,
) -> Fit:
    """An outcome on density here and at the neighbours.

    Parameters
    ----------
    panel
        One row a region.
    outcome, density, neighbours, controls, model, options
        See the card.

    Returns
    -------
    The fit; direct, indirect and total effects are in the table `impacts`.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there, and a model that is none of these.

    Examples
    --------
    >>> import numpy as np
    >>> from workbench.data.geography import neighbours
    >>> random = np.random.default_rng(0)
    >>> towns = pd.DataFrame({
    ...     "region": [f"t{i:02}" for i in range(40)], "longitude": np.arange(40) / 10,
    ...     "latitude": 50.0, "density": random.lognormal(size=40)})
    >>> towns["wage"] = towns["density"] ** 0.1 * random.lognormal(0, 0.01, 40)
    >>> near = neighbours(towns, kind="nearest", k=2)
    >>> found = spatial_spillovers(towns, outcome="wage", density="density", neighbours=near)
    >>> float(found.term("density")["estimate"].round(2))
    0.1
    """
    if model not in MODELS:
        raise ParameterError(unknown("CLW-P07", "spatial model called", model, MODELS))
    require(panel, [outcome, density, *controls])
    text = formula(panel, f"log({outcome})", [f"log({density})"], controls)
    return fit(text, panel, estimator=model, neighbours=neighbours, **options)
