"""What an analyst is told of a workbook that a spreadsheet or a hand has spoilt, for every kind.

Each case opens the workbook that `workbench new` writes, spoils it as people do, and saves it.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.fieldwork.test_bad_input import few, told
from workbench.errors import Problem
from workbench.fieldwork import instruments
from workbench.fieldwork._forms import read_form
from workbench.fieldwork._instrument import Instrument
from workbench.fieldwork._templates import write_template

# The sheet that is spoilt, and one of numbers with a column of it.
SHEETS = {
    "appraisal": ("responses", "skills", "held"),
    "capacity": ("capacities", "capacities", "utilisation"),
    "cluster_map": ("links", "links", "strength"),
    "monitoring": ("observations", "observations", "value"),
    "readiness": ("evidence", "evidence", "score"),
    "roadmap": ("gates", "plan", "starts"),
    "typology": ("firms", "firms", "embeddedness"),
}
NAMES = sorted(SHEETS)
FAR = "XFD1048576"  # the last cell that a spreadsheet has
LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le")

Spoil = Callable[[Any], object]


@dataclass(frozen=True)
class Case:
    """One way to spoil the sheet of an instrument, and what must be told of it."""

    name: str
    spoil: Spoil  # of the sheet
    code: str
    row: int | None = None
    value: str = ""
    do: str = ""
    is_warning: bool = False


def column_of(sheet: Any, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == name)


def put(cell: str, value: object) -> Spoil:
    return lambda sheet: sheet[cell].__setattr__("value", value)


def titled(sheet: Any) -> None:
    sheet.insert_rows(1)
    sheet["A1"] = "Survey of the valley, 2026"


def noted(sheet: Any) -> None:
    last = sheet.max_row
    sheet.cell(last + 2, 1).value = "Source: own interviews, spring 2026"


def headed_twice(sheet: Any) -> None:
    sheet.insert_rows(1)
    sheet["A1"], sheet["B1"] = "who", "what"
    for column in range(3, sheet.max_column + 1):
        sheet.cell(1, column).value = "what"


def again(sheet: Any) -> None:
    last = sheet.max_column + 1
    sheet.cell(1, last).value = sheet["A1"].value
    sheet.cell(2, last).value = "x"


def hidden(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True


def formatted(sheet: Any) -> None:
    sheet[FAR].number_format = "0.00"


LAYOUTS = [
    Case("title", titled, "CLW-T13", 1, "Survey of the valley", "header_row=2"),
    Case("note", noted, "CLW-T15", -2, "Source: own interviews", "skip_footer=1"),
    Case("name twice", again, "CLW-T21", 1, "", "rename"),
    Case("hidden", hidden, "CLW-T57", 3, "row 3, column B", "show them", is_warning=True),
    Case("hidden sheet", lambda s: setattr(s, "sheet_state", "hidden"), "CLW-T57", None, "",
         "show it", is_warning=True),
    Case("merged", lambda s: s.merge_cells("A2:A4"), "CLW-E81", 2, "", "split the cells"),
    Case("far", put(FAR, "x"), "CLW-T54", 1048576, FAR, "delete"),
]  # fmt: skip

# Of a cell of a column of numbers, in row 3.
CELLS = [
    Case("decimal comma", "3,5", "CLW-T06", 3, "3,5", "decimal=comma"),
    Case("wide digits", "３", "CLW-T08", 3, "３", "normalize_digits=true"),
    Case("never calculated", "=1+2", "CLW-T50", 3, "=1+2", "let it calculate"),
    Case("not available", "#N/A", "CLW-T11", 3, "#N/A", "mend the formula"),
    Case("lost reference", "#REF!", "CLW-T11", 3, "#REF!", "mend the formula"),
    Case("date", dt.datetime(2024, 5, 3), "CLW-T51", 3, "2024-05-03", "to numbers"),
    Case("two choices", "1;2", "CLW-T10", 3, "1;2", "correct the cell"),
    Case("yes", True, "CLW-T10", 3, "true", "correct the cell"),
    Case("word", "n/a", "CLW-T10", 3, "n/a", ":missing=n/a:"),
]  # fmt: skip


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook of each instrument with its example, the appraisal of a few firms."""
    folder = tmp_path_factory.mktemp("books")
    made = {}
    for name in NAMES:
        own: Instrument = instruments[name]
        if name == "appraisal":
            own = _Few(own)  # type: ignore[assignment]
        made[name] = write_template(own, folder / f"{name}.xlsx")
    return made


class _Few:
    """The appraisal with a shorter example."""

    def __init__(self, own: Instrument) -> None:
        self.card, self.example = own.card, lambda seed: few(own.example(seed))


