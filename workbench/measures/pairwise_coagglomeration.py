"""Do two industries sit in the same regions, more than everything does."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about
from workbench.measures._card import PAIR_KEYS, Card, Variant, measure
from workbench.measures._cells import cells
from workbench.measures._door import choose
from workbench.measures._pairs_of_industries import answer_by_pair, coagglomerations
from workbench.measures._regions import ALL_INDUSTRIES
from workbench.measures._spread import compare

CARD = Card(
    question="Do two industries sit in the same regions, more than everything does?",
    formula="gamma_ij = sum over r of (s_ir - x_r) (s_jr - x_r) / (1 - sum of x_r²)",
    source="Ellison, Glaeser and Kerr (2010) (unverified); the index of Ellison and Glaeser "
    "(1997) for a group of two industries comes to the same",
    reading="0 on average over all pairs; above 0 the two are over-represented in the same "
    "regions, below 0 they keep apart",
    variants={
        "index": Variant(
            "the covariance of two industries' shares beyond the background",
            PAIR_KEYS,
            "index",
            "unbounded",
        ),
    },
    optional_tables=("regions",),
    caveats=(
        "with many pairs some are high by chance alone: control the share of false discoveries",
        "two industries may sit together because both need a port or a city, not each other",
        "each pair stands in the answer both ways, with the same value",
        "depends on how regions are cut; its spread over pairs is larger for larger regions",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "EconGeo": "co.occurrence and relatedness count common presences, without a background",
        "REAT": "ellison.c2 is wrong: it adds up shares that it should weigh",
    },
)


@measure(CARD)
def pairwise_coagglomeration(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "index",
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How far two industries are over-represented in the same regions.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "index"; see the card.
    background
        What industries are compared with: "all industries" together, or the "area" or
        "population" of regions, or regions counted "equal".
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".

    Returns
    -------
    One row for each industry and each other one (and year), both ways: `industry`,
    `other_industry`, (`year`,) `value` and `undefined` (the reason where there is no value).
    Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the background
        needs `regions` and there are none.

    Notes
    -----
    γ_ij = Σ_r (s_ir - x_r)(s_jr - x_r) / (1 - Σ_r x_r²). Sizes of plants play no part. Source:
    Ellison, Glaeser and Kerr (2010).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> pairwise_coagglomeration(toy).head(2)
      industry other_industry  value undefined
    0  textile          shoes -0.016       NaN
    1  textile          lamps -0.164       NaN
    """
    choose("variant of pairwise_coagglomeration", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    compared = compare(found, background, regions)
    name = "pairwise_coagglomeration"
    facts = about(found, name, CARD, variant, compared.shares, background=background)
    return answer_by_pair(compared, coagglomerations(compared), facts)
