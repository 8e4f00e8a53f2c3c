"""Is what was given something that an instrument can open, and what has a workbook in store."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from workbench.data.reading import Reading
from workbench.data.reading.workbooks import Book
from workbench.data.study import DESCRIPTOR
from workbench.errors import Problem, listed
from workbench.fieldwork._instrument import Card

WORKBOOKS = (".xlsx", ".xlsm")
SPREADSHEETS = (".xls", ".xlsb", ".ods", ".fods", ".numbers", ".gsheet", ".et")
FILES = (*WORKBOOKS, *SPREADSHEETS, ".csv", ".tsv", ".txt", ".pdf", ".docx")
READ = "a workbook (.xlsx), a folder with a CSV file for each sheet, or a study"


def door_problems(path: Path, card: Card) -> Iterator[Problem]:
    """Why a path is no form: it is not there, or a file of another kind."""
    suffix, is_file = path.suffix.lower(), path.is_file()
    is_form = path.is_dir() or path.name == DESCRIPTOR or (is_file and suffix in WORKBOOKS)
    if is_form or (not is_file and suffix not in FILES):  # the name of a study, perhaps
        return
    if not is_file:
        message, remedy = "there is no such file", _look_again(path, card)
    elif suffix in SPREADSHEETS:
        message = f"the file is a spreadsheet of another kind ({suffix})"
        remedy = "open it in a spreadsheet program, and save it as .xlsx"
    else:
        message = f"the file is no workbook ({suffix or 'without an ending'})"
        remedy = "give the folder that it is in, with a file for each sheet, or a workbook"
    yield Problem("CLW-E80", message, str(path), value=path.name, expected=READ, remedy=remedy)


def _look_again(path: Path, card: Card) -> str:
    there = [own.name for own in path.parent.glob("*") if own.suffix.lower() in WORKBOOKS]
    near = get_close_matches(path.name, there, n=3)
    hint = f"correct the name (nearest: {listed(near)})" if near else "correct the path"
    return f"{hint}; workbench new {card.template} {path.stem}.xlsx writes one to fill in"


def merged_cells(book: Book, name: str, reading: Reading, place: str) -> Iterator[Problem]:
    """Cells of rows of data that are merged, so that all but the first of them are empty."""
    if not len(reading.rows):
        return
    first, last = int(reading.rows.min()), int(reading.rows.max())
    areas = [
        area
        for area in book.book[name].merged_cells.ranges
        if area.max_row >= first and area.min_row <= last
    ]
    if not areas:
        return
    area = min(areas, key=lambda own: (own.min_row, own.min_col))
    value = book.book[name].cell(area.min_row, area.min_col).value
    yield Problem(
        "CLW-E81",
        f"cells are merged ({listed(str(own) for own in areas)}): only the first of them holds "
        "a value, the others are empty",
        place,
        row=area.min_row,
        column=_column(reading, area.min_col),
        value=None if value is None else str(value),
        expected="one value in each cell",
        remedy="split the cells, and write the value in each row that it is true of",
        more=len(areas) - 1,
    )


def _column(reading: Reading, number: int) -> str | None:
    columns = [str(name) for name in reading.table]
    return columns[number - 1] if number <= len(columns) else None
