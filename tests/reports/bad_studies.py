"""Studies that nobody hopes for: written as folders, each with one thing that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.conftest import squares

TAG = "<script>alert('x')</script>"
LONG = "Long" * 50
QUESTION = {
    "text": "Do denser places produce more?",
    "outcome": "gdp",
    "measures": ["employment_density"],
    "controls": ["schooling"],
    "fixed_effects": ["province"],
    "level": "prefecture",
    "industry": "13",
    "year": 2010,
    "outcome_year": 2015,
}
CARDS = """\
indicator,name,unit,scale,direction,dimension
gdp,Gross domestic product,yuan,log,higher is better,output
schooling,Years of schooling,years,linear,higher is better,people
"""
Tables = dict[str, pd.DataFrame]


def good(count: int = 24) -> Tables:
    """A study of squares on a grid without anything wrong: two industries, two years."""
    random = np.random.default_rng(0)
    codes = [f"{number:05}" for number in range(count)]
    across = int(np.ceil(np.sqrt(count)))
    at = np.arange(count)
    regions = pd.DataFrame(
        {
            "region": codes,
            "name": [f"Place {number}" for number in at],
            "level": "prefecture",
            "province": [f"Province {number % 4}" for number in at],
            "area_km2": random.uniform(50, 500, count).round(1),
            "population": random.integers(10_000, 90_000, count),
            "longitude": 100 + (at % across) / 2 + 0.25,
            "latitude": 20 + (at // across) / 2 + 0.25,
        }
    )
    cells = pd.MultiIndex.from_product(
        [codes, ["13", "14"], [2010, 2015]], names=["region", "industry", "year"]
    ).to_frame(index=False)
    activity = cells.assign(
        employment=random.integers(20, 4_000, len(cells)),
        establishments=random.integers(1, 90, len(cells)),
    )
    rows = [(code, year) for code in codes for year in (2010, 2015)]
    indicators = pd.DataFrame(rows, columns=["region", "year"]).assign(industry="")
    gdp = indicators.assign(indicator="gdp", value=random.lognormal(9, 0.5, len(rows)).round(1))
    schooling = indicators.assign(indicator="schooling", value=random.normal(9, 1, len(rows)))
    columns = ["region", "industry", "year", "indicator", "value"]
    return {
        "regions": regions,
        "industries": pd.DataFrame({"industry": ["13", "14"], "name": ["Shoes", "Lamps"]}),
        "activity": activity,
        "indicators": pd.concat([gdp, schooling])[columns],
    }


def one_region() -> Tables:
    """Only one place."""
    return good(1)


def all_equal() -> Tables:
    """Every number is the same."""
    tables = good()
    tables["regions"] = tables["regions"].assign(area_km2=100.0, population=5_000)
    tables["activity"] = tables["activity"].assign(employment=50, establishments=5)
    tables["indicators"] = tables["indicators"].assign(value=7.0)
    return tables


def all_missing() -> Tables:
    """Nothing of what is asked is known: no worker in the industry, no outcome in the year."""
    tables = good()
    activity, indicators = tables["activity"].copy(), tables["indicators"].copy()
    asked = (activity["industry"] == "13") & (activity["year"] == 2010)
    activity.loc[asked, ["employment", "establishments"]] = np.nan
    activity["flag"] = np.where(asked, "suppressed", "")
    indicators.loc[indicators["indicator"] == "gdp", "value"] = np.nan
    return {**tables, "activity": activity, "indicators": indicators}


def nothing_known() -> Tables:
    """No number at all."""
    tables = good()
    nothing = {"employment": np.nan, "establishments": np.nan, "flag": "suppressed"}
    tables["activity"] = tables["activity"].assign(**nothing)
    tables["indicators"] = tables["indicators"].assign(value=np.nan)
    return tables


def many() -> Tables:
    """Three thousand places."""
    return good(3_000)


def named(name: str) -> Callable[[], Tables]:
    """Place, province and industry bear a name."""

    def made() -> Tables:
        tables = good()
        regions = tables["regions"].copy()
        regions.loc[0, "name"] = name
        regions.loc[regions["province"] == "Province 1", "province"] = name
        tables["regions"] = regions
        tables["industries"] = tables["industries"].replace("Shoes", name)
        return tables

    return made


BAD = {
    "no_outlines": good,
    "one_region": one_region,
    "all_equal": all_equal,
    "all_missing": all_missing,
    "many_regions": many,
    "long_name": named(LONG),
    "script_tag": named(TAG),
}
REFUSED = {"nothing_known": nothing_known}  # there is no page to make of it


def write(kind: str, folder: Path) -> Path:
    """Write the folder of a bad study; return it."""
    folder.mkdir(parents=True)
    tables = (BAD | REFUSED)[kind]()
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    (folder / "indicator_cards.csv").write_text(CARDS, encoding="utf-8")
    if kind != "no_outlines":
        regions = tables["regions"]
        corners = (regions[["longitude", "latitude"]] - 0.25).to_numpy().tolist()
        outlines = squares(dict(zip(regions["region"], map(tuple, corners), strict=True)), 0.5)
        text = json.dumps(outlines)
        (folder / "boundaries.geojson").write_text(text, encoding="utf-8")
    resources = [_resource(path) for path in sorted(folder.iterdir())]
    told = {
        "name": kind,
        "title": f"A study with {TAG if kind == 'script_tag' else kind}",
        "licenses": [{"name": "CC0-1.0"}],
        "sources": [{"title": f"made up {TAG if kind == 'script_tag' else 'for tests'}"}],
        "workbench": {"question": QUESTION},
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def _resource(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    told = {
        "name": path.stem,
        "path": path.name,
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    # squares of half a degree are larger than the areas stated
    return told | ({"confirmed": ["CLW-G25"]} if path.suffix == ".geojson" else {})
