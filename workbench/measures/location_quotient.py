"""Is an industry over-represented in a region, compared with the whole area?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._card import Card, Variant, measure
from workbench.measures._cells import Grouping, Numbers, about, answer, cells, choose, ratio

KEYS = ("region", "industry", "year")
NO_REGION, NO_INDUSTRY = "no employment in the region", "no employment in the industry"

CARD = Card(
    question="Is an industry over-represented in a region, compared with the whole area?",
    formula="LQ = (e_ir / e_r) / (e_i / e)",
    source="Florence (1939); Hoover (1936); the same as Balassa's (1965) revealed comparative "
    "advantage (first citations unverified)",
    reading="1 is proportional; 2 means twice the share that the industry has in the whole area",
    variants={
        "ratio": Variant("the plain quotient", KEYS, "ratio", "0 to e / e_r"),
        "symmetric": Variant(
            "(LQ - 1) / (LQ + 1)", KEYS, "index", "-1 to 1", "Laursen (1998) (unverified)"
        ),
        "additive": Variant(
            "e_ir / e_r - e_i / e", KEYS, "share", "-1 to 1", "Hoen and Oosterhaven (2006)"
        ),
        "standardised": Variant(
            "(LQ - mean) / sample standard deviation over the regions of the industry",
            KEYS,
            "standard deviations",
            "unbounded",
            "O'Donoghue and Gleave (2004)",
        ),
    },
    optional_tables=("industries",),
    scale="log",
    caveats=(
        "explodes in small regions: a cell of 10 jobs has a 95% range of times or over 1.86",
        "a threshold such as 1.25 is not a test: with few jobs it is often passed by chance",
        "standardised: needs about 30 regions and assumes a near-normal distribution over them",
    ),
    also_called={"EconGeo": "LQ", "REAT": "locq", "ecomplexity": "rca"},
)


@measure(CARD)
def location_quotient(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "ratio",
    background: str = "all industries",
    industries: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How many times the share an industry has in a region is of its share in the whole area.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. Rows must not overlap.
    value
        The column to compare: employment, establishments, output, exports.
    variant
        "ratio", "symmetric", "additive" or "standardised"; see the card.
    background
        "all industries": shares are of the region's and the area's total over all rows.
        "traded": traded industries are compared with the traded total, others with the rest's.
    industries
        `industry` and `is_traded`; needed for the background "traded".

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `value` and `undefined` (the reason
    where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value is negative, or an industry of `activity` is not marked traded or not.

    Notes
    -----
    LQ = (e_ir / e_r) / (e_i / e). A region without employment has no structure to compare, so
    its quotients are undefined, never 0; a cell without employment in a region that has some
    is 0. Source: Florence (1939); Hoover (1936); Balassa (1965).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> location_quotient(toy).head(3)[["region", "industry", "value"]]
      region industry  value
    0      A  textile    2.4
    1      A    shoes    0.4
    2      A    lamps    0.6
    """
    choose("variant of location_quotient", variant, list(CARD.variants))
    choose("background", background, ["all industries", "traded"])
    found = cells(activity, value, ("region", "industry"))
    table = found.table
    scope: tuple[str, ...] = ()
    if background == "traded":
        table = table.assign(is_traded=_traded(activity, industries))
        scope = ("is_traded",)
    grouped = type(found)(table, found.values, found.is_known)
    by_industry = grouped.by("industry")
    region, industry = grouped.by("region", *scope), by_industry
    in_region, in_industry = (g.total_by_row(found.values) for g in (region, industry))
    share = ratio(found.values, in_region)
    expected = ratio(in_industry, grouped.by(*scope).total_by_row(found.values))
    values = _variant(variant, share, expected, by_industry)
    reasons = [
        *found.reasons(),
        (NO_REGION, in_region == 0),
        (NO_INDUSTRY, in_industry == 0),
    ]
    keys = [key for key in KEYS if key in activity]
    facts = about(found, "location_quotient", CARD, variant, background=background, of=value)
    return answer(activity[keys], values, reasons, facts)


def _variant(variant: str, share: Numbers, expected: Numbers, by_industry: Grouping) -> Numbers:
    quotient = ratio(share, expected)
    if variant == "symmetric":
        return (quotient - 1) / (quotient + 1)
    if variant == "additive":
        return share - expected
    if variant == "standardised":
        grouped = pd.Series(quotient).groupby(by_industry.codes)
        spread = grouped.transform("std").to_numpy()
        return ratio(quotient - grouped.transform("mean").to_numpy(), spread)
    return quotient


def _traded(activity: pd.DataFrame, industries: pd.DataFrame | None) -> pd.Series:
    """Whether each row's industry is traded."""
    if industries is None or "is_traded" not in industries:
        known = pd.Series(dtype="boolean")
    else:
        known = industries.set_index("industry")["is_traded"]
    traded = activity["industry"].map(known)
    if traded.isna().any():
        unmarked = activity.loc[traded.isna(), "industry"].unique()
        raise StudyError(
            Problem(
                "CLW-M02",
                'background "traded" needs to know which industries are traded',
                file="industries.csv",
                column="is_traded",
                value=str(unmarked[0]),
                expected="true or false for every industry of the activity table",
                remedy='add the column is_traded, or use background="all industries"',
                more=len(unmarked) - 1,
            )
        )
    return traded
