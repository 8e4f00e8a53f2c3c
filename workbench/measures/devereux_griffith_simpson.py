"""Is an industry in fewer regions than the sizes of its plants alone would have it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import ratio
from workbench.measures._door import choose
from workbench.measures._plant_sizes import plant_sizes
from workbench.measures._spread import compare, plants_of, squares

CARD = Card(
    question="Is an industry in fewer regions than the sizes of its plants would have it?",
    formula="alpha = F - M, F = sum of s_ir² - 1 / min(R, N), M = sum over plants of z_k² - 1 / N",
    source="Devereux, Griffith and Simpson (2004) (unverified)",
    reading="0: as spread over regions as over plants; above 0 plants share regions",
    variants={
        "alpha": Variant(
            "concentration over regions less concentration over plants",
            INDUSTRY_KEYS,
            "index",
            "-1 to 1",
        ),
    },
    tables=("plants",),
    optional_tables=("regions",),
    caveats=(
        "compares with no background: an industry that is where everything is looks concentrated",
        "R is the number of regions of the table; give regions where some have no plant at all",
        "each row is one plant; a plant without a known size counts for nothing, and is told",
    ),
    also_called={"EconGeo, REAT, PySAL": "none of them has it"},
    more={
        "plants": "N, how many plants have an amount",
        "geographic_concentration": "F, over regions",
        "plant_concentration": "M, over plants",
    },
)


@measure(CARD)
def devereux_griffith_simpson(
    plants: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "alpha",
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How much more an industry is concentrated over regions than over its plants.

    Parameters
    ----------
    plants
        One row a plant: `plant`, `region`, `industry`, `value`, and `year` where there are
        years; each year is computed by itself.
    value
        The size of a plant: employment, output.
    variant
        "alpha"; see the card.
    regions
        `region`, one row for each region of the whole area; without it the regions are those
        that have a plant with an amount in that year.

    Returns
    -------
    One row an industry (and year), in the order of the table, with `value`, `undefined` (the
    reason where there is no value), `plants`, `geographic_concentration` and
    `plant_concentration`. Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, or a plant or region is there twice.

    Notes
    -----
    α = F - M with F = Σ_r s_ir² - 1 / min(R, N) and M = Σ_k z_k² - 1 / N; R regions, N plants.
    Source: Devereux, Griffith and Simpson (2004), Regional Science and Urban Economics.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "plant": list("abcdef"),
    ...     "region": list("AABABB"),
    ...     "industry": ["shoes"] * 3 + ["lamps"] * 3,
    ...     "employment": [10, 10, 10, 20, 30, 10],
    ... })
    >>> devereux_griffith_simpson(toy)[["industry", "value", "plants"]].round(4)
      industry   value  plants
    0    shoes  0.0556     3.0
    1    lamps  0.0000     3.0
    """
    choose("variant of devereux_griffith_simpson", variant, list(CARD.variants))
    found = plants_of(plants, value)
    compared = compare(found, "all industries" if regions is None else "equal", regions)
    sizes, industry = plant_sizes(found), found.by("industry")
    n_regions = industry.shared((compared.shares > 0).sum(axis=1).astype(np.float64))
    over_regions = compared.over_regions(lambda spread: squares(spread.shares))
    over_regions = over_regions - ratio(1, np.minimum(n_regions, sizes.number))
    over_plants = sizes.herfindahl - ratio(1, sizes.number)
    facts = about(found, "devereux_griffith_simpson", CARD, variant, n_regions)
    totals = industry.total(found.amounts)
    return answer_by_group(
        found,
        ("industry",),
        over_regions - over_plants,
        [*found.nothing_in("industry", industry, totals), *compared.lacking],
        facts,
        plants=sizes.number,
        geographic_concentration=over_regions,
        plant_concentration=over_plants,
    )
