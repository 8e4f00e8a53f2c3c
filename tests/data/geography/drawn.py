"""How do the tests draw: layers of squares, written in each format, clean or spoilt."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
from shapely.geometry import box

from workbench.data.geography import outline_problems
from workbench.data.reading import Layout
from workbench.errors import Problem

CODES = ("330200", "330300", "331000")
NAMES = {"330200": "宁波市", "330300": "温州市", "331000": "台州市"}


def squares(codes: tuple[str, ...] = CODES, west: float = 120.0) -> geopandas.GeoDataFrame:
    """Squares of one degree that touch each other from west to east, at 28 degrees north."""
    shapes = [box(west + i, 28, west + i + 1, 29) for i in range(len(codes))]
    names = [NAMES.get(code, code) for code in codes]
    return geopandas.GeoDataFrame(
        {"region": codes, "名称": names}, geometry=shapes, crs="EPSG:4326"
    )


def regions(codes: tuple[str, ...] = CODES) -> pd.DataFrame:
    """The table of the same regions, with the middles of the squares."""
    return pd.DataFrame(
        {
            "region": codes,
            "name": [NAMES.get(code, code) for code in codes],
            "longitude": [120.5 + i for i in range(len(codes))],
            "latitude": 28.5,
        }
    )


def collection(layer: geopandas.GeoDataFrame) -> dict[str, Any]:
    """A layer as the record of a GeoJSON file, to be spoilt."""
    record: dict[str, Any] = json.loads(layer.to_json(drop_id=True, to_wgs84=False))
    record.pop("crs", None)
    for feature, shape in zip(record["features"], layer.geometry, strict=True):
        if shape is not None and shape.is_empty:  # geopandas writes null
            feature["geometry"] = {"type": shape.geom_type, "coordinates": []}
    return record


def written(folder: Path, record: object, name: str = "outlines.geojson") -> Path:
    """The path of a record written as JSON."""
    path = folder / name
    text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def drawn(folder: Path, layer: geopandas.GeoDataFrame) -> Path:
    """The path of a layer written as GeoJSON without a member crs."""
    return written(folder, collection(layer))


def shapefile(folder: Path, layer: geopandas.GeoDataFrame, encoding: str = "utf-8") -> Path:
    """The path of a layer written as a shapefile."""
    path = folder / "outlines.shp"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided", UserWarning)
        layer.to_file(path, encoding=encoding)
    return path


def told(path: Path, table: pd.DataFrame | None = None, **layout: Any) -> list[Problem]:
    """All problems of a file of outlines."""
    return outline_problems(path, Layout(**layout), table)[1]


def codes(problems: list[Problem], *, is_warning: bool = False) -> list[str]:
    """The codes of the errors, or of the warnings."""
    return [problem.code for problem in problems if problem.is_warning == is_warning]


def only(problems: list[Problem]) -> Problem:
    """The one error there is, which must say where, what was found, the rule and what to do."""
    [problem] = [problem for problem in problems if not problem.is_warning]
    assert problem.file
    assert problem.expected
    assert problem.remedy
    return problem
