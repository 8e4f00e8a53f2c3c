"""Outlines: reference systems, axes, shapes that are none, codes, and files that lack a part."""

from __future__ import annotations

import json
import struct
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.corpus.cases import (
    BASE,
    Case,
    Content,
    Told,
    new_study,
    study_of,
    told,
)

Ring = list[list[float]]
WENZHOU, NINGBO = (120.0, 27.5), (120.0, 28.5)  # the corners of two squares that touch


def square(corner: Sequence[float], side: float = 1.0) -> Ring:
    """A closed square, against the clock."""
    x, y = corner
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def feature(code: object, *rings: Ring, name: str = "", key: str = "region") -> dict[str, Any]:
    """A region as a polygon of some rings."""
    return {
        "type": "Feature",
        "properties": {key: code, "name": name or str(code)},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def shaped(code: object, geometry: Mapping[str, Any] | None) -> dict[str, Any]:
    """A region with any geometry."""
    return {"type": "Feature", "properties": {"region": code}, "geometry": geometry}


def geojson(*features: Mapping[str, Any], **more: Any) -> str:
    """A GeoJSON text."""
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)})


GOOD = [
    feature("330300", square(WENZHOU), name="温州市"),
    feature("330200", square(NINGBO), name="宁波市"),
]


PLACES = (("330300", WENZHOU), ("330200", NINGBO))


def layer(
    features: Sequence[Mapping[str, Any]] = GOOD,
    crs: Any = "EPSG:4326",
    after: Callable[[Path], object] | None = None,
    **options: Any,
) -> Callable[[Path], None]:
    """What writes features as the suffix of the file says, and spoils the file at the end."""

    def make(path: Path) -> None:
        import geopandas

        table = geopandas.GeoDataFrame.from_features(features, crs=crs)
        with warnings.catch_warnings():  # what is wrong with the file is the point
            warnings.simplefilter("ignore")
            table.to_file(path, **options)
        if after:
            after(path)

    return make


def remove(suffix: str) -> Callable[[Path], object]:
    """What takes one of the files of a shapefile away."""
    return lambda path: path.with_suffix(suffix).unlink()


def cut(path: Path) -> None:
    """Cut the end off a file."""
    path.write_bytes(path.read_bytes()[:-40])


def outlines(
    key: str, what: str, content: Content, wanted: Told, *, file: str, may_warn: bool = False
) -> list[Case]:
    """Outlines by both ways in: beside a table for a new study, and looked at alone."""
    placed = wanted if wanted.file else replace(wanted, file=Path(file).stem)
    files: dict[str, Content] = {"table.csv": BASE, file: content}
    words = (*new_study("table.csv"), "--from", "{folder}/" + file)
    alone = ("check", "{folder}/" + file)
    return [
        Case(f"{key}-raw", what, files, words, placed, may_warn),
        Case(f"{key}-file", what, files, alone, placed, may_warn),
    ]


BOUNDARIES = "boundaries.geojson"


def boundaries(
    key: str, what: str, content: Content, wanted: Told, *, may_warn: bool = False
) -> list[Case]:
    """GeoJSON outlines by three ways in: the two, and as the boundaries of a study folder.

    Variants of a case, whose key ends in a letter, come by the first two only.
    """
    others = outlines(key, what, content, wanted, file=BOUNDARIES, may_warn=may_warn)
    if not key[-1].isdigit():
        return others
    return [*others, in_study(key, what, content, wanted, may_warn=may_warn)]


def in_study(
    key: str, what: str, content: Content, wanted: Told, *, may_warn: bool = False
) -> Case:
    """GeoJSON outlines as the boundaries of a study folder."""
    placed = wanted if wanted.file else replace(wanted, file=BOUNDARIES)
    words = ("check", "{folder}/study")
    return Case(f"{key}-study", what, study_of({BOUNDARIES: content}), words, placed, may_warn)


def matched(
    key: str, what: str, content: Content, wanted: Told, *, may_warn: bool = False
) -> list[Case]:
    """GeoJSON whose fault shows only beside the list of regions."""
    beside, _ = outlines(key, what, content, wanted, file=BOUNDARIES, may_warn=may_warn)
    return [beside, in_study(key, what, content, wanted, may_warn=may_warn)]


