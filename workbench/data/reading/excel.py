"""What does a workbook hold: one sheet as text, with all that a spreadsheet may have done to it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.reading.decoding import garbled, is_garbled
from workbench.data.reading.layout import Layout
from workbench.errors import Problem, listed, unknown

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_RATIO, LARGEST_SIZE, MOST_MEMBERS = 100, 500_000_000, 10_000
ZEROS = re.compile(r'"?0+"?')


def workbook_text(path: Path, layout: Layout) -> tuple[str, set[int], list[Problem]]:
    """One sheet of a workbook as CSV text, a line a row.

    Parameters
    ----------
    path
        An .xlsx or .xlsm file.
    layout
        `sheet` says which sheet where there are several; `header_rows` that merged cells above
        the table are names that span columns.

    Returns
    -------
    The text, empty where there is none; the columns, counted from 0, that the workbook keeps as
    numbers; and every problem of the workbook: several sheets, formulas without a value, codes
    that became dates, hidden rows and columns.
    """
    problems = list(archive_problems(path))
    if problems:
        return "", set(), problems
    from openpyxl import load_workbook

    try:
        book = load_workbook(path)
    except (KeyError, ValueError):  # a sound archive in which something else lies
        return "", set(), [_broken(path, "no workbook in it")]
    sheet, problems = _sheet(book, layout, str(path))
    if sheet is None:
        return "", set(), problems
    place = f"{path}, sheet {sheet.title}" if len(book.sheetnames) > 1 else str(path)
    if any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row):
        problems += _without_values(sheet, load_workbook(path, data_only=True)[sheet.title], place)
    problems += _hidden(sheet, place)
    _spread_merged(sheet, layout)
    problems += _dates(sheet, place)
    problems += _garbled(sheet, place)
    return _as_csv(sheet), _kept_as_numbers(sheet), problems


def archive_problems(path: Path) -> Iterator[Problem]:
    """Whether a zip archive is whole, and small enough to be opened.

    The limits are those of the workbench for every archive: 100 times its size, 500 MB, 10,000
    members.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            wrong = archive.testzip() if _is_small(members) else None
    except (zipfile.BadZipFile, EOFError, OSError):
        wrong, members = "the archive itself", []
    size = sum(member.file_size for member in members)
    if wrong is not None:
        yield _broken(path, wrong)
    elif not _is_small(members):
        yield Problem(
            "CLW-T54",
            "the archive would grow too large when opened",
            file=str(path),
            value=f"{size:,} bytes from {path.stat().st_size:,}, {len(members):,} members",
            expected=f"at most {LARGEST_RATIO} times its size, {LARGEST_SIZE:,} bytes and "
            f"{MOST_MEMBERS:,} members",
            remedy="take the table out of it and save it as CSV",
        )


def _broken(path: Path, what: str) -> Problem:
    return Problem(
        "CLW-T48",
        "the workbook is broken, or the file is not a workbook",
        file=str(path),
        value=what,
        expected="an .xlsx file as a spreadsheet writes it",
        remedy="open it in a spreadsheet and save it again, or download it again",
    )


def _is_small(members: list[zipfile.ZipInfo]) -> bool:
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    return (
        size <= min(LARGEST_SIZE, LARGEST_RATIO * max(packed, 1)) and len(members) <= MOST_MEMBERS
    )


def _sheet(book: Any, layout: Layout, file: str) -> tuple[Worksheet | None, list[Problem]]:
    if layout.sheet is not None:
        if layout.sheet in book.sheetnames:
            return book[layout.sheet], []
        return None, [
            unknown(
                "CLW-T56",
                "sheet",
                layout.sheet,
                book.sheetnames,
                file=file,
                remedy="--read sheet=NAME",
            )
        ]
    tables = [sheet for sheet in book.worksheets if sheet.max_row > 1 and sheet.max_column > 1]
    tables = tables or [sheet for sheet in book.worksheets if sheet.max_row > 1]
    if not tables:
        return None, [
            Problem(
                "CLW-T03",
                "the workbook has no table",
                file=file,
                expected="a header and rows",
                remedy="save the workbook with its table, or name another file",
            )
        ]
    if len(tables) == 1:
        return tables[0], list(_passed_over(book, tables[0], file))
    names = [sheet.title for sheet in tables]
    return tables[0], [
        Problem(
            "CLW-T56",
            f"the workbook has {len(names)} sheets with tables",
            file=file,
            value=listed(names),
            expected="one table, or the sheet declared",
            remedy=f'--read "sheet={names[0]}"',
        )
    ]


