"""What does a GeoJSON file hold: features read as plain data, so that no driver can go astray."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.geography.reference_systems import PLAIN, reference_system
from workbench.data.reading import Layout
from workbench.errors import Problem, StudyError, quoted

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FORMATS = "GeoJSON (.geojson, .json), GeoPackage (.gpkg) or Shapefile (.shp)"
NEXT_LINE = re.compile(r"\}\s*\n\s*\x1e?\s*\{")
Layer = tuple["GeoDataFrame | None", list[Problem]]


def read_geojson(path: Path, layout: Layout) -> Layer:
    """The features of a GeoJSON file, with every feature that cannot be read as a problem."""
    try:
        features, crs = _features(_record(_text(path, layout), str(path)), str(path))
    except StudyError as error:
        return None, list(error.problems)
    from geopandas import GeoDataFrame  # heavy, and only maps and neighbours need it
    from pandas import DataFrame

    shapes: list[Any] = []
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number, feature in enumerate(features, 1):
        shape, wrong = _shape(feature, number, str(path))
        problems += wrong
        if shape is not None or not wrong:
            shapes.append(shape)
            rows.append(_properties(feature))
    return GeoDataFrame(DataFrame(rows), geometry=shapes, crs=crs), problems


def _text(path: Path, layout: Layout) -> str:
    content = path.read_bytes()
    try:
        return content.decode(layout.encoding or "utf-8-sig")
    except (UnicodeDecodeError, LookupError) as error:
        problem = Problem(
            "CLW-G13",
            f"the text of the outlines is not {layout.encoding or 'UTF-8'}",
            file=str(path),
            value=quoted(content[:20]),
            expected="UTF-8, which GeoJSON prescribes (RFC 7946)",
            remedy=f"--read encoding={_encoding(content)}, or save the file in UTF-8",
        )
        raise StudyError(problem) from error


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "NAME"
    return "gb18030"


def _record(text: str, file: str) -> dict[str, Any]:
    """The file as a plain record; whatever else it may be is named."""
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise StudyError(_not_json(text, error, file)) from error
    except (RecursionError, ValueError) as error:
        raise StudyError(cannot_read(file, "its brackets or numbers have no end")) from error
    if not isinstance(record, dict):
        raise StudyError(cannot_read(file, "it is a list or a value, no collection of features"))
    return record


def _not_json(text: str, error: json.JSONDecodeError, file: str) -> Problem:
    if NEXT_LINE.search(text[:100_000]) and error.msg == "Extra data":
        return cannot_read(file, "it holds one feature a line, not one collection of features")
    where = f"line {error.lineno}, character {error.colno}"
    if error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated"):
        return cannot_read(file, f"it ends early, at {where}; was a download cut off?")
    return cannot_read(file, f"it is not valid JSON at {where}: {error.msg}")


def cannot_read(file: str, why: str, expected: str = FORMATS, remedy: str | None = None) -> Problem:
    """The problem of a file that holds no outlines the workbench reads."""
    return Problem(
        "CLW-G01",
        f"the outlines cannot be read: {why}",
        file=file,
        expected=expected,
        remedy=remedy or "restore the file, or take boundaries out of datapackage.json",
    )


def _features(record: dict[str, Any], file: str) -> tuple[list[dict[str, Any]], str]:
    """The features of a collection, and the reference system of their coordinates."""
    kind = record.get("type")
    if kind == "Topology":
        why, remedy = "it is TopoJSON", "save it as GeoJSON (mapshaper.org, or QGIS: Export)"
        raise StudyError(cannot_read(file, why, remedy=remedy))
    features = [record] if kind == "Feature" else record.get("features")
    if kind not in ("Feature", "FeatureCollection") or not isinstance(features, list):
        told = quoted(json.dumps(record, ensure_ascii=False))
        raise StudyError(cannot_read(file, f"it is JSON, but no collection of features: {told}"))
    strange = [n for n, feature in enumerate(features, 1) if not _is_feature(feature)]
    if strange:
        raise StudyError(cannot_read(file, f"its feature {strange[0]} is no feature"))
    return features, _declared(record, file)


def _is_feature(thing: object) -> bool:
    return (
        isinstance(thing, dict)
        and thing.get("type") == "Feature"
        and isinstance(thing.get("properties") or {}, dict)
        and isinstance(thing.get("geometry") or {}, dict)
    )


def _declared(record: dict[str, Any], file: str) -> str:
    """What the member crs of the older GeoJSON says; degrees where there is none."""
    member = record.get("crs")
    if member is None:
        return PLAIN
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return reference_system(str(name), file)


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature's properties, with its id where no property is called so."""
    number = {"id": feature["id"]} if "id" in feature else {}
    return number | (feature.get("properties") or {})


def _shape(feature: dict[str, Any], number: int, file: str) -> tuple[Any, list[Problem]]:
    from numpy import errstate
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    geometry = feature.get("geometry")
    if not geometry:
        return None, []
    try:
        with errstate(invalid="ignore"):  # coordinates that are no numbers are told later
            found = shape(geometry)
        open_ring = next(filter(_is_open, _rings(geometry)), None)
    except (ValueError, TypeError, LookupError, AttributeError, ShapelyError) as error:
        return None, [_misshapen(feature, number, file, str(error))]
    if any(isinstance(value, str) for ring in _rings(geometry) for at in ring for value in at):
        return None, [_misshapen(feature, number, file, "coordinates are text, not numbers")]
    if open_ring is None:
        return found, []
    ends = f"begins at {open_ring[0]} and ends at {open_ring[-1]}"
    return found, [_misshapen(feature, number, file, f"a ring {ends}, so it is not closed")]


def _misshapen(feature: dict[str, Any], number: int, file: str, why: str) -> Problem:
    properties = _properties(feature)
    name = properties.get("region", next(iter(properties.values()), ""))
    return Problem(
        "CLW-G04",
        f"the outline of feature {number} ({name}) is misshapen: {why}",
        file=file,
        value=str(name),
        expected="closed rings of at least four positions [longitude, latitude]",
        remedy="restore the outline from its source; points may have been lost",
    )


def _rings(geometry: dict[str, Any]) -> Iterator[list[Any]]:
    if geometry.get("type") == "GeometryCollection":
        for part in geometry.get("geometries", []):
            yield from _rings(part)
    elif geometry.get("type") == "Polygon":
        yield from geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        for part in geometry["coordinates"]:
            yield from part


def _is_open(ring: list[Any]) -> bool:
    return bool(ring) and list(ring[0])[:2] != list(ring[-1])[:2]
