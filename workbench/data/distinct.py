"""Which distinct values has a column, and where among them is the value of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

SAMPLE = 1 << 14
RUN = 2  # rows, on average, from which on runs are fewer than it costs to look for them

Rows = np.ndarray | Sequence[bool]


@dataclass(frozen=True, eq=False)
class Distinct:
    """A column as its distinct values and the place of each row's value among them, -1 if empty."""

    each: np.ndarray
    places: np.ndarray

    @classmethod
    def of(cls, cells: pd.Series[Any]) -> Distinct:
        """Those of a column."""
        places, each = factorized(cells)
        return cls(each, places)

    @cached_property
    def texts(self) -> list[str]:
        """The distinct values as text."""
        return list(map(str, self.each))

    @cached_property
    def all_text(self) -> str:
        """All distinct values at once, for what can be ruled out of all of them at once."""
        return "".join(self.texts)

    def sums(self, weights: np.ndarray) -> np.ndarray:
        """What the rows of each value weigh together; those without a value go with the first."""
        at = self.places if self.places.min(initial=0) >= 0 else self.places.clip(0)
        found: np.ndarray = np.bincount(at, weights=weights, minlength=len(self.each))
        return found

    def rows(self, wanted: Rows) -> np.ndarray:
        """The rows that hold one of the wanted values."""
        chosen: np.ndarray = np.append(np.asarray(wanted, dtype=bool), False)[self.places]
        return chosen

    def where(self, is_wanted: Callable[[str], bool]) -> np.ndarray:
        """Which of the distinct values are wanted."""
        return np.fromiter(map(is_wanted, self.texts), bool, len(self.texts))


def factorized(cells: pd.Series[Any]) -> tuple[np.ndarray, np.ndarray]:
    """The place of each row's value among the distinct ones, -1 if empty, and those values.

    What pandas.factorize finds, by runs where a column of text is in the order of its values, as
    most tables are.

    Examples
    --------
    >>> places, each = factorized(pd.Series(["b", "b", None, "a"], dtype="str"))
    >>> places.tolist(), each.tolist()
    ([0, 0, -1, 1], ['b', 'a'])
    """
    if not isinstance(cells.dtype, pd.StringDtype) or not _has_runs(cells):
        places, values = pd.factorize(cells)
        return places, np.asarray(values, dtype=object)
    import pyarrow as pa
    from pyarrow import compute

    text = pa.array(cells, from_pandas=True)
    chunks = text.chunks if isinstance(text, pa.ChunkedArray) else [text]
    runs = [compute.run_end_encode(chunk) for chunk in chunks]
    ends = [np.diff(run.run_ends.to_numpy(), prepend=0) for run in runs]
    firsts = pa.chunked_array([run.values for run in runs])
    coded = firsts.combine_chunks().dictionary_encode()
    places = coded.indices.fill_null(-1).to_numpy().astype(np.intp)
    return np.repeat(places, np.concatenate(ends)), np.asarray(coded.dictionary, dtype=object)


def _has_runs(cells: pd.Series[Any]) -> bool:
    some = cells.iloc[:SAMPLE].to_numpy(dtype=object)
    changes = int(np.count_nonzero(some[1:] != some[:-1]))
    return len(some) == SAMPLE and RUN * changes < len(some)
