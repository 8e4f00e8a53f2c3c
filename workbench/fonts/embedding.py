"""Which Chinese characters does a page use, and how does it carry them to any machine."""

from __future__ import annotations

import base64
import io

from workbench.fonts import FAMILY, path
from workbench.once import once

# Radicals to Yi, Hangul, compatibility forms, half and full width, and the rarer ideographs.
EAST_ASIAN = (
    (0x2E80, 0xA4CF),
    (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)


def east_asian(text: str) -> list[str]:
    """The Chinese, Japanese and Korean characters of a text, each once, in order.

    Examples
    --------
    >>> east_asian("Wenzhou 温州, 温")
    ['州', '温']
    """
    return sorted(c for c in set(text) if any(low <= ord(c) <= high for low, high in EAST_ASIAN))


def face(text: str) -> tuple[str, list[str]]:
    """A CSS rule that holds a font with just the Chinese characters of a text.

    Parameters
    ----------
    text
        All that a page says; its markup may stand in it.

    Returns
    -------
    The rule, empty where the text has no such character; and the characters that the shipped font
    does not hold. The same text gives the same bytes.
    """
    wanted = east_asian(text)
    if not wanted:
        return "", []
    rule, missing = once({"fonts.face": lambda: _face(wanted)}, wanted)["fonts.face"]
    return rule, missing


def _face(wanted: list[str]) -> tuple[str, list[str]]:
    """The rule for some characters, and those that the shipped font does not hold."""
    from fontTools import subset  # a fifth of a second, and few pages need it
    from fontTools.ttLib import TTFont

    buffer = io.BytesIO()
    with TTFont(path(), lazy=True, recalcTimestamp=False) as font:
        known = font.getBestCmap()
        held = [c for c in wanted if ord(c) in known]
        missing = [c for c in wanted if ord(c) not in known]
        if not held:
            return "", missing
        options = subset.Options(hinting=False, layout_features=[], desubroutinize=True)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(held))
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(buffer)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    points = ", ".join(f"U+{ord(c):X}" for c in held)
    rule = (
        f'@font-face {{ font-family: "{FAMILY}"; unicode-range: {points};'
        f' src: url("data:font/woff;base64,{data}") format("woff"); }}'
    )
    return rule, missing
