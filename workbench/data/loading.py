"""A study in: located, read, verified."""

from __future__ import annotations

from pathlib import Path

from workbench.data.checking import examine
from workbench.data.study import Study, locate
from workbench.errors import StudyError


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
    found, problems = examine(locate(study), errors_only=True)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        raise StudyError(wrong)
    return found
