"""Which distinct values has a column, and where among them is the value of each row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

SAMPLE = 1 << 14
RUN = 2  # rows, on average, from which on runs are fewer than it costs to look for them


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
    firsts = pa.chunked_array([run.values for run in runs])  # noqa: PD011 - Arrow, not pandas
    coded = firsts.combine_chunks().dictionary_encode()
    places = coded.indices.fill_null(-1).to_numpy().astype(np.intp)
    return np.repeat(places, np.concatenate(ends)), np.asarray(coded.dictionary, dtype=object)


def _has_runs(cells: pd.Series[Any]) -> bool:
    some = cells.iloc[:SAMPLE].to_numpy(dtype=object)
    changes = int(np.count_nonzero(some[1:] != some[:-1]))
    return len(some) == SAMPLE and RUN * changes < len(some)
