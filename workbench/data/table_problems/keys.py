"""Is each row there once, and does every code it names exist: keys and references."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.data.table_problems.codes import spelling
from workbench.data.table_problems.subject import Subject, as_found, blocks
from workbench.data.tables import TABLES
from workbench.errors import Problem, listed, quoted


def repeated_rows(subject: Subject) -> Iterator[Problem]:
    """The same key in two rows, which would be counted twice."""
    key = subject.key
    if not set(key) <= set(subject.table) or subject.table.empty:
        return
    if _is_ascending(subject.groups(*key[:-1]), subject.distinct(key[-1]).places):
        return
    groups = subject.groups(*key)
    if np.bincount(groups).max() == 1:
        return
    repeated = pd.Series(groups).duplicated().to_numpy()
    second = int(repeated.argmax())
    first = int((groups == groups[second]).argmax())
    rows = subject.table.iloc[[first, second]]
    is_same = rows.iloc[0].equals(rows.iloc[1].rename(rows.index[0]))
    says = "alike in every column" if is_same else "with other values"
    sums = ", or add them up: --read on_duplicate=sum" if subject.name == "activity" else ""
    shown = ", ".join(as_found(v) or "empty" for v in rows[key].iloc[1])
    yield Problem(
        "CLW-T26",
        f"rows {subject.row(first)} and {subject.row(second)} have the same "
        f"{', '.join(key)}, {says}",
        file=subject.file,
        row=subject.row(second),
        column=", ".join(key),
        value=shown,
        expected="each key once; both rows would be counted",
        remedy=f"keep one of the rows{sums}",
        more=int(repeated.sum()) - 1,
    )


def _is_ascending(groups: np.ndarray, within: np.ndarray) -> bool:
    """Whether each key is above the one before, as in a table in the order of its keys."""
    for rows in blocks(len(groups)):
        first, second = groups[rows.start : rows.stop + 1], within[rows.start : rows.stop + 1]
        is_same = first[1:] == first[:-1]
        if not ((first[1:] > first[:-1]) | (is_same & (second[1:] > second[:-1]))).all():
            return False
    return True


def unknown_codes(subject: Subject) -> Iterator[Problem]:
    """Codes that are not in the table that lists such codes."""
    for column, target in subject.known.references.items():
        # a table outside the schema is keyed by the column that refers to it
        key = TABLES[target].key[0] if target in TABLES else column
        listing = subject.other(target, key)
        if listing is None or column not in subject.table:
            continue
        found = subject.distinct(column)
        codes = set(listing[key].dropna().to_numpy(object))  # quicker than one by one
        padded = {code.lstrip("0"): code for code in codes if code.startswith("0")}
        lost = found.where(lambda value: value not in codes and value in padded)  # noqa: B023
        if lost.any():
            yield _lost_zero(subject, column, found.rows(lost), padded)
        stray = found.where(lambda value: value not in codes) & ~lost  # noqa: B023
        if stray.any():
            yield _stray(subject, column, target, found.rows(stray), codes)


def _lost_zero(subject: Subject, column: str, rows: np.ndarray, padded: dict[str, str]) -> Problem:
    value = str(subject.table[column].iloc[int(rows.argmax())])
    right = padded[value]
    return subject.tell(
        "CLW-T27",
        f"{column} codes lost a leading zero: {quoted(value)} is {quoted(right)}",
        column,
        rows,
        f"{len(right)} digits as in the list of codes; a spreadsheet that saved the file as "
        "numbers cuts zeros",
        "restore the file and keep codes as text, or --read pad_codes=true (what it repairs is "
        "counted)",
    )


def _stray(
    subject: Subject, column: str, target: str, rows: np.ndarray, codes: set[str]
) -> Problem:
    value = str(subject.table[column].iloc[int(rows.argmax())])
    alike = {spelling(code): code for code in codes}.get(spelling(value))
    remedy = f"correct the code, or add its row to the table {target}"
    if alike:
        remedy = f"write {quoted(alike)}: only capitals, spaces or signs differ"
    return subject.tell(
        "CLW-T31",
        f"a code in column {column} is not in the table {target}: {quoted(value)}",
        column,
        rows,
        f"a code of {target}: {listed(sorted(map(str, codes)), 5)}",
        remedy,
    )
