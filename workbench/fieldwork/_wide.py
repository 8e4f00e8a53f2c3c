"""Are answers in columns, one for each question: then they become rows before they are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from workbench.data.making.wide_responses import wide_responses
from workbench.data.reading import Reading


def with_long_responses(path: Path, readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """The readings of a workbook or a folder, with the sheet responses as one row an answer.

    Parameters
    ----------
    path
        Where they were read from.
    readings
        By sheet; nothing changes unless there are items, and responses without their codes.
    """
    found = dict(readings)
    if not {"responses", "items"} <= set(found):
        return found
    wide, items = found["responses"], found["items"].table
    if {"item", "answer"} & set(wide.table) or "item" not in items:
        return found
    long, places, problems = wide_responses(wide.table, items, f"{path}, responses")
    rows = wide.rows[places.astype("int64")]
    found["responses"] = replace(wide, table=long, rows=rows, problems=(*wide.problems, *problems))
    return found
