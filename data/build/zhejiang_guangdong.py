"""What does zhejiang_guangdong hold: towns of Table 1, counties and prefectures, two censuses."""

from __future__ import annotations

from typing import Any

import pandas as pd
from _package import EXTRACTS, Words, correct, extract, features, indicator_rows, outline
from _places import places
from _products import products
from china_prefectures import economy

from workbench.data.divisions import build_division, read_changes

FOLDER = "cn_county_zj_gd"
CENSUS = f"{FOLDER}/census_2010_2020_zhejiang_guangdong.csv"
CODE_CHANGES = f"{FOLDER}/code_changes_2010_2020.csv"
EVENTS = "cn_admin_changes/county_events_zj_gd_2000_2026.csv"
OUTLINES = "cn_boundaries_prefecture/zj_gd_prefectures_simplified.geojson"
SECTION = "emp_"
FIRST, GDP_YEAR = 2010, 2015
COUNTS = (
    "population",
    "urban_population",
    "urban_population_share",
    "migrants_other_province",
    "mean_years_schooling",
    "sample_employed",
)


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name."""
    census = _census()
    regions = _regions(census, text)
    employment = _employment(census, list(text["industries"]))
    is_finest = employment["region"].isin(_finest(regions))
    division, changes = _division(census, regions)
    towns = places(text, {u["city"]: u["city_code"] for u in _units()})
    return {
        "regions": regions,
        "industries": pd.DataFrame(text["industries"].items(), columns=["industry", "name"]),
        "activity": employment[is_finest].drop(columns="level"),
        "census_totals": employment[employment["level"] != "county"].drop(columns="level"),
        "indicators": _indicators(census),
        "indicator_cards": pd.DataFrame(text["indicators"]),
        "places": towns,
        "products": products(towns),
        "boundary_changes": _boundary_changes(),
        "constant_units": _constant_units(text),
        "divisions": division,
        "division_changes": changes,
    }


def outlines() -> list[dict[str, Any]]:
    """The outlines of the 32 prefectures."""
    return [
        outline(f["geometry"], f["properties"]["city_code"], f["properties"]["city"])
        for f in features(OUTLINES)
    ]


def _units() -> list[dict[str, Any]]:
    """What the outlines say of each prefecture: code, name, area, point."""
    return [feature["properties"] for feature in features(OUTLINES)]


def _census() -> pd.DataFrame:
    table = extract(CENSUS, "code", "prefecture_code").rename(columns={"code": "region"})
    share = (table["urban_population"] / table["population"]).round(5)
    return table.assign(urban_population_share=share)


def _regions(census: pd.DataFrame, text: Words) -> pd.DataFrame:
    """Every code of either census once, with its name as first printed and as corrected."""
    first = census.drop_duplicates("region").set_index("region")
    years = census.astype({"year": "str"}).groupby("region")["year"].agg("; ".join)
    in_2010 = census[census["year"] == FIRST].set_index("region")
    units = pd.DataFrame(_units()).set_index("city_code")
    area = units["area_km2"]
    by_province = area.groupby(area.index.str[:2] + "0000").sum()
    table = pd.DataFrame(
        {
            "name_local": first["name"],
            "as_printed": first["name"],
            "level": first["level"],
            "parent": _parents(first),
            "province": first["province"],
            "valid_years": years,
            "area_km2": pd.concat([area, by_province]).round(1),
            "population": in_2010["population"],
            "longitude": units["lon"],
            "latitude": units["lat"],
        },
        index=first.index,
    ).reset_index()
    records = [c for c in text["corrections"] if c["table"] == "regions"]
    table = correct(table, records, {"name_local": "as_printed"})
    latin = table["region"].map(text["latin_names"])
    return table.assign(name=latin.fillna(table["name_local"]))


def _parents(first: pd.DataFrame) -> pd.Series:
    province = pd.Series(first.index.str[:2] + "0000", index=first.index)
    above = {"county": first["prefecture_code"], "prefecture": province}
    parents = pd.Series(None, index=first.index, dtype="str")
    for level, codes in above.items():
        parents = parents.mask(first["level"] == level, codes)
    return parents


def _finest(regions: pd.DataFrame) -> set[str]:
    return set(regions["region"]) - set(regions["parent"].dropna())


def _employment(census: pd.DataFrame, industries: list[str]) -> pd.DataFrame:
    """Sections as rows; a blank is no one, since every row adds up to its total only so."""
    named = {SECTION + name: name for name in industries}
    wide = census.rename(columns=named).fillna(dict.fromkeys(industries, 0))
    if (wide[industries].sum(axis=1) != wide["sample_employed"]).any():
        raise ValueError("the sections of a census row do not add up to its total")
    return wide.melt(["region", "level", "year"], industries, "industry", "employment")


def _indicators(census: pd.DataFrame) -> pd.DataFrame:
    counts = indicator_rows(census, None, {name: name for name in COUNTS})
    prefectures = economy()
    here = prefectures[prefectures["region"].isin(census["region"])]
    return pd.concat(
        [counts, indicator_rows(here, GDP_YEAR, {"gdp": "gdp", "gdp_per_head": "gdp_per_head"})]
    )


def _boundary_changes() -> pd.DataFrame:
    table = extract(CODE_CHANGES, "code_2010", "code_2020", "event_ids", "event_years")
    return table.assign(is_verified=table["event_ids"].notna()).drop(columns="event_years")


def _constant_units(text: Words) -> pd.DataFrame:
    codes = ("unit_code", "prefecture_code", "merged_units_2010", "merged_units_2020")
    table = extract(f"{FOLDER}/panel_208_units_2010_2020.csv", *codes)
    records = [c for c in text["corrections"] if c["table"] == "constant_units"]
    table = correct(table, records, {"name_2010": "name_2010"})
    is_holder = table["holds_table1_place"] == 1
    return table.assign(holds_table1_place=is_holder).drop(columns="prefecture")


def _division(census: pd.DataFrame, regions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The codes with the years they are known for, and the changes that either source tells.

    A change that both sources tell is taken from the pairs of codes.
    """
    lists = census[["region", "year", "name"]].merge(regions[["region", "level", "parent"]])
    by_code, _ = read_changes(EXTRACTS / CODE_CHANGES, lists)
    division = build_division(lists, by_code)
    by_name, _ = read_changes(EXTRACTS / EVENTS, division)
    both = pd.concat([by_code, by_name]).drop_duplicates(["old_region", "new_region", "year"])
    return build_division(lists, both), both
