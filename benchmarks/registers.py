"""How long does a register of firms take, beside the plain SQL of someone who knows DuckDB.

The peer counts rows and adds up employment by region, industry and year, and writes the cells as
CSV. Ours does so too, and judges every row, hides cells that tell about single firms, and
describes the study.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from benchmarks.row import Row, in_turn

ROWS, PARTS, FILES = 10_000_000, 10, 10
REGIONS, INDUSTRIES, YEARS = 300, 60, (2005, 2010, 2015, 2020)
SLOWEST, LARGEST = 1.3, 2_000  # times the peer; megabytes
RUNS = 5
# Linux; what getrusage tells of a new process includes the memory of the one that started it
PEAK = "print(int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) / 1024)"


def rows() -> Iterator[Row]:
    """Parquet, CSV and ten times as many rows, each with its time and its memory."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        parquet, csv, many = folder / "firms.parquet", folder / "firms.csv", folder / "many"
        write_register(parquet)
        _as_csv(parquet, csv)
        many.mkdir()
        for number in range(FILES):
            (many / f"{number}.parquet").hardlink_to(parquet)
        yield _time_row("10 million rows of Parquet", "plain SQL", parquet, folder)
        yield _time_row("10 million rows of CSV", "plain SQL, its own reader", csv, folder)
        yield _memory_row("10 million rows of Parquet", parquet, folder)
        yield _memory_row("10 million rows of CSV", csv, folder)
        yield _memory_row("100 million rows in ten files of Parquet", many, folder)


def write_register(path: Path, count: int = ROWS) -> None:
    """A register made by a seeded generator: codes as text, some with zeros at their beginning."""
    random = np.random.default_rng(0)
    regions = pa.array([f"{number * 37 + 3001:05d}" for number in range(REGIONS)])
    industries = pa.array([f"C{number + 10}" for number in range(INDUSTRIES)])
    writer = None
    for _ in range(PARTS):
        many = count // PARTS
        part = pa.table(
            {
                "region": regions.take(pa.array(random.integers(0, REGIONS, many))),
                "industry": industries.take(pa.array(random.integers(0, INDUSTRIES, many))),
                "year": random.choice(np.array(YEARS, dtype="int32"), many),
                "employment": random.geometric(0.1, many).astype("int32"),
            }
        )
        writer = writer or ParquetWriter(path, part.schema)
        writer.write_table(part)
    if writer is not None:
        writer.close()


def _as_csv(parquet: Path, csv: Path) -> None:
    import duckdb

    duckdb.sql(f"COPY (FROM '{parquet}') TO '{csv}'")


def aggregated(register: Path, folder: Path) -> None:
    """Ours."""
    from workbench.data.firms import aggregate

    aggregate(register, folder / "study")


def plain(register: Path, folder: Path) -> None:
    """The peer: one statement, in a database of its own."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would break into the table
        connection.execute(
            "COPY (SELECT region, industry, year, sum(employment) AS employment, "  # noqa: S608
            f"count(*) AS establishments FROM '{register}' GROUP BY ALL ORDER BY ALL) "
            f"TO '{folder / 'plain.csv'}'"
        )


def _time_row(what: str, peer: str, register: Path, folder: Path) -> Row:
    """The ratio of the fastest runs, taken in turn."""
    pairs = in_turn(
        partial(aggregated, register, folder), partial(plain, register, folder), runs=RUNS
    )
    ours, theirs = (min(side) for side in zip(*pairs, strict=True))
    return Row(f"aggregate, {what}", ours, peer, theirs, ours / theirs, SLOWEST)


def _memory_row(what: str, register: Path, folder: Path) -> Row:
    """The most memory that the whole process takes, imports among them."""
    source = register / "*.parquet" if register.is_dir() else register
    seconds, peak = _measured("aggregated", register, folder)
    peer_seconds, _ = _measured("plain", source, folder)
    return Row(
        f"aggregate, {what}, cold", seconds, "plain SQL", peer_seconds, peak, LARGEST, "MB at most"
    )


def _measured(act: str, register: Path, folder: Path) -> tuple[float, float]:
    """Seconds and the highest megabytes of a process that does nothing else."""
    code = (
        f"from pathlib import Path; from benchmarks.registers import {act}; "
        f"{act}(Path({str(register)!r}), Path({str(folder)!r})); {PEAK}"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return time.perf_counter() - start, float(done.stdout.splitlines()[-1])
