"""Which rows of a column hold the same code: told by numbers, faster than by letters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Words = npt.NDArray[np.uint64]

FEW = 10_000  # below, there is nothing to gain
LETTERS = 8  # bytes in a number
# What is left of a number of which only so many bytes belong to the code.
MASKS = np.array([(1 << 8 * n) - 1 for n in range(LETTERS + 1)], dtype=np.uint64)
ODD = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio: spreads what it multiplies
HALF = np.uint64(32)


@dataclass(frozen=True)
class Letters:
    """The letters of a column of codes, one code after the other: where each starts, how long.

    `letters` has room for one more number behind the last code.
    """

    letters: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]

    @classmethod
    def of(cls, column: pd.Series) -> Letters | None:
        """The letters of a column of texts without empty cells; None of another."""
        dtype = column.dtype
        if not isinstance(dtype, pd.StringDtype) or dtype.storage != "pyarrow":
            return None
        import pyarrow as pa

        array = pa.array(column)
        array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        if array.null_count or not pa.types.is_large_string(array.type):
            return None
        _, of_ends, of_letters = array.buffers()
        ends = np.frombuffer(of_ends, np.int64)[array.offset : array.offset + len(array) + 1]
        letters = np.frombuffer(of_letters, np.uint8)[ends[0] : ends[-1]]
        room = np.zeros(LETTERS, dtype=np.uint8)
        return cls(np.concatenate([letters, room]), ends[:-1] - ends[0], np.diff(ends))

    def words(self, at: int) -> Words:
        """Up to eight letters of each code, read as a number as they lie, from the letter `at`."""
        longest, n_rows = int(self.lengths.max()), len(self.starts)
        if (self.lengths == longest).all():
            of_each = (n_rows,), "<u8", self.letters.data, at, (longest,)
            return np.asarray(np.ndarray(*of_each) & MASKS[min(longest - at, LETTERS)])
        everywhere = (len(self.letters) - LETTERS + 1,), "<u8", self.letters.data, 0, (1,)
        starts = np.minimum(self.starts + at, len(self.letters) - LETTERS)
        left = np.maximum(np.minimum(self.lengths - at, LETTERS), 0)
        return np.asarray(np.ndarray(*everywhere)[starts] & MASKS[left])


def as_numbers(column: pd.Series) -> Words | None:
    """The codes of a column as numbers, equal where the codes are; None where they cannot be.

    Codes of one length of up to eight bytes in every row are read as numbers, as they lie.
    """
    letters = Letters.of(column) if len(column) >= FEW else None
    if letters is None:
        return None
    shortest, longest = int(letters.lengths.min()), int(letters.lengths.max())
    return letters.words(0) if 0 < shortest == longest <= LETTERS else None


def are_distinct(column: pd.Series) -> bool:
    """Whether each row of a column without empty cells holds another code.

    Long columns are told by numbers made of their letters: where these differ the codes differ.
    """
    letters = Letters.of(column) if len(column) >= FEW else None
    if letters is None:
        return bool(column.is_unique)
    mixed = letters.lengths.astype(np.uint64)
    for at in range(0, int(letters.lengths.max()), LETTERS):
        mixed = (mixed ^ letters.words(at)) * ODD
        mixed ^= mixed >> HALF
    mixed.sort()
    return bool((mixed[1:] != mixed[:-1]).all()) or bool(column.is_unique)
