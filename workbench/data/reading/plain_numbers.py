"""Are all cells of a column plain numbers: 1100.5, as they are written everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.data.reading.layout import Layout
from workbench.data.tables import INTEGER

LARGEST_INTEGER = 2**53  # beyond it a float no longer holds every whole number


def is_plain(layout: Layout) -> bool:
    """Whether nothing is declared of how numbers are written."""
    return not (layout.missing_codes or layout.thousands or layout.decimal not in (None, "."))


def plain_numbers(cells: pd.Series, kind: str) -> pd.Series[Any] | None:
    """Text as plain numbers, at once; None where one cell is none."""
    import pyarrow as pa
    from pyarrow import compute

    try:
        found = compute.cast(pa.array(cells, from_pandas=True), pa.float64())
    except pa.ArrowInvalid:
        return None
    values = pd.Series(found.to_numpy(zero_copy_only=False), index=cells.index, name=cells.name)
    return fitting(values, kind, found.null_count)


def fitting(values: pd.Series[float], kind: str, empty: int) -> pd.Series[Any] | None:
    """Numbers in their type, or None where one is infinite, or not whole and should be.

    Parameters
    ----------
    values
        Numbers, nan where a cell is empty; or whole numbers.
    kind
        "number" or "integer".
    empty
        How many cells are empty; another nan was written in the file.
    """
    return _exact(values) if values.dtype.kind == "i" else _fitting_floats(values, kind, empty)


def _exact(values: pd.Series[Any]) -> pd.Series[Any] | None:
    """Whole numbers, where floats could hold each of them."""
    numbers = values.to_numpy()
    largest = max(-int(numbers.min(initial=0)), int(numbers.max(initial=0)))
    return values if largest <= LARGEST_INTEGER else None


def _fitting_floats(values: pd.Series[float], kind: str, empty: int) -> pd.Series[Any] | None:
    numbers = values.to_numpy()
    is_known = np.isfinite(numbers)
    if is_known.sum() != len(numbers) - empty:
        return None
    if kind != INTEGER:
        return values
    known = numbers[is_known] if empty else numbers
    if np.abs([known.min(initial=0), known.max(initial=0)]).max() > LARGEST_INTEGER:
        return None
    whole = known.astype("int64")
    if not (whole == known).all():
        return None
    if empty:
        return values.astype("Int64")
    return pd.Series(whole, index=values.index, name=values.name, copy=False)
