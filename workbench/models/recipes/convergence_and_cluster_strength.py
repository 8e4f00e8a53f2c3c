"""S3: do industries fall back to the mean, and rise where related industries are strong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, growth, require, with_columns, year_of
from workbench.models.recipes._specialisation import beside, specialisation, surrounding

CARD = Card(
    number="S3",
    question="Does an industry grow less where it was strong already, and more where related "
    "industries, or the same industry next door, were strong?",
    equation="d ln(e_icr) = a - d ln specialisation_icr + b ln cluster specialisation_cr (without "
    "i) + g ln specialisation of i in neighbouring regions + industry_i + region_r",
    papers=(
        "Delgado, M., Porter, M. and Stern, S. (2010), Journal of Economic Geography 10",
        "Delgado, M., Porter, M. and Stern, S. (2014), Research Policy 43",
    ),
    coefficient="log(related_specialisation)",
    typical="d > 0 (convergence) and b > 0; values of the published tables are unverified",
    roles={
        "employment": "jobs of an industry in a region",
        "first": "the year that explains",
        "last": "the year up to which growth is taken",
        "group": "which cluster each industry belongs to; without it the five industries that "
        "locate most alike",
        "neighbours": "who is whose neighbour, from `neighbours`; without it no such term",
        "fixed_effects": "groups within which cells are compared",
        "cluster": "groups whose errors depend on each other",
    },
    caveats=(
        "what is measured with error at the start seems to fall back: d is too large",
        "cells that were not there in both years are left out",
        "industries that locate alike are found in the same data: name a group where there is one",
    ),
)

LABELS = {
    "employment_growth": "growth of employment (log points)",
    "specialisation": "location quotient",
    "related_specialisation": "location quotient of related industries",
    "neighbour_specialisation": "location quotient of the industry in neighbouring regions",
}


@recipe(CARD)
def convergence_and_cluster_strength(
    panel: pd.DataFrame,
    *,
    first: int,
    last: int,
    employment: str = "employment",
    group: str | None = None,
    neighbours: Any = None,
    fixed_effects: Sequence[str] = ("region", "industry"),
    cluster: str | None = "region",
) -> Fit:
    """Growth of cells on their own strength and that of what is related.

    Parameters
    ----------
    panel
        One row for each region, industry and year.
    first, last, employment, group, neighbours, fixed_effects, cluster
        Years and columns: see the card.

    Returns
    -------
    The fit on the cells of the first year: `log(specialisation)` holds convergence (-d),
    `log(related_specialisation)` the strength of the cluster.

    Raises
    ------
    ParameterError
        For columns or years that are not there, or cells that come twice.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> cells = pd.DataFrame(
    ...     {"region": np.repeat(np.arange(20), 8), "industry": [*"abcdefgh"] * 20})
    >>> start = cells.assign(year=2000, employment=random.lognormal(6, 1, 160))
    >>> end = start.assign(year=2010, employment=start["employment"] ** 0.7)
    >>> found = convergence_and_cluster_strength(
    ...     pd.concat([start, end], ignore_index=True), first=2000, last=2010)
    >>> round(float(found.term("specialisation")["estimate"]), 2)
    -0.3
    """
    require(panel, ["region", "industry", employment, *([group] if group else [])])
    cells = year_of(panel, first)
    columns = {
        "employment_growth": growth(panel, employment, first, last),
        "specialisation": specialisation(cells, employment),
        "related_specialisation": surrounding(cells, employment, group),
    }
    if neighbours is not None:
        links = neighbours.graph.adjacency
        columns["neighbour_specialisation"] = beside(cells, employment, links)
    table = with_columns(cells, columns, LABELS)
    terms = [f"log({name})" for name in list(columns)[1:]]
    text = formula(table, "employment_growth", terms, (), fixed_effects)
    return fit(text, table, cluster=cluster)
