"""Tables as a form, or as a folder to open, and what is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.data import Study
from workbench.errors import Problem, StudyError
from workbench.fieldwork import Form, Instrument
from workbench.fieldwork._instrument import Tables


def form_of(tables: Tables) -> Form:
    """A form that was filled in with these tables."""
    return Form(Study("made", Path("made"), {"name": "made", "resources": []}, tables))


def written(folder: Path, tables: Tables) -> Path:
    """The tables as CSV files of a folder."""
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def told(instrument: Instrument, folder: Path, tables: Tables) -> dict[str, Problem]:
    """The errors of a folder by their code, each with a remedy."""
    with pytest.raises(StudyError) as error:
        instrument(written(folder, tables))
    assert all(problem.remedy for problem in error.value.problems)
    return {problem.code: problem for problem in error.value.problems}
