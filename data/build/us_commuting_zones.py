"""What does us_commuting_zones hold: zones by period with a trade shock and its instrument."""

from __future__ import annotations

from typing import Any

import pandas as pd
from _package import Words, extract, indicator_rows

FOLDER = "us_commuting_zones_adh"
STATES = "us_state_cbp_2000_2011/state_cbp_naics3_manufacturing.csv.gz"
ZONE, STATE = 5, 2  # how many digits the codes have
YEARS = {"1990-2000": 2000, "2000-2007": 2007}


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name."""
    zones = _zones()
    activity = _activity()
    return {
        "regions": _regions(zones, text["divisions"]),
        "industries": _industries(text["major_groups"], activity),
        "activity": activity,
        "indicators": _indicators(zones, text["indicators"]),
        "indicator_cards": pd.DataFrame(text["indicators"]),
    }


def outlines() -> list[dict[str, Any]]:
    """None: the extract has no geometry."""
    return []


def _zones() -> pd.DataFrame:
    """The extract under our keys: a zone's code, and the last year of the period."""
    table = extract(f"{FOLDER}/cz_master.csv", "czone", "statefip", "division")
    return table.assign(
        region=table["czone"].str.zfill(ZONE),
        state=table["statefip"].str.zfill(STATE),
        year=table["period"].map(YEARS),
    )


def _regions(zones: pd.DataFrame, divisions: Words) -> pd.DataFrame:
    names = extract(STATES, "fips").drop_duplicates("fips").set_index("fips")["name"]
    table = zones[["region", "state", "division"]].drop_duplicates()
    state = table["state"].map(names)
    return table.assign(
        name="Zone " + table["region"] + " (" + state + ")",
        level="commuting_zone",
        parent=None,
        state_name=state,
        division=table["division"].map(divisions),
    )


def _industries(groups: Words, activity: pd.DataFrame) -> pd.DataFrame:
    """The industries that occur, and the major groups that hold them."""
    codes = activity["industry"].drop_duplicates()
    own = pd.DataFrame({"industry": codes, "parent": codes.str[:2], "level": "industry"})
    own = own.assign(name="SIC " + codes + " (" + own["parent"].map(groups) + ")")
    above = pd.DataFrame(groups.items(), columns=["industry", "name"])
    return pd.concat([above.assign(level="major_group", parent=None), own])


def _activity() -> pd.DataFrame:
    table = extract(f"{FOLDER}/cz_industry_shares.csv.gz", "czone", "sic4")
    return pd.DataFrame(
        {
            "region": table["czone"].str.zfill(ZONE),
            "industry": table["sic4"],
            "year": table["period"].map(YEARS),
            "employment_share": table["share"],
        }
    )


def _indicators(zones: pd.DataFrame, cards: list[Words]) -> pd.DataFrame:
    """Every figure of the extract; no concentration where a zone has no industry to concentrate."""
    has_industry = zones["n_manuf_industries"] > 0
    wide = zones.assign(hhi_within_manuf=zones["hhi_within_manuf"].where(has_industry))
    columns = {card["name_in_source"]: card["indicator"] for card in cards}
    return indicator_rows(wide, None, columns)
