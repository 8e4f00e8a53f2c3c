"""What is a record of a boundary change: its columns and the closed list of kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

COLUMNS = [
    "year",
    "kind",
    "old_region",
    "old_name",
    "new_region",
    "new_name",
    "source",
    "review",
]
RECODED, MERGED, SPLIT, SPLIT_OFF, MOVED = "recoded", "merged", "split", "split off", "part moved"
KINDS = {
    "renamed": "the same code has another name",
    RECODED: "the unit goes on under another code (as when a county becomes a district)",
    MERGED: "the unit ended and is now part of another",
    SPLIT: "the unit ended and its area is divided among others",
    SPLIT_OFF: "a new unit was made of a part; the old one goes on",
    MOVED: "a part went to a unit that was there already; the old one goes on",
}
ENDING = (RECODED, MERGED, SPLIT)  # the old code exists no longer


def table_of(records: Sequence[Mapping[Any, Any]]) -> pd.DataFrame:
    """Records as a table of changes, texts as text and the year as a whole number.

    Examples
    --------
    >>> list(table_of([]))[:3]
    ['year', 'kind', 'old_region']
    """
    table = pd.DataFrame(list(records), columns=COLUMNS)
    return table.astype({"year": "int64"} | dict.fromkeys(COLUMNS[1:], "str"))
