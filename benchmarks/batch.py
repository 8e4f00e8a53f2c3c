"""What does a batch cost: 20 region reports beside a loop of papermill and nbconvert commands.

The loop is timed for a few reports and scaled to all, which is said in the name of the row. Before
a ratio is told, the outputs of both are compared, pictures and all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.report import cell_seconds
from benchmarks.row import Row
from workbench.data import load
from workbench.reports.notebook import locate

NOTEBOOK, STUDY = "region_profile", "china_prefectures"
REPORTS, TIMED = 20, 2
WORKERS = 2
LEAST_RATIO = 10
MOST_BEYOND_CELLS = 1.3
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
PROGRAMS = Path(sys.executable).parent


def rows() -> Iterator[Row]:
    """Batch over loop, as a share of the loop; and one warm report over its own cells."""
    regions = [str(code) for code in load(STUDY).regions["region"][:REPORTS]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = _timed("workbench", "batch", NOTEBOOK, "--over", f"region={','.join(regions)}",
                         "--workers", str(WORKERS), "--out", name)  # fmt: skip
        one = sum(_in_loop(region, folder) for region in regions[:TIMED]) / TIMED
        for region in regions[:TIMED]:
            _compare(folder, region)
        batch = json.loads(next(folder.glob("*/by-region/record.json")).read_text("utf-8"))
        shares = sorted(map(_beyond_cells, batch["members"]))
    loop = one * REPORTS
    what = f"batch of {REPORTS} {NOTEBOOK}, {WORKERS} workers"
    peer = f"papermill and nbconvert in a loop ({TIMED} timed, scaled to {REPORTS})"
    yield Row(what, seconds, peer, loop, seconds / loop, 1 / LEAST_RATIO, "share of the loop")
    yield Row("a warm report", shares[len(shares) // 2], "its own cells", 1.0,
              shares[len(shares) // 2], MOST_BEYOND_CELLS)  # fmt: skip


def _timed(program: str, *arguments: str) -> float:
    start = time.perf_counter()
    environment = os.environ | ONE_THREAD
    command = [PROGRAMS / program, *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def _in_loop(region: str, folder: Path) -> float:
    """Seconds of the two commands for one region."""
    made = folder / f"{region}.ipynb"
    run = ("-p", "study", STUDY, "-r", "region", region, str(locate(NOTEBOOK)), str(made))
    return _timed("papermill", *run) + _timed("jupyter", "nbconvert", "--to", "html", str(made))


def _compare(folder: Path, region: str) -> None:
    """Refuse to compare what is not the same: every output of every cell but the injected one."""
    ours = next(folder.glob(f"{NOTEBOOK}/*{region}*/notebook.ipynb"))
    mine, theirs = (_outputs(path) for path in (ours, folder / f"{region}.ipynb"))
    if mine != theirs:
        raise AssertionError(f"the outputs of region {region} differ")
    if not any("image/png" in output.get("data", {}) for output in mine):
        raise AssertionError("no figures")


def _outputs(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = [output for cell in cells for output in cell.get("outputs", [])]
    return [
        {
            "kind": output["output_type"],
            "text": _whole(output.get("text", "")),
            "data": {kind: _whole(held) for kind, held in output.get("data", {}).items()},
        }
        for output in found
    ]


def _whole(text: Any) -> Any:
    """A text that a file may hold as a list of lines."""
    return "".join(text) if isinstance(text, list) else text


def _beyond_cells(member: dict[str, Any]) -> float:
    """How much longer a member took than its own cells."""
    record = json.loads((Path(member["folder"]) / "record.json").read_text(encoding="utf-8"))
    return float(member["seconds"]) / cell_seconds(record)
