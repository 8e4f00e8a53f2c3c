"""How many plants does it take until clustering can be told from chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer, answer_by_group
from workbench.measures._card import AREA_KEYS, INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import YEAR, Cells, Numbers
from workbench.measures._door import choose
from workbench.measures._plant_sizes import (
    beyond_chance,
    check_draws,
    draw_concentration,
    plant_sizes,
    rows_by_group,
)
from workbench.measures._regions import ALL_INDUSTRIES
from workbench.measures._spread import Compared, compare, plants_of
from workbench.workers import in_order

LEVEL = 0.95  # one-sided test at 5 %
GAMMAS = {"power_02": 0.02, "power_05": 0.05, "power_10": 0.10}
WANTED, AT = 0.8, "power_05"  # what counts as being able to tell
MOST_PLANTS = 4096
SIZES, NEEDED = "of_plant_sizes", "plants_needed"
# Indices that differ by less, relative to the critical one, differ by rounding only.
ROUNDING = 1e-9

CARD = Card(
    question="How many plants does it take until clustering can be told from chance?",
    formula="critical gamma = the 95% quantile of Ellison and Glaeser's index where plants choose "
    "regions by chance; power = how often the index is above it where gamma is what is asked",
    source="the model of Ellison and Glaeser (1997), simulated",
    reading="an index below the critical one may be chance; power 0.8 means that of five such "
    "industries four would be found",
    variants={
        "critical_gamma": Variant(
            "the critical index for as many plants as the industry has, all of one size",
            INDUSTRY_KEYS,
            "index",
            "unbounded",
        ),
        SIZES: Variant(
            "the critical index for plants of the sizes that they have",
            INDUSTRY_KEYS,
            "index",
            "unbounded",
        ),
        NEEDED: Variant(
            "how many plants of one size it takes to find a gamma of 0.05 with power 0.8",
            AREA_KEYS,
            "plants",
            "1 or more",
        ),
    },
    tables=("plants",),
    optional_tables=("regions",),
    caveats=(
        "a number of plants at which a test works, not one at which a cluster begins to work",
        "few plants give few possible indices: the test keeps below 5%, and power jumps",
        "unequal plants make it harder: an industry of a few large plants has few darts",
        "plants_needed: more than 4,096 plants are not tried",
        "simulated: the last digits move with the seed, less with more draws",
    ),
    also_called={"rule of thumb": "30 to 50 firms, in programmes for clusters"},
    more={
        "plants": "how many plants have an amount; for plants_needed the value itself",
        **{name: f"how often a gamma of {gamma:.2f} is found" for name, gamma in GAMMAS.items()},
    },
)


@dataclass(frozen=True)
class _Detection:
    """The critical index, and how often each of GAMMAS is found."""

    critical: float
    powers: tuple[float, ...]


@measure(CARD)
def critical_mass(
    plants: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "critical_gamma",
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
    n_draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """How high an index chance alone reaches, and how often true clustering would be found.

    Parameters
    ----------
    plants
        One row a plant: `plant`, `region`, `industry`, `value`, and `year` where there are
        years; each year is computed by itself.
    value
        The size of a plant: employment, output.
    variant
        "critical_gamma" (plants of one size), "of_plant_sizes" (the sizes they have) or
        "plants_needed" (one number for the whole area); see the card.
    background
        What an industry is compared with: all plants of "all industries" together, or the
        "area" or "population" of regions, or regions counted "equal".
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".
    n_draws
        How often all plants choose a region, for chance and for each gamma. The time it takes
        grows with it, and with how many different numbers (or sizes) of plants there are.
    seed
        Starts the draws; each industry starts anew.

    Returns
    -------
    One row an industry (and year), in the order of the table, or one a year, with `value`,
    `undefined` (the reason where there is no value), `plants`, `power_02`, `power_05` and
    `power_10`. Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a plant is there twice, or the background
        needs `regions` and there are none.
    ParameterError
        If there is no draw.

    Notes
    -----
    γ̂ = (G / (1 - Σx²) - H) / (1 - H). By chance, each plant chooses region r with x_r. With a γ,
    regions have advantages: their chances are Dirichlet with mean x_r and variance
    γ x_r (1 - x_r), and the mean of γ̂ is γ. Source: Ellison and Glaeser (1997).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "plant": range(40),
    ...     "region": list("ABCDE") * 8,
    ...     "industry": ["shoes"] * 30 + ["lamps"] * 10,
    ...     "employment": [10] * 40,
    ... })
    >>> critical_mass(toy)[["industry", "plants"]]
      industry  plants
    0    shoes    30.0
    1    lamps    10.0
    """
    choose("variant of critical_mass", variant, list(CARD.variants))
    check_draws(n_draws)
    found = plants_of(plants, value)
    compared = compare(found, background, regions)
    facts = about(found, "critical_mass", CARD, variant, compared.shares, background=background)
    facts |= {"n_draws": n_draws, "seed": seed}
    if variant == NEEDED:
        return _by_year(compared, facts, n_draws, seed)
    sizes = plant_sizes(found)
    reasons = [*compared.reasons(), *sizes.reasons]
    columns = np.full((1 + len(GAMMAS), len(sizes.number)), np.nan)
    cases, case_of = {}, {}
    for group, shares, chances in _groups(compared, variant, sizes.number):
        case_of[group] = (group % len(compared.shares), shares.tobytes())
        cases[case_of[group]] = shares, chances
    detections = in_order(lambda case: _detect(*case, n_draws, seed), cases.values())
    known = dict(zip(cases, detections, strict=True))
    for group, case in case_of.items():
        columns[:, group] = known[case].critical, *known[case].powers
    more = dict(zip(GAMMAS, columns[1:], strict=True))
    return answer_by_group(
        found, ("industry",), columns[0], reasons, facts, plants=sizes.number, **more
    )


def detection_table(
    n_plants: Sequence[int], n_regions: int, *, n_draws: int = 10_000, seed: int = 0
) -> pd.DataFrame:
    """The critical index and the power of the test for equal plants in equal regions.

    Parameters
    ----------
    n_plants
        Numbers of plants.
    n_regions
        How many regions there are, all of one size.
    n_draws
        How often all plants choose a region, for chance and for each gamma.
    seed
        Starts the draws.

    Returns
    -------
    One row a number of plants: `plants`, `critical_gamma`, `power_02`, `power_05`, `power_10`.

    Raises
    ------
    ParameterError
        If there are fewer than two regions or plants, or no draw.

    Examples
    --------
    >>> table = detection_table([10, 30], 20, n_draws=10_000)
    >>> table[["plants", "critical_gamma"]].round(4)
       plants  critical_gamma
    0      10          0.0643
    1      30          0.0200
    """
    check_draws(n_draws, n_regions, *n_plants)
    regions = np.full(n_regions, 1 / n_regions)
    found = [_detect(np.full(n, 1 / n), regions, n_draws, seed) for n in n_plants]
    powers = np.array([each.powers for each in found]).reshape(-1, len(GAMMAS))
    return pd.DataFrame(
        {
            "plants": list(n_plants),
            "critical_gamma": [each.critical for each in found],
            **dict(zip(GAMMAS, powers.T, strict=True)),
        }
    )


def _detect(
    shares: Numbers,
    background: Numbers,
    n_draws: int,
    seed: int,
    names: Sequence[str] = tuple(GAMMAS),
) -> _Detection:
    """What the test can tell of plants with these shares in regions with these."""
    room, herfindahl = np.array([1 - background @ background]), np.array([shares @ shares])

    def drawn(gamma: float) -> Numbers:
        random = np.random.default_rng([seed, int(1000 * gamma)])
        raw = draw_concentration(shares, background, n_draws, random, gamma)
        return beyond_chance(raw / room, herfindahl)

    critical = float(np.quantile(drawn(0), LEVEL))
    bar = critical + ROUNDING * abs(critical)
    powers = tuple(float(np.mean(drawn(GAMMAS[name]) > bar)) for name in names)
    return _Detection(critical, powers)


def _groups(
    compared: Compared, variant: str, n_plants: Numbers
) -> Iterator[tuple[int, Numbers, Numbers]]:
    """Each industry and year that can be tested, its plants' shares, and the regions' chances."""
    found, industry = compared.found, compared.found.by("industry")
    rows = rows_by_group(industry)
    n_regions = (compared.shares > 0).sum(axis=1)
    for group in np.flatnonzero((n_plants > 1) & (industry.shared(n_regions) > 1)):
        chances = compared.shares[group % industry.rest]
        amounts = np.ones(int(n_plants[group]))
        if variant == SIZES:
            amounts = found.amounts[rows[group]]
            amounts = amounts[amounts > 0]
        yield int(group), np.sort(amounts) / amounts.sum(), chances


def _by_year(compared: Compared, facts: dict[str, object], n_draws: int, seed: int) -> pd.DataFrame:
    """How many plants are needed in each year's regions."""
    found: Cells = compared.found
    rows = found.by().first_rows
    labels = found.table[[YEAR] if YEAR in found.keys else []].iloc[rows].reset_index(drop=True)
    columns = np.full((2 + len(GAMMAS), len(compared.shares)), np.nan)
    can_be_told = (compared.shares > 0).sum(axis=1) > 1
    for year in np.flatnonzero(can_be_told):
        number, found_at = _needed(compared.shares[year], n_draws, seed)
        columns[:, year] = number, number, *found_at.powers
    columns = columns[:, found.by().codes[rows]]
    is_one = ~can_be_told[found.by().codes[rows]]
    reasons = [
        ("fewer than two regions to be in", is_one),
        (f"more than {MOST_PLANTS} plants needed", columns[0] > MOST_PLANTS),
    ]
    more = dict(zip(["plants", *GAMMAS], columns[1:], strict=True))
    return answer(labels, columns[0], reasons, facts, **more)


def _needed(background: Numbers, n_draws: int, seed: int) -> tuple[int, _Detection]:
    """The number of equal plants at which gamma = 0.05 begins to be found with power 0.8."""

    def detect(number: int, *names: str) -> _Detection:
        return _detect(np.full(number, 1 / number), background, n_draws, seed, names)

    def is_enough(number: int) -> bool:
        return detect(number, AT).powers[0] >= WANTED

    low, high = 1, 2
    while high <= MOST_PLANTS and not is_enough(high):
        low, high = high, 2 * high
    while high - low > 1 and high <= MOST_PLANTS:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high, detect(high, *GAMMAS)
