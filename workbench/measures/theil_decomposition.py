"""Is an industry concentrated in some groups of regions, or within each group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Key, Numbers, Reason, cells, pooled, ratio
from workbench.measures._door import choose, require
from workbench.measures._entropies import groups_of, surprise
from workbench.measures._regions import for_industries

GROUP = "parent"

CARD = Card(
    question="Is an industry concentrated in some groups of regions, or within each group?",
    formula="T_i = between + within, between = sum over groups g of S_g ln(S_g / X_g), within = "
    "sum over g of S_g T_g, S_g and X_g the group's share of the industry and of all industries",
    source="Theil (1967); Brülhart and Traeger (2005) (unverified)",
    reading="between: what is seen at the level of groups (provinces) already; within: what only "
    "the finer regions (towns) show",
    variants={
        "between": Variant("over groups of regions", INDUSTRY_KEYS, "nats", "0 to ln(1 / min x)"),
        "within": Variant(
            "over the regions of each group, groups weighted by their share of the industry",
            INDUSTRY_KEYS,
            "nats",
            "0 to ln(1 / min x)",
        ),
        "share_between": Variant(
            "between as a share of T; undefined where T is 0", INDUSTRY_KEYS, "share", "0 to 1"
        ),
    },
    tables=("activity", "regions"),
    columns=("employment", GROUP),
    caveats=(
        "groups with more regions leave more to be found within them",
        "biased upwards where jobs are few, within more than between",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={"PySAL": "inequality's TheilD is the same for one column, unweighted"},
)
# Of an index this small, only rounding is left.
ROUNDING = 1e-14


@measure(CARD)
def theil_decomposition(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "between",
    group: str = GROUP,
) -> pd.DataFrame:
    """How much of an industry's concentration lies between groups of regions, and within them.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    regions
        `region` and the column `group` (by `year` where regions change group).
    value
        The column to take shares of: employment, establishments, output.
    variant
        "between", "within" or "share_between"; see the card. The first two add up to the
        variant "theil_t" of theil_index against all industries.
    group
        The column of `regions` that says which regions belong together.

    Returns
    -------
    One row an industry (and year), in the order of the table, with `value` and `undefined` (the
    reason where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a row is there twice.

    Notes
    -----
    With S_g = Σ_{r in g} s_ir and X_g = Σ_{r in g} x_r: between = Σ_g S_g ln(S_g / X_g), within =
    Σ_g S_g Σ_{r in g} (s_ir / S_g) ln((s_ir / S_g) / (x_r / X_g)). Source: Theil (1967).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AABBCCDD"), "industry": ["textile", "shoes"] * 4,
    ...     "employment": [30, 10, 30, 10, 10, 30, 10, 30],
    ... })
    >>> towns = pd.DataFrame({"region": list("ABCD"), "parent": ["north"] * 2 + ["south"] * 2})
    >>> theil_decomposition(toy, towns, variant="share_between")
      industry  value undefined
    0  textile    1.0       NaN
    1    shoes    1.0       NaN
    """
    choose("variant of theil_decomposition", variant, list(CARD.variants))
    wanted = (activity, ("region", "industry", value))
    require({"activity": wanted, "regions": (regions, ("region", group))})
    found = cells(activity, value, ("region", "industry"))
    industry = found.by("industry")
    totals = industry.total(found.amounts)
    reasons = found.nothing_in("industry", industry, totals)
    found, lacking = _with_groups(found, regions, group)
    reasons += lacking
    values = between = _between(found)
    if variant != "between":
        whole = np.maximum(_whole(found), between)
        values = whole - between if variant == "within" else ratio(between, whole)
        if variant == "share_between":
            text = "spread as everything is: nothing to share out"
            reasons.append((text, whole <= ROUNDING))
    facts = about(found, "theil_decomposition", CARD, variant, group=group)
    return answer_by_group(found, ("industry",), values, reasons, facts)


def _with_groups(found: Cells, regions: pd.DataFrame, group: str) -> tuple[Cells, list[Reason]]:
    """The cells with their region's group as a key, and which industries have regions without."""
    codes, levels, lacking = groups_of(found, regions, group)
    key = Key(codes[found.by("region").codes], levels)
    return found.with_key(GROUP, key), for_industries(found, lacking)


def _between(found: Cells) -> Numbers:
    """T between groups of regions, by industry."""
    both, n_groups = found.by("industry", GROUP), len(found.keys[GROUP].levels)
    amounts = both.total(found.amounts).reshape(both.first, n_groups, both.rest // n_groups)
    everything = amounts.sum(axis=0, keepdims=True)
    s, x = (ratio(each, each.sum(axis=1, keepdims=True), 0) for each in (amounts, everything))
    return np.asarray(surprise(s, x).sum(axis=1).ravel().clip(min=0), dtype=np.float64)


def _whole(found: Cells) -> Numbers:
    """T between all regions, by industry: between groups and within them."""
    x = pooled(found, "region")[found.by("region").codes]
    return found.by("industry").total(surprise(found.shares_in("industry"), x))
