"""Do a region and its neighbours together hold more of an industry than chance would give (G*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.measures._cells import Numbers, cells, ratio
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import COUNT, SHARE, require_parameters
from workbench.rules._hot_spots import ADJUSTED, ROUNDING, Draws, Field, hot_spots_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

PERMUTATIONS = 9_999

CARD = Card(
    question="Do the region and its neighbours together hold more than chance would give them?",
    criteria=(
        "the sum of the `variable` over the region and its neighbours is higher than over as many "
        "regions drawn at random, at the level `significance` after control of false discoveries "
        "within the industry",
    ),
    source="Getis and Ord (1992); Ord and Getis (1995); Benjamini and Hochberg (1995)",
    is_verified=True,
    fixed_share=False,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "variable": Parameter(
            "location_quotient", "choice", '"location_quotient", or "density" per square kilometre'
        ),
        "k": Parameter(6, "regions", "how many nearest regions, where there are no outlines"),
        "significance": Parameter(0.05, "share", "the accepted share of false discoveries"),
        "seed": Parameter(0, "number", "seed of the 9,999 draws"),
    },
    parts={
        "variable": "the number whose hot spots are looked for",
        "z": "the sum in standard deviations from its expectation (Ord and Getis 1995)",
        "p_value": 'from draws of as many regions, alternative "greater"',
        "adjusted_p_value": "adjusted for many tests within the industry and year",
    },
    caveats=(
        "a region with little of the industry next to a strong one can be in a hot spot",
        "the draws include the region itself: packages that hold it fixed test its neighbours only",
        "neighbours are those that touch where there are outlines, else the k nearest",
    ),
    tables=("activity", "regions"),
    optional_tables=("boundaries",),
    needs_places=True,
)


@rule(CARD)
def getis_ord_hot_spot(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "employment",
    variable: str = "location_quotient",
    k: int = 6,
    significance: float = 0.05,
    seed: int = 0,
    boundaries: GeoDataFrame | None = None,
) -> pd.DataFrame:
    """A cell is a cluster where region and neighbours together hold more than chance gives.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself. A cell that is not there counts as zero.
    regions
        One row a region: `region`, `longitude` and `latitude`, or outlines in `boundaries`;
        `area_km2` for the density.
    value
        The column to compare: employment, establishments, output.
    variable
        "location_quotient", or "density": `value` per square kilometre.
    k
        How many nearest regions are neighbours, where there are no outlines.
    significance
        The accepted share of false discoveries.
    seed
        Seed of the draws.
    boundaries
        Outlines with a column `region`: then neighbours are regions that touch.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said) and the parts of the rule; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column or variable does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a cell is there twice, or regions lie nowhere.
    ParameterError
        If `k` or `significance` is out of its range.

    Notes
    -----
    z = (sum - m mean) / (s sqrt(m (n - m) / (n - 1))), the sum over the region and its
    neighbours, m of n regions. Source: Ord and Getis (1995).

    Examples
    --------
    >>> line = pd.DataFrame({
    ...     "region": [f"r{i:02d}" for i in range(60)], "longitude": range(60), "latitude": 0.0
    ... })
    >>> much = [90 if 10 <= i < 16 else 10 for i in range(60)]
    >>> toy = pd.concat([
    ...     pd.DataFrame({"region": line["region"], "industry": "shoes", "employment": much}),
    ...     pd.DataFrame({"region": line["region"], "industry": "lamps", "employment": 100}),
    ... ])
    >>> found = getis_ord_hot_spot(toy, line, k=4)
    >>> found.loc[found["is_cluster"], "region"].tolist()
    ['r11', 'r12', 'r13', 'r14']
    """
    name = "getis_ord_hot_spot"
    require_parameters(name, {"k": (k, COUNT), "significance": (significance, SHARE)})
    found = cells(activity, value, ("region", "industry"))
    test = (("z", "p_value"), _getis_ord, Draws(seed, PERMUTATIONS))
    result = hot_spots_of(found, regions, boundaries, variable, k, test)
    columns = dict(result.columns)
    options = {"variable": variable, "k": k, "significance": significance, "seed": seed}
    return answer(
        found,
        columns[ADJUSTED] <= significance,
        result.reasons,
        CARD,
        name,
        {**options, "alternative": "greater", "permutations": PERMUTATIONS},
        variable=result.variable,
        **columns,
    )


def _getis_ord(field: Field, draws: Draws) -> Mapping[str, Numbers]:
    """The z value of each region's sum with its neighbours, and its p value from draws."""
    n, values = len(field.amounts), field.amounts
    counts = field.counts
    sums, m = values + field.sums(values), counts + 1
    spread = values.std() * np.sqrt(m * (n - m) / (n - 1))
    as_high = np.zeros(n)
    drawn = draws.of(n, int(m.max()))
    running = np.cumsum(values[drawn], axis=1)
    for size in np.unique(m):
        null = np.sort(running[:, size - 1])
        rows = m == size
        scale = ROUNDING * max(1.0, float(np.abs(null).max()))
        as_high[rows] = len(null) - np.searchsorted(null, sums[rows] - scale)
    alone = np.where(counts > 0, 0.0, np.nan)
    return {
        "z": ratio(sums - m * values.mean(), spread) + alone,
        "p_value": (as_high + 1) / (len(drawn) + 1) + alone,
    }
