"""Are there enough firms: the rule of thumb, and how many it takes until clustering can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

RULE_OF_THUMB = (30, 50)  # firms, says document 004, stage 2
REGIONS = 20
GAMMA = 0.05  # what Ellison and Glaeser (1997) call highly concentrated
LEVEL, WANTED, DRAWS = 0.95, 0.8, 20_000


@dataclass(frozen=True)
class Mass:
    """How many firms there are, and how often clustering of that many could be told from chance."""

    firms: int
    power: float
    is_near_rule: bool
    is_beyond_rule: bool
    words: str


def critical_mass_of(firms: int, seed: int = 0) -> Mass:
    """A number of firms beside the rule of thumb and beside what statistics asks.

    Parameters
    ----------
    firms
        Firms of the trade in the area.
    seed
        Of the simulated test.

    Notes
    -----
    Power: firms of one size choose among 20 equal regions, by chance for the critical value (5 %,
    one side), and with Ellison and Glaeser's γ = 0.05 for the power. With 30 firms it is about
    0.84, with 10 about 0.26. The two numbers answer different questions: one is what
    practitioners ask, the other what can be shown.

    Examples
    --------
    >>> critical_mass_of(12).is_near_rule, critical_mass_of(40).is_beyond_rule
    (False, False)
    >>> 0.8 < critical_mass_of(30).power < 0.88
    True
    """
    low, high = RULE_OF_THUMB
    power = _power(firms, seed) if firms > 1 else 0.0
    place = "below" if firms < low else "beyond" if firms > high else "within"
    words = (
        f"{firms} firms of the chain, {place} the {low} to {high} of the rule of thumb; among "
        f"{REGIONS} like regions a clustering of γ = {GAMMA} would be told from chance in "
        f"{power:.0%} of cases ({WANTED:.0%} are usually asked for)."
    )
    return Mass(firms, power, firms >= low, firms > high, words)


@cache
def _power(firms: int, seed: int) -> float:
    random = np.random.default_rng(np.random.SeedSequence([seed, firms]))
    even = np.full(REGIONS, 1 / REGIONS)
    by_chance = _sums_of_squares(random.multinomial(firms, even, DRAWS))
    critical = np.quantile(by_chance, LEVEL, method="higher")
    # shares that favour some regions so that the expected index is gamma (Dirichlet weights)
    weights = random.dirichlet(even * (1 - GAMMA) / GAMMA, DRAWS)
    clustered = _sums_of_squares(np.vstack([random.multinomial(firms, w) for w in weights]))
    return float(np.mean(clustered > critical))


def _sums_of_squares(counts: np.ndarray) -> np.ndarray:
    return np.asarray((counts.astype("float64") ** 2).sum(axis=1))


def specialisation(employment: pd.DataFrame) -> pd.DataFrame:
    """The location quotient of each place, with its interval from chance.

    Parameters
    ----------
    employment
        `place`, `workers_in_trade`, `workers`, `workers_in_trade_in_country`,
        `workers_in_country`.

    Returns
    -------
    The same rows with `quotient`, `low` and `high`: 95 % of a Poisson count of the workers in the
    trade, which takes workers to choose one by one, so that it is too narrow where a few large
    firms decide.

    Notes
    -----
    The limits are exact for the count (Garwood 1936).

    Examples
    --------
    >>> row = {"place": "a", "workers_in_trade": 50, "workers": 1000}
    >>> row |= {"workers_in_trade_in_country": 2000, "workers_in_country": 100000}
    >>> specialisation(pd.DataFrame([row]))["quotient"].item()
    2.5
    """
    from scipy.stats import chi2

    count = employment["workers_in_trade"].astype("float64")
    country = employment["workers_in_trade_in_country"] / employment["workers_in_country"]
    per_worker = 1 / (employment["workers"] * country)
    tail = (1 - LEVEL) / 2
    low = np.where(count > 0, chi2.ppf(tail, 2 * count) / 2, 0.0)
    high = chi2.ppf(1 - tail, 2 * (count + 1)) / 2
    return employment.assign(
        quotient=count * per_worker, low=low * per_worker, high=high * per_worker
    )
