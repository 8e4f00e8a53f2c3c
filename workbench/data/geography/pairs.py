"""Which pairs of regions touch or lie near: from outlines and points, by code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.data.geography.overlaps import gap_problems, mended
from workbench.data.geography.shape_problems import AREAS, has_shape, sliver_problems
from workbench.errors import Problem, StudyError, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

EARTH_KM = 6371.0088  # mean radius (IUGG)
SAME = 9  # decimals of the sphere's radius: 6 mm on the ground
TIES = 8  # regions that may be as far as the last of the nearest
NAMED = 5
Pairs = list[tuple[str, str]]


def graph(pairs: Pairs, codes: list[str]) -> Any:
    """A libpysal Graph of ordered pairs; regions without a neighbour are in it too."""
    from libpysal.graph import Graph

    alone = sorted(set(codes) - {focal for focal, _ in pairs})
    focal = [one for one, _ in pairs] + alone
    neighbour = [other for _, other in pairs] + alone
    weights = np.concatenate([np.ones(len(pairs)), np.zeros(len(alone))])
    rows = pd.DataFrame({"focal": focal, "neighbour": neighbour, "weight": weights})
    rows = rows.sort_values(["focal", "neighbour"])
    return Graph.from_arrays(*(rows[column].to_numpy() for column in rows))


def shapes_of(codes: list[str], outlines: GeoDataFrame | None) -> GeoSeries:
    """The outlines of regions, in the order of `codes`.

    Raises
    ------
    StudyError
        If a region has no outline, two of them, or one that is not an area.
    """
    if outlines is None:
        raise StudyError(_no_geography("the study has no outlines, so nothing can touch"))
    own = outlines[outlines["region"].isin(codes)]
    own = own[has_shape(own)]
    problems = [*_lacking(codes, set(own["region"])), *_twice(own), *_no_areas(own)]
    if problems:
        raise StudyError(problems)
    return own.set_index("region").geometry.loc[codes]


def _no_geography(message: str, value: str | None = None, more: int = 0) -> Problem:
    return Problem(
        "CLW-G23",
        message,
        value=value,
        expected="boundaries.geojson, or longitude and latitude in regions.csv",
        remedy='neighbours(..., kind="nearest") where there are coordinates',
        more=more,
    )


def _lacking(codes: list[str], known: set[str]) -> Iterable[Problem]:
    missing = [code for code in codes if code not in known]
    if missing:
        message = f"regions have no outline, so nothing touches them: {listed(missing, NAMED)}"
        yield _no_geography(message, missing[0], len(missing) - 1)


def _twice(own: GeoDataFrame) -> Iterable[Problem]:
    twice = own["region"].duplicated()
    if twice.any():
        yield Problem(
            "CLW-G08",
            "a region has two outlines",
            value=str(own.loc[twice, "region"].iloc[0]),
            expected="one outline a region, of as many parts as it needs",
            remedy="outlines.dissolve('region').reset_index()",
            more=int(twice.sum()) - 1,
        )


def _no_areas(own: GeoDataFrame) -> Iterable[Problem]:
    other = own[~own.geom_type.isin(AREAS)]
    if len(other):
        yield Problem(
            "CLW-G07",
            f"the outline of {listed(other['region'], NAMED)} is not an area, so it cannot touch",
            value=str(other.geom_type.iloc[0]),
            expected=" or ".join(AREAS),
            remedy='neighbours(..., kind="nearest"), or outlines that are polygons',
            more=len(other) - 1,
        )


def touching(shapes: GeoSeries) -> Pairs:
    """Ordered pairs of regions whose outlines share a point or overlap."""
    from shapely import STRtree

    areas = mended(shapes.to_numpy())
    one, other = STRtree(areas).query(areas, predicate="intersects")
    codes = shapes.index
    return sorted((codes[i], codes[j]) for i, j in zip(one, other, strict=True) if i != j)


def doubts(shapes: GeoSeries) -> tuple[str, ...]:
    """What may make touching false: gaps that may be a matter of drawing, and slivers."""
    outlines = shapes.rename_axis("region").reset_index()
    found = [*gap_problems(outlines, "outlines"), *sliver_problems(outlines, "outlines")]
    return tuple(problem.message for problem in found)


def positions(
    codes: list[str], regions: pd.DataFrame, outlines: GeoDataFrame | None
) -> pd.DataFrame:
    """Points on a sphere of radius 1, by code: x, y, z.

    The study's own coordinates; where one is missing, the middles of all outlines.

    Raises
    ------
    StudyError
        If a region lies nowhere; with its code.
    """
    columns = ["longitude", "latitude"]
    own = regions.assign(region=regions["region"].astype(str)).set_index("region")
    points = own.reindex(index=codes, columns=columns).astype("float64")
    if points.isna().any(axis=None) and outlines is not None:
        points = _middles(codes, outlines)
    nowhere = points.isna().any(axis=1)
    if nowhere.any():
        message = "a region has neither an outline nor coordinates, so it has no neighbours"
        first = str(points.index[int(nowhere.to_numpy().argmax())])
        raise StudyError(_no_geography(message, first, int(nowhere.sum()) - 1))
    longitude, latitude = np.radians(points.to_numpy()).T
    flat = np.cos(latitude)
    return pd.DataFrame(
        {"x": flat * np.cos(longitude), "y": flat * np.sin(longitude), "z": np.sin(latitude)},
        index=points.index,
    )


def _middles(codes: list[str], outlines: GeoDataFrame) -> pd.DataFrame:
    """The middle of each outline in degrees."""
    from workbench.data.geography.areas import EQUAL_AREA

    own = outlines.drop_duplicates("region").set_index("region").geometry
    middles = own.to_crs(EQUAL_AREA).centroid.to_crs("EPSG:4326")
    return pd.DataFrame({"longitude": middles.x, "latitude": middles.y}).reindex(codes)


def nearest(positions: pd.DataFrame, k: int) -> Pairs:
    """Ordered pairs of each region and its k nearest; a line through the sphere orders alike.

    Of regions equally far the one whose code comes first is nearer.
    """
    from scipy.spatial import KDTree

    codes = list(positions.index)
    far, near = KDTree(positions).query(positions, k=min(k + 1 + TIES, len(codes)))
    pairs = []
    for i, (distances, places) in enumerate(zip(far, near, strict=True)):
        others = [
            (round(float(distance), SAME), codes[j])
            for distance, j in zip(distances, places, strict=True)
            if j != i
        ]
        pairs += [(codes[i], other) for _, other in sorted(others)[:k]]
    return pairs


def within(positions: pd.DataFrame, distance_km: float) -> Pairs:
    """Ordered pairs of regions no farther apart over the ground than a distance."""
    from scipy.spatial import KDTree

    angle = min(distance_km / EARTH_KM, np.pi)
    chord = 2 * np.sin(angle / 2)
    codes = list(positions.index)
    found = KDTree(positions).query_pairs(chord)
    return sorted((codes[a], codes[b]) for i, j in found for a, b in ((i, j), (j, i)))
