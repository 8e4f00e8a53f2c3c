"""What may a reader change in a notebook: the card of its parameters, and values bound to it.

The card is the cell tagged `parameters`, one line a parameter:

    seed: int = 2010  # [0 to 4294967295] the random seed
    year: int | None = None  # [year] the year; empty: the latest

The cell is read as text and never executed. A line without annotation has the type of its
default. The bracket names a rule of the closed list in `_rules`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import ParameterError, Problem, quoted
from workbench.reports import _rules
from workbench.reports._plain import Kind, Plain, kind_of_annotation, kind_of_value
from workbench.reports.notebook import Notebook, has_tag, open_notebook, source_of

TAG = "parameters"
EXAMPLE = "seed: int = 2010  # [0 to 4294967295] the random seed"
COMMENT = re.compile(r"\s*#\s*(?:\[(?P<rule>[^\]]*)\])?\s*(?P<words>.*)")


@dataclass(frozen=True)
class Parameter:
    """One parameter: its type, default, rule and description.

    `kind` is None where the default says too little to tell a type; such a parameter cannot be
    set. `is_required` holds where the card gives no default.
    """

    name: str
    kind: Kind | None
    default: Plain
    rule: str = ""
    description: str = ""
    is_required: bool = False

    def as_record(self) -> dict[str, Any]:
        """The parameter as a plain record."""
        return {
            "type": str(self.kind) if self.kind else "not known",
            "default": "required" if self.is_required else self.default,
            "allowed": self.rule,
            "meaning": self.description,
        }


@dataclass(frozen=True)
class Card:
    """The parameters of one notebook, by name, in the order of the cell."""

    notebook: Path
    title: str
    parameters: Mapping[str, Parameter]

    def parameter_of_rule(self, rule: str) -> str | None:
        """The first parameter with a rule, such as the one that names the study."""
        return next((p.name for p in self.parameters.values() if p.rule == rule), None)

    def as_record(self) -> dict[str, Any]:
        """The card as a plain record."""
        return {
            "title": self.title,
            "parameters": {name: p.as_record() for name, p in self.parameters.items()},
        }

    def changed(self, values: Mapping[str, Plain]) -> dict[str, Plain]:
        """Those of the bound values that differ from their defaults."""
        return {
            name: value
            for name, value in values.items()
            if self.parameters[name].is_required or value != self.parameters[name].default
        }


def read_card(notebook: str | Path) -> Card:
    """Read a notebook's card of parameters; nothing is executed.

    Parameters
    ----------
    notebook
        A shelf name or the path of a notebook.

    Returns
    -------
    The card; empty where no cell is tagged `parameters`.

    Raises
    ------
    UnknownName
        If there is no such notebook.
    WorkbenchError
        If the file is not a Python notebook of format 4.
    ParameterError
        With every line of the cell that is not of the card's grammar.
    """
    return card_in(open_notebook(notebook))


def card_in(opened: Notebook) -> Card:
    """The card of a notebook that has been read."""
    title = next(_headings(opened), opened.name)
    cell = next((c for c in opened.cells if has_tag(c, TAG)), None)
    if cell is None:
        return Card(opened.path, title, {})
    try:
        found = list(_lines(source_of(cell), opened.path.name))
    except (SyntaxError, ValueError) as error:
        raise ParameterError(
            misread(opened.path.name, f"the parameters cell cannot be read: {error}", EXAMPLE)
        ) from error
    problems = [line for line in found if isinstance(line, Problem)]
    if problems:
        raise ParameterError(problems)
    return Card(
        opened.path, title, {line.name: line for line in found if isinstance(line, Parameter)}
    )


def _headings(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.get("cell_type") == "markdown":
            yield from re.findall(r"^# (.+)$", source_of(cell), re.MULTILINE)


def _lines(source: str, file: str) -> Iterator[Parameter | Problem]:
    lines = source.split("\n")  # as `ast` counts them
    for node in ast.parse(source).body:
        if not isinstance(node, ast.AnnAssign | ast.Assign):
            continue
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if isinstance(target, ast.Name):
            rest = lines[(node.end_lineno or 1) - 1].encode()[node.end_col_offset :].decode()
            comment = COMMENT.fullmatch(rest)
            rule, words = comment.group("rule", "words") if comment else (None, "")
            if isinstance(node, ast.Assign):
                yield _plain_line(target.id, node.value, words)
            else:
                yield _card_line(target.id, node, rule or "", words, file)


def _plain_line(name: str, value: ast.expr, words: str) -> Parameter:
    """A line without annotation: its type is that of its default."""
    try:
        default = ast.literal_eval(value)
    except (
        ValueError,
        TypeError,
    ):  # computed, so neither its type nor its value is known before the run
        default = None
    return Parameter(name, kind_of_value(default), default, description=words)


def _card_line(
    name: str, line: ast.AnnAssign, rule: str, words: str, file: str
) -> Parameter | Problem:
    annotation = ast.unparse(line.annotation)
    kind = kind_of_annotation(annotation)
    if kind is None:
        return misread(file, f"{name} has the type {annotation}", _as_line(f"{name}: str", words))
    try:
        default = ast.literal_eval(line.value) if line.value else None
    except (ValueError, TypeError):
        computed = quoted(ast.unparse(line.value)) if line.value else ""
        says = f"the default of {name} is computed, so it is not plain data: {computed}"
        return misread(file, says, _as_line(f"{name}: {annotation}", words))
    wrong = _misruled(rule, kind)
    if wrong:
        return misread(file, f"{name} {wrong}", _as_line(ast.unparse(line), words))
    return Parameter(name, kind, default, rule, words, is_required=line.value is None)


def _as_line(code: str, words: str) -> str:
    return f"{code}  # {words}" if words else code


def _misruled(rule: str, kind: Kind) -> str | None:
    """Why a type cannot have a rule, or None where it can."""
    if rule and _rules.find(rule) is None:
        return f"has the unknown rule [{rule}]"
    if _rules.BOUNDS.fullmatch(rule) and kind.base not in {"int", "float"}:
        return f"has the range [{rule}] but is not a number"
    if rule in _rules.TEXTS and kind.base != "str":
        return f"has the rule [{rule}] but is not text"
    return None


def misread(file: str, message: str, line: str) -> Problem:
    """The problem of a line that is not of the card's grammar, with one that would be."""
    return Problem(
        "CLW-P20",
        message,
        file=file,
        expected=f"lines such as: {EXAMPLE}; types "
        "str, int, float, bool, list[...] of these, ... | None; rules "
        f"{', '.join(_rules.NAMED)}, low to high, a | b | c",
        remedy=f"write such a line: {line}",
    )
