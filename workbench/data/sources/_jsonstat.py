"""How does a JSON-stat 2.0 dataset read: one row a cell, its labels kept.

The format (https://json-stat.org/full/): `id` names the dimensions and `size` counts their
categories; `value` holds the cells in row-major order, as a list or as an object from position to
value; `status` marks cells, as a text for all, a list, or an object; `category.index` orders the
categories, as a list or as an object, and may be left out where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

MOST_CELLS = 50_000_000


@dataclass(frozen=True)
class Cube:
    """The cells of a dataset that have a value or a status.

    `rows` has one column a dimension (codes as text), `value` and `status`. `labels` maps each
    dimension to its categories, code to label.
    """

    rows: pd.DataFrame
    labels: Mapping[str, Mapping[str, str]]
    label: str
    updated: str


def read(dataset: Any) -> Cube:
    """A JSON-stat dataset as rows.

    Raises
    ------
    ValueError
        In words, if it is not in the format.

    Examples
    --------
    >>> cube = read({
    ...     "class": "dataset", "id": ["geo", "time"], "size": [1, 2], "value": {"1": 5},
    ...     "status": {"0": "c"}, "dimension": {
    ...         "geo": {"category": {"label": {"IT": "Italy"}}},
    ...         "time": {"category": {"index": ["2020", "2021"]}}}})
    >>> cube.rows
      geo  time  value status
    0  IT  2020    NaN      c
    1  IT  2021    5.0
    """
    if not isinstance(dataset, Mapping) or dataset.get("class", "dataset") != "dataset":
        raise ValueError("it is no JSON-stat dataset")
    names, sizes = dataset.get("id"), dataset.get("size")
    if not (isinstance(names, list) and isinstance(sizes, list) and len(names) == len(sizes)):
        raise ValueError("id and size do not name and count the same dimensions")
    if not all(isinstance(size, int) and size >= 0 for size in sizes):
        raise ValueError("size does not count categories")
    count = int(np.prod(sizes, dtype=np.int64))
    if count > MOST_CELLS:
        raise ValueError(f"it has {count:,} cells, and {MOST_CELLS:,} are taken")
    labels = {str(n): _categories(dataset, n, s) for n, s in zip(names, sizes, strict=True)}
    values, status = _cells(dataset.get("value"), count), _cells(_status(dataset, count), count)
    places = np.array(sorted({*values, *status}), dtype=np.int64)
    columns: dict[str, Any] = {}
    for name, codes in zip(labels, np.unravel_index(places, sizes), strict=True):
        columns[name] = pd.Index(list(labels[name]), dtype="str").take(codes)
    try:
        columns["value"] = np.array([values.get(p) for p in places.tolist()], dtype="float64")
    except (TypeError, ValueError):
        raise ValueError("a value is not a number") from None
    columns["status"] = [str(status.get(place) or "") for place in places.tolist()]
    rows = pd.DataFrame(columns)
    return Cube(rows, labels, str(dataset.get("label", "")), str(dataset.get("updated", "")))


def _categories(dataset: Mapping[str, Any], name: str, size: int) -> dict[str, str]:
    """The codes of a dimension in order, each with its label."""
    try:
        category = dataset["dimension"][name]["category"]
        labels = category.get("label", {})
        index = category.get("index", list(labels))
        codes = sorted(index, key=index.__getitem__) if isinstance(index, Mapping) else list(index)
    except (KeyError, TypeError, AttributeError):
        raise ValueError(f"the dimension {name} has no categories") from None
    if len(codes) != size:
        raise ValueError(f"the dimension {name} has {len(codes)} categories, size says {size}")
    return {str(code): str(labels.get(code, code)) for code in codes}


def _status(dataset: Mapping[str, Any], count: int) -> Any:
    status = dataset.get("status", {})
    return [status] * count if isinstance(status, str) else status


def _cells(found: Any, count: int) -> dict[int, Any]:
    """Position to cell, without the empty ones."""
    if isinstance(found, list):
        if len(found) != count:
            raise ValueError(f"there are {len(found)} cells, size says {count}")
        return {place: cell for place, cell in enumerate(found) if cell is not None}
    if not isinstance(found, Mapping) or not all(str(place).isdigit() for place in found):
        raise ValueError("the cells are neither a list nor an object by position")
    cells = {int(place): cell for place, cell in found.items() if cell is not None}
    if cells and max(cells) >= count:
        raise ValueError(f"a cell stands at {max(cells)}, and there are {count}")
    return cells
