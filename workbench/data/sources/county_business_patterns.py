"""What do the County Business Patterns of the US Census Bureau say: firms, jobs and pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.data.sources import _cbp_replies as replies
from workbench.data.sources import _naics as naics
from workbench.data.sources._ask import Ask
from workbench.data.sources._card import BOOLEAN, INTEGER, LIST, YEARS, Card, Option, source
from workbench.data.sources._draft import Draft
from workbench.data.sources._shape import by_value, nothing_left, rows_in_words

AMOUNTS = ("establishments", "employment", "annual_payroll_usd")
NOISE = ("employment_noise_flag", "payroll_noise_flag")
TOTALS = {
    "establishments": ("establishments_total", "Establishments, all industries", "establishments"),
    "employment": ("employment_total", "Employment, all industries", "persons"),
    "annual_payroll_usd": ("payroll_total", "Annual payroll, all industries", "US dollars"),
}
LETTERS = (
    "G noise below 2%, H 2% to below 5%, J 5% or more; D withheld so as not to disclose single "
    "firms, S withheld for quality."
)

CARD = Card(
    title="County Business Patterns",
    publisher="US Census Bureau",
    what="Establishments, employment in the week of 12 March and annual payroll of employers, by "
    "county, metropolitan area or state and NAICS industry",
    address="https://www.census.gov/programs-surveys/cbp.html",
    hosts=("api.census.gov", "www2.census.gov"),
    options={
        "years": Option("which years", (2021,), YEARS, range=(2017, 2100)),
        "level": Option("kind of region", "county", choices=("county", "metro", "state")),
        "digits": Option(
            "digits of the industries; activity holds one level", 3, INTEGER, range=(2, 6)
        ),
        "layout": Option("bulk files, which need no key, or api", "bulk", choices=("bulk", "api")),
        "states": Option(
            "two-digit codes of states; all where none is named",
            (),
            LIST,
            pattern=r"\d{2}",
            choices=tuple(naics.STATES),
        ),
        "totals": Option("all-industry totals as indicators", True, BOOLEAN),
    },
    licence={
        "name": "other-pd",
        "title": "Work of the United States government, in the public domain (17 USC 105)",
        "path": "https://www.law.cornell.edu/uscode/text/17/105",
    },
    citation="US Census Bureau, County Business Patterns.",
    caveats=(
        "a cell with fewer than three establishments is not published, and cannot be told from "
        "one with none",
        "noise is added to employment and payroll; the flags say how much",
        "the self-employed, farms, railroads, private households and most of government are out",
        "the API asks for a key since May 2026: set it in the environment as CENSUS_API_KEY",
    ),
    documentation=(
        "https://www2.census.gov/programs-surveys/cbp/technical-documentation/records-layouts/"
        "2018_record_layouts/county-layout-2018.txt",
        "https://api.census.gov/data/2021/cbp/variables.html",
        "https://www.census.gov/data/developers/data-sets/cbp-zbp/cbp-api.html",
    ),
    secret="CENSUS_API_KEY",  # noqa: S106 - the name of the variable, not the key
    warnings={
        "noise_infused": f"The publisher added noise to protect single firms: {LETTERS}",
        "suppressed_values": "Withheld cells are empty and flagged; they are not zero.",
        "partial_coverage": "Cells with fewer than three establishments are not published, so an "
        "absent cell may be zero, one or two establishments.",
    },
)


@source(CARD)
def county_business_patterns(ask: Ask, options: Mapping[str, Any]) -> Draft:
    """Firms, jobs and pay by region and industry, one level of industries.

    Parameters
    ----------
    ask
        Questions to the publisher.
    options
        The options of the card.

    Returns
    -------
    A draft with regions, industries, activity and, unless `totals` is false, indicators.

    Raises
    ------
    StudyError
        If a reply cannot be had, is not in the documented shape, or holds no such rows.
    """
    read = replies.from_api if options["layout"] == "api" else replies.from_bulk
    parts = [read(ask, year, options["level"], options["states"]) for year in options["years"]]
    rows = pd.concat([part.rows for part in parts], ignore_index=True)
    places = {code: name for part in parts for code, name in part.places.items()}
    names = {code: name for part in parts for code, name in part.industries.items()}
    depth = by_value(rows["industry"], naics.digits)
    activity = rows[depth == options["digits"]]
    if activity.empty:
        raise nothing_left(
            f"no industry of {options['digits']} digits",
            "choose other digits, years or states with -p",
        )
    totals = rows[depth == 0]
    tables = {
        "regions": _regions(activity, totals, places, options["level"]),
        "industries": _industries(activity, names),
        "activity": activity[["region", "industry", "year", *AMOUNTS, "flag", *NOISE]],
    }
    if options["totals"]:
        tables |= _indicators(totals)
    left = rows_in_words((~depth.isin([0, options["digits"]])).sum())
    return Draft(
        title=f"County Business Patterns by {options['level']}, {_span(options['years'])}",
        description=f"{CARD.what}. Industries of {options['digits']} NAICS digits.",
        tables=tables,
        words=_words(),
        notes=[note for part in parts for note in part.notes]
        + [f"Left out: {left} of other levels of industries, since they overlap."],
    )


def _regions(
    activity: pd.DataFrame, totals: pd.DataFrame, places: Mapping[str, str], level: str
) -> pd.DataFrame:
    codes = sorted({*activity["region"], *totals["region"]})
    parents = [code[:2] if level == "county" else "" for code in codes]
    own = pd.DataFrame({"region": codes, "level": level, "parent": parents})
    states = sorted(set(filter(None, parents)))
    above = pd.DataFrame({"region": states, "level": "state", "parent": ""})
    regions = pd.concat([above, own], ignore_index=True)
    names = [naics.STATES.get(code) or places.get(code) or code for code in regions["region"]]
    return regions.assign(name=names)[["region", "name", "level", "parent"]]


def _industries(activity: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The industries of the activity, and those that hold them."""
    own = set(activity["industry"])
    codes = sorted(own | {above for code in own for above in naics.ancestors(code)})
    return pd.DataFrame(
        {
            "industry": codes,
            "name": [names.get(code) or code for code in codes],
            "parent": [naics.parent(code) for code in codes],
            "digits": [naics.digits(code) for code in codes],
        }
    )


def _indicators(totals: pd.DataFrame) -> dict[str, pd.DataFrame]:
    long = totals.melt(["region", "year", "flag"], list(TOTALS), "indicator", "value")
    long["flag"] = long["flag"].where(long["value"].isna(), "")
    long["indicator"] = long["indicator"].map({key: told[0] for key, told in TOTALS.items()})
    cards = pd.DataFrame(
        [
            (code, name, unit, "context", "size", "log", CARD.title)
            for code, name, unit in TOTALS.values()
        ],
        columns=["indicator", "name", "unit", "direction", "dimension", "scale", "source"],
    )
    columns = ["region", "year", "indicator", "value", "flag"]
    return {"indicators": long[columns], "indicator_cards": cards}


def _words() -> dict[str, dict[str, str]]:
    return {
        "employment": {
            "unit": "persons",
            "description": "Employed persons in the week of 12 March, with noise.",
        },
        "annual_payroll_usd": {
            "unit": "US dollars of the year",
            "description": "Annual payroll, with noise; the source gives thousands.",
        },
        "flag": {"description": "suppressed where employment is withheld."},
        "employment_noise_flag": {"description": LETTERS},
        "payroll_noise_flag": {"description": LETTERS},
        "digits": {"unit": "digits", "description": "Digits of the NAICS code."},
    }


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
