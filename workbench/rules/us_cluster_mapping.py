"""Is an industry strong in a region, as the U.S. Cluster Mapping Project counts it."""

from __future__ import annotations

import pandas as pd

from workbench.measures._cells import cells
from workbench.measures._door import choose, require
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._parts import quantiles, quotients
from workbench.rules._published import unrounded

# How high the quotient has to be: its quantile within the industry, and the least it is.
STRENGTHS = {
    "strong": (0.75, 1.0),
    "strong10": (0.90, 1.0),
    "significant": (0.50, 0.0),
    "qualifying": (0.25, 0.0),
}
LOWEST_QUARTER = 0.25

CARD = Card(
    question="Is the industry strong in the region, as the U.S. Cluster Mapping Project counts it?",
    criteria=(
        "more employment than the lowest quarter of the regions that have the industry",
        "more establishments than the lowest quarter of these regions",
        "qualifying: a location quotient above their first quartile; significant: above their "
        "median; strong: at least their third quartile and at least 1; strong10: at least their "
        "ninth decile and at least 1",
    ),
    source="U.S. Cluster Mapping Project, source code of its site; clusters of Delgado, Porter "
    "and Stern (2016)",
    is_verified=True,
    fixed_share=True,
    parameters={
        "strength": Parameter(
            "strong", "choice", '"strong", "strong10", "significant" or "qualifying"'
        ),
        "background": Parameter("all industries", "choice", '"all industries" or "traded"'),
        "published": Parameter(
            None, "indicator", "an indicator with published quotients, to take their base from"
        ),
    },
    parts={
        "location_quotient": "the quotient that is compared",
        "has_employment": "more employment than the lowest quarter",
        "has_establishments": "more establishments than the lowest quarter",
        "has_quotient": "the quotient is high enough",
    },
    caveats=(
        "about a constant share of regions is strong by construction, in every industry",
        "regions without the industry are not among those that the quantiles come from",
        "quantiles of type 7; at ties published marks hang on unrounded quotients",
    ),
    optional_tables=("industries", "indicators"),
    columns=("employment", "establishments"),
)


@rule(CARD)
def us_cluster_mapping(
    activity: pd.DataFrame,
    *,
    strength: str = "strong",
    background: str = "all industries",
    published: str | None = None,
    industries: pd.DataFrame | None = None,
    indicators: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A cell is a cluster where quotient, jobs and establishments are high for its industry.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `employment`, `establishments`, and `year` where
        there are years; each year is judged by itself.
    strength
        "strong", "strong10", "significant" or "qualifying"; see the card.
    background
        "all industries", or "traded": traded industries are compared with the traded total.
    published
        The indicator that holds published quotients. Their base is the whole nation, which
        holds more than the regions of the table; it is recovered from them, industry by
        industry, so that the quotients are those published, but not rounded. `background` has to
        be the one they were published with.
    industries
        `industry` and `is_traded`; needed for the background "traded".
    indicators
        `region`, `industry`, (`year`,) `indicator` and `value`; needed for `published`.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said) and the parts of the rule; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column, strength, background or indicator does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.

    Notes
    -----
    e > Q25(e), n > Q25(n), and LQ > Q25, > Q50, >= Q75 with LQ >= 1, or >= Q90 with LQ >= 1.
    Quantiles are over the regions with employment in the industry. Source: U.S. Cluster Mapping
    Project; Delgado, Porter and Stern (2016).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("ABCDE") * 2,
    ...     "industry": ["shoes"] * 5 + ["lamps"] * 5,
    ...     "employment": [90, 40, 30, 20, 10, 10, 60, 70, 80, 90],
    ...     "establishments": [9, 4, 3, 2, 1, 1, 6, 7, 8, 9],
    ... })
    >>> found = us_cluster_mapping(toy)
    >>> found.loc[found["is_cluster"], ["region", "industry"]]
      region industry
    0      A    shoes
    1      B    shoes
    8      D    lamps
    9      E    lamps
    """
    choose("strength of us_cluster_mapping", strength, list(STRENGTHS))
    require({"activity": (activity, ("region", "industry", "employment", "establishments"))})
    found = cells(activity, "employment", ("region", "industry"))
    firms = cells(activity, "establishments", ("region", "industry"))
    quotient, reasons = quotients(activity, "employment", background, industries)
    if published is not None:
        quotient = unrounded(found, quotient, indicators, published)
    is_there, industry = found.amounts > 0, found.by("industry").codes
    has_jobs, has_firms = (
        own.amounts > quantiles(own.amounts, industry, is_there & ~own.is_unknown, LOWEST_QUARTER)
        for own in (found, firms)
    )
    probability, least = STRENGTHS[strength]
    bar = quantiles(quotient, industry, is_there, probability)
    has_quotient = (quotient >= bar) & (quotient >= least) if least else quotient > bar
    return answer(
        found,
        is_there & has_jobs & has_firms & has_quotient,
        [*reasons, *((f"{text}: establishments", rows) for text, rows in firms.unknown)],
        CARD,
        "us_cluster_mapping",
        {"strength": strength, "background": background, "published": published},
        location_quotient=quotient,
        has_employment=has_jobs,
        has_establishments=has_firms,
        has_quotient=has_quotient,
    )
