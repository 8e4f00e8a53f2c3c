"""Is an industry more concentrated than its plants would be if they chose regions by chance."""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import Numbers, Rows, either, ratio
from workbench.measures._door import choose
from workbench.measures._plant_sizes import (
    PlantSizes,
    beyond_chance,
    check_draws,
    draw_concentration,
    plant_sizes,
    rows_by_group,
)
from workbench.measures._regions import ALL_INDUSTRIES
from workbench.measures._spread import Compared, compare, plants_of
from workbench.workers import in_order

# Draws that differ from G by less, relative to it, differ by rounding only.
ROUNDING = 1e-12

CARD = Card(
    question="Is an industry more concentrated than its plants would be by chance?",
    formula="gamma = (G / (1 - sum of x_r²) - H) / (1 - H), G = sum over r of (s_ir - x_r)², "
    "H = sum over plants of z_k²",
    source="Ellison and Glaeser (1997)",
    reading="0 is what chance alone leaves; below 0.02 is called low and above 0.05 high "
    "(unverified); below 0 plants keep apart",
    variants={
        "gamma": Variant(
            "the concentration beyond chance and plant sizes",
            INDUSTRY_KEYS,
            "index",
            "unbounded",
        ),
    },
    tables=("plants",),
    optional_tables=("regions",),
    caveats=(
        "right on average, but far off in any one industry of few plants: read the standard error",
        "no index of an industry of one plant; unstable where one plant has nearly all of it",
        "may pass 1 where an industry sits in a region smaller than regions are on average",
        "z takes chance for normal, which it is not with few plants: draw p with n_draws",
        "depends on how regions are cut, and is blind to which regions are neighbours",
        "each row is one plant; a plant without a known size counts for nothing, and is told",
    ),
    also_called={
        "REAT": "ellison.a, ellison.a2; ellison.a called with e_j matches it to regions by order "
        "of first appearance, so the same rows in another order give another number",
    },
    more={
        "plants": "how many plants have an amount",
        "herfindahl": "H, the sum of squared shares of plants",
        "raw_concentration": "G, the sum of squared differences of regional shares",
        "standard_error": "the square root of Var(G) under chance, on the scale of gamma: divided "
        "by (1 - sum of x_r²) (1 - H)",
        "z": "gamma in standard errors",
        "p": "how often chance alone comes as high: from z, or drawn where n_draws is given",
    },
)


@measure(CARD)
def ellison_glaeser(
    plants: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "gamma",
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
    n_draws: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """How concentrated an industry is beyond what chance and the sizes of its plants explain.

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
    n_draws
        How often to draw all plants anew for `p`; 0 takes it from `z`.
    seed
        Starts the draws.

    Returns
    -------
    One row an industry (and year), in the order of the table, with `value`, `undefined` (the
    reason where there is no value), `plants`, `herfindahl`, `raw_concentration`,
    `standard_error`, `z` and `p`. Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a plant is there twice, or the background
        needs `regions` and there are none.
    ParameterError
        If `n_draws` is negative.

    Notes
    -----
    γ = (G / (1 - Σx²) - H) / (1 - H). Under chance E(G) = (1 - Σx²) H and
    Var(G) = 2 {H² [Σx² - 2Σx³ + (Σx²)²] - Σz⁴ [Σx² - 4Σx³ + 3(Σx²)²]}. Source: Ellison and
    Glaeser (1997), Journal of Political Economy 105(5).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "plant": list("abcdef"),
    ...     "region": list("AABABB"),
    ...     "industry": ["shoes"] * 3 + ["lamps"] * 3,
    ...     "employment": [10, 10, 10, 20, 30, 10],
    ... })
    >>> ellison_glaeser(toy)[["industry", "value", "plants", "z"]].round(4)
      industry   value  plants       z
    0    shoes -0.2000     3.0 -0.3443
    1    lamps -0.5545     3.0 -0.8607
    """
    choose("variant of ellison_glaeser", variant, list(CARD.variants))
    check_draws(n_draws, least=0)
    found = plants_of(plants, value)
    compared, sizes = compare(found, background, regions), plant_sizes(found)
    raw = compared.over_regions(lambda spread: spread.raw_concentration)
    room = 1 - compared.of_background(2)
    values = beyond_chance(ratio(raw, room), sizes.herfindahl)
    error = ratio(np.sqrt(_variance(compared, sizes)), room * (1 - sizes.herfindahl))
    reasons = [*compared.reasons(), *sizes.reasons]
    is_defined = ~either(len(values), (groups for _, groups in reasons))
    z = np.where(is_defined, ratio(values, error), np.nan)
    p = _drawn(compared, raw, is_defined, n_draws, seed) if n_draws else _normal(z)
    facts = about(found, "ellison_glaeser", CARD, variant, compared.shares, background=background)
    facts |= {"p_from": "draws", "n_draws": n_draws, "seed": seed} if n_draws else {"p_from": "z"}
    return answer_by_group(
        found,
        ("industry",),
        values,
        reasons,
        facts,
        plants=sizes.number,
        herfindahl=sizes.herfindahl,
        raw_concentration=raw,
        standard_error=np.where(is_defined, error, np.nan),
        z=z,
        p=p,
    )


def _variance(compared: Compared, sizes: PlantSizes) -> Numbers:
    """The variance of G where each plant chooses its region alone, by industry and year."""
    x2, x3 = compared.of_background(2), compared.of_background(3)
    together = sizes.herfindahl**2 * (x2 - 2 * x3 + x2**2)
    alone = sizes.fourth_powers * (x2 - 4 * x3 + 3 * x2**2)
    return np.maximum(2 * (together - alone), 0)


def _normal(z: Numbers) -> Numbers:
    """How often a normal number is above z."""
    return np.array([erfc(one / sqrt(2)) / 2 for one in z], dtype=np.float64)


def _drawn(compared: Compared, raw: Numbers, is_defined: Rows, n_draws: int, seed: int) -> Numbers:
    """How often G is as high as it is when plants choose by chance, by industry and year."""
    found, industry = compared.found, compared.found.by("industry")
    p, rows = np.full(industry.size, np.nan), rows_by_group(industry)

    def p_of(group: int) -> float:
        sizes = np.sort(found.amounts[rows[group]])
        background = compared.shares[group % industry.rest]
        # each industry begins anew, so that no other industry changes its draws
        random = np.random.default_rng(seed)
        drawn = draw_concentration(sizes / sizes.sum(), background, n_draws, random)
        return (1 + np.count_nonzero(drawn >= raw[group] * (1 - ROUNDING))) / (1 + n_draws)

    p[is_defined] = list(in_order(p_of, map(int, np.flatnonzero(is_defined))))
    return p
