"""How does a rule hand back its verdicts: yes, no, or why it cannot be said, with the parts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.measures._cells import MISSING, SUPPRESSED, Cells, Reason, Rows
from workbench.rules._card import Card


def answer(
    found: Cells,
    is_cluster: Rows,
    reasons: Sequence[Reason],
    card: Card,
    name: str,
    parameters: Mapping[str, Any],
    **parts: Any,
) -> pd.DataFrame:
    """One verdict a cell: the keys of the table, its index kept, `is_cluster`, `undefined`, parts.

    Where several reasons hold for a row the first is told. Facts go to `.attrs["rule"]`.
    """
    labels = found.table[found.key_names]
    texts = list(dict.fromkeys(text for text, _ in reasons))
    codes = np.full(len(labels), -1, dtype=np.int16)
    for text, rows in reversed(reasons):
        codes[rows] = texts.index(text)
    is_undefined = codes >= 0
    table = labels.assign(
        is_cluster=pd.arrays.BooleanArray(is_cluster & ~is_undefined, is_undefined),
        undefined=pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(texts)),
        **{part: _judged(values, is_undefined) for part, values in parts.items()},
    )
    counts = {text: int(rows.sum()) for text, rows in found.unknown}
    table.attrs = {
        "rule": {
            "name": name,
            "parameters": dict(parameters),
            "of": found.value,
            "is_verified": card.is_verified,
            "fixed_share": card.fixed_share,
            "n_cells": len(labels),
            "n_clusters": int((is_cluster & ~is_undefined).sum()),
            "n_undefined": int(is_undefined.sum()),
            "n_missing": counts.get(MISSING, 0),
            "n_suppressed": counts.get(SUPPRESSED, 0),
            "inputs_hash": _hash(found, parts),
        }
    }
    return table


def _judged(values: Any, is_undefined: Rows) -> Any:
    """A criterion met or not, as a nullable column; numbers stay as they are."""
    if isinstance(values, np.ndarray) and values.dtype == np.bool_:
        return pd.arrays.BooleanArray(values.copy(), is_undefined.copy())
    return values


def _hash(found: Cells, parts: Mapping[str, Any]) -> str:
    """A hash of the labels and numbers that a rule judged."""
    digest = hashlib.sha256()
    for name, key in found.keys.items():
        digest.update("\n".join([name, *map(str, key.levels)]).encode())
        digest.update(key.codes.astype("<i8").data)
    digest.update(found.is_unknown.data)
    digest.update(np.ascontiguousarray(found.amounts, dtype="<f8").data)
    for values in parts.values():
        numbers = pd.array(values).to_numpy(dtype="float64", na_value=np.nan)
        digest.update(np.ascontiguousarray(numbers, dtype="<f8").data)
    return digest.hexdigest()
