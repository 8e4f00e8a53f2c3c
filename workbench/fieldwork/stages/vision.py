"""Can a vision be worked with: short, about the future, about this cluster, not for everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

LONGEST = 40  # words
EMPTY_WORDS = ("best", "world-class", "leading", "excellent", "synergy", "innovative", "quality")
YEAR = re.compile(r"\b(20[2-9]\d)\b")


def vision_lint(statement: str, names: Sequence[str] = ()) -> pd.DataFrame:
    """What a vision lacks, rule by rule.

    Parameters
    ----------
    statement
        Where the cluster wants to be in the future.
    names
        Words for the place and the product, of which it should hold one.

    Returns
    -------
    rule, is_met, found; the rules are ours.

    Examples
    --------
    >>> vision_lint("We are the best.", ["milk"])["is_met"].tolist()
    [True, False, False, False]
    """
    words = re.findall(r"[\w'-]+", statement)
    low = statement.casefold()
    hollow = [word for word in EMPTY_WORDS if word in low]
    named = [name for name in names if name and name.casefold() in low]
    year = YEAR.search(statement)
    rows = [
        (f"at most {LONGEST} words", 0 < len(words) <= LONGEST, f"{len(words)} words"),
        ("says by when", year is not None, year.group() if year else "no year"),
        ("names the place or the product", bool(named), ", ".join(named) or "neither"),
        ("does without words that fit anybody", not hollow, ", ".join(hollow) or "none"),
    ]
    return pd.DataFrame(rows, columns=["rule", "is_met", "found"])
