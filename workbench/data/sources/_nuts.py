"""Which region does a code of NUTS name: its level is its length.

NUTS, the nomenclature of territorial units for statistics (Regulation (EC) No 1059/2003): two
letters for the country, and one character more for each of the levels 1, 2 and 3.
"""

from __future__ import annotations

import re

REGION = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
GROUPS = ("EU", "EA", "EFTA", "EEA")  # sets of countries, some of whose codes look like regions
NOWHERE = "Z"  # extra-regio: what belongs to a country and to none of its regions
LEVELS = {0: "country", 1: "nuts1", 2: "nuts2", 3: "nuts3"}


def level(code: str) -> int | None:
    """The level of a code; None for groups of countries and for what lies in no region.

    Examples
    --------
    >>> [level(code) for code in ("IT", "ITC4", "ITC4C", "EU27_2020", "EA19", "ITZZ")]
    [0, 2, 3, None, None, None]
    """
    if not REGION.fullmatch(code) or code.startswith(GROUPS):
        return None
    depth = len(code) - 2
    return None if depth and code.endswith(NOWHERE) else depth


def country(code: str) -> str:
    """The country of a region."""
    return code[:2]
