"""What does european_regions hold: an index, Eurostat's indicators and shares of sectors."""

from __future__ import annotations

from typing import Any

import pandas as pd
from _package import Words, extract, indicator_rows

FOLDER = "eu_nuts2"
YEAR = 2016
SECTORS = {"lf_pri": "primary", "lf_sec": "secondary", "lf_ter": "tertiary"}


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name."""
    index, figures, shares = _index(), _figures(), _shares()
    return {
        "regions": _regions(index, figures, text),
        "industries": pd.DataFrame(text["industries"].items(), columns=["industry", "name"]),
        "activity": shares.rename(columns=SECTORS)
        .melt("region", list(SECTORS.values()), "industry", "employment_share")
        .assign(year=YEAR),
        "indicators": _indicators(index, figures, shares, text["indicators"]),
        "indicator_cards": pd.DataFrame(text["indicators"]),
        "dimensions": pd.DataFrame(text["dimensions"]),
    }


def outlines() -> list[dict[str, Any]]:
    """None: the outlines of Eurostat are not free for every use."""
    return []


def _index() -> pd.DataFrame:
    return extract(f"{FOLDER}/rci_2010_2019.csv", "nuts").rename(columns={"nuts": "region"})


def _figures() -> pd.DataFrame:
    """Eurostat's figures with GDP per head."""
    table = extract(f"{FOLDER}/eurostat_nuts2_2007_2018.csv.gz", "nuts", "country_code")
    per_head = table["region_gdp"] * 1e6 / table["region_population"]
    return table.rename(columns={"nuts": "region"}).assign(gdp_per_head=per_head.round(2))


def _shares() -> pd.DataFrame:
    """Sectors and schooling of 2016; schooling is published in tenths of a percent."""
    table = extract(f"{FOLDER}/nuts2_sector_shares_education_2016.csv", "id")
    schooling = {name: table[name].round(3) for name in ("ed_0to2", "ed_3to4", "ed_5to8")}
    return table.rename(columns={"id": "region"}).assign(**schooling)


def _regions(index: pd.DataFrame, figures: pd.DataFrame, text: Words) -> pd.DataFrame:
    """The regions of the index and of Eurostat; `index_region` joins the one to the other."""
    ours = index.drop_duplicates("region").set_index("region")
    theirs = figures.drop_duplicates("region").set_index("region")
    codes = pd.Series(sorted({*ours.index, *theirs.index}))
    merged = {part: whole for whole, parts in text["merged"].items() for part in parts}
    in_index = codes.where(codes.isin(ours.index))
    return pd.DataFrame(
        {
            "region": codes,
            "name": codes.map(ours["nuts_name"]).fillna(codes.map(theirs["nuts_name"])),
            "name_local": codes.map(theirs["nuts_name"]),
            "level": codes.isin(text["merged"]).map({True: "merged_capital", False: "nuts_2"}),
            "parent": None,
            "country": codes.str[:2].map(text["countries"]),
            "index_region": in_index.fillna(codes.map(merged)),
            "holds_capital": codes.map(ours["capital"]).map(
                {"capital region": True, "other": False}
            ),
        }
    )


def _indicators(
    index: pd.DataFrame, figures: pd.DataFrame, shares: pd.DataFrame, cards: list[Words]
) -> pd.DataFrame:
    """Every indicator with a card, from the one of the three files that holds its column."""
    parts = []
    for table in (index, figures, shares.assign(year=YEAR)):
        own = {c["name_in_source"]: c["indicator"] for c in cards if c["name_in_source"] in table}
        parts.append(indicator_rows(table, None, own))
    return pd.concat(parts)
