"""Is an industry dense, strong and small-plant enough to pass the cut-off of the cluster index."""

from __future__ import annotations

import pandas as pd

from workbench.measures._cells import cells
from workbench.measures.litzenberger_sternberg import litzenberger_sternberg
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import AMOUNT, require_parameters
from workbench.rules._parts import reasons_of

CARD = Card(
    question="Is the industry dense, specialised and made of many plants in the region?",
    criteria=("the cluster index of Litzenberger and Sternberg is above `cut_off`",),
    source="Litzenberger and Sternberg (2006); the cut-off of 4 unverified",
    is_verified=False,
    fixed_share=False,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "cut_off": Parameter(4.0, "ratio", "the index of a cluster is above it: 2 x 2 / 1"),
    },
    parts={
        "cluster_index": "relative density times specialisation over relative plant size",
        "relative_density": "jobs per km², over those of the whole area",
        "specialisation_per_head": "jobs per inhabitant, over those of the whole area",
        "relative_plant_size": "jobs per establishment, over those of the industry",
    },
    caveats=(
        "a product of three ratios: an error in one multiplies",
        "small densely built regions lead, so the size of regions decides much",
    ),
    unverified=("the cut-off of 4",),
    tables=("activity", "regions"),
    columns=("employment", "establishments", "area_km2", "population"),
)


@rule(CARD)
def litzenberger_sternberg_cut_off(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "employment",
    cut_off: float = 4.0,
) -> pd.DataFrame:
    """A cell is a cluster where the index of Litzenberger and Sternberg is above a cut-off.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, `establishments`, and `year` where there
        are years; each year is judged by itself.
    regions
        One row a region: `region`, `area_km2` and `population`.
    value
        The column to compare: employment, output.
    cut_off
        The index of a cluster is above it.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said) and the parts of the rule; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.
    ParameterError
        If `cut_off` is negative.

    Notes
    -----
    CI > 4; see the measure litzenberger_sternberg. Source: Litzenberger and Sternberg (2006);
    the cut-off is unverified.

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": ["A", "B"], "industry": ["shoes", "shoes"],
    ...     "employment": [60, 40], "establishments": [9, 1],
    ... })
    >>> regions = pd.DataFrame({
    ...     "region": ["A", "B"], "area_km2": [20.0, 80.0], "population": [3000, 1000],
    ... })
    >>> litzenberger_sternberg_cut_off(activity, regions, cut_off=3)["is_cluster"].tolist()
    [True, False]
    """
    name = "litzenberger_sternberg_cut_off"
    require_parameters(name, {"cut_off": (cut_off, AMOUNT)})
    index = litzenberger_sternberg(activity, regions, value=value)
    found = cells(activity, value, ("region", "industry"))
    values = index["value"].to_numpy(dtype="float64")
    return answer(
        found,
        values > cut_off,
        reasons_of(index),
        CARD,
        name,
        {"cut_off": cut_off},
        cluster_index=values,
        **{part: index[part].to_numpy() for part in CARD.parts if part in index},
    )
