"""What do the reports of a notebook import: loaded once, by the process they are forked from."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import io
import re
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

from workbench import home
from workbench.reports.execution import set_aside
from workbench.reports.forking import can_fork
from workbench.reports.notebook import Notebook, source_of
from workbench.reports.rehearsal import rehearse

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


def preload(notebook: Notebook, meanwhile: Callable[[], None] = lambda: None) -> str:
    """Import what the reports will need; returns why they cannot be forked from here, or "".

    What an import prints would be missing from the pages, and a thread that it starts would be
    missing from the children. Once the notebook's own imports are there, `meanwhile` is called
    between the others.
    """
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), _without(NEEDLESS):
        imports = list(_imports(notebook))
        for module in _of_the_workbench(notebook, imports):
            importlib.import_module(module)
        for line in imports:
            with suppress(Exception):  # the cell that imports it will tell
                exec(line, {})  # noqa: S102 - an import of an installed package, nothing else
        for module in OF_REPORTS:
            meanwhile()
            importlib.import_module(module)
        meanwhile()
        rehearse(notebook)
    if said.getvalue():
        return "what it imports prints something, which has to be on each page"
    return "" if can_fork() else "what it imports starts threads"


def _of_the_workbench(notebook: Notebook, imports: Sequence[str]) -> tuple[str, ...]:
    """What the cells of a notebook will have imported by the workbench."""
    if not any("workbench" in line for line in imports):
        return ()
    needs_models = any(ASKS_FOR_MODELS.search(source_of(cell)) for cell in notebook.cells)
    return OF_THE_WORKBENCH + (OF_MODELS if needs_models else ())


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
