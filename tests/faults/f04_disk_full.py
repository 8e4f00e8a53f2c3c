"""F4: the disk is full at the n-th write, for every n; also for real, on a small file system."""

from __future__ import annotations

import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from tests.faults.bench import RUN, Bench, Ended, judged, no_kernel, ran, says, without_cells
from tests.faults.disk import TAKING, Disk, counted, full_from
from tests.faults.trying import Found, Try
from workbench.errors import Problem
from workbench.reports.execution import Execution

TITLE = "disk full at the n-th write"
LEAST = 120
SIZES = (0, 1, 100, 400, 1000, 2000, 5000, 10_000)  # bytes that a file may have
HOLDER = 100  # bytes that say who holds a report; where they have no room, nothing begins
PAGES = (1, 2, 4, 6, 8, 12, 16, 24)  # of 4096 bytes that a file system has
FAILURE = Problem("CLW-R03", "cell 2 of 6 failed: ValueError: x", remedy="see it")


def tries(bench: Bench) -> Iterator[Try]:
    for name, had_good, fails in (
        ("a first run", False, False),
        ("a run over a good report", True, False),
        ("a failing run over a good report", True, True),
    ):
        for number, event in enumerate(_events(bench, had_good, fails), start=1):
            if event in TAKING:
                for lasts in (True, False) if had_good and not fails else (True,):
                    what = f"disk full at {event} {number} of {name}"
                    what += "" if lasts else ", for a moment"
                    yield _one(what, bench, number, had_good=had_good, fails=fails, lasts=lasts)
    for size in SIZES:
        yield _limited(bench, size)
    for pages in PAGES:
        yield _small(bench, pages)


def _failing(bench: Bench) -> Callable[..., Execution]:
    def execute(*_: object, **__: object) -> Execution:
        found = bench.canned()
        found.problem = FAILURE
        return found

    return execute


def _run(bench: Bench, path: Path, out: Path, *, fails: bool) -> Ended:
    with without_cells(bench):
        if fails:
            with patch("workbench.reports.running.execute", _failing(bench)):
                return ran(path, out, no_kernel)
        return ran(path, out, no_kernel)


def _events(bench: Bench, had_good: bool, fails: bool) -> list[str]:
    """What such a run asks of the disk where nothing goes wrong."""
    folder = bench.notebook.parent / f"counting-{had_good}-{fails}"
    folder.mkdir()
    path = bench.here(folder)
    if had_good:
        bench.good(folder / "out")
    return counted(lambda: _run(bench, path, folder / "out", fails=fails), folder / "out")


def _one(what: str, bench: Bench, number: int, *, had_good: bool, fails: bool, lasts: bool) -> Try:
    def call(folder: Path) -> Found:
        path, final = bench.here(folder), folder / "out" / "tiny" / RUN
        if had_good:
            bench.good(folder / "out")
        strike = full_from(number) if lasts else full_from(number, number)
        disk = Disk(folder / "out", strike)
        ended = _run(bench, path, folder / "out", fails=fails)
        disk.off()
        return judged(what, bench, final, ended, had_good=had_good, wants=_told(fails, disk.events))

    return Try(what, call)


def _told(fails: bool, events: list[str]) -> Callable[[Ended], str]:
    """A refused write is told with path and bytes; a refusal that hinders nothing need not be."""

    def lacking(ended: Ended) -> str:
        if fails and not {"CLW-R03", "CLW-R08"} & {p.code for p in ended.problems}:
            return "neither the cell nor the disk is told"
        refused = [p for p in ended.problems if p.code == "CLW-R08"]
        if refused and not all(p.file and "No space" in p.message for p in refused):
            return f"without place or reason: {ended.text}"
        if refused and events[-1] == "write" and "bytes" not in refused[0].message:
            return f"without bytes: {ended.text}"
        return ""

    return lacking


def _limited(bench: Bench, size: int) -> Try:
    """The system itself refuses what would be longer than a file may be."""
    what = f"no file longer than {size:,} bytes"

    def call(folder: Path) -> Found:
        path, final = bench.here(folder), bench.good(folder / "out")
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        ended = _run(bench, path, folder / "out", fails=False)
        told = says("CLW-R08", "File too large", *["bytes"] * (size >= HOLDER))
        resource.setrlimit(resource.RLIMIT_FSIZE, 2 * (resource.RLIM_INFINITY,))
        return judged(what, bench, final, ended, had_good=True, wants=told)

    return Try(what, call)


def _small(bench: Bench, pages: int) -> Try:
    """A real file system with little room, where this process may mount one."""
    what = f"file system of {4 * pages} kB"

    def call(folder: Path) -> Found:
        out = folder / "out"
        out.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={4 * pages}k", "none", str(out)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            return Found(f"{what} (not permitted here)")
        try:
            path = bench.here(folder)
            ended = _run(bench, path, out, fails=False)
            final = out / "tiny" / RUN
            told = (lambda _: "") if ended.is_done else says("CLW-R08", "No space")
            return judged(what, bench, final, ended, had_good=False, wants=told)
        finally:
            subprocess.run(["umount", str(out)], check=False)  # noqa: S607

    return Try(what, call)
