"""Run every comparison, print the table and keep it in benchmarks/RESULTS.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from benchmarks import (
    checking,
    distances,
    index,
    measures,
    peers,
    registers,
    report,
    startup,
)
from benchmarks.row import Row

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# Benchmarks

One run of `make benchmarks`: medians, ours and the peer's in turn. Machines are noisy, so read the
ratios and not the seconds. {machine}.

| what | ours, s | peer | peer, s | value | limit | met |
|---|---|---|---|---|---|---|
"""


def main() -> None:
    """Time everything."""
    found: list[Row] = []
    for module in (startup, checking, registers, measures, index, peers, distances, report):
        for row in module.rows():
            print(_line(row), flush=True)
            found.append(row)
    RESULTS.write_text(HEAD.format(machine=_machine()) + _lines(found), encoding="utf-8")


def _line(row: Row) -> str:
    met = "yes" if row.is_met else "no"
    value = f"{row.value:.2f} {row.unit}"
    return (
        f"| {row.what} | {row.ours:.3f} | {row.peer_name} | {row.peer:.3f} "
        f"| {value} | {row.limit:g} | {met} |"
    )


def _lines(rows: Sequence[Row]) -> str:
    return "".join(_line(row) + "\n" for row in rows)


def _machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} processors"


if __name__ == "__main__":
    main()
