"""What does us_metro_clusters hold: areas by cluster with employment, wages and payroll."""

from __future__ import annotations

from typing import Any

import pandas as pd
from _package import Words, extract, indicator_rows

FOLDER = "us_msa_clusters_2016"
YEAR = 2016
STATE = r", ([A-Z]{2})(?:-[A-Z]{2})*$"


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name."""
    industries = _industries()
    cells = _cells(industries)
    return {
        "regions": _regions(),
        "industries": industries,
        "naics_to_cluster": _naics_to_cluster(industries),
        "activity": _activity(cells),
        "indicators": _indicators(cells),
        "indicator_cards": pd.DataFrame(text["indicators"]),
    }


def outlines() -> list[dict[str, Any]]:
    """None: the extract has no geometry."""
    return []


def _industries() -> pd.DataFrame:
    table = extract(f"{FOLDER}/clusters.csv", "cluster_code")
    table = table.rename(columns={"cluster_code": "industry", "cluster": "name"})
    return table.assign(is_traded=table["traded"] == 1).drop(columns="traded")


def _naics_to_cluster(industries: pd.DataFrame) -> pd.DataFrame:
    """The cluster of each six-digit industry, by the cluster's code instead of its name."""
    table = extract("us_naics_cluster_crosswalk/naics_to_cluster.csv", "naics")
    codes = industries.set_index("name")["industry"]
    return pd.DataFrame(
        {
            "naics": table["naics"],
            "industry": table["cluster"].map(codes),
            "subcluster": table["subcluster"],
            "is_traded": table["traded_local"] == "Traded",
        }
    )


def _cells(industries: pd.DataFrame) -> pd.DataFrame:
    """The extract's cells under our names, with the mark traded or local."""
    table = extract(f"{FOLDER}/msa_cluster_2016.csv.gz", "cbsa", "cluster_code")
    table = table.rename(columns={"cbsa": "region", "cluster_code": "industry"})
    return table.merge(industries[["industry", "is_traded"]], validate="many_to_one")


def _regions() -> pd.DataFrame:
    table = extract(f"{FOLDER}/regions.csv", "cbsa", "geonameid")
    return pd.DataFrame(
        {
            "region": table["cbsa"],
            "name": table["region"],
            "level": "core_based_area",
            "parent": None,
            "area_type": table["area_type"].str.removesuffix(" Statistical Area").str.lower(),
            "state": table["region"].str.extract(STATE)[0],
            "longitude": table["lon"],
            "latitude": table["lat"],
            "geonameid": table["geonameid"].str.removesuffix(".0"),
            "employment_all": table["employment_all"],
            "establishments_all": table["establishments_all"],
            "annual_payroll_all_usd": table["payroll_all_k"] * 1000,
            "employment_traded": table["employment_traded"],
            "establishments_traded": table["establishments_traded"],
            "strong_clusters": table["strong_clusters"],
            "employment_in_strong": table["employment_in_strong"],
        }
    )


def _activity(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells with any employment or establishment; payroll is empty where none is disclosed."""
    disclosed = (cells["employment_disclosed"] > 0) | (cells["annual_payroll_k"] > 0)
    imputed = cells["employment_disclosed"] < cells["employment"]
    return cells[
        ["region", "industry", "employment", "establishments", "employment_disclosed"]
    ].assign(
        year=YEAR,
        annual_payroll_usd=(cells["annual_payroll_k"] * 1000).where(disclosed),
        flag=imputed.map({True: "imputed", False: None}),
    )


def _indicators(cells: pd.DataFrame) -> pd.DataFrame:
    share = cells["employment_disclosed"] / cells["employment"].where(cells["employment"] > 0)
    wide = cells.assign(
        share=share.round(8),  # no count reaches 10^8, so this keeps 0.5 apart from less
        strong=cells["strong"].where(cells["is_traded"]),
    )
    columns = {
        "mean_wage": "mean_wage",
        "share": "employment_disclosed_share",
        "lq": "location_quotient_published",
        "strong": "strong_published",
    }
    return indicator_rows(wide, YEAR, columns, "industry")
