"""How does a table of strings become a Word document: a real table with a header that repeats."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import Problem, WorkbenchError
from workbench.figures._steady import steady

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def write_word(
    table: pd.DataFrame,
    path: str | Path,
    notes: Sequence[str] = (),
    caption: str = "",
    columns_are: str = "the models",
) -> Path:
    """Write a table of strings into a new Word document.

    The header row repeats on every page, the first column stands left and the others right, and
    the caption is the words of the table for those who cannot see it too. The same table gives
    the same bytes.

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
    for style in ("Normal", "Caption"):
        set_font(document.styles[style], LATIN)
    if caption:
        document.add_paragraph(caption, style="Caption")
    lines = [list(map(str, table.columns)), *table.to_numpy().tolist()]
    grid = document.add_table(len(lines), table.shape[1], style="Light List")
    for row, cells in zip(grid.rows, lines, strict=True):
        _fill(row, cells)
    set_property(grid.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    set_property(grid._tbl.tblPr, "tblCaption", val=caption or "Table")
    set_property(grid._tbl.tblPr, "tblDescription", val=_described(table, columns_are))
    for note in notes:
        document.add_paragraph(note)
    buffer = io.BytesIO()
    document.save(buffer)
    Path(path).write_bytes(steady(buffer.getvalue()))
    return Path(path)


def _fill(row: Any, cells: Sequence[str]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        cell.text = text
        sides = WD_ALIGN_PARAGRAPH
        cell.paragraphs[0].alignment = sides.RIGHT if number else sides.LEFT


def set_property(parent: Any, name: str, **attributes: str) -> None:
    """Add a property that python-docx has no word for."""
    from docx.oxml import OxmlElement

    child = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        child.set(qualified(key), value)
    parent.append(child)


def set_font(owner: Any, name: str, size: float | None = None) -> None:
    """The font of a style or a run, with the one that Chinese characters are to have."""
    from docx.shared import Pt

    owner.font.name = name
    fonts = owner.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in THEMES:
        fonts.attrib.pop(qualified(theme), None)
    fonts.set(qualified("eastAsia"), CHINESE)
    if size:
        owner.font.size = Pt(size)


def qualified(name: str) -> str:
    """A name of Word's own markup as XML writes it."""
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _described(table: pd.DataFrame, columns_are: str) -> str:
    columns = ", ".join(map(str, table.columns[1:]))
    return f"Table of {len(table)} rows; its columns are {columns_are} {columns}."


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
