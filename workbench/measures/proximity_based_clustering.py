"""How close to each other are the industries that a region lives on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import Numbers, Rows, cells, ratio
from workbench.measures._door import choose
from workbench.measures._presence import TOO_SMALL, check_threshold, presence_by_year
from workbench.measures._proximity import proximities_for

CARD = Card(
    question="How close to each other are the industries that a region lives on?",
    formula="C_r = sum over i of s_i times sum over other j of s_j / (1 - s_i) phi_ij, s_i = "
    "e_ir / e_r",
    source="Long and Zhang (2011); Long and Zhang (2012)",
    reading="the mean proximity between two jobs of a region that are in different industries, "
    "the first drawn by the region's shares",
    variants={
        "region": Variant(
            "industries weighed by their shares in the region", REGION_KEYS, "proximity", "0 to 1"
        ),
    },
    caveats=(
        "coarse industries and few regions leave few values of proximity to take",
        "a region of one industry has no pair: undefined, though it may well be a cluster",
        "says nothing of density: that is another index, density_based_index",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={"Long and Zhang": "clustering based on product proximity; no package has it"},
)


@measure(CARD)
def proximity_based_clustering(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "region",
    threshold: float = 1.0,
    proximity: str = "minimum_conditional_probability",
    proximities: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How related, on average, the industries of a region are, each counted by its size.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "region", the only one.
    threshold
        For the proximities that are computed: a region has an industry where the location
        quotient is at least this; 0 stands for any amount above 0.
    proximity
        How close two industries are, where no table says so: a variant of `relatedness` from 0
        to 1, computed from the same table.
    proximities
        `industry`, `other_industry`, (`year`,) `value` from 0 to 1, such as `relatedness` gives
        for a larger area. A pair in one direction counts in both.

    Returns
    -------
    One row a region (and year), in the order of the table, with `value` and `undefined` (the
    reason where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or proximity does not exist; with the nearest names.
    ParameterError
        If the threshold is negative.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or a proximity is
        not from 0 to 1.

    Notes
    -----
    C_r = Σ_i s_i Σ_{j≠i} s_j / (1 - s_i) φ_ij. A region with a pair of industries whose
    proximity is not known has no value. Source: Long and Zhang (2011; 2012).

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": ["A"] * 3, "industry": ["textile", "shoes", "lamps"],
    ...     "employment": [50, 30, 20],
    ... })
    >>> proximities = pd.DataFrame({
    ...     "industry": ["textile", "textile", "shoes"],
    ...     "other_industry": ["shoes", "lamps", "lamps"],
    ...     "value": [0.6, 0.2, 0.1],
    ... })
    >>> proximity_based_clustering(activity, proximities=proximities).round(4)
      region   value undefined
    0      A  0.3896       NaN
    """
    choose("variant of proximity_based_clustering", variant, list(CARD.variants))
    check_threshold(threshold)
    found = cells(activity, value, ("region", "industry"))
    weights = proximities_for(found, proximity, proximities)
    region = found.by("region")
    totals = region.total(found.amounts)
    shape = region.first, region.rest
    values = np.zeros(shape)
    is_single, is_unknown, is_small = (np.zeros(shape, dtype=np.bool_) for _ in range(3))
    for presence in presence_by_year(found, threshold):
        amounts = presence.cells.matrix(found.amounts)
        weight = weights.of(presence)
        np.fill_diagonal(weight, 0)
        own, column = amounts > 0, (slice(None), presence.year)
        values[column] = _mean_proximity(amounts, np.nan_to_num(weight))
        is_single[column] = np.count_nonzero(own, axis=1) == 1
        is_unknown[column] = _has_pair(own, np.isnan(weight))
        is_small[column] = proximities is None and not np.nansum(weight)
    reasons = [
        *found.nothing_in("region", region, totals),
        ("only one industry in the region", is_single.ravel()),
        (TOO_SMALL, is_small.ravel()),
        ("no proximity for two of the region's industries", is_unknown.ravel()),
    ]
    facts = about(found, "proximity_based_clustering", CARD, variant)
    facts |= {"threshold": threshold, "proximity": proximity if proximities is None else "given"}
    return answer_by_group(found, ("region",), values.ravel(), reasons, facts)


def _mean_proximity(amounts: Numbers, weight: Numbers) -> Numbers:
    """The proximity of the industries of each region, each weighed by its share."""
    totals = amounts.sum(axis=1, keepdims=True)
    # s_i / (1 - s_i)
    odds = ratio(amounts, totals - amounts, 0)
    shares = ratio(amounts, totals, 0)
    return np.asarray(np.einsum("ri,ri->r", odds, shares @ weight.T), dtype=np.float64)


def _has_pair(is_there: Rows, is_asked: Rows) -> Rows:
    """Which regions have two industries that make one of the pairs asked for."""
    if not is_asked.any():
        return np.zeros(len(is_there), dtype=np.bool_)
    partners = is_there.astype(np.float32) @ is_asked.T.astype(np.float32)
    return np.asarray((is_there & (partners > 0)).any(axis=1), dtype=np.bool_)