BOW_TIE = [[120, 27], [121, 28], [121, 27], [120, 28], [120, 27]]
METRES = [
    [13358338, 3193000],
    [13469658, 3193000],
    [13469658, 3318000],
    [13358338, 3318000],
    [13358338, 3193000],
]
MORE_METRES = [[x, y + 125000] for x, y in METRES]


def turned(ring: Ring) -> Ring:
    """A ring with latitude first."""
    return [[y, x] for x, y in ring]


REFERENCE: list[Case] = [
    *outlines(
        "G01",
        "a shapefile without .prj",
        layer(after=remove(".prj"), encoding="utf-8"),
        told("G01 G02", remedy="crs="),
        file="a.shp",
        may_warn=True,
    ),
    *outlines(
        "G01b",
        "a GeoPackage that states no reference system, in metres",
        layer([feature("330300", METRES), feature("330200", MORE_METRES)], crs=None),
        told("G01 G02 G15", remedy="crs="),
        file="a.gpkg",
    ),
    *outlines(
        "G02",
        "metres said to be degrees",
        layer([feature("330300", METRES), feature("330200", MORE_METRES)]),
        told("G02 G15 G03"),
        file="a.gpkg",
    ),
    *outlines(
        "G02b",
        "degrees said to be metres",
        layer(crs="EPSG:3857"),
        told("G02 G14 G15"),
        file="a.gpkg",
    ),
    *boundaries(
        "G03",
        "latitude before longitude",
        geojson(
            feature("330300", turned(square(WENZHOU))), feature("330200", turned(square(NINGBO)))
        ),
        told("G03 G15", value="12"),
    ),
    *boundaries(
        "G15",
        "metres, and no word of it",
        geojson(feature("330300", METRES), feature("330200", MORE_METRES)),
        told("G15", value="13"),
    ),
    *boundaries(
        "G15b",
        "metres, said in a member crs",
        geojson(
            feature("330300", METRES),
            feature("330200", MORE_METRES),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
        ),
        told("G15 G02 G28"),
        may_warn=True,
    ),
    *boundaries(
        "G15c",
        "a latitude above 90",
        geojson(feature("330300", square((120, 89.5))), feature("330200", square(NINGBO))),
        told("G03 G15", value=""),
    ),
    *boundaries(
        "G15d",
        "coordinates that are no numbers",
        geojson(*GOOD).replace("120.0, 27.5", "NaN, 27.5"),
        told("G*"),
    ),
]

