"""Do outlines lie where the study says their regions are: by code, with the study's coordinates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.data.geography.shape_problems import LARGEST, has_shape
from workbench.errors import Problem, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

TURN, HIGHEST = 360.0, 90.0
NEAR = 1.0  # degrees; a point that stands this far from its outline is not a matter of rounding
HALF = 0.5
NAMED = 5
BOTH_WAYS = "only so they lie where the table regions puts them (or there they are swapped)"


def place_problems(
    layer: GeoDataFrame, file: str, regions: pd.DataFrame | None
) -> Iterator[Problem]:
    """Outlines that lie elsewhere than the study's own coordinates of the same regions."""
    points = known_points(layer, regions)
    if points.empty or (points["latitude"].abs() > HIGHEST).any():  # the table's own fault
        return
    box = layer.bounds.loc[points.index]
    x, y = points["longitude"], points["latitude"]
    away = ~_inside(box, x, y)
    if away.mean() <= HALF:
        if away.any():
            yield _elsewhere(layer.loc[away[away].index, "region"], file, is_warning=True)
    elif _inside(box, y, x).mean() > HALF:
        yield swapped(extent(layer), file, BOTH_WAYS)
    else:
        yield _elsewhere(layer.loc[away[away].index, "region"], file, is_warning=False)


def _inside(box: pd.DataFrame, x: pd.Series, y: pd.Series) -> pd.Series:
    """Whether points lie in boxes, or near them; longitudes past the date line are the same."""
    width = (box["minx"] - NEAR, box["maxx"] + NEAR)
    across = sum((x + turn).between(*width) for turn in (-TURN, 0, TURN)) > 0
    return across & y.between(box["miny"] - NEAR, box["maxy"] + NEAR)


def _elsewhere(codes: pd.Series, file: str, *, is_warning: bool) -> Problem:
    who = "some outlines" if is_warning else "the outlines"
    return Problem(
        "CLW-G14",
        f"{who} lie elsewhere than longitude and latitude in the table regions: {listed(codes, 5)}",
        file=file,
        value=str(codes.iloc[0]),
        expected=f"each region's point in its outline, or within {NEAR:g} degree of it",
        remedy="correct the codes or the coordinate reference system of the outlines, or the "
        "coordinates in regions",
        more=len(codes) - 1,
        is_warning=is_warning,
    )


def known_points(layer: GeoDataFrame, regions: pd.DataFrame | None) -> pd.DataFrame:
    """The study's own coordinates of the outlines' regions, on the layer's rows."""
    columns = ["longitude", "latitude"]
    if regions is None or not {"region", *columns} <= set(regions):
        return pd.DataFrame(columns=columns)
    known = regions.drop_duplicates("region").set_index("region")[columns]
    points: pd.DataFrame = known.reindex(layer["region"]).set_axis(layer.index).astype("float64")
    shown: pd.DataFrame = points[has_shape(layer)].dropna()
    return shown


def extent(layer: GeoDataFrame) -> np.ndarray:
    """West, south, east and north of all coordinates that are numbers; nan where there are none."""
    from shapely import get_coordinates

    where = get_coordinates(layer.geometry.to_numpy())
    with np.errstate(invalid="ignore"):
        where = where[(np.abs(where) < LARGEST).all(axis=1)]
    if not len(where):
        return np.full(4, np.nan)
    return np.concatenate([where.min(axis=0), where.max(axis=0)])


def swapped(bounds: np.ndarray, file: str, evidence: str) -> Problem:
    """The problem of latitude that stands before longitude."""
    return Problem(
        "CLW-G03",
        f"latitude and longitude are swapped: {evidence}",
        file=file,
        value=shown(bounds),
        expected="[longitude, latitude], in this order (RFC 7946)",
        remedy="swap them in the file (QGIS: Swap X and Y coordinates; geopandas: "
        "outlines.geometry.map(lambda shape: shapely.transform(shape, lambda xy: xy[:, ::-1])))",
    )


def shown(bounds: np.ndarray) -> str:
    """Bounds in words."""
    west, south, east, north = bounds
    return f"x {west:.6g} to {east:.6g}, y {south:.6g} to {north:.6g}"
