"""The house stands as the README says: files, packages, bounds, codes, prose."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from workbench.codes import CODES
from workbench.codes.__main__ import page
from workbench.data import load, studies

ROOT = Path(__file__).resolve().parent.parent
ASKED_FOR = {
    "jupyterlab", "pandas", "statsmodels", "seaborn", "geopandas", "ipywidgets", "papermill",
    "nbval",
}  # fmt: skip
LONGEST_MODULE = 400


def _pyproject() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return dict(re.match(r"([\w-]+)(?:\[\w+\])?(.*)", d).groups() for d in project["dependencies"])


def _conda() -> dict[str, str]:
    """The packages of environment.yml and their bounds, without Python and pip."""
    lines = re.findall(r"^  - ([\w-]+)(.*)$", (ROOT / "environment.yml").read_text(), re.M)
    return {name: bounds for name, bounds in lines if name not in ("python", "pip", "conda-forge")}


def test_both_ways_in_install_the_same():
    assert _conda() == _pyproject()


def test_the_comparison_sees_a_difference():
    assert _conda() | {"pandas": ">=2"} != _pyproject()


def test_what_was_asked_for_is_there():
    assert set(_pyproject()) >= ASKED_FOR
    for name in ("notebooks", "workbench", "data", "reports", "environment.yml", "README.md"):
        assert (ROOT / name).exists()


def test_numba_stays_out():
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    names = {package["name"] for package in lock["package"]}
    assert "numba" not in names
    assert "pandas" in names


def test_the_lock_has_hashes():
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    bare = [
        p["name"]
        for p in lock["package"]
        if "registry" in p["source"]
        and not all("hash" in f for f in [*p.get("wheels", []), *filter(None, [p.get("sdist")])])
    ]
    assert bare == []


def test_every_code_is_in_the_catalogue_and_none_is_idle():
    package = ROOT / "workbench"
    code = [p for p in package.rglob("*.py") if p.parent.name != "codes"]
    used = {c for p in code for c in re.findall(r'"(CLW-[A-Z]\d+)"', p.read_text("utf-8"))}
    pages = "".join(p.read_text("utf-8") for p in package.rglob("*.jinja"))
    used |= set(re.findall(r"CLW-[A-Z]\d+", pages))
    assert used == set(CODES)


def _without_remedy(source: str) -> list[int]:
    """The lines of complaints that do not say what to do."""
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem"
    ]
    told = {"remedy", None}  # None stands for **parts
    return [c.lineno for c in calls if c.args and not told & {k.arg for k in c.keywords}]


def test_every_problem_says_what_to_do():
    paths = (ROOT / "workbench").rglob("*.py")
    found = {str(p): _without_remedy(p.read_text(encoding="utf-8")) for p in paths}
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert _without_remedy('Problem("CLW-T03", "empty", expected="rows")') == [1]


def test_the_page_of_the_codes_is_that_of_the_catalogue():
    assert (ROOT / "docs" / "codes.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "workbench").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_module_is_one_thing(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(ast.parse(text)), "the first line says what question it answers"


def test_prose_names_no_machine():
    paths = [
        *ROOT.glob("*.md"),
        *(ROOT / "workbench").rglob("*.py"),
        *(ROOT / "notebooks").rglob("*.ipynb"),
    ]
    for path in paths:
        assert not re.search(r"(/root|/home|/tmp)/", path.read_text(encoding="utf-8")), path


def test_the_readme_tells_true_counts():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|.*\| ([\d,]+) \|$", text, re.M)
    assert {name for name, _ in told} == set(studies)
    for name, rows in told:
        tables = load(name).tables
        counted = tables["activity"] if "activity" in tables else pd.concat(tables.values())
        assert int(rows.replace(",", "")) == len(counted)


def test_the_readme_runs():
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert blocks
    for block in blocks:
        exec(block, {})  # noqa: S102 - our own words
