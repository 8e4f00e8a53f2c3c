"""Data for one student: drawn from a name and a seed, with the teacher's key beside them.

The same exercise, student and seed give the same bytes; other students get other data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd

from workbench import home
from workbench.data.reading import read_file
from workbench.errors import Problem, StudyError
from workbench.exercises._exercise import Answer, Exercise, Tables, is_fair

HANDED_OUT, KEY = "handout", "key.json"
HANDOUT = "exercise.json"
PARAMETERS = "parameters"
MOST_DRAWS = 1000


def drawn_for(exercise: Exercise, student: str, seed: int) -> Tables:
    """The tables of one student: drawn until no known mistake is right by chance.

    Parameters
    ----------
    exercise
        From `workbench list exercises`.
    student
        Any name or number; it enters by its hash.
    seed
        Of the course, so that next year's data differ.
    """
    digest = hashlib.sha256(f"{exercise.__name__}\n{student}".encode()).digest()
    words = np.frombuffer(digest[:16], dtype="<u4").tolist()
    random = np.random.default_rng(np.random.SeedSequence([seed, *map(int, words)]))
    for _ in range(MOST_DRAWS):
        tables = exercise.drawn(random)
        if is_fair(exercise(tables)):
            return tables
    raise RuntimeError(f"{exercise.__name__}: in all {MOST_DRAWS} draws a mistake was right")


def write_exercise(exercise: Exercise, student: str, seed: int, folder: str | Path) -> Path:
    """Write what a student gets (`handout/`) and what the teacher keeps (`key.json`).

    Returns
    -------
    The folder.

    Raises
    ------
    StudyError
        If there is something in the folder already.
    """
    home_of_it = Path(folder)
    if home_of_it.exists() and (not home_of_it.is_dir() or any(home_of_it.iterdir())):
        raise StudyError(_not_empty(home_of_it))
    tables = drawn_for(exercise, student, seed)
    given = home_of_it / HANDED_OUT
    given.mkdir(parents=True)
    for name, table in tables.items():
        table.to_csv(given / f"{name}.csv", index=False, lineterminator="\n")
    types = {name: {str(c): _type(table[c]) for c in table} for name, table in tables.items()}
    known = {"exercise": exercise.__name__, "student": student, "seed": seed, "tables": types}
    _write_json(given / HANDOUT, known)
    (given / f"{exercise.__name__}.ipynb").write_text(_notebook(exercise), encoding="utf-8")
    # what is read back is what the student has, so that the key is about those digits
    answers = exercise(read_handout(given, exercise.__name__)[0])
    key = {name: _key(answer) for name, answer in answers.items()}
    _write_json(
        home_of_it / KEY, {k: known[k] for k in ("exercise", "student", "seed")} | {"answers": key}
    )
    return home_of_it


def read_handout(folder: Path, exercise: str) -> tuple[Tables, str]:
    """The tables of a student's folder, and whose they are.

    Raises
    ------
    StudyError
        If the folder was not written for this exercise, or a file is not as it was.
    """
    path = folder / HANDOUT
    if not path.is_file():
        raise StudyError(_no_handout(folder, exercise))
    known = json.loads(path.read_text(encoding="utf-8"))
    if known.get("exercise") != exercise:
        raise StudyError(_no_handout(folder, exercise, str(known.get("exercise"))))
    readings = {n: read_file(folder / f"{n}.csv", t) for n, t in known["tables"].items()}
    wrong = [p for reading in readings.values() for p in reading.problems if not p.is_warning]
    if wrong:
        raise StudyError(wrong)
    return {name: reading.table for name, reading in readings.items()}, str(known["student"])


def _notebook(exercise: Exercise) -> str:
    """The notebook of the exercise with the student's data in place of the shared ones."""
    shelf = home.notebooks() / "exercises"
    (path,) = shelf.glob(f"*_{exercise.__name__}.ipynb")
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        if PARAMETERS in cell.metadata.get("tags", []):
            cell.source = cell.source.replace('data: str = ""', 'data: str = "."')
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return str(nbformat.writes(notebook)) + "\n"  # type: ignore[no-untyped-call]


def _type(column: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pd.api.types.is_numeric_dtype(column) else "string"


def _key(answer: Answer) -> dict[str, Any]:
    value = answer.value
    plain = sorted(value) if isinstance(value, frozenset) else value
    return {"question": answer.question, "value": plain, "tolerance": answer.tolerance}


def _write_json(path: Path, record: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _not_empty(folder: Path) -> Problem:
    return Problem(
        "CLW-X02",
        "the folder holds something already",
        file=str(folder),
        expected="a new or empty folder, so that nobody's work is lost",
        remedy="name another folder with -o",
    )


def _no_handout(folder: Path, exercise: str, other: str = "") -> Problem:
    return Problem(
        "CLW-X03",
        f"the folder does not hold data for {exercise}",
        file=str(folder),
        value=other or None,
        expected=f"a folder with {HANDOUT}, as it was handed out",
        remedy=f"workbench new exercise {exercise} --student ID --seed S -o DIR",
    )
