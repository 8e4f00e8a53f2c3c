"""What was filled in and is not read: sheets and columns that the instrument does not know."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from workbench.data.table_problems import Subject
from workbench.data.tables import TABLES
from workbench.errors import Problem, listed, quoted
from workbench.fieldwork._instrument import Card, Sheet

ALWAYS = ("flag", "region", "cluster", "note", "notes")  # no instrument needs them; none minds


def left_over_sheets(path: Path, names: Collection[str], card: Card) -> Iterator[Problem]:
    """Sheets that the instrument does not read, with the one that may be meant by each."""
    spare = [name for name in names if name not in card.sheets]
    absent = [name for name in card.sheets if name not in names]
    if not spare:
        return
    near = {name: get_close_matches(name.strip().casefold(), absent, n=1) for name in spare}
    meant = [f"rename {quoted(name)} to {quoted(own[0])}" for name, own in near.items() if own]
    yield Problem(
        "CLW-E03",
        f"sheets that are not read: {listed(spare)}",
        file=str(path),
        value=spare[0],
        expected=f"sheets called {listed(card.sheets)}",
        remedy=f"{listed(meant)}, if that is meant" if meant else "leave them, if nothing is lost",
        is_warning=True,
    )


def left_over_columns(subject: Subject, sheet: Sheet) -> Iterator[Problem]:
    """Columns that are not read, in a sheet that lacks one that would be."""
    known = {*sheet.columns, *sheet.table.columns, *ALWAYS}
    known |= {*TABLES[subject.name].columns} if subject.name in TABLES else set()
    asked = {*subject.key, *sheet.table.required}
    spare = [str(name) for name in subject.table if name not in known]
    absent = [name for name in sheet.columns if name not in subject.table and name not in asked]
    if not spare or not absent:
        return
    yield Problem(
        "CLW-E04",
        f"columns that are not read: {listed(spare)}; not there: {listed(absent)}",
        file=subject.file,
        column=spare[0],
        expected=f"columns called {listed(sheet.columns)}",
        remedy="rename a column, if it is one of those that are not there",
        is_warning=True,
    )
