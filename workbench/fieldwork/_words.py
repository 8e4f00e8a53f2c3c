"""Is each word of a column among those that its sheet knows, and each number there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.data.table_problems import Subject
from workbench.errors import Problem, unknown

FEW = 3  # so few words are all told, whichever is nearest


def strange_words(
    sheet: Subject, column: str, known: Iterable[str], code: str
) -> Iterator[Problem]:
    """Words in a column that are none of the known, each told once, with the nearest of them."""
    if column not in sheet.table:
        return
    words, known = sheet.table[column], list(known)
    stray = words[words.notna() & ~words.isin(known)]
    for word in stray.unique():
        told = unknown(code, f"{column} called", word, known)
        rows = words.eq(word).fillna(False).to_numpy(dtype=bool)
        remedy = f"write {' or '.join(known)}" if len(known) <= FEW else str(told.remedy)
        yield sheet.tell(code, told.message, column, rows, str(told.expected), remedy)


def empty_numbers(sheet: Subject, column: str) -> Iterator[Problem]:
    """Rows without the number that they are for, which are left out."""
    if column not in sheet.table:
        return
    empty = sheet.table[column].isna().to_numpy(dtype=bool)
    if empty.any():
        yield sheet.tell(
            "CLW-E62",
            f"rows without {column}, which are left out: {int(empty.sum())}",
            column,
            empty,
            "a number in each row",
            "fill it in, or take the row out",
            is_warning=True,
        )
