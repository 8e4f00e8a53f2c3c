"""Are firms of an industry both many and dense in a region, as few regions have them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._cells import cells
from workbench.measures.density_based_index import density_based_index
from workbench.measures.establishment_density import establishment_density
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._parts import reasons_of

CARD = Card(
    question="Are the industry's firms both many and dense in the region?",
    criteria=(
        "in the top `top` of all regions by the industry's firms per square kilometre",
        "in the top `top` of all regions by the number of the industry's firms",
    ),
    source="Guo, Jiang, Xu and Yang (2020); detail unverified",
    is_verified=False,
    fixed_share=True,
    parameters={
        "value": Parameter("establishments", "column", "what is counted: firms"),
        "top": Parameter(0.05, "share of regions", "the top, for both; any value is arbitrary"),
    },
    parts={
        "number": "firms of the industry",
        "density": "firms of the industry per square kilometre",
    },
    caveats=(
        "the top is arbitrary: draw the result as a curve over it",
        "at most that share of regions is found, in every industry, by construction",
        "urban districts are dense in everything",
    ),
    unverified=("whether number and density are both asked for", "the share of 5 %"),
    tables=("activity", "regions"),
    columns=("establishments", "area_km2"),
)


@rule(CARD)
def density_based(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "establishments",
    top: float = 0.05,
) -> pd.DataFrame:
    """A cell is a cluster where its firms are among the most and the densest of the industry.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself.
    regions
        One row a region: `region` and `area_km2`.
    value
        The column to compare: establishments, as the source does.
    top
        The share of all regions that is the top; regions that tie across its edge are out.

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
        If `top` is not a share.

    Notes
    -----
    Among the top of the regions by n_ir / area_r and by n_ir; see the measure
    density_based_index. Source: Guo, Jiang, Xu and Yang (2020), unverified.

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": list("ABCD"), "industry": "shoes", "establishments": [9, 8, 2, 1]
    ... })
    >>> regions = pd.DataFrame({"region": list("ABCD"), "area_km2": [3.0, 40.0, 1.0, 5.0]})
    >>> density_based(activity, regions, top=0.5)["is_cluster"].tolist()
    [True, False, False, False]
    """
    index = density_based_index(activity, regions, value=value, top=top)
    density = establishment_density(activity, regions, value=value)
    found = cells(activity, value, ("region", "industry"))
    return answer(
        found,
        index["value"].to_numpy(dtype="float64") == 1,
        reasons_of(index),
        CARD,
        "density_based",
        {"top": top},
        number=np.where(found.is_unknown, np.nan, found.amounts),
        density=density["value"].to_numpy(dtype="float64"),
    )
