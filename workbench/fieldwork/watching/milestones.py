"""Were the milestones reached in time, and does one to three years look enough."""

from __future__ import annotations

import pandas as pd

FEWEST_MONTHS, MOST_MONTHS = 12, 36  # to a full cluster, says document 004
REACHED, LATE, OVERDUE, OPEN = "reached in time", "reached late", "overdue", "not due yet"


def milestone_table(milestones: pd.DataFrame, now: float) -> pd.DataFrame:
    """Each milestone with its state.

    Parameters
    ----------
    milestones
        `milestone`, `due` and `reached` in months since the beginning; `reached` is empty where
        it is not reached yet.
    now
        The month of the look.

    Returns
    -------
    The same rows with `state`, and `delay` in months: to the day it was reached, or to now.

    Examples
    --------
    >>> toy = pd.DataFrame({"milestone": ["a", "b"], "due": [6, 9], "reached": [5, None]})
    >>> milestone_table(toy, 12)[["state", "delay"]].to_dict("records")
    [{'state': 'reached in time', 'delay': 0.0}, {'state': 'overdue', 'delay': 3.0}]
    """
    due = milestones["due"].astype("float64")
    reached = milestones["reached"].astype("float64")
    delay = (reached.fillna(now) - due).clip(lower=0)
    state = pd.Series(OPEN, milestones.index, dtype="str")
    state = state.mask(reached.isna() & (due < now), OVERDUE)
    state = state.mask(reached <= due, REACHED).mask(reached > due, LATE)
    return milestones.assign(state=state, delay=delay)


def months_to_the_end(table: pd.DataFrame) -> float:
    """The month of the last milestone if what is open is as late as what was reached so far.

    Examples
    --------
    >>> toy = pd.DataFrame({"milestone": ["a", "b"], "due": [6, 30], "reached": [9, None]})
    >>> months_to_the_end(milestone_table(toy, 12))
    33.0
    """
    known = table["reached"].notna()
    usual = float(table.loc[known, "delay"].mean()) if known.any() else 0.0
    ends = table["reached"].astype("float64").where(known, table["due"] + table["delay"] + usual)
    return float(ends.max())
