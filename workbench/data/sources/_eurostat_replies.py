"""How do Eurostat's replies read: cells and flags of JSON-stat, and outlines of GISCO."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbench.data.sources import _jsonstat as jsonstat
from workbench.data.sources import _nuts as nuts
from workbench.data.sources._ask import Ask, Wanted
from workbench.data.sources._eurostat_tables import (
    BUSINESS,
    ESTIMATED,
    INDICATORS,
    NACE_LEVELS,
    NOT_APPLICABLE,
    SUPPRESSED,
    WHOLE,
)
from workbench.data.sources._recognise import parsed
from workbench.data.sources._shape import in_shape, misshapen, nothing_left
from workbench.errors import listed

DATA = "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data"
OUTLINES = "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson"
LARGE = "ask for fewer years or a higher level of regions, or ask again later"


@dataclass
class Found:
    """What is found by the way: names of regions, and what was left out."""

    names: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def complaint(body: bytes) -> str | None:
    """What Eurostat complains of in a reply with status 200: an error, or a late answer.

    Examples
    --------
    >>> complaint(b'{"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Try later."}}')
    'ASYNCHRONOUS_RESPONSE. Try later. (status 413)'
    """
    found = parsed(body)
    told = (found.get("error") or found.get("warning")) if isinstance(found, Mapping) else None
    if not told:
        return None
    entries = told if isinstance(told, list) else [told]
    return "; ".join(
        f"{entry.get('label')} (status {entry.get('status')})"
        if isinstance(entry, Mapping)
        else str(entry)
        for entry in entries
    )


def business(ask: Ask, options: Mapping[str, Any], found: Found) -> dict[str, pd.DataFrame]:
    """The tables industries and activity, from one table of business statistics.

    Raises
    ------
    StudyError
        If a reply cannot be had or is not in the documented shape, or no such rows are there.
    """
    columns = BUSINESS[options["dataset"]]
    parts: list[pd.DataFrame] = []
    labels: dict[str, str] = {}
    for year in options["years"]:
        asked = tuple(("indic_sbs", code) for code in columns)
        wanted = _wanted(options["dataset"], (*asked, *_place(options, year)))
        cube = _cube(ask, wanted, ("indic_sbs", "nace_r2", "geo", "time"), found)
        labels |= cube.labels["nace_r2"]
        rows = _in_regions(cube.rows, options, found, options["dataset"])
        is_level = rows["nace_r2"].str.fullmatch(NACE_LEVELS[options["industries"]])
        if not is_level.any():
            found.notes.append(f"Nothing is given in {options['dataset']} for {year}.")
            continue
        left = rows.loc[~is_level, "nace_r2"].nunique()
        if left:
            found.notes.append(f"Left out of {year}: codes of other levels of industries ({left}).")
        parts.append(_wide(rows[is_level], columns, year))
    if not parts:
        raise nothing_left("no business statistics for these options", "-p years=… or countries=…")
    activity = pd.concat(parts, ignore_index=True)
    return {"industries": _industries(activity, labels), "activity": activity}


def indicators(ask: Ask, options: Mapping[str, Any], found: Found) -> dict[str, pd.DataFrame]:
    """The tables indicators and indicator_cards.

    Raises
    ------
    StudyError
        If a reply cannot be had or is not in the documented shape, or no such rows are there.
    """
    parts, cards = [], []
    for name in options["indicators"]:
        title, unit, dimension, datasets, fixed = INDICATORS[name]
        dataset = datasets[max(options["nuts"], min(datasets))]
        for year in options["years"]:
            wanted = _wanted(dataset, (*fixed, *_place(options, year)))
            cube = _cube(ask, wanted, ("geo", "time"), found)
            rows = _in_regions(cube.rows, options, found, dataset)
            if rows.empty:
                found.notes.append(f"Nothing is given in {dataset} for {name} in {year}.")
            rows = rows.assign(indicator=name, region=rows["geo"], year=year, flag=_flags(rows))
            parts.append(rows)
        direction = "context" if name == "population" else "higher is better"
        cards.append((name, title, unit, direction, dimension, "log", f"Eurostat {dataset}"))
    rows = pd.concat(parts, ignore_index=True)
    if rows.empty:
        raise nothing_left("no indicators for these options", "-p years=… or countries=…")
    columns = ["indicator", "name", "unit", "direction", "dimension", "scale", "source"]
    return {
        "indicators": rows[["region", "year", "indicator", "value", "flag", "status"]],
        "indicator_cards": pd.DataFrame(cards, columns=columns),
    }


def outlines(
    ask: Ask, options: Mapping[str, Any], names: Collection[str], found: Found
) -> list[dict[str, Any]]:
    """The outlines of the regions of the study, at 1:20 million.

    Raises
    ------
    StudyError
        If the reply cannot be had or is no collection of outlines.
    """
    name = f"NUTS_RG_20M_{options['edition']}_4326_LEVL_{options['nuts']}.geojson"
    wanted = Wanted(f"{OUTLINES}/{name}", remedy="-p outlines=false, for a study without outlines")
    with in_shape(wanted, "GeoJSON features with a property NUTS_ID"):
        given = {f["properties"]["NUTS_ID"]: f for f in ask.json(wanted)["features"]}
        drawn = [
            {
                "type": "Feature",
                "properties": {"region": code, "name": given[code]["properties"]["NAME_LATN"]},
                "geometry": given[code]["geometry"],
            }
            for code in names
            if code in given
        ]
    without = sorted(set(names) - set(given))
    found.notes.append("Outlines are simplified, 1:20 million. © EuroGeographics.")
    if without:
        found.notes.append(
            f"Without an outline in the edition {options['edition']} of NUTS: {listed(without)}."
        )
    return drawn


def _wanted(dataset: str, parameters: tuple[tuple[str, str], ...]) -> Wanted:
    fixed = (("format", "JSON"), ("lang", "EN"), ("freq", "A"))
    return Wanted(f"{DATA}/{dataset}", fixed + parameters, complaint=complaint, remedy=LARGE)


def _place(options: Mapping[str, Any], year: int) -> tuple[tuple[str, str], ...]:
    return (("geoLevel", f"nuts{options['nuts']}"), ("time", str(year)))


def _cube(ask: Ask, wanted: Wanted, needed: Collection[str], found: Found) -> jsonstat.Cube:
    """A reply with the categories asked for, and one in every dimension that is not needed."""
    values = ask.json(wanted)
    try:
        cube = jsonstat.read(values)
    except ValueError as error:
        raise misshapen(wanted, str(error), "a JSON-stat 2.0 dataset") from None
    rows = cube.rows
    absent = [name for name in needed if name not in rows]
    if absent:
        raise misshapen(wanted, f"no dimension {', '.join(absent)}", ", ".join(cube.labels))
    asked: dict[str, set[str]] = {}
    for name, code in wanted.parameters:
        asked.setdefault(name, set()).add(code)
    for name, labels in cube.labels.items():
        if name in asked:
            rows = rows[rows[name].isin(asked[name])]
        if name in needed or name in asked or len(labels) == 1:
            continue
        whole = next((code for code in WHOLE if code in labels), None)
        if whole is None:
            raise misshapen(wanted, f"several categories of {name}", "one, or a total")
        rows = rows[rows[name] == whole]
    found.names |= cube.labels["geo"]
    return jsonstat.Cube(rows, cube.labels, cube.label, cube.updated)


def _in_regions(
    rows: pd.DataFrame, options: Mapping[str, Any], found: Found, dataset: str
) -> pd.DataFrame:
    """The rows of regions of the level asked for, in the countries asked for."""
    is_level = rows["geo"].map(nuts.level) == options["nuts"]
    left = sorted(set(rows.loc[~is_level, "geo"]))
    note = f"Left out of {dataset}: places that are no regions of this level ({listed(left)})."
    if left and note not in found.notes:
        found.notes.append(note)
    if options["countries"]:
        is_level &= rows["geo"].map(nuts.country).isin(options["countries"])
    chosen: pd.DataFrame = rows.loc[is_level]
    return chosen


def _wide(rows: pd.DataFrame, columns: Mapping[str, str], year: int) -> pd.DataFrame:
    """One row a region and industry; cells that are not given are missing.

    A region without any figure is not there in that year.
    """
    known = rows.groupby("geo")["value"].transform("count") > 0
    rows = rows[known]
    index = pd.MultiIndex.from_product(
        [sorted(set(rows["geo"])), sorted(set(rows["nace_r2"]))], names=["region", "industry"]
    )
    wide = pd.DataFrame({"year": year}, index=index)
    flags = {}
    for code, column in columns.items():
        own = rows[rows["indic_sbs"] == code].set_index(["geo", "nace_r2"])
        wide[column] = own["value"].reindex(index)
        letters = own["status"].reindex(index).fillna("")
        wide[f"{column}_status"] = letters
        flags[column] = _flags(pd.DataFrame({"value": wide[column], "status": letters}))
    is_estimated = (pd.DataFrame(flags) == "imputed").any(axis=1)
    estimated = is_estimated.map({True: "imputed", False: ""})
    wide["flag"] = flags["employment"].where(flags["employment"] != "", estimated)
    return wide.reset_index()


def _flags(rows: pd.DataFrame) -> pd.Series:
    """What a cell's letters mean in the words of a study."""

    def flag(value: float, letters: str) -> str:
        if pd.isna(value):
            is_hidden, is_void = SUPPRESSED in letters, NOT_APPLICABLE in letters
            return "suppressed" if is_hidden else "not_applicable" if is_void else ""
        return "imputed" if set(letters) & set(ESTIMATED) else ""

    cells = zip(rows["value"], rows["status"], strict=True)
    return pd.Series([flag(*cell) for cell in cells], index=rows.index, dtype="str")


def _industries(activity: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """The industries of the activity, and the NACE sections that hold them."""
    own = set(activity["industry"])
    codes = sorted(own | {code[0] for code in own})
    return pd.DataFrame(
        {
            "industry": codes,
            "name": [labels.get(code, code) for code in codes],
            "parent": [code[0] if len(code) > 1 else "" for code in codes],
        }
    )
