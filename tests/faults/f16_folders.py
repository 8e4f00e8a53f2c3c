"""F16: odd, missing and read-only folders, and names as long as a system takes."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.bench import RUN, Bench, Ended, judged, no_kernel, ran, without_cells
from tests.faults.trying import Found, Try
from workbench.errors import WorkbenchError

TITLE = "odd, missing, read-only folders; long names"
LEAST = 38
ODD = (
    "温州 市场", "with spaces", " leading", "trailing ", "a'b\"c", "$HOME `id` ;", "-p", "--out",
    "%s{0}{{x}}", "a\nb", "#?&=", "😀", "é", "é", "\u202eabc", "*[a]?", "~", "x" * 255,
    "温" * 85, "...", ".hidden", "CON",
)  # fmt: skip
NOTEBOOKS = (
    "温州 的 问题", "with spaces", "a'b\"c", "{{7*7}}", "%2e%2e", "x" * 249, "温" * 83,
    "😀" * 62, "..", "-p", "$(id)", "<b>", "tiny.failed", ".hidden",
)  # fmt: skip
DAC_OVERRIDE = 1 << 1


def tries(bench: Bench) -> Iterator[Try]:
    for name in ODD:
        yield _taken(bench, f"a folder called {name[:20]!r}", name, "01_tiny")
    for name in NOTEBOOKS:
        yield _taken(bench, f"a notebook called {name[:20]!r}", "out", name)
    for what, place in REFUSED.items():
        yield _refused(bench, what, place)
    yield Try("a notebook that is not there", _missing)


def _taken(bench: Bench, what: str, folder_name: str, name: str) -> Try:
    def call(folder: Path) -> Found:
        path = bench.here(folder).rename(folder / f"{name}.ipynb")
        out = folder / folder_name
        with without_cells(bench):
            ended = ran(path, out, no_kernel)
        if not ended.is_done:
            return Found(what, lacks=ended.text)
        if name != "01_tiny":
            made = [page for page in out.rglob("index.html") if page.parent.parent.parent == out]
            return Found(what, is_false=not made)
        return judged(what, bench, out / "tiny" / RUN, ended, had_good=False)

    return Try(what, call)


def _file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file"


def _read_only(folder: Path) -> Path:
    """A folder that cannot be written, not even by whoever may write everywhere."""
    (folder / "closed").mkdir(mode=0o555)
    _obey_modes()
    return folder / "closed"


def _link_to_itself(folder: Path) -> Path:
    (folder / "link").symlink_to(folder / "link")
    return folder / "link"


REFUSED: dict[str, Callable[[Path], Path]] = {
    "a file for a folder": _file,
    "a folder below a file": lambda folder: _file(folder) / "deeper",
    "a folder that is read-only": _read_only,
    "a folder of the system": lambda _: Path("/proc/reports"),
    "a link to itself": _link_to_itself,
    "a name of 256 bytes": lambda folder: folder / ("x" * 256),
    "a path of 5,000 bytes": lambda folder: folder.joinpath(*["x" * 250] * 20),
    "a device": lambda _: Path("/dev/null/reports"),
}


def _refused(bench: Bench, what: str, place: Callable[[Path], Path]) -> Try:
    def call(folder: Path) -> Found:
        path = bench.here(folder)
        out = place(folder)
        with without_cells(bench):
            ended = ran(path, out, no_kernel)
        return Found(what, is_false=ended.is_done, lacks=_clear(ended))

    return Try(what, call)


def _clear(ended: Ended) -> str:
    is_one = len(ended.problems) == 1 and ended.problems[0].code in {"CLW-R08", "CLW-R09"}
    return "" if is_one and ended.problems[0].file else f"not one clear error: {ended.text}"


def _missing(folder: Path) -> Found:
    try:
        ended = ran(folder / "none.ipynb", folder / "out", no_kernel)
    except WorkbenchError as error:
        ended = Ended(tuple(error.problems), 0)
    is_told = [problem.code for problem in ended.problems] == ["CLW-N09"]
    return Found("a notebook that is not there", is_false=ended.is_done, lacks="" * is_told)


def _obey_modes() -> None:
    """Let this process write only where the modes of folders say so, whoever it belongs to."""
    if os.geteuid() != 0:
        return
    system = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    system.capget(header, sets)
    sets[0] &= ~DAC_OVERRIDE
    system.capset(header, sets)
