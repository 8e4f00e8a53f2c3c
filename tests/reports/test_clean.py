from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.reports.notebooks import code, content, text
from tests.reports.test_page import FIGURE, PNG
from workbench.reports import run
from workbench.reports.clean import cleaned, main
from workbench.reports.notebook import as_file

DRAW = f"""\
from IPython.display import display
told = {{"workbench": {FIGURE!r}}}
display({{"image/png": {PNG!r}, "text/plain": "a figure"}}, raw=True, metadata=told)
"""
TABLE = """\
class Table:
    def _repr_mimebundle_(self, **options):
        return {"text/html": "<table></table>", "text/plain": "a table"}
Table()"""


def used() -> dict[str, Any]:
    """A notebook as an editor leaves it after a run."""
    outputs = [
        {
            "output_type": "execute_result",
            "execution_count": 7,
            "data": {"image/png": PNG, "text/html": "<b>x</b>\n<i>y</i>", "text/plain": "x"},
            "metadata": {"workbench": FIGURE},
        },
        {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"},
    ]
    cell = code("draw()", "parameters", outputs=outputs) | {"execution_count": 7}
    cell["metadata"] |= {"execution": {"iopub.status.busy": "2031"}, "scrolled": True}
    found = content(text("# t"), cell)
    found["metadata"] |= {
        "language_info": {"name": "python", "version": "3.11.7"},
        "widgets": {"state": {}},
    }
    return found


def test_text_stays_and_what_changes_from_run_to_run_goes() -> None:
    before = used()
    found = cleaned(before)
    cell = found["cells"][1]
    assert cell["metadata"] == {"tags": ["parameters"]}
    assert cell["execution_count"] == 1
    result, stream = cell["outputs"]
    assert result["data"] == {"text/html": ["<b>x</b>\n", "<i>y</i>"], "text/plain": ["x"]}
    assert (result["metadata"], result["execution_count"]) == ({}, 1)
    assert stream["text"] == ["one\n", "two\n"]
    assert found["metadata"]["language_info"] == {"name": "python"}
    assert "widgets" not in found["metadata"]
    assert found["cells"][0]["id"] == "own-0"
    assert before == used()


def test_cleaning_twice_changes_nothing() -> None:
    once = cleaned(used())
    assert cleaned(once) == once


def test_check_names_what_is_not_clean_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dirty, clean = tmp_path / "dirty.ipynb", tmp_path / "clean.ipynb"
    dirty.write_text(json.dumps(used()), encoding="utf-8")
    clean.write_bytes(as_file(cleaned(used())))
    before = dirty.read_bytes()
    assert main(["--check", str(dirty), str(clean)]) == 1
    said = capsys.readouterr().err
    assert "dirty.ipynb" in said
    assert "clean.ipynb" not in said
    assert dirty.read_bytes() == before
    assert main([str(dirty), str(clean)]) == 0
    assert dirty.read_bytes() == clean.read_bytes()
    assert main(["--check", str(dirty), str(clean)]) == 0


def test_the_command_runs_without_warnings(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(used()), encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "workbench.reports.clean", "--check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"{path}: is not clean\n"


def test_a_cleaned_run_passes_nbval_and_a_changed_number_does_not(tmp_path: Path) -> None:
    source = tmp_path / "small.ipynb"
    cells = (code(DRAW), code(TABLE), code("print(1 + 1)\n3 + 4"))
    source.write_text(json.dumps(content(*cells)), encoding="utf-8")
    report = run(source, out=tmp_path)
    executed = json.loads((report.folder / "notebook.ipynb").read_text(encoding="utf-8"))
    clean = as_file(cleaned(executed))
    assert b'"image/png": ' in as_file(executed)
    assert b'"image/png": ' not in clean
    (tmp_path / "clean.ipynb").write_bytes(clean)
    (tmp_path / "changed.ipynb").write_bytes(clean.replace(b'"7"', b'"8"'))
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "-p", "no:cacheprovider", "."]
    done = subprocess.run(
        [*command, "--ignore", "tiny", "--ignore", "small.ipynb", "--ignore", "small"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 5 passed" in done.stdout, done.stdout
    assert "changed.ipynb" in done.stdout.partition("short test summary")[2]
