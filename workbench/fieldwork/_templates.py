"""A spreadsheet to fill in: a sheet for each table, what a column means, which answers there are.

Unless asked otherwise the sheets hold the example of the instrument, made by a generator, so that
a look at the template shows how it is filled in, and the instrument runs on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.fieldwork._doors import FILES, WORKBOOKS
from workbench.fieldwork._forms import ABOUT, EXAMPLE
from workbench.fieldwork._instrument import Instrument, Sheet

SEED = 0
ROWS_TO_FILL = 1000  # as far as the choices of a column reach
WIDTH = 18
LONGEST_LIST = 250  # letters that a list of choices may have in a cell's rule
HEADINGS = ("sheet", "column", "what it is", "answers")


def write_template(
    instrument: Instrument, path: str | Path, *, empty: bool = False, seed: int = SEED
) -> Path:
    """Write what an instrument reads: a workbook where the path ends so, else a folder of CSV.

    Parameters
    ----------
    instrument
        From `workbench list instruments`.
    path
        The workbook (.xlsx) or folder to write; it must not be there yet.
    empty
        Leave out the example rows.
    seed
        Of the example rows.

    Raises
    ------
    StudyError
        If there is something at that path already, or it ends like a file of another kind.
    """
    target = Path(path)
    if target.suffix.lower() in set(FILES) - set(WORKBOOKS):
        raise StudyError(_is_no_form(target))
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise StudyError(_is_there(target))
    sheets = instrument.card.sheets
    filled = instrument.example(seed)
    filled = {name: rows for name, rows in filled.items() if not empty or sheets[name].stays}
    tables = {n: _in_order(s, filled.get(n, pd.DataFrame())) for n, s in sheets.items()}
    about = pd.DataFrame(_about(instrument, is_example=not empty), columns=[*HEADINGS])
    if target.suffix.lower() in WORKBOOKS:
        _write_workbook(target, about, tables, sheets)
    else:
        target.mkdir(parents=True, exist_ok=True)
        for name, table in {ABOUT: about, **tables}.items():
            table.to_csv(target / f"{name}.csv", index=False, lineterminator="\n")
    return target


def _in_order(sheet: Sheet, rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of a sheet, as its card has them, and whatever else the example has."""
    columns = list(dict.fromkeys([*sheet.columns, *map(str, rows.columns)]))
    return rows.reindex(columns=columns)


def _about(instrument: Instrument, *, is_example: bool) -> Iterator[tuple[str, str, str, str]]:
    card = instrument.card
    yield "", "", card.question, ""
    if is_example:
        text = f"The sheets hold {EXAMPLE}, made up by a generator: replace them, then delete this"
        yield "", "", f"{text} line.", ""
    for name, sheet in card.sheets.items():
        needed = "" if sheet.is_needed else "; this sheet may be left out"
        yield name, "", sheet.purpose + needed, ""
        for column, words in sheet.columns.items():
            yield name, column, words, ", ".join(sheet.choices.get(column, ()))
            for answer, meaning in sheet.meanings.get(column, {}).items():
                yield name, column, meaning, answer


def _write_workbook(
    path: Path, about: pd.DataFrame, tables: dict[str, pd.DataFrame], sheets: Any
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, table in {**tables, ABOUT: about}.items():
        page = book.create_sheet(name)
        _fill(page, table)
        for column, choices in sheets[name].choices.items() if name in sheets else ():
            _offer(page, list(table.columns).index(column) + 1, choices)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _fill(page: Any, table: pd.DataFrame) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.append(list(table.columns))
    for row in table.astype("object").where(table.notna(), None).itertuples(index=False):
        page.append(list(row))
    for cell in (cell for row in page.iter_rows(min_row=2) for cell in row):
        if isinstance(cell.value, str):
            cell.data_type = "s"  # never a formula, whatever it begins with
    for number, cell in enumerate(page[1], start=1):
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[get_column_letter(number)].width = WIDTH
    page.freeze_panes = "A2"


def _offer(page: Any, column: int, choices: Iterable[str]) -> None:
    """A list to choose from in each cell of a column."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    text = ",".join(choices)
    if len(text) > LONGEST_LIST:
        return
    rule = DataValidation(type="list", formula1=f'"{text}"', allow_blank=True)
    page.add_data_validation(rule)
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{ROWS_TO_FILL}")


def _is_no_form(path: Path) -> Problem:
    return Problem(
        "CLW-E80",
        f"a form is not written as {path.suffix}",
        file=str(path),
        value=path.name,
        expected="a workbook (.xlsx), or a folder for CSV files, named without an ending",
        remedy=f"write {path.stem}.xlsx, or {path.stem} for a folder",
    )


def _is_there(path: Path) -> Problem:
    return Problem(
        "CLW-E02",
        "there is something at that path already",
        file=str(path),
        expected="a path that is free, so that nothing filled in is lost",
        remedy="name another file or folder, or move that one away",
    )
