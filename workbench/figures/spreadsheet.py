"""How do tables become one Excel workbook: text as text, numbers as numbers, words beside them.

Nothing in it is a formula. A number keeps all its digits and is shown with as many as on the page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.figures._steady import steady
from workbench.figures.formats import as_strings
from workbench.guarding import FORMULA, NUMBER

ABOUT = "about"
LONGEST_NAME = 31  # of a sheet, in Excel
NOT_IN_NAME = re.compile(r"[\[\]:*?/\\]")
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
NARROWEST, WIDEST = 8, 60  # letters
DIGITS = 15  # that Excel keeps; a longer whole number stays text
HEADINGS = ("sheet", "caption", "units", "source")


@dataclass(frozen=True)
class Sheet:
    """One table for a workbook: each cell as the page shows it, and the number behind it or None.

    Caption, units and source stand on the last sheet of the workbook.
    """

    name: str
    columns: Sequence[str]
    shown: Sequence[Sequence[str]]
    numbers: Sequence[Sequence[float | None]]
    caption: str = ""
    units: str = ""
    source: str = ""


def sheet_of(
    table: pd.DataFrame, name: str, caption: str = "", units: str = "", source: str = ""
) -> Sheet:
    """A table as a sheet: what is a number in the table is one there, and text is text.

    Parameters
    ----------
    table
        Any table; its index is not shown.
    name, caption, units, source
        What the last sheet says of it.

    Examples
    --------
    >>> sheet = sheet_of(pd.DataFrame({"region": ["033"], "density": [0.5]}), "towns")
    >>> sheet.shown, sheet.numbers
    ([['033', '0.5']], [[None, 0.5]])
    """
    strings = as_strings(table)
    numbers = [[_number(value) for value in row] for row in table.itertuples(index=False)]
    shown = strings.to_numpy().tolist()
    return Sheet(name, list(strings.columns), shown, numbers, caption, units, source)


def sheet_of_strings(
    table: pd.DataFrame, name: str, caption: str = "", units: str = "", source: str = ""
) -> Sheet:
    """A table of strings as a sheet; but for the names of its rows, a number is one there.

    Examples
    --------
    >>> table = pd.DataFrame([["rows used", "1,234"], ["estimator", "-"]], columns=["model", "(1)"])
    >>> sheet_of_strings(table, "models").numbers
    [[None, 1234.0], [None, None]]
    """
    shown = [list(map(str, row)) for row in table.itertuples(index=False)]
    numbers = [[None, *map(number_in, row[1:])] for row in shown]
    return Sheet(name, list(map(str, table.columns)), shown, numbers, caption, units, source)


def number_in(text: str) -> float | None:
    """The number that a text is, None where it is more or other than that.

    Examples
    --------
    >>> [number_in(text) for text in ("1,234", "-0.5", "033", "(0.2)", "3e-12")]
    [1234.0, -0.5, None, None, 3e-12]
    """
    if not NUMBER.fullmatch(text):
        return None
    digits = text.lstrip("+-").replace(",", "")
    is_code = len(digits) > 1 and digits[0] == "0" and digits[1].isdecimal()
    is_too_long = digits.isdecimal() and len(digits) > DIGITS
    return None if is_code or is_too_long else float(text.replace(",", ""))


def _number(value: object) -> float | None:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.number)):
        return None
    number = float(value)
    return number if np.isfinite(number) else None


def as_excel(sheets: Iterable[Sheet], headings: Sequence[str] = HEADINGS) -> bytes:
    """Sheets as one workbook; its last sheet holds their captions, units and sources.

    Parameters
    ----------
    sheets
        The tables in order.
    headings
        What stands above the columns of the last sheet.

    Returns
    -------
    The bytes of the .xlsx file, the same for the same sheets.

    Examples
    --------
    >>> content = as_excel([sheet_of(pd.DataFrame({"name": ["=1+1"]}), "towns", "A table")])
    >>> content[:2]
    b'PK'
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    named = _named(sheets)
    for name, sheet in named.items():
        _fill(book.create_sheet(name), sheet)
    lines = [[name, s.caption, s.units, s.source] for name, s in named.items()]
    none: list[list[float | None]] = [[None] * len(HEADINGS) for _ in lines]
    _fill(book.create_sheet(ABOUT), Sheet(ABOUT, headings, lines, none))
    buffer = io.BytesIO()
    book.save(buffer)
    return steady(buffer.getvalue())


def _named(sheets: Iterable[Sheet]) -> Mapping[str, Sheet]:
    """The sheets under names that Excel takes: short, each once whatever its case."""
    taken = {ABOUT, "history"}  # Excel keeps the second for itself
    named: dict[str, Sheet] = {}
    for sheet in sheets:
        base = NOT_IN_NAME.sub("-", _text(sheet.name)).strip("'")[:LONGEST_NAME] or "table"
        name, count = base, 1
        while name.lower() in taken:
            count += 1
            name = f"{base[: LONGEST_NAME - len(str(count)) - 1]}-{count}"
        taken.add(name.lower())
        named[name] = sheet
    return named


def _fill(page: Any, sheet: Sheet) -> None:
    """Write the header and the rows, freeze the header, and make the columns wide enough."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, name in enumerate(sheet.columns, start=1):
        head = _write_text(page.cell(1, number), name)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for row, (strings, values) in enumerate(zip(sheet.shown, sheet.numbers, strict=True), start=2):
        for column, (text, value) in enumerate(zip(strings, values, strict=True), start=1):
            _write(page.cell(row, column), text, value)
    page.freeze_panes = "A2"
    for number, name in enumerate(sheet.columns, start=1):
        texts = [str(name), *(row[number - 1] for row in sheet.shown)]
        width = min(max(max(map(len, texts)) + 2, NARROWEST), WIDEST)
        page.column_dimensions[get_column_letter(number)].width = width


def _write(cell: Any, text: str, number: float | None) -> None:
    if number is None:
        _write_text(cell, text)
    else:
        cell.value = int(number) if number.is_integer() else number
        cell.number_format = number_format(text)


def _write_text(cell: Any, text: object) -> Any:
    """Text that stays text, also when a reader opens the cell and closes it again."""
    cell.value = _text(str(text))
    if cell.value:
        cell.data_type = "s"
        if cell.value.startswith(FORMULA):
            cell.quotePrefix = True
    return cell


def _text(text: str) -> str:
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def number_format(text: str) -> str:
    """The format under which Excel shows a number as the page does.

    Examples
    --------
    >>> [number_format(text) for text in ("1,234.5", "-0.0150", "2015", "12", "3e-12")]
    ['#,##0.0', '0.0000', '0', '0', '0E+00']
    """
    mantissa, _, exponent = text.partition("e")
    decimals = len(mantissa.partition(".")[2])
    whole = "#,##0" if "," in mantissa else "0"
    part = f"{whole}.{'0' * decimals}" if decimals else whole
    return f"{part}E+00" if exponent else part
