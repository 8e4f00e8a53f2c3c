"""How related are two industries, judged by the regions that have both."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer
from workbench.measures._card import PAIR_KEYS, Card, Variant, measure
from workbench.measures._cells import YEAR, Cells, Codes, Numbers, Reason, cells, either
from workbench.measures._door import choose
from workbench.measures._presence import (
    TOO_SMALL,
    check_threshold,
    labels,
    listed,
    presence_by_year,
)
from workbench.measures._proximity import CORRELATION, proximity

Pairs = tuple[Codes, Codes, Codes]

CARD = Card(
    question="How related are two industries, judged by the regions that have both?",
    formula="phi_ij = c_ij / max(k_i, k_j), c_ij the regions with a location quotient of 1 or "
    "more in both, k_i those with one in industry i",
    source="Hidalgo, Klinger, Barabási and Hausmann (2007)",
    reading="0.75 means that of the regions with the more widespread of the two industries, 75% "
    "have the other one too",
    variants={
        "minimum_conditional_probability": Variant(
            "the smaller of the chances to find one industry where the other is",
            PAIR_KEYS,
            "share",
            "0 to 1",
        ),
        "association_strength": Variant(
            "n c_ij / (k_i k_j): regions with both, over those expected by chance",
            PAIR_KEYS,
            "ratio",
            "0 or more",
            "van Eck and Waltman (2009)",
        ),
        "cosine": Variant(
            "c_ij / sqrt(k_i k_j)", PAIR_KEYS, "share", "0 to 1", "van Eck and Waltman (2009)"
        ),
        "jaccard": Variant(
            "c_ij over the regions with either of the two",
            PAIR_KEYS,
            "share",
            "0 to 1",
            "van Eck and Waltman (2009)",
        ),
        "correlation": Variant(
            "the correlation over regions of having the one and having the other",
            PAIR_KEYS,
            "correlation",
            "-1 to 1",
        ),
    },
    caveats=(
        "sharing regions is not yet relatedness: two industries may both follow a port",
        "coarse industries and few regions leave few values to take; see regions_with_both",
        "undefined where no region is specialised in two industries: such a table cannot tell",
        "a missing or suppressed cell counts as not specialised; how many there are is told",
    ),
    also_called={
        "EconGeo": "relatedness; it takes the sums of c_ij for k_i, so association, cosine and "
        "jaccard differ, and it calls a further one prob",
        "ecomplexity": "proximity; its continuous one is (1 + correlation of the quotients) / 2",
        "economic-complexity": "proximity",
    },
    more={"regions_with_both": "number of regions that have both industries"},
)


@measure(CARD)
def relatedness(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "minimum_conditional_probability",
    threshold: float = 1.0,
) -> pd.DataFrame:
    """How often the regions that are specialised in one industry are so in another as well.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column that location quotients are taken of: employment, establishments, exports.
    variant
        "minimum_conditional_probability", "association_strength", "cosine", "jaccard" or
        "correlation"; see the card.
    threshold
        A region has an industry where the location quotient is at least this. 0 stands for any
        amount above 0, so that a table of 0 and 1 is taken as it is.

    Returns
    -------
    One row for each industry with each other one (and year), both ways round: `industry`,
    `other_industry`, (`year`,) `value`, `undefined` (the reason where there is no value) and
    `regions_with_both`. Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    ParameterError
        If the threshold is negative.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.

    Notes
    -----
    phi_ij = min{P(i given j), P(j given i)} = c_ij / max(k_i, k_j). Where no region has two
    industries every c_ij is 0, whatever the industries are, so the values are undefined. Source:
    Hidalgo, Klinger, Barabási and Hausmann (2007).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [1, 1, 0, 1, 1, 0, 1, 0, 1],
    ... })
    >>> relatedness(toy, threshold=0).round(6).head(3)
      industry other_industry     value undefined  regions_with_both
    0  textile          shoes  0.666667       NaN                2.0
    1  textile          lamps  0.333333       NaN                1.0
    2    shoes        textile  0.666667       NaN                2.0
    """
    choose("variant of relatedness", variant, list(CARD.variants))
    check_threshold(threshold)
    found = cells(activity, value, ("region", "industry"))
    industry = found.by("industry")
    values = np.full((industry.first, industry.first, industry.rest), np.nan)
    both = np.zeros(values.shape)
    for presence in presence_by_year(found, threshold):
        values[:, :, presence.year] = proximity(presence, variant)
        both[:, :, presence.year] = presence.together
    keys, pairs = _pairs(found)
    reasons = _reasons(found, both, pairs)
    if variant == CORRELATION:
        reasons.append(("an industry is in every region", np.isnan(values[pairs])))
    unknown = industry.holds(found.is_unknown).reshape(industry.first, industry.rest)
    first, other, when = pairs
    is_defined = ~either(len(first), (rows for _, rows in reasons))
    is_incomplete = (unknown[first, when] | unknown[other, when]) & is_defined
    facts = about(found, "relatedness", CARD, variant)
    facts |= {"threshold": threshold, "n_incomplete": int(is_incomplete.sum())}
    return answer(keys, values[pairs], reasons, facts, regions_with_both=both[pairs])


def _pairs(found: Cells) -> tuple[pd.DataFrame, Pairs]:
    """Each industry of a year with each other one of that year: labels, and codes with the year.

    Industries come in the order of the table.
    """
    industry = found.by("industry")
    first, when = np.divmod(industry.codes[industry.first_rows], industry.rest or 1)
    is_pair = listed(found, "industry").T[when]
    is_pair[np.arange(len(first)), first] = False
    place, other = np.nonzero(is_pair)
    first, when = first[place], when[place]
    columns = {
        "industry": labels(found, "industry", first),
        "other_industry": labels(found, "industry", other),
    }
    if YEAR in found.keys:
        columns[YEAR] = labels(found, YEAR, when)
    return pd.DataFrame(columns), (first, other, when)


def _reasons(found: Cells, both: Numbers, pairs: Pairs) -> list[Reason]:
    """Why a pair has no value."""
    first, other, when = pairs
    industry = found.by("industry")
    totals = industry.total(found.amounts)
    own = np.diagonal(both).T  # by industry and year
    shared = both.sum(axis=(0, 1)) - own.sum(axis=0)
    places = (("industry", first), ("other industry", other))
    return [
        *(
            (text, rows[codes * industry.rest + when])
            for name, codes in places
            for text, rows in found.nothing_in(name, industry, totals)
        ),
        *(
            (f"no region is specialised in the {name}", own[codes, when] == 0)
            for name, codes in places
        ),
        (TOO_SMALL, shared[when] == 0),
    ]
