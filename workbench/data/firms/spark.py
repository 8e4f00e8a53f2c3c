"""How does a register get to Spark: a session on this machine or on a standalone master."""

from __future__ import annotations

import os
import re
import shutil
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workbench.data.firms.engines import Engine, as_declared, cannot_read, no_table
from workbench.data.firms.register import CSV, Register
from workbench.errors import ParameterError, Problem, StudyError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

LOCAL = "spark"
LOOPBACK = ("localhost", "127.0.0.1")
INSTALL = "pip install 'cluster-workbench[spark]'"
PATIENCE = 5  # seconds until a master that does not answer is told
SETTINGS = {
    "spark.app.name": "workbench aggregate",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # a row that is too short or too long is an error, whichever columns are asked for
    "spark.sql.csv.parser.columnPruning.enabled": "false",
}
# Without these a driver on loopback offers workers an address that they cannot reach.
ON_LOOPBACK = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


@contextmanager
def spark_engine(name: str) -> Iterator[Engine]:
    """Start a Spark session, and stop it at the end of the block.

    Parameters
    ----------
    name
        "spark" for all processors of this machine, or "spark://host:port" for the master of a
        standalone cluster, whose workers must see the register under the same path.

    Raises
    ------
    ParameterError
        If PySpark or Java is absent, or the master does not answer.
    """
    _check_parts()
    host = _check_master(name)
    with warnings.catch_warnings():
        # Spark's own tables are Arrow here, never pandas
        warnings.filterwarnings("ignore", message="PySpark does not yet", category=FutureWarning)
        session = _session(name, SETTINGS | (ON_LOOPBACK if host in LOOPBACK else {}))
        try:
            yield _engine(session)
        finally:
            session.stop()


def _check_parts() -> None:
    """PySpark and Java, or how to get them."""
    problems = []
    try:
        import pyspark  # noqa: F401
    except ImportError:
        problems.append(_absent("PySpark", INSTALL))
    java_home = os.environ.get("JAVA_HOME")
    if not (java_home and os.path.isdir(java_home)) and shutil.which("java") is None:  # noqa: PTH112
        problems.append(
            _absent(
                "Java", f"install Java 17 or later, and for PySpark: {INSTALL}; or --engine duckdb"
            )
        )
    if problems:
        raise ParameterError(problems)


def _absent(what: str, remedy: str) -> Problem:
    return Problem(
        "CLW-A11",
        f"the engine spark needs {what}, which is not installed",
        value=LOCAL,
        expected="PySpark 4 and Java 17 or later",
        remedy=remedy,
    )


def _check_master(name: str) -> str:
    """The host of the master, which must answer; this machine where there is none."""
    if name == LOCAL:
        return LOOPBACK[0]
    try:
        address = urlsplit(name)
        where = (str(address.hostname), address.port or 7077)
        socket.create_connection(where, timeout=PATIENCE).close()
    except (OSError, ValueError) as error:
        problem = Problem(
            "CLW-A12",
            f"no Spark master answers: {error}",
            value=name,
            expected="spark://host:port of a master that runs",
            remedy="start the master and a worker, or --engine spark for this machine alone",
        )
        raise ParameterError(problem) from error
    return where[0]


def _session(name: str, settings: dict[str, str]) -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[*]" if name == LOCAL else name)
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _engine(session: Any) -> Engine:
    import ibis
    from ibis.common.exceptions import TableNotFound
    from py4j.protocol import Py4JJavaError  # type: ignore[import-not-found, unused-ignore]
    from pyspark.errors import PySparkException

    connection: Any = ibis.pyspark.connect(session)

    def read(register: Register) -> ir.Table:
        if register.table is not None:
            try:
                return connection.table(register.table)
            except (TableNotFound, PySparkException) as error:
                raise StudyError(no_table(register.table, LOCAL)) from error
        frame = _frame(session, register)
        # by place: a byte order mark would else become part of the first name
        frame.toDF(*register.columns).createOrReplaceTempView("firms")
        return connection.table("firms")

    def answer(expression: ir.Table) -> pa.Table:
        try:
            answer = session.sql(str(connection.compile(expression))).toArrow()
        except (PySparkException, Py4JJavaError) as error:
            raise StudyError(cannot_read(LOCAL, ValueError(_cause(error)))) from error
        return as_declared(answer, expression)

    return Engine(LOCAL, read, answer, odd_marks="dDfF")


def _cause(error: Exception) -> str:
    """The innermost of the errors that Java tells, without its class."""
    causes = re.findall(r"Caused by: [\w.$]+: (.+)", str(error))
    return causes[-1] if causes else str(error)


def _frame(session: Any, register: Register) -> Any:
    """The files as a Spark table; CSV all text, one row a line, with no row passed over."""
    files = [file.resolve().as_uri() for file in register.files]
    if register.kind != CSV:
        return session.read.parquet(*files)
    options = {"sep": register.delimiter, "quote": '"', "escape": '"', "mode": "FAILFAST"}
    return session.read.csv(files, header=True, inferSchema=False, **options)
