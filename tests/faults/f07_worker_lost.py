"""F7: workers of a batch are lost; the others are done, the lost ones tried once more and listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.faults.bench import Bench
from tests.faults.trying import Found, Try
from workbench.reports.batch import Manner, batch

TITLE = "workers lost in a batch"
LEAST = 6
LOST = "bd"
# A plain member costs seconds, a warm one a part of a second.
MEMBERS = {"warm": "abcd", "plain": "ab"}
PARENT = "os.getppid()"
NURSERY = (
    "int(pathlib.Path(f'/proc/{os.getppid()}/stat').read_text().rpartition(')')[2].split()[1])"
)
FATE = """\
import time
mark = pathlib.Path("died-" + word)
if word in {lost!r} and ({always} or not mark.exists()):
    mark.touch()
    os.kill({victim}, {signal})
    time.sleep(10)
"""


def tries(bench: Bench) -> Iterator[Try]:
    for engine, (always, cell) in product(MEMBERS, ((False, 5), (True, 1))):
        yield _one(bench, engine, cell, always=always, victim=PARENT, signal=9)
    yield _one(bench, "warm", 3, always=False, victim=PARENT, signal=15)
    yield _one(bench, "warm", 2, always=False, victim=NURSERY, signal=9)


def _one(bench: Bench, engine: str, cell: int, *, always: bool, victim: str, signal: int) -> Try:
    times = "for good" if always else "once"
    who = "what forks them" if victim == NURSERY else "workers"
    members = MEMBERS["plain" if victim == NURSERY else engine]
    what = f"{who} of a {engine} batch lost {times} in cell {cell}"

    def call(folder: Path) -> Found:
        lost = LOST[:1] if victim == NURSERY else LOST  # what takes its place has other parents
        fate = FATE.format(always=always, victim=victim, signal=signal, lost=lost)
        path = bench.here(folder, [cell, "between"], fate)
        manner = Manner(workers=2, engine=engine, has_progress=False)
        done = batch(path, {"word": ",".join(members)}, out=folder / "out", manner=manner)
        is_false, lacks = False, []
        for row, outcome, word in zip(done.rows, done.outcomes, members, strict=True):
            has_failed = always and word in LOST
            page = done.folder / row.page if row.page else None
            is_false |= (row.state == "ok") != bool(page and page.is_file())
            is_listed = row.state == ("failed" if has_failed else "ok")
            is_coded = row.code == ("CLW-R50" if has_failed else "")
            is_retried = outcome.tries == 2 if has_failed else outcome.tries <= 2
            if not (is_listed and is_coded and is_retried):
                lacks.append(f"{word}: {row.state} {row.code} {outcome.tries}")
        table = json.loads((done.folder / "members.json").read_text(encoding="utf-8"))
        lacks += [] if len(table) == len(members) else ["not all are listed"]
        return Found(what, is_false, lacks="; ".join(lacks))

    return Try(what, call)
