"""Which outlines cannot stand for an area: named by region, with the place where they fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.data.geography.overlaps import overlap_problems
from workbench.errors import Problem, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

AREAS = ("Polygon", "MultiPolygon")
COLLECTION = "GeometryCollection"
NAMED = 5
LARGEST = 1e9  # in any unit, no place on Earth has larger coordinates
SLIVER_AREA = 1e-8  # square degrees: about 100 square metres
SLIVER_WIDTH = 1e-5  # degrees: about a metre
MEND = "QGIS: Fix geometries; or in Python: outlines.make_valid()"
PLACE = re.compile(r"(.*)\[(\S+) (\S+)")
RESTORE = "restore it from its source, or take the feature out"


def shape_problems(
    outlines: GeoDataFrame, file: str, regions: pd.DataFrame | None = None
) -> Iterator[Problem]:
    """Everything that is wrong with shapes: absent, empty, no areas, invalid, overlapping.

    Parameters
    ----------
    outlines
        Outlines with a column `region`, in any coordinates.
    file
        Where they were read from, for the place of each problem.
    regions
        The study's regions; an outline may lie on that of the region it belongs to (`parent`).
    """
    drawn = has_shape(outlines)
    is_null = outlines.geometry.isna().to_numpy()
    area = is_area(outlines)
    is_finite = _is_finite(outlines)
    yield from _named("CLW-G06", "has no shape", outlines[is_null], file)
    yield from _named("CLW-G05", "is empty", outlines[~is_null & ~drawn], file)
    yield from _not_areas(outlines[drawn & ~area], file)
    infinite = outlines[drawn & area & ~is_finite]
    yield from _named("CLW-G29", "has coordinates that are no place on Earth", infinite, file)
    yield from _invalid(sound(outlines), file)
    yield from overlap_problems(sound(outlines), file, regions)


def sound(outlines: GeoDataFrame) -> GeoDataFrame:
    """The rows whose shape is an area with a place, valid or not."""
    return outlines[has_shape(outlines) & is_area(outlines) & _is_finite(outlines)]


def has_shape(outlines: GeoDataFrame | GeoSeries) -> np.ndarray:
    """Whether each row has a shape that is not empty."""
    from shapely import is_empty, is_missing

    shapes = outlines.geometry.to_numpy()
    drawn: np.ndarray = ~is_missing(shapes) & ~is_empty(shapes)
    return drawn


def is_area(outlines: GeoDataFrame) -> np.ndarray:
    """Whether the shape of each row is made of polygons only."""
    return np.array([is_made_of_areas(shape) for shape in outlines.geometry], dtype=bool)


def is_made_of_areas(shape: Any) -> bool:
    """Whether a shape is made of polygons only."""
    if shape is None or shape.geom_type != COLLECTION:
        return shape is not None and shape.geom_type in AREAS
    return all(is_made_of_areas(part) for part in shape.geoms)


def _is_finite(outlines: GeoDataFrame) -> np.ndarray:
    from shapely import get_coordinates

    where, owner = get_coordinates(outlines.geometry.to_numpy(), return_index=True)
    with np.errstate(invalid="ignore"):
        is_place = (np.abs(where) < LARGEST).all(axis=1)
    bad = np.unique(owner[~is_place])
    return ~np.isin(np.arange(len(outlines)), bad)


def _named(code: str, what: str, found: GeoDataFrame, file: str) -> Iterator[Problem]:
    """One problem for all regions of one fault."""
    if found.empty:
        return
    codes = found["region"].astype(str)
    yield Problem(
        code,
        f"the outline of {listed(codes, NAMED)} {what}",
        file=file,
        value=codes.iloc[0],
        expected="a polygon with corners for every region",
        remedy=RESTORE,
        more=len(codes) - 1,
    )


def _not_areas(found: GeoDataFrame, file: str) -> Iterator[Problem]:
    if found.empty:
        return
    kinds = found.geometry.geom_type
    codes = found["region"].astype(str)
    is_point = kinds.str.contains("Point").all()
    advice = "areas and neighbours that touch need polygons: take another layer"
    if is_point:
        advice = (
            "put the points into longitude and latitude of the table regions (neighbours are then "
            "the nearest), or take a layer of polygons"
        )
    yield Problem(
        "CLW-G07",
        f"an outline is not an area: {listed(codes, NAMED)} ({listed(sorted(set(kinds)))})",
        file=file,
        value=str(kinds.iloc[0]),
        expected=" or ".join(AREAS),
        remedy=advice,
        more=len(found) - 1,
    )


def _invalid(outlines: GeoDataFrame, file: str) -> Iterator[Problem]:
    """Polygons that cross themselves or whose holes lie wrong, each with its place."""
    from shapely import is_valid, is_valid_reason

    shapes = outlines.geometry.to_numpy()
    bad = ~is_valid(shapes)
    if not bad.any():
        return
    codes = outlines.loc[bad, "region"].astype(str)
    reasons = [_in_words(str(reason)) for reason in is_valid_reason(shapes[bad])]
    told = [f"{code} ({why})" for code, why in zip(codes, reasons, strict=True)]
    yield Problem(
        "CLW-G04",
        f"the outline of {listed(told, NAMED)} is not a valid polygon",
        file=file,
        value=codes.iloc[0],
        expected="rings that neither cross themselves nor each other (OGC Simple Features)",
        remedy=MEND,
        more=len(codes) - 1,
    )


def _in_words(reason: str) -> str:
    """What the geometry library says, with the place as x and y.

    Examples
    --------
    >>> _in_words("Self-intersection[120.5 28.1]")
    'self-intersection at x = 120.5, y = 28.1'
    """
    match = PLACE.match(reason)
    if match is None:
        return reason.lower()
    x, y = (float(number.rstrip("]")) for number in match.groups()[1:])
    return f"{match[1].lower()} at x = {x:.6g}, y = {y:.6g}"


def sliver_problems(outlines: GeoDataFrame, file: str) -> Iterator[Problem]:
    """Parts so small or thin that they are traces of drawing, told as a warning.

    Parameters
    ----------
    outlines
        Outlines in degrees. Parts below about 100 square metres or one metre of mean width are
        told; they may touch what the region itself does not touch.
    """
    from shapely import area, get_parts, is_valid, length

    rows = sound(outlines)
    rows = rows[is_valid(rows.geometry.to_numpy())]
    parts, owner = get_parts(rows.geometry.to_numpy(), return_index=True)
    size, edge = area(parts), length(parts)
    with np.errstate(divide="ignore", invalid="ignore"):
        is_sliver = (size < SLIVER_AREA) | (2 * size / edge < SLIVER_WIDTH)
    is_sliver &= edge > 0
    if not is_sliver.any():
        return
    codes = rows["region"].astype(str).iloc[np.unique(owner[is_sliver])]
    yield Problem(
        "CLW-G18",
        f"the outline of {listed(codes, NAMED)} has a part of {size[is_sliver].min():.2g} square "
        "degrees (a sliver): it may seem to touch regions that are no neighbours",
        file=file,
        value=codes.iloc[0],
        expected=f"parts larger than {SLIVER_AREA:g} square degrees and wider than a metre",
        remedy="take the part out (QGIS: Delete holes, Eliminate), or check the neighbours by name",
        more=int(is_sliver.sum()) - 1,
        is_warning=True,
    )
