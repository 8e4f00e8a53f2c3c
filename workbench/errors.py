"""What went wrong, where, and what to do about it: every complaint the workbench makes.

A `Problem` holds the seven parts of a complaint; a `WorkbenchError` carries all problems of one
pass. One renderer draws them for the terminal, the notebook and JSON alike.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import Any

QUOTED_LENGTH = 80
FEW = 3  # from so many columns on, problems of one kind are told together


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint in seven parts.

    Parameters
    ----------
    code
        Stable code, `CLW-` and a letter with a number; `workbench show CODE` explains it.
    message
        One plain sentence.
    file, row, column
        The place. Rows are counted as a spreadsheet shows them: the header is row 1.
    value
        The value as it was found.
    expected
        What the rule asks for, and where the rule comes from.
    remedy
        What to do; a line to paste where there is one.
    more
        How many more of the same kind were found.
    is_warning
        A warning is told and does not stop the work.

    Examples
    --------
    >>> print(Problem("CLW-N02", "no measure 'gini'", expected="locational_gini").as_text())
    CLW-N02  no measure 'gini'
      Expected: locational_gini
    """

    code: str
    message: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    expected: str | None = None
    remedy: str | None = None
    more: int = 0
    is_warning: bool = False

    @property
    def place(self) -> str:
        """The place in words, empty where the problem has none."""
        parts = [
            self.file,
            f"column {self.column}" if self.column else None,
            f"row {self.row}" if self.row is not None else None,
            f"value {quoted(self.value)}" if self.value is not None else None,
            f"and {self.more} more" if self.more else None,
        ]
        return ", ".join(part for part in parts if part)

    @property
    def headline(self) -> str:
        """The message, marked where it is only a warning."""
        return f"{self.message}  (warning)" if self.is_warning else self.message

    def as_text(self) -> str:
        """The problem as lines for a terminal."""
        lines = [f"{self.code}  {self.headline}"]
        if self.place:
            lines.append(f"  {self.place}")
        if self.expected:
            lines.append(f"  Expected: {self.expected}")
        if self.remedy:
            lines.append(f"  Do: {self.remedy}")
        return "\n".join(map(visible, lines))

    def as_record(self) -> dict[str, Any]:
        """The problem as the plain record that `--json` prints."""
        record = asdict(self)
        record.pop("is_warning")
        return record


class WorkbenchError(Exception):
    """Something the user can mend; carries every problem found in the pass.

    `exit_code` is what the command line returns: 1 for the user's input, 3 for a failed run.
    """

    exit_code = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(as_text(self.problems))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return as_text(self.problems).splitlines()


class UnknownName(WorkbenchError):
    """A study, measure, column or other named thing that is not there."""


class StudyError(WorkbenchError):
    """A study folder, its descriptor or one of its tables is not as it should be."""


class ParameterError(WorkbenchError):
    """A parameter or option has the wrong name, type or range."""


class FormulaError(WorkbenchError):
    """A model formula cannot be read, or asks for what the panel does not hold."""


class RunFailed(WorkbenchError):
    """A notebook run stopped before its end."""

    exit_code = 3


def as_text(problems: Sequence[Problem]) -> str:
    """All problems as text, one block each; many of one kind in many columns as one block.

    Examples
    --------
    >>> same = [Problem("CLW-T43", "no value", file="a.csv", column=c) for c in "abcd"]
    >>> print(as_text(same))
    CLW-T43  no value
      a.csv, column a
      The same in 3 other columns: b, c, d
    """
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        kind = (problem.code, problem.file, problem.remedy, problem.is_warning)
        kinds.setdefault(kind if problem.column else (id(problem),), []).append(problem)
    return "\n".join(_block(same) for same in kinds.values())


def _block(same: Sequence[Problem]) -> str:
    """Problems of one kind: each by itself where they are few."""
    columns = list(dict.fromkeys(str(problem.column) for problem in same[1:]))
    if len(columns) < FEW:
        return "\n".join(problem.as_text() for problem in same)
    others = f"  The same in {len(columns)} other columns: {listed(columns)}"
    return f"{same[0].as_text()}\n{visible(others)}"


def as_json(problems: Sequence[Problem]) -> dict[str, list[dict[str, Any]]]:
    """All problems as the object that `--json` prints."""
    return {"errors": [problem.as_record() for problem in problems]}


def as_html(problems: Sequence[Problem]) -> str:
    """All problems as an escaped HTML table for a notebook."""
    columns = ("code", "headline", "place", "expected", "remedy")
    head = "<th>code</th><th>message</th><th>place</th><th>expected</th><th>remedy</th>"
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{html.escape(visible(getattr(problem, name) or ''))}</td>" for name in columns
        )
        + "</tr>"
        for problem in problems
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def visible(text: str) -> str:
    r"""Text with its control characters spelled out, so that a cell cannot steer a terminal.

    Examples
    --------
    >>> print(visible("red \x1b[31m"))
    red \x1b[31m
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def quoted(value: object) -> str:
    """A value in quotes, shortened, with control characters made visible."""
    text = str(value)
    shown = text if len(text) <= QUOTED_LENGTH else text[: QUOTED_LENGTH - 1] + "…"
    return f'"{visible(shown)}"'


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in a row, cut after `most` with a count of the rest."""
    names = list(names)
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def unknown(code: str, kind: str, name: object, known: Iterable[str], **place: Any) -> Problem:
    """The problem of a name that is not among the known ones, with the nearest of them.

    Examples
    --------
    >>> print(unknown("CLW-N02", "measure", "gini_idex", ["gini_index", "hoover_index"]).as_text())
    CLW-N02  no measure "gini_idex"; nearest: gini_index, hoover_index
      value "gini_idex"
      Expected: one of: gini_index, hoover_index
      Do: write gini_index, if that is meant
    """
    known = sorted(known)
    nearest = get_close_matches(str(name), known, n=3, cutoff=0.4)
    hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
    problem = Problem(
        code,
        f"no {kind} {quoted(name)}{hint}",
        value=str(name),
        expected=f"one of: {listed(known)}" if known else f"there is no {kind} here",
        remedy=f"write {nearest[0]}, if that is meant" if nearest else "take one of these",
    )
    return replace(problem, **place)
