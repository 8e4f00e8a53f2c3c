"""What was filled in: a study, a workbook or a folder of CSV files, opened and checked.

Every problem comes in one pass. What is merely odd is kept and flagged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.data import Study, load
from workbench.data.checking import without_echoes
from workbench.data.reading import Layout, Reading, read_file
from workbench.data.study import DESCRIPTOR
from workbench.data.table_problems import Subject, problems_of
from workbench.errors import Problem, StudyError, listed
from workbench.fieldwork._instrument import Card, Form, Sheet
from workbench.fieldwork._wide import with_long_responses

if TYPE_CHECKING:
    from collections.abc import Sequence

WORKBOOKS = (".xlsx", ".xlsm")
ABOUT = "about"  # the sheet that says what the workbook is
EXAMPLE = "example rows"  # what it says of a template that nobody has filled in yet


def open_form(source: str | Path | Study, card: Card) -> Form:
    """Open what was filled in for an instrument, and tell everything that is wrong with it.

    Parameters
    ----------
    source
        A study by name, folder or object; a workbook with a sheet for each table; or a folder with
        a CSV file for each table.
    card
        Of the instrument: which sheets it reads.

    Raises
    ------
    UnknownName
        If there is no such study, workbook or folder.
    StudyError
        With every error of every sheet.
    """
    if isinstance(source, Study):
        return _checked(source, {}, [], card)
    path = Path(source)
    if path.is_file() and path.suffix.lower() in WORKBOOKS:
        return _from_files(path, dict(_sheets(path, card)), card)
    if path.is_dir() and not (path / DESCRIPTOR).is_file():
        files = {name: path / f"{name}.csv" for name in card.sheets}
        readings = {n: _read(p, card.sheets[n]) for n, p in files.items() if p.is_file()}
        return _from_files(path, readings, card)
    return _checked(load(source), {}, [], card)


def _sheets(path: Path, card: Card) -> Iterator[tuple[str, Reading]]:
    from openpyxl import load_workbook

    names = load_workbook(path, read_only=True).sheetnames
    for name, sheet in card.sheets.items():
        if name in names:
            yield name, _read(path, sheet, name if len(names) > 1 else None)


def _read(path: Path, sheet: Sheet, name: str | None = None) -> Reading:
    return read_file(path, sheet.table.columns, Layout(sheet=name))


def _from_files(path: Path, readings: Mapping[str, Reading], card: Card) -> Form:
    """Readings of a workbook or a folder as a study of their own; empty sheets are left out."""
    there = {name: reading for name, reading in readings.items() if len(reading.table)}
    readings = with_long_responses(path, there)
    tables = {name: reading.table for name, reading in readings.items()}
    told = [problem for reading in readings.values() for problem in reading.problems]
    synthetic = [{"code": "synthetic"}] if _is_example(path) else []
    descriptor = {
        "name": path.stem,
        "title": path.name,
        "resources": [],
        "usage_warnings": synthetic,
    }
    rows = {name: (f"{path}, {name}", reading) for name, reading in readings.items()}
    return _checked(Study(path.stem, path, descriptor, tables), rows, told, card)


def _checked(
    study: Study, readings: Mapping[str, tuple[str, Reading]], told: Sequence[Problem], card: Card
) -> Form:
    problems = [*told, *_absent(study, card)]
    for name, sheet in card.sheets.items():
        if name not in study.tables:
            continue
        file, reading = readings.get(name, (f"study {study.name}, {name}", None))
        rows = None if reading is None else reading.rows
        subject = Subject(file, name, study.tables[name], study.tables, rows, sheet.table)
        problems += problems_of(subject)
    problems = without_echoes(problems)
    if any(not problem.is_warning for problem in problems):
        raise StudyError(problems)
    is_synthetic = any(kind == "synthetic" for _, kind, _ in study.warnings)
    return Form(study, tuple(problems), is_synthetic)


def _absent(study: Study, card: Card) -> Iterator[Problem]:
    needed = [name for name, sheet in card.sheets.items() if sheet.is_needed]
    for name in needed:
        if name not in study.tables or study.tables[name].empty:
            yield Problem(
                "CLW-E01",
                f"the table {name} is not there, or has no rows",
                file=str(study.folder),
                value=listed(study.tables) if study.tables else "no table",
                expected=f"{name}: {card.sheets[name].purpose}",
                remedy=f"workbench new {card.template} writes a spreadsheet to fill in",
            )


def _is_example(path: Path) -> bool:
    """Whether a workbook or a folder is a template that still says that it holds its example."""
    if path.is_dir():
        about = path / f"{ABOUT}.csv"
        return about.is_file() and EXAMPLE in about.read_text(encoding="utf-8")
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    if ABOUT not in book.sheetnames:
        return False
    cells = pd.DataFrame(book[ABOUT].values).astype("string")
    return bool(cells.apply(lambda c: c.str.contains(EXAMPLE, na=False)).to_numpy().any())
