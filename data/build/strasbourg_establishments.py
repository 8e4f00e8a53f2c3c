"""What does strasbourg_establishments hold: counts by tract, activity and size class."""

from __future__ import annotations

from typing import Any

import pandas as pd
from _package import Words, extract, indicator_rows

FOLDER = "fr_basrhin_establishments"
YEAR = 2017
COMMUNE = 5  # the first characters of a tract's code
INDICATORS = ("employers", "percent_employers", "percent_with_10_employees")


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name."""
    activity = _activity()
    sizes = pd.DataFrame(text["size_classes"])
    return {
        "regions": _regions(list(text["incomplete_communes"])),
        "industries": _industries(text["sections"], activity),
        "size_classes": sizes,
        "activity": activity,
        "indicators": _indicators(activity, sizes),
        "indicator_cards": pd.DataFrame(text["indicators"]),
    }


def outlines() -> list[dict[str, Any]]:
    """None: the extract has points of the tracts, not their outlines."""
    return []


def _activity() -> pd.DataFrame:
    codes = ("iris", "naf", "size_class")
    table = extract(f"{FOLDER}/establishments_iris_naf_size.csv.gz", *codes)
    return table.rename(columns={"iris": "region", "naf": "industry"}).assign(year=YEAR)


def _regions(incomplete: list[str]) -> pd.DataFrame:
    """The tracts, and the communes that hold them."""
    points = extract(f"{FOLDER}/iris_points.csv", "iris")
    tracts = pd.DataFrame(
        {
            "region": points["iris"],
            "name": points["iris_name"],
            "level": "tract",
            "parent": points["iris"].str[:COMMUNE],
            "commune": points["commune"],
            "tract_type": points["iris_type"],
            "area_km2": points["area_km2"],
            "longitude": points["lon"],
            "latitude": points["lat"],
        }
    )
    return pd.concat([_communes(tracts, incomplete), tracts])


def _communes(tracts: pd.DataFrame, incomplete: list[str]) -> pd.DataFrame:
    """Communes as the sum of their tracts; no area where a tract is not in the extract."""
    weights = tracts["area_km2"]
    parts = tracts.assign(
        longitude=tracts["longitude"] * weights, latitude=tracts["latitude"] * weights
    ).groupby("parent")
    area = parts["area_km2"].sum()
    points = {name: (parts[name].sum() / area).round(5) for name in ("longitude", "latitude")}
    table = pd.DataFrame(
        {"name": parts["commune"].first(), "area_km2": area.round(4)} | points
    ).rename_axis("region")
    table.loc[incomplete, "area_km2"] = None
    return table.assign(level="commune", parent=None, commune=table["name"]).reset_index()


def _industries(sections: list[Words], activity: pd.DataFrame) -> pd.DataFrame:
    """The activities that occur, the divisions that hold them, and the sections above."""
    titles = {code: title for one in sections for code, title in one["divisions"].items()}
    above = {code: one["section"] for one in sections for code in one["divisions"]}
    codes = activity["industry"].drop_duplicates().reset_index(drop=True)
    divisions = codes.str[:2].drop_duplicates().reset_index(drop=True)
    letters = divisions.map(above).drop_duplicates().reset_index(drop=True)
    names = {one["section"]: one["name"] for one in sections}
    return pd.concat(
        [
            pd.DataFrame({"industry": letters, "name": letters.map(names), "level": "section"}),
            pd.DataFrame(
                {
                    "industry": divisions,
                    "name": divisions.map(titles),
                    "level": "division",
                    "parent": divisions.map(above),
                }
            ),
            pd.DataFrame(
                {
                    "industry": codes,
                    "name": codes + " (" + codes.str[:2].map(titles) + ")",
                    "level": "class",
                    "parent": codes.str[:2],
                }
            ),
        ]
    )


def _indicators(activity: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """What the size classes say of a tract: how many employ anybody, and how many employ ten."""
    fewest = activity["size_class"].map(sizes.set_index("size_class")["employees_from"])

    def count(least: int) -> pd.Series:
        rows = activity[fewest >= least]
        return rows.groupby("region")["establishments"].sum()

    wide = pd.DataFrame({"all": count(0), "employers": count(1), "ten": count(10)}).fillna(0)
    employers = wide["employers"].where(wide["employers"] > 0)
    wide = wide.assign(
        percent_employers=(100 * wide["employers"] / wide["all"]).round(4),
        percent_with_10_employees=(100 * wide["ten"] / employers).round(4),
    )
    return indicator_rows(wide.reset_index(), YEAR, {name: name for name in INDICATORS})
