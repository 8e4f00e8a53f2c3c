"""Which answers are right: a folder of notebooks to one table, without running anything.

A notebook keeps what was given to each check; it is judged anew here, against the student's own
data, so that a message that was typed in by hand counts for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.exercises._desk import METADATA, Desk, open_exercise
from workbench.exercises._exercise import judge
from workbench.exercises._handout import HANDOUT, drawn_for

COLUMNS = ["file", "student", "exercise", "answer", "points", "reason"]
UNREADABLE = "the notebook cannot be read"
NOTHING = "no check was run"


def mark(folder: str | Path, *, seed: int | None = None) -> pd.DataFrame:
    """Mark every notebook under a folder.

    Parameters
    ----------
    folder
        With a sub-folder a student, as handed out; or notebooks on the shared data.
    seed
        Of the course: the data are then drawn anew from the student's name, and what lies in the
        folder is not believed.

    Returns
    -------
    file, student, exercise, answer, points (1 or 0), reason; one row an answer that is asked for.

    Raises
    ------
    StudyError
        If there is no notebook under the folder.
    """
    home = Path(folder)
    notebooks = sorted(p for p in home.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    if not notebooks:
        raise StudyError(
            Problem(
                "CLW-X04",
                "there is no notebook to mark",
                file=str(home),
                expected="notebooks that students have saved after running them",
                remedy="name the folder that holds them",
            )
        )
    rows = [row for path in notebooks for row in _marked(path, home, seed)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _marked(path: Path, home: Path, seed: int | None) -> Iterator[tuple[Any, ...]]:
    where = path.relative_to(home).as_posix()
    student = _student(path)
    try:
        given = _given(path)
    except (ValueError, OSError, nbformat.reader.NotJSONError):
        yield where, student, "", "", 0, UNREADABLE
        return
    if not given:
        yield where, student, "", "", 0, NOTHING
        return
    for exercise in sorted({name for name, _ in given}):
        try:
            desk = _desk(exercise, path, student, seed)
        except (StudyError, LookupError, ValueError) as error:
            yield where, student, exercise, "", 0, str(error).splitlines()[0]
            continue
        for answer, wanted in desk.exercise(desk.tables).items():
            judged = judge(wanted, given.get((exercise, answer)))
            yield where, student, exercise, answer, int(judged.is_right), judged.words


def _desk(exercise: str, path: Path, student: str, seed: int | None) -> Desk:
    """The data a notebook was worked on: drawn anew, as handed out, or shared by all."""
    is_own = (path.parent / HANDOUT).is_file()
    if is_own and seed is not None:
        from workbench.exercises import exercises

        found = exercises[exercise]
        return Desk(found, drawn_for(found, student, seed), student)
    return open_exercise(exercise, path.parent if is_own else "")


def _student(path: Path) -> str:
    known = path.parent / HANDOUT
    if known.is_file():
        try:
            return str(json.loads(known.read_text(encoding="utf-8"))["student"])
        except (ValueError, KeyError, OSError):
            return path.parent.name
    return path.parent.name


def _given(path: Path) -> dict[tuple[str, str], Any]:
    """What was given to each check, the last time it was run."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    found: dict[tuple[str, str], Any] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get(METADATA)
            if isinstance(record, dict) and {"exercise", "answer", "value"} <= set(record):
                found[str(record["exercise"]), str(record["answer"])] = record["value"]
    return found
