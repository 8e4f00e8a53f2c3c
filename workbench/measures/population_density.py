"""How closely do people live."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_row
from workbench.measures._card import REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import cells, ratio
from workbench.measures._door import choose, require

CARD = Card(
    question="How many people live there per square kilometre?",
    formula="D = p_r / a_r",
    source="a plain ratio, without a first author",
    reading="a control for urban size beside the density of firms or jobs",
    variants={
        "per_km2": Variant("inhabitants per km²", REGION_KEYS, "inhabitants per km²", "0 or more")
    },
    tables=("regions",),
    columns=("population", "area_km2"),
    scale="log",
    caveats=("empty land in a large region hides a dense town",),
)


@measure(CARD)
def population_density(regions: pd.DataFrame, *, variant: str = "per_km2") -> pd.DataFrame:
    """How many inhabitants a region has per square kilometre.

    Parameters
    ----------
    regions
        One row a region, or a region and year: `region`, (`year`,) `population` (persons) and
        `area_km2` (square kilometres).
    variant
        "per_km2", the only one.

    Returns
    -------
    The rows of `regions` as `region`, (`year`,) `value` and `undefined` (the reason where there
    is no value). Unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a population or an area is negative or no number, or a region is there twice.

    Notes
    -----
    D = p_r / a_r. A region without an area, or of area 0, has no density; a region without
    inhabitants has the density 0. A plain ratio, without a first author.

    Examples
    --------
    >>> regions = pd.DataFrame({
    ...     "region": ["A", "B"], "population": [60000, 500], "area_km2": [80.0, None],
    ... })
    >>> population_density(regions)
      region  value      undefined
    0      A  750.0            NaN
    1      B    NaN  no area given
    """
    choose("variant of population_density", variant, list(CARD.variants))
    require({"regions": (regions, ("region", *CARD.columns))})
    found = cells(regions, "population", ("region",), "regions")
    area = cells(regions, "area_km2", ("region",), "regions")
    reasons = [
        ("no population given", found.is_unknown),
        ("no area given", area.is_unknown),
        ("the area is 0", area.amounts == 0),
    ]
    facts = about(found, "population_density", CARD, variant, area.amounts)
    return answer_by_row(found, ratio(found.amounts, area.amounts), reasons, facts)
