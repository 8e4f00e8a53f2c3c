"""Where is a font that can write Chinese names, on machines that have none.

The file is a part of Noto Sans CJK SC under another name; see SOURCE.md beside it. Drawings
register it with matplotlib, and pages carry the few characters they use.
"""

from __future__ import annotations

from pathlib import Path

FAMILY = "Workbench Sans SC"


def path() -> Path:
    """The font file: simplified and common traditional Chinese, kana, Latin and punctuation."""
    return Path(__file__).parent / "WorkbenchSansSC-Regular.otf"
