"""What are the regions of the new division: names, parents, areas and outlines of pooled ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from workbench.data.divisions.units import JOIN
from workbench.data.divisions.ways import Way
from workbench.errors import Problem

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

ADDED_UP = ("population", "area_km2")


def regions_on(regions: pd.DataFrame, over: Way) -> tuple[pd.DataFrame, list[Problem]]:
    """The table of regions on the new division.

    Parameters
    ----------
    regions
        The study's regions, of any year.
    over
        The crosswalks of the study's years.

    Returns
    -------
    One row a region of the new division, in the columns of `regions`. Population and area are
    sums over the parts in the earliest year in which all parts have them; names are those at the
    end, joined; anything else is kept where all parts agree and empty where they do not. Regions
    whose parts lie in different parents are told.
    """
    parts = _parts(regions, over)
    others = [str(c) for c in regions if c not in ("region", "name")]
    made = pd.DataFrame(index=pd.Index(parts["target"].unique()))
    made = made.assign(**{column: _common(parts, column) for column in others})
    made["name"] = _names(regions, over).reindex(made.index)
    for column in ADDED_UP:
        if column in regions:
            made[column] = _added_up(parts, column)
    told = list(_across_parents(parts)) if "parent" in regions else []
    if "parent" in regions:
        made["parent"] = parts.groupby("target")["parent"].min().replace(_moved(over))
    made = made.rename_axis("region").reset_index()
    return made[list(regions)].sort_values("region", ignore_index=True), told


def _parts(regions: pd.DataFrame, over: Way) -> pd.DataFrame:
    """The regions of each year that make up each target, and the target itself at the end."""
    divided = over.links.loc[over.links["share"] < 1, ["target", "year"]].drop_duplicates()
    links = over.links[["region", "target", "year"]].merge(divided, how="left", indicator=True)
    whole = links.loc[links["_merge"] == "left_only", ["region", "target", "year"]]
    at_end = over.ends.assign(year=over.division["valid_to"].max())
    every = pd.concat([whole, at_end]).drop_duplicates(ignore_index=True)
    size = every.groupby(["target", "year"])["region"].transform("nunique")
    return every.assign(parts=size).merge(regions, on="region")


def _common(parts: pd.DataFrame, column: str) -> pd.Series:
    """The value on which all parts of a target agree."""
    values = parts[["target", column]].drop_duplicates()
    agreed = values.drop_duplicates("target", keep=False).set_index("target")[column]
    return agreed.reindex(parts["target"].unique())


def _names(regions: pd.DataFrame, over: Way) -> pd.Series:
    known = over.division.drop_duplicates("region", keep="last").set_index("region")["name"]
    own = regions.set_index("region")["name"]
    ends = over.ends.sort_values("region")
    names = ends["region"].map(own).fillna(ends["region"].map(known)).fillna(ends["region"])
    return names.groupby(ends["target"]).agg(JOIN.join)


def _added_up(parts: pd.DataFrame, column: str) -> pd.Series:
    known = parts.dropna(subset=column).groupby(["target", "year"])
    sums = known[column].sum().where(known.size() == known["parts"].first())
    return sums.dropna().groupby(level="target").first()


def _moved(over: Way) -> dict[str, str]:
    """Codes that are one target's; for parents, which may have another code on the division."""
    pairs = over.links[over.links["share"] == 1].drop_duplicates(["region", "target"])
    once = pairs.drop_duplicates("region", keep=False)
    return dict(zip(once["region"], once["target"], strict=True))


def _across_parents(parts: pd.DataFrame) -> Iterator[Problem]:
    for target, group in parts.groupby("target"):
        found = sorted(group["parent"].dropna().unique())
        if len(found) <= 1:
            continue
        yield Problem(
            "CLW-G47",
            f"the parts of {target} lie in {' and '.join(found)}; it was put into {found[0]}",
            file="regions",
            column="parent",
            value=str(target),
            expected="one coarser region",
            remedy="compare the coarser regions by their own figures",
            is_warning=True,
        )


def outlines_on(outlines: GeoDataFrame, over: Way) -> GeoDataFrame:
    """The outlines of the regions of the new division, where those of all parts are there."""
    drawn = outlines[["region", "geometry"]]
    parts = _parts(drawn, over)
    there = parts.groupby(["target", "year"])["region"].transform("nunique") == parts["parts"]
    first = parts[there].groupby("target")["year"].transform("min")
    members = parts[there][parts.loc[there, "year"] == first]
    shapes = drawn.set_index("region").loc[members["region"]]
    shapes = shapes.set_index(members["target"].rename("region"), drop=True)
    return shapes.dissolve(by="region").reset_index()
