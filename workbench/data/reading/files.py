"""How does a file become a table: by its kind, in the declared types, all problems told."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.data.reading.cells import typed, without_missing
from workbench.data.reading.columnar import codes_as_numbers, fitted, parquet_table
from workbench.data.reading.decoding import Decoded, decode
from workbench.data.reading.excel import workbook_text
from workbench.data.reading.grid import Grid, Rows, grid_of
from workbench.data.reading.layout import Layout
from workbench.data.reading.plain_numbers import is_plain
from workbench.data.reading.separators import DELIMITERS
from workbench.data.reading.workbooks import ARCHIVE, LARGEST_RATIO, LARGEST_SIZE, OLD, Book
from workbench.data.tables import NUMBER, TEXT
from workbench.errors import Problem, StudyError, listed, unknown

HEADER_ROWS = 1
ANSWER = "answer"  # the one column of text in which a number may stand for no answer
TEXT_FILES = (".csv", ".tsv", ".tab", ".txt", ".gz")
WORKBOOKS = (".xlsx", ".xlsm")
COLUMNAR = (".parquet", ".pq")
OUTLINES = (".geojson", ".gpkg", ".shp")
TABLES = (*TEXT_FILES, *WORKBOOKS, *COLUMNAR)


@dataclass(frozen=True)
class Reading:
    """A file as it was read.

    Parameters
    ----------
    table
        The table, on a plain index.
    problems
        Everything that is wrong with the file.
    rows
        The row of the file that each row of the table came from, as a spreadsheet counts.
    read_as
        How the file was read, in words.
    units
        The unit of each column that a row of units names.
    notes
        Titles above the table and notes below it.
    kept_as_numbers
        Columns that a workbook keeps as numbers: their codes may have lost zeros.
    """

    table: pd.DataFrame
    problems: tuple[Problem, ...]
    rows: Rows
    read_as: str = ""
    units: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()
    kept_as_numbers: frozenset[str] = frozenset()

    @property
    def has_errors(self) -> bool:
        """Whether the table is not what the file says."""
        return any(not problem.is_warning for problem in self.problems)


def read_file(
    path: Path, types: Mapping[str, str], layout: Layout | None = None, book: Book | None = None
) -> Reading:
    """Read one table from a CSV, TSV, Excel or Parquet file.

    Parameters
    ----------
    path
        The file; its ending says of which kind it is. A .csv.gz is a CSV file.
    types
        Column name to "string", "number", "integer" or "boolean"; columns of other types, and
        those that are not named, are text.
    layout
        What is declared of the file; by default it is UTF-8 with one header row and commas.
    book
        A workbook that is open already, so that many sheets are read of one opening.

    Returns
    -------
    A `Reading`. Cells that are not of their type are missing in the table and told. A file that
    is laid out otherwise than declared is told, and read as it looks, so that one pass tells
    all. A file without a table gives an empty one.
    """
    layout = layout or Layout()
    suffix = path.suffix.lower()
    if suffix in COLUMNAR:
        table, problems = parquet_table(path, types)
        return Reading(table, tuple(problems), _plain_rows(len(table)), "Parquet")
    if suffix in WORKBOOKS and not _is_text(path):
        text, as_numbers, problems = workbook_text(path, layout, book)
        decoded = Decoded(text, "none")
        read_as = "Excel" + (f", sheet {layout.sheet}" if layout.sheet else "")
        layout = layout.with_found(sep=",")
    else:
        content, problems = _content(path)
        decoded = decode(content, path, layout.encoding) if not problems else Decoded("", "")
        problems += decoded.problems
        read_as = decoded.encoding.upper().replace("-SIG", "")
        as_numbers = set()
        if suffix in WORKBOOKS and decoded.text:
            problems.append(_renamed(path))
    if not decoded.text and any(not problem.is_warning for problem in problems):
        return Reading(pd.DataFrame(), tuple(problems), _plain_rows(0))
    reading = _parsed(decoded, layout, path, read_as, as_numbers, types)
    table, found = retyped(reading, types, layout, path)
    return replace(reading, table=table, problems=(*problems, *reading.problems, *found))


def read_table(
    path: Path, types: Mapping[str, str], layout: Layout | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """The table of a file and its problems, for who needs no more; see `read_file`."""
    reading = read_file(path, types, layout)
    return reading.table, list(reading.problems)


def read_numbers(path: Path, column: str) -> pd.DataFrame:
    """A small table of codes and one column of numbers.

    Raises
    ------
    StudyError
        With everything that is wrong with it.
    """
    table, problems = read_table(path, {column: NUMBER})
    wrong = [problem for problem in problems if not problem.is_warning]
    if column not in table and not wrong:
        wrong = [unknown("CLW-N04", "column", column, map(str, table), file=str(path))]
    if wrong:
        raise StudyError(wrong)
    return table


def retyped(
    reading: Reading, types: Mapping[str, str], layout: Layout, path: Path
) -> tuple[pd.DataFrame, list[Problem]]:
    """A table that was read as text with its columns in other types, and what does not fit."""
    columns, flags, problems = {}, None, []
    for name in map(str, reading.table):
        column, kind = reading.table[name], types.get(name)
        if kind == TEXT and name in reading.kept_as_numbers:
            problems.append(codes_as_numbers(column, str(path)))
        if name == ANSWER and pd.api.types.is_string_dtype(column):
            column = without_missing(column, layout)
        if pd.api.types.is_string_dtype(column):
            column, declared, found = typed(column, kind, layout, str(path), reading.rows)
            problems += found
            if declared is not None:
                flags = declared if flags is None else flags.fillna(declared)
        else:
            column = fitted(column, kind, str(path), problems)
        columns[name] = column
    table = pd.DataFrame(columns, index=reading.table.index, copy=False)
    return _flagged(table, flags), problems


def _flagged(table: pd.DataFrame, flags: pd.Series | None) -> pd.DataFrame:
    """The table with the flags of cells that are declared missing."""
    if flags is None or not flags.notna().any():
        return table
    return table.assign(flag=table["flag"].fillna(flags) if "flag" in table else flags)


def _parsed(
    decoded: Decoded,
    layout: Layout,
    path: Path,
    read_as: str,
    as_numbers: set[int],
    types: Mapping[str, str],
) -> Reading:
    """The table of a text, every column as text or, where they are plain, as numbers."""
    plain_types = types if is_plain(layout) else {}
    grid, problems = grid_of(decoded.text, layout, str(path), plain_types, decoded.plain)
    if grid is None:
        return Reading(pd.DataFrame(), tuple(problems), _plain_rows(0), read_as)
    return Reading(
        grid.cells,
        tuple(problems),
        grid.rows,
        f"{read_as}, {_in_words(grid)}",
        _units(grid),
        grid.shape.notes,
        frozenset(grid.shape.names[place].strip() for place in as_numbers),
    )


def _renamed(path: Path) -> Problem:
    return Problem(
        "CLW-T48",
        "the file is called a workbook and holds text; it is read as CSV",
        file=str(path),
        value=path.suffix,
        expected="a workbook, as its name says",
        remedy="rename the file to .csv",
        is_warning=True,
    )


def _in_words(grid: Grid) -> str:
    parts = [f"columns parted by {DELIMITERS.get(grid.sep, repr(grid.sep))}"]
    parts.append(f"header in row {grid.shape.header + 1}")
    if any(grid.shape.units):
        parts.append(f"units ({listed(filter(None, grid.shape.units), 4)})")
    if grid.shape.footer:
        parts.append(f"{grid.shape.footer} rows of notes at the end")
    return ", ".join([*parts, f"{len(grid.cells):,} rows"])


def _units(grid: Grid) -> dict[str, str]:
    pairs = zip(grid.shape.names, grid.shape.units, strict=False)
    return {name.strip(): unit.strip() for name, unit in pairs if unit.strip()}


def _plain_rows(count: int) -> Rows:
    return np.arange(count, dtype=np.int64) + HEADER_ROWS + 1


def _is_text(path: Path) -> bool:
    """Whether what is called a workbook is text, as many downloads are."""
    with path.open("rb") as stream:
        return stream.read(4) not in (ARCHIVE, OLD)


def _content(path: Path) -> tuple[bytes, list[Problem]]:
    """The bytes of a file, unpacked where it is compressed and small enough."""
    if path.suffix.lower() != ".gz":
        return path.read_bytes(), []
    limit = min(LARGEST_SIZE, LARGEST_RATIO * path.stat().st_size)
    try:
        with gzip.open(path) as stream:
            content = stream.read(limit + 1)
    except (OSError, EOFError):
        return b"", [
            Problem(
                "CLW-T48",
                "the compressed file is broken",
                file=str(path),
                expected="a whole gzip file",
                remedy="download the file again",
            )
        ]
    if len(content) <= limit:
        return content, []
    return b"", [
        Problem(
            "CLW-T54",
            "the compressed file would grow too large when opened",
            file=str(path),
            value=f"more than {limit:,} bytes",
            expected=f"at most {LARGEST_RATIO} times its size and {LARGEST_SIZE:,} bytes",
            remedy="unpack the file yourself, if you trust it",
        )
    ]


def first_place(rows: np.ndarray | pd.Series) -> int:
    """The spreadsheet row of the first True of `rows`, in a table with one header row."""
    return int(np.asarray(rows).argmax()) + HEADER_ROWS + 1


def in_rows(problem: Problem, rows: Rows) -> Problem:
    """A problem of a table, told in the row of the file that the row of the table came from."""
    place = None if problem.row is None else problem.row - HEADER_ROWS - 1
    if place is None or not 0 <= place < len(rows):
        return problem
    return replace(problem, row=int(rows[place]))
