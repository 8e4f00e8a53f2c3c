"""How are the cells of a regular text parted: all at once, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.data.reading.plain_numbers import fitting
from workbench.data.tables import INTEGER, NUMBER

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 20  # bytes that one thread parts at a time


def at_once(
    text: str, offset: int, sep: str, kinds: Sequence[str | None], plain: bytes | None
) -> pd.DataFrame | None:
    """Regular rows, read by Arrow; None where a row is empty or has another length.

    Parameters
    ----------
    text, offset
        A text without quotes, and where its first row of data begins.
    sep
        What stands between columns.
    kinds
        For each column its type; those that are "number" or "integer" are read as such where every
        cell is a plain one, all others as text.
    plain
        The text as bytes, where each byte is a character.
    """
    if len(text) == offset:
        return pd.DataFrame({i: pd.Series(dtype="str") for i in range(len(kinds))})
    content = _content(text, offset, plain)
    for asked in _ways(kinds, may_be_whole="x" not in text and "X" not in text):
        table = _parted(content, sep, asked)
        cells = _typed(table, kinds if any(asked) else asked) if table is not None else None
        if table is not None and cells is not None:
            return None if _has_empty_row(table) else cells
    return None


def _ways(kinds: Sequence[str | None], *, may_be_whole: bool) -> Iterator[list[str | None]]:
    """How columns are read, the quickest first: years as whole numbers, as numbers, all as text.

    Arrow would take 0x7E4 for a whole number, so that there may be no such letter in the text.
    """
    if INTEGER in kinds and may_be_whole:
        yield [kind if kind in (NUMBER, INTEGER) else None for kind in kinds]
    if INTEGER in kinds or NUMBER in kinds:
        yield [NUMBER if kind in (NUMBER, INTEGER) else None for kind in kinds]
    yield [None] * len(kinds)


def _content(text: str, offset: int, plain: bytes | None) -> memoryview:
    """What follows an offset, as bytes."""
    if plain is not None:
        return memoryview(plain)[offset : len(text)]
    start = len(text[:offset].encode("utf-8", "surrogatepass"))
    return memoryview(text.encode("utf-8", "surrogatepass"))[start:]


def _parted(content: memoryview, sep: str, kinds: Sequence[str | None]) -> pa.Table | None:
    """The columns of a text, some of them as numbers; None where they cannot be so."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [str(i) for i in range(len(kinds))]
    types: dict[str | None, Any] = {NUMBER: pa.float64(), INTEGER: pa.int64()}
    try:
        return arrow.read_csv(
            pa.BufferReader(content),
            read_options=arrow.ReadOptions(column_names=names, block_size=BLOCK),
            parse_options=arrow.ParseOptions(
                delimiter=sep, quote_char=False, ignore_empty_lines=False
            ),
            convert_options=arrow.ConvertOptions(
                column_types={
                    name: types.get(kind, pa.large_string())
                    for name, kind in zip(names, kinds, strict=True)
                },
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _typed(table: pa.Table, kinds: Sequence[str | None]) -> pd.DataFrame | None:
    """The columns as pandas has them; None where numbers are not of their kind."""
    import pyarrow as pa

    text = {pa.large_string(): pd.StringDtype("pyarrow", na_value=np.nan)}
    columns: dict[int, Any] = {}
    for i, (cells, kind) in enumerate(zip(table.columns, kinds, strict=True)):
        columns[i] = cells.to_pandas(types_mapper=text.get)
        if kind in (NUMBER, INTEGER):
            columns[i] = fitting(columns[i], kind, cells.null_count)
        if columns[i] is None:
            return None
    return pd.DataFrame(columns, copy=False)


def _has_empty_row(table: pa.Table) -> bool:
    from pyarrow import compute

    if min(column.null_count for column in table.columns) == 0:
        return False
    empty = np.ones(len(table), dtype=bool)
    for column in table.columns:
        empty &= compute.is_null(column).to_numpy()
    return bool(empty.any())
