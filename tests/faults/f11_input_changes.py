"""F11: a table of the study changes during the run; the run is not valid."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tests.conftest import TinyStudy
from tests.faults.bench import Bench, judged, ran, says
from tests.faults.publishing import warmed
from tests.faults.trying import Found, Try
from tests.reports.test_folder import tree

TITLE = "an input changes during the run"
LEAST = 36
FILES = ("activity.csv", "regions.csv", "datapackage.json")
WAYS = {
    "longer": "path.write_bytes(path.read_bytes() + b'\\n')",
    "another digit": (
        "raw = path.read_bytes(); stat = path.stat(); "
        "path.write_bytes(raw.replace(b'0', b'1', 1)); os.utime(path, ns=(0, stat.st_mtime_ns))"
    ),
    "gone": "path.unlink()",
    "another file in its place": "other = path.with_name('x'); other.touch(); other.replace(path)",
}
HARMLESS = {"only touched": "path.touch()", "read": "path.read_bytes()"}


def tries(bench: Bench) -> Iterator[Try]:
    warmed()  # loads what reads a study
    for name, way, cell in product(FILES, WAYS, (1, 3, 5)):
        yield _one(bench, name, way, cell)
    for way in HARMLESS:
        yield _one(bench, FILES[0], way, 3)


def _one(bench: Bench, name: str, way: str, cell: int) -> Try:
    what = f"{name} {way} in cell {cell}"

    def call(folder: Path) -> Found:
        study = TinyStudy(folder / "own").write()
        given = {"study": str(study)}
        first = ran(bench.here(folder), folder / "out", parameters=given)
        (final,) = (folder / "out" / "tiny").iterdir()
        own = Bench(bench.notebook, tree(final))
        code = f"path = pathlib.Path(study, {name!r})\n{(WAYS | HARMLESS)[way]}"
        path = bench.here(folder, [cell, "between"], code)
        ended = ran(path, folder / "out", parameters=given)
        if way in HARMLESS:
            return judged(what, own, final, ended, had_good=False)
        told = says("CLW-R10", name)
        found = judged(what, own, final, ended, had_good=True, wants=told)
        return Found(what, found.is_false, found.is_lost, first.text or found.lacks)

    return Try(what, call)
