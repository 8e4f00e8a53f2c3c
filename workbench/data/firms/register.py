"""Which files is a firm register made of, and what columns do they share."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from workbench.errors import Problem, StudyError, listed

CSV, PARQUET, TABLE = "csv", "parquet", "table"
KINDS = {".csv": CSV, ".tsv": CSV, ".csv.gz": CSV, ".tsv.gz": CSV, ".parquet": PARQUET}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
LONGEST_HEADER = 2**20


@dataclass(frozen=True)
class Register:
    """The files of a register, which all have the same columns.

    `kind` is "csv", "parquet", or "table" where the register is a table of a database.
    `shown` are the names to tell the user, where they differ from those of the files. `numbers`
    are the columns of CSV that are read as numbers at once; all others are read as text.
    """

    kind: str
    files: tuple[Path, ...]
    columns: tuple[str, ...]
    delimiter: str | None = None
    table: str | None = None
    shown: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The files, or the table, as the user knows them."""
        table = (self.table,) if self.table else ()
        return self.shown or table or tuple(map(str, self.files))

    def __repr__(self) -> str:
        parts = f" in {len(self.files):,} files" if len(self.files) > 1 else ""
        marks = f", {DELIMITERS[self.delimiter]} between columns" if self.delimiter else ""
        return f"{self.names[0] if self.names else ''}{parts} ({self.kind}{marks})"


def open_register(source: str | Path) -> Register:
    """Find the files of a register and read their headers.

    Parameters
    ----------
    source
        A CSV or Parquet file, a folder of such files, or a pattern such as "firms/*.parquet".

    Raises
    ------
    StudyError
        If there is no such file, files are of several kinds, a header cannot be read, or the
        files differ in their columns; all of it at once.
    """
    files = _files(source)
    kinds = {_kind(file) for file in files}
    if len(kinds) > 1:
        raise StudyError(
            Problem(
                "CLW-A02",
                "the register holds files of several kinds",
                file=str(source),
                expected="all CSV, or all Parquet",
                remedy="name the files of one kind: FOLDER/*.parquet",
            )
        )
    [kind] = kinds
    headers = [_columns(file, kind) for file in files]
    delimiter = headers[0][1]
    problems = list(_header_problems(files, [columns for columns, _ in headers]))
    if problems:
        raise StudyError(problems)
    return Register(kind, tuple(files), tuple(headers[0][0]), delimiter)


def is_of_files(source: str) -> bool:
    """Whether a register is meant as files: it is there, or is called like a file or pattern."""
    return Path(source).exists() or has_magic(source) or _kind(Path(source)) != ""


def _files(source: str | Path) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.is_file() and _kind(file))
    elif has_magic(str(source)) and not path.exists():
        found = sorted(file for file in map(Path, glob(str(source))) if _kind(file))  # noqa: PTH207
    else:
        found = [path] if path.is_file() and _kind(path) else []
    if not found:
        raise StudyError(
            Problem(
                "CLW-A02",
                "there is no register of firms there",
                file=str(source),
                expected=f"a file, a folder or a pattern of files that end in {listed(KINDS)}",
                remedy="check the path; save spreadsheets as CSV in UTF-8",
            )
        )
    return found


def _kind(file: Path) -> str:
    name = file.name.lower()
    return next((kind for ending, kind in KINDS.items() if name.endswith(ending)), "")


def _columns(file: Path, kind: str) -> tuple[list[str], str | None]:
    """The columns of a file, and the mark between them where it is text."""
    if kind == CSV:
        line = _first_line(file)
        delimiter = max(DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark))))
        return next(csv.reader([line], delimiter=delimiter)), delimiter
    from pyarrow import ArrowInvalid
    from pyarrow.parquet import read_schema

    try:
        return list(read_schema(file).names), None
    except ArrowInvalid as error:
        raise StudyError(_unreadable(file, str(error).split(".")[0])) from error


def _first_line(file: Path) -> str:
    is_packed = file.suffix == ".gz"
    try:
        with gzip.GzipFile(file) if is_packed else file.open("rb") as stream:
            content = stream.readline(LONGEST_HEADER)
        line = content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        problem = Problem(
            "CLW-T01",
            "the file is not UTF-8 text",
            file=str(file),
            row=1,
            expected="UTF-8",
            remedy="save the register as CSV in UTF-8",
        )
        raise StudyError(problem) from error
    except gzip.BadGzipFile as error:
        raise StudyError(_unreadable(file, str(error))) from error
    if not line.strip():
        raise StudyError(
            Problem(
                "CLW-T03", "the file is empty", file=str(file), remedy="export the register again"
            )
        )
    return line


def _unreadable(file: Path, why: str) -> Problem:
    return Problem(
        "CLW-A14",
        f"the register cannot be read: {why}",
        file=str(file),
        expected="a file that is complete",
        remedy="restore the file",
    )


def _header_problems(files: Sequence[Path], headers: Sequence[list[str]]) -> Iterator[Problem]:
    first = headers[0]
    twice = [name for name in dict.fromkeys(first) if first.count(name) > 1 or not name.strip()]
    if twice:
        yield Problem(
            "CLW-T21",
            "a column has no name, or a name that another column has",
            file=str(files[0]),
            row=1,
            value=twice[0],
            expected="a name of its own for each column",
            more=len(twice) - 1,
            remedy="name the column, or take it out",
        )
    other = [file for file, header in zip(files, headers, strict=True) if header != first]
    if other:
        header = headers[files.index(other[0])]
        yield Problem(
            "CLW-A03",
            "the files of the register differ in their columns",
            file=str(other[0]),
            value=", ".join(header),
            expected=f"the columns of {files[0]}: {', '.join(first)}",
            remedy="bring the files to the same columns in the same order, or name fewer files",
            more=len(other) - 1,
        )
