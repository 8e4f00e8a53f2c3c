"""Are a region's industries many of a kind, or of many kinds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Key, Numbers, Reason, cells
from workbench.measures._door import choose, require
from workbench.measures._entropies import surprise

GROUP = "parent"
NO_GROUP = "industry without a group"

CARD = Card(
    question="Are a region's industries many of a kind, or of many kinds?",
    formula="RV = sum over groups g of P_g H_g, UV = sum over g of P_g log2(1 / P_g), H_g the "
    "entropy of the industries within g; RV + UV = total",
    source="Frenken, Van Oort and Verburg (2007)",
    reading="related: variety within groups of industries; unrelated: variety over groups. One "
    "bit is what two equal industries have",
    variants={
        "related": Variant("within groups of industries", REGION_KEYS, "bits", "0 to log2 n"),
        "unrelated": Variant("over groups of industries", REGION_KEYS, "bits", "0 to log2 n"),
        "total": Variant("both together: the entropy", REGION_KEYS, "bits", "0 to log2 n"),
    },
    tables=("activity", "industries"),
    columns=("employment", GROUP),
    caveats=(
        "depends on which level of the classification is the group and which the industry: name "
        "both",
        "a classification groups by product or process, not by what firms learn from each other",
        "biased downwards where a region has few jobs: small industries are missing by chance",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={"EconGeo": "entropy is total, with 3 digits; no decomposition"},
)


@measure(CARD)
def related_variety(
    activity: pd.DataFrame,
    industries: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "related",
    group: str = GROUP,
) -> pd.DataFrame:
    """How diverse a region's industries are within groups of related ones, and over the groups.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    industries
        `industry` and the column `group`, one row an industry.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "related", "unrelated" or "total"; see the card.
    group
        The column of `industries` that says which industries are related.

    Returns
    -------
    One row a region (and year), in the order of the table, with `value` and `undefined` (the
    reason where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, or a cell or an industry is there twice.

    Notes
    -----
    With p_i the share of an industry in its region and P_g that of its group,
    UV = Σ_g P_g log2(1 / P_g), RV = Σ_i p_i log2(P_g / p_i) = Σ_g P_g H_g, and UV + RV is the
    entropy Σ_i p_i log2(1 / p_i). Source: Frenken, Van Oort and Verburg (2007).

    Examples
    --------
    >>> jobs = pd.DataFrame({
    ...     "region": ["A"] * 4, "industry": list("wxyz"), "employment": [25, 25, 25, 25],
    ... })
    >>> kinds = pd.DataFrame({"industry": list("wxyz"), "parent": ["cloth"] * 2 + ["metal"] * 2})
    >>> related_variety(jobs, kinds)
      region  value undefined
    0      A    1.0       NaN
    """
    choose("variant of related_variety", variant, list(CARD.variants))
    require(
        {
            "activity": (activity, ("region", "industry", value)),
            "industries": (industries, ("industry", group)),
        }
    )
    found = cells(activity, value, ("region", "industry"))
    found = _with_groups(found, industries, group)
    region, kind = found.by("region"), found.by("region", GROUP)
    totals = region.total(found.amounts)
    shares = found.shares_in("region")
    of_kind = kind.total(shares)
    nats = {
        "related": lambda: -region.total(surprise(shares, of_kind[kind.codes])),
        "unrelated": lambda: -_over_kinds(surprise(of_kind, 1.0), found),
        "total": lambda: -region.total(surprise(shares, 1.0)),
    }[variant]()
    reasons = found.nothing_in("region", region, totals)
    if variant != "total":
        reasons.append(_ungrouped(found, of_kind))
    facts = about(found, "related_variety", CARD, variant, group=group)
    values = np.maximum(nats, 0.0) / np.log(2)
    return answer_by_group(found, ("region",), values, reasons, facts)


def _with_groups(found: Cells, industries: pd.DataFrame, group: str) -> Cells:
    """The cells with the group of their industry as a key; the last one is no group."""
    listed = cells(
        industries[["industry"]].assign(listed=1.0), "listed", ("industry",), "industries"
    )
    places = listed.keys["industry"].levels.get_indexer(found.keys["industry"].levels)
    codes, names = pd.factorize(industries[group])
    # a place of -1 picks the last entry, and so does a group of -1: no group
    rows = np.append(np.argsort(listed.keys["industry"].codes), -1)[places]
    by_industry = np.where(places < 0, -1, np.append(codes, -1)[rows])
    by_industry[by_industry < 0] = len(names)
    levels = pd.Index([*names, NO_GROUP], dtype=object)
    return found.with_key(GROUP, Key(by_industry[found.keys["industry"].codes], levels))


def _over_kinds(values: Numbers, found: Cells) -> Numbers:
    """The sum over groups of industries: from numbers by region and group to those by region."""
    return np.asarray(_by_kind(values, found).sum(axis=1).ravel(), dtype=np.float64)


def _ungrouped(found: Cells, of_kind: Numbers) -> Reason:
    """Why a region's variety cannot be split: it has employment in an industry of no group."""
    text = "an industry of the region has no group in the table industries"
    return text, (_by_kind(of_kind, found)[:, -1] > 0).ravel()


def _by_kind(values: Numbers, found: Cells) -> Numbers:
    """Numbers by region and group of industries as a table by region, group and year."""
    region, n_kinds = found.by("region"), len(found.keys[GROUP].levels)
    return values.reshape(region.first, n_kinds, region.rest)
