"""How is Table 1 of Yu and He kept: as printed and as corrected, side by side."""

from __future__ import annotations

import pandas as pd
from _package import Words, correct, extract

TOWNS = "towns/towns.csv"
PRINTED = {"name": "as_printed", "group": "group_as_printed", "product": "product_as_printed"}
SAME = {
    "province": "province",
    "as_printed": "seed_name",
    "group_as_printed": "seed_group",
    "product_as_printed": "seed_industry",
    "unit_type": "unit_type",
    "region": "county_code_2010",
    "longitude": "lon",
    "latitude": "lat",
    "coordinate_basis": "coordinate_basis",
    "geonameid": "geonameid",
    "geonames_name": "geonames_name",
    "confidence": "confidence",
    "note": "note",
}
LEVELS = ("county-level city", "prefecture", "county", "district", "subdistrict", "town")
MAIN_TEXT = "(main text)"


def places(text: Words, prefectures: Words) -> pd.DataFrame:
    """The places of Table 1 and the two of the main text, with the corrections applied.

    `prefectures` maps the Chinese name of a prefecture to its code.
    """
    towns = extract(TOWNS, "county_code_2010", "geonameid")
    table = towns[list(SAME.values())].set_axis(list(SAME), axis=1)
    is_manufacturing = ~table["product_as_printed"].isin(text["not_manufacturing"])
    table = table.assign(
        place=towns["modern_pinyin"].str.lower(),
        position=range(1, len(towns) + 1),
        in_table_1=towns["in_table_1"] == 1,
        name=table["as_printed"].str.removesuffix(" Town"),
        name_local=towns["chinese_name"].str.replace(r"\s*[(].*", "", regex=True),
        group=table["group_as_printed"].where(table["group_as_printed"] != MAIN_TEXT),
        product=table["product_as_printed"].str.lower(),
        product_confidence="high",
        level=towns["unit_type"].map(_level),
        prefecture_by_point=towns["prefecture_by_point"].map(prefectures),
        is_manufacturing=is_manufacturing,
    )
    table = table.assign(listed_within=_listed_within(table))
    return _product_confidence(_corrected(table, text), text)


def _level(unit_type: str) -> str:
    """The plain word in a unit type: "former town, later subdistrict" is a town."""
    words = unit_type.removeprefix("former ")
    return next(level for level in LEVELS if words.startswith(level))


def _listed_within(table: pd.DataFrame) -> pd.Series:
    """The listed prefecture that holds a place, where there is one."""
    prefectures = table[table["level"] == "prefecture"].set_index("region")["place"]
    within = table["prefecture_by_point"].map(prefectures)
    return within.where(within != table["place"])


def _corrected(table: pd.DataFrame, text: Words) -> pd.DataFrame:
    records = [c for c in text["corrections"] if c["table"] == "places"]
    return correct(table, records, PRINTED)


def _product_confidence(table: pd.DataFrame, text: Words) -> pd.DataFrame:
    """How sure the product is: that of its correction, or of the doubt noted, else high."""
    sure = dict(text["doubtful_products"]) | {
        c["key"]["place"]: c["confidence"]
        for c in text["corrections"]
        if c["table"] == "places" and c["column"] == "product"
    }
    return table.assign(
        product_confidence=table["place"].map(sure).fillna(table["product_confidence"])
    )
