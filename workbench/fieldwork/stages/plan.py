"""Does the plan hold together: order, overlaps, and one to three years to a full cluster."""

from __future__ import annotations

import numpy as np
import pandas as pd

SHORTEST, LONGEST = 12, 36  # months, says document 004


def plan_table(plan: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """The planned stages in the order of the guides, each with what is odd about it.

    Parameters
    ----------
    plan
        `stage`, `starts` and `ends` in months since the beginning.
    stages
        `stage` and `months`, in order.

    Returns
    -------
    Stages with `starts`, `ends`, `duration`, `usual` months and `remark`: it begins before the
    one before it does, or takes less than half of what is usual.

    Examples
    --------
    >>> stages = pd.DataFrame({"stage": [*"ab"], "months": [4, 4]})
    >>> plan = pd.DataFrame({"stage": [*"ab"], "starts": [2, 0], "ends": [6, 1]})
    >>> plan_table(plan, stages)["remark"].tolist()
    ['', 'begins before a; shorter than usual']
    """
    table = stages.rename(columns={"months": "usual"}).merge(plan, on="stage", how="inner")
    starts, ends = table["starts"].astype("float64"), table["ends"].astype("float64")
    before = starts.shift()
    is_early, is_short = starts < before, (ends - starts) < table["usual"] / 2
    previous = table["stage"].shift()
    remarks = [
        "; ".join(
            words
            for words, is_so in (
                (f"begins before {name}", early),
                ("shorter than usual", brief),
            )
            if is_so
        )
        for name, early, brief in zip(previous, is_early, is_short, strict=True)
    ]
    return table.assign(duration=ends - starts, remark=remarks)


def plan_in_words(table: pd.DataFrame) -> str:
    """How long the plan takes, beside the one to three years of document 004.

    Examples
    --------
    >>> plan_in_words(pd.DataFrame({"stage": ["a"], "starts": [0], "ends": [50], "remark": [""]}))
    'The plan takes 50 months, more than the 12 to 36 of document 004.'
    """
    months = float(np.max(table["ends"]) - np.min(table["starts"]))
    place = "less than" if months < SHORTEST else "more than" if months > LONGEST else "within"
    odd = table[table["remark"].ne("")]
    told = f"The plan takes {months:g} months, {place} the {SHORTEST} to {LONGEST} of document 004."
    notes = [f"{stage} {remark}" for stage, remark in zip(odd["stage"], odd["remark"], strict=True)]
    return told + (f" Odd: {'; '.join(notes)}." if notes else "")
