"""How wide are the columns of a table on paper, where it has no room to be as wide as it likes."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence

from workbench.reports.elements import Cell

NARROWEST, SHORT_NAME, WIDEST_WORD = 4, 8, 26  # letters


def column_letters(
    rows: Sequence[Sequence[Cell]], columns: int, room: float, padding: float = 2
) -> list[float]:
    """The widths of columns in letters, no wider together than the room unless words need it.

    Every column holds its longest word. What is left goes to the columns that want more, by how
    long their texts are: most to those whose rows would grow the highest.

    Parameters
    ----------
    rows, columns
        The cells of the table, and how many columns it has.
    room
        How many letters a line holds.
    padding
        What a column needs beside its text, in letters.

    Examples
    --------
    >>> from workbench.reports.elements import Run
    >>> rows = [[Cell((Run("a"),)), Cell((Run("word " * 20),))]]
    >>> column_letters(rows, 2, room=60)
    [6.0, 54.0]
    """
    texts: list[list[str]] = [[] for _ in range(columns)]
    for start, cell in _placed(rows):
        if cell.span == 1 and cell.text:
            texts[start].append(cell.text)
    needed = [max([NARROWEST, *map(_longest_word, own)]) + padding for own in texts]
    wanted = [max([NARROWEST, *map(letters, own)]) + padding for own in texts]
    if sum(wanted) <= room:
        return [float(each) for each in wanted]
    left = max(room - sum(needed), 0)
    more = [max(_usual(own) + padding - need, 0) for own, need in zip(texts, needed, strict=True)]
    return [need + left * own / max(sum(more), 1) for need, own in zip(needed, more, strict=True)]


def letters(text: str) -> int:
    """How wide a text is in letters, of which a Chinese character takes two.

    Examples
    --------
    >>> letters("jobs"), letters("就业")
    (4, 4)
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _placed(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, Cell]]:
    """Each cell with the column that it starts in."""
    for row in rows:
        start = 0
        for cell in row:
            yield start, cell
            start += cell.span


def _longest_word(text: str) -> int:
    """The longest piece that does not break; Chinese breaks anywhere, but not in short names."""
    longest = max(map(letters, text.split()), default=0)
    is_chinese = any(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return min(longest, SHORT_NAME if is_chinese else WIDEST_WORD)


def _usual(texts: Sequence[str]) -> float:
    """How long the texts of a column are, the long ones counting more: the root mean square."""
    return math.sqrt(sum(letters(text) ** 2 for text in texts) / max(len(texts), 1))
