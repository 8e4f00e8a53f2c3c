"""S2: does an industry grow faster where it is concentrated, contested, or amid variety."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, growth, require, with_columns, year_of
from workbench.models.recipes._specialisation import competition, diversity, specialisation

CARD = Card(
    number="S2",
    question="Does an industry grow faster where it is over-represented, where its firms are "
    "small and many, or where other industries are many?",
    equation="ln(e_t1 / e_t0) = a + b1 ln specialisation + b2 ln competition + b3 ln diversity + "
    "b4 ln e_t0 + industry effects",
    papers=(
        "Glaeser, E., Kallal, H., Scheinkman, J. and Shleifer, A. (1992), Journal of Political "
        "Economy 100",
        "Henderson, V., Kuncoro, A. and Turner, M. (1995), Journal of Political Economy 103",
        "Combes, P.-P. (2000), Journal of Industrial Economics 48",
        "Beaudry, C. and Schiffauerova, A. (2009), Research Policy 38",
    ),
    coefficient="log(specialisation)",
    typical="signs disagree between studies; differences come from measurement, aggregation and "
    "indicators (Beaudry and Schiffauerova 2009)",
    roles={
        "employment": "jobs of an industry in a region",
        "establishments": "its establishments there",
        "first": "the year that explains",
        "last": "the year up to which growth is taken",
        "fixed_effects": "groups within which cells are compared",
        "cluster": "groups whose errors depend on each other",
    },
    caveats=(
        "small cells fall back to the mean, and specialisation counts the cell itself: a "
        "negative sign may be no more than that",
        "cells that were not there in both years are left out: survivors only",
        "missing cells add to no total",
    ),
)

LABELS = {
    "employment_growth": "growth of employment (log points)",
    "specialisation": "location quotient",
    "competition": "establishments per worker beside the nation's",
    "diversity": "variety of the region's other industries",
}


@recipe(CARD)
def localisation_growth(
    panel: pd.DataFrame,
    *,
    first: int,
    last: int,
    employment: str = "employment",
    establishments: str = "establishments",
    fixed_effects: Sequence[str] = ("industry",),
    cluster: str | None = "region",
) -> Fit:
    """Growth of cells on what surrounded them at the start.

    Parameters
    ----------
    panel
        One row for each region, industry and year.
    first, last, employment, establishments, fixed_effects, cluster
        Years and columns: see the card.

    Returns
    -------
    The fit on the cells of the first year; specialisation, competition (both beside the nation)
    and diversity (one over the Herfindahl index of the other industries) are derived.

    Raises
    ------
    ParameterError
        For columns or years that are not there, or cells that come twice.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> cells = pd.DataFrame({"region": np.repeat(np.arange(12), 5), "industry": [*"abcde"] * 12})
    >>> start = cells.assign(year=2000, employment=random.lognormal(6, 1, 60))
    >>> end = start.assign(year=2010, employment=start["employment"] * random.lognormal(0, 1, 60))
    >>> table = pd.concat([start, end], ignore_index=True)
    >>> table["establishments"] = random.integers(5, 50, 120)
    >>> localisation_growth(table, first=2000, last=2010, cluster=None).n_used
    60
    """
    require(panel, ["region", "industry", employment, establishments])
    cells = year_of(panel, first)
    columns = {
        "employment_growth": growth(panel, employment, first, last),
        "specialisation": specialisation(cells, employment),
        "competition": competition(cells, employment, establishments),
        "diversity": diversity(cells, employment),
    }
    terms = [f"log({name})" for name in [*list(columns)[1:], employment]]
    table = with_columns(cells, columns, LABELS)
    text = formula(table, "employment_growth", terms, (), fixed_effects)
    return fit(text, table, cluster=cluster)
