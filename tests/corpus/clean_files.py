"""Workbooks, Parquet and outlines that look odd and are in order."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tests.corpus.bad_answers import FILTERED, ITEMS, long, survey, wide
from tests.corpus.bad_answers import NAMES as QUESTIONS
from tests.corpus.bad_outlines import GOOD, WENZHOU, feature, geojson, layer, remove, shaped, square
from tests.corpus.bad_workbooks import HEADER, ROWS, parquet, sheet
from tests.corpus.cases import BASE, Case, Content, codes, new_study, study_of
from tests.corpus.clean_tables import NAMES, PLAIN, raw

BOTH = {"330300", "330200"}


def _widths(book: Any) -> None:
    """A sheet as an office keeps it: formats, a frozen header, an empty second sheet."""
    page = book.active
    page.freeze_panes = "A2"
    page.column_dimensions["A"].width = 20
    for row in page.iter_rows(min_row=2, min_col=5, max_col=5):
        row[0].number_format = "#,##0"
    book.create_sheet("Sheet2")


def _notes(book: Any) -> None:
    """A second sheet that holds notes only."""
    book.create_sheet("Notes").append(["Revised in March."])


def _merged(book: Any) -> None:
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:B2")
    book.active.merge_cells("C1:D1")


MERGED = [
    ["code", "year", "shoes", None],
    [None, None, "emp", "output"],
    ["330300", 2004, 100, 10.5],
    ["330200", 2004, 60, 6.1],
]

WORKBOOKS: list[Case] = [
    raw(
        "E01",
        "the first sheet of a workbook",
        sheet([HEADER, *ROWS]),
        file="book.xlsx",
        holds=PLAIN | NAMES,
    ),
    raw(
        "E02",
        "formats, a frozen header, an empty second sheet",
        sheet([HEADER, *ROWS], _widths),
        file="book.xlsx",
    ),
    raw(
        "E03",
        "a second sheet of notes",
        sheet([HEADER, *ROWS], _notes),
        "--read",
        "sheet=Sheet",
        file="book.xlsx",
    ),
    raw(
        "E04",
        "a merged header of two rows, declared",
        sheet(MERGED, _merged),
        "--read",
        "header_rows=2",
        "--map",
        "region=code",
        "--map",
        "year=year",
        file="book.xlsx",
        holds={"values": [6.1, 10.5, 60.0, 100.0]},
    ),
    raw(
        "E05",
        "a title and units, declared",
        sheet([["Table 3"], [], HEADER, [None, None, None, None, "persons", "bn"], *ROWS]),
        "--read",
        "header_row=3",
        "--read",
        "unit_row=4",
        file="book.xlsx",
    ),
    raw(
        "E06",
        "numbers stored as text",
        sheet([HEADER, *([*r[:4], str(r[4]), str(r[5])] for r in ROWS)]),
        file="book.xlsx",
        warnings="T*",
    ),
    raw(
        "E07",
        "empty rows below and empty columns at the right",
        sheet([[*HEADER, None], *ROWS, [], []]),
        file="book.xlsx",
    ),
    raw(
        "E08",
        "years as numbers with decimals",
        sheet([HEADER, *([*r[:2], 2004.0, *r[3:]] for r in ROWS)]),
        file="book.xlsx",
    ),
    raw(
        "E09",
        "codes with zeros kept as text",
        sheet([HEADER, *(["0" + r[0][1:], *r[1:]] for r in ROWS)]),
        file="book.xlsx",
        holds=PLAIN | {"regions": {"030300", "030200"}},
    ),
    raw(
        "E10",
        "a sheet with a Chinese name",
        sheet([HEADER, *ROWS], lambda book: setattr(book.active, "title", "2004年")),
        "--read",
        "sheet=2004年",
        file="数据 2004.xlsx",
    ),
    raw(
        "E11",
        "names that begin like formulas and are text",
        sheet([HEADER, *([r[0], "+" + r[1], *r[2:]] for r in ROWS)]),
        file="book.xlsx",
        holds=PLAIN | {"names": {"+Wenzhou", "+Ningbo"}},
        warnings="T46",
    ),
    raw(
        "E12",
        "Parquet with codes as text",
        parquet(lambda t: t),
        file="table.parquet",
        holds=PLAIN | NAMES,
    ),
    raw(
        "E13",
        "Parquet with categories",
        parquet(lambda t: t.astype({"code": "category", "industry": "category"})),
        file="table.parquet",
    ),
    raw(
        "E14",
        "Parquet with small integers and missing values",
        parquet(
            lambda t: t.assign(
                emp=pd.array([100, 80, None, 50], dtype="Int16"), year=t["year"].astype("int16")
            )
        ),
        file="table.parquet",
        holds=PLAIN | {"total": 230.0, "missing": 1},
    ),
    raw("E15", "CSV packed with gzip", gzip.compress(BASE.encode(), mtime=0), file="table.csv.gz"),
]


def outlined(
    key: str,
    what: str,
    content: Content,
    *options: str,
    file: str = "boundaries.geojson",
    outlines: set[str] | None = None,
    warnings: str = "",
    text: str = BASE,
) -> Case:
    """A table and its outlines as a new study."""
    words = (*new_study("table.csv"), "--from", "{folder}/" + file, *options)
    facts = {"outlines": outlines or BOTH}
    files: dict[str, Content] = {"table.csv": text, file: content}
    return Case(f"{key}-raw", what, files, words, warnings=codes(warnings), holds=facts)


def placed(key: str, what: str, content: Content, *, warnings: str = "") -> list[Case]:
    """GeoJSON outlines of a new study, and of a study that is there."""
    inside = Case(
        f"{key}-study",
        what,
        study_of({"boundaries.geojson": content}),
        ("check", "{folder}/study"),
        warnings=codes(warnings),
        holds={"outlines": BOTH},
    )
    return [outlined(key, what, content, warnings=warnings), inside]


def projected(crs: str) -> Callable[[Path], None]:
    """What writes the outlines in another reference system."""

    def make(path: Path) -> None:
        import geopandas

        table = geopandas.GeoDataFrame.from_features(GOOD, crs="EPSG:4326").to_crs(crs)
        table.to_file(path, **({"encoding": "utf-8"} if path.suffix == ".shp" else {}))

    return make


def _gbk_declared(path: Path) -> None:
    layer(GOOD, encoding="gb18030")(path)
    path.with_suffix(".cpg").write_text("GB18030")


def _dimensions(text: str) -> str:
    """The outlines with a height at each point."""
    record = json.loads(text)
    for one in record["features"]:
        rings = one["geometry"]["coordinates"]
        one["geometry"]["coordinates"] = [[[*point, 12.5] for point in ring] for ring in rings]
    return json.dumps(record)


ISLANDS: Mapping[str, Any] = {
    "type": "MultiPolygon",
    "coordinates": [[square(WENZHOU)], [square((122.5, 27.2), 0.1)], [square((122.8, 27.3), 0.05)]],
}
HOLED = feature("330300", square(WENZHOU), square((120.4, 27.9), 0.2)[::-1])
ENCLAVE = feature("330200", square((120.4, 27.9), 0.2))

OUTLINES: list[Case] = [
    *placed("G50", "plain GeoJSON", geojson(*GOOD)),
    *placed("G51", "a hole", geojson(HOLED, GOOD[1]), warnings="G17"),
    outlined("G52", "a region in the hole of another", geojson(HOLED, ENCLAVE)),
    *placed("G53", "islands", geojson(shaped("330300", ISLANDS), GOOD[1]), warnings="G17 G18"),
    *placed("G54", "heights", _dimensions(geojson(*GOOD))),
    *placed(
        "G55",
        "members beyond the standard",
        geojson(*GOOD, name="边界", bbox=[120, 27.5, 121, 29.5], xy_coordinate_resolution=1e-6),
    ),
    *placed(
        "G56",
        "the standard's own reference system named",
        geojson(
            *GOOD, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
        ),
    ),
    *placed(
        "G57",
        "regions that touch along a line of many points",
        geojson(
            feature(
                "330300",
                [
                    [120, 27.5],
                    [121, 27.5],
                    [121, 28.5],
                    [120.7, 28.5],
                    [120.3, 28.5],
                    [120, 28.5],
                    [120, 27.5],
                ],
            ),
            GOOD[1],
        ),
    ),
    *placed("G58", "a clockwise ring", geojson(feature("330300", square(WENZHOU)[::-1]), GOOD[1])),
    outlined("G59", "GeoPackage", layer(GOOD), file="outlines.gpkg"),
    outlined(
        "G60",
        "GeoPackage of the Chinese system EPSG:4490",
        projected("EPSG:4490"),
        warnings="G28",
        file="outlines.gpkg",
    ),
    outlined(
        "G61",
        "a projected shapefile with its .prj",
        projected("EPSG:32651"),
        warnings="G28",
        file="prefectures.shp",
    ),
    outlined(
        "G62",
        "a shapefile with names in GB18030 and its .cpg",
        _gbk_declared,
        file="prefectures.shp",
    ),
    outlined(
        "G63",
        "a shapefile without .prj, its system declared",
        layer(GOOD, encoding="utf-8", after=remove(".prj")),
        "--read",
        "crs=EPSG:4326",
        file="prefectures.shp",
    ),
    outlined(
        "G64",
        "outlines of more regions than the table has",
        geojson(*GOOD, feature("330900", square((121, 28.5)))),
        outlines={*BOTH, "330900"},
        warnings="G*",
    ),
    outlined("G65", "a path with spaces and Chinese", geojson(*GOOD), file="边界 (2004).geojson"),
    outlined(
        "G66",
        "Web Mercator with its name",
        projected("EPSG:3857"),
        warnings="G28",
        file="outlines.gpkg",
    ),
    outlined(
        "G67",
        "a region across the date line",
        geojson(
            feature("330300", [[179, -17], [180, -17], [180, -16], [179, -16], [179, -17]]),
            feature("330200", [[-180, -17], [-179, -17], [-179, -16], [-180, -16], [-180, -17]]),
        ),
        warnings="G17",
    ),
]


def _case(key: str, what: str, tables: Mapping[str, Content], warnings: str = "") -> Case:
    words = ("check", "{folder}/study")
    return Case(f"{key}-study", what, study_of(tables), words, warnings=codes(warnings))


def _answered(text: str) -> dict[str, Content]:
    return {"responses.csv": text, "items.csv": ITEMS}


AGREED = {**survey(), "f03": {**dict.fromkeys(QUESTIONS, "5"), "q5": "1"}}


def _filter_kept() -> str:
    grid = survey()
    for place, row in enumerate(grid.values(), start=1):
        row["exports"] = "yes" if place > 3 else "no"
        row["exports_where"] = "2" if place > 3 else ""
    return long(grid)


ANSWERS: list[Case] = [
    _case("Q50", "answers on their scale", _answered(long(survey()))),
    _case("Q51", "answers left out", _answered(re.sub("f04,q2,.", "f04,q2,", long(survey())))),
    _case(
        "Q52",
        "questions skipped as the filter says",
        {"responses.csv": _filter_kept(), "items.csv": FILTERED},
    ),
    Case(
        "Q53-raw",
        "answers one firm a row",
        {"answers.csv": wide(survey()), "items.csv": ITEMS},
        new_study("answers.csv", "items.csv"),
    ),
    _case(
        "Q56",
        "a firm that fully agrees, and so disagrees with the reversed item",
        _answered(long(AGREED)),
    ),
    _case(
        "Q54",
        "firms by size class",
        {
            "plants.csv": "plant,region,industry,year,employment,size_class\np1,330300,shoes,2004,4,micro\np2,330300,shoes,2004,40,small\np3,330300,shoes,2004,120,medium\np4,330300,shoes,2004,900,large\n"
        },
        warnings="Q14",
    ),
    _case(
        "Q55",
        "links of actors",
        {
            "actors.csv": "actor,name,role\na1,A,firm\na2,B,bank\n",
            "links.csv": "source,target,kind,strength\na1,a2,borrows,0\na2,a1,lends,3\n",
        },
    ),
]

CASES: list[Case] = [*WORKBOOKS, *OUTLINES, *ANSWERS]
