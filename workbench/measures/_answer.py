"""How does a measure hand back its numbers: on the labels it was given, with their facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.measures._card import Card
from workbench.measures._cells import (
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    Cells,
    Codes,
    Grouping,
    Numbers,
    Reason,
    either,
)


def by_row(reasons: Sequence[Reason], groups: Grouping) -> list[Reason]:
    """Reasons by group as reasons by row."""
    return at(reasons, groups.codes)


def at(reasons: Sequence[Reason], groups: Codes, of: str = "") -> list[Reason]:
    """Reasons by group as reasons by whatever these groups belong to, with a word before each."""
    nowhere = np.zeros(len(groups), dtype=np.bool_)
    return [(of + text, rows[groups] if rows.any() else nowhere) for text, rows in reasons]


def answer(
    labels: pd.DataFrame,
    values: Numbers,
    reasons: Sequence[Reason],
    facts: dict[str, Any],
    **more: Any,
) -> pd.DataFrame:
    """The labels with `value`, `undefined` (why there is no value) and further columns.

    Where several reasons hold for a row the first is told. `facts` go to `.attrs["measure"]`.
    """
    texts = list(dict.fromkeys(text for text, _ in reasons))
    codes = np.full(len(labels), -1, dtype=np.int8)
    for text, rows in reversed(reasons):
        if rows.any():
            codes[rows] = texts.index(text)
    is_told = codes >= 0
    is_own = values.flags.owndata and values.flags.writeable  # held by nobody else
    columns = {
        "value": values if is_own and not is_told.any() else np.where(is_told, np.nan, values),
        "undefined": pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(texts)),
        **more,
    }
    own = {name: pd.Series(column, labels.index, copy=False) for name, column in columns.items()}
    table = pd.concat([labels, pd.DataFrame(own, copy=False)], axis=1)
    table.attrs = {"measure": facts}
    return table


def answer_by_row(
    found: Cells,
    values: Numbers,
    reasons: Sequence[Reason],
    facts: dict[str, Any],
    **more: Any,
) -> pd.DataFrame:
    """The answer of a measure with one number a row: the keys of the table, its index kept."""
    return answer(found.table[found.key_names], values, reasons, facts, **more)


def answer_by_group(
    found: Cells,
    names: Sequence[str],
    values: Numbers,
    reasons: Sequence[Reason],
    facts: dict[str, Any],
    **more: Numbers,
) -> pd.DataFrame:
    """The answer of a measure with one number a group, groups in the order of the table.

    `more` are further columns by group. Among the facts: how many of the numbers rest on a group
    with unknown cells.
    """
    groups = found.by(*names)
    rows = groups.first_rows
    group = groups.codes[rows]
    is_undefined = either(groups.size, (rows for _, rows in reasons))
    is_incomplete = groups.holds(found.is_unknown) & ~is_undefined
    facts = {**facts, "n_incomplete": int(is_incomplete.sum())}
    keys = [name for name in found.key_names if name in (*names, "year")]
    labels = found.table[keys].iloc[rows].reset_index(drop=True)
    columns = {name: numbers[group] for name, numbers in more.items()}
    return answer(
        labels, values[group], [(text, r[group]) for text, r in reasons], facts, **columns
    )


def about(
    found: Cells, name: str, card: Card, variant: str, *sizes: Numbers | Cells, **options: str
) -> dict[str, Any]:
    """The facts every measure hands back: variant, unit, counts, and a hash of its inputs.

    `sizes` are further inputs, such as areas or other cells; `options` further facts, such as the
    background.
    """
    counts = {text: int(rows.sum()) for text, rows in found.unknown}
    return {
        "name": name,
        "variant": variant,
        "of": found.value,
        "unit": card.variants[variant].unit,
        **options,
        "n_cells": len(found.amounts),
        "n_zero": found.n_zero,
        "n_missing": counts.get(MISSING, 0),
        "n_suppressed": counts.get(SUPPRESSED, 0),
        "n_not_applicable": counts.get(NOT_APPLICABLE, 0),
        "inputs_hash": _hash(found, sizes),
    }


def _hash(found: Cells, sizes: Sequence[Numbers | Cells]) -> str:
    """A hash of the labels and numbers a measure was computed from."""
    digest = found.digest
    for values in sizes:
        if isinstance(values, Cells):
            digest.update(values.digest.digest())
        else:
            digest.update(np.ascontiguousarray(values, dtype="<f8").data)
    return digest.hexdigest()