def spoilt(path: Path, folder: Path, spoil: Spoil) -> Path:
    """A copy of a workbook, with something done to it."""
    book = load_workbook(path)
    spoil(book)
    made = folder / path.name
    book.save(made)
    return made


def found(problems: tuple[Problem, ...], code: str) -> Problem:
    """The problem of that code; nothing else of the form is an error but what follows from it."""
    own = [p for p in problems if p.code == code]
    assert own, problems
    errors = {p.code for p in problems if not p.is_warning} - {code}
    assert errors <= {"CLW-T26", "CLW-T28", "CLW-T31"}, problems
    assert all(p.remedy and p.expected and p.file for p in problems)
    return own[0]


@pytest.mark.parametrize("case", LAYOUTS, ids=lambda case: case.name)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_with_a_sheet_is_told_once_with_its_place(name, case, books, tmp_path):
    sheet = SHEETS[name][0]
    path = spoilt(books[name], tmp_path, lambda book: case.spoil(book[sheet]))
    problem = found(told(name, path), case.code)
    assert problem.file == f"{path}, {sheet}"
    assert problem.is_warning == case.is_warning
    last = load_workbook(books[name])[sheet].max_row
    assert problem.row == (last + 2 if case.row == -2 else case.row)
    assert case.value in (problem.value or "")
    assert case.do in (problem.remedy or "")


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case.name)
@pytest.mark.parametrize("name", ["appraisal", "roadmap"])
def test_a_cell_that_is_no_number_is_told_once(name, case, books, tmp_path):
    _, sheet, column = SHEETS[name]

    def spoil(book):
        book[sheet].cell(3, column_of(book[sheet], column)).value = case.spoil

    path = spoilt(books[name], tmp_path, spoil)
    problems = told(name, path)
    problem = found(problems, case.code)
    assert (problem.file, problem.row, problem.column) == (f"{path}, {sheet}", 3, column)
    assert (problem.value, problem.more) == (case.value, 0)
    assert case.do in (problem.remedy or "")
    here = [p for p in problems if (p.file, p.row, p.column) == (problem.file, 3, column)]
    assert here == [problem]  # that the cell is then empty is not told as well


@pytest.mark.parametrize("name", NAMES)
def test_all_cells_that_are_no_numbers_come_in_one_pass(name, books, tmp_path):
    _, sheet, column = SHEETS[name]

    def spoil(book):
        for row, case in enumerate(CELLS, start=3):
            book[sheet].cell(row, column_of(book[sheet], column)).value = case.spoil

    path = spoilt(books[name], tmp_path, spoil)
    here = [p for p in told(name, path) if p.file == f"{path}, {sheet}" and p.column == column]
    kept = {p.code: p for p in here}
    assert {case.code for case in CELLS} <= {p.code for p in here if not p.is_warning}
    for row, case in reversed(list(enumerate(CELLS, start=3))):
        assert kept[case.code].row <= row
    assert kept["CLW-T11"].more == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_header_of_two_rows_is_not_told_as_missing_columns(name, books, tmp_path):
    sheet = SHEETS[name][0]
    path = spoilt(books[name], tmp_path, lambda book: headed_twice(book[sheet]))
    problems = [p for p in told(name, path) if p.file == f"{path}, {sheet}" and not p.is_warning]
    assert {p.code for p in problems} <= {"CLW-T49", "CLW-T13"}
    assert problems[0].row == 1
    assert "take row 1 out" in problems[0].remedy or "header_row=2" in problems[0].remedy


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spelling", ["{}x", "{} "])
def test_a_misspelt_sheet_is_told_with_the_name_that_is_meant(name, spelling, books, tmp_path):
    sheet = SHEETS[name][0]
    strange = spelling.format(sheet)
    path = spoilt(books[name], tmp_path, lambda book: setattr(book[sheet], "title", strange))
    problems = told(name, path)
    (left_over,) = [p for p in problems if p.code == "CLW-E03"]
    assert f'rename "{strange}" to "{sheet}"' in left_over.remedy
    is_needed = instruments[name].card.sheets[sheet].is_needed
    assert ("CLW-E01" in {p.code for p in problems}) == is_needed


@pytest.mark.parametrize("name", NAMES)
def test_an_emptied_sheet_is_told_once(name, books, tmp_path):
    sheet = SHEETS[name][0]
    path = spoilt(books[name], tmp_path, lambda book: book[sheet].delete_rows(1, 5000))
    (problem,) = [p for p in told(name, path) if p.code in ("CLW-E01", "CLW-E03", "CLW-T03")]
    is_needed = instruments[name].card.sheets[sheet].is_needed
    assert problem.code == ("CLW-E01" if is_needed else "CLW-E03")
    assert sheet in problem.message


