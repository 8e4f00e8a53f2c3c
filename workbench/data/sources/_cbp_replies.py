"""How do the two layouts of County Business Patterns read: bulk files, and replies of the API."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass, field

import pandas as pd

from workbench.data.sources import _naics as naics
from workbench.data.sources._archive import only_member
from workbench.data.sources._ask import Ask, Wanted
from workbench.data.sources._recognise import CSV, ZIP
from workbench.data.sources._shape import (
    by_value,
    misshapen,
    nothing_left,
    numbers,
    require,
    rows_in_words,
    table,
)
from workbench.errors import Problem, StudyError

API = "https://api.census.gov/data/{year}/cbp"
BULK = "https://www2.census.gov/programs-surveys/cbp"
REFERENCE = f"{BULK}/technical-documentation/reference"
NAMES_OF_INDUSTRIES = f"{REFERENCE}/naics-descriptions/naics2017.txt"
NAMES_OF_COUNTIES = f"{REFERENCE}/state-county-geography-reference/georef22.txt"
NAMES_OF_METROS = f"{REFERENCE}/metro-area-geography-reference/msa_county_reference22.txt"
FILES = {"county": "co", "metro": "msa", "state": "st"}
METRO = "metropolitan statistical area/micropolitan statistical area"
GEOGRAPHY = {"county": ("state", "county"), "metro": (METRO,), "state": ("state",)}
KEY = "CENSUS_API_KEY"
COLUMNS = {
    "est": "establishments",
    "emp": "employment",
    "emp_nf": "employment_noise_flag",
    "ap": "annual_payroll_usd",
    "ap_nf": "payroll_noise_flag",
}
WITHHELD = ("D", "S")
STATEWIDE = "999"  # jobs that the publisher gives to a state and to no county
ALL = "001"
THOUSAND = 1000
NO_KEY = (
    f"ask for a key at https://api.census.gov/data/key_signup.html and set {KEY} to it, or take "
    "the bulk files, which need none: -p layout=bulk"
)


@dataclass
class Part:
    """The rows of one year, with the names of places and industries and what was left out."""

    rows: pd.DataFrame
    places: dict[str, str] = field(default_factory=dict)
    industries: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def from_bulk(ask: Ask, year: int, level: str, states: Collection[str]) -> Part:
    """One year from the publisher's complete file, in the layout since 2017.

    Raises
    ------
    StudyError
        If a file cannot be had or has another layout.
    """
    url = f"{BULK}/datasets/{year}/cbp{year % 100:02d}{FILES[level]}.zip"
    wanted = Wanted(url, kind=ZIP)
    place = {"county": ["fipstate", "fipscty"], "metro": ["msa"], "state": ["fipstate", "lfo"]}
    raw = table(
        only_member(ask(wanted), url),
        wanted,
        [*place[level], "naics", *COLUMNS],
    )
    part = Part(pd.DataFrame())
    if level == "state":
        raw = raw[raw["lfo"] == "-"]
    if level == "county":
        raw = _without_statewide(raw, raw["fipscty"], year, part)
    if states and level != "metro":
        raw = raw[raw["fipstate"].isin(list(states))]
    if raw.empty:
        raise nothing_left("none of the states is in the file", "-p states=…", str(states))
    cells = raw.rename(columns=COLUMNS).assign(
        region=raw[place[level][0]] + (raw["fipscty"] if level == "county" else ""),
        industry=by_value(raw["naics"], naics.plain_code),
        year=year,
    )
    part.rows = _rows(wanted, cells)
    part.industries = _names_of_industries(ask)
    part.places = _names_of_places(ask, level)
    return part


def from_api(ask: Ask, year: int, level: str, states: Collection[str]) -> Part:
    """One year from the API, one question a state for counties.

    Raises
    ------
    StudyError
        If no key is set, or a reply cannot be had or has another shape.
    """
    key = os.environ.get(KEY, "")
    if ask.is_online and not key and ask.line.base_url is None:
        raise StudyError(
            Problem(
                "CLW-W17",
                "the API of the US Census Bureau asks for a key, and none is set",
                column=KEY,
                expected="a key in the environment",
                remedy=NO_KEY,
            )
        )
    wanted = _state if level == "county" else _whole
    parts = [
        _api_part(ask, wanted(year, level, state, key), year, level)
        for state in ((states or naics.STATES) if level == "county" else ("*",))
    ]
    rows = pd.concat([part.rows for part in parts], ignore_index=True)
    if states and level == "state":
        rows = rows[rows["region"].isin(list(states))]
    whole = Part(rows)
    for part in parts:
        whole.places |= part.places
        whole.industries |= part.industries
        whole.notes += part.notes
    return whole


def _state(year: int, level: str, state: str, key: str) -> Wanted:
    return _wanted(year, (("for", f"{level}:*"), ("in", f"state:{state}")), key)


def _whole(year: int, level: str, state: str, key: str) -> Wanted:
    return _wanted(year, (("for", f"{GEOGRAPHY[level][0]}:{state}"),), key)


def _wanted(year: int, place: tuple[tuple[str, str], ...], key: str) -> Wanted:
    columns = "NAME,NAICS2017,NAICS2017_LABEL,ESTAB,EMP,EMP_F,EMP_N_F,PAYANN,PAYANN_F,PAYANN_N_F"
    return Wanted(
        API.format(year=year),
        (("get", columns), *place, ("LFO", ALL), ("EMPSZES", ALL)),
        secrets={"key": key} if key else {},
        complaint=_complaint,
        remedy=NO_KEY,
    )


def _complaint(body: bytes) -> str | None:
    found = json.loads(body.decode("utf-8-sig"))
    if isinstance(found, dict):
        return str(found.get("error") or found.get("message") or "an object in place of rows")
    return None


def _api_part(ask: Ask, wanted: Wanted, year: int, level: str) -> Part:
    found = ask.json(wanted)
    is_table = all(isinstance(row, list) for row in found) and len({len(r) for r in found}) == 1
    if not is_table:
        raise misshapen(wanted, "rows differ in length", "a header and rows of as many cells")
    raw = pd.DataFrame(found[1:], columns=list(map(str, found[0])), dtype="str")
    require(
        wanted,
        raw.columns,
        [
            "NAME",
            "NAICS2017",
            "NAICS2017_LABEL",
            "ESTAB",
            "EMP",
            "EMP_N_F",
            "PAYANN",
            "PAYANN_N_F",
            *GEOGRAPHY[level],
        ],
    )
    for column in ("LFO", "EMPSZES"):
        if column in raw:
            raw = raw[raw[column] == ALL]
    part = Part(pd.DataFrame())
    if level == "county":
        raw = _without_statewide(raw, raw["county"], year, part)
    cells = pd.DataFrame(
        {
            "region": raw[list(GEOGRAPHY[level])].agg("".join, axis=1),
            "industry": raw["NAICS2017"],
            "year": year,
            "establishments": raw["ESTAB"],
            "employment": raw["EMP"],
            "employment_noise_flag": _flag(raw, "EMP"),
            "annual_payroll_usd": raw["PAYANN"],
            "payroll_noise_flag": _flag(raw, "PAYANN"),
        }
    )
    part.rows = _rows(wanted, cells)
    part.places = dict(zip(cells["region"], raw["NAME"], strict=True))
    part.industries = dict(zip(raw["NAICS2017"], raw["NAICS2017_LABEL"], strict=True))
    return part


def _flag(raw: pd.DataFrame, column: str) -> pd.Series:
    """Whether a figure is withheld, else how much noise it has."""
    noise = raw[f"{column}_N_F"].fillna("")
    own = raw[f"{column}_F"].fillna("") if f"{column}_F" in raw else noise
    return own.where(own.isin(WITHHELD), noise)


def _rows(wanted: Wanted, cells: pd.DataFrame) -> pd.DataFrame:
    """Rows in the columns of a study; a withheld figure is empty and flagged, never zero."""
    rows = cells[["region", "industry", "year"]].copy()
    rows["establishments"] = numbers(cells["establishments"], wanted)
    pairs = {"employment": "employment_noise_flag", "annual_payroll_usd": "payroll_noise_flag"}
    for amount, flag in pairs.items():
        rows[flag] = cells[flag].fillna("").str.strip()
        rows[amount] = numbers(cells[amount], wanted).mask(rows[flag].isin(WITHHELD))
    rows["annual_payroll_usd"] *= THOUSAND
    is_withheld = rows["employment_noise_flag"].isin(WITHHELD)
    rows["flag"] = is_withheld.map({True: "suppressed", False: ""})
    return rows


def _without_statewide(raw: pd.DataFrame, county: pd.Series, year: int, part: Part) -> pd.DataFrame:
    is_statewide = county == STATEWIDE
    if is_statewide.any():
        part.notes.append(
            f"Left out: {rows_in_words(is_statewide.sum())} of {year} for places in a state and in "
            f"no county (code {STATEWIDE})."
        )
    return raw[~is_statewide]


def _names_of_industries(ask: Ask) -> dict[str, str]:
    wanted = Wanted(NAMES_OF_INDUSTRIES, kind=CSV)
    found = table(ask(wanted), wanted, ["naics", "description"])
    codes = found["naics"].map(naics.plain_code)
    return dict(zip(codes, found["description"].str.strip(), strict=True))


def _names_of_places(ask: Ask, level: str) -> dict[str, str]:
    if level == "state":
        return {}
    if level == "metro":
        wanted = Wanted(NAMES_OF_METROS, kind=CSV)
        found = table(ask(wanted), wanted, ["msa", "name_msa"])
        return dict(zip(found["msa"], found["name_msa"], strict=True))
    wanted = Wanted(NAMES_OF_COUNTIES, kind=CSV)
    found = table(ask(wanted), wanted, ["fipstate", "fipscty", "ctyname"])
    return dict(zip(found["fipstate"] + found["fipscty"], found["ctyname"], strict=True))
