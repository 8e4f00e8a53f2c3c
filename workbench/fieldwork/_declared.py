"""What does the owner of a form declare of its sheets, and how is that said in a remedy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workbench.data.reading import Layout, assignments
from workbench.data.tables import INTEGER, NUMBER
from workbench.errors import Problem, StudyError, unknown
from workbench.fieldwork._instrument import Card

# What can be declared of a sheet of a form; a study says the rest in its descriptor.
KEYS = (
    "encoding",
    "sep",
    "decimal",
    "thousands",
    "header_row",
    "header_rows",
    "unit_row",
    "skip_footer",
    "missing",
    "missing_codes",
    "normalize_digits",
    "confirmed",
)


ASKED = re.compile(rf"--read (['\"]?)({'|'.join(KEYS)})=")


def declared(read: Sequence[str], card: Card, *, is_study: bool = False) -> dict[str, Layout]:
    """The layout of each sheet of a card, from texts such as "responses:missing_codes=99".

    Raises
    ------
    StudyError
        With every sheet or key that is not known, and where a study has been declared already.
    """
    told = assignments(read)
    if told and is_study:
        raise StudyError(_declared_already(read))
    told = {name.removesuffix(".csv"): keys for name, keys in told.items()}
    wrong = [
        unknown("CLW-S14", "sheet called", name, card.sheets)
        for name in told
        if name and name not in card.sheets
    ]
    keys = [key for own in told.values() for key in own]
    wrong += [unknown("CLW-S14", "layout key", key, KEYS) for key in keys if key not in KEYS]
    if wrong:
        raise StudyError(wrong)
    shared = told.get("", {})
    return {name: Layout.from_record(shared | told.get(name, {})) for name in card.sheets}


def _declared_already(read: Sequence[str]) -> Problem:
    return Problem(
        "CLW-S14",
        "a study says in its descriptor how its files are laid out",
        value=str(read[0]),
        expected="--read with a workbook or a folder of CSV files",
        remedy="change the layout in datapackage.json, or give the workbook itself",
    )


def in_our_words(problem: Problem, sheet: str, kind: str | None = None) -> Problem:
    """A problem whose remedy works with the commands of the instruments.

    Examples
    --------
    >>> asked = Problem("CLW-Q02", "99", remedy="declare it: --read missing_codes=99")
    >>> in_our_words(asked, "responses").remedy
    'declare it: --read responses:missing_codes=99'
    """
    remedy = problem.remedy or ""
    if problem.code == "CLW-T51" and kind in (NUMBER, INTEGER):
        return _date_among_numbers(problem)
    if problem.code == "CLW-T49":
        remedy = f"take row {problem.row} out, so that each column has the name of the template"
    elif "--map" in remedy:
        remedy = f"call the column {problem.column} in the header of the sheet {sheet}"
    elif "--read pad_codes" in remedy:
        remedy = "write the zeros again, in cells that the spreadsheet keeps as text"
    else:
        remedy = ASKED.sub(rf"--read \1{sheet}:\2=", remedy)
    return replace(problem, remedy=remedy or None)


def _date_among_numbers(problem: Problem) -> Problem:
    return replace(
        problem,
        message="a cell of a column of numbers is a date: a spreadsheet makes dates of numbers "
        "such as 3.5 or 1/2",
        expected="a number, or an empty cell where the value is missing",
        remedy="set the column to numbers in the spreadsheet, and type what was meant again",
    )
