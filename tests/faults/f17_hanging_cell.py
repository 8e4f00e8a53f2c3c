"""F17: a cell hangs; it is ended at its limit, and the message names the step and the limit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.faults.bench import CELLS, RUN, Bench, Ended, judged, ran, says, seen_gone
from tests.faults.trying import Found, Try

TITLE = "a cell that hangs"
LEAST = 16
LIMIT = 1
SOON = 8
WAYS = {
    "sleeps": "import time; time.sleep(60)",
    "goes round and round": "while True: pass",
    "lets nothing interrupt it": (
        "import time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass"
    ),
    "is deaf to signals": (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)"
    ),
    "waits for another program": "import subprocess; subprocess.run(['sleep', '60'])",
    "waits for a lock": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "reads what never comes": "reading, _ = os.pipe(); os.read(reading, 1)",
    "awaits for ever": "import asyncio, time; asyncio.Event(); time.sleep(60)",
}


def tries(bench: Bench) -> Iterator[Try]:
    for cell, way in product((2, 5), WAYS):
        yield _one(bench, cell, way)


def _one(bench: Bench, cell: int, way: str) -> Try:
    what = f"cell {cell} {way}"

    def call(folder: Path) -> Found:
        told = "pathlib.Path('kernel').write_text(str(os.getpid()))\n"
        path = bench.here(folder, [cell, "between"], told + WAYS[way])
        final = bench.good(folder / "out")
        ended = ran(path, folder / "out", limit=LIMIT)
        step = f"cell {cell + 1} of {CELLS + 1}"
        wants = says("CLW-R06", step, f"{LIMIT} seconds")
        found = judged(what, bench, final, ended, had_good=True, wants=wants)
        page = final.parent / f"{RUN}.failed" / "index.html"
        lacks = [
            found.lacks,
            _amiss(ended, f"{step} took longer than {LIMIT} seconds", f'meet({cell}, "before")'),
            "" if page.is_file() and step in page.read_text("utf-8") else "no page names the step",
            "" if seen_gone(int((folder / "kernel").read_text())) else "the kernel lives",
            "" if ended.seconds < SOON else f"told after {ended.seconds:.1f} s",
        ]
        return Found(what, found.is_false, found.is_lost, "; ".join(filter(None, lacks)))

    return Try(what, call)


def _amiss(ended: Ended, message: str, line: str) -> str:
    """What is wrong with how the step, its first line and the limit are told."""
    (problem,) = ended.problems or (None,)
    if problem is None or problem.message != message:
        return f"not told “{message}”: {ended.text}"
    if problem.value != line:
        return f"told {problem.value!r} for the step's first line"
    expected = f"at most {LIMIT} seconds a cell"
    return "" if problem.expected == expected else f"expected: {problem.expected}"
