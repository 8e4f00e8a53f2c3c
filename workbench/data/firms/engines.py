"""Where is a register added up: an embedded DuckDB, Spark, or any engine that Ibis reaches."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.firms.register import CSV, Register
from workbench.errors import ParameterError, Problem, StudyError, quoted, visible

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

EMBEDDED = "duckdb"
MEMORY = "1GB"
ROW = "row_in_file"
# How DuckDB says where a row of CSV is at fault.
BAD_ROW, BAD_LINE, BAD_FILE = (
    r"CSV Error on Line: (\d+)",
    r"^Original Line: (.*)$",
    r"^ +file = (.+)$",
)


@dataclass(frozen=True)
class Engine:
    """What an engine does: read a register, and answer an Ibis expression.

    `odd_marks` are characters that its numbers may hold beyond those of plain numbers, so that
    "1_000" is a number nowhere.
    """

    name: str
    read: Callable[[Register], ir.Table]
    answer: Callable[[ir.Table], pa.Table]
    odd_marks: str = "_"


@contextmanager
def engine_called(name: str) -> Iterator[Engine]:
    """Start an engine, and stop it at the end of the block.

    Parameters
    ----------
    name
        "duckdb" for the embedded one; "spark" for a Spark on this machine; "spark://host:port"
        for the master of a standalone cluster; else a URL that Ibis connects to.

    Raises
    ------
    ParameterError
        If there is no such engine, or it does not answer.
    StudyError
        From within the block, if the engine cannot read the register.
    """
    if name == EMBEDDED:
        with tempfile.TemporaryDirectory() as folder:
            yield embedded(Path(folder))
    elif name == "spark" or name.startswith("spark://"):
        from workbench.data.firms.spark import spark_engine

        with spark_engine(name) as engine:
            yield engine
    else:
        yield _by_url(name)


def embedded(folder: Path) -> Engine:
    """A DuckDB inside this process that spills to a folder what does not fit into memory."""
    import ibis

    connection = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=str(folder))
    connection.raw_sql("SET enable_progress_bar = false")  # it would write to standard output

    def read(register: Register) -> ir.Table:
        with _without_old_names():
            return read_files(connection, register)

    return Engine(EMBEDDED, read, _answering(connection))


def read_files(connection: Any, register: Register) -> ir.Table:
    """The files of a register as a table of an engine that reads as DuckDB does."""
    files = list(map(str, register.files))
    if register.kind != CSV:
        return connection.read_parquet(files)
    return connection.read_csv(files, **csv_options(register))


def numbered(table: ir.Table) -> ir.Table:
    """A table of the embedded DuckDB with the number of each row, in the order of the file."""
    connection: Any = table.get_backend()
    connection.raw_sql(
        f"CREATE OR REPLACE VIEW numbered AS SELECT *, row_number() OVER () AS {ROW} "  # noqa: S608
        f'FROM "{table.get_name()}"'
    )
    with _without_old_names():
        return connection.table("numbered")


@contextmanager
def _without_old_names() -> Iterator[None]:
    """Silence what DuckDB says of a name that Ibis still calls."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        yield


def csv_options(register: Register) -> dict[str, Any]:
    """How DuckDB reads the register: as declared, nothing detected."""
    numbers = register.numbers
    return {
        "columns": {c: "DOUBLE" if c in numbers else "VARCHAR" for c in register.columns},
        "auto_detect": False,
        "header": True,
        "delim": register.delimiter,
        "quote": '"',
        "escape": '"',
    }


def _answering(connection: Any) -> Callable[[ir.Table], pa.Table]:
    import duckdb

    def answer(expression: ir.Table) -> pa.Table:
        try:
            # by DuckDB itself: the way through Ibis makes one more copy
            answer = connection.con.sql(connection.compile(expression)).to_arrow_table()
        except duckdb.Error as error:
            raise StudyError(cannot_read(EMBEDDED, error)) from error
        return as_declared(answer, expression)

    return answer


def batches(table: ir.Table, size: int) -> Iterator[pa.RecordBatch]:
    """The rows of a table of the embedded DuckDB, so many at a time, in the order of the file.

    Raises
    ------
    StudyError
        If DuckDB cannot read them.
    """
    import duckdb

    connection: Any = table.get_backend()
    try:
        yield from connection.con.sql(connection.compile(table)).to_arrow_reader(size)
    except (duckdb.Error, OSError) as error:
        raise StudyError(cannot_read(EMBEDDED, error)) from error


def as_declared(answer: pa.Table, expression: ir.Table) -> pa.Table:
    """An engine's answer in the types of the expression, which are the same for all engines."""
    return answer.cast(expression.schema().to_pyarrow())


def cannot_read(engine: str, error: Exception) -> Problem:
    """The problem of a register that an engine cannot read, in the engine's words.

    Examples
    --------
    >>> print(cannot_read("duckdb", ValueError("CSV Error on Line: 3")).as_text())
    CLW-A14  the register cannot be read: ValueError
      row 3
      Expected: rows that duckdb can read: UTF-8, as many fields in each row as in the header
      Do: correct the row, or restore the file
    """
    text = str(error)
    row, line, file = (re.search(part, text, re.M) for part in (BAD_ROW, BAD_LINE, BAD_FILE))
    words = [
        part.strip()
        for part in text.splitlines()
        if part.strip() and not re.search(f"{BAD_ROW}|{BAD_LINE}", part)
    ]
    return Problem(
        "CLW-A14",
        f"the register cannot be read: {words[0] if words else type(error).__name__}",
        file=file[1] if file else None,
        row=int(row[1]) if row else None,
        value=line[1] if line else None,
        expected=f"rows that {engine} can read: UTF-8, as many fields in each row as in the header",
        remedy="correct the row, or restore the file",
    )


def _by_url(url: str) -> Engine:
    import ibis
    from ibis.common.exceptions import TableNotFound

    try:
        connection: Any = ibis.connect(url)
    except Exception as error:  # each engine has errors of its own
        raise ParameterError(_no_engine(url, error)) from error

    def read(register: Register) -> ir.Table:
        with _without_old_names():
            if register.table is None:
                return read_files(connection, register)
            try:
                return connection.table(register.table)
            except TableNotFound as error:
                raise StudyError(no_table(register.table, url)) from error

    def answer(expression: ir.Table) -> pa.Table:
        try:
            with _without_old_names():
                return as_declared(connection.to_pyarrow(expression), expression)
        except Exception as error:  # each engine has errors of its own
            raise StudyError(cannot_read(connection.name, error)) from error

    return Engine(url, read, answer)


def no_table(name: str, engine: str) -> Problem:
    """The problem of a register that is neither a file nor a table."""
    return Problem(
        "CLW-A02",
        f"there is no register of firms called {quoted(name)}",
        value=name,
        expected=f"files, or a table of {engine.partition('://')[0]}",
        remedy="check the path or the name of the table",
    )


def _no_engine(url: str, error: Exception) -> Problem:
    return Problem(
        "CLW-A13",
        f"there is no engine there: {visible(str(error).splitlines()[0] if str(error) else url)}",
        value=url,
        expected="duckdb, spark, spark://host:port, or a URL that Ibis connects to, such as "
        "duckdb://register.ddb",
        remedy="--engine duckdb",
    )
