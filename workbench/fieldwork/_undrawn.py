"""Which texts of a form no drawing and no PDF can show, told while there is time to mend them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pandas.api.types import is_string_dtype

from workbench.data.table_problems import Subject
from workbench.errors import Problem, listed

PLAIN = 0x0500  # Latin, Greek and Cyrillic letters stand before it, and the font holds all of them
TOLD = 6
LETTERS = "characters of Latin, Greek and Cyrillic letters, or Chinese ones in common use"


def undrawn_texts(subject: Subject) -> Iterator[Problem]:
    """The columns with characters that would be empty boxes: a report that draws them stops."""
    for column in map(str, subject.table):
        texts = subject.table[column]
        if not is_string_dtype(texts):
            continue
        lost = _lacking("".join(map(str, texts.dropna().unique())))
        if lost:
            pattern = f"[{''.join(lost)}]"
            yield subject.tell(
                "CLW-R49",
                f"no font of drawings and PDF has {listed(map(_called, lost), TOLD)}",
                column,
                texts.str.contains(pattern, regex=True, na=False).to_numpy(),
                LETTERS,
                "write the text with letters of another script before a report is made",
                is_warning=True,
            )


def _lacking(text: str) -> list[str]:
    """The characters that cannot be drawn; the fonts are opened where there might be some."""
    strange = {character for character in text if ord(character) >= PLAIN}
    if not strange:
        return []
    from workbench.fonts.coverage import lacking

    return lacking("".join(strange))


def _called(character: str) -> str:
    """A character without itself: what is told may stand in a PDF too."""
    name = unicodedata.name(character, "without a name").lower()
    return f"U+{ord(character):04X} ({name})"
