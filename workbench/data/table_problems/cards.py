"""Does each indicator say what it is: its name, its unit, and which way is better."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.data.table_problems.subject import Subject
from workbench.data.tables import DIRECTIONS, ROLES
from workbench.errors import Problem, listed, unknown

CLOSED = {"direction": DIRECTIONS, "role": ROLES}


def cards_incomplete(subject: Subject) -> Iterator[Problem]:
    """Cards without a name or unit, and directions and roles that are not on their closed list."""
    if subject.name != "indicator_cards":
        return
    for column in ("name", "unit"):
        if column not in subject.table:
            continue
        empty = subject.table[column].isna().to_numpy()
        if empty.any():
            yield subject.tell(
                "CLW-T67",
                f"an indicator has no {column}",
                column,
                empty,
                f"a {column} for each indicator; tables and figures print it",
                f"fill the cell{' (persons, yuan, share, index, …)' if column == 'unit' else ''}",
                is_warning=True,
            )
    for column, known in CLOSED.items():
        if column in subject.table:
            yield from _stray(subject, column, known)


def _stray(subject: Subject, column: str, known: tuple[str, ...]) -> Iterator[Problem]:
    """What is not on the closed list of a column."""
    found = subject.distinct(column)
    stray = found.where(lambda value: value not in known)
    if not stray.any():
        return
    rows = found.rows(np.asarray(stray))
    yield unknown(
        "CLW-T67",
        column,
        found.each[int(stray.argmax())],
        known,
        file=subject.file,
        row=subject.row(int(rows.argmax())),
        column=column,
        remedy=f"write one of: {listed(known)}; the index reads it",
        more=int(rows.sum()) - 1,
    )
