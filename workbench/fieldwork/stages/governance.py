"""How formal is a cluster: which bodies and papers there are."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from workbench.data.table_problems import Subject
from workbench.errors import Problem
from workbench.fieldwork._words import strange_words
from workbench.fieldwork.stages import bodies
from workbench.fieldwork.stages.gate_check import NO, YES


def governance_rules(sheet: Subject) -> Iterator[Problem]:
    """Bodies and papers that nobody knows, and answers that are neither yes nor no."""
    yield from strange_words(sheet, "item", tuple(bodies()["item"]), "CLW-E60")
    yield from strange_words(sheet, "is_there", (YES, NO), "CLW-E60")


def governance_table(answers: pd.DataFrame, bodies: pd.DataFrame) -> pd.DataFrame:
    """The checklist of bodies and papers with what there is.

    Parameters
    ----------
    answers
        `item` and `is_there` (yes or no).
    bodies
        `item`, `kind`, `below`, `words`.

    Returns
    -------
    The bodies with `is_there`; what nobody answered is no.
    """
    known = answers.set_index("item")["is_there"].eq(YES)
    return bodies.assign(is_there=bodies["item"].map(known).fillna(False).astype(bool))


def formality(table: pd.DataFrame) -> float:
    """The share of bodies and papers that there are, which feeds the classifier of cluster types.

    Examples
    --------
    >>> formality(pd.DataFrame({"is_there": [True, False]}))
    0.5
    """
    return float(table["is_there"].mean())
