"""A study in: located, read, verified."""

from __future__ import annotations

import hashlib
from pathlib import Path

from workbench.data.checking import examine
from workbench.data.study import Study, locate
from workbench.errors import StudyError
from workbench.once import is_shared, once


def load(study: str | Path | Study) -> Study:
    """Load a study by name, folder or descriptor, verified against its descriptor.

    Parameters
    ----------
    study
        A name from `workbench list studies`, a folder that holds a `datapackage.json`, or the
        path of such a file. A loaded study is returned as it is.

    Returns
    -------
    A `Study` whose tables are plain pandas data frames.

    Raises
    ------
    UnknownName
        If there is no such study; with the nearest names.
    StudyError
        With every problem found: files that are absent or changed, columns, types and keys.

    Examples
    --------
    >>> load("china_prefectures").years
    [2010]
    """
    if isinstance(study, Study):
        return study
    folder = locate(study)
    content = _content(folder) if is_shared() else {}
    found: Study = once({"data.load": lambda: _verified(folder)}, folder, content)["data.load"]
    return found


def _verified(folder: Path) -> Study:
    found, problems = examine(folder, errors_only=True)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        raise StudyError(wrong)
    return found


def _content(folder: Path) -> dict[str, str]:
    """The sha256 of every file of a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
