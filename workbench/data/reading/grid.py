"""How does text become rows of cells: columns parted, rows of one length, nothing shifted."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.data.reading.at_once import at_once
from workbench.data.reading.column_names import column_names, unnamed
from workbench.data.reading.layout import Layout
from workbench.data.reading.separators import BEGINNING, beginning, records, separator
from workbench.data.reading.shape import HEAD, TAIL, Row, Shape, filled, shape_of
from workbench.errors import Problem

DECLARED_BY_FILE = "sep="  # a first line that spreadsheets understand

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Cells by column, the row of the file each came from, and where the table lay."""

    cells: pd.DataFrame
    rows: Rows
    shape: Shape
    sep: str


def grid_of(
    text: str,
    layout: Layout,
    file: str,
    types: Mapping[str, str] | None = None,
    plain: bytes | None = None,
) -> tuple[Grid | None, list[Problem]]:
    """Part a text into the cells of a table.

    Parameters
    ----------
    text
        The whole text of a file.
    layout
        What is declared of it.
    file
        For the place of problems.
    types
        Columns that are "number" or "integer" where every cell is a plain one; all columns are
        text where one cell is not, and in a table that is not regular.
    plain
        The text as bytes, where each byte is a character: it spares encoding a large text again.

    Returns
    -------
    The grid, or None where there is no table, and every problem of its shape. Rows of another
    length than the header are problems and are not in the grid.
    """
    if "\r" in text:
        text, plain = text.replace("\r\n", "\n").replace("\r", "\n"), None
    if text.endswith("\n\n"):  # a slice of a large text is a copy, made only where it must be
        text = text.rstrip("\n")
    if not text or text.isspace():
        return None, [
            Problem(
                "CLW-T03",
                "the file is empty",
                file=file,
                expected="a header and rows",
                remedy="restore the file",
            )
        ]
    before = 0
    if text[:4].lower() == DECLARED_BY_FILE and text[5:6] == "\n":
        layout = layout if layout.sep else layout.with_found(sep=text[4])
        text, before, plain = text[6:], 1, None
    sep, problems = separator(text, layout, file)
    head, ends = _head(text, sep)
    tail = _tail(text, sep) if ends is None or len(head) == HEAD else []
    shape, found = shape_of(head, tail, layout, file)
    problems += found
    offset = _offset(text, sep, shape.first)
    table = _without_footer(text, shape.footer, sep) if shape.footer else text
    grid, found = _body(table, min(offset, len(table)), sep, shape, file, types or {}, plain)
    if any(problem.code == "CLW-T15" for problem in problems):
        first_note = sum(1 for _ in records(text, sep)) - shape.footer + 1
        problems = [replace(p, row=first_note) if p.code == "CLW-T15" else p for p in problems]
    rows = grid.rows + before if before else grid.rows
    return Grid(grid.cells, rows, shape, sep), [*problems, *found]


def _head(text: str, sep: str) -> tuple[list[list[str]], int | None]:
    csv.field_size_limit(1 << 30)
    head = list(records(beginning(text), sep, HEAD))
    return head, (len(head) if len(head) < HEAD else None)


def _tail(text: str, sep: str) -> list[list[str]]:
    """The last records, as far as lines are records."""
    end = text[-BEGINNING:]
    lines = (end if end.count("\n") > TAIL + 1 else text).rstrip("\n").rsplit("\n", TAIL)[1:]
    return list(records("\n".join(lines), sep))


def _offset(text: str, sep: str, first: int) -> int:
    """Where in the text the record of that number begins."""
    stream = io.StringIO(beginning(text), newline="")
    reader = csv.reader(stream, delimiter=sep)
    for _ in range(first):
        if next(reader, None) is None:
            break
    return stream.tell()


def _without_footer(text: str, footer: int, sep: str) -> str:
    """The text without the notes, and without empty rows before those."""
    kept = text.rstrip("\n").rsplit("\n", footer)[0]
    while kept and not kept.rpartition("\n")[2].strip(sep + " "):
        kept = kept.rpartition("\n")[0]
    return kept + "\n"


