"""Can every character be drawn: what is in neither of the fonts that we draw with.

Drawings and PDF use DejaVu Sans, which comes with matplotlib, and the shipped font after it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from workbench import fonts
from workbench.errors import Problem, WorkbenchError

LATIN = "DejaVu Sans"
MONOSPACED = "DejaVu Sans Mono"
# Line ends, marks without a shape, separators of lines: nothing of these is drawn.
UNDRAWN = {"Cc", "Cf", "Zl", "Zp"}
VARIATIONS = range(0xFE00, 0xFE10)
TOLD = 60


def folders() -> list[Path]:
    """Where the font files are: in matplotlib and in this package; nothing of the system."""
    import matplotlib as mpl

    return [Path(mpl.get_data_path()) / "fonts" / "ttf", fonts.path().parent]


@cache
def covered() -> frozenset[int]:
    """The code points that one of the two fonts holds."""
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for path in (folders()[0] / "DejaVuSans.ttf", fonts.path()):
        with TTFont(path, lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)


def lacking(text: str) -> list[str]:
    r"""The characters of a text that neither font holds, each once, in order.

    Examples
    --------
    >>> lacking("Wenzhou 温州, Łódź"), lacking("\u0e01 Bangkok")
    ([], ['ก'])
    """
    known = covered()
    return sorted(c for c in set(text) if ord(c) not in known and _is_drawn(c))


def check_glyphs(texts: Iterable[str], *, where: str) -> None:
    """Refuse text that would be drawn as empty boxes.

    Parameters
    ----------
    texts
        Everything that is about to be drawn or set.
    where
        What is being made, such as "the PDF".

    Raises
    ------
    WorkbenchError
        With each character that neither font holds, and the first text it stands in.
    """
    problems = list(_problems(texts, where))
    if problems:
        raise WorkbenchError(problems)


def _problems(texts: Iterable[str], where: str) -> Iterator[Problem]:
    told: set[str] = set()
    for text in texts:
        for character in lacking(text):
            if character not in told:
                told.add(character)
                yield _problem(character, text, where)


def _problem(character: str, text: str, where: str) -> Problem:
    name = unicodedata.name(character, "a character without a name").lower()
    start = max(text.index(character) - TOLD // 2, 0)
    return Problem(
        "CLW-R49",
        f"{where}: no font for {character} (U+{ord(character):04X}, {name})",
        value=text[start : start + TOLD],
        expected="characters of Latin, Greek and Cyrillic letters, or Chinese ones in common use",
        remedy="write the name in Latin letters or in common Chinese characters, in the column "
        "that is shown",
    )


def _is_drawn(character: str) -> bool:
    return unicodedata.category(character) not in UNDRAWN and ord(character) not in VARIATIONS
