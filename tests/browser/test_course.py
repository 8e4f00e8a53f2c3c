"""The whole path of a course, run top to bottom in JupyterLab as a student does."""

from __future__ import annotations

import json
import shutil
import time

import nbformat
import pytest

from tests.browser import driving
from tests.exercises.played import filled_in, right_of, told
from workbench import home
from workbench.exercises import exercises

START = "start_here.ipynb"
MINUTES = 5


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The address of JupyterLab on the course, its answers filled in, and the folder."""
    root = tmp_path_factory.mktemp("course")
    (root / "data").symlink_to(home.studies())
    (root / "notebooks" / "exercises").mkdir(parents=True)
    shutil.copy(home.notebooks() / START, root / "notebooks" / START)
    for name in exercises:
        (path,) = (home.notebooks() / "exercises").glob(f"*_{name}.ipynb")
        filled = filled_in(path, right_of(name))
        nbformat.write(filled, root / "notebooks" / "exercises" / path.name)
    settings = root / "config" / "jupyter_server_config.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"ServerApp": {"allow_root": True}}), encoding="utf-8")
    own = {"WORKBENCH_HOME": str(root), "JUPYTER_CONFIG_DIR": str(settings.parent)}
    with driving.served(root, "lab", **own) as address:
        yield address, root / "notebooks"


def run_all(page, address, folder, name):
    """Open a notebook, run all its cells from the menu, save it; what was saved."""
    path = folder / name
    before = path.stat().st_mtime_ns
    page.goto(address.replace("/lab?", f"/lab/tree/{name}?reset&"))
    page.get_by_text("| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    end = time.monotonic() + 60 * MINUTES
    while time.monotonic() < end:
        page.wait_for_timeout(1000)
        page.locator(".jp-Notebook").first.click(position={"x": 5, "y": 5})
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        if path.stat().st_mtime_ns == before:
            continue
        saved = nbformat.read(path, as_version=4)
        code = [cell for cell in saved.cells if cell.cell_type == "code"]
        if all(cell.execution_count for cell in code):
            return saved
    raise AssertionError(f"{name}: not all cells have run in {MINUTES} minutes")


def errors_of(notebook):
    return [
        (cell.source[:60], output["ename"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]


def test_the_start(page, course):
    address, folder = course
    assert errors_of(run_all(page, address, folder, START)) == []


@pytest.mark.parametrize("name", exercises.names())
def test_an_exercise_from_top_to_bottom(page, course, name):
    address, folder = course
    (path,) = (folder / "exercises").glob(f"*_{name}.ipynb")
    saved = run_all(page, address, folder, f"exercises/{path.name}")
    assert errors_of(saved) == []
    assert set(told(saved)) == {"Right."}
