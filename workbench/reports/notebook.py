"""Which notebook is meant: found by name or path, and read without running it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import home
from workbench.errors import Problem, UnknownName, WorkbenchError, unknown
from workbench.shelf import Shelf, folder_shelf

SUFFIX = ".ipynb"
LONGEST_NAME = 80
METADATA = "workbench"  # under this name an output says what kind of exhibit it is

notebooks: Shelf[Path] = folder_shelf("notebook", "CLW-N09", home.notebooks, f"*{SUFFIX}")


@dataclass(frozen=True)
class Notebook:
    """A notebook file as it was read: its path, its name in commands and reports, its cells."""

    path: Path
    name: str
    content: Mapping[str, Any]
    sha256: str

    @property
    def cells(self) -> list[Mapping[str, Any]]:
        """All cells in order."""
        return list(self.content["cells"])


def locate(notebook: str | Path) -> Path:
    """The path of a notebook given by shelf name or by path.

    Raises
    ------
    UnknownName
        If it is neither; with the nearest names.
    """
    if str(notebook) in notebooks:
        return notebooks[str(notebook)]
    path = Path(notebook)
    if path.suffix == SUFFIX and _is_file(path):
        return path.resolve()
    raise UnknownName(
        unknown(
            "CLW-N09",
            "notebook",
            notebook,
            notebooks,
            remedy=f"workbench list notebooks, or give the path of a {SUFFIX} file",
        )
    )


def open_notebook(notebook: str | Path) -> Notebook:
    """Read a notebook file; nothing in it is executed.

    Raises
    ------
    UnknownName
        If there is no such notebook; with the nearest names.
    WorkbenchError
        If the file is not a notebook of format 4, or not a Python notebook.
    """
    path = locate(notebook)
    raw = path.read_bytes()
    try:
        content = json.loads(raw)
    except ValueError:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise WorkbenchError(
            Problem(
                "CLW-R01",
                f"{path.name} is not a notebook",
                file=str(path),
                expected="JSON in the notebook format 4, with a list of cells",
                remedy="open it in JupyterLab and save it again",
            )
        )
    _refuse_other_languages(path, content.get("metadata", {}))
    return Notebook(path, report_name(path.stem), content, hashlib.sha256(raw).hexdigest())


def report_name(stem: str) -> str:
    """The name of a notebook's file in commands and reports: without its number, safe as a folder.

    Examples
    --------
    >>> report_name("01_meet_the_towns")
    'meet_the_towns'
    >>> report_name("../../etc/x")
    '-..-etc-x'
    """
    name = re.sub(r"^\d+_", "", stem)
    safe = "".join(c if c.isalnum() or c in " -_." else "-" for c in name).lstrip(". ").rstrip(". ")
    return safe[:LONGEST_NAME] or "notebook"


def as_file(content: Mapping[str, Any]) -> bytes:
    """A notebook's content as the bytes of its file, written the way Jupyter writes it."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def source_of(cell: Mapping[str, Any]) -> str:
    """The text of a cell, which a file holds as one string or as a list of lines."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def has_tag(cell: Mapping[str, Any], tag: str) -> bool:
    """Whether a cell carries a tag."""
    return tag in cell.get("metadata", {}).get("tags", [])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the file system names no file
        return False


def _refuse_other_languages(path: Path, metadata: Mapping[str, Any]) -> None:
    language = metadata.get("kernelspec", {}).get("language") or metadata.get(
        "language_info", {}
    ).get("name", "python")
    if language != "python":
        raise WorkbenchError(
            Problem(
                "CLW-R02",
                f"{path.name} is written in {language}",
                file=str(path),
                value=str(language),
                expected="a Python notebook",
                remedy="choose a Python notebook",
            )
        )
