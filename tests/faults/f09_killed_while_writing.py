"""F9: the run is killed at each thing that it asks of the disk, half-way through every write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.bench import RUN, Bench, judged, no_kernel, ran, untimed, without_cells
from tests.faults.disk import Disk, counted, killed_at
from tests.faults.trying import Found, Try, in_a_fork
from tests.reports.test_folder import tree
from workbench.reports.folder import claimed

TITLE = "killed during a write"
LEAST = 80


def tries(bench: Bench) -> Iterator[Try]:
    for had_good in (False, True):
        for number, event in enumerate(_events(bench, had_good), start=1):
            yield _one(bench, number, event, had_good=had_good)
        yield _power_cut(bench, had_good=had_good)
    for fallback in (False, True):
        yield _resumed_twice(bench, fallback=fallback)


def _events(bench: Bench, had_good: bool) -> list[str]:
    folder = bench.notebook.parent / f"counting-kills-{had_good}"
    folder.mkdir()
    path = bench.here(folder)
    if had_good:
        bench.good(folder / "out")
    return counted(lambda: _run(bench, path, folder / "out"), folder / "out")


def _run(bench: Bench, path: Path, out: Path) -> object:
    with without_cells(bench):
        return ran(path, out, no_kernel)


def _one(bench: Bench, number: int, event: str, *, had_good: bool) -> Try:
    what = f"killed at {event} {number}{' over a good report' if had_good else ''}"

    def call(folder: Path) -> Found:
        path, final = bench.here(folder), folder / "out" / "tiny" / RUN
        if had_good:
            bench.good(folder / "out")

        def dying() -> None:
            Disk(folder / "out", killed_at(number))
            _run(bench, path, folder / "out")

        died = in_a_fork(dying)
        now = tree(final) if final.is_dir() else {}
        is_new = bool(now) and untimed(now) == untimed(bench.clean)
        is_old = now == dict(bench.clean)
        with without_cells(bench):
            ended = ran(path, folder / "out", no_kernel)
        again = judged(what, bench, final, ended, had_good=False)
        lacks = again.lacks or ended.text or ("" if died == -9 else f"it ended with {died}")
        is_false = again.is_false or (bool(now) and not is_new and not is_old)
        return Found(what, is_false, had_good and not (is_new or is_old), lacks)

    return Try(what, call)


def _power_cut(bench: Bench, *, had_good: bool) -> Try:
    """A loss of power takes what is not synced; nothing of it may be in its place by then."""
    what = f"power cut when the report takes its place{' over a good one' if had_good else ''}"

    def call(folder: Path) -> Found:
        path = bench.here(folder)
        if had_good:
            bench.good(folder / "out")
        seen: list[set[str]] = []

        def look(_: int, event: str) -> None:
            if event in ("exchange", "os.rename"):
                seen.append({name for name in disk.unsynced if f".{RUN}.new" in name})

        disk = Disk(folder / "out", look)
        _run(bench, path, folder / "out")
        disk.off()
        return Found(what, is_false=any(seen), lacks="" if seen else "it took no place")

    return Try(what, call)


def _resumed_twice(bench: Bench, *, fallback: bool) -> Try:
    """What a dead run has put aside comes back, where folders cannot change places at once."""
    what = f"killed between two renamings{', twice' if fallback else ''}"

    def call(folder: Path) -> Found:
        final = bench.good(folder / "out")
        final.rename(final.with_name(f".{RUN}.old"))
        if fallback:
            (final.with_name(f".{RUN}.new") / "half").mkdir(parents=True)
        with claimed(final):
            is_lost = tree(final) != dict(bench.clean)
        return Found(what, is_lost=is_lost or tree(final) != dict(bench.clean))

    return Try(what, call)
