"""Are the coordinates what they are said to be: degrees, in the right order, in the right place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.data.geography.reference_systems import (
    DEGREES,
    PLAIN,
    likely_systems,
    reference_system,
)
from workbench.data.geography.whereabouts import (
    NEAR,
    extent,
    known_points,
    place_problems,
    shown,
    swapped,
)
from workbench.data.reading import Layout
from workbench.errors import Problem, StudyError, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LONGEST, HIGHEST = 360.0, 90.0  # longitudes may be counted past the date line
NAMED = 5


def in_degrees(
    layer: GeoDataFrame, layout: Layout, file: str, regions: pd.DataFrame | None
) -> tuple[GeoDataFrame, list[Problem]]:
    """The layer in degrees (EPSG:4326), and what is wrong with its coordinates.

    Parameters
    ----------
    layer
        Outlines with a column `region`, in the reference system the file states, or in none.
    layout
        Its `crs` is used in place of what the file says.
    file
        Where the layer was read from, for the place of each problem.
    regions
        The study's regions; their `longitude` and `latitude` are evidence where they are known.

    Returns
    -------
    The layer, as it was where it cannot be brought to degrees.
    """
    bounds = extent(layer)
    if np.isnan(bounds).any():
        return layer, []
    point = _middle(layer, regions)
    problems: list[Problem] = []
    try:
        layer = _declared(layer, layout, file, problems)
    except StudyError as error:
        return layer, list(error.problems)
    if layer.crs is None:
        problems.append(_unstated(bounds, file, point))
        if not _fits_degrees(bounds):
            return layer, problems
        layer = layer.set_crs(DEGREES)
    if layer.crs.is_geographic:
        problems += _degree_problems(layer, bounds, file, point)
    else:
        layer = _turned(layer, bounds, file, problems, point)
    if not any(not problem.is_warning for problem in problems):
        layer = layer.to_crs(DEGREES)
        problems += place_problems(layer, file, regions)
    return layer, problems


def _declared(
    layer: GeoDataFrame, layout: Layout, file: str, problems: list[Problem]
) -> GeoDataFrame:
    """The layer in the declared system; a file that says otherwise is told."""
    if layout.crs is None:
        return layer
    code = reference_system(layout.crs, file)
    stated = layer.crs
    if stated is not None and stated != PLAIN and not stated.equals(code, ignore_axis_order=True):
        problems.append(
            Problem(
                "CLW-G02",
                f"the file says its coordinates are {stated.name}; they were read as {code}",
                file=file,
                value=stated.name,
                expected=f"what was declared: {code}",
                remedy="leave the declaration out if the file is right",
                is_warning=True,
            )
        )
    return layer.set_crs(code, allow_override=True)


def _unstated(bounds: np.ndarray, file: str, point: Any) -> Problem:
    likely = ["EPSG:4326", "EPSG:4490"] if _fits_degrees(bounds) else _likely(bounds, point)
    guess = f"; likely {' or '.join(likely)}" if likely else ""
    return Problem(
        "CLW-G02",
        "the file does not say in which coordinate reference system its outlines are" + guess,
        file=file,
        value=shown(bounds),
        expected="a .prj beside the .shp, or a system stated in the layer",
        remedy=f"--read crs={likely[0] if likely else 'EPSG:…, from who made the file'}",
    )


def _degree_problems(
    layer: GeoDataFrame, bounds: np.ndarray, file: str, point: Any
) -> Iterator[Problem]:
    """Rows that are no degrees, told apart: latitude first, or metres."""
    if _fits_degrees(bounds):
        if _lies_outside(layer.crs, bounds):
            yield from _outside_degrees(layer.crs, bounds, file)
        return
    box = layer.bounds.fillna(0).to_numpy()
    beyond = np.array([not _fits_degrees(row) for row in box])
    fits_turned = np.array([_fits_degrees(row[[1, 0, 3, 2]]) for row in box])
    turned, metres = layer[beyond & fits_turned], layer[beyond & ~fits_turned]
    if len(turned):
        some = extent(turned)
        latitude = some[3] if some[3] > HIGHEST else some[1]
        yield swapped(some, file, f"there is no latitude of {latitude:g}{_whose(turned, layer)}")
    if len(metres):
        yield _metres(metres, _whose(metres, layer), file, point)


def _whose(rows: GeoDataFrame, layer: GeoDataFrame) -> str:
    """Which regions, where it is not all of them."""
    return "" if len(rows) == len(layer) else f" ({listed(rows['region'].astype(str), NAMED)})"


def _metres(rows: GeoDataFrame, whose: str, file: str, point: Any) -> Problem:
    bounds = extent(rows)
    likely = _likely(bounds, point)
    northing_first = [] if likely else _likely(bounds[[1, 0, 3, 2]], point)
    if point is None:  # where y alone is large, it is no sign of anything
        northing_first = [code for code in northing_first if code != "EPSG:3857"]
    guess = "; perhaps metres of a UTM zone or grid"
    declare = f"--read crs={likely[0] if likely else 'EPSG:…, from who made the file'}"
    if northing_first:
        guess = f"; likely {northing_first[0]} with y before x"
        declare = f"swap x and y in the file (QGIS), then --read crs={northing_first[0]}"
    elif likely:
        guess = f"; likely {' or '.join(likely)}"
    return Problem(
        "CLW-G15",
        f"the outlines are not in degrees{whose}: x = {_largest(bounds):,.0f}{guess}",
        file=file,
        value=f"{_largest(bounds):.0f}",
        expected="longitude from -180 to 180 and latitude from -90 to 90 (RFC 7946)",
        remedy=f"{declare}, or save the outlines in EPSG:4326",
        more=len(rows) - 1,
    )


def _outside_degrees(crs: Any, bounds: np.ndarray, file: str) -> Iterator[Problem]:
    """Degrees far from where their system is used: swapped, or of another system."""
    area = crs.area_of_use.name
    turned = bounds[[1, 0, 3, 2]]
    if not _lies_outside(crs, turned):
        yield swapped(bounds, file, f"only so they lie where {crs.name} is used ({area})")
        return
    yield Problem(
        "CLW-G14",
        f"the outlines lie far from where {crs.name} is used ({area})",
        file=file,
        value=shown(bounds),
        expected="a coordinate reference system of the place",
        remedy="--read crs=EPSG:4326 if the coordinates are plain degrees",
        is_warning=True,
    )


def _turned(
    layer: GeoDataFrame, bounds: np.ndarray, file: str, problems: list[Problem], point: Any
) -> GeoDataFrame:
    """A layer in metres turned into degrees, which is told."""
    crs = layer.crs
    name = f"{crs.to_string() if crs.to_epsg() else 'a system'} ({crs.name})"
    is_metre = crs.axis_info and crs.axis_info[0].unit_conversion_factor <= 1
    turned = layer.to_crs(DEGREES)
    there = extent(turned)
    if is_metre and _fits_degrees(bounds) and abs(bounds).max() <= LONGEST / 2:
        likely, why = ["EPSG:4326"], "the coordinates are degrees"
    elif not _all_arrived(layer, turned) or _lies_outside(crs, there):
        likely, why = _likely(bounds, point), "they would lie far from where it is used"
    else:
        problems.append(_told(name, there, file))
        return turned
    problems.append(
        Problem(
            "CLW-G14",
            f"the outlines are said to be in {name}, but {why}",
            file=file,
            value=shown(bounds),
            expected="the system the coordinates are in",
            remedy=f"--read crs={likely[0] if likely else 'EPSG:…, from who made the file'}",
        )
    )
    return layer


def _all_arrived(layer: GeoDataFrame, turned: GeoDataFrame) -> bool:
    """Whether every coordinate that was a number still is one."""
    from shapely import get_coordinates

    before = np.isfinite(get_coordinates(layer.geometry.to_numpy()))
    after = np.isfinite(get_coordinates(turned.geometry.to_numpy()))
    return bool(after[before].all())


def _told(name: str, there: np.ndarray, file: str) -> Problem:
    return Problem(
        "CLW-G28",
        f"the outlines are in {name}; they were turned into degrees",
        file=file,
        value=shown(there),
        expected="degrees (EPSG:4326), which need no turning",
        remedy="nothing, if that is the place; otherwise --read crs=EPSG:…, from who made the file",
        is_warning=True,
    )


def _middle(layer: GeoDataFrame, regions: pd.DataFrame | None) -> tuple[float, float] | None:
    points = known_points(layer, regions)
    if points.empty:
        return None
    return float(points["longitude"].mean()), float(points["latitude"].mean())


def _fits_degrees(bounds: np.ndarray) -> bool:
    west, south, east, north = bounds
    return bool(max(-west, east) <= LONGEST and max(-south, north) <= HIGHEST)


def _lies_outside(crs: Any, bounds: np.ndarray) -> bool:
    """Whether bounds in degrees do not even touch the area a system is made for."""
    area = crs.area_of_use
    if area is None:
        return False
    west, south, east, north = bounds
    before, after = east < area.west - NEAR, west > area.east + NEAR
    is_beside = before and after if area.west > area.east else before or after  # past 180 degrees
    return bool(is_beside or north < area.south - NEAR or south > area.north + NEAR)


def _likely(bounds: np.ndarray, point: tuple[float, float] | None) -> list[str]:
    west, south, east, north = bounds
    return likely_systems((west + east) / 2, (south + north) / 2, point)


def _largest(bounds: np.ndarray) -> float:
    return float(bounds[[0, 2]][int(abs(bounds[2]) >= abs(bounds[0]))])
