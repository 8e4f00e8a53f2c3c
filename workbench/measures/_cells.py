"""What do the cells of a long table hold, and which of them are unknown.

The input is never touched. A cell that is not in the table counts as zero; a cell that is there
without a number is unknown and adds to no total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from typing import TypeAlias

import numpy as np
import pandas as pd

from workbench.errors import Problem
from workbench.measures._cell_table import (
    YEAR,
    Cells,
    Reason,
    distance,
    either,
    pooled,
    ratio,
)
from workbench.measures._door import numbers, refuse, require
from workbench.measures._groups import Codes, Grouping, Key, Numbers, Rows
from workbench.measures._strings import are_distinct

__all__ = [
    "MISSING",
    "NOT_APPLICABLE",
    "SUPPRESSED",
    "YEAR",
    "Cells",
    "Codes",
    "Grouping",
    "Key",
    "Numbers",
    "Reason",
    "Rows",
    "cells",
    "distance",
    "either",
    "kept",
    "pooled",
    "ratio",
]

Labels: TypeAlias = tuple[str, ...] | None

ROOM = 8  # groups that may be counted, as many times the rows
MISSING, SUPPRESSED, NOT_APPLICABLE = "value missing", "value suppressed", "not applicable"
# What a flag says of a cell without a number, or with a 0 that stands for none.
UNKNOWN_FLAGS = {"suppressed": SUPPRESSED, "not_applicable": NOT_APPLICABLE}


_LOCK = RLock()
# By table, column and keys: the cells, by the columns that tell their rows apart.
_KEPT: ContextVar[dict[tuple[int, str, tuple[str, ...]], dict[Labels, Cells]] | None] = ContextVar(
    "_KEPT", default=None
)
_KEYS: ContextVar[dict[tuple[int, str], tuple[pd.DataFrame, Key]] | None] = ContextVar(
    "_KEYS", default=None
)


@contextmanager
def kept() -> Iterator[None]:
    """Within this, the cells of a table are made and checked once for all who ask for them.

    The tables must not be changed in the meantime.
    """
    if _KEPT.get() is not None:
        yield  # within another one
        return
    token, of_keys = _KEPT.set({}), _KEYS.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)
        _KEYS.reset(of_keys)


def cells(
    table: pd.DataFrame,
    value: str,
    keys: Sequence[str],
    name: str = "activity",
    labels: Labels = (),
) -> Cells:
    """The cells of a table, checked at the door.

    A cell is unknown where it is empty, and where the column `flag` says that the 0 it holds
    stands for a suppressed value or for one that does not exist. Each row must differ from the
    others in its keys or in `labels`, further columns by which nothing is grouped; with labels
    of None rows may repeat.

    Raises
    ------
    UnknownName
        If a key column or the value column is absent; with the nearest names.
    StudyError
        If the column holds no numbers, a value is negative or infinite, a key is empty, or a
        row is there twice.
    """
    known = _KEPT.get()
    if known is None:
        return _checked(table, value, keys, name, labels)
    with _LOCK:  # who comes second waits for the first
        same = known.setdefault((id(table), value, tuple(keys)), {})
        if labels is None and same:
            return next(iter(same.values()))
        if labels not in same:
            # it holds the table: the id stays
            same[labels] = _checked(table, value, keys, name, labels)
        return same[labels]


def _checked(
    table: pd.DataFrame, value: str, keys: Sequence[str], name: str, labels: Labels
) -> Cells:
    require({name: (table, (*(labels or ()), *keys, value))})
    values = numbers(table, value)
    names = [*keys, YEAR] if YEAR in table and YEAR not in keys else [*keys]
    unknown = _unknown(table, values)
    is_unknown = either(len(values), (rows for _, rows in unknown))
    amounts = np.where(is_unknown, 0.0, values) if unknown else values
    found = Cells(table, value, amounts, unknown, {name: _key(table, name) for name in names})
    refuse(table, _complaints(found, name, labels))
    return found


def _key(table: pd.DataFrame, name: str) -> Key:
    """The key of a column, made once where tables are kept."""
    known = _KEYS.get()
    if known is None:
        return Key.of(table[name])
    if (id(table), name) not in known:
        known[id(table), name] = table, Key.of(table[name])
    return known[id(table), name][1]


def _unknown(table: pd.DataFrame, values: Numbers) -> tuple[Reason, ...]:
    """Why cells hold no number, each reason with its rows."""
    is_empty = np.isnan(values)
    reasons = []
    if "flag" in table:
        for flag, text in UNKNOWN_FLAGS.items():
            flagged = (table["flag"] == flag).to_numpy(dtype=bool, na_value=False)
            reasons.append((text, flagged & (is_empty | (values == 0))))
    told = either(len(table), (rows for _, rows in reasons))
    reasons.append((MISSING, is_empty & ~told))
    return tuple((text, rows) for text, rows in reasons if rows.any())


def _complaints(found: Cells, name: str, labels: Labels) -> list[tuple[Problem, Rows]]:
    """What can be wrong with the keys and the values of a table, each with its rows."""
    is_empty = {label: found.table[label].isna().to_numpy() for label in labels or ()}
    is_empty |= {key: own.codes < 0 for key, own in found.keys.items()}
    complaints = [
        (
            Problem(
                "CLW-T28",
                f"a key of the table {name} is empty",
                column=key,
                expected="a code in every row",
                remedy="fill the cell, or leave the row out",
            ),
            rows,
        )
        for key, rows in is_empty.items()
    ]
    if labels is not None and not any(rows.any() for rows in is_empty.values()):
        keys = ", ".join(is_empty)
        twice = Problem(
            "CLW-T26",
            f"a row of the table {name} is there twice: the same {keys}",
            column=keys,
            expected="each key once",
            remedy="keep one of the rows, or add them up first",
        )
        complaints.append((twice, _repeated(found, labels)))
    for code, kind, expected, rows in (
        ("CLW-T34", "negative", "0 or more", found.amounts < 0),
        ("CLW-T38", "infinite", "a finite number", np.isinf(found.amounts)),
    ):
        text = f"column {found.value} of the table {name} holds a {kind} number"
        complaints.append(
            (
                Problem(
                    code,
                    text,
                    column=found.value,
                    expected=expected,
                    remedy="correct the cell, or leave it empty and say why in the column flag",
                ),
                rows,
            )
        )
    return complaints


def _repeated(found: Cells, labels: Sequence[str]) -> Rows:
    """The rows whose keys and labels an earlier row has."""
    n_rows = len(found.amounts)
    is_told = any(len(key.levels) == n_rows for key in found.keys.values())
    if is_told or any(are_distinct(found.table[label]) for label in labels):
        return np.zeros(n_rows, dtype=np.bool_)  # one column alone tells the rows apart
    for label in labels:
        found = found.with_key(label, Key.of(found.table[label]))
    groups = found.by(*(key for key in found.keys if key != YEAR))
    if groups.size <= ROOM * len(groups.codes):
        is_unique = bool(np.bincount(groups.codes, minlength=1).max() <= 1)
    else:
        ordered = np.sort(groups.codes)
        is_unique = not (ordered[1:] == ordered[:-1]).any()
    if is_unique:
        return np.zeros(len(groups.codes), dtype=np.bool_)
    return pd.Index(groups.codes).duplicated()
