"""Do flags say what a flag may say: one of a closed list, which the cell bears out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.data.table_problems.subject import Subject
from workbench.data.tables import FLAGS
from workbench.errors import Problem, listed, quoted, unknown

VALUES = {"activity": "employment", "indicators": "value", "plants": "employment"}
EMPTY_BY_FLAG = ("suppressed", "not_applicable", "missing")


def flags_at_odds(subject: Subject) -> Iterator[Problem]:
    """Flags that are not on the closed list, and flags that their cell contradicts."""
    if "flag" not in subject.known.columns or "flag" not in subject.table:
        return
    found = subject.distinct("flag")
    stray = found.where(lambda value: value not in FLAGS)
    if stray.any():
        value = str(found.each[int(stray.argmax())])
        rows = found.rows(stray)
        yield unknown(
            "CLW-T65",
            "flag",
            value,
            FLAGS,
            file=subject.file,
            row=subject.row(int(rows.argmax())),
            column="flag",
            remedy=f"write one of {listed(FLAGS)}, or keep the publisher's own signs in a column "
            "of another name",
            more=int(rows.sum()) - 1,
        )
    column = VALUES.get(subject.name, "")
    if column in subject.table:
        empty = found.rows(found.where(lambda value: value in EMPTY_BY_FLAG))
        yield from _contradicted(subject, column, empty, subject.numbers(column))


def _contradicted(
    subject: Subject, column: str, empty: np.ndarray, values: np.ndarray
) -> Iterator[Problem]:
    for rows, says, is_warning in (
        (empty & (values == 0), "is 0", False),
        (empty & (np.abs(values) > 0), "has a value", True),
    ):
        if rows.any():
            flag = subject.table["flag"].iloc[int(rows.argmax())]
            yield subject.tell(
                "CLW-T66",
                f"a cell {says} and is flagged {quoted(flag)}",
                column,
                rows,
                "missing, zero, suppressed and not applicable are four things: a flagged cell is "
                "empty, unless its flag is imputed",
                "empty the cell, or correct the flag (imputed where the value is an estimate)",
                is_warning=is_warning,
            )