SHAPES: list[Case] = [
    *boundaries(
        "G04",
        "a boundary that crosses itself",
        geojson(feature("330300", BOW_TIE), GOOD[1]),
        told("G04", value="330300"),
    ),
    *boundaries(
        "G04b",
        "a hole outside its polygon",
        geojson(feature("330300", square(WENZHOU), square((125, 20), 0.1)), GOOD[1]),
        told("G04", value="330300"),
    ),
    *boundaries(
        "G04c",
        "a ring that is not closed",
        geojson(feature("330300", square(WENZHOU)[:-1]), GOOD[1]),
        told("G*"),
    ),
    *boundaries(
        "G04d",
        "a ring of three points",
        geojson(feature("330300", [[120, 27], [121, 27], [120, 27]]), GOOD[1]),
        told("G*"),
    ),
    *boundaries(
        "G04e",
        "a polygon without area",
        geojson(feature("330300", [[120, 27], [121, 27], [122, 27], [120, 27]]), GOOD[1]),
        told("G04 G05 G18", value="330300"),
    ),
    *boundaries(
        "G05",
        "an empty polygon",
        geojson(shaped("330300", {"type": "Polygon", "coordinates": []}), GOOD[1]),
        told("G05 G06", value="330300"),
    ),
    *boundaries(
        "G06",
        "no geometry",
        geojson(shaped("330300", None), GOOD[1]),
        told("G05 G06", value="330300"),
    ),
    *boundaries(
        "G07",
        "points",
        geojson(
            *(
                shaped(c, {"type": "Point", "coordinates": list(p)})
                for c, p in (("330300", WENZHOU), ("330200", NINGBO))
            )
        ),
        told("G07", value="Point"),
    ),
    *boundaries(
        "G07b",
        "a line among polygons",
        geojson(
            shaped("330300", {"type": "LineString", "coordinates": [[120, 27], [121, 28]]}), GOOD[1]
        ),
        told("G07", value="LineString"),
    ),
    *boundaries(
        "G07c",
        "a collection of several kinds",
        geojson(
            shaped(
                "330300",
                {
                    "type": "GeometryCollection",
                    "geometries": [{"type": "Point", "coordinates": [120, 27]}],
                },
            ),
            GOOD[1],
        ),
        told("G07", value="GeometryCollection"),
    ),
    *boundaries(
        "G08",
        "a region twice",
        geojson(*GOOD, feature("330300", square((123, 30)))),
        told("G08", value="330300"),
    ),
    *boundaries(
        "G09",
        "two regions that overlap",
        geojson(GOOD[0], feature("330200", square((120.5, 27.0)))),
        told("G09 G27", value="330300"),
    ),
    *boundaries(
        "G09b",
        "one region within another",
        geojson(GOOD[0], feature("330200", square((120.25, 27.75), 0.5))),
        told("G09 G27", value="330300"),
    ),
    *boundaries(
        "G09c",
        "one shape for two codes",
        geojson(GOOD[0], feature("330200", square(WENZHOU))),
        told("G09 G27", value="330300"),
    ),
    *boundaries(
        "G17",
        "a region without neighbours",
        geojson(*GOOD, feature("330900", square((123.0, 30.5)))),
        told("G17", value="330900"),
        may_warn=True,
    )[1:2],
    *boundaries(
        "G18",
        "a part too small to be real",
        geojson(
            shaped(
                "330300",
                {
                    "type": "MultiPolygon",
                    "coordinates": [[square(WENZHOU)], [square((121.00001, 28), 1e-7)]],
                },
            ),
            GOOD[1],
        ),
        told("G18", value="330300"),
        may_warn=True,
    ),
]

CODES: list[Case] = [
    *boundaries(
        "G16",
        "codes as numbers",
        geojson(feature(330300, square(WENZHOU)), feature(330200, square(NINGBO))),
        told("G16", value="330300"),
        may_warn=True,
    ),
    *outlines(
        "G16b",
        "codes as numbers with decimals",
        layer([feature(330300.0, square(WENZHOU)), feature(330200.5, square(NINGBO))]),
        told("G16 T* G*", value="330200.5"),
        file="a.gpkg",
    ),
    *boundaries(
        "G19",
        "no column of codes",
        geojson(
            feature("330300", square(WENZHOU), key="label"),
            feature("330200", square(NINGBO), key="label"),
        ),
        told("G01 G19 S10 T12 G*", value="label"),
    ),
    *boundaries(
        "G19b",
        "a region without its code",
        geojson(feature(None, square(WENZHOU)), GOOD[1]),
        told("T28 G*"),
    ),
    *matched(
        "G19c",
        "outlines of other regions",
        geojson(feature("440300", square(WENZHOU)), feature("440600", square(NINGBO))),
        told("G* T30 T31", value="440300"),
        may_warn=True,
    ),
    *matched(
        "G19d",
        "a region without outlines",
        geojson(GOOD[0]),
        told("G*", value="330200"),
        may_warn=True,
    ),
    *matched(
        "G19e",
        "codes with a zero lost",
        geojson(feature("33030", square(WENZHOU)), GOOD[1]),
        told("G* T27 T30 T31", value="33030"),
        may_warn=True,
    ),
]


def _gbk(path: Path) -> None:
    """A shapefile whose names are GBK and which does not say so."""
    layer(GOOD, encoding="gb18030")(path)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    _no_language(path)


def _no_language(path: Path) -> None:
    """Clear the byte of the .dbf that tells the language."""
    content = bytearray(path.with_suffix(".dbf").read_bytes())
    content[29] = 0
    path.with_suffix(".dbf").write_bytes(bytes(content))


def _wrong_page(path: Path) -> None:
    """A shapefile whose names are GBK and which says that they are UTF-8."""
    _gbk(path)
    path.with_suffix(".cpg").write_text("UTF-8")


