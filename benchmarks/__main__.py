"""Run every comparison, print the table and keep it in benchmarks/RESULTS.md.

With names (`python -m benchmarks spatial`) only these are run and printed, and nothing is kept.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import (
    batch,
    checking,
    distances,
    explorer,
    index,
    measures,
    peers,
    registers,
    report,
    spatial,
    specifications,
    startup,
)
from benchmarks.row import Row

RESULTS = Path(__file__).with_name("RESULTS.md")
SMALL = 0.01
HEAD = """# Benchmarks

One run of `make benchmarks`: medians, ours and the peer's in turn. Machines are noisy, so read the
ratios and not the seconds. {machine}.

| what | ours, s | peer | peer, s | value | limit | met |
|---|---|---|---|---|---|---|
"""


MODULES = (
    startup,
    checking,
    registers,
    measures,
    index,
    specifications,
    spatial,
    peers,
    distances,
    report,
    batch,
    explorer,
)


def main(names: Sequence[str]) -> None:
    """Time everything, or what is named."""
    by_name = {module.__name__.rpartition(".")[2]: module for module in MODULES}
    found: list[Row] = []
    for name in names or by_name:
        for row in by_name[name].rows():
            print(_line(row), flush=True)
            found.append(row)
    if not names:
        RESULTS.write_text(HEAD.format(machine=_machine()) + _lines(found), encoding="utf-8")


def _line(row: Row) -> str:
    met = "yes" if row.is_met else "no"
    value = f"{row.value:.2g} {row.unit}" if row.value < SMALL else f"{row.value:.2f} {row.unit}"
    return (
        f"| {row.what} | {row.ours:.3f} | {row.peer_name} | {row.peer:.3f} "
        f"| {value} | {row.limit:g} | {met} |"
    )


def _lines(rows: Sequence[Row]) -> str:
    return "".join(_line(row) + "\n" for row in rows)


def _machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} processors"


if __name__ == "__main__":
    main(sys.argv[1:])
