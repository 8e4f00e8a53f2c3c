"""At which level of the map do we look: tables added up from the finest regions.

`activity` holds the finest regions only, so its rows never overlap; any coarser level is summed
from them along `regions.parent`.
"""

from __future__ import annotations

import pandas as pd

from workbench.data.study import Study
from workbench.errors import UnknownName, unknown

POPULATION = "population"


def at_level(study: Study, level: str | None, *, by_size: bool = False) -> Study:
    """The study at one level of regions.

    Parameters
    ----------
    study
        A study whose `regions` have `level` and `parent`.
    level
        A level that occurs in `regions`; None keeps the finest regions. A region without finer
        parts stands for itself at every finer level.
    by_size
        Keep the size classes of `activity` apart; they are added up otherwise.

    Returns
    -------
    A study whose `regions`, `activity`, `plants` and `indicators` hold that level only. Counts
    are added up; a sum with a missing part is missing.

    Raises
    ------
    UnknownName
        If no region has that level; with the nearest names.
    """
    regions = study.regions
    if level is None:
        finest = _only(study, _finest(regions))
        return finest if by_size else _without_size_classes(finest)
    levels = list(regions["level"].dropna().unique()) if "level" in regions else []
    if level not in levels:
        raise UnknownName(unknown("CLW-N08", f"level in study {study.name} called", level, levels))
    target = _targets(regions, level)
    coarser = _only(study, set(target.values()))
    moved = {}
    if "activity" in study.tables:
        moved["activity"] = _add_up(study.activity, target, by_size=by_size)
    if "plants" in study.tables and "region" in study.tables["plants"]:
        plants = study.tables["plants"]
        moved["plants"] = plants.assign(region=plants["region"].map(target))
    return coarser.with_tables(**moved)


def _without_size_classes(study: Study) -> Study:
    """The study with one row a region, industry and year: size classes added up."""
    if "activity" not in study.tables or "size_class" not in study.activity:
        return study
    own = {region: region for region in study.activity["region"].unique()}
    return study.with_tables(activity=_add_up(study.activity, own, by_size=False))


def regions_by_year(study: Study) -> pd.DataFrame:
    """The regions with the population of each year, where the indicators hold it by year.

    Returns one row a region and year, with an empty population where none is known; `regions`
    itself where the indicators do not hold it: one row a region, no column `year`.
    """
    if "indicators" not in study.tables:
        return study.regions
    rows = study.indicators[study.indicators["indicator"] == POPULATION]
    years = rows[["year"]].drop_duplicates()
    if len(years) <= 1:
        return study.regions
    yearly = rows[["region", "year", "value"]].rename(columns={"value": POPULATION})
    every = study.regions.drop(columns=POPULATION, errors="ignore").merge(years, how="cross")
    return every.merge(yearly, on=["region", "year"], how="left")


def _finest(regions: pd.DataFrame) -> set[str]:
    """The regions that are no other region's parent."""
    parents = set(regions["parent"].dropna()) if "parent" in regions else set()
    return set(regions["region"]) - parents


def _only(study: Study, keep: set[str]) -> Study:
    """The study with the regions, and what the indicators say of them, cut to `keep`.

    Where nothing is to be cut it is the study itself, with the outlines that it has read.
    """
    tables = {}
    for name in ("regions", "indicators"):
        if name in study.tables:
            rows = study.tables[name]["region"].isin(keep)
            if not rows.all():
                tables[name] = study.tables[name][rows].reset_index(drop=True)
    return study.with_tables(**tables) if tables else study


def _targets(regions: pd.DataFrame, level: str) -> dict[str, str]:
    """Each finest region to its own ancestor at `level`, or to itself where it has none."""
    above = regions["parent"] if "parent" in regions else [None] * len(regions)
    parent = dict(zip(regions["region"], above, strict=True))
    level_of = dict(zip(regions["region"], regions["level"], strict=True))
    return {r: _ancestor(r, level, parent, level_of) for r in _finest(regions)}


def _ancestor(region: str, level: str, parent: dict[str, str], level_of: dict[str, str]) -> str:
    here, seen = region, {region}
    while level_of.get(here) != level:
        here = parent.get(here, "")
        if here in seen or here not in level_of:
            return region
        seen.add(here)
    return here


def _add_up(activity: pd.DataFrame, target: dict[str, str], *, by_size: bool) -> pd.DataFrame:
    moved = activity.assign(region=activity["region"].map(target))
    keys = ["region", "industry", "year"]
    if by_size and "size_class" in moved:
        keys.append("size_class")
    counts = moved.drop(columns=keys).select_dtypes("number").columns
    return moved.groupby(keys, sort=False, as_index=False)[list(counts)].sum(skipna=False)
