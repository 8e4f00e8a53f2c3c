"""On what are faults tried: a small notebook whose cells can be met by any fate, and its clean run.

A fate lies in a file beside the notebook, so that every run is of the same notebook with the same
parameters and must give the same report.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from tests.faults.trying import Found
from tests.reports.notebooks import code, notebook, text
from tests.reports.test_folder import names, tree
from tests.reports.test_page import FIGURE, PNG, ROWS, TABLE
from workbench.errors import Problem, WorkbenchError
from workbench.reports import run
from workbench.reports.execution import Execution
from workbench.reports.forking import forked_kernel
from workbench.reports.notebook import open_notebook
from workbench.reports.preloading import preload

RUN = "default"
CELLS = 5
MOMENTS = ("before", "between", "after")
PARAMETERS = 'study: str = ""  # [study] where the data are\nword: str = "温州"  # a word'
MEETING = """\
import json, pathlib, sys, os
def meet(cell, moment):
    fate = pathlib.Path("fate.json")
    told = json.loads(fate.read_text()) if fate.exists() else {}
    if [cell, moment] == told.get("where"):
        exec(told["code"], globals())
"""
CELL = """\
meet({n}, "before")
print("cell {n} says", word, flush=True)
meet({n}, "between")
{shows}
meet({n}, "after")
"""
SHOWS = {
    2: f"""\
from IPython.display import display
told = {FIGURE!r}
display({{"image/png": {PNG!r}, "text/plain": word}}, raw=True, metadata={{"workbench": told}})""",
    4: f"""\
told = {TABLE!r} | {{"csv": "a\\n1\\n"}}
display({{"text/html": {ROWS!r}, "text/plain": "t"}}, raw=True, metadata={{"workbench": told}})""",
}


@dataclass(frozen=True)
class Bench:
    """The notebook, and every file of the report that a clean run of it gives."""

    notebook: Path
    clean: Mapping[str, bytes]

    def here(self, folder: Path, where: object = None, fate: str = "") -> Path:
        """The notebook in a folder of its own, with the fate that its run shall meet."""
        path = folder / "01_tiny.ipynb"
        path.write_bytes(self.notebook.read_bytes())
        (folder / "fate.json").write_text(json.dumps({"where": where, "code": fate}))
        return path

    def good(self, out: Path, name: str = "tiny", run_name: str = RUN) -> Path:
        """A good report where the run will write, as an earlier run has left it."""
        final = out / name / run_name
        for path, content in self.clean.items():
            (final / path).parent.mkdir(parents=True, exist_ok=True)
            (final / path).write_bytes(content)
        return final

    def canned(self) -> Execution:
        """What the cells gave in the clean run, for faults that come after them."""
        from nbformat import from_dict

        content = from_dict(json.loads(self.clean["notebook.ipynb"]))
        return Execution(deepcopy(content), CELLS + 1, CELLS + 1, [0.0] * (CELLS + 1))


def make_bench(folder: Path) -> Bench:
    """Load what a report needs, write the notebook and run it once."""
    cells = [
        code((MEETING if n == 1 else "") + CELL.format(n=n, shows=SHOWS.get(n, "")))
        for n in range(1, CELLS + 1)
    ]
    path = notebook(
        folder / "01_tiny.ipynb",
        text("# Tiny"),
        code(PARAMETERS, "parameters"),
        text("Words between, so that no count of all cells is the count of those with code."),
        *cells,
    )
    assert not preload(open_notebook(path)), "this process cannot fork kernels"
    run(path, out=folder, progress=False, kernel=forked_kernel)  # here: what it caches serves all
    return Bench(path, tree(folder / "tiny" / RUN))


@dataclass(frozen=True)
class Ended:
    """How a run ended: its problems (none where it says it is done), and after how long."""

    problems: tuple[Problem, ...]
    seconds: float
    exit_code: int = 0

    @property
    def is_done(self) -> bool:
        """Whether it says that there is a report."""
        return not self.problems

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(problem.as_text() for problem in self.problems)


def ran(path: Path, out: Path, kernel: Any = forked_kernel, **how: Any) -> Ended:
    """Run a notebook, and see how it ends."""
    began = time.monotonic()
    try:
        run(path, how.pop("parameters", None), out=out, progress=False, kernel=kernel, **how)
    except WorkbenchError as error:
        return Ended(tuple(error.problems), time.monotonic() - began, error.exit_code)
    return Ended((), time.monotonic() - began)


@contextmanager
def without_cells(bench: Bench) -> Iterator[None]:
    """Runs that need no kernel: the cells have given what they gave in the clean run."""
    with (
        patch("workbench.reports.running.execute", lambda *_, **__: bench.canned()),
        patch("workbench.reports.running.ask_to_stop", lambda _: None),
    ):
        yield


@contextmanager
def no_kernel(_: Path) -> Iterator[Any]:
    """Stands where a kernel would."""
    yield SimpleNamespace()


def untimed(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The files of a report without the times of its run, which differ from run to run."""
    found: dict[str, Any] = dict(files)
    if "record.json" in found:
        record = json.loads(found["record.json"])
        record.pop("times", None)
        found["record.json"] = record
    return found


def judged(
    what: str,
    bench: Bench,
    final: Path,
    ended: Ended,
    *,
    had_good: bool,
    wants: Callable[[Ended], str] = lambda _: "",
) -> Found:
    """Judge a run by what lies there afterwards.

    Parameters
    ----------
    what
        The injection in words.
    final
        Where the report goes.
    ended
        How the run ended.
    had_good
        Whether a good report lay there before.
    wants
        Says what else is missing in how it ended, or "".
    """
    now = tree(final) if final.is_dir() else {}
    is_new = bool(now) and untimed(now) == untimed(bench.clean)
    is_old = had_good and now == dict(bench.clean)
    is_false = (ended.is_done and not is_new) or (bool(now) and not is_new and not is_old)
    is_lost = had_good and not is_old and not (is_new and ended.is_done)
    lacks = [wants(ended), *_left(final.parent)]
    lacks += [f"no remedy: {p.message}" for p in ended.problems if not (p.remedy or p.expected)]
    return Found(what, is_false, is_lost, "; ".join(filter(None, lacks)))


def _left(folder: Path) -> list[str]:
    found = [name for name in names(folder) if name.startswith(".")] if folder.is_dir() else []
    return [f"left behind: {found}"] if found else []


def says(code: str, *words: str, exit_code: int = 3) -> Callable[[Ended], str]:
    """What a run must say: a code and some words, and end with an exit code."""

    def lacking(ended: Ended) -> str:
        if not any(problem.code == code for problem in ended.problems):
            return f"not told {code}: {ended.text or 'done'}"
        missing = [word for word in words if word not in ended.text]
        if missing:
            return f"not told {missing}: {ended.text}"
        return "" if ended.exit_code == exit_code else f"exit {ended.exit_code}"

    return lacking


def is_running(pid: int) -> bool:
    """Whether a process lives."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def seen_gone(pid: int, seconds: float = 5) -> bool:
    """Whether a process is gone within some seconds."""
    end = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_running(pid)
