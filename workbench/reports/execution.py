"""What did the cells do: a notebook run to its end through papermill, or where it stopped."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from workbench.errors import Problem
from workbench.reports._tidy import shortened, without_escapes
from workbench.reports.kernel import KERNEL, exit_code
from workbench.reports.notebook import Notebook, has_tag, source_of

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

INJECTED = "injected-parameters"
SKIPPED = "skip-execution"
ERRORS_WANTED = "raises-exception"
SECONDS_TO_START = 60
OUT_OF_MEMORY = {"MemoryError", "_ArrayMemoryError"}
LONGEST_MESSAGE = 500  # characters of an error's last line
PARTS = ("  Expected: ", "  Do: ")
SECONDS_TO_LISTEN = 120  # to output that is still on its way when its cell has ended

Told = Callable[[int, int], None]


@dataclass
class Execution:
    """A notebook with what its cells gave, and why it stopped if it did.

    `planned` and `ran` count the cells with code, the injected parameters left out; `seconds` are
    theirs, in order. `failed` is the number of the cell that it stopped in.
    """

    content: Any
    planned: int
    ran: int = 0
    seconds: list[float] = field(default_factory=list)
    problem: Problem | None = None
    failed: int | None = None


def execute(
    notebook: Notebook,
    parameters: Mapping[str, Any],
    manager: AsyncKernelManager,
    *,
    limit: int,
    tell: Told,
) -> Execution:
    """Run every cell of a notebook in a kernel.

    Parameters
    ----------
    notebook
        The notebook as it was read.
    parameters
        Checked values to set after the parameters cell; none for the notebook's own defaults.
    manager
        The running kernel.
    limit
        The longest that one cell may take, in seconds.
    tell
        Called with the number of the cell that starts and the number of cells.

    Returns
    -------
    The executed notebook. Where it stopped, `problem` says in which cell and why.
    """
    from jupyter_core.utils import run_sync

    with set_aside("rfc3987_syntax"):
        from nbclient.exceptions import CellTimeoutError, DeadKernelError

        content = prepared(notebook, parameters)
        watch = _Watch(content.cells, tell)
        client = _client(content, manager, watch, limit)
    found = Execution(content, watch.planned)
    try:
        client.execute()
        found.problem = watch.unfinished(is_alive=run_sync(manager._async_is_alive)())
    except CellTimeoutError:
        found.problem = watch.too_slow(limit)
    except (DeadKernelError, RuntimeError):
        if run_sync(manager._async_is_alive)():
            raise
        found.problem = watch.lost(exit_code(manager))
    except KeyboardInterrupt:
        _forget_cells()
        raise
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
    found.ran, found.seconds = len(watch.seconds), watch.seconds
    found.failed = watch.numbers.get(watch.current) if found.problem else None
    return found


@contextmanager
def set_aside(module: str) -> Iterator[None]:
    """Import without an optional module that costs more than it gives.

    `jsonschema` builds a grammar of internationalised addresses when it is imported, for almost
    two seconds of every run, and no notebook holds one.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


def _forget_cells() -> None:
    """Let the cell that an interruption has left end without a complaint."""
    from jupyter_core.utils import ensure_event_loop

    for task in asyncio.all_tasks(ensure_event_loop()):
        task.add_done_callback(lambda done: done.cancelled() or done.exception())


