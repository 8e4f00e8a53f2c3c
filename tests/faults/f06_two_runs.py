"""F6: several runs write one report; one of them writes, and the others name it and stop."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.faults.bench import CELLS, RUN, Bench, judged, no_kernel, ran, says, without_cells
from tests.faults.trying import Found, Try, begun
from workbench.reports.forking import forked_kernel

TITLE = "several runs on one output"
LEAST = 25
WAITS = """\
import time
pathlib.Path("here").touch()
while not pathlib.Path("go").exists():
    time.sleep(0.01)
"""


def tries(bench: Bench) -> Iterator[Try]:
    for cell, had_good in product(range(1, CELLS + 1), (False, True)):
        yield _second(bench, cell, had_good=had_good)
    yield _second(bench, 3, had_good=True, by_link=True)
    for runs, attempt in product((2, 3, 5), range(5)):
        yield _race(bench, runs, attempt)


def _second(bench: Bench, cell: int, *, had_good: bool, by_link: bool = False) -> Try:
    what = f"a second run while the first is in cell {cell}{' (by a link)' if by_link else ''}"

    def call(folder: Path) -> Found:
        path, out = bench.here(folder, [cell, "between"], WAITS), folder / "out"
        final = bench.good(out) if had_good else out / "tiny" / RUN
        first = begun(lambda: ran(path, out, forked_kernel))
        while not (folder / "here").exists():
            time.sleep(0.005)
        other = folder / "link" if by_link else out
        if by_link:
            other.symlink_to(out, target_is_directory=True)
        second = ran(path, other)
        told = says("CLW-R04", f"process {first} on ")(second)
        (folder / "go").touch()
        os.waitpid(first, 0)
        (folder / "fate.json").unlink()
        found = judged(what, bench, final, ran(path, out), had_good=False)
        return Found(what, found.is_false or second.is_done, found.is_lost, told or found.lacks)

    return Try(what, call)


def _race(bench: Bench, runs: int, attempt: int) -> Try:
    what = f"{runs} runs begun at once ({attempt + 1})"

    def call(folder: Path) -> Found:
        path, out = bench.here(folder), folder / "out"
        final = bench.good(out)
        heard, told = os.pipe()

        def one() -> None:
            with without_cells(bench):
                ended = ran(path, out, no_kernel)
            codes = {problem.code for problem in ended.problems} - {"CLW-R04"}
            os.write(told, b"x" if codes else b"-" if ended.problems else b"+")

        for pid in [begun(one) for _ in range(runs)]:
            os.waitpid(pid, 0)
        os.close(told)
        said = os.read(heard, 99)
        with without_cells(bench):
            found = judged(what, bench, final, ran(path, out, no_kernel), had_good=False)
        is_met = len(said) == runs and b"x" not in said and b"+" in said
        return Found(what, found.is_false, lacks=found.lacks or ("" if is_met else str(said)))

    return Try(what, call)
