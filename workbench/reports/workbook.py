"""How do all exhibits of a page become one Excel workbook: a sheet for each, with its numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from workbench.figures.formats import cell_text
from workbench.figures.spreadsheet import HEADINGS, Sheet, as_excel, number_in
from workbench.reports.blocks import Exhibit
from workbench.reports.elements import Cell, read

# Columns of the schema that hold codes and names, which are text even where all are digits.
TEXT = {"region", "industry", "place", "plant", "parent", "actor", "source", "target", "respondent"}
TEXT |= {"item", "name", "label", "code", "group", "level", "area", "unit"}


def as_workbook(exhibits: Iterable[Exhibit], headings: Sequence[str] = HEADINGS) -> bytes:
    """The data of all exhibits as one workbook.

    Parameters
    ----------
    exhibits
        Figures and tables of a page, each with its data as CSV.
    headings
        What stands above the columns of the last sheet, in the language of the page.

    Returns
    -------
    The bytes of the .xlsx file. A table's cells are shown as on the page; behind a number stand
    all its digits.
    """
    return as_excel([_sheet(exhibit) for exhibit in exhibits if exhibit.csv], headings)


def _sheet(exhibit: Exhibit) -> Sheet:
    head, *rows = list(csv.reader(io.StringIO(exhibit.csv, newline=""))) or [[]]
    cells = _cells_on_page(exhibit, [head, *rows])
    if cells:
        columns, shown = [cell.text for cell in cells[0]], [_texts(row) for row in cells[1:]]
        numbers = [_behind(*pair) for pair in zip(cells[1:], rows, strict=True)]
    else:
        columns, shown, numbers = head, *_plain(head, rows)
    words = exhibit.caption, exhibit.units, exhibit.source
    return Sheet(exhibit.name, columns, shown, numbers, *words)


def _cells_on_page(exhibit: Exhibit, rows: Sequence[Sequence[str]]) -> list[tuple[Cell, ...]]:
    """The table as the page shows it, without its notes; none where it has another shape."""
    found = next((e.rows for e in read(str(exhibit.html)).elements if e.kind == "table"), ())
    cells = list(found[: len(rows)])
    is_alike = [len(row) for row in cells] == [len(row) for row in rows]
    return cells if is_alike else []


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _behind(cells: Sequence[Cell], values: Sequence[str]) -> list[float | None]:
    """The numbers behind a row of the page, with all digits that its data have."""
    return [
        number_in(value) if cell.is_number and number_in(cell.text) is not None else None
        for cell, value in zip(cells, values, strict=True)
    ]


def _plain(
    head: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[list[str]], list[list[float | None]]]:
    """Data that the page draws and does not print: a column is numbers where all of it is."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    is_number = [
        name.lower() not in TEXT and all(number_in(v) is not None for v in column if v)
        for name, column in zip(head, columns, strict=True)
    ]
    numbers = [
        [number_in(v) if own else None for v, own in zip(row, is_number, strict=True)]
        for row in rows
    ]
    shown = [
        [
            value if number is None else cell_text(_whole(number), name)
            for value, number, name in zip(row, own, head, strict=True)
        ]
        for row, own in zip(rows, numbers, strict=True)
    ]
    return shown, numbers


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number
