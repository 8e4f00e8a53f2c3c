"""What must hold of every exercise: its card, its notebook, its data, its hints."""

from __future__ import annotations

import math
import re

import nbformat
import pytest

from tests.exercises.played import STUDENTS, data_sets
from workbench import home
from workbench.exercises import drawn_for, exercises, judge

NAMES = exercises.names()


def notebook_of(name: str) -> nbformat.NotebookNode:
    (path,) = (home.notebooks() / "exercises").glob(f"*_{name}.ipynb")
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("name", NAMES)
def test_the_card_says_how_long_and_what_comes_before(name):
    card = exercises[name].card
    assert 10 <= card.minutes <= 20
    assert set(card.after) <= set(NAMES)
    assert card.title and card.question.endswith("?") and card.why.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_asks_for_every_answer_and_tells_none(name):
    notebook = notebook_of(name)
    sources = "\n".join(cell.source for cell in notebook.cells)
    answers = exercises[name](exercises[name].real())
    assert re.findall(r'check\("(\w+)"', sources) == list(answers)
    marked = [c.metadata["nbgrader"] for c in notebook.cells if "nbgrader" in c.metadata]
    assert [m["grade_id"] for m in marked if m["grade"]] == [f"check_{each}" for each in answers]
    assert all(m["points"] == 1 and m["locked"] for m in marked if m["grade"])
    assert f"{exercises[name].card.minutes} minutes" in sources
    for words in ("Why care", "Your task", "One step further"):
        assert words in sources


@pytest.mark.parametrize("name", NAMES)
def test_hints_never_tell_the_answer_and_no_mistake_is_right(name):
    for tables in data_sets(exercises[name]):
        for answer in exercises[name](tables).values():
            assert judge(answer, answer.value).is_right
            assert not judge(answer, None).is_right
            for mistake in answer.mistakes:
                assert not judge(answer, mistake.value).is_right, answer.question
                assert not tells(mistake.hint, answer.value)
            assert not tells(answer.hint, answer.value)


def tells(hint: str, value: object) -> bool:
    """Whether a hint holds the answer: its digits, or all of its words where they are no yes or no."""
    if isinstance(value, str):
        return (
            value not in ("yes", "no") and re.search(rf"\b{re.escape(value)}\b", hint) is not None
        )
    if isinstance(value, frozenset):
        return bool(value) and all(word.casefold() in hint.casefold() for word in value)
    shown = {f"{float(value):.{digits}g}" for digits in (2, 3, 4)}
    return any(number in shown for number in re.findall(r"-?\d+\.?\d*", hint)) and math.isfinite(
        value
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_student_has_other_data_and_the_same_again(name):
    drawn = [drawn_for(exercises[name], student, 7) for student in STUDENTS]
    texts = [str({n: t.to_csv() for n, t in tables.items()}) for tables in drawn]
    assert len(set(texts)) == len(STUDENTS)
    again = drawn_for(exercises[name], STUDENTS[0], 7)
    assert str({n: t.to_csv() for n, t in again.items()}) == texts[0]
    other_year = drawn_for(exercises[name], STUDENTS[0], 8)
    assert str({n: t.to_csv() for n, t in other_year.items()}) != texts[0]
    real = exercises[name].real()
    assert set(real) == set(drawn[0])
    assert all(list(real[n]) == list(drawn[0][n]) for n in real)
