"""How do the tests read the shipped studies: as plain files, apart from the workbench."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

DATA = Path(__file__).parents[2] / "data"
STUDIES = sorted(path.parent.name for path in DATA.glob("*/datapackage.json"))
CODES = (
    "region",
    "industry",
    "place",
    "unit_code",
    "prefecture_by_point",
    "parent",
    "size_class",
    "state",
    "naics",
)


def descriptor(study: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (DATA / study / "datapackage.json").read_text(encoding="utf-8")
    )
    return found


def outlines(study: str) -> dict[str, Any]:
    """The geometry of each region."""
    text = (DATA / study / "boundaries.geojson").read_text(encoding="utf-8")
    return {f["properties"]["region"]: f["geometry"] for f in json.loads(text)["features"]}


def table(study: str, name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / study / f"{name}.csv", dtype=dict.fromkeys(CODES, "str"))


def indicator(study: str, name: str, year: int) -> pd.Series:
    rows = table(study, "indicators")
    rows = rows[(rows["indicator"] == name) & (rows["year"] == year)]
    keys = ["region", "industry"] if "industry" in rows else "region"
    return rows.set_index(keys)["value"]
