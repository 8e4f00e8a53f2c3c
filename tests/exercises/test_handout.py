"""Handing out and marking: same bytes again, keys that hold, marks that cannot be typed in."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from workbench.errors import StudyError
from workbench.exercises import Desk, exercises, judge, mark, write_exercise
from workbench.exercises._exercise import is_fair
from workbench.exercises._handout import drawn_for, read_handout

NAME = "location_quotient"


@pytest.fixture
def handed_out(tmp_path: Path) -> Path:
    return write_exercise(exercises[NAME], "ana", 3, tmp_path / "ana")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_student_gets_the_same_bytes(handed_out, tmp_path):
    again = write_exercise(exercises[NAME], "ana", 3, tmp_path / "again")
    other = write_exercise(exercises[NAME], "bo", 3, tmp_path / "bo")
    assert files(again) == files(handed_out)
    assert files(other)["handout/workers.csv"] != files(handed_out)["handout/workers.csv"]


@pytest.mark.parametrize("name", exercises.names())
def test_the_key_holds_for_what_was_handed_out(name, tmp_path):
    folder = write_exercise(exercises[name], "cy", 5, tmp_path / "cy")
    key = json.loads((folder / "key.json").read_text(encoding="utf-8"))["answers"]
    tables, student = read_handout(folder / "handout", name)
    answers = Desk(exercises[name], tables, student).exercise(tables)
    assert student == "cy"
    assert all(judge(answers[n], record["value"]).is_right for n, record in key.items())
    assert "key.json" not in {p.name for p in (folder / "handout").iterdir()}


def test_a_folder_with_work_in_it_is_left_alone(handed_out):
    with pytest.raises(StudyError) as refused:
        write_exercise(exercises[NAME], "ana", 3, handed_out)
    assert refused.value.problems[0].code == "CLW-X02"


def answered(folder: Path, values: dict[str, object], words: str = "Right.") -> None:
    """A student's saved notebook: the words of each check, and the record of what was given."""
    path = folder / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for name, value in values.items():
            if f'check("{name}"' in cell.source:
                record = {"exercise": NAME, "answer": name, "value": value}
                cell.outputs = [
                    nbformat.v4.new_output(
                        "display_data", {"text/plain": words}, metadata={"workbench_check": record}
                    )
                ]
    nbformat.write(notebook, path)


def test_marks_come_from_what_was_given_not_from_what_is_shown(handed_out):
    key = json.loads((handed_out / "key.json").read_text(encoding="utf-8"))["answers"]
    right = {"local_share": key["local_share"]["value"]}
    answered(handed_out / "handout", right | {"general_share": 9.0})
    marks = mark(handed_out.parent).set_index("answer")
    assert marks["points"].to_dict() == {
        "local_share": 1,
        "general_share": 0,
        "location_quotient": 0,
        "is_over_represented": 0,
    }
    assert marks.loc["location_quotient", "reason"] == "No answer yet."
    assert set(marks["student"]) == {"ana"}


def test_data_made_easier_are_found_out_with_the_seed_of_the_course(handed_out):
    (handed_out / "handout" / "workers.csv").write_text(
        "place,manufacturing,construction,finance,wholesale_retail\nA,1,1,1,1\nB,1,1,1,1\n"
    )
    answered(handed_out / "handout", {"local_share": 0.25})
    assert mark(handed_out.parent)["points"].sum() == 1
    assert mark(handed_out.parent, seed=3)["points"].sum() == 0


def test_notebooks_that_cannot_be_marked_say_why(tmp_path):
    (tmp_path / "broken.ipynb").write_text("{")
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "empty.ipynb")
    assert mark(tmp_path)["reason"].tolist() == [
        "the notebook cannot be read",
        "no check was run",
    ]
    with pytest.raises(StudyError) as refused:
        mark(tmp_path / "nowhere")
    assert refused.value.problems[0].code == "CLW-X04"


def test_of_several_runs_of_a_check_the_last_one_counts(handed_out):
    key = json.loads((handed_out / "key.json").read_text(encoding="utf-8"))["answers"]
    right = key["local_share"]["value"]
    path = handed_out / "handout" / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for value in (9.0, right):
        record = {"exercise": NAME, "answer": "local_share", "value": value}
        output = nbformat.v4.new_output(
            "display_data", {"text/plain": ""}, metadata={"workbench_check": record}
        )
        notebook.cells.append(nbformat.v4.new_code_cell("check(...)", outputs=[output]))
    nbformat.write(notebook, path)
    assert mark(handed_out.parent)["points"].tolist() == [1, 0, 0, 0]


def test_copies_that_jupyter_keeps_are_not_marked(handed_out):
    kept = handed_out / "handout" / ".ipynb_checkpoints"
    kept.mkdir()
    (kept / "old.ipynb").write_bytes((handed_out / "handout" / f"{NAME}.ipynb").read_bytes())
    assert mark(handed_out.parent)["file"].tolist() == [f"ana/handout/{NAME}.ipynb"]


def test_marks_go_to_whom_the_data_were_handed_out_whatever_the_folder_is_called(tmp_path):
    folder = write_exercise(exercises[NAME], "ana", 0, tmp_path / "renamed" / "by" / "bo")
    answered(folder / "handout", {"local_share": 0.25})
    (folder / "handout" / "workers.csv").write_text(
        "place,manufacturing,construction,finance,wholesale_retail\nA,1,1,1,1\nB,1,1,1,1\n"
    )
    marks = mark(tmp_path, seed=0)  # 0 is a seed as any other
    assert set(marks["student"]) == {"ana"}
    assert marks["points"].sum() == 0


@pytest.mark.parametrize("name", ["density_and_denominators", "what_counts_as_a_cluster"])
def test_what_is_handed_out_is_fair(name):
    for student in "abcdefgh":
        assert is_fair(exercises[name](drawn_for(exercises[name], student, 1)))