@pytest.mark.parametrize("name", NAMES)
def test_a_colour_in_the_last_cell_costs_nothing_and_says_nothing(name, books, tmp_path):
    sheet = SHEETS[name][0]
    before = told(name, books[name])
    path = spoilt(books[name], tmp_path, lambda book: formatted(book[sheet]))
    assert [p.code for p in told(name, path)] == [p.code for p in before]


def test_a_declared_size_is_not_believed(books, tmp_path):
    path = tmp_path / "large.xlsx"
    with zipfile.ZipFile(books["monitoring"]) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            large = f'<dimension ref="A1:{FAR}"'.encode()
            new.writestr(name, re.sub(rb'<dimension ref="[^"]*"', large, content))
    assert not [p for p in told("monitoring", path) if not p.is_warning]


FILES = {
    "locked.xlsx": (LOCKED, "CLW-T48", "password"),
    "old.xlsx": (LOCKED[:512], "CLW-T48", ".xls"),
    "nothing.xlsx": (b"", "CLW-T48", "no bytes"),
    "page.xlsx": (b"<html><body>404</body></html>", "CLW-T48", "not a workbook"),
    "form.xls": (LOCKED[:512], "CLW-E80", "another kind (.xls)"),
    "form.ods": (b"PK\x03\x04", "CLW-E80", "another kind (.ods)"),
    "links.csv": (b"source,target\na,b\n", "CLW-E80", "no workbook (.csv)"),
}


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_no_workbook_says_what_it_is(file, tmp_path):
    content, code, words = FILES[file]
    path = tmp_path / file
    path.write_bytes(content)
    (problem,) = told("cluster_map", path)
    assert (problem.code, problem.file) == (code, str(path))
    assert words in problem.message
    assert problem.remedy


def test_a_workbook_that_is_cut_off_absent_or_has_macros(books, tmp_path):
    path = tmp_path / "cut.xlsx"
    path.write_bytes(books["roadmap"].read_bytes()[:5000])
    (cut,) = told("roadmap", path)
    assert (cut.code, cut.message) == ("CLW-T48", "the workbook is cut off or damaged")
    (absent,) = told("roadmap", tmp_path / "cu.xlsx")
    assert (absent.code, absent.message) == ("CLW-E80", "there is no such file")
    assert "nearest: cut.xlsx" in absent.remedy
    macros = shutil.copy(books["roadmap"], tmp_path / "macros.xlsm")
    codes = [p.code for p in told("roadmap", books["roadmap"])]
    assert [p.code for p in told("roadmap", Path(macros))] == codes


def test_all_faults_of_a_workbook_come_in_one_pass(books, tmp_path):
    def spoil(book):
        links, actors = book["links"], book["actors"]
        links["A2"], links["B3"], links["D4"], links["D5"] = "nobody", links["A3"].value, 9, "3,5"
        actors["A5"] = actors["A4"].value
        actors.cell(6, column_of(actors, "size")).value = "large"
        book["chain"].cell(6, column_of(book["chain"], "feeds")).value = "shelf"

    problems = told("cluster_map", spoilt(books["cluster_map"], tmp_path, spoil))
    codes = {(p.code, p.row) for p in problems}
    assert {("CLW-T74", 3), ("CLW-T73", 4), ("CLW-T06", 5), ("CLW-E30", 6)} <= codes
    assert {"CLW-T31", "CLW-T26", "CLW-Q06"} <= {p.code for p in problems}


def test_numbers_in_a_column_of_codes_are_told_as_lost_zeros(books, tmp_path):
    def spoil(book):
        sheet = book["actors"]
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, column_of(sheet, "actor")).value = row

    problems = told("cluster_map", spoilt(books["cluster_map"], tmp_path, spoil))
    told_of = {p.code for p in problems if p.column == "actor"}
    assert told_of & {"CLW-T27", "CLW-T52"}, problems


