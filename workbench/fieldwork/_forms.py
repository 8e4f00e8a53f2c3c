"""What was filled in: a study, a workbook or a folder of CSV files, opened and checked.

Every problem comes in one pass: what cannot be read, what the house asks of every table, and the
rules of the instrument. What is merely odd is kept and flagged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from workbench.data import Study, load
from workbench.data.reading import Layout, Reading, read_file
from workbench.data.reading.excel import workbook_text
from workbench.data.reading.workbooks import Book, open_workbook
from workbench.data.study import DESCRIPTOR
from workbench.data.table_problems import CONFIRMABLE, Subject, problems_of
from workbench.errors import Problem, StudyError, listed
from workbench.fieldwork._actors import actor_sizes_at_odds
from workbench.fieldwork._declared import declared, in_our_words
from workbench.fieldwork._doors import WORKBOOKS, door_problems, merged_cells
from workbench.fieldwork._echoes import told_once
from workbench.fieldwork._instrument import Card, Form, Rules, Sheet, no_rules
from workbench.fieldwork._left_over import left_over_columns, left_over_sheets
from workbench.fieldwork._progress import Tell, silent, steps_shown
from workbench.fieldwork._undrawn import undrawn_texts
from workbench.fieldwork._wide import with_long_responses

ABOUT = "about"  # the sheet that says what the workbook is
EXAMPLE = "example rows"  # what it says of a template that nobody has filled in yet


def open_form(source: str | Path | Study, card: Card, read: Sequence[str] = ()) -> Form:
    """Open what was filled in for an instrument, and tell everything that is wrong with it.

    Parameters
    ----------
    source
        A study by name, folder or object; a workbook with a sheet for each table; or a folder with
        a CSV file for each table.
    card
        Of the instrument: which sheets it reads.
    read
        What its owner declares, such as "responses:missing_codes=99"; without a sheet, of all.

    Raises
    ------
    UnknownName
        If there is no such study, workbook or folder.
    StudyError
        With every error of every sheet.
    """
    with steps_of(card) as tell:
        return judged(read_form(source, card, read, tell), no_rules)


def steps_of(card: Card) -> AbstractContextManager[Tell]:
    """The steps of an instrument: it opens, reads each sheet, checks and computes."""
    return steps_shown(card.command, len(card.sheets) + 3)


def judged(form: Form, rules: Rules) -> Form:
    """A form that also keeps the rules of its instrument; what is odd stands in its flags.

    Raises
    ------
    StudyError
        With every error of every sheet, those that were found before included.
    """
    problems = told_once([*form.flags, *rules(form)])
    if any(not problem.is_warning for problem in problems):
        raise StudyError(problems)
    return replace(form, flags=tuple(problems))


def read_form(
    source: str | Path | Study, card: Card, read: Sequence[str] = (), tell: Tell = silent
) -> Form:
    """What was filled in, with all that the house finds wrong with it among its flags."""
    tell("opening")
    if isinstance(source, Study):
        return _of_study(source, card, read)
    path = Path(source)
    strange = list(door_problems(path, card))
    if strange:
        raise StudyError(strange)
    if path.suffix.lower() in WORKBOOKS and path.is_file():
        book, broken = open_workbook(path)
        if book is None:
            raise StudyError(broken)
        return _of_sheets(path, book.names, card, read, tell, book)
    if path.is_dir() and not (path / DESCRIPTOR).is_file():
        names = sorted(file.stem for file in path.glob("*.csv"))
        return _of_sheets(path, names, card, read, tell)
    return _of_study(load(source), card, read)


def _of_study(study: Study, card: Card, read: Sequence[str]) -> Form:
    declared(read, card, is_study=True)
    subjects = {
        name: Subject(
            f"study {study.name}, {name}", name, table, study.tables, None, card.sheets[name].table
        )
        for name, table in study.tables.items()
        if name in card.sheets
    }
    is_synthetic = any(kind == "synthetic" for _, kind, _ in study.warnings)
    empty = [name for name, table in study.tables.items() if table.empty]
    confirmed = {name: own.get("confirmed", ()) for name, own in study.resources.items()}
    problems = [*_absent(study, card, empty, [*study.tables]), *_found(subjects, card, confirmed)]
    return Form(study, tuple(problems), is_synthetic, subjects)


def _of_sheets(
    path: Path,
    names: Sequence[str],
    card: Card,
    read: Sequence[str],
    tell: Tell,
    book: Book | None = None,
) -> Form:
    """The sheets of a workbook or a folder as a study of their own; empty ones are left out."""
    layouts = declared(read, card)
    readings = {}
    for name in [name for name in card.sheets if name in names]:
        tell(f"reading {name}")
        readings[name] = _reading(path, name, card.sheets[name], layouts[name], book)
    tell("checking")
    empty = [name for name, reading in readings.items() if reading.table.empty]
    full = with_long_responses(path, {n: own for n, own in readings.items() if n not in empty})
    told = [
        _placed(problem, path, name, card.sheets[name])
        for name, reading in (readings | full).items()
        for problem in reading.problems
    ]
    tables = {name: reading.table for name, reading in full.items()}
    study = Study(path.stem, path, _descriptor(path, names, book), tables)
    subjects = {
        name: Subject(f"{path}, {name}", name, own.table, tables, own.rows, card.sheets[name].table)
        for name, own in full.items()
    }
    told += _absent(study, card, empty, names)
    told += left_over_sheets(path, [name for name in names if name != ABOUT], card)
    confirmed = {name: layout.confirmed for name, layout in layouts.items()}
    problems = [*told, *_found(subjects, card, confirmed)]
    return Form(study, tuple(problems), "usage_warnings" in study.descriptor, subjects)


def _reading(path: Path, name: str, sheet: Sheet, layout: Layout, book: Book | None) -> Reading:
    """One sheet; an empty one that may be left out is left out, and told."""
    if book is None:
        reading = read_file(path / f"{name}.csv", sheet.table.columns, layout)
    else:
        reading = read_file(path, sheet.table.columns, replace(layout, sheet=name), book)
        merged = merged_cells(book, name, reading, f"{path}, {name}")
        reading = replace(reading, problems=(*reading.problems, *merged))
    told = [_left_empty(p, name) if not sheet.is_needed else p for p in reading.problems]
    return replace(reading, problems=tuple(told))


def _left_empty(problem: Problem, name: str) -> Problem:
    if problem.code != "CLW-T03":
        return problem
    return replace(
        problem,
        code="CLW-E03",
        message=f"the sheet {name} is empty, and is left out",
        expected="a header and rows, or no such sheet",
        remedy="leave it, if nothing is lost",
        is_warning=True,
    )


def _descriptor(path: Path, names: Collection[str], book: Book | None) -> dict[str, object]:
    is_example = _is_example(path, names, book)
    synthetic = {"usage_warnings": [{"code": "synthetic"}]} if is_example else {}
    return {"name": path.stem, "title": path.name, "resources": [], **synthetic}


def _placed(problem: Problem, path: Path, name: str, sheet: Sheet) -> Problem:
    """A problem of a sheet that says which sheet it is, as all others do."""
    is_bare = path.is_file() and problem.file in (str(path), f"{path}, sheet {name}")
    placed = replace(problem, file=f"{path}, {name}") if is_bare else problem
    return in_our_words(placed, name, sheet.table.columns.get(problem.column or ""))


def _found(
    subjects: Mapping[str, Subject], card: Card, confirmed: Mapping[str, Iterable[str]]
) -> Iterator[Problem]:
    """What the house finds; an error that the owner has looked at and confirmed is a flag."""
    for name, subject in subjects.items():
        accepted = CONFIRMABLE.intersection(confirmed.get(name, ()))
        own = [*problems_of(subject), *left_over_columns(subject, card.sheets[name])]
        own += actor_sizes_at_odds(subject) if name == "actors" else []
        own += undrawn_texts(subject)
        for problem in own:
            is_flag = problem.is_warning or problem.code in accepted
            yield in_our_words(replace(problem, is_warning=is_flag), name)


def _absent(
    study: Study, card: Card, empty: Collection[str], names: Collection[str]
) -> Iterator[Problem]:
    for name, sheet in card.sheets.items():
        if not sheet.is_needed or (name in study.tables and not study.tables[name].empty):
            continue
        is_empty = name in empty
        yield Problem(
            "CLW-E01",
            f"the sheet {name} has no rows" if is_empty else f"the sheet {name} is not there",
            file=str(study.folder),
            value=None if is_empty else f"sheets: {listed(names)}" if names else "no sheet",
            expected=f"{name}: {sheet.purpose}",
            remedy=f"workbench new {card.template} NEW.xlsx writes a workbook that shows how to "
            "fill it in",
        )


def _is_example(path: Path, names: Collection[str], book: Book | None) -> bool:
    """Whether a workbook or a folder is a template that still says that it holds its example."""
    if ABOUT not in names:
        return False
    if book is not None:
        return EXAMPLE in workbook_text(path, Layout(sheet=ABOUT), book)[0]
    return EXAMPLE in (path / f"{ABOUT}.csv").read_text(encoding="utf-8", errors="replace")
