"""Small divisions and changes for tests, and where the extracts are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

EXTRACTS = Path(__file__).parents[3] / "data" / "extracts"
PAIRS = EXTRACTS / "cn_county_zj_gd/code_changes_2010_2020.csv"
EVENTS = EXTRACTS / "cn_admin_changes/county_events_zj_gd_2000_2026.csv"


def division(*rows: tuple[str, int, int]) -> pd.DataFrame:
    """A division from (region, valid_from, valid_to)."""
    table = pd.DataFrame(rows, columns=["region", "valid_from", "valid_to"])
    return table.assign(name="name of " + table["region"])


def moves(*rows: tuple[int, str, str, str]) -> pd.DataFrame:
    """Changes from (year, kind, old_region, new_region)."""
    table = pd.DataFrame(rows, columns=["year", "kind", "old_region", "new_region"])
    return table.assign(
        old_name="name of " + table["old_region"], new_name="name of " + table["new_region"]
    )
