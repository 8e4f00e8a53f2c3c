"""S6: how much of its size does a local industry keep, and what moves it from year to year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.ladder import in_scale
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require

CARD = Card(
    number="S6",
    question="How much of its employment does a local industry keep from year to year, and what "
    "moves it, its own past aside?",
    equation="d ln e_irt = a d ln e_ir,t-1 + b' d ln x_irt + year_t + d error_irt, earlier levels "
    "as instruments",
    papers=(
        "Combes, P.-P., Magnac, T. and Robin, J.-M. (2004), Journal of Urban Economics 56",
        "Arellano, M. and Bond, S. (1991), Review of Economic Studies 58",
    ),
    coefficient="log(lag(employment))",
    typical="sizes in the literature are unverified; below 1, or the sector drifts without end",
    roles={
        "employment": "jobs of a unit in a year; positive",
        "controls": "what moves it, in logarithms where cards say so",
        "endogenous": "controls that the same year's surprise moves too: their own earlier levels "
        "stand in for them",
        "cluster": "groups whose errors depend on each other; the units by default",
        "options": "further options of dynamic_panel, such as most_lags",
    },
    caveats=(
        "rests on errors that are not correlated over time: read the test AR(2)",
        "weak where employment is near a random walk",
    ),
)


@recipe(CARD)
def employment_dynamics(
    panel: pd.DataFrame,
    *,
    employment: str = "employment",
    controls: Sequence[str] = (),
    endogenous: Sequence[str] = (),
    cluster: str | None = None,
    **options: Any,
) -> Fit:
    """Employment on its own past, in differences.

    Parameters
    ----------
    panel
        One row for each unit (region, industry) and year; three years in a row or more.
    employment, controls, endogenous, cluster, options
        Columns: see the card.

    Returns
    -------
    The fit by `dynamic_panel`.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there, or too few years.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> size = np.zeros((200, 6))
    >>> for year in range(1, 6):
    ...     size[:, year] = 0.5 * size[:, year - 1] + random.normal(size=200)
    >>> table = pd.DataFrame({"region": np.repeat(np.arange(200), 6),
    ...                       "year": np.tile(np.arange(2000, 2006), 200),
    ...                       "employment": np.exp(size.ravel())})
    >>> float(employment_dynamics(table).coefficients["estimate"].iloc[0].round(1))
    0.4
    """
    columns = [*controls, *endogenous]
    require(panel, [employment, "year", *columns])
    text = formula(panel, f"log({employment})", [f"log(lag({employment}))"], columns)
    own = tuple(in_scale(name, panel) for name in endogenous)
    return fit(text, panel, estimator="dynamic_panel", cluster=cluster, endogenous=own, **options)
