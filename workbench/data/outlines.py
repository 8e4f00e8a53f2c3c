"""Where do regions lie: outlines from a GeoJSON file, verified before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import Problem, StudyError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

AREAS = ("Polygon", "MultiPolygon")
DEGREES = 360  # no longitude or latitude is larger, however it is counted


def read_outlines(path: Path) -> GeoDataFrame:
    """The outlines of regions, one a region, in degrees.

    Parameters
    ----------
    path
        A GeoJSON file whose features have a property `region`, the code as text.

    Raises
    ------
    StudyError
        If the file cannot be read, has no regions, one twice, things that are no areas, or
        coordinates that are no degrees; all of it at once.
    """
    import geopandas  # heavy, and only maps and neighbours need it

    try:
        outlines = geopandas.read_file(path)
    except RuntimeError as error:  # what the reader of files raises
        problem = Problem(
            "CLW-G01",
            "the outlines cannot be read",
            file=str(path),
            expected="GeoJSON, complete",
            remedy="restore the file, or take boundaries out of datapackage.json",
        )
        raise StudyError(problem) from error
    problems = list(_problems(outlines, str(path)))
    if problems:
        raise StudyError(problems)
    return outlines.astype({"region": "str"})


def _problems(outlines: GeoDataFrame, file: str) -> Iterator[Problem]:
    if "region" not in outlines:
        yield Problem(
            "CLW-G01",
            "the outlines do not say which region they belong to",
            file=file,
            expected="a property region, with the codes of regions.csv as text",
        )
        return
    twice = outlines["region"].duplicated()
    if twice.any():
        yield Problem(
            "CLW-G08",
            "a region has two outlines",
            file=file,
            value=str(outlines.loc[twice, "region"].iloc[0]),
            expected="one outline a region, of as many parts as it needs",
            more=int(twice.sum()) - 1,
        )
    shapes = outlines.geometry
    other = shapes.geom_type.notna() & ~shapes.geom_type.isin(AREAS)
    if other.any():
        yield Problem(
            "CLW-G07",
            "an outline is not an area",
            file=file,
            value=str(shapes[other].geom_type.iloc[0]),
            expected=" or ".join(AREAS),
            more=int(other.sum()) - 1,
        )
    if abs(shapes.total_bounds).max() > DEGREES:
        yield Problem(
            "CLW-G15",
            "the outlines are not in degrees",
            file=file,
            value=f"{abs(shapes.total_bounds).max():.0f}",
            expected="longitude and latitude (RFC 7946)",
            remedy="save the outlines in EPSG:4326",
        )
