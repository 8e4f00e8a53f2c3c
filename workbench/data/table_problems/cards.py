"""Does each indicator say what it is: its name, its unit, and which way is better."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.data.table_problems.subject import Subject
from workbench.data.tables import DIRECTIONS
from workbench.errors import Problem, listed, unknown


def cards_incomplete(subject: Subject) -> Iterator[Problem]:
    """Cards without a name or unit, and directions that are not on the closed list."""
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
    if "direction" in subject.table:
        found = subject.distinct("direction")
        stray = found.where(lambda value: value not in DIRECTIONS)
        if stray.any():
            rows = found.rows(np.asarray(stray))
            yield unknown(
                "CLW-T67",
                "direction",
                found.each[int(stray.argmax())],
                DIRECTIONS,
                file=subject.file,
                row=subject.row(int(rows.argmax())),
                column="direction",
                remedy=f"write one of: {listed(DIRECTIONS)}; the index turns indicators by it",
                more=int(rows.sum()) - 1,
            )
