"""How does a file become a table: codes stay text, numbers are numbers, nothing is guessed."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.tables import BOOLEAN, INTEGER, NUMBER
from workbench.errors import Problem, StudyError, quoted

TRUTH = {"true": True, "false": False, "1": True, "0": False}
IN_WORDS = {NUMBER: "a number", INTEGER: "a whole number", BOOLEAN: "true or false"}
HEADER_ROWS = 1
DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a bar"}
LARGEST_INTEGER = 2**53  # beyond it a float no longer holds every whole number


def read_table(path: Path, types: Mapping[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one CSV file with declared column types.

    Parameters
    ----------
    path
        A UTF-8 CSV file with one header row.
    types
        Column name to "string", "number", "integer" or "boolean"; columns of other types, and
        those that are not named, are text.

    Returns
    -------
    The table, and every cell that is not of its declared type as a problem (such cells are
    missing in the table). A file that is no table of rows and columns gives an empty table.
    """
    try:
        text = _text(path)
        problems = list(_shape_problems(text, str(path)))
    except StudyError as error:
        return pd.DataFrame(), list(error.problems)
    if any(not problem.is_warning for problem in problems):
        return pd.DataFrame(), problems
    raw = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, na_values=[""])
    raw.columns = raw.columns.str.strip()
    columns = {
        str(name): _typed(raw[name], types.get(str(name)), str(path), problems) for name in raw
    }
    return pd.DataFrame(columns, index=raw.index), problems


def _text(path: Path) -> str:
    """The text of a file, without the empty lines at its end."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        raise StudyError(
            Problem(
                "CLW-T01",
                f"the file is not UTF-8 text{' but looks like UTF-16' if is_wide else ''}",
                file=str(path),
                row=None if is_wide else content[: error.start].count(b"\n") + 1,
                expected="UTF-8",
                remedy="save the file as CSV in UTF-8",
            )
        ) from error
    return text.rstrip("\r\n")


def _shape_problems(text: str, file: str) -> Iterator[Problem]:
    """What keeps a text from being one header and rows of as many fields."""
    if not text.strip():
        yield Problem("CLW-T03", "the file is empty", file=file, expected="a header and rows")
    elif text.lstrip().startswith("<"):
        yield Problem(
            "CLW-T45",
            "the file holds a web page, not a table",
            file=file,
            row=1,
            value=text.lstrip().splitlines()[0],
            expected="CSV: a header row and rows",
            remedy="download the file again; the page may say why it was not sent",
        )
    elif "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        yield Problem("CLW-T44", "the file holds a NUL byte", file=file, row=row, expected="text")
    else:
        yield from _row_problems(text, file)


def _row_problems(text: str, file: str) -> Iterator[Problem]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    try:
        header = next(reader)
        yield from _header_problems(header, file)
        row, ragged = HEADER_ROWS, []
        for row, fields in enumerate(reader, start=HEADER_ROWS + 1):
            if len(fields) != len(header):
                ragged.append((row, len(fields)))
    except csv.Error as error:
        yield Problem(
            "CLW-T20",
            f"a row cannot be read as CSV: {error}",
            file=file,
            row=row + 1,
            expected='quotes around a whole cell only, closed again, with "" for a quote inside',
        )
        return
    if ragged:
        yield Problem(
            "CLW-T19",
            f"a row has {ragged[0][1]} fields, the header has {len(header)}",
            file=file,
            row=ragged[0][0],
            expected="as many fields in each row as in the header",
            remedy="quote text that holds commas, complete short rows, and take out empty ones",
            more=len(ragged) - 1,
        )


def _header_problems(header: Sequence[str], file: str) -> Iterator[Problem]:
    names = [name.strip() for name in header]
    for mark, called in DELIMITERS.items():
        if len(names) == 1 and mark in header[0]:
            yield Problem(
                "CLW-T04",
                f"columns seem to be separated by {called}, not by a comma",
                file=file,
                row=1,
                value=header[0],
                expected="commas between columns",
                remedy="save the file as comma-separated values",
            )
    for place, (name, as_found) in enumerate(zip(names, header, strict=True), start=1):
        if not name or name in names[: place - 1]:
            again = f"the name of column {names.index(name) + 1} again" if name else "no name"
            yield Problem(
                "CLW-T21",
                f"column {place} has {again}",
                file=file,
                row=1,
                column=name or None,
                expected="a name of its own for each column",
                remedy="name the column, or take it out",
            )
        elif name != as_found:
            yield Problem(
                "CLW-T23",
                f"the column name {quoted(as_found)} has spaces around it; read as {quoted(name)}",
                file=file,
                row=1,
                column=name,
                value=as_found,
                expected="a name without spaces around it",
                is_warning=True,
            )


def _typed(
    column: pd.Series, kind: str | None, file: str, problems: list[Problem]
) -> pd.Series[Any]:
    """The column in its declared type; cells that do not fit become missing and are told."""
    if kind not in (NUMBER, INTEGER, BOOLEAN):
        return column
    values: pd.Series[Any] = pd.to_numeric(column, errors="coerce")
    if kind == BOOLEAN:
        values = column.str.lower().map(TRUTH).astype("boolean")
    wrong = values.isna() & column.notna()
    if kind == INTEGER:
        wrong |= values.notna() & ((values % 1 != 0) | (values.abs() > LARGEST_INTEGER))
        values = values.mask(wrong).astype("Int64")
        values = values if values.isna().any() else values.astype("int64")
    if wrong.any():
        problems.append(_not_of_type(column[wrong], kind, file))
    return values


def _not_of_type(cells: pd.Series, kind: str, file: str) -> Problem:
    first = cells.index[0]
    return Problem(
        "CLW-T10",
        f"a cell of column {cells.name} is not {IN_WORDS[kind]}",
        file=file,
        row=int(first) + HEADER_ROWS + 1,
        column=str(cells.name),
        value=str(cells.iloc[0]),
        expected=f"{IN_WORDS[kind]}, or an empty cell where the value is missing",
        remedy="correct the cell, or leave it empty and say why in the column flag",
        more=len(cells) - 1,
    )


def first_place(rows: Sequence[bool] | np.ndarray | pd.Series) -> int:
    """The spreadsheet row of the first True of `rows`."""
    return int(np.asarray(rows).argmax()) + HEADER_ROWS + 1
