"""How does a table of strings become a Word document: a real table with a header that repeats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import Problem, WorkbenchError


def write_word(
    table: pd.DataFrame, path: str | Path, notes: Sequence[str] = (), caption: str = ""
) -> Path:
    """Write a table of strings into a new Word document.

    The header row repeats on every page, the first column stands left and the others right, and
    the caption is the words of the table for those who cannot see it too.

    Raises
    ------
    WorkbenchError
        If the extra [word] is not installed.
    """
    docx = _docx()
    document = docx.Document()
    document.core_properties.title = caption
    document.core_properties.author = ""
    document.core_properties.comments = ""
    if caption:
        document.add_paragraph(caption, style="Caption")
    lines = [list(map(str, table.columns)), *table.to_numpy().tolist()]
    grid = document.add_table(len(lines), table.shape[1], style="Light List")
    for row, cells in zip(grid.rows, lines, strict=True):
        _fill(row, cells)
    _add(grid.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    _add(grid._tbl.tblPr, "tblCaption", caption or "Regression table")
    _add(grid._tbl.tblPr, "tblDescription", _described(table))
    for note in notes:
        document.add_paragraph(note)
    document.save(str(path))
    return Path(path)


def _fill(row: Any, cells: Sequence[str]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        cell.text = text
        sides = WD_ALIGN_PARAGRAPH
        cell.paragraphs[0].alignment = sides.RIGHT if number else sides.LEFT


def _add(parent: Any, name: str, value: str = "true") -> None:
    """Add a property that python-docx has no word for."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = OxmlElement(f"w:{name}")
    child.set(qn("w:val"), value)
    parent.append(child)


def _described(table: pd.DataFrame) -> str:
    models = ", ".join(map(str, table.columns[1:]))
    return f"Table of {len(table)} rows; its columns are the models {models}."


def _docx() -> Any:
    try:
        import docx
    except ImportError as error:
        raise WorkbenchError(
            Problem(
                "CLW-F85",
                "a Word document needs the package python-docx, which is not installed",
                expected="the extra [word]",
                remedy="pip install 'cluster-workbench[word]'",
            )
        ) from error
    return docx
