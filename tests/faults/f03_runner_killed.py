"""F3: the runner is killed at a random time; its kernel goes too, and the run can be made again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.bench import RUN, Bench, judged, ran, seen_gone
from tests.faults.trying import Found, Try, begun
from tests.reports.test_folder import tree
from workbench.reports import run
from workbench.reports.forking import forked_kernel

TITLE = "runner killed at a random time"
LEAST = 66
N_FORKED, N_COMMANDS = 60, 6
SEED = 8
LONGEST = 0.6  # seconds; a run takes less on a quiet machine
LONGEST_COMMAND = 3.0
COMMAND = "from workbench.cli import main; main()"


def tries(bench: Bench) -> Iterator[Try]:
    chance = random.Random(SEED)  # noqa: S311 - times, no secrets
    for number in range(N_FORKED):
        yield _one(bench, chance.uniform(0, LONGEST), had_good=number % 2 == 0)
    for number in range(N_COMMANDS):
        yield _command(bench, LONGEST_COMMAND * (number + 0.5) / N_COMMANDS)


def _one(bench: Bench, seconds: float, *, had_good: bool) -> Try:
    what = f"runner killed after {seconds:.3f} s{' over a good report' if had_good else ''}"

    def call(folder: Path) -> Found:
        path, final = bench.here(folder), folder / "out" / "tiny" / RUN
        if had_good:
            bench.good(folder / "out")
        heard, told = os.pipe()

        @contextmanager
        def told_kernel(where: Path) -> Iterator[Any]:
            with forked_kernel(where) as kernel:
                os.write(told, f"{kernel.pid} ".encode())
                yield kernel

        pid = begun(lambda: run(path, out=folder / "out", progress=False, kernel=told_kernel))
        os.close(told)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        kernels = [int(one) for one in os.read(heard, 99).split()]
        return _after(what, bench, path, final, had_good=had_good, kernels=kernels)

    return Try(what, call)


def _command(bench: Bench, seconds: float) -> Try:
    """The whole command with a kernel of Jupyter's own, killed with nothing said."""
    what = f"command killed after {seconds:.2f} s"

    def call(folder: Path) -> Found:
        fate = "pathlib.Path('kernel').write_text(str(os.getpid()))"
        path = bench.here(folder, [1, "before"], fate)
        final = bench.good(folder / "out")
        words = ["run", str(path), "--out", str(folder / "out")]
        own = os.environ | {"TMPDIR": str(folder)}  # what a killed process leaves goes with it
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=own,
        )
        time.sleep(seconds)
        process.kill()
        process.wait()
        known = folder / "kernel"
        kernels = [int(known.read_text())] if known.exists() else []
        return _after(what, bench, path, final, had_good=True, kernels=kernels)

    return Try(what, call)


def _after(
    what: str, bench: Bench, path: Path, final: Path, *, had_good: bool, kernels: list[int]
) -> Found:
    """What the killed run has left, and what the next run makes of it."""
    now = tree(final) if final.is_dir() else None
    is_old = now == dict(bench.clean)
    is_new = now is not None and set(now) == set(bench.clean) and '"done"' in str(now)
    orphans = [pid for pid in kernels if not seen_gone(pid)]
    ended = ran(path, final.parents[1])
    again = judged(what, bench, final, ended, had_good=False)
    lacks = f"orphans: {orphans}" if orphans else again.lacks
    return Found(
        what,
        again.is_false or (now is not None and not is_old and not is_new),
        had_good and not (is_old or is_new),
        lacks or ended.text,
    )
