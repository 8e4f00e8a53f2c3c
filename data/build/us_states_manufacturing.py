"""What does us_states_manufacturing hold: states by subsector and year, withheld cells marked."""

from __future__ import annotations

from typing import Any

import pandas as pd
from _package import Words, extract, indicator_rows

CELLS = "us_state_cbp_2000_2011/state_cbp_naics3_manufacturing.csv.gz"
TOTALS = {"------": "all_sectors", "31----": "manufacturing"}
KEYS = ["region", "industry", "year"]
COUNTS = ["establishments", "employment", "annual_payroll_usd"]
NOISE = ["employment_noise_flag", "payroll_noise_flag"]
WITHHELD = ["flag", "employment_size_class"]


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name."""
    cells = _cells()
    is_total = cells["naics"].isin(list(TOTALS))
    subsectors = cells[~is_total].assign(industry=cells["naics"].str.rstrip("-"))
    totals = cells[is_total].assign(industry=cells["naics"].map(TOTALS))
    return {
        "regions": _regions(cells),
        "industries": subsectors[["industry", "industry_name"]]
        .drop_duplicates()
        .rename(columns={"industry_name": "name"}),
        "activity": subsectors[KEYS + COUNTS + WITHHELD + NOISE],
        "totals": totals[KEYS + COUNTS + NOISE].rename(columns={"industry": "total"}),
        "indicators": _indicators(subsectors),
        "indicator_cards": pd.DataFrame(text["indicators"]),
    }


def outlines() -> list[dict[str, Any]]:
    """None: the extract has no geometry."""
    return []


def _cells() -> pd.DataFrame:
    """The extract with withheld counts empty: it stores them as 0 beside a size letter."""
    table = extract(CELLS, "fips", "naics", "employment_size_flag", *NOISE)
    withheld = table["employment_size_flag"].notna()
    payroll = table["annual_payroll_k"] * 1000
    noise = {flag: table[flag].replace("-", None) for flag in NOISE}
    return table.rename(
        columns={
            "fips": "region",
            "industry": "industry_name",
            "employment_size_flag": "employment_size_class",
        }
    ).assign(
        employment=table["employment"].where(~withheld),
        annual_payroll_usd=payroll.where(~(withheld & (payroll == 0))),
        flag=withheld.map({True: "suppressed", False: None}),
        **noise,
    )


def _regions(cells: pd.DataFrame) -> pd.DataFrame:
    states = cells[["region", "name"]].drop_duplicates()
    return states.assign(level="state", parent=None)


def _indicators(subsectors: pd.DataFrame) -> pd.DataFrame:
    known = subsectors[subsectors["employment"] > 0]
    pay = (known["annual_payroll_usd"] / known["employment"]).round(2)
    wages = indicator_rows(known.assign(pay=pay), None, {"pay": "payroll_per_worker"}, "industry")
    people = subsectors[["region", "year", "population"]].drop_duplicates()
    return pd.concat([wages, indicator_rows(people, None, {"population": "population"})])
