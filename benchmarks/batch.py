"""What does a batch cost: region reports beside a loop of papermill and nbconvert commands.

The loop is timed for a few reports and scaled to all, which is said in the name of the row. Before
a ratio is told, the outputs of both are compared, pictures and all.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from benchmarks.report import cell_seconds
from benchmarks.row import Row
from workbench.data import load
from workbench.reports.notebook import locate

NOTEBOOK, STUDY = "region_profile", "china_prefectures"
SIZES, TIMED = (8, 20), 2
WORKERS = 2
LEAST_RATIO = 10
MOST_BEYOND_CELLS = 1.3
MOST_MEGABYTES = 350
SECONDS_BETWEEN_LOOKS = 0.1
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
PROGRAMS = Path(sys.executable).parent


def rows() -> Iterator[Row]:
    """Batches as a share of the loop; a report over its own cells and page; memory a worker."""
    regions = [str(code) for code in load(STUDY).regions["region"][: max(SIZES)]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loop = [_in_loop(region, folder) for region in regions[:TIMED]]
        batches = {size: _batch(regions[:size], folder / str(size)) for size in SIZES}
        for region in regions[:TIMED]:
            _compare(folder / str(SIZES[0]), folder, region)
        one = statistics.mean(loop)
        for size, (seconds, _) in batches.items():
            what = f"batch of {size} {NOTEBOOK}, {WORKERS} workers"
            peer = f"papermill and nbconvert in a loop ({TIMED} timed, scaled to {size})"
            share = seconds / (one * size)
            yield Row(what, seconds, peer, one * size, share, 1 / LEAST_RATIO, "share of the loop")
        megabytes = max(most for _, most in batches.values())
        yield _warm_row(_alone(regions, folder / "one"))
        yield _cold_row(regions[0], folder / "cold")
    yield Row("memory of a worker, MB", megabytes, "limit", MOST_MEGABYTES,
              megabytes, MOST_MEGABYTES, "MB")  # fmt: skip


def _batch(regions: Sequence[str], out: Path, workers: int = WORKERS) -> tuple[float, float]:
    """Seconds of a batch, and the most memory of its own that a worker had, in megabytes."""
    over, fixed = f"region={','.join(regions)}", f"study={STUDY}"
    command = [PROGRAMS / "workbench", "batch", NOTEBOOK, "--over", over, "-p", fixed,
               "--workers", str(workers), "--out", out]  # fmt: skip
    start, most = time.perf_counter(), 0.0
    process = psutil.Popen(
        list(map(str, command)),
        env=os.environ | ONE_THREAD,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        most = max(most, _megabytes(process))
        time.sleep(SECONDS_BETWEEN_LOOKS)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise AssertionError(f"the batch ended with {process.returncode}")
    return seconds, most


def _megabytes(batch: psutil.Process) -> float:
    """What the largest worker, a report's process with its kernel, has for itself alone."""
    try:
        workers = [worker for nursery in batch.children() for worker in nursery.children()]
        held = [
            sum(part.memory_full_info().uss for part in (worker, *worker.children(recursive=True)))
            for worker in workers
        ]
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # it has just ended
        return 0.0
    return max(held, default=0) / 1e6


def _alone(regions: Sequence[str], out: Path) -> list[float]:
    """How much longer than their own cells and page members took, one at a time."""
    _batch(regions[:5], out, workers=1)
    batch = json.loads(next(out.glob("*/by-region*/record.json")).read_text("utf-8"))
    return [
        float(member["seconds"]) / (cell_seconds(_record(folder)) + _page_seconds(folder))
        for member in batch["members"][1:]  # the first computes what all share
        for folder in [Path(member["folder"])]
    ]


def _warm_row(shares: Sequence[float]) -> Row:
    share = statistics.median(shares)
    return Row("a warm report", share, "its own cells and page", 1.0, share, MOST_BEYOND_CELLS)


def _cold_row(region: str, out: Path) -> Row:
    """One report by itself, beside its cells and page with imports and one start of a kernel."""
    ours = _timed("workbench", "run", NOTEBOOK, "-p", f"study={STUDY}", "-p", f"region={region}",
                  "--out", str(out))  # fmt: skip
    folder = next(out.glob(f"{NOTEBOOK}/*/"))
    needed = MOST_BEYOND_CELLS * (cell_seconds(_record(folder)) + _page_seconds(folder))
    imports = "import workbench.cli, workbench.reports.running, papermill.execute, nbclient"
    needed += _timed("python", "-c", f"{imports}, workbench.reports.page, openpyxl")
    needed += _timed("python", "-c", "from pathlib import Path\n"
                     "from workbench.reports.kernel import running_kernel\n"
                     "with running_kernel(Path()) as kernel:\n"
                     "    client = kernel.blocking_client()\n"
                     "    client.start_channels()\n    client.wait_for_ready()")  # fmt: skip
    peer = "1.3 x its cells and page, imports and one kernel"
    return Row("a cold report", ours, peer, needed, ours / needed, 1.0)


def _page_seconds(folder: Path) -> float:
    """Seconds that the page and the files of a finished report take when made again, warm."""
    from nbformat import from_dict

    from workbench.reports import blocks, export, page
    from workbench.reports.parameters import read_card
    from workbench.reports.workbook import as_workbook

    told = json.loads((folder / "notebook.ipynb").read_text(encoding="utf-8"))
    content = from_dict(told)  # type: ignore[no-untyped-call]
    taken = []
    for _ in range(2):  # the first time warms
        start = time.perf_counter()
        story = blocks.tell(content)
        page.build(story, _record(folder), read_card(locate(NOTEBOOK)))
        list(export.files(story.exhibits))
        as_workbook(story.exhibits)
        taken.append(time.perf_counter() - start)
    return taken[-1]


def _timed(program: str, *arguments: str) -> float:
    start = time.perf_counter()
    environment = os.environ | ONE_THREAD
    command = [str(PROGRAMS / program), *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def _in_loop(region: str, folder: Path) -> float:
    """Seconds of the two commands for one region."""
    made = folder / f"{region}.ipynb"
    run = ("-p", "study", STUDY, "-r", "region", region, str(locate(NOTEBOOK)), str(made))
    return _timed("papermill", *run) + _timed("jupyter", "nbconvert", "--to", "html", str(made))


def _compare(batch: Path, loop: Path, region: str) -> None:
    """Refuse to compare what is not the same: every output of every cell but the injected one."""
    ours = next(batch.glob(f"{NOTEBOOK}/*{region}*/notebook.ipynb"))
    mine, theirs = (_outputs(path) for path in (ours, loop / f"{region}.ipynb"))
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


def _record(folder: Path) -> Mapping[str, Any]:
    record: Mapping[str, Any] = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    return record
