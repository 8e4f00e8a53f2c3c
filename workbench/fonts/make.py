"""How the shipped font was made: a part of Noto Sans CJK SC, without hints and layout rules.

Needs the Debian package fonts-noto-cjk; run `python -m workbench.fonts.make` to make the file
again. The same package and the same fontTools give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from workbench.fonts import FAMILY, path

COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
CHOSEN = "Noto Sans CJK SC"
# Latin with its additions; general and CJK punctuation with kana; half- and full-width forms.
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2027), (0x3000, 0x30FF), (0xFF00, 0xFFEF))
# In place names of the shipped studies, and in neither of the two character sets.
EXTRA = "巿"
UNUSED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
FAMILY_NAME, STYLE, FULL_NAME, POSTSCRIPT_NAME = 1, 2, 4, 6


def characters() -> set[str]:
    """GB2312, the common characters of Big5, and the ranges above."""
    by_range = {chr(code) for low, high in RANGES for code in range(low, high + 1)}
    simplified = _encoded("gb2312", range(0xA1, 0xF8))
    traditional = _encoded("big5", range(0xA4, 0xC7))
    return {*by_range, *simplified, *traditional, *EXTRA}


def make(source: Path, target: Path) -> None:
    """Write the part of the collection that the workbench ships."""
    names = [font["name"].getDebugName(FULL_NAME) for font in TTCollection(source, lazy=True).fonts]
    font = TTFont(source, fontNumber=names.index(CHOSEN), lazy=True, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.drop_tables += UNUSED_TABLES
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(characters())))
    subsetter.subset(font)
    _rename(font)
    font.save(target)


def _encoded(encoding: str, leads: range) -> Iterator[str]:
    for lead in leads:
        for trail in range(0x40, 0xFF):
            yield from bytes([lead, trail]).decode(encoding, errors="ignore")


def _rename(font: TTFont) -> None:
    """Another name, so that it is never confused with the whole font where that is installed."""
    postscript = f"{FAMILY.replace(' ', '')}-Regular"
    table = font["name"]
    table.names = [record for record in table.names if record.langID in (0, 0x409)]
    for record in list(table.names):
        if record.nameID in (16, 17, 3):
            table.removeNames(nameID=record.nameID)
    for name_id, text in (
        (FAMILY_NAME, FAMILY),
        (STYLE, "Regular"),
        (FULL_NAME, FAMILY),
        (POSTSCRIPT_NAME, postscript),
    ):
        table.setName(text, name_id, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    cff.topDictIndex[0].FullName = FAMILY
    cff.topDictIndex[0].FamilyName = FAMILY


if __name__ == "__main__":
    make(COLLECTION, path())
