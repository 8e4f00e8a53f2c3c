"""Which cells and parameters is an exhibit made from, as far as the names in the code tell.

From the cell that shows it, each name is followed back to the statements that gave it its value.
What code does without names (files it writes, the state of other modules) is not seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.reports.blocks import Code

IMPORTS = (ast.Import, ast.ImportFrom)
CALLABLE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Statement:
    """One statement at the top of a cell: the names it sets, and those it needs.

    `is_fresh` says that what the names were before does not matter to it.
    """

    cell: int
    sets: frozenset[str]
    needs: frozenset[str]
    is_fresh: bool
    is_shown: bool


def behind(code: Sequence[Code], last: int) -> tuple[list[int], set[str]]:
    """The cells, and the names that the parameters cells gave, behind what a cell shows.

    Parameters
    ----------
    code
        The cells of code in order.
    last
        The position of the cell that shows the exhibit.

    Returns
    -------
    Positions of cells, the one that shows it included, without those of parameters; and names.
    """
    needed: set[str] = set()
    cells = {last}
    given: set[str] = set()
    for statement in reversed(_statements(tuple(code))):
        if statement.cell > last:
            continue
        is_shown = statement.cell == last and statement.is_shown
        if not (is_shown or statement.sets & needed):
            continue
        if code[statement.cell].is_parameters:
            given |= statement.sets & needed
            continue
        if statement.is_fresh:
            needed -= statement.sets
        needed |= statement.needs
        cells.add(statement.cell)
    return sorted(cells), given


def words_in(code: Sequence[Code]) -> set[str]:
    """Names that code imports, writes, calls or picks out by, where it could mean a method."""
    found: set[str] = set()
    for cell in code:
        for node in ast.walk(_parsed(cell.text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("workbench."):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.Name | ast.Attribute | ast.Constant):
                # a word alone, such as a label or `fit.robust`, may mean anything
                found |= {word for word in [_word(node)] if "_" in word}
            elif isinstance(node, ast.Subscript):
                found.add(_word(node.slice))
    return found


def _word(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else ""  # type: ignore[attr-defined]


def _parsed(text: str) -> ast.Module:
    """A cell's code; nothing where it holds what only a notebook understands."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


@lru_cache(maxsize=1)
def _statements(code: tuple[Code, ...]) -> list[Statement]:
    """All statements in order; one page asks for them once for each of its exhibits."""
    imported: set[str] = set()
    found = []
    for cell, own in enumerate(code):
        for node in _parsed(own.text).body:
            found.append(_statement(cell, node, imported))
            imported |= found[-1].sets if isinstance(node, IMPORTS) else set()
    return found


def _statement(cell: int, node: ast.stmt, imported: set[str]) -> Statement:
    own = set(_own_names(node))
    sets = set(_set_by(node, imported)) - own
    if isinstance(node, IMPORTS):
        return Statement(cell, frozenset(sets), frozenset(), is_fresh=True, is_shown=False)
    names = [name for name in ast.walk(node) if isinstance(name, ast.Name)]
    needs = {name.id for name in names if isinstance(name.ctx, ast.Load)} - own
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
    is_fresh = isinstance(node, ast.Assign | ast.AnnAssign) and all(
        isinstance(target, ast.Name | ast.Tuple) for target in targets
    )
    is_shown = not isinstance(node, ast.Assign | ast.AnnAssign | ast.FunctionDef)
    return Statement(cell, frozenset(sets), frozenset(needs), is_fresh, is_shown)


def _own_names(node: ast.stmt) -> Iterator[str]:
    """Names that mean something inside the statement only: `r` in `[r.name for r in rows]`."""
    for part in ast.walk(node):
        if isinstance(part, ast.arg):
            yield part.arg
        elif isinstance(part, ast.comprehension):
            yield from (name.id for name in ast.walk(part.target) if isinstance(name, ast.Name))


def _set_by(node: ast.stmt, imported: set[str]) -> Iterator[str]:
    """The names a statement gives a value to, or changes the value of."""
    if isinstance(node, ast.Expr):  # `table.insert(…)` may change the table, not so a module
        called = node.value.func if isinstance(node.value, ast.Call) else None
        base = called.value if isinstance(called, ast.Attribute) else None
        if isinstance(base, ast.Name) and base.id not in imported:
            yield base.id
        return
    if isinstance(node, CALLABLE):
        yield node.name
        return
    for part in ast.walk(node):
        if isinstance(part, ast.alias):
            yield (part.asname or part.name).partition(".")[0]
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.id
        elif (
            isinstance(part, ast.Subscript | ast.Attribute)
            and isinstance(part.ctx, ast.Store)
            and isinstance(part.value, ast.Name)
        ):
            yield part.value.id
