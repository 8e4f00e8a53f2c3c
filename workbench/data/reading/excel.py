"""What does a workbook hold: one sheet as text, with all that a spreadsheet may have done to it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.reading.decoding import garbled, is_garbled
from workbench.data.reading.layout import Layout
from workbench.data.reading.workbooks import Book, cut_to_what_is_filled, open_workbook
from workbench.errors import Problem, listed, unknown

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ZEROS = re.compile(r'"?0+"?')


def workbook_text(
    path: Path, layout: Layout, book: Book | None = None
) -> tuple[str, set[int], list[Problem]]:
    """One sheet of a workbook as CSV text, a line a row.

    Parameters
    ----------
    path
        An .xlsx or .xlsm file.
    layout
        `sheet` says which sheet where there are several; `header_rows` that merged cells above
        the table are names that span columns.
    book
        The same file where it is open already; each of its sheets is read once.

    Returns
    -------
    The text, empty where there is none; the columns, counted from 0, that the workbook keeps as
    numbers; and every problem of the workbook: several sheets, formulas without a value, codes
    that became dates, hidden rows and columns.
    """
    book, problems = (book, []) if book is not None else open_workbook(path)
    if book is None:
        return "", set(), problems
    sheet, problems = _sheet(book.book, layout, str(path))
    if sheet is None:
        return "", set(), problems
    place = f"{path}, sheet {sheet.title}" if len(book.names) > 1 else str(path)
    too_large = cut_to_what_is_filled(sheet, place)
    if too_large:
        return "", set(), [*problems, *too_large]
    problems += _without_values(sheet, book, place)
    problems += _hidden(sheet, layout, place)
    _spread_merged(sheet, layout)
    problems += _dates(sheet, place)
    problems += _garbled(sheet, place)
    return _as_csv(sheet), _kept_as_numbers(sheet), problems


def _sheet(book: Any, layout: Layout, file: str) -> tuple[Worksheet | None, list[Problem]]:
    sheets = {sheet.title: sheet for sheet in book.worksheets}  # those of charts hold no cells
    if layout.sheet is not None:
        if layout.sheet in sheets:
            return sheets[layout.sheet], []
        return None, [
            unknown(
                "CLW-T56",
                "sheet",
                layout.sheet,
                sheets,
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


def _without_values(sheet: Worksheet, book: Book, file: str) -> list[Problem]:
    """Put the value of each formula in its place; formulas without one are told."""
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    without = []
    for cell in formulas:
        formula, cell.value = cell.value, book.values[sheet.title][cell.coordinate].value
        if cell.value is None:
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
            column=_head(sheet, cell.column) or cell.column_letter,
            value=_formula(formula),
            expected="values",
            remedy="open the file in a spreadsheet, let it calculate, and save it",
            more=len(without) - 1,
        )
    ]


def _head(sheet: Worksheet, column: int) -> str:
    """What stands first in a column, which is its name in most sheets."""
    cells = next(sheet.iter_cols(column, column))
    return next((_text(cell) for cell in cells if cell.value is not None), "")


def _formula(formula: Any) -> str:
    """A formula as it was typed; one over many cells keeps its text apart."""
    return str(getattr(formula, "text", formula))


def _hidden(sheet: Worksheet, layout: Layout, file: str) -> Iterator[Problem]:
    if layout.sheet is not None and sheet.sheet_state != "visible":
        yield Problem(
            "CLW-T57",
            f"the sheet {sheet.title} is hidden in the spreadsheet; it is read like the others",
            file=file,
            value=sheet.title,
            expected="what is seen is what is read",
            remedy="show it, or delete it if it should not be read",
            is_warning=True,
        )
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
        end = min(area.max_col, sheet.max_column)
        for row in sheet.iter_rows(area.min_row, area.max_row, area.min_col, end):
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
