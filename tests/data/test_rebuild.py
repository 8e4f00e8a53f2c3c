"""Do the extracts give the shipped studies again, byte for byte, and fail loudly if changed?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

DATA = Path(__file__).parents[2] / "data"
STUDIES = sorted(path.parent.name for path in DATA.glob("*/datapackage.json"))


@pytest.fixture(scope="module")
def package() -> ModuleType:
    """The module that writes studies; the build scripts are no part of the package."""
    sys.path.insert(0, str(DATA / "build"))
    try:
        import _package
    finally:
        sys.path.pop(0)
    return _package


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every study built anew, in another time zone and with another hash seed."""
    folder = tmp_path_factory.mktemp("rebuilt")
    surroundings = os.environ | {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-W", "error", str(DATA / "build" / "all.py"), "--to", str(folder)],
        check=True,
        cwd=folder,
        env=surroundings,
    )
    return folder


@pytest.mark.parametrize("study", STUDIES)
def test_rebuilding_gives_the_same_bytes(study: str, rebuilt: Path) -> None:
    shipped = {path.name: path.read_bytes() for path in (DATA / study).iterdir()}
    anew = {path.name: path.read_bytes() for path in (rebuilt / study).iterdir()}
    assert sorted(anew) == sorted(shipped)
    assert [name for name in shipped if anew[name] != shipped[name]] == []


def test_nothing_else_is_built(rebuilt: Path) -> None:
    assert sorted(path.name for path in rebuilt.iterdir()) == STUDIES


@pytest.mark.parametrize("study", STUDIES)
def test_files_are_plain_text(study: str) -> None:
    for path in (DATA / study).iterdir():
        content = path.read_bytes()
        assert b"\r" not in content, path.name
        assert content.endswith(b"\n"), path.name
        content.decode("utf-8")


def test_a_correction_fails_once_its_source_is_mended(package: ModuleType) -> None:
    table = pd.DataFrame({"place": ["humen"], "printed": ["Dongguan"], "group": ["Dongguan"]})
    record = {
        "key": {"place": "humen"},
        "column": "group",
        "as_printed": "Shunde",
        "corrected": "Dongguan",
    }
    with pytest.raises(ValueError, match=r"expected 'Shunde', found \['Dongguan'\]"):
        package.correct(table, [record], {"group": "printed"})
    mended = package.correct(table.assign(printed="Shunde"), [record], {"group": "printed"})
    assert mended["group"].tolist() == ["Dongguan"]


def test_a_column_without_words_is_refused(package: ModuleType, tmp_path: Path) -> None:
    text = package.words("us_states_manufacturing")
    tables = {one["name"]: pd.DataFrame(columns=list(one["fields"])) for one in text["tables"]}
    tables["regions"]["surprise"] = []
    with pytest.raises(ValueError, match="surprise"):
        package.write_study(text, tables, [], tmp_path)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-05, "0.00001"),
        (977387.0, "977387"),
        (407422.3997, "407422.3997"),
        (True, "true"),
        (None, ""),
        (float("nan"), ""),
        ("0330", "0330"),
    ],
)
def test_cells_are_written_plainly(package: ModuleType, value: object, text: str) -> None:
    assert package._plain(value) == text
