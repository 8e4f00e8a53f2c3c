"""What does a study say of zones in place of regions: counts added up, ratios made anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.data import Study
from workbench.errors import UnknownName, unknown

PLACE = ("longitude", "latitude")
RATIO = re.compile(r"(^|_)(per|share|percent|mean|rate|ratio|quotient|index|density)(_|$)")
DIVIDED = re.compile(r"\bdivided by\b(.*)", re.IGNORECASE | re.DOTALL)
KEYS = ("region", "industry", "year", "size_class", "indicator")
POPULATION, AREA = "population", "area_km2"
Weights = Mapping[str, str]


def merged(study: Study, zones: pd.Series, weights: Weights | None = None) -> Study:
    """The study with zones in place of regions.

    Parameters
    ----------
    study
        At one level of regions.
    zones
        The zone of each region by code; regions that are not in it stay as they are.
    weights
        By what an indicator is averaged: another indicator, a column of regions or of activity.
        By default what its card says it is divided by or weighted by, else population, else all
        activity.

    Returns
    -------
    A study whose counts are added up (a sum with a missing part is missing), whose other
    indicators are weighted means of the parts that are known, and whose other columns of
    regions are those of the zone's first region of the commonest value.

    Raises
    ------
    UnknownName
        If a weight is no column or indicator of the study.
    """
    regions = study.regions["region"]
    zone_of = pd.Series(regions.to_numpy(), regions).astype("object")
    zone_of.update(zones)
    tables = {"regions": _regions(study, zone_of), "activity": _activity(study, zone_of)}
    if "indicators" in study.tables:
        tables["indicators"] = _indicators(study, zone_of, weights or {})
    if "region" in study.tables.get("plants", pd.DataFrame()):
        plants = study.tables["plants"]
        tables["plants"] = plants.assign(region=plants["region"].map(zone_of))
    return study.with_tables(**tables)


def counts_of(study: Study) -> list[str]:
    """The columns of activity that can be added up."""
    numbers = study.activity.drop(columns=list(KEYS), errors="ignore").select_dtypes("number")
    return [str(name) for name in numbers if not RATIO.search(str(name))]


def _regions(study: Study, zone_of: pd.Series) -> pd.DataFrame:
    """One row a zone."""
    table = study.regions.drop(columns=["parent", "level"], errors="ignore")
    units = _units(study, "regions")
    numbers = [str(name) for name in table.select_dtypes("number")]
    added = [name for name in numbers if _adds(name, units.get(name, ""))]
    rest = [str(name) for name in table if name not in (*added, *PLACE, "region")]
    zone = table["region"].map(zone_of).rename("zone")
    groups = table.assign(region=zone).groupby("region", sort=False)
    columns = {name: _commonest(zone, table[name]) for name in rest}
    columns |= {name: groups[name].sum(min_count=1) for name in added}
    columns |= {name: groups[name].mean() for name in PLACE if name in table}
    found = pd.DataFrame(columns, index=pd.Index(zone.unique(), name="region")).reset_index()
    return found[[str(name) for name in table]]


def _adds(name: str, unit: str) -> bool:
    """Whether a number of a region adds up: areas, inhabitants, and what has a unit of counts."""
    if name in (AREA, POPULATION):
        return True
    return bool(unit) and name not in PLACE and not RATIO.search(name)


def _commonest(zone: pd.Series, values: pd.Series) -> pd.Series:
    """The value that most regions of each zone have, the first of these; missing for none."""
    known = pd.DataFrame({"zone": zone, "value": values}).dropna()
    counts = known.groupby(["zone", "value"], sort=False).size().rename("count").reset_index()
    first = counts.sort_values("count", ascending=False, kind="stable").drop_duplicates("zone")
    return first.set_index("zone")["value"]


def _activity(study: Study, zone_of: pd.Series) -> pd.DataFrame:
    moved = study.activity.assign(region=study.activity["region"].map(zone_of))
    keys = [key for key in KEYS if key in moved]
    groups = moved.groupby(keys, sort=False, as_index=False)
    return groups[counts_of(study)].sum(skipna=False)


def _indicators(study: Study, zone_of: pd.Series, weights: Weights) -> pd.DataFrame:
    """Counts added up, ratios averaged by what they are divided by."""
    rows = study.indicators
    keys = [key for key in KEYS if key in rows]
    parts = []
    for name, own in rows.groupby("indicator", sort=False):
        by = _weight(study, str(name), weights)
        held = own.dropna(subset="value") if by else own
        size = _sizes(study, held, by) if by else pd.Series(1.0, held.index)
        moved = held.assign(
            region=held["region"].map(zone_of), value=held["value"] * size, size=size
        )
        sums = moved.groupby(keys, sort=False, as_index=False, dropna=False)[["value", "size"]]
        found = sums.sum(skipna=False)
        value = found["value"] / found["size"] if by else found["value"]
        parts.append(found.assign(value=value).drop(columns="size"))
    return pd.concat(parts, ignore_index=True)[[str(name) for name in rows if name in parts[0]]]


def _weight(study: Study, name: str, weights: Weights) -> str:
    """By what an indicator is averaged; empty where it adds up."""
    card = _card(study, name)
    known = _known(study)
    if name in weights:
        if weights[name] not in known:
            raise UnknownName(
                unknown("CLW-N04", "column or indicator called", weights[name], known)
            )
        return weights[name]
    if card.get("adds_up") is True or _is_count(study, name, card):
        return ""
    given = str(card.get("weighted_by") or "")
    sentence = DIVIDED.search(str(card.get("source") or ""))
    told = re.findall(r"\w+", sentence[1].split(";")[0]) if sentence else []
    default = POPULATION if POPULATION in known else next(iter(counts_of(study)), "")
    return next((word for word in (given, *told) if word in known), default)


def _is_count(study: Study, name: str, card: Mapping[str, Any]) -> bool:
    """Whether an indicator adds up: in the unit of a count, or of a size, and no ratio."""
    if RATIO.search(name):
        return False
    units = _units(study, "activity")
    counted = {units[count] for count in counts_of(study) if units.get(count)}
    return card.get("unit") in counted or card.get("scale") == "log"


def _known(study: Study) -> set[str]:
    """Everything an average can be weighted by."""
    own = set(study.indicators["indicator"].unique()) | set(counts_of(study))
    return {str(n) for n in own | set(study.regions.select_dtypes("number"))}


def _sizes(study: Study, rows: pd.DataFrame, by: str) -> pd.Series:
    """The weight of each row of an indicator: of its cell, else of its region; 0 for unknown."""
    keys = [k for k in ("region", "industry", "year") if k in rows and rows[k].notna().all()]
    if (study.indicators["indicator"] == by).any():
        source = study.indicators[study.indicators["indicator"] == by].rename(columns={"value": by})
    elif by in counts_of(study):
        source = study.activity
    else:
        source, keys = study.regions, ["region"]
    if "year" in keys and not set(rows["year"]) & set(source["year"]):
        keys.remove("year")  # known for another year only
    sums = source.groupby(keys, sort=False)[by].sum(min_count=1)
    wanted = pd.MultiIndex.from_frame(rows[keys]) if len(keys) > 1 else pd.Index(rows[keys[0]])
    return pd.Series(sums.reindex(wanted).fillna(0.0).to_numpy(), rows.index)


def _card(study: Study, name: str) -> dict[str, Any]:
    if "indicator_cards" not in study.tables:
        return {}
    cards = study.indicator_cards
    own = cards[cards["indicator"] == name].dropna(axis=1)
    return {str(k): v for k, v in own.iloc[0].items()} if len(own) else {}


def _units(study: Study, table: str) -> dict[str, str]:
    """The unit of each column of a table, as its descriptor tells it."""
    if table not in study.resources:
        return {}
    fields = study.resources[table].get("schema", {}).get("fields", [])
    return {field["name"]: str(field.get("unit", "")) for field in fields}
