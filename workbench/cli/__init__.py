"""The verbs from a shell: names in, tables out; knows no statistics.

Exit codes: 0 done, 1 the input is at fault (coded errors), 2 usage, 3 a run failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from workbench.cli import (
    answers,
    batches,
    claims,
    comparing,
    course,
    exploring,
    fieldwork,
    indices,
    reports,
    shelves,
    studies,
)
from workbench.cli._app import app
from workbench.errors import Problem, WorkbenchError, as_json, as_text

__all__ = [
    "answers",
    "app",
    "batches",
    "claims",
    "comparing",
    "course",
    "each_alone",
    "exploring",
    "fieldwork",
    "indices",
    "main",
    "reports",
    "shelves",
    "studies",
]


def main() -> None:
    """Run the command line, and turn every complaint into text or JSON and an exit code."""
    is_json, is_debug = "--json" in sys.argv, "--debug" in sys.argv
    sys.argv = each_alone([argument for argument in sys.argv if argument != "--debug"])
    try:
        app()
    except Exception as error:
        if is_debug:
            raise
        problems, exit_code = _complaint(error)
        if is_json:
            print(json.dumps(as_json(problems), ensure_ascii=False, indent=2))
        else:
            print(as_text(problems), file=sys.stderr)
        sys.exit(exit_code)


def each_alone(
    arguments: Sequence[str], several: Sequence[str] = ("--from", "--read", "--map")
) -> list[str]:
    """Options that take several values, as the parser reads them: once for each value.

    Examples
    --------
    >>> each_alone(["new", "study", "mine", "--from", "a.csv", "b.csv", "--yes"])
    ['new', 'study', 'mine', '--from', 'a.csv', '--from', 'b.csv', '--yes']
    """
    told: list[str] = []
    option, is_first = "", False
    for argument in arguments:
        is_option = argument.startswith("-") and argument != "-"
        if option and not is_option and not is_first:
            told.append(option)
        if is_option:
            option = argument if argument in several else ""
        is_first = is_option
        told.append(argument)
    return told


def _complaint(error: Exception) -> tuple[Sequence[Problem], int]:
    """What went wrong as problems, and the exit code; a fault of our own is told as one."""
    if isinstance(error, WorkbenchError):
        return error.problems, error.exit_code
    if isinstance(error, OSError):
        text = f"the system refused: {error.strerror or error}"
        return [
            Problem("CLW-R09", text, file=error.filename, remedy="check the path and its rights")
        ], 1
    text = f"the workbench itself failed: {type(error).__name__}: {error}"
    return [Problem("CLW-R99", text, remedy="add --debug to see where, and report it")], 3
