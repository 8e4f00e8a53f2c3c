"""Which problems of a form only say again what another one has told already."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.data.checking import UNREAD, without_echoes
from workbench.errors import Problem

EMPTY_SHEET, ABSENT, SHIFTED, TOO_LARGE = "CLW-T03", "CLW-E01", "CLW-T49", "CLW-T54"
A_DATE, NO_TYPE = "CLW-T51", "CLW-T10"
NO_MARKET, NO_KEY = "CLW-E31", "CLW-T28"
UNSEEN = (*UNREAD, "CLW-T38", "CLW-T50", A_DATE)
OF_COLUMNS = ("CLW-T12", "CLW-Q12", "CLW-Q20", "CLW-E04", "CLW-E17", ABSENT, EMPTY_SHEET)


def told_once(problems: Sequence[Problem]) -> list[Problem]:
    """Problems without those that only say again that something could not be read.

    A cell that cannot be read is empty for all that comes after; a column that is not there has
    no keys; a header of two rows names no column as it should; a sheet that is too large is not
    read; a date in a column of numbers is told as a date; and a last stage that feeds nothing as a
    chain without a market.
    """
    lacking = {problem.file for problem in problems if problem.code == "CLW-T12"}
    shifted = {problem.file for problem in problems if problem.code in (SHIFTED, TOO_LARGE)}
    absent = [p.message for p in problems if p.code == ABSENT]
    unread = {_place(p) for p in problems if p.code in UNSEEN}
    dates = {_place(p) for p in problems if p.code == A_DATE}
    ends = {_place(p) for p in problems if p.code == NO_MARKET}

    def is_echo(problem: Problem) -> bool:
        return (
            (problem.code == "CLW-T26" and problem.file in lacking)
            or (problem.code == NO_TYPE and _place(problem) in dates)
            or (problem.code == NO_KEY and _place(problem) in ends)
            or (problem.code in OF_COLUMNS and _sheet(problem) in shifted)
            or (problem.code == EMPTY_SHEET and f"the sheet {_name(problem)} has no rows" in absent)
            or (problem.is_warning and problem.value is None and _place(problem) in unread)
        )

    return without_echoes([problem for problem in problems if not is_echo(problem)])


def _place(problem: Problem) -> tuple[object, ...]:
    """The cells that a problem tells of: the first of them, and how many more."""
    return problem.file, problem.row, problem.column, problem.more


def _sheet(problem: Problem) -> str | None:
    """The file and sheet of a problem; that a sheet is not there stands beside its file."""
    if problem.code != ABSENT:
        return problem.file
    return f"{problem.file}, {(problem.expected or '').partition(':')[0]}"


def _name(problem: Problem) -> str:
    return (problem.file or "").rpartition(", ")[2]
