"""F2: a cell asks for more memory than there is; the message says so, and other members go on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.faults.bench import CELLS, RUN, Bench, judged, ran, says
from tests.faults.trying import Found, Try
from workbench.reports.batch import Manner, batch

TITLE = "kernel out of memory"
LEAST = 17
LIMIT = """\
import resource
used = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 200_000_000, resource.RLIM_INFINITY))
"""
WAYS = {
    "an array": "import numpy; numpy.ones(10**9)",
    "a text": "'x' * 10**10",
    "a growing list": "found = []\nwhile True: found.append(bytearray(10**7))",
}
# A plain member costs seconds, a warm one a part of a second.
MEMBERS = {"warm": "abcd", "plain": "ab"}


def tries(bench: Bench) -> Iterator[Try]:
    for cell, way in product(range(1, CELLS + 1), WAYS):
        yield _one(bench, cell, way)
    for engine in ("warm", "plain"):
        yield _among_others(bench, engine)


def _one(bench: Bench, cell: int, way: str) -> Try:
    what = f"{way} beyond the memory in cell {cell}"

    def call(folder: Path) -> Found:
        path = bench.here(folder, [cell, "between"], LIMIT + WAYS[way])
        bench.good(folder / "out")
        ended = ran(path, folder / "out")
        told = says("CLW-R70", "memory", f"cell {cell + 1} of {CELLS + 1}")
        return judged(what, bench, folder / "out" / "tiny" / RUN, ended, had_good=True, wants=told)

    return Try(what, call)


def _among_others(bench: Bench, engine: str) -> Try:
    """The word of a member decides whether its cell asks for too much."""
    members = MEMBERS[engine]
    what = f"one of {len(members)} members of a {engine} batch out of memory"

    def call(folder: Path) -> Found:
        fate = f"if word == 'b':\n    {LIMIT.replace(chr(10), chr(10) + '    ')}'x' * 10**10"
        path = bench.here(folder, [2, "between"], fate)
        manner = Manner(workers=2, engine=engine, has_progress=False)
        done = batch(path, {"word": ",".join(members)}, out=folder / "out", manner=manner)
        states = [(row.state, row.code) for row in done.rows]
        is_met = states == [
            ("failed", "CLW-R70") if word == "b" else ("ok", "") for word in members
        ]
        reports = [bool(row.page) and ".failed/" not in row.page for row in done.rows]
        is_false = reports != [row.state == "ok" for row in done.rows]
        return Found(what, is_false, lacks="" if is_met else str(states))

    return Try(what, call)
