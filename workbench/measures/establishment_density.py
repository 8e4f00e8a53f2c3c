"""How closely do firms sit on the ground, or among the people."""

from __future__ import annotations

import pandas as pd

from workbench.measures._card import Card, measure
from workbench.measures._density import density, variants

CARD = Card(
    question="How many establishments are there per square kilometre, or per 1,000 inhabitants?",
    formula="D = n_ir / a_r, or 1000 n_ir / p_r; all industries: sum over i of n_ir",
    source="a plain ratio, without a first author; as a mark of clusters: Guo, Jiang, Xu and "
    "Yang (2020) (detail unverified)",
    reading="14 per km² means a firm on every seven hectares, were they spread evenly; compare "
    "regions of one level only",
    variants=variants("establishments"),
    tables=("activity", "regions"),
    columns=("establishments",),
    scale="log",
    caveats=(
        "empty land in a large region hides a dense town: the value depends on the boundaries",
        "counts firms of every size alike",
        "all industries together: undefined where any cell of the region is unknown",
        "density, specialisation and linkage are three things that go together weakly",
    ),
)


@measure(CARD)
def establishment_density(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "establishments",
    variant: str = "per_km2",
) -> pd.DataFrame:
    """How many establishments of an industry a region has per km² or per 1,000 inhabitants.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years.
    regions
        One row a region, or a region and year: `region` with `area_km2` (square kilometres) or
        `population` (persons).
    value
        The column that is counted.
    variant
        "per_km2" or "per_1000_inhabitants" for each industry by itself;
        "all_industries_per_km2" or "all_industries_per_1000_inhabitants" for their sum.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `value` and `undefined` (the reason
    where there is no value); one row a region (and year) where industries are summed. Variant,
    unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the regions come
        by year and the cells do not.

    Notes
    -----
    D = n_ir / a_r. A region without an area, or of area 0, has no density; a cell without
    establishments has the density 0. A plain ratio; its use for clusters: Guo, Jiang, Xu and
    Yang (2020).

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": ["A", "B"], "industry": ["shoes", "shoes"], "establishments": [1200, 30],
    ... })
    >>> regions = pd.DataFrame({
    ...     "region": ["A", "B"], "area_km2": [80.0, None], "population": [60000, 15000],
    ... })
    >>> establishment_density(activity, regions)
      region industry  value      undefined
    0      A    shoes   15.0            NaN
    1      B    shoes    NaN  no area given
    >>> establishment_density(activity, regions, variant="per_1000_inhabitants")["value"].tolist()
    [20.0, 2.0]
    """
    return density(activity, regions, CARD, establishment_density.__name__, value, variant)
