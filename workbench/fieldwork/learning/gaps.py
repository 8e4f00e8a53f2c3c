"""Which skills do firms lack: required less held, by firm and by cluster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.fieldwork.learning.cells import WHOLE, hidden, share_interval
from workbench.fieldwork.learning.questionnaire import KNOWN_GAPS

MOST = 4  # of the scale of skills: 0 none, 1 little, 2 works with help, 3 well, 4 could teach it


def gaps_by_firm(skills: pd.DataFrame) -> pd.DataFrame:
    """The gap of each firm in each skill that it told both numbers of.

    Parameters
    ----------
    skills
        respondent, skill, held, required, each on the scale 0 to 4.

    Returns
    -------
    respondent, skill, held, required, gap (required less held, 0 where more is held) and
    is_below, in the order of respondents and skills.

    Examples
    --------
    >>> toy = pd.DataFrame({"respondent": ["a", "b"], "skill": "marketing", "held": [1, 3]})
    >>> gaps_by_firm(toy.assign(required=2))["gap"].tolist()
    [1, 0]
    """
    known = skills.dropna(subset=["held", "required"])
    known = known.sort_values(["respondent", "skill"], ignore_index=True)
    found = known[["respondent", "skill", "held", "required"]]
    short = found["required"] - found["held"]
    return found.assign(gap=short.clip(lower=0), is_below=short > 0)


def gaps_by_group(
    gaps: pd.DataFrame, groups: pd.Series, *, major_percent: float, known: Sequence[str] = ()
) -> pd.DataFrame:
    """The gap of each skill over all firms and by cluster; cells of few firms hidden.

    Parameters
    ----------
    gaps
        As `gaps_by_firm` returns them.
    groups
        The cluster of each respondent.
    major_percent
        A gap is major where more than so many per cent of the firms hold less than they need.
    known
        Skills that are gaps by what is known already; each has a row even if nobody was asked.

    Returns
    -------
    group ("all" first), skill, firms, held, required, gap (means), below (share of firms), low
    and high (its 95 % interval), is_major, is_known and is_hidden, the largest share first within
    a group.
    """
    group = gaps["respondent"].map(groups)
    parts = {WHOLE: gaps, **{str(name): own for name, own in gaps.groupby(group)}}
    rows = [_means(own).assign(group=name) for name, own in parts.items()]
    table = pd.concat(rows, ignore_index=True)
    unasked = [skill for skill in known if skill not in set(table["skill"])]
    if unasked:
        added = pd.DataFrame({"group": WHOLE, "skill": unasked, "firms": 0, "count": 0})
        table = added if table.empty else pd.concat([table, added], ignore_index=True)
        table = table.reindex(
            columns=["skill", "firms", "held", "required", "gap", "count", "group"]
        )
    low, high = share_interval(table["count"], table["firms"])
    below = table["count"] / table["firms"].where(table["firms"] > 0)
    table = table.assign(below=below, low=low, high=high, is_known=table["skill"].isin(list(known)))
    columns = ["held", "required", "gap", "below", "low", "high"]
    found = hidden(table, "skill", ["firms", *columns])
    found["is_major"] = found["below"] > major_percent / 100
    order = found["group"].map({name: place for place, name in enumerate(parts)})
    found = found.assign(order=order).sort_values(
        ["order", "below", "skill"], ascending=[True, False, True], ignore_index=True
    )
    return found[["group", "skill", "firms", *columns, "is_major", "is_known", "is_hidden"]]


def _means(own: pd.DataFrame) -> pd.DataFrame:
    by = own.groupby("skill")
    means = by[["held", "required", "gap"]].mean()
    return means.assign(firms=by.size(), count=by["is_below"].sum()).reset_index()


def unfinished(skills: pd.DataFrame) -> np.ndarray:
    """Which rows tell only what is held, or only what is required, or neither."""
    return skills[["held", "required"]].isna().any(axis=1).to_numpy(dtype=bool)


def unmeasured(gaps: pd.DataFrame) -> list[str]:
    """The known gaps that nobody was asked about."""
    return [skill for skill in KNOWN_GAPS if skill not in set(gaps["skill"])]
