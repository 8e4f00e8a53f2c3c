"""What does a report cost beyond its own cells: `workbench run` beside the cells it runs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.row import Row

NOTEBOOK = "density_and_competitiveness"
RUNS = 3


def rows() -> Iterator[Row]:
    """The whole command, from a cold start to the page, over the time of the cells."""
    pairs = [_timed() for _ in range(RUNS)]
    ours, cells = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    yield Row(
        f"workbench run {NOTEBOOK}", ours, "its own cells, imports among them", cells, ratio, 2
    )


def _timed() -> tuple[float, float]:
    """Seconds of the whole command, and of the cells as the record holds them."""
    program = Path(sys.executable).with_name("workbench")
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run([program, "run", NOTEBOOK, "--out", folder], check=True, capture_output=True)
        whole = time.perf_counter() - start
        record = json.loads(next(Path(folder).rglob("record.json")).read_text(encoding="utf-8"))
    return whole, cell_seconds(record)


def cell_seconds(record: Mapping[str, Any]) -> float:
    """The time the cells themselves took, from a run record."""
    return float(sum(record["times"]["seconds_by_cell"]))