def _client(content: Any, manager: AsyncKernelManager, watch: _Watch, limit: int) -> Any:
    """Papermill's client, which stops at the first error and keeps neither times nor widgets."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NotebookExecutionManager

    record = NotebookExecutionManager(content, progress_bar=False)
    record.notebook_start()
    return PapermillNotebookClient(
        record,
        km=manager,
        kernel_name=KERNEL,
        timeout=limit,
        startup_timeout=SECONDS_TO_START,
        iopub_timeout=SECONDS_TO_LISTEN,
        shell_timeout_interval=1,
        record_timing=False,
        store_widget_state=False,
        on_cell_start=watch.started,
        on_cell_executed=watch.executed,
    )


def prepared(notebook: Notebook, parameters: Mapping[str, Any]) -> Any:
    """The notebook as papermill takes it, with the parameters that differ from the defaults."""
    from nbformat import from_dict
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    content = load_notebook_node(from_dict(dict(notebook.content)))  # type: ignore[no-untyped-call]
    if parameters:
        content = parameterize_notebook(
            content, dict(parameters), kernel_name=KERNEL, language="python"
        )
    return content


class _Watch:
    """Keeps count of the cells with code while they run, and says where the run stands."""

    def __init__(self, cells: list[Any], tell: Told) -> None:
        self.cells, self.tell = cells, tell
        self.numbers: dict[int, int] = {}
        for index, cell in enumerate(cells):
            has_code = cell.cell_type == "code" and source_of(cell).strip()
            if has_code and not has_tag(cell, SKIPPED) and not has_tag(cell, INJECTED):
                self.numbers[index] = len(self.numbers) + 1
        self.planned = len(self.numbers)
        self.current = -1
        self.since = 0.0
        self.seconds: list[float] = []

    def started(self, cell: Any, cell_index: int) -> None:
        if cell.cell_type == "code":
            self.current, self.since = cell_index, time.monotonic()
            self.tell(self.numbers.get(cell_index, 1), self.planned)

    def executed(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        del cell, execute_reply
        if cell_index in self.numbers:
            self.seconds.append(round(time.monotonic() - self.since, 3))

    @property
    def place(self) -> str:
        """The cell that runs, as a reader of the notebook counts those with code."""
        if self.current not in self.numbers:
            return "the cell that sets the parameters" if self.current >= 0 else "its start"
        return f"cell {self.numbers[self.current]} of {self.planned}"

    @property
    def code(self) -> str:
        """The first line of the cell that runs."""
        if self.current < 0:
            return ""
        return source_of(self.cells[self.current]).strip().partition("\n")[0]

    def lost(self, code: int | None) -> Problem:
        how = f": its process ended with code {code}"
        if code is not None and code < 0:
            how = f": its process was ended by signal {-code} ({signal.strsignal(-code)})"
        return Problem(
            "CLW-R05",
            f"kernel lost in {self.place}{how}",
            value=self.code,
            expected="a kernel that lives to the end; one ended with SIGKILL has most often asked "
            "for more memory than there is",
            remedy="run it again; if it is lost again, use fewer rows or more memory",
        )

    def too_slow(self, limit: int) -> Problem:
        return Problem(
            "CLW-R06",
            f"{self.place} took longer than {limit} seconds",
            value=self.code,
            expected=f"at most {limit} seconds a cell",
            remedy="see what the cell does in the failed notebook, or run it on less",
        )

    def unfinished(self, *, is_alive: bool) -> Problem | None:
        """Why the run cannot stand although it came to its end, or None."""
        for cell in self.cells:
            wants_errors = has_tag(cell, ERRORS_WANTED)
            for output in cell.get("outputs", []):
                if output.output_type == "error" and not wants_errors:
                    return _failed(self.place, output, self.code)
        if not is_alive:
            return self.lost(None)
        if len(self.seconds) < self.planned:
            return Problem(
                "CLW-R07",
                f"only {len(self.seconds)} of {self.planned} cells were executed",
                expected="every cell with code executed",
                remedy="run it again",
            )
        return None


def _failed(place: str, output: Any, code: str) -> Problem:
    """The problem of a cell that raised: a coded complaint as it is, else the error's last line."""
    says = without_escapes(output.evalue)
    if says.startswith("CLW-"):
        return _told_by_a_cell(place, says)
    if output.ename in OUT_OF_MEMORY:
        return _too_much(place, says, code)
    last = shortened((says.strip().splitlines() or [""])[-1], LONGEST_MESSAGE)
    return Problem(
        "CLW-R03",
        f"{place} failed: {output.ename}: {last}",
        value=code,
        remedy="see the cell in the failed notebook, which lies beside the report",
    )


def _too_much(place: str, says: str, code: str) -> Problem:
    return Problem(
        "CLW-R70",
        f"{place} asked for more memory than there is{f': {says}' if says else ''}",
        value=code,
        expected="a step that fits into the memory of this machine",
        remedy="use fewer rows, fewer workers or a machine with more memory",
    )


def _told_by_a_cell(place: str, says: str) -> Problem:
    """A coded complaint from inside the notebook: its first problem, part by part."""
    first, *rest = says.splitlines()
    own = takewhile(lambda line: not line.startswith("CLW-"), rest)
    parts = dict(line.strip().split(": ", 1) for line in own if line.startswith(PARTS))
    return Problem(
        "CLW-R03",
        f"{place} stopped: {first}",
        expected=parts.get("Expected"),
        remedy=parts.get("Do"),
    )
