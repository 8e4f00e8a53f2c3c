"""F17: a cell hangs; it is ended at its limit, and the message names the step and the limit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.faults.bench import CELLS, Bench, judged, ran, says, seen_gone
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
        wants = says("CLW-R06", f"cell {cell + 1} of {CELLS + 1}", f"{LIMIT} seconds")
        found = judged(what, bench, final, ended, had_good=True, wants=wants)
        lacks = "" if seen_gone(int((folder / "kernel").read_text())) else "the kernel lives"
        late = "" if ended.seconds < SOON else f"told after {ended.seconds:.1f} s"
        return Found(what, found.is_false, found.is_lost, found.lacks or lacks or late)

    return Try(what, call)
