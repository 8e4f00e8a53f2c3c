"""What does an error code mean: one entry a code, shown by `workbench show CODE`.

A test holds this list equal to the codes the package uses, and the page `docs/codes.md` equal to
this list.
"""

from __future__ import annotations

from workbench.codes import (
    divisions,
    exercises,
    fieldwork,
    geography,
    indices,
    measures,
    models,
    names,
    parameters,
    questionnaires,
    registers,
    rules,
    runs,
    sources,
    studies,
    tables,
)
from workbench.codes._code import Code

__all__ = ["CODES", "LETTERS", "Code", "parts"]

LETTERS = {
    "N": "names that are not there",
    "S": "studies and their descriptors",
    "T": "tables and their cells",
    "Q": "questionnaires",
    "G": "outlines, neighbours and divisions",
    "A": "firm registers",
    "W": "sources of official statistics",
    "M": "measures",
    "C": "rules for what counts as a cluster",
    "I": "the composite index",
    "F": "formulas and fits",
    "E": "field instruments",
    "X": "exercises",
    "P": "parameters",
    "R": "runs and reports",
}

PREFIX = "CLW-"
_PARTS = (
    names,
    studies,
    tables,
    questionnaires,
    geography,
    divisions,
    registers,
    sources,
    measures,
    rules,
    indices,
    models,
    fieldwork,
    exercises,
    parameters,
    runs,
)
CODES: dict[str, Code] = {code: entry for part in _PARTS for code, entry in part.CODES.items()}


def parts() -> list[tuple[str, dict[str, Code]]]:
    """The codes by their letter, in order."""
    return [
        (letter, {code: CODES[code] for code in sorted(CODES) if code[len(PREFIX)] == letter})
        for letter in LETTERS
    ]