def _passed_over(book: Any, table: Worksheet, file: str) -> Iterator[Problem]:
    """An empty or hidden sheet before the one that is read."""
    first = book.worksheets[0]
    if first.title != table.title or table.sheet_state != "visible":
        yield Problem(
            "CLW-T56",
            f"the sheet {first.title} is empty or hidden; the table was found in {table.title}",
            file=file,
            value=first.title,
            expected="the table in the first sheet, or the sheet declared",
            remedy=f'--read "sheet={table.title}"',
            is_warning=True,
        )


def _without_values(sheet: Worksheet, values: Worksheet, file: str) -> list[Problem]:
    """Put the value of each formula in its place; formulas without one are told."""
    without = []
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                formula, value = cell.value, values[cell.coordinate].value
                cell.value = value
                if value is None:
                    without.append((cell, formula))
    if not without:
        return []
    cell, formula = without[0]
    return [
        Problem(
            "CLW-T50",
            "a formula has no stored value: the file was never calculated",
            file=file,
            row=cell.row,
            column=cell.column_letter,
            value=str(formula),
            expected="values",
            remedy="open the file in a spreadsheet, let it calculate, and save it",
            more=len(without) - 1,
        )
    ]


def _hidden(sheet: Worksheet, file: str) -> Iterator[Problem]:
    rows = [n for n, d in sheet.row_dimensions.items() if d.hidden and n <= sheet.max_row]
    columns = [name for name, d in sheet.column_dimensions.items() if d.hidden]
    if not rows and not columns:
        return
    hidden = [*(f"row {n}" for n in rows), *(f"column {name}" for name in columns)]
    yield Problem(
        "CLW-T57",
        "rows or columns are hidden in the spreadsheet; they are read like the others",
        file=file,
        row=rows[0] if rows else None,
        column=columns[0] if columns else None,
        value=listed(hidden, 5),
        expected="what is seen is what is read",
        remedy="show them, and delete what should not be read",
        more=len(hidden) - 1,
        is_warning=True,
    )


def _spread_merged(sheet: Worksheet, layout: Layout) -> None:
    """Write the name of merged cells of the header into each of them."""
    last = (layout.header_row or 1) + layout.header_rows - 1
    for area in list(sheet.merged_cells.ranges):
        if area.max_row > last or layout.header_rows == 1:
            continue
        name = sheet.cell(area.min_row, area.min_col).value
        sheet.unmerge_cells(str(area))
        for row in sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col):
            for cell in row:
                cell.value = name


def _dates(sheet: Worksheet, file: str) -> Iterator[Problem]:
    """Columns that hold dates and other things: what a spreadsheet made of codes like 10-12."""
    for column in sheet.iter_cols():
        cells = [cell for cell in column if cell.value is not None]
        dates = [cell for cell in cells if isinstance(cell.value, dt.date)]
        if dates and len(dates) < len(cells) - 1:
            yield Problem(
                "CLW-T51",
                "some cells of a column are dates, others are not: a spreadsheet makes dates of "
                "codes such as 10-12",
                file=file,
                row=dates[0].row,
                column=str(cells[0].value),
                value=_text(dates[0]),
                expected="codes as text",
                remedy="set the column to text in the spreadsheet and type the codes again",
                more=len(dates) - 1,
            )


def _garbled(sheet: Worksheet, file: str) -> Iterator[Problem]:
    """Texts that were read with the wrong encoding before they came into the spreadsheet."""
    for column in sheet.iter_cols():
        wrong = [cell for cell in column if isinstance(cell.value, str) and is_garbled(cell.value)]
        if wrong:
            name, first = str(column[0].value), wrong[0]
            yield garbled(str(first.value), file, name, first.row, len(wrong) - 1)


def _kept_as_numbers(sheet: Worksheet) -> set[int]:
    """The columns most of whose cells are numbers that show no zeros in front."""
    found = set()
    for place, column in enumerate(sheet.iter_cols()):
        cells = [cell for cell in column if cell.value is not None]
        numbers = [
            cell
            for cell in cells
            if isinstance(cell.value, int | float) and not ZEROS.fullmatch(cell.number_format or "")
        ]
        if len(numbers) > len(cells) / 2:
            found.add(place)
    return found


def _as_csv(sheet: Worksheet) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(min_row=1)]
    width = max((i + 1 for row in rows for i, text in enumerate(row) if text), default=0)
    writer.writerows(row[:width] for row in rows)
    return stream.getvalue()


def _text(cell: Any) -> str:
    """A cell as it is shown: a code kept as a number with zeros in its format keeps them."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, int) and ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(cell.number_format.count("0"))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value)
