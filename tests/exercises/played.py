"""Students who are played: one who knows, and some who make a known mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench import measures
from workbench.exercises import Exercise, drawn_for, judge

STUDENTS = ("ana", "bo", "李雷", "d'Arc", "e" * 60)
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
