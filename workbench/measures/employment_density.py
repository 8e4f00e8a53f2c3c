"""How closely do jobs sit on the ground, or among the people."""

from __future__ import annotations

import pandas as pd

from workbench.measures._card import Card, measure
from workbench.measures._density import density, variants

CARD = Card(
    question="How many people work there per square kilometre, or per 1,000 inhabitants?",
    formula="D = e_ir / a_r, or 1000 e_ir / p_r; all industries: sum over i of e_ir",
    source="Ciccone and Hall (1996), who explain productivity by it",
    reading="twice the density went with about 6% more output per worker in Ciccone and Hall's "
    "states; compare regions of one level only",
    variants=variants("employment"),
    tables=("activity", "regions"),
    columns=("employment",),
    scale="log",
    caveats=(
        "empty land in a large region hides a dense town: the value depends on the boundaries",
        "jobs at the place of work and workers at their homes are two different numerators",
        "all industries together: undefined where any cell of the region is unknown",
        "density, specialisation and linkage are three things that go together weakly",
    ),
)


@measure(CARD)
def employment_density(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "per_km2",
) -> pd.DataFrame:
    """How many people an industry employs in a region per km² or per 1,000 inhabitants.

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
    D = e_ir / a_r. A region without an area, or of area 0, has no density; a cell without
    employment has the density 0. Source: Ciccone and Hall (1996).

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": ["A", "A"], "industry": ["shoes", "lamps"], "employment": [600, 200],
    ... })
    >>> regions = pd.DataFrame({"region": ["A"], "area_km2": [50.0]})
    >>> employment_density(activity, regions)["value"].tolist()
    [12.0, 4.0]
    >>> employment_density(activity, regions, variant="all_industries_per_km2")
      region  value undefined
    0      A   16.0       NaN
    """
    return density(activity, regions, CARD, employment_density.__name__, value, variant)
