"""Where a student sits: an exercise with its data, and the check of each answer."""

from __future__ import annotations

import html
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import UnknownName, unknown
from workbench.exercises._exercise import Answer, Exercise, Tables, judge
from workbench.exercises._handout import read_handout

METADATA = "workbench_check"


class Questions(dict[str, str]):
    """Questions by the name of their answer, shown as a list."""

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {question}" for name, question in self.items())

    def _repr_html_(self) -> str:
        lines = (
            f"<dt><code>{html.escape(name)}</code></dt><dd>{html.escape(question)}</dd>"
            for name, question in self.items()
        )
        return f"<dl>{''.join(lines)}</dl>"


class Desk:
    """An exercise and its data; `check` says whether an answer is right.

    Parameters
    ----------
    exercise
        From `workbench list exercises`.
    tables
        The data to work on.
    student
        Whose data they are; empty for the real data that everybody shares.
    """

    def __init__(self, exercise: Exercise, tables: Mapping[str, pd.DataFrame], student: str = ""):
        self.exercise = exercise
        self.student = student
        self._tables = dict(tables)
        self._answers: dict[str, Answer] | None = None

    @property
    def tables(self) -> Tables:
        """The data, copied, so that nothing a student does to them moves an answer."""
        return {name: table.copy() for name, table in self._tables.items()}

    @property
    def questions(self) -> Questions:
        """What is asked, by the name of the answer."""
        return Questions({name: answer.question for name, answer in self._known().items()})

    def check(self, name: str, value: Any) -> int:
        """Say whether an answer is right, or give a hint; return the points, 1 or 0.

        Raises
        ------
        UnknownName
            If the exercise does not ask for such an answer; with the nearest.
        """
        known = self._known()
        if name not in known:
            kind = f"answer of {self.exercise.__name__} called"
            raise UnknownName(unknown("CLW-X01", kind, name, known))
        judged = judge(known[name], value)
        _show(judged.words, self._record(name, value))
        return int(judged.is_right)

    def _known(self) -> dict[str, Answer]:
        if self._answers is None:
            self._answers = self.exercise(self._tables)
        return self._answers

    def _record(self, name: str, value: Any) -> dict[str, Any]:
        """What marking reads from the notebook: never what is right."""
        return {"exercise": self.exercise.__name__, "answer": name, "value": as_plain(value)}


def open_exercise(name: str, data: str | Path = "") -> Desk:
    """Open an exercise on real data, or on those of one student.

    Parameters
    ----------
    name
        From `workbench list exercises`.
    data
        The folder that `workbench new exercise` wrote; by default the real data.

    Raises
    ------
    UnknownName
        If there is no such exercise.
    StudyError
        If the folder does not hold what was written there.

    Examples
    --------
    >>> desk = open_exercise("location_quotient")
    >>> desk.check("local_share", None)
    No answer yet.
    0
    """
    from workbench.exercises import exercises

    found = exercises[name]
    if not str(data):
        return Desk(found, found.real())
    tables, student = read_handout(Path(data), name)
    return Desk(found, tables, student)


def as_plain(value: Any) -> Any:
    """A value as a notebook can keep it: numbers, words, and lists of them."""
    if isinstance(value, (set, frozenset)):
        return sorted(str(each) for each in value)
    if isinstance(value, (list, tuple, pd.Series, pd.Index, np.ndarray)):
        return [str(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is ... or isinstance(value, (str, bool, int)):
        return None if value is ... else value
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def _show(words: str, record: Mapping[str, Any]) -> None:
    """Show the words; in a notebook with a record of what was given, for the teacher."""
    if "IPython" in sys.modules:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            display({"text/plain": words}, raw=True, metadata={METADATA: dict(record)})  # type: ignore[no-untyped-call]
            return
    print(words)  # noqa: T201 - a student in a plain terminal reads it here
