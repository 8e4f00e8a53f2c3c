"""How can reports begin warm: a process that loads everything once, and forks one child a report.

    python -m workbench.reports.nursery

It reads lines of JSON: first a notebook and a number of workers, then members. It writes one line
that says whether it can serve, then an outcome for each member. When its input ends, so do its
children.
"""

from __future__ import annotations

import ast
import gc
import importlib
import importlib.util
import io
import json
import os
import re
import selectors
import signal
import sys
import sysconfig
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from workbench import home
from workbench.reports.execution import set_aside
from workbench.reports.forking import can_fork, forked_kernel
from workbench.reports.kernel import running_kernel
from workbench.reports.members import MOST_TRIES, Member, Outcome, as_line, attempt, lost
from workbench.reports.notebook import Notebook, open_notebook, source_of
from workbench.reports.rehearsal import rehearse

CHUNK = 1 << 16
SECONDS_BETWEEN_LOOKS = 1.0
# What makes the page, and what the client of a kernel needs.
OF_REPORTS = (
    "workbench.reports.forked",
    "ipykernel.debugger",
    "nbclient",
    "papermill.clientwrap",
    "papermill.engines",
    "papermill.parameterize",
    "workbench.reports.blocks",
    "workbench.reports.compare_last",
    "workbench.reports.export",
    "workbench.reports.page",
    "workbench.reports.workbook",
)
# What the workbench imports only when it is used.
OF_THE_WORKBENCH = (
    "workbench.models",
    "workbench.hypotheses",
    "workbench.figures",
    "geopandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
)
# What it imports for models, a second of work, and how a notebook asks for them.
OF_MODELS = ("scipy.optimize", "scipy.sparse.linalg", "scipy.spatial", "scipy.stats")
ASKS_FOR_MODELS = re.compile(r"(?:\.|import .*)\b(?:fit|verdict|replicate|models|hypotheses)\b")


# What of these would be imported without any use: a grammar of addresses, and a debugger, which
# costs each kernel half a second.
NEEDLESS = ("rfc3987_syntax", "debugpy")


@dataclass
class Child:
    """A report that is being made: its process, its pipe, and what has come through it."""

    member: Member
    pid: int
    pipe: int
    tries: int
    said: bytes = b""


class Nursery:
    """Forks a child for each member, no more at a time than there are workers."""

    def __init__(self, requests: int, answers: int, workers: int) -> None:
        self.requests, self.answers, self.workers = requests, answers, workers
        self.waiting: deque[tuple[Member, int]] = deque()
        self.children: dict[int, Child] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(requests, selectors.EVENT_READ)
        self._rest = b""

    def serve(self) -> None:
        """Make what is asked for until the requests end."""
        self._queue()
        while True:
            while self.waiting and len(self.children) < self.workers:
                self._fork(*self.waiting.popleft())
            for key, _ in self.selector.select():
                if key.fd in self.children:
                    self._hear(self.children[key.fd])
                elif not self._take():
                    self._end()
                    return

    def take_line(self) -> bytes:
        """The next request, waited for; empty at their end."""
        while b"\n" not in self._rest:
            if not (found := os.read(self.requests, CHUNK)):
                return b""
            self._rest += found
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def say(self, line: bytes) -> None:
        """Write one line to whoever asked."""
        while line:
            line = line[os.write(self.answers, line) :]

    def _take(self) -> bool:
        found = os.read(self.requests, CHUNK)
        self._rest += found
        self._queue()
        return bool(found)

    def _queue(self) -> None:
        """Put the requests that are whole into the queue."""
        while b"\n" in self._rest:
            self.waiting.append((Member(**json.loads(self.take_line())), 1))

    def _fork(self, member: Member, tries: int) -> None:
        heard, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(heard)
            _be_a_child(member, tries, told)
        os.close(told)
        self.children[heard] = Child(member, pid, heard, tries)
        self.selector.register(heard, selectors.EVENT_READ)

    def _hear(self, child: Child) -> None:
        """Take what a child says; at its end, its outcome, or another try."""
        found = os.read(child.pipe, CHUNK)
        child.said += found
        if found:
            return
        self.selector.unregister(child.pipe)
        os.close(child.pipe)
        del self.children[child.pipe]
        code = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        if child.said.endswith(b"\n"):
            self.say(child.said)
        elif child.tries < MOST_TRIES:
            self.waiting.appendleft((child.member, child.tries + 1))
        else:
            how = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
            self.say(as_line(replace(lost(child.member, how), tries=child.tries)))

    def _end(self) -> None:
        for child in self.children.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def main() -> None:
    """Load, say so, and serve."""
    answers = os.dup(1)
    requests = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    nursery = Nursery(requests, answers, workers=1)
    asked = json.loads(nursery.take_line())
    nursery.workers = asked["workers"]
    gc.disable()  # what is imported stays
    unfit = preload(open_notebook(asked["notebook"]))
    gc.enable()
    gc.freeze()  # the collector would touch, and so copy, every page of memory in every child
    nursery.say(json.dumps({"unfit": unfit}).encode() + b"\n")
    if not unfit:
        nursery.serve()


