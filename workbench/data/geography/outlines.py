"""Where do regions lie: outlines from a file, verified before anything is drawn or counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.data.geography.coordinates import in_degrees
from workbench.data.geography.layers import read_layer
from workbench.data.geography.matching import garbled_problems, matching_problems, name_problems
from workbench.data.geography.neighbours import FEWEST, neighbours
from workbench.data.geography.overlaps import gap_problems
from workbench.data.geography.region_codes import with_codes
from workbench.data.geography.shape_problems import (
    COLLECTION,
    is_made_of_areas,
    shape_problems,
    sliver_problems,
    sound,
)
from workbench.data.reading import Layout
from workbench.errors import Problem, StudyError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

PLAIN_LAYOUT = Layout()


def read_outlines(
    path: Path, layout: Layout = PLAIN_LAYOUT, regions: pd.DataFrame | None = None
) -> GeoDataFrame:
    """The outlines of regions, one a region, in degrees.

    Parameters
    ----------
    path
        A GeoJSON file, a GeoPackage or the .shp of a Shapefile, whose features have a column
        `region`, the code as text. A file, never an address on a network.
    layout
        What its owner declares: `encoding`, `sheet` (the layer of a GeoPackage), `crs`,
        `restore_shx`, `pad_codes`.
    regions
        The study's regions. With them codes are compared, and coordinates where they are known.

    Returns
    -------
    A GeoDataFrame in EPSG:4326 with the column `region` as text; other columns are kept.

    Raises
    ------
    StudyError
        With every problem found (see `outline_problems`).

    Examples
    --------
    >>> from workbench.data import studies
    >>> len(read_outlines(studies["china_prefectures"] / "boundaries.geojson"))
    369
    """
    outlines, problems = outline_problems(path, layout, regions)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong or outlines is None:
        raise StudyError(wrong)
    return outlines


def outline_problems(
    path: Path, layout: Layout = PLAIN_LAYOUT, regions: pd.DataFrame | None = None
) -> tuple[GeoDataFrame | None, list[Problem]]:
    """The outlines of regions with everything that is wrong with them, in one pass.

    Parameters
    ----------
    path, layout, regions
        As `read_outlines` takes them.

    Returns
    -------
    The outlines, or None where they cannot be read, and the problems: of the file, the codes,
    the shapes, the coordinates, and of outlines and regions that do not belong together. Where
    a problem is no warning, the outlines are not fit for use.
    """
    file = str(path)
    layer, problems = read_layer(Path(path), layout)
    if layer is None:
        return None, problems
    if layer.empty:
        return None, problems or [_no_outlines(file)]
    try:
        layer, told = with_codes(layer, layout, file, regions)
    except StudyError as error:
        return None, [*problems, *error.problems]
    problems += told
    if not any(p.code == "CLW-G13" and not p.is_warning for p in problems):  # read as any bytes
        problems += garbled_problems(layer, file)
    problems += shape_problems(layer, file, regions)
    outlines, told = in_degrees(_as_areas(layer), layout, file, regions)
    problems += told
    if outlines.crs == "EPSG:4326":
        problems += sliver_problems(outlines, file)
        problems += gap_problems(sound(outlines), file)
    problems += matching_problems(outlines, file, regions)
    problems += name_problems(outlines, file, regions)
    return outlines, problems


def island_problems(
    outlines: GeoDataFrame, file: str, regions: pd.DataFrame | None = None
) -> list[Problem]:
    """Regions that touch no other, as a warning: islands, or outlines that were drawn apart.

    Parameters
    ----------
    outlines
        Outlines that are fit for use, with a column `region`.
    file
        Where they were read from, for the place of the problem.
    regions
        The study's regions: others take no part, and their names are told.
    """
    own = outlines.drop(columns=outlines.geometry.name)
    if regions is not None and regions["region"].isin(own["region"]).any():
        own = regions[regions["region"].isin(own["region"])].drop_duplicates("region")
    if len(own) < FEWEST:
        return []
    return neighbours(own, outlines).problems(file)


def _no_outlines(file: str) -> Problem:
    return Problem(
        "CLW-G26",
        "the layer has no outlines",
        file=file,
        value="0 features",
        expected="one outline a region",
        remedy="export the layer again, with its features",
    )


def _as_areas(layer: GeoDataFrame) -> GeoDataFrame:
    """Collections of nothing but polygons as what they are: areas of several parts."""
    from shapely import MultiPolygon

    shapes = [
        MultiPolygon(list(_polygons(shape)))
        if shape is not None and shape.geom_type == COLLECTION and is_made_of_areas(shape)
        else shape
        for shape in layer.geometry
    ]
    return layer.set_geometry(shapes, crs=layer.crs)


def _polygons(shape: Any) -> Iterator[Any]:
    for part in getattr(shape, "geoms", ()):
        yield from _polygons(part)
    if not hasattr(shape, "geoms"):
        yield shape
