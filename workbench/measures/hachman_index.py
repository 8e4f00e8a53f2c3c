"""Is a region's mix of industries as diverse as that of the whole area."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import cells, pooled, ratio
from workbench.measures._door import choose

CARD = Card(
    question="Is a region's mix of industries as diverse as that of the whole area?",
    formula="HI_r = 1 / sum over i of w_ir² / w_i, w_ir = e_ir / e_r, w_i = e_i / e",
    source="Hachman (1995) (unverified)",
    reading="1 is the mix of the whole area; near 0 a single industry that is small elsewhere. "
    "It is 1 over the mean location quotient of the region's jobs",
    variants={
        "pooled": Variant(
            "with all regions together, its own jobs among them", REGION_KEYS, "index", "0 to 1"
        ),
    },
    caveats=(
        "a region can be diverse and yet far from 1: it only asks for likeness to the area",
        "one job in an industry that is tiny elsewhere moves it much",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
)


@measure(CARD)
def hachman_index(
    activity: pd.DataFrame, *, value: str = "employment", variant: str = "pooled"
) -> pd.DataFrame:
    """How like the whole area's mix of industries a region's is, from nearly 0 to 1.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "pooled", the only one: what a region is compared with is all regions together.

    Returns
    -------
    One row a region (and year), in the order of the table, with `value` and `undefined` (the
    reason where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.

    Notes
    -----
    HI_r = 1 / Σ_i w_ir² / w_i. As w_ir / w_i is the location quotient, the sum is the mean
    quotient that the region's jobs stand in. Source: Hachman (1995).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AABB"), "industry": ["textile", "shoes"] * 2,
    ...     "employment": [30, 10, 10, 30],
    ... })
    >>> hachman_index(toy)
      region  value undefined
    0      A    0.8       NaN
    1      B    0.8       NaN
    """
    choose("variant of hachman_index", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    region = found.by("region")
    totals = region.total(found.amounts)
    whole = pooled(found, "industry")[found.by("industry").codes]
    values = ratio(1, region.total(ratio(found.shares_in("region") ** 2, whole, 0)))
    reasons = found.nothing_in("region", region, totals)
    facts = about(found, "hachman_index", CARD, variant)
    return answer_by_group(found, ("region",), values, reasons, facts)
