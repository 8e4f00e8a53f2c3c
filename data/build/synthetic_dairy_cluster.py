"""What does synthetic_dairy_cluster hold: the example of every field instrument, in one study."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from _package import Words

from workbench.fieldwork import Sheet, instruments

SEED = 20251122
CONFIRMED = {"responses": ["CLW-Q11"]}  # one respondent is planted to tick the same everywhere
SYNTHETIC = {"synthetic": "Made by a seeded generator; nothing here tells of any real firm."}


def tables(_: Words) -> dict[str, pd.DataFrame]:
    """The sheets of all instruments: the same seed gives the same bytes."""
    found: dict[str, pd.DataFrame] = {}
    for name in instruments:
        for sheet, table in instruments[name].example(SEED).items():
            pd.testing.assert_frame_equal(found.setdefault(sheet, table), table)
    return found


def described() -> Iterator[dict[str, Any]]:
    """What the cards of the instruments say of each sheet."""
    filled = tables({})
    told = set()
    for name in instruments:
        for sheet_name, sheet in instruments[name].card.sheets.items():
            if sheet_name in told or sheet_name not in filled:
                continue
            told.add(sheet_name)
            columns = [str(column) for column in filled[sheet_name]]
            yield {
                "name": sheet_name,
                "title": f"{sheet_name.replace('_', ' ').capitalize()}: the sheet as filled in",
                "description": f"{sheet.purpose[0].upper()}{sheet.purpose[1:]}.",
                "key": [column for column in sheet.table.key if column in columns],
                "sources": ["synthetic"],
                "warnings": SYNTHETIC,
                "confirmed": CONFIRMED.get(sheet_name, []),
                "fields": {column: _field(sheet, column, filled[sheet_name]) for column in columns},
            }


def outlines() -> list[dict[str, Any]]:
    """None: the cluster lies nowhere."""
    return []


def _field(sheet: Sheet, column: str, table: pd.DataFrame) -> dict[str, Any]:
    """A column with its type and the words that stand above it in the template."""
    is_number = pd.api.types.is_numeric_dtype(table[column])
    kind = sheet.table.columns.get(column, "number" if is_number else "string")
    words = sheet.columns.get(column, column.replace("_", " "))
    told = {"type": kind, "description": f"{words[0].upper()}{words[1:].rstrip('.')}."}
    told["constraints"] = {}  # what other studies ask of a column of the same name
    return told | ({"unit": "as described"} if kind in ("number", "integer") else {})
