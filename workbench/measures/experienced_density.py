"""How dense is the place where the average job is, empty land left aside."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group, by_row
from workbench.measures._card import AREA_KEYS, INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import Reason, cells, ratio
from workbench.measures._door import choose, require
from workbench.measures._regions import sizes

AREA = "area_km2"
OWN, AMONG_ALL, EVERYTHING = "own_industry", "all_industries", "whole_area"

CARD = Card(
    question="How dense is the place where the average job is?",
    formula="own industry = sum over r of (e_ir / e_i) (e_ir / a_r); all industries = sum over r "
    "of (e_ir / e_i) (e_r / a_r); whole area = sum over r of (e_r / e) (e_r / a_r)",
    source="population-weighted density, without a first author; Glaeser and Kahn (2004) "
    "(unverified)",
    reading="500 jobs per km²: the average job is in a region that has 500 jobs per km²",
    variants={
        OWN: Variant(
            "jobs of its own industry around the industry's average job",
            INDUSTRY_KEYS,
            "jobs per km²",
            "0 or more",
        ),
        AMONG_ALL: Variant(
            "jobs of all industries around the industry's average job",
            INDUSTRY_KEYS,
            "jobs per km²",
            "0 or more",
        ),
        EVERYTHING: Variant(
            "jobs around the average job of all industries", AREA_KEYS, "jobs per km²", "0 or more"
        ),
    },
    tables=("activity", "regions"),
    columns=("employment", AREA),
    scale="log",
    caveats=(
        "never below the plain density of the whole area, and equal to it if all regions are "
        "equally dense",
        "the finer the regions, the higher: compare areas whose regions are of one kind",
        "undefined if a region with jobs of the industry has no area",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
)


@measure(CARD)
def experienced_density(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = OWN,
) -> pd.DataFrame:
    """How many jobs per km² the region of the average job has: density weighted by jobs.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    regions
        One row a region, or a region and year: `region` with `area_km2` (square kilometres).
    value
        The column that is counted: employment, establishments.
    variant
        "own_industry" or "all_industries" for the surroundings of each industry's average job;
        "whole_area" for that of all jobs.

    Returns
    -------
    One row an industry (and year), or a year, in the order of the table, with `value` and
    `undefined` (the reason where there is no value). Variant, unit and counts stand in
    `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the regions come
        by year and the cells do not.

    Notes
    -----
    D_i = Σ_r (e_ir / e_i) (e_ir / a_r). Land without jobs has no weight. Source: the density of
    populations weighted by people; Glaeser and Kahn (2004).

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": ["town", "country"], "industry": ["shoes", "shoes"], "employment": [90, 10],
    ... })
    >>> regions = pd.DataFrame({"region": ["town", "country"], "area_km2": [1.0, 99.0]})
    >>> experienced_density(activity, regions).round(4)
      industry    value undefined
    0    shoes  81.0101       NaN
    """
    choose("variant of experienced_density", variant, list(CARD.variants))
    require(
        {
            "activity": (activity, ("region", "industry", value)),
            "regions": (regions, ("region", AREA)),
        }
    )
    found = cells(activity, value, ("region", "industry"))
    area, lacking = sizes(found, regions, AREA)
    region = found.by("region")
    in_region = region.total(found.amounts)
    around = found.amounts if variant == OWN else in_region[region.codes]
    experienced = found.amounts * ratio(around, area[region.codes], 0)
    names = () if variant == EVERYTHING else ("industry",)
    groups = found.by(*names)
    total = groups.total(found.amounts)
    has_any, no_area = found.amounts > 0, by_row([*lacking, ("the area is 0", area == 0)], region)
    reasons: list[Reason] = [
        *found.nothing_in(" and ".join(names) or "whole area", groups, total),
        *(
            (f"{text}, for one of the regions", groups.holds(rows & has_any))
            for text, rows in no_area
        ),
    ]
    values = ratio(groups.total(np.nan_to_num(experienced)), total)
    facts = about(found, "experienced_density", CARD, variant, area, unit=f"{value} per km²")
    return answer_by_group(found, names, values, reasons, facts)
