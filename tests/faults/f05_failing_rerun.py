"""F5: a run that fails over a good report keeps it, and leaves the failed notebook beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from tests.faults.bench import CELLS, RUN, Bench, Ended, judged, ran
from tests.faults.trying import Found, Try

TITLE = "failing re-run over a good report"
LEAST = 50
WAYS = {
    "ValueError": "raise ValueError('no such thing')",
    "a wrong name": "no_such_name",
    "code that cannot be read": "1 +",
    "an assertion of many words": "assert 0, '温州 ' * 50_000",
    "endless recursion": "sys.setrecursionlimit(150)\ndef deeper(): deeper()\ndeeper()",
    "an error that cannot be shown": (
        "class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd"
    ),
    "sys.exit": "sys.exit(0)",
    "an interruption": "raise KeyboardInterrupt",
    "a coded complaint": (
        "from workbench.errors import Problem, StudyError\n"
        "raise StudyError(Problem('CLW-T35', 'no employment', remedy='mend it'))"
    ),
    "a message with colours and tags": "raise OSError('\\x1b[31m<script>alert(1)</script>')",
}


def tries(bench: Bench) -> Iterator[Try]:
    for cell, way in product(range(1, CELLS + 1), WAYS):
        yield _one(bench, cell, way)


def _one(bench: Bench, cell: int, way: str) -> Try:
    what = f"{way} in cell {cell}"

    def call(folder: Path) -> Found:
        path = bench.here(folder, [cell, "between"], WAYS[way])
        final = bench.good(folder / "out")
        ended = ran(path, folder / "out")
        return judged(what, bench, final, ended, had_good=True, wants=_told(final, cell))

    return Try(what, call)


def _told(final: Path, cell: int) -> Callable[[Ended], str]:
    def lacking(ended: Ended) -> str:
        if not any(p.code in {"CLW-R03", "CLW-R05"} for p in ended.problems):
            return f"not told: {ended.text or 'done'}"
        if f"cell {cell + 1} of {CELLS + 1}" not in ended.text or "x1b" in ended.text:
            return f"told so: {ended.text[:300]}"
        if not (final.with_name(f"{RUN}.failed") / "notebook.ipynb").is_file():
            return "no failed notebook beside it"
        return "" if ended.exit_code == 3 else f"exit {ended.exit_code}"

    return lacking
