"""How much of an industry would have to move to be spread as everything is."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import cells, distance, pooled
from workbench.measures._door import choose
from workbench.measures._regions import ALL_INDUSTRIES, background_of

CARD = Card(
    question="How much of an industry would have to move to be spread as everything is?",
    formula="H_i = 1/2 sum over r of |e_ir / e_i - x_r|, x_r the region's share of the background",
    source="Hoover (1936)",
    reading="0.35 means that 35% of the industry's jobs would have to move to other regions",
    variants={
        "concentration": Variant(
            "an industry's spread over regions with the background's",
            INDUSTRY_KEYS,
            "share",
            "0 to 1 - min x",
        ),
        "specialisation": Variant(
            "a region's mix of industries with that of all regions together",
            REGION_KEYS,
            "share",
            "0 to 1",
            "Hoover and Giarratani (1985) (unverified)",
        ),
    },
    optional_tables=("regions",),
    caveats=(
        "depends on how regions are cut; counts a move next door like one across the country",
        "an industry of few large plants looks concentrated although chance placed them",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "EconGeo": "hoover_index, per cent with 2 digits; spec_coeff is specialisation",
        "REAT": "hoover",
        "PySAL": "inequality's Schutz is a relative without a background",
    },
)


@measure(CARD)
def hoover_index(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "concentration",
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What share of an industry's jobs would have to move for it to be spread as the background.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "concentration" (of industries over regions) or "specialisation" (of regions in
        industries).
    background
        What an industry is compared with: "all industries" together, or the "area" or
        "population" of regions, or regions counted "equal". Specialisation knows the first only.
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".

    Returns
    -------
    One row an industry or region (and year), in the order of the table, with `value` and
    `undefined` (the reason where there is no value). Variant, unit and counts stand in
    `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the background
        needs `regions` and there are none.

    Notes
    -----
    H_i = ½ Σ_r |s_ir - x_r| with s_ir = e_ir / e_i. A region without a cell of the industry adds
    its whole share x_r. Source: Hoover (1936).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> hoover_index(toy).round(6)
      industry  value undefined
    0  textile   0.35       NaN
    1    shoes   0.35       NaN
    2    lamps   0.25       NaN
    """
    choose("variant of hoover_index", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    unit, over = ("industry", "region") if variant == "concentration" else ("region", "industry")
    own, other = found.by(unit), found.by(over)
    totals = own.total(found.amounts)
    reasons = found.nothing_in(unit, own, totals)
    if variant == "concentration":
        compared = background_of(found, background, regions)
        shares, reasons = compared.shares, [*reasons, *compared.lacking_in(found)]
    else:
        choose("background of specialisation", background, [ALL_INDUSTRIES])
        shares = pooled(found, over)
    values = distance(own, found.shares_in(unit), shares[other.codes]) / 2
    facts = about(found, "hoover_index", CARD, variant, shares, background=background)
    return answer_by_group(found, (unit,), values, reasons, facts)
