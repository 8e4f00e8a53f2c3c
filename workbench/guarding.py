"""Which text would a spreadsheet take for a formula, and how does it stay text."""

from __future__ import annotations

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SKIPPED = " \n\v\f\ufeff\u00a0\u3000"  # what some programs leave out before they look
NUMBER = re.compile(r"[+-]?(?:[0-9][0-9,]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: such text begins with an apostrophe.

    Examples
    --------
    >>> [guarded(cell) for cell in ("=1+1", "-0.5", "Wenzhou")]
    ["'=1+1", '-0.5', 'Wenzhou']
    """
    bare = cell.lstrip(SKIPPED)
    is_formula = bare.startswith(FORMULA)
    return f"'{cell}" if is_formula and not NUMBER.fullmatch(cell) else cell