def as_a_spreadsheet_saves(path: Path, values: dict[str, str]) -> Path:
    """A workbook whose formulas have the values that a spreadsheet calculated last."""
    saved = path.with_name(f"saved_{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode("utf-8", "surrogateescape")
            for formula, value in values.items():
                empty = (
                    rf"(<f>{re.escape(formula)}</f>)<v\s*/>|(<f>{re.escape(formula)}</f>)<v></v>"
                )
                content = re.sub(empty, rf"<f>{formula}</f><v>{value}</v>", content)
            new.writestr(name, content.encode("utf-8", "surrogateescape"))
    return saved


def test_the_value_that_a_formula_has_is_read_and_a_formula_without_one_told(books, tmp_path):
    sheet, column = "links", "strength"
    before = read_form(books["cluster_map"], instruments["cluster_map"].card).table(sheet)
    place = column_of(load_workbook(books["cluster_map"])[sheet], column)

    def spoil(book):
        book[sheet].cell(3, place).value = "=1+1"
        book[sheet].cell(4, place).value = "=5-4"
        book[sheet].cell(5, place).value = "=4-4"

    path = spoilt(books["cluster_map"], tmp_path, spoil)
    saved = as_a_spreadsheet_saves(path, {"1+1": "2", "5-4": "1"})
    problem = found(told("cluster_map", saved), "CLW-T50")
    assert (problem.row, problem.column) == (5, column)
    assert (problem.value, problem.more) == ("=4-4", 0)
    whole = as_a_spreadsheet_saves(path, {"1+1": "2", "5-4": "1", "4-4": "3"})
    assert not [p for p in told("cluster_map", whole) if not p.is_warning]
    after = read_form(whole, instruments["cluster_map"].card).table(sheet)
    assert after[column].iloc[1:4].tolist() == [2, 1, 3]
    assert after.drop(index=[1, 2, 3]).equals(before.drop(index=[1, 2, 3]))


def set_cell(sheet: str, row: int, column: str, value: object) -> Spoil:
    return lambda book: (
        book[sheet].cell(row, column_of(book[sheet], column)).__setattr__("value", value)
    )


def repeated(sheet: str, row: int, **other: object) -> Spoil:
    """The row once more at the end, with other values in some columns."""

    def spoil(book: Any) -> None:
        names = [cell.value for cell in book[sheet][1]]
        own = dict(zip(names, (cell.value for cell in book[sheet][row]), strict=True)) | other
        book[sheet].append([own[name] for name in names])

    return spoil


def to_itself(book: Any) -> None:
    book["links"]["B2"] = book["links"]["A2"].value


def small_with_many(book: Any) -> None:
    set_cell("actors", 2, "size", "small")(book)
    set_cell("actors", 2, "employees", 900)(book)


ANSWER = {"answer": "1"}
HAND = [
    ("appraisal", set_cell("responses", 2, "answer", 7), "CLW-Q01", "responses", 2, "answer", "7"),
    ("appraisal", set_cell("responses", 2, "answer", 99), "CLW-Q02", "responses", 2, "answer", "99"),
    ("appraisal", repeated("responses", 2), "CLW-T26", "responses", -1, "respondent, item", ""),
    ("appraisal", repeated("responses", 2, **ANSWER), "CLW-T26", "responses", -1,
     "respondent, item", ""),
    ("appraisal", set_cell("responses", 2, "respondent", "nobody"), "CLW-T31", "responses", 2,
     "respondent", "nobody"),
    ("appraisal", repeated("actors", 2), "CLW-T26", "actors", -1, "actor", ""),
    ("appraisal", small_with_many, "CLW-Q06", "actors", 2, "size", "small"),
    ("cluster_map", small_with_many, "CLW-Q06", "actors", 2, "size", "small"),
    ("cluster_map", set_cell("links", 2, "strength", 4), "CLW-T73", "links", 2, "strength", "4"),
    ("cluster_map", set_cell("links", 2, "source", "nobody"), "CLW-T31", "links", 2, "source",
     "nobody"),
    ("cluster_map", set_cell("links", 2, "target", "nobody"), "CLW-T31", "links", 2, "target",
     "nobody"),
    ("cluster_map", to_itself, "CLW-T74", "links", 2, "target", "feed-grower-1"),
    ("cluster_map", repeated("links", 2), "CLW-T26", "links", -1, "source, target, kind", ""),
    ("cluster_map", set_cell("chain", 6, "feeds", None), "CLW-E31", "chain", 6, "feeds", ""),
    ("capacity", set_cell("chain", 6, "feeds", None), "CLW-E31", "chain", 6, "feeds", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "spoil", "code", "sheet", "row", "column", "value"),
    HAND,
    ids=[f"{own[0]}-{own[3]}-{own[2]}-{place}" for place, own in enumerate(HAND)],
)
def test_what_a_hand_filled_in_wrongly_is_told_with_its_place(
    name, spoil, code, sheet, row, column, value, books, tmp_path
):
    path = spoilt(books[name], tmp_path, spoil)
    last = load_workbook(path)[sheet].max_row
    problems = told(name, path)
    problem = found(problems, code)
    assert not problem.is_warning
    assert {p.code for p in problems if not p.is_warning} == {code}
    assert problem.file == f"{path}, {sheet}"
    assert (problem.row, problem.column) == (last if row == -1 else row, column)
    assert value in (problem.value or "")
