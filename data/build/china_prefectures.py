"""What does china_prefectures hold: prefectures with their industry, GDP, people and outlines."""

from __future__ import annotations

from typing import Any

import pandas as pd
from _package import Words, extract, features, indicator_rows, outline

PREFECTURES = "cn_prefecture/china_prefectures_2010_2015_2020.csv"
OUTLINES = "cn_boundaries_prefecture/china_prefectures_simplified.geojson"

INDICATORS = {
    2010: {
        "mean_years_schooling_2010": "mean_years_schooling",
        "migrants_other_province_2010": "migrants_other_province",
        "pop_2010": "population",
        "urban_share_2010": "urban_population_share",
    },
    2015: {
        "fiscal_revenue": "fiscal_revenue",
        "gdp": "gdp",
        "gdp_per_head": "gdp_per_head",
        "nightlight_sum_2015": "nightlight_sum",
        "pop_2015_interp": "population_interpolated",
        "urban_unit_employment_2015": "urban_unit_employment",
    },
    2020: {"pop_2020": "population", "urban_share_2020": "urban_population_share"},
}


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name."""
    prefectures = _prefectures()
    return {
        "regions": _regions(prefectures, text["provinces"]),
        "industries": pd.DataFrame(text["industries"].items(), columns=["industry", "name"]),
        "activity": _activity(prefectures, list(text["industries"])),
        "indicators": pd.concat(
            indicator_rows(prefectures, year, columns) for year, columns in INDICATORS.items()
        ),
        "indicator_cards": pd.DataFrame(text["indicators"]),
    }


def outlines() -> list[dict[str, Any]]:
    """The outlines of all prefecture-level units."""
    return [
        outline(f["geometry"], f["properties"]["region"], f["properties"]["name_local"])
        for f in features(OUTLINES)
    ]


def economy() -> pd.DataFrame:
    """Prefectures with GDP and revenue (2015) in billion yuan, and GDP per head in yuan.

    The extract gives units of 10,000 yuan and the population interpolated between the censuses.
    """
    table = extract(PREFECTURES, "city_code").rename(columns={"city_code": "region"})
    return table.assign(
        gdp=table["gdp_2015_10k_yuan"] / 1e5,
        gdp_per_head=(table["gdp_2015_10k_yuan"] * 1e4 / table["pop_2015_interp"]).round(2),
        fiscal_revenue=table["fiscal_revenue_2015_10k_yuan"] / 1e5,
    )


def _prefectures() -> pd.DataFrame:
    table = economy()
    shares = {
        f"urban_share_{year}": (table[f"pop_urban_{year}"] / table[f"pop_{year}"]).round(5)
        for year in (2010, 2020)
    }
    return table.assign(**shares)


def _regions(prefectures: pd.DataFrame, provinces: Words) -> pd.DataFrame:
    """Every unit with an outline; the figures where the prefecture table has them."""
    drawn = pd.DataFrame([f["properties"] for f in features(OUTLINES)])
    known = prefectures.set_index("region").reindex(drawn["region"])
    return pd.DataFrame(
        {
            "region": drawn["region"],
            "name": drawn["name_local"],
            "name_local": drawn["name_local"],
            "level": "prefecture",
            "parent": None,
            "province": drawn["province"].map(provinces),
            "province_local": drawn["province"],
            "area_km2": known["area_km2"].to_numpy(),
            "population": known["pop_2010"].to_numpy(),
            "longitude": known["lon"].to_numpy(),
            "latitude": known["lat"].to_numpy(),
        }
    )


def _activity(prefectures: pd.DataFrame, industries: list[str]) -> pd.DataFrame:
    """The four industries of the extract and the rest of the employed, where 2010 is known."""
    known = prefectures.dropna(subset="sample_employed_2010")
    named = {f"emp_{name}_2010": name for name in industries if name != "other"}
    wide = known.rename(columns=named)[["region", *named.values()]]
    wide["other"] = known["sample_employed_2010"] - wide[list(named.values())].sum(axis=1)
    return wide.melt("region", industries, "industry", "employment").assign(year=2010)