def _body(
    text: str,
    offset: int,
    sep: str,
    shape: Shape,
    file: str,
    types: Mapping[str, str],
    plain: bytes | None,
) -> tuple[Grid, list[Problem]]:
    """The rows of data, from an offset on: at once where all is regular, else one by one."""
    names, problems = column_names(shape, file)
    width = len(shape.names)
    kinds = [types.get(name) if name is not None else None for name in names]
    is_plain = text.find('"', offset) < 0 and sep.isascii()
    cells = at_once(text, offset, sep, kinds, plain) if is_plain else None
    if cells is None:
        cells, rows, found = _one_by_one(text[offset:], sep, shape, file)
        problems += found
    else:
        rows = np.arange(shape.first + 1, shape.first + 1 + len(cells), dtype=np.int64)
    keep = [i for i, name in enumerate(names) if name is not None]
    spoilt = [i for i in range(width) if i not in keep and cells[i].notna().any()]
    problems += unnamed(spoilt, shape, file)
    cells = cells if len(keep) == width else cells[keep]
    cells = cells.set_axis([str(names[i]) for i in keep], axis=1)
    return Grid(cells, rows, shape, sep), problems


def _one_by_one(
    body: str, sep: str, shape: Shape, file: str
) -> tuple[pd.DataFrame, Rows, list[Problem]]:
    """Rows parted one after another, with a problem for each kind of row that does not fit."""
    width, kept, rows = len(shape.names), [], []
    wrong: dict[str, list[tuple[int, Row]]] = {}
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=sep, strict=True)
    row, problems = shape.first, []
    try:
        for row, record in enumerate(reader, start=shape.first + 1):
            if filled(record) == 0 and (width > 1 or not record):
                wrong.setdefault("CLW-T53", []).append((row, record))
            elif len(record) == width:
                kept.append(record)
                rows.append(row)
            else:
                code = "CLW-T18" if len(record) > width else "CLW-T19"
                wrong.setdefault(code, []).append((row, record))
    except csv.Error as error:
        problems.append(_no_csv(error, row + 1, shape, body, file))
    problems += [_misfits(code, found, width, len(kept), file) for code, found in wrong.items()]
    cells = pd.DataFrame(kept, columns=range(width), dtype="str")
    return cells.mask(cells == ""), np.array(rows, dtype=np.int64), problems


def _no_csv(error: csv.Error, row: int, shape: Shape, body: str, file: str) -> Problem:
    lines = body.split("\n")
    place = row - shape.first - 1
    return Problem(
        "CLW-T20",
        f"a row cannot be read as CSV: a quote is opened and not closed, or stands amid a cell "
        f"({error})",
        file=file,
        row=row,
        value=lines[place] if place < len(lines) else None,
        expected='quotes around a whole cell only, closed again, with "" for a quote inside',
        remedy="close the quote in this row, or take it out",
    )


def _misfits(code: str, found: list[tuple[int, Row]], width: int, kept: int, file: str) -> Problem:
    row, record = found[0]
    more = len(found) - 1
    value = ", ".join(record)
    if code == "CLW-T53":
        return Problem(
            code,
            "an empty row stands among the rows; it is left out",
            file=file,
            row=row,
            expected="rows of data one below the other",
            remedy="take the empty rows out, or see that nothing is missing there",
            more=more,
            is_warning=True,
        )
    if code == "CLW-T18" and kept == 0 and more > 0:
        return Problem(
            "CLW-T17",
            f"the header has {width} names, all {more + 1} rows have more fields ({len(record)}): "
            "columns would shift",
            file=file,
            row=row,
            value=value,
            expected="as many names as fields",
            remedy=f"name column {width + 1}, or take the extra separator out of each row",
            more=more,
        )
    return Problem(
        code,
        f"a row has {_fields(len(record))}, the header has {width}",
        file=file,
        row=row,
        value=value,
        expected="as many fields in each row as in the header",
        remedy="quote text that holds separators, and complete short rows",
        more=more,
    )


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"
