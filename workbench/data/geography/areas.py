"""How large are the regions: areas of their outlines, and whether a table of areas agrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.data.geography.shape_problems import has_shape
from workbench.errors import Problem, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

# Cylindrical equal-area, true at 30 degrees, as EPSG:6933; `+over` keeps what crosses the date line
# in one piece. A border along a parallel or a meridian stays straight, so that its area is exact,
# and the area of a region does not depend on which other regions are in the file.
EQUAL_AREA = "+proj=cea +lat_ts=30 +datum=WGS84 +units=km +over"
AGREES = 1.5  # official areas count water and islets that simplified outlines leave out
UNITS = {
    "hectares": 100.0,
    "square metres": 1e6,
    "mu": 1500.0,
    "acres": 247.105,
    "square miles": 0.386102,
    "thousands of square kilometres": 1e-3,
    "tens of thousands of square kilometres": 1e-4,
}
UNIT_TOLERANCE = 1.2
NAMED = 5


def areas(outlines: GeoDataFrame) -> pd.Series:
    """The area of each region in square kilometres, from its outline.

    Parameters
    ----------
    outlines
        Outlines with a column `region`, in any coordinate reference system.

    Returns
    -------
    `area_km2` by region, in the order of the rows; missing where there is no outline, or its
    coordinates are of no place on the globe.

    Notes
    -----
    Corners are brought to the cylindrical equal-area projection of the WGS 84 ellipsoid (that of
    EPSG:6933, https://doi.org/10.3390/ijgi1010032), whose plane areas are the true ones.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely.geometry import box
    >>> one = GeoDataFrame({"region": ["330300"]}, geometry=[box(120, 30, 121, 31)], crs=4326)
    >>> round(areas(one)["330300"])
    10642
    """
    shapes = outlines.geometry.to_crs(EQUAL_AREA)
    is_drawn = has_shape(shapes) & np.isfinite(shapes.bounds.to_numpy()).all(axis=1)
    sizes = np.full(len(shapes), np.nan)
    sizes[is_drawn] = shapes[is_drawn].area  # what lies off the globe has no place to measure
    return pd.Series(sizes, outlines["region"].to_numpy(), name="area_km2").rename_axis("region")


def area_problems(regions: pd.DataFrame, outlines: GeoDataFrame, file: str) -> Iterator[Problem]:
    """Where `area_km2` of the table regions and the areas of the outlines disagree, as warnings.

    Parameters
    ----------
    regions
        The study's regions; nothing is told where they have no column `area_km2`.
    outlines
        Outlines with a column `region`, one a region. Nothing is told of outlines without a
        reference system, which is a problem of its own.
    file
        The file of the table regions, for the place of each problem.

    Notes
    -----
    Official areas count water, and simplified outlines lose islets, so a factor of 1.5 either way
    is let pass. Where the typical ratio is that of another unit, the unit is named.
    """
    if "area_km2" not in regions or not pd.api.types.is_numeric_dtype(regions["area_km2"]):
        return
    if outlines.crs is None:
        return
    stated = regions.drop_duplicates("region").set_index("region")["area_km2"].astype("float64")
    drawn = areas(outlines)
    drawn = drawn[~drawn.index.duplicated()].reindex(stated.index)
    ratio = (stated / drawn)[(stated > 0) & (drawn > 0)]
    if ratio.empty:
        return
    unit = _unit(float(ratio.median()))
    if unit is not None:
        yield _unit_problem(ratio, unit, file)
        return
    off = ratio[~ratio.between(1 / AGREES, AGREES)]
    if len(off):
        yield _problem(off, stated, drawn, file)


def _unit(ratio: float) -> str | None:
    """The unit that a typical ratio of stated to drawn area speaks for."""
    for unit, factor in UNITS.items():
        if abs(np.log(ratio / factor)) < np.log(UNIT_TOLERANCE):
            return unit
    return None


def _unit_problem(ratio: pd.Series, unit: str, file: str) -> Problem:
    typical = float(ratio.median())
    return Problem(
        "CLW-G25",
        f"area_km2 is typically {typical:,.4g} times the outline's area: it looks like {unit}",
        file=file,
        column="area_km2",
        value=f"{typical:,.4g} times",
        expected="square kilometres; densities would be off by the same factor",
        remedy=f"turn {unit} into square kilometres: divide area_km2 by {UNITS[unit]:,.6g}",
        more=len(ratio) - 1,
        is_warning=True,
    )


def _problem(off: pd.Series, stated: pd.Series, drawn: pd.Series, file: str) -> Problem:
    worst = off.index[np.argsort(-np.abs(np.log(off.to_numpy())), kind="stable")]
    told = [f"{code} ({stated[code]:,.0f}, drawn {drawn[code]:,.0f} km²)" for code in worst]
    return Problem(
        "CLW-G25",
        f"area_km2 and the area of the outline differ: {listed(told, NAMED)}",
        file=file,
        column="area_km2",
        value=f"{stated[worst[0]]:g}",
        expected=f"areas within a factor of {AGREES:g} of the outline's",
        remedy="check the unit, the code and the outline of these regions",
        more=len(off) - 1,
        is_warning=True,
    )
