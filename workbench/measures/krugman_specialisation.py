"""How far is a region's mix of industries from that of the others."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import cells
from workbench.measures._door import choose
from workbench.measures._krugman import krugman

CARD = Card(
    question="How far is a region's mix of industries from that of the others?",
    formula="K_r = sum over i of |e_ir / e_r - c_i|, c_i the share of i in what is compared with",
    source="Krugman (1991)",
    reading="half of it is the share of jobs that would have to change industry; 0 is the same "
    "mix, 2 no industry in common",
    variants={
        "pooled": Variant(
            "with all regions together, its own jobs among them", REGION_KEYS, "index", "0 to 2"
        ),
        "others_pooled": Variant("with all other regions together", REGION_KEYS, "index", "0 to 2"),
        "mean_of_shares": Variant(
            "with the mean of all regions' shares, each region counting once",
            REGION_KEYS,
            "index",
            "0 to 2",
        ),
        "others_mean": Variant(
            "with the mean of the other regions' shares, each region counting once",
            REGION_KEYS,
            "index",
            "0 to 2",
            "Farhauer and Kröll (2013)",
        ),
    },
    caveats=(
        "what it is compared with changes values and ranks: name the variant",
        "biased upwards where a region has few firms",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "EconGeo": "krugman_index is pooled",
        "REAT": "krugman.spec2 is others_mean; krugman.spec compares with the jobs it is given",
        "workbench": "the same of industries is krugman_concentration",
    },
)


@measure(CARD)
def krugman_specialisation(
    activity: pd.DataFrame, *, value: str = "employment", variant: str = "pooled"
) -> pd.DataFrame:
    """How much of a region's employment is not where the other regions have theirs.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        What a region is compared with: "pooled", "others_pooled", "mean_of_shares" or
        "others_mean"; see the card.

    Returns
    -------
    One row a region (and year), in the order of the table, with `value` and
    `undefined` (the reason where there is no value). Variant, unit and counts stand in
    `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.

    Notes
    -----
    K_r = Σ_i |w_ir - c_i| with w_ir = e_ir / e_r. Let region r have the weight g_r in the
    comparison (its employment, or 1) and c_i = Σ_r g_r w_ir / Σ_r g_r. Without its own part the
    comparison is (Σg c_i - g_r w_ir) / (Σg - g_r), so each difference, and K_r with it, grows
    by the factor Σg / (Σg - g_r). Source: Krugman (1991).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> krugman_specialisation(toy).round(6)
      region  value undefined
    0      A    0.7       NaN
    1      B    0.7       NaN
    2      C    0.5       NaN
    """
    choose("variant of krugman_specialisation", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    values, reasons = krugman(found, "region", "industry", variant)
    facts = about(found, "krugman_specialisation", CARD, variant)
    return answer_by_group(found, ("region",), values, reasons, facts)
