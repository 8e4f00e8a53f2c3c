"""F1: the kernel is killed in any cell, at any moment, in any way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.faults.bench import CELLS, MOMENTS, RUN, Bench, judged, ran, says
from tests.faults.trying import Found, Try
from workbench.reports.forking import forked_kernel
from workbench.reports.kernel import running_kernel

TITLE = "kernel killed in any cell"
LEAST = 80
WAYS = {
    "SIGKILL": "os.kill(os.getpid(), 9)",
    "SIGSEGV": "os.kill(os.getpid(), 11)",
    "SIGTERM": "os.kill(os.getpid(), 15)",
    "exit 0": "os._exit(0)",
    "exit 1": "os._exit(1)",
}
SOON = 5  # seconds for the notice


def tries(bench: Bench) -> Iterator[Try]:
    for cell, moment, way in product(range(1, CELLS + 1), MOMENTS, WAYS):
        yield _one(bench, cell, moment, way)
    for cell, moment in ((1, "before"), (3, "between"), (CELLS, "after")):
        for way in ("SIGKILL", "exit 0"):
            yield _one(bench, cell, moment, way, is_plain=True)


def _one(bench: Bench, cell: int, moment: str, way: str, *, is_plain: bool = False) -> Try:
    kernel = running_kernel if is_plain else forked_kernel
    had_good = (cell + len(moment)) % 2 == 0
    what = f"{way} {moment} the output of cell {cell}{' of a plain kernel' if is_plain else ''}"

    def call(folder: Path) -> Found:
        path = bench.here(folder, [cell, moment], WAYS[way])
        final = folder / "out" / "tiny" / RUN
        if had_good:
            bench.good(folder / "out")
        ended = ran(path, folder / "out", kernel)
        told = says("CLW-R05", f"kernel lost in cell {cell + 1} of {CELLS + 1}")
        found = judged(what, bench, final, ended, had_good=had_good, wants=told)
        limit = SOON + 5 if is_plain else SOON  # with the start of the kernel
        late = f"; told after {ended.seconds:.1f} s" if ended.seconds > limit else ""
        return Found(what, found.is_false, found.is_lost, found.lacks + late)

    return Try(what, call)
