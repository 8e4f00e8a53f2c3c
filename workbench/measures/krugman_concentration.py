"""How far is an industry's spread over regions from that of everything."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import cells, distance, ratio
from workbench.measures._door import choose
from workbench.measures._krugman import krugman
from workbench.measures._regions import ALL_INDUSTRIES, background_of

POOLED = "pooled"

CARD = Card(
    question="How far is an industry's spread over regions from that of everything?",
    formula="C_i = sum over r of |e_ir / e_i - x_r|, x_r the region's share of what is compared "
    "with",
    source="Krugman (1991)",
    reading="half of it is the share of the industry's jobs that would have to move: the Hoover "
    "index; 0 is the same spread, 2 no region in common",
    variants={
        POOLED: Variant(
            "with the background: all industries together, the industry among them",
            INDUSTRY_KEYS,
            "index",
            "0 to 2",
        ),
        "others_pooled": Variant(
            "with all other industries together", INDUSTRY_KEYS, "index", "0 to 2"
        ),
        "mean_of_shares": Variant(
            "with the mean of all industries' spreads, each counting once",
            INDUSTRY_KEYS,
            "index",
            "0 to 2",
        ),
        "others_mean": Variant(
            "with the mean of the other industries' spreads, each counting once",
            INDUSTRY_KEYS,
            "index",
            "0 to 2",
            "Farhauer and Kröll (2013)",
        ),
    },
    optional_tables=("regions",),
    caveats=(
        "what it is compared with changes values and ranks: name the variant",
        "an industry of few large plants looks concentrated although chance placed them",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "REAT": "krugman.conc2 is others_mean; krugman.conc compares with the jobs it is given",
        "workbench": "half of pooled is hoover_index",
    },
)


@measure(CARD)
def krugman_concentration(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = POOLED,
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How much of an industry is not where the others are: 0 for none of it, 2 for all.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        What an industry is compared with: "pooled" (the background), "others_pooled",
        "mean_of_shares" or "others_mean"; see the card.
    background
        For the variant "pooled": "all industries" together, or the "area" or "population" of
        regions, or regions counted "equal". The other variants know the first only.
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".

    Returns
    -------
    One row an industry (and year), in the order of the table, with `value` and `undefined` (the
    reason where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the background
        needs `regions` and there are none.

    Notes
    -----
    C_i = Σ_r |s_ir - x_r| with s_ir = e_ir / e_i; twice the Hoover index of localisation. Source:
    Krugman (1991).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> krugman_concentration(toy).round(6)
      industry  value undefined
    0  textile    0.7       NaN
    1    shoes    0.7       NaN
    2    lamps    0.5       NaN
    """
    choose("variant of krugman_concentration", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    if variant == POOLED:
        compared = background_of(found, background, regions)
        industry = found.by("industry")
        totals = industry.total(found.amounts)
        spread = ratio(found.amounts, totals[industry.codes], 0)
        values = distance(industry, spread, compared.shares[found.by("region").codes])
        reasons = [*found.nothing_in("industry", industry, totals), *compared.lacking_in(found)]
        facts = about(
            found, "krugman_concentration", CARD, variant, compared.shares, background=background
        )
    else:
        choose(f"background of {variant}", background, [ALL_INDUSTRIES])
        values, reasons = krugman(found, "industry", "region", variant)
        facts = about(found, "krugman_concentration", CARD, variant, background=background)
    return answer_by_group(found, ("industry",), values, reasons, facts)
