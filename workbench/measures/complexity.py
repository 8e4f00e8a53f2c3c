"""How complex is the economy of a region, or an industry: rare and together with the rare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import Grouping, Reason, cells
from workbench.measures._door import choose
from workbench.measures._presence import check_threshold, presence_by_year
from workbench.measures._spectrum import Order, order

NOT_PRESENT = {
    "region": "specialised in no industry",
    "industry": "no region is specialised in the industry",
}

CARD = Card(
    question="Which regions have the industries that few others have, and which industries are "
    "those?",
    formula="ECI = second eigenvector of D^-1 M U^-1 M', M_ri = 1 where the location quotient is "
    "1 or more, D the industries of a region, U the regions of an industry; in standard scores",
    source="Hidalgo and Hausmann (2009); Hausmann, Hidalgo and others (2011) (unverified)",
    reading="0 is the mean region, 1 is one standard deviation above it; the sign is such that "
    "regions with more industries tend to be higher",
    variants={
        "region": Variant(
            "economic complexity index, in population standard deviations over regions",
            REGION_KEYS,
            "standard deviations",
            "unbounded",
        ),
        "industry": Variant(
            "product complexity index: the mean index of an industry's regions, in population "
            "standard deviations over industries",
            INDUSTRY_KEYS,
            "standard deviations",
            "unbounded",
        ),
    },
    caveats=(
        "a standard score: years are not comparable, nor are different sets of regions",
        "one outlying region can be all that the index shows: look at its extremes",
        "regions that share no industry with the largest connected part have no value",
        "a missing or suppressed cell counts as not specialised; how many there are is told",
    ),
    also_called={
        "EconGeo": "kci and tci; they round the matrix to 4 digits first, which with many regions "
        "changes the ranks, and add up to 1 instead of being standard scores",
        "ecomplexity": "eci and pci; industries are scored with the mean and spread of regions",
        "economic-complexity": "complexity; sample standard deviation",
    },
    more={
        "presences": "industries that the region has, or regions that have the industry",
        "second_eigenvalue": "near 1 the network nearly falls apart; near 0 it has no order",
    },
)


@measure(CARD)
def complexity(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "region",
    threshold: float = 1.0,
) -> pd.DataFrame:
    """How far a region has what few others have, or an industry sits in such regions.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column that location quotients are taken of: employment, establishments, exports.
    variant
        "region" (economic complexity index) or "industry" (product complexity index).
    threshold
        A region has an industry where the location quotient is at least this. 0 stands for any
        amount above 0, so that a table of 0 and 1 is taken as it is.

    Returns
    -------
    One row a region or industry (and year), in the order of the table, with `value`, `undefined`
    (the reason where there is no value), `presences` and `second_eigenvalue`. Variant, unit and
    counts stand in `.attrs["measure"]`, among them how many parts the network falls into.

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
    The eigenvector of the second largest eigenvalue of D⁻¹ M U⁻¹ Mᵀ, from the symmetric form
    with the same eigenvalues, on the smaller side. Regions and industries without a presence
    are left out, and so is what shares nothing with the largest connected part. The sign is
    that which correlates with the number of industries. Source: Hidalgo and Hausmann (2009).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBCCD"), "industry": list("xyzxyxyx"), "employment": 1,
    ... })
    >>> complexity(toy, threshold=0).round(3)
      region  value undefined  presences  second_eigenvalue
    0      A  1.667       NaN        3.0               0.25
    1      B -0.333       NaN        2.0               0.25
    2      C -0.333       NaN        2.0               0.25
    3      D -1.000       NaN        1.0               0.25
    """
    choose("variant of complexity", variant, list(CARD.variants))
    check_threshold(threshold)
    found = cells(activity, value, ("region", "industry"))
    groups = found.by(variant)
    shape = groups.first, groups.rest
    values, presences, eigenvalues = (np.full(shape, np.nan) for _ in range(3))
    is_outside, orders = np.zeros(shape, dtype=np.bool_), []
    for presence in presence_by_year(found, threshold):
        own = order(presence.is_present)
        side = own.rows if variant == "region" else own.columns
        column = (slice(None), presence.year)
        values[column], eigenvalues[column] = side.places, own.eigenvalue
        presences[column] = presence.is_present.sum(axis=1 if variant == "region" else 0)
        is_outside[column] = ~side.is_inside & (presences[column] > 0)
        orders.append(own)
    reasons = [
        *found.nothing_in(variant, groups, groups.total(found.amounts)),
        (NOT_PRESENT[variant], presences.ravel() == 0),
        *_of_years(orders, groups),
        ("linked to nothing in the largest connected part", is_outside.ravel()),
    ]
    facts = about(found, "complexity", CARD, variant)
    facts |= {"threshold": threshold, "n_parts": [own.n_parts for own in orders]}
    facts["n_outside"] = int(is_outside.sum())
    more = {"presences": presences.ravel(), "second_eigenvalue": eigenvalues.ravel()}
    return answer_by_group(found, (variant,), values.ravel(), reasons, facts, **more)


def _of_years(orders: Sequence[Order], groups: Grouping) -> list[Reason]:
    """The reasons that hold for all regions and industries of a year, by group."""
    texts = dict.fromkeys(own.reason for own in orders if own.reason)
    return [(text, np.tile([own.reason == text for own in orders], groups.first)) for text in texts]
