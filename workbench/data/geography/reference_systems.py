"""In which coordinates is a place given: reference systems by name, and guesses by magnitude."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

from workbench.errors import Problem, StudyError, quoted

DEGREES = "EPSG:4326"
PLAIN = "OGC:CRS84"  # what GeoJSON means when it does not say anything
NAMED = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC|ESRI|IGNF)(?::[\d.]*)?:(\w+)", re.IGNORECASE)
MERCATOR_EDGE = 20_037_509  # metres from the middle to the edge of the world in EPSG:3857
NEAR = 3.0  # degrees; how far a guess may lie from where the regions are


def reference_system(name: str, file: str) -> str:
    """A reference system by its registered name, such as EPSG:4490.

    Parameters
    ----------
    name
        An authority and a code. Other ways to write one (PROJ strings, files) are not taken.
    file
        The file it is for, as the place of the problem.

    Raises
    ------
    StudyError
        If there is no such system.

    Examples
    --------
    >>> reference_system("urn:ogc:def:crs:EPSG::4490", "towns.geojson")
    'EPSG:4490'
    """
    match = NAMED.fullmatch(name.strip())
    code = f"{match[1].upper()}:{match[2].upper()}" if match else ""
    if not match or _system(code) is None:
        problem = Problem(
            "CLW-G02",
            f"no coordinate reference system is called {quoted(name)}",
            file=file,
            value=name,
            expected="a registered name, such as EPSG:4326 (WGS 84) or EPSG:4490 (CGCS2000)",
            remedy="--read crs=EPSG:4326 if the coordinates are degrees",
        )
        raise StudyError(problem)
    return code


@cache
def _system(code: str) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(code)
    except CRSError:
        return None


def likely_systems(x: float, y: float, point: tuple[float, float] | None = None) -> list[str]:
    """Reference systems in metres that a pair of coordinates may belong to, the likeliest first.

    Parameters
    ----------
    x, y
        Coordinates as they stand in the file.
    point
        Longitude and latitude of the same place where they are known; then only systems that
        bring the coordinates near it are named.

    Notes
    -----
    Eastings of Chinese Gauss-Krüger zones begin with the number of the zone: 13 to 23 for zones
    of six degrees, 25 to 45 for zones of three (GB 22021-2008). Those of UTM have six digits.

    Examples
    --------
    >>> likely_systems(13_358_338, 3_503_549)
    ['EPSG:3857', 'EPSG:4491']
    >>> likely_systems(500_000, 3_320_000, (117.0, 30.0))
    ['EPSG:32650', 'EPSG:4509', 'EPSG:4548']
    """
    found = ["EPSG:3857"] if max(abs(x), abs(y)) <= MERCATOR_EDGE and abs(x) > 1e6 else []  # noqa: PLR2004
    zone = int(x // 1_000_000)
    if zone in range(25, 46):
        found.append(f"EPSG:{4488 + zone}")
    if zone in range(13, 24):
        found.append(f"EPSG:{4478 + zone}")
    if point is None:
        return found
    found += _without_zone(*point)
    return [code for code in found if _brings_near(code, x, y, point)]


def _without_zone(longitude: float, latitude: float) -> list[str]:
    """UTM and the Gauss-Krüger systems of CGCS2000 that do not write the zone."""
    found = [f"EPSG:{(32600 if latitude >= 0 else 32700) + int((longitude + 180) // 6) % 60 + 1}"]
    six, three = round((longitude - 75) / 6), round((longitude - 75) / 3)
    if six in range(11):
        found.append(f"EPSG:{4502 + six}")
    if three in range(21):
        found.append(f"EPSG:{4534 + three}")
    return found


def _brings_near(code: str, x: float, y: float, point: tuple[float, float]) -> bool:
    from pyproj import Transformer

    there = Transformer.from_crs(code, DEGREES, always_xy=True).transform(x, y)
    return bool(np.max(np.abs(np.subtract(there, point))) < NEAR)
