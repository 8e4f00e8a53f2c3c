"""What is a study before it is written: tables, and the words that describe them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from workbench.data.sources._shape import nothing_left
from workbench.errors import listed

# What columns of every study mean; a source adds its own.
WORDS: dict[str, dict[str, str]] = {
    "region": {"description": "Code of the region; text, never a number."},
    "name": {"description": "Name to show; the code where the publisher gives none."},
    "level": {"description": "What kind of region it is."},
    "parent": {"description": "Code of what holds this one; empty where nothing here does."},
    "longitude": {"unit": "degrees", "description": "Longitude of a point in the region."},
    "latitude": {"unit": "degrees", "description": "Latitude of a point in the region."},
    "industry": {"description": "Code of the industry; text, never a number."},
    "year": {"unit": "calendar year", "description": "The year the figure is for."},
    "establishments": {"unit": "establishments", "description": "Places of work."},
    "employment": {"unit": "persons", "description": "Persons; empty where not known."},
    "flag": {"description": "Why a figure is empty or not measured; empty where it is plain."},
    "indicator": {"description": "What is measured; a code of indicator_cards."},
    "value": {"unit": "see indicator_cards", "description": "The figure."},
    "unit": {"description": "Unit of the indicator."},
    "direction": {"description": "Whether more is better."},
    "dimension": {"description": "What the indicator belongs to."},
    "source": {"description": "Where the indicator comes from."},
    "scale": {"description": "log where models should take it in logarithms, else linear."},
}


@dataclass
class Draft:
    """A study before it is written.

    `words` says what columns mean, on top of what is said for every study. `warnings` are of the
    closed list. `notes` say what was left out or put together. `outlines` are GeoJSON features
    with a property `region`, with the source and the licence in `outline_terms`.
    """

    title: str
    description: str
    tables: dict[str, pd.DataFrame]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    outlines: Sequence[Mapping[str, Any]] = ()
    outline_terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def without_empty(draft: Draft) -> Draft:
    """The draft without amounts and indicators that have no figure at all, and a note of them.

    Raises
    ------
    StudyError
        If no figure is left.
    """
    tables = dict(draft.tables)
    empty: list[str] = []
    if "activity" in tables:
        activity = tables["activity"]
        amounts = [c for c in map(str, activity) if is_number(activity[c]) and c != "year"]
        empty = [c for c in amounts if activity[c].isna().all()]
        if empty == amounts:
            raise nothing_left("every cell is empty", "choose other years or places with -p")
        gone = {*empty, *(f"{column}_status" for column in empty)}
        tables["activity"] = activity[[c for c in map(str, activity) if c not in gone]]
    if "indicators" in tables:
        rows, cards = tables["indicators"], tables["indicator_cards"]
        given = set(rows.loc[rows["value"].notna(), "indicator"])
        empty += [name for name in cards["indicator"] if name not in given]
        tables["indicators"] = rows[rows["indicator"].isin(given)]
        tables["indicator_cards"] = cards[cards["indicator"].isin(given)]
        if not given:
            del tables["indicators"], tables["indicator_cards"]
            if "activity" not in tables:
                raise nothing_left("every cell is empty", "choose other years or places with -p")
    note = [f"Left out, since no cell has a figure: {listed(empty)}."] if empty else []
    return replace(draft, tables=tables, notes=[*draft.notes, *note])


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers."""
    return bool(pd.api.types.is_numeric_dtype(column))
