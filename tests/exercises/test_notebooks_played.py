"""A student who knows works through each notebook and hands it in: all is right, and marked so."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from tests.exercises.played import filled_in, right_of, told
from workbench import home
from workbench.exercises import exercises, mark

SECONDS = 300


@pytest.mark.parametrize("name", exercises.names())
def test_every_check_of_a_notebook_says_right_and_so_does_the_mark(name, tmp_path):
    (path,) = (home.notebooks() / "exercises").glob(f"*_{name}.ipynb")
    notebook = filled_in(path, right_of(name))
    NotebookClient(
        notebook, timeout=SECONDS, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    answers = exercises[name](exercises[name].real())
    assert told(notebook) == ["Right."] * len(answers)
    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    marks = mark(tmp_path)
    assert marks["points"].tolist() == [1] * len(answers)