def _more_rows(path: Path) -> None:
    """A shapefile whose table tells of more rows than there are shapes."""
    layer(GOOD, encoding="utf-8")(path)
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    (n_rows,) = struct.unpack("<I", content[4:8])
    (start, length) = struct.unpack("<HH", content[8:12])
    content[4:8] = struct.pack("<I", n_rows + 1)
    row = content[start : start + length]
    table.write_bytes(bytes(content[: start + n_rows * length] + row + b"\x1a"))


def _not_a_database(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20)


def _two_layers(path: Path) -> None:
    layer(GOOD, layer="prefectures")(path)
    layer(GOOD[:1], layer="counties")(path)


MOJIBAKE = [
    feature("330300", square(WENZHOU), name="æ¸©å·žå¸‚"),
    feature("330200", square(NINGBO), name="å®\x81æ³¢å¸‚"),
]
FETCHES = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/http://127.0.0.1:9/x.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'

FILES: list[Case] = [
    *outlines(
        "G10",
        "a shapefile cut off",
        layer(after=cut, encoding="utf-8"),
        told("G10", remedy=""),
        file="a.shp",
    ),
    *outlines(
        "G11",
        "no .dbf",
        layer(after=remove(".dbf"), encoding="utf-8"),
        told("G11", value=".dbf"),
        file="a.shp",
    ),
    *outlines(
        "G12",
        "no .shx",
        layer(after=remove(".shx"), encoding="utf-8"),
        told("G12", value=".shx", remedy="restore_shx"),
        file="a.shp",
    ),
    *outlines("G12b", "a .dbf of more rows than shapes", _more_rows, told("G*"), file="a.shp"),
    *outlines(
        "G13",
        "GBK names and no code page",
        _gbk,
        told("G13", remedy="encoding=gb18030"),
        file="a.shp",
    ),
    *outlines(
        "G14",
        "GBK names said to be UTF-8",
        _wrong_page,
        told("G13 G14", remedy="encoding=gb18030"),
        file="a.shp",
    ),
    *outlines(
        "G14b",
        "names garbled before they were saved",
        layer(MOJIBAKE),
        told("G14 T*", value="æ¸©"),
        file="a.gpkg",
        may_warn=True,
    ),
    *outlines(
        "G14c",
        "names of columns cut to ten letters",
        layer(
            [feature(c, square(p), key="prefecture_code") for c, p in PLACES],
            encoding="utf-8",
        ),
        told("G* S10 T12", value="prefecture"),
        file="a.shp",
        may_warn=True,
    ),
    *boundaries("G20", "GeoJSON cut off", geojson(*GOOD)[:200], told("G* S*")),
    *boundaries("G20b", "no features", geojson(), told("G* T03")),
    *boundaries(
        "G20c", "one geometry in place of a collection", json.dumps(GOOD[0]["geometry"]), told("G*")
    ),
    *boundaries("G20d", "a web page", "<!DOCTYPE html><html>404</html>", told("G* T45", value="")),
    *boundaries(
        "G20e",
        "an error in place of features",
        '{"error": {"code": 400, "message": "Invalid query"}}',
        told("G* T45"),
    ),
    *boundaries("G20f", "an empty file", "", told("G* T03")),
    *boundaries("G20g", "a file that makes a library fetch an address", FETCHES, told("G* S09 T*")),
    *outlines("G20h", "the same with its own name", FETCHES, told("G* S09"), file="a.vrt"),
    *outlines(
        "G20i", "a GeoPackage that is no database", _not_a_database, told("G* S09"), file="a.gpkg"
    ),
    *outlines(
        "G20j",
        "a GeoPackage of two layers",
        _two_layers,
        told("G* T* S*", value="counties", remedy="sheet="),
        file="a.gpkg",
        may_warn=True,
    ),
    *outlines(
        "G20k",
        "KML, which is not read",
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"/>',
        told("G* S09 T45"),
        file="a.kml",
    ),
    *outlines(
        "G20l",
        "TopoJSON called .geojson",
        '{"type": "Topology", "objects": {}, "arcs": []}',
        told("G*"),
        file="a.geojson",
    ),
]

CASES: list[Case] = [*REFERENCE, *SHAPES, *CODES, *FILES]
