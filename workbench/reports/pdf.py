"""How does a page become paper: set on A4 with page numbers, and the same bytes each time.

Typst does the setting. It is one package without anything of the system behind it, reads our two
fonts alone, and takes the page as data, so that no text of a study can be taken for code.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workbench.fonts.coverage import check_glyphs, folders
from workbench.reports.columns import column_letters
from workbench.reports.elements import Document, Element, read
from workbench.reports.languages import words
from workbench.reports.pages import failed

TEMPLATE = Path(__file__).with_suffix(".typ")
SUFFIXES = {"svg+xml": "svg", "png": "png", "jpeg": "jpg", "gif": "gif", "webp": "webp"}
LONGEST_RUNNING_TITLE = 90
LETTERS_A_LINE = 105  # of the smaller type of tables


def as_pdf(html: str, origin: str = "") -> bytes:
    """A page as PDF.

    Parameters
    ----------
    html
        A finished page of the workbench.
    origin
        What stands at the foot of each sheet beside its number, such as the run's name.

    Returns
    -------
    The bytes of the PDF: tagged, with an outline, alt texts, and no time in it.

    Raises
    ------
    WorkbenchError
        If a character is in neither font (CLW-R49).
    RunFailed
        If the page cannot be set (CLW-R47).
    """
    document = read(html)
    check_glyphs([*document.texts(), origin], where="the PDF")
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        return _set(document, origin, Path(folder))


def _set(document: Document, origin: str, folder: Path) -> bytes:
    import typst

    told = {
        "lang": document.lang,
        "title": document.title,
        "running": _shortened(document.title),
        "origin": origin,
        "depth": document.depth_of_contents,
        "words": dict(words(document.lang)),
        "elements": [_plain(element, folder) for element in document.elements],
    }
    (folder / "document.json").write_text(json.dumps(told), encoding="utf-8")
    main = folder / "main.typ"
    main.write_bytes(TEMPLATE.read_bytes())
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path) for path in folders()],
    )
    try:
        compiler = typst.Compiler(str(main), root=str(folder), font_paths=fonts)
        made: Any = compiler.compile(format="pdf")
    except typst.TypstError as error:
        raise failed("pdf", error.message) from error
    return bytes(made)


def _plain(element: Element, folder: Path) -> dict[str, Any]:
    """An element as plain data, with the text of all of it and its picture as a file."""
    inside = [_plain(child, folder) for child in element.children]
    own: Mapping[str, Any] = {**asdict(element), "children": inside}
    text = element.text + "".join(str(child["text"]) for child in inside)
    file = _file(element.source, folder)
    return {**own, "text": text, "file": file, "source": "", "widths": _widths(element)}


def _widths(element: Element) -> list[float]:
    """The widths of a table's columns, for where it cannot be as wide as it likes."""
    columns = max((sum(cell.span for cell in row) for row in element.rows), default=0)
    return column_letters(element.rows, columns, LETTERS_A_LINE) if columns else []


def _file(address: str, folder: Path) -> str:
    """The name of the file that a picture is written to; empty where there is none to be had."""
    kind, sign, data = address.removeprefix("data:image/").partition(";base64,")
    if not sign or kind not in SUFFIXES:
        return ""
    name = f"picture-{len(list(folder.glob('picture-*')))}.{SUFFIXES[kind]}"
    (folder / name).write_bytes(base64.b64decode(data))
    return name


def _shortened(title: str) -> str:
    if len(title) <= LONGEST_RUNNING_TITLE:
        return title
    return f"{title[: LONGEST_RUNNING_TITLE - 1]}…"
