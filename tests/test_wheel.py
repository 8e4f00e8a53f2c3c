"""The wheel holds all that the checkout holds, and works where there is no checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UV = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
SHIPPED = {"workbench": "workbench", "data": "workbench/shipped/data"}
SHIPPED |= {"notebooks": "workbench/shipped/notebooks"}
COMMAND = [sys.executable, "-P", "-c", "from workbench.cli import main; main()"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, made as it is made for a release."""
    if UV is None:
        pytest.skip("uv, which builds the wheel, is not here")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([UV, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], check=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel's content, far from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def asked(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the installed workbench, in a folder of a user's own."""
    own = {k: v for k, v in os.environ.items() if k != "WORKBENCH_HOME"}
    own |= {"PYTHONPATH": str(installed)}
    return subprocess.run(
        [*COMMAND, *words], cwd=folder, env=own, capture_output=True, text=True, check=False
    )


def kept(folder: Path) -> set[str]:
    """The files under a folder of the checkout, as paths in it, without what tools leave there."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    left = ("__pycache__", ".ipynb_checkpoints")
    return {path.as_posix() for path in paths if not set(left) & set(path.parts)}


@pytest.mark.parametrize("folder", SHIPPED)
def test_every_file_of_the_checkout_is_in_the_wheel(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    missing = {name for name in kept(ROOT / folder) if f"{SHIPPED[folder]}/{name}" not in names}
    assert missing == set()


def test_the_installed_package_is_that_of_the_wheel(installed, tmp_path):
    found = asked(installed, tmp_path, "list", "studies", "--json")
    assert found.returncode == 0, found.stderr
    names = {row["name"] for row in json.loads(found.stdout)}
    assert {path.parent.name for path in (ROOT / "data").glob("*/datapackage.json")} <= names
    where = "import workbench; print(workbench.__file__)"
    told = subprocess.run(
        [sys.executable, "-P", "-c", where],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith(str(installed))


def test_a_shipped_notebook_runs_without_a_checkout(installed, tmp_path):
    found = asked(installed, tmp_path, "run", "meet_the_towns", "--to", "html,docx,pdf", "--json")
    assert found.returncode == 0, found.stdout + found.stderr
    page = tmp_path / "reports" / "meet_the_towns" / "default" / "index.html"
    assert "Table 1" in page.read_text(encoding="utf-8")
    assert {path.suffix for path in page.parent.iterdir()} >= {".html", ".docx", ".pdf"}
