"""Do plants of an industry share regions more often than all plants would by chance."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import ratio
from workbench.measures._door import choose
from workbench.measures._plant_sizes import beyond_chance, plant_sizes
from workbench.measures._regions import ALL_INDUSTRIES
from workbench.measures._spread import compare, plants_of, squares

CARD = Card(
    question="Do plants of an industry share regions more often than chance would have it?",
    formula="gamma = ((sum of s_ir² - sum of x_r²) / (1 - sum of x_r²) - H) / (1 - H), "
    "H = sum over plants of z_k²",
    source="Maurel and Sédillot (1999) (unverified)",
    reading="0 is what chance alone leaves; read on the scale of Ellison and Glaeser",
    variants={
        "gamma": Variant(
            "how much likelier two plants of the industry are to share a region",
            INDUSTRY_KEYS,
            "index",
            "at most 1",
        ),
    },
    tables=("plants",),
    optional_tables=("regions",),
    caveats=(
        "the same as Ellison and Glaeser's index on average, but may differ in sign: it does not "
        "ask in which regions an industry is, only whether it is in few or in large ones",
        "more volatile, and may be strongly negative; large regions weigh more",
        "no index of an industry of one plant; unstable where one plant has nearly all of it",
        "each row is one plant; a plant without a known size counts for nothing, and is told",
    ),
    also_called={"PySAL": "the retired inequality 1.0.1 had it; the current one does not"},
    more={
        "plants": "how many plants have an amount",
        "herfindahl": "H, the sum of squared shares of plants",
    },
)


@measure(CARD)
def maurel_sedillot(
    plants: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "gamma",
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How much likelier two plants of one industry are to share a region than by chance.

    Parameters
    ----------
    plants
        One row a plant: `plant`, `region`, `industry`, `value`, and `year` where there are
        years; each year is computed by itself.
    value
        The size of a plant: employment, output.
    variant
        "gamma"; see the card.
    background
        What an industry is compared with: all plants of "all industries" together, or the
        "area" or "population" of regions, or regions counted "equal".
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".

    Returns
    -------
    One row an industry (and year), in the order of the table, with `value`, `undefined` (the
    reason where there is no value), `plants` and `herfindahl`. Variant, unit and counts stand in
    `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a plant is there twice, or the background
        needs `regions` and there are none.

    Notes
    -----
    γ = ((Σ_r s_ir² - Σ_r x_r²) / (1 - Σ_r x_r²) - H) / (1 - H). Source: Maurel and Sédillot
    (1999), Regional Science and Urban Economics.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "plant": list("abcdef"),
    ...     "region": list("AABABB"),
    ...     "industry": ["shoes"] * 3 + ["lamps"] * 3,
    ...     "employment": [10, 10, 10, 20, 30, 10],
    ... })
    >>> maurel_sedillot(toy)[["industry", "value", "plants"]].round(4)
      industry   value  plants
    0    shoes -0.3500     3.0
    1    lamps -0.4727     3.0
    """
    choose("variant of maurel_sedillot", variant, list(CARD.variants))
    found = plants_of(plants, value)
    compared, sizes = compare(found, background, regions), plant_sizes(found)
    shared = compared.over_regions(lambda spread: squares(spread.shares))
    by_chance = compared.of_background(2)
    values = beyond_chance(ratio(shared - by_chance, 1 - by_chance), sizes.herfindahl)
    reasons = [*compared.reasons(), *sizes.reasons]
    facts = about(found, "maurel_sedillot", CARD, variant, compared.shares, background=background)
    return answer_by_group(
        found,
        ("industry",),
        values,
        reasons,
        facts,
        plants=sizes.number,
        herfindahl=sizes.herfindahl,
    )
