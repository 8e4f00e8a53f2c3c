"""Is the group that begins a cluster of the right size, and are all sides in it alike."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

FEWEST, MOST = 3, 10  # people, says document 004, stage 1


@dataclass(frozen=True)
class Group:
    """A group: `people`, whether the size is right, whether no side outnumbers another."""

    people: int
    parties: int
    is_of_size: bool
    has_parity: bool
    words: str


def initiative_group(people: pd.DataFrame) -> Group:
    """Hold the people who begin a cluster against what document 004 asks.

    Parameters
    ----------
    people
        `person` and `party`: firms, authority, university, ….

    Notes
    -----
    Three to ten people. Where several sides begin together, parity: no side has more than one
    person more than another.

    Examples
    --------
    >>> people = pd.DataFrame({"person": [*"abcd"], "party": ["firms", "firms", "firms", "town"]})
    >>> initiative_group(people).has_parity
    False
    """
    sides = people["party"].value_counts()
    number, is_even = len(people), sides.empty or int(sides.max() - sides.min()) <= 1
    is_of_size = FEWEST <= number <= MOST
    told = f"{number} people from {len(sides)} sides begin the cluster"
    if not is_of_size:
        told += f"; {FEWEST} to {MOST} are asked for"
    if not is_even:
        told += f"; {sides.index[0]} has {sides.iloc[0]}, {sides.index[-1]} {sides.iloc[-1]}"
        told += ", so there is no parity"
    return Group(number, len(sides), is_of_size, is_even, f"{told}.")