def preload(notebook: Notebook) -> str:
    """Import what the reports will need; returns why they cannot be forked from here, or "".

    What an import prints would be missing from the pages, and a thread that it starts would be
    missing from the children.
    """
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), _without(NEEDLESS):
        imports = list(_imports(notebook))
        modules: tuple[str, ...] = OF_REPORTS
        if any("workbench" in line for line in imports):
            modules += OF_THE_WORKBENCH
            if any(ASKS_FOR_MODELS.search(source_of(cell)) for cell in notebook.cells):
                modules += OF_MODELS
        for module in modules:
            importlib.import_module(module)
        for line in imports:
            with suppress(Exception):  # the cell that imports it will tell
                exec(line, {})  # noqa: S102 - an import of an installed package, nothing else
        rehearse(notebook)
    if said.getvalue():
        return "what it imports prints something, which has to be on each page"
    return "" if can_fork() else "what it imports starts threads"


@contextmanager
def _without(modules: Sequence[str]) -> Iterator[None]:
    with ExitStack() as stack:
        for module in modules:
            stack.enter_context(set_aside(module))
        yield


def _imports(notebook: Notebook) -> Iterator[str]:
    """The notebook's imports of installed packages, one line each."""
    for cell in notebook.cells:
        if cell.get("cell_type") != "code":
            continue
        try:
            lines = ast.parse(source_of(cell)).body
        except (SyntaxError, ValueError):  # IPython's own commands, or a cell that will fail
            continue
        for line in lines:
            if isinstance(line, ast.Import):
                names = [alias.name for alias in line.names]
            elif isinstance(line, ast.ImportFrom) and line.module and not line.level:
                names = [line.module]
            else:
                continue
            if all(map(_is_installed, names)):
                yield ast.unparse(line)


def _is_installed(module: str) -> bool:
    """Whether a module comes with Python or a package, and not with the notebook."""
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names:
        return True
    spec = importlib.util.find_spec(top)
    if spec is None or spec.origin is None:
        return False
    places = [*(sysconfig.get_path(kind) for kind in ("purelib", "platlib")), str(home.PACKAGE)]
    return any(Path(spec.origin).is_relative_to(place) for place in places)


def _be_a_child(member: Member, tries: int, told: int) -> None:
    """What a forked process does: make one report, say what became of it, and end."""
    parent = os.getppid()

    def look(*_: object) -> None:
        if os.getppid() != parent:
            os._exit(1)

    try:
        os.setsid()
        signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS)
        outcome = _made(member, tries)
        os.write(told, as_line(outcome))
    finally:
        os._exit(0)


def _made(member: Member, tries: int) -> Outcome:
    """The first try in a forked kernel, the second in a plain one, which nothing disturbs."""
    kernels = (forked_kernel, running_kernel)[tries - 1 :]
    outcome = attempt(member, kernels)
    return replace(outcome, tries=outcome.tries + tries - 1)


if __name__ == "__main__":
    main()
