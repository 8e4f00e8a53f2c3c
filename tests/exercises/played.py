"""Students who are played: one who knows, and some who make a known mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd

from workbench import measures
from workbench.exercises import Exercise, drawn_for, judge
from workbench.exercises._desk import METADATA

STUDENTS = ("ana", "bo", "李雷", "d'Arc", "e" * 60)
# what the lines of a student may use besides the tables, by their names
AT_HAND = """import numpy as np
import pandas as pd

from workbench import measures

globals().update(desk.tables)"""
Wrong = Sequence[tuple[str, str, str]]


def data_sets(exercise: Exercise) -> list[dict[str, pd.DataFrame]]:
    """The shared data, and those of some students."""
    return [exercise.real(), *(drawn_for(exercise, student, 7) for student in STUDENTS)]


def worked(code: str, tables: Mapping[str, pd.DataFrame]) -> Any:
    """What a student's line of code gives, who has the tables by name."""
    return eval(code, {"pd": pd, "np": np, "measures": measures, **tables})  # noqa: S307 - lines of our own tests


def play_right(exercise: Exercise, right: Mapping[str, str]) -> None:
    """A student who knows: every answer is asked for, and every line gives the right one."""
    for tables in data_sets(exercise):
        answers = exercise(tables)
        assert set(answers) == set(right)
        for name, code in right.items():
            judged = judge(answers[name], worked(code, tables))
            assert judged.is_right, (name, judged.words, answers[name].value)


def play_wrong(exercise: Exercise, wrong: Wrong) -> None:
    """Students who make a mistake: no point, and the hint for that mistake."""
    assert len(wrong) >= 3
    for tables in data_sets(exercise):
        answers = exercise(tables)
        for name, code, hint in wrong:
            judged = judge(answers[name], worked(code, tables))
            assert not judged.is_right, name
            assert hint in judged.words, (name, judged.words)


def filled_in(path: Path, right: Mapping[str, str]) -> nbformat.NotebookNode:
    """The notebook of an exercise as a student hands it in who knows: a right line in each answer."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id.startswith("answer_"):
            answer = grade_id.removeprefix("answer_")
            cell.source = f"{answer} = {right[answer]}"
        elif "open_exercise(" in cell.source:
            cell.source += f"\n{AT_HAND}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def told(notebook: nbformat.NotebookNode) -> list[str]:
    """What the checks of a run notebook said."""
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    return [o["data"]["text/plain"] for o in outputs if METADATA in o.get("metadata", {})]


def right_of(name: str) -> dict[str, str]:
    """The lines of the student who knows, from the test of the exercise."""
    lines: dict[str, str] = import_module(f"tests.exercises.test_{name}").RIGHT
    return lines
