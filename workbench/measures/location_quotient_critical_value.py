"""How high must a standardised location quotient be to be exceptional for its industry."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import Codes, Grouping, Numbers, cells, either, ratio
from workbench.measures._door import choose
from workbench.measures._quotients import (
    LOGARITHMIC,
    STANDARDISED,
    Standardised,
    check_draws,
    standardised,
    zeros_of,
)

Places = tuple[Codes, Codes, float]
COVERAGE = 0.95  # of the interval of the critical value

CARD = Card(
    question="How high must a standardised location quotient be to be exceptional?",
    formula="c_i = mean over draws of the 95th percentile of z_ir, regions r drawn with "
    "replacement; interval = the 2.5th and 97.5th percentile of these percentiles",
    source="Tian (2013), details of the resampling (unverified)",
    reading="a region whose z is above c_i is among the most specialised of this industry; above "
    "high it is so beyond doubt. A normal distribution would give 1.645",
    variants={
        LOGARITHMIC: Variant(
            "for location_quotient's variant of this name: z of ln(LQ + added_constant)",
            INDUSTRY_KEYS,
            "standard deviations",
            "unbounded",
            "Tian (2013)",
        ),
        STANDARDISED: Variant(
            "for location_quotient's variant of this name: z of LQ",
            INDUSTRY_KEYS,
            "standard deviations",
            "unbounded",
            "O'Donoghue and Gleave (2004)",
        ),
    },
    caveats=(
        "about one region in twenty lies above it by construction: it ranks, and does not test",
        "needs about 30 regions; with fewer the percentile is nearly the largest value",
        "what is done with zeros changes it: see added_constant",
        "says nothing of how many jobs a quotient rests on: see location_quotient_null",
    ),
    also_called={"REAT": "locq2 has the standardisation (LQ.norm='T'), with wrong means"},
    more={
        "low": "the lower end of the 95% interval of the critical value, standard deviations",
        "high": "the upper end of the 95% interval of the critical value, standard deviations",
        "n_regions": "how many regions are compared",
        "n_above": "how many of them are above the critical value",
    },
)


@measure(CARD)
def location_quotient_critical_value(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = LOGARITHMIC,
    added_constant: float = 0.0,
    level: float = 0.95,
    n_draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """How many standard deviations above the mean quotient of its industry is exceptional.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to compare: employment, establishments, output, exports.
    variant
        "logarithmic" or "standardised": the variant of location_quotient the value is for.
    added_constant
        For "logarithmic": what is added to every quotient before the logarithm. With 0 the
        regions without the industry are left out, which is told as the fact `zeros`.
    level
        The percentile as a share: 0.95 is the 95th.
    n_draws
        How often the regions are drawn anew.
    seed
        Where the random draws begin; the same seed gives the same answer.

    Returns
    -------
    One row an industry (and year), in the order of the table, with `value`, `undefined` (the
    reason where there is no value), `low`, `high`, `n_regions` and `n_above`. Variant, unit,
    counts, draws and seed stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.
    ParameterError
        If the level, the number of draws or the added constant is out of its range.

    Notes
    -----
    The quotients of an industry are standardised once; then n of its n regions are drawn with
    replacement, `n_draws` times, and the percentile of each draw is taken (linear between the
    two values next to it). Only these two values are drawn: in a draw of n the k-th smallest is
    the value at the place of the k-th smallest of n uniform numbers, which follows a beta
    distribution. Source: Tian (2013).

    Examples
    --------
    >>> jobs = np.random.default_rng(3).poisson(50, 40)
    >>> towns = pd.DataFrame({
    ...     "region": [f"{town:02d}" for town in range(40)] * 2,
    ...     "industry": ["textile"] * 40 + ["other"] * 40,
    ...     "employment": [*jobs, *[1000] * 40],
    ... })
    >>> location_quotient_critical_value(towns).round(1)[["industry", "value", "n_above"]]
      industry  value  n_above
    0  textile    1.2      3.0
    1    other    1.7      3.0
    """
    choose("variant of location_quotient_critical_value", variant, list(CARD.variants))
    check_draws("location_quotient_critical_value", n_draws, level, added_constant)
    found = cells(activity, value, ("region", "industry"))
    region, industry, whole = found.by("region"), found.by("industry"), found.by()
    in_region, in_industry = region.total(found.amounts), industry.total(found.amounts)
    share = ratio(found.amounts, in_region[region.codes])
    expected = ratio(in_industry[industry.codes], whole.total(found.amounts)[whole.codes])
    scores = standardised(found, ratio(share, expected), variant, added_constant)
    columns = _critical_values(industry, scores, level, n_draws, seed)
    reasons = [*found.nothing_in("industry", industry, in_industry), *scores.reasons]
    zeros = zeros_of(variant, added_constant)
    facts = about(found, "location_quotient_critical_value", CARD, variant, **zeros)
    facts |= {"level": level, "n_draws": n_draws, "seed": seed}
    return answer_by_group(found, ("industry",), columns.pop("value"), reasons, facts, **columns)


def _critical_values(
    industry: Grouping, scores: Standardised, level: float, n_draws: int, seed: int
) -> dict[str, Numbers]:
    """The columns of the answer, by industry."""
    columns = {name: np.full(industry.size, np.nan) for name in ("value", "low", "high", "n_above")}
    order = np.argsort(scores.scores)
    order = order[: np.count_nonzero(~np.isnan(scores.scores))]  # nan comes last
    # numpy sorts short integers by counting, which is several times faster
    codes = industry.codes[order].astype(np.min_scalar_type(industry.size))
    order = order[np.argsort(codes, kind="stable")]
    ends = np.searchsorted(industry.codes[order], np.arange(industry.size), side="right")
    tails = [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2]
    places: dict[int, Places] = {}
    has_none = either(industry.size, (rows for _, rows in scores.reasons))
    for group in np.flatnonzero(~has_none):
        n, n_absent = int(scores.n_regions[group]), int(scores.n_absent[group])
        if n not in places:
            places[n] = _places(n, level, n_draws, seed)
        # a region without a row has a quotient of 0, so that these come first
        own = scores.scores[order[ends[group] - n + n_absent : ends[group]]]
        own = np.concatenate([np.full(n_absent, scores.absent[group]), own])
        lower, upper, weight = places[n]
        percentiles = own[lower] + weight * (own[upper] - own[lower])
        columns["value"][group] = percentiles.mean()
        columns["low"][group], columns["high"][group] = np.quantile(percentiles, tails)
        columns["n_above"][group] = np.count_nonzero(own > columns["value"][group])
    n_above = columns.pop("n_above")
    return {**columns, "n_regions": scores.n_regions, "n_above": n_above}


def _places(n: int, level: float, n_draws: int, seed: int) -> Places:
    """Which two of n ordered values stand next to the percentile of a draw of n of them.

    The k-th smallest of n uniform numbers follows a beta distribution, and the next one the
    smallest of the n - k that lie between it and 1.
    """
    below, weight = divmod((n - 1) * level, 1)
    k = int(below) + 1
    random = np.random.default_rng(seed)
    first = random.beta(k, n - k + 1, n_draws)
    second = first + (1 - first) * random.beta(1, n - k, n_draws)
    lower, upper = (np.minimum((u * n).astype(np.intp), n - 1) for u in (first, second))
    return lower, upper, weight
