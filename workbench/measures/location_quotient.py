"""Is an industry over-represented in a region, compared with the whole area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_row, by_row
from workbench.measures._card import CELL_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Numbers, cells, pooled, ratio
from workbench.measures._door import choose
from workbench.measures._quotients import (
    LOGARITHMIC,
    STANDARDISED,
    check_range,
    standardised,
    zeros_of,
)
from workbench.measures._traded import TRADED, traded

BACKGROUNDS = ("all industries", TRADED)

CARD = Card(
    question="Is an industry over-represented in a region, compared with the whole area?",
    formula="LQ = (e_ir / e_r) / (e_i / e)",
    source="Florence (1939); Hoover (1936); the same as Balassa's (1965) revealed comparative "
    "advantage (first citations unverified)",
    reading="1 is proportional; 2 means twice the share that the industry has in the whole area",
    variants={
        "ratio": Variant("the plain quotient", CELL_KEYS, "ratio", "0 to e / e_r"),
        "symmetric": Variant(
            "(LQ - 1) / (LQ + 1)", CELL_KEYS, "index", "-1 to 1", "Laursen (1998) (unverified)"
        ),
        "additive": Variant(
            "e_ir / e_r - e_i / e", CELL_KEYS, "share", "-1 to 1", "Hoen and Oosterhaven (2006)"
        ),
        "standardised": Variant(
            "(LQ - mean) / sample standard deviation over the regions with employment",
            CELL_KEYS,
            "standard deviations",
            "unbounded",
            "O'Donoghue and Gleave (2004)",
        ),
        "logarithmic": Variant(
            "the same of ln(LQ + added_constant); zeros are left out where nothing is added",
            CELL_KEYS,
            "standard deviations",
            "unbounded",
            "Tian (2013)",
        ),
    },
    optional_tables=("industries",),
    scale="log",
    caveats=(
        "explodes in small regions: a cell of 10 jobs has a 95% range of times or over 1.86",
        "a threshold such as 1.25 is not a test: with few jobs it is often passed by chance",
        "standardised: needs about 30 regions and assumes a near-normal distribution over them; "
        "logarithmic needs as many and is nearer to it",
        "logarithmic: leaving zeros out and adding a constant give other values: say which",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "EconGeo": "location_quotient, 0 where it is undefined; rca rounds to 2 digits",
        "REAT": "locq; locq2 stops on sparse tables, and its standardised values (LQ.norm) take "
        "the mean of another region's or industry's quotients",
        "ecomplexity": "rca",
    },
)


@measure(CARD)
def location_quotient(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "ratio",
    background: str = "all industries",
    industries: pd.DataFrame | None = None,
    added_constant: float = 0.0,
) -> pd.DataFrame:
    """How many times the share an industry has in the whole area is its share in a region.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to compare: employment, establishments, output, exports.
    variant
        "ratio", "symmetric", "additive", "standardised" or "logarithmic"; see the card.
    background
        "all industries": shares are of the region's and the area's total over all rows.
        "traded": traded industries are compared with the traded total, others with the rest's.
    industries
        `industry` and `is_traded`; needed for the background "traded".
    added_constant
        For "logarithmic": what is added to every quotient before the logarithm. With 0 the
        regions without the industry are left out, which is told as the fact `zeros`.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `value` and `undefined` (the reason
    where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice, or an industry
        is not marked as traded or not.
    ParameterError
        If the added constant is negative.

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
    choose("background", background, BACKGROUNDS)
    is_right = 0 <= added_constant < np.inf
    check_range("location_quotient", added_constant=(added_constant, is_right, "0 or more"))
    found = cells(activity, value, ("region", "industry"))
    scope = (TRADED,) if background == TRADED else ()
    if scope:
        found = found.with_key(TRADED, traded(found, industries))
    region, industry = found.by("region", *scope), found.by("industry")
    in_region, in_industry = region.total(found.amounts), industry.total(found.amounts)
    share = ratio(found.amounts, in_region[region.codes])
    expected = _expected(found, scope)
    reasons = [
        *found.unknown,
        *by_row(found.nothing_in("region", region, in_region), region),
        *by_row(found.nothing_in("industry", industry, in_industry), industry),
    ]
    if variant in (STANDARDISED, LOGARITHMIC):
        compared = standardised(found, ratio(share, expected), variant, added_constant, scope)
        values = compared.scores
        reasons += [*compared.without, *by_row(compared.reasons, industry)]
    else:
        values = _variant(variant, share, expected)
    zeros = zeros_of(variant, added_constant)
    facts = about(found, "location_quotient", CARD, variant, background=background, **zeros)
    return answer_by_row(found, values, reasons, facts)


def _expected(found: Cells, scope: Sequence[str]) -> Numbers:
    """The share of each row's industry in everything there is, or in all of its scope."""
    industry = found.by("industry")
    if not scope:
        return pooled(found, "industry")[industry.codes]
    whole = found.by(*scope)
    in_industry = industry.total(found.amounts)
    return ratio(in_industry[industry.codes], whole.total(found.amounts)[whole.codes])


def _variant(variant: str, share: Numbers, expected: Numbers) -> Numbers:
    if variant == "additive":
        return share - expected
    quotient = ratio(share, expected)
    return (quotient - 1) / (quotient + 1) if variant == "symmetric" else quotient
