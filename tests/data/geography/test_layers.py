"""Files that are no outlines, or not whole, are refused with a way out; no driver is let loose."""

from __future__ import annotations

import http.server
import json
import shutil
import struct
import threading
from pathlib import Path

import geopandas
import pytest
from pyogrio import read_info
from pyogrio.errors import DataSourceError

from tests.data.geography.drawn import (
    CODES,
    codes,
    collection,
    drawn,
    only,
    regions,
    shapefile,
    squares,
    told,
    written,
)
from workbench.data.geography import outline_problems, read_outlines
from workbench.data.reading import Layout
from workbench.errors import StudyError

FORMATS = ["geojson", "gpkg", "shp"]


def in_format(folder: Path, suffix: str) -> Path:
    if suffix == "geojson":
        return drawn(folder, squares())
    path = folder / f"outlines.{suffix}"
    squares().to_file(path)
    return path


@pytest.mark.parametrize("suffix", FORMATS)
def test_three_formats_give_the_same_outlines(tmp_path, suffix):
    path = in_format(tmp_path, suffix)
    outlines = read_outlines(path, regions=regions())
    assert outlines["region"].tolist() == list(CODES)
    assert outlines.crs == "EPSG:4326"
    assert outlines["名称"].tolist() == ["宁波市", "温州市", "台州市"]
    assert outlines.geometry.geom_equals(squares().geometry).all()
    assert told(path, regions()) == []


def test_errors_are_raised_together(tmp_path):
    record = collection(squares())
    record["features"][0]["geometry"] = None
    record["features"][1]["properties"]["region"] = "331000"
    with pytest.raises(StudyError) as caught:
        read_outlines(written(tmp_path, record))
    assert [p.code for p in caught.value.problems] == ["CLW-G08", "CLW-G06"]


# Not outlines at all


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is empty"),
        ("  \n", "it is empty"),
        ("<!DOCTYPE html><html>404</html>", "web page; the download failed"),
        ("<kml></kml>", "XML"),
        ("PK\x03\x04rest", "zip archive"),
        ("region,x,y\n1,2,3\n", "not that of a GeoJSON file"),
        ('{"type": "FeatureCollection", "features": [', "it ends early, at line 1"),
        ('{"type": "FeatureCollection", "features": [{"type": "Fea', "it ends early"),
        ('{"type": "FeatureCollection" "features": []}', "not valid JSON at line 1, character 30"),
        ('{"type": "Topology", "objects": {}, "arcs": []}', "it is TopoJSON"),
        ('{"error": {"code": 499, "message": "Token Required"}}', "Token Required"),
        ('{"type": "gdal_streamed_alg", "command_line": "x"}', "no collection of features"),
        ("[1, 2]", "a list or a value"),
        ('{"type": "FeatureCollection", "features": [1]}', "its feature 1 is no feature"),
        ('{"type": "FeatureCollection", "features": {}}', "no collection of features"),
        ('{"type": "Feature", "properties": {}}\n{"type": "Feature"}\n', "one feature a line"),
        ("[" * 200_000, "no end"),
    ],
)
def test_what_is_no_geojson_is_named(tmp_path, content, words):
    problem = only(told(written(tmp_path, content)))
    assert problem.code == "CLW-G01"
    assert words in problem.message


def test_what_is_no_file_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.shp", Path("https://example.org/outlines.geojson")):
        problem = only(told(path))
        assert problem.code == "CLW-G01"
        assert "addresses are not read" in problem.message


@pytest.mark.parametrize("suffix", [".dbf", ".zip", ".kml", ".csv", ".tab", ""])
def test_other_formats_are_refused_with_a_way_out(tmp_path, suffix):
    path = tmp_path / f"outlines{suffix}"
    path.write_text("text")
    assert only(told(path)).code == "CLW-G01"


def test_a_name_that_contradicts_the_content(tmp_path):
    path = in_format(tmp_path, "gpkg")
    problem = only(told(path.rename(tmp_path / "outlines.geojson")))
    assert problem.code == "CLW-G01"
    assert problem.remedy == "rename it to outlines.gpkg"


def test_an_sqlite_file_that_is_no_geopackage(tmp_path):
    import sqlite3

    path = tmp_path / "outlines.gpkg"
    with sqlite3.connect(path) as base:
        base.execute("create table t (x)")
    base.close()
    assert only(told(path)).code == "CLW-G01"


class _Listener(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - the test reads it

    def do_GET(self):
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("name", ["outlines.geojson", "outlines.shp", "outlines.vrt", "x.gpkg"])
def test_a_list_of_other_files_asks_no_network(tmp_path, name):
    """The same file makes the plain reader ask; so the test would see it."""
    server = http.server.HTTPServer(("127.0.0.1", 0), _Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/far.geojson"
    content = (
        '<OGRVRTDataSource><OGRVRTLayer name="far"><SrcDataSource>/vsicurl/'
        f"{address}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    path = tmp_path / name
    path.write_text(content)
    try:
        _Listener.asked.clear()
        problem = only(told(path))
        asked_by_us = list(_Listener.asked)
        with pytest.raises(RuntimeError):
            geopandas.read_file(path)
        asked_by_the_plain_reader = list(_Listener.asked)
    finally:
        server.shutdown()
        server.server_close()
    assert problem.code == "CLW-G01"
    assert "XML" in problem.message
    assert asked_by_us == []
    assert asked_by_the_plain_reader


# GeoPackages


def test_a_geopackage_with_several_layers_asks_which(tmp_path):
    path = tmp_path / "outlines.gpkg"
    squares().to_file(path, layer="prefectures")
    squares(CODES[:1]).to_file(path, layer="provinces")
    problem = only(told(path))
    assert problem.code == "CLW-G26"
    assert "prefectures, provinces" in problem.message
    assert problem.remedy == "--read sheet=prefectures"
    assert len(read_outlines(path, Layout(sheet="provinces"))) == 1
    problem = only(told(path, sheet="province"))
    assert (problem.code, problem.value) == ("CLW-G26", "province")
    assert "provinces" in problem.message


def test_a_damaged_geopackage(tmp_path):
    path = in_format(tmp_path, "gpkg")
    path.write_bytes(path.read_bytes()[:5000])
    assert only(told(path)).code == "CLW-G01"


def test_a_geopackage_without_features(tmp_path):
    path = tmp_path / "outlines.gpkg"
    squares().iloc[:0].to_file(path)
    assert only(told(path)).code == "CLW-G26"


def test_a_geojson_without_features(tmp_path):
    path = written(tmp_path, {"type": "FeatureCollection", "features": []})
    assert only(told(path)).code == "CLW-G26"


# Shapefiles


def test_a_truncated_shp_counts_what_is_lost(tmp_path):
    path = shapefile(tmp_path, squares())
    path.write_bytes(path.read_bytes()[:300])
    problem = only(told(path))
    assert problem.code == "CLW-G10"
    assert "outlines.shp is shorter than its header says" in problem.message
    assert "2 of 3 shapes unreadable" in problem.message
    path.write_bytes(path.read_bytes()[:50])
    assert "3 of 3 shapes unreadable" in only(told(path)).message


def test_a_truncated_dbf(tmp_path):
    path = shapefile(tmp_path, squares())
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-100])
    problem = only(told(path))
    assert problem.code == "CLW-G10"
    assert "outlines.dbf is" in problem.message


@pytest.mark.parametrize("content", [b"", b"no table at all, but long enough to be read as one"])
def test_a_dbf_that_is_none(tmp_path, content):
    path = shapefile(tmp_path, squares())
    path.with_suffix(".dbf").write_bytes(content)
    assert only(told(path)).code == "CLW-G11"


def test_without_the_dbf_there_are_no_codes(tmp_path):
    path = shapefile(tmp_path, squares())
    path.with_suffix(".dbf").unlink()
    problem = only(told(path))
    assert problem.code == "CLW-G11"
    assert "outlines.dbf is missing next to outlines.shp" in problem.message


def test_without_the_shx_a_copy_is_mended_when_asked(tmp_path):
    path = shapefile(tmp_path, squares())
    path.with_suffix(".shx").unlink()
    problem = only(told(path))
    assert problem.code == "CLW-G12"
    assert "--read restore_shx=true" in problem.remedy
    before = sorted(tmp_path.iterdir())
    outlines = read_outlines(path, Layout(restore_shx=True))
    assert outlines["region"].tolist() == list(CODES)
    assert outlines.geometry.geom_equals(squares().geometry).all()
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(DataSourceError):  # the driver was told for that one file only
        read_info(path)
    assert sorted(tmp_path.iterdir()) == before


def test_all_that_is_missing_is_told_at_once(tmp_path):
    path = shapefile(tmp_path, squares())
    path.write_bytes(path.read_bytes()[:300])
    path.with_suffix(".shx").unlink()
    path.with_suffix(".dbf").unlink()
    assert codes(told(path)) == ["CLW-G11", "CLW-G12", "CLW-G10"]


def test_capitals_in_the_names_of_a_shapefile(tmp_path):
    path = shapefile(tmp_path, squares())
    for other in list(tmp_path.iterdir()):
        other.rename(tmp_path / other.name.upper())
    assert told(path.with_name("OUTLINES.SHP"), regions()) == []


# Text in shapefiles


def test_chinese_text_without_a_cpg(tmp_path):
    path = shapefile(tmp_path, squares(), "gb18030")
    path.with_suffix(".cpg").unlink()
    problem = only(told(path, regions()))
    assert problem.code == "CLW-G13"
    assert problem.value == "名称".encode("gb18030").decode("latin-1")
    assert problem.expected.endswith("in gb18030 it reads 名称")
    assert "--read encoding=gb18030" in problem.remedy
    outlines = read_outlines(path, Layout(encoding="gb18030"))
    assert outlines["名称"].tolist() == ["宁波市", "温州市", "台州市"]


def test_utf_8_text_without_a_cpg(tmp_path):
    path = shapefile(tmp_path, squares())
    path.with_suffix(".cpg").unlink()
    assert "--read encoding=utf-8" in only(told(path)).remedy
    assert read_outlines(path, Layout(encoding="utf-8"))["名称"].iloc[0] == "宁波市"


@pytest.mark.parametrize("name", ["UTF-8", "ISO-8859-1", "1252"])
def test_a_cpg_that_is_wrong(tmp_path, name):
    path = shapefile(tmp_path, squares(), "gb18030")
    path.with_suffix(".cpg").write_text(name)
    problem = only(told(path))
    assert problem.code == "CLW-G13"
    assert "--read encoding=gb18030" in problem.remedy


def test_a_declared_encoding_that_is_wrong(tmp_path):
    path = shapefile(tmp_path, squares(), "gb18030")
    assert only(told(path, encoding="utf-8")).code == "CLW-G13"


@pytest.mark.parametrize("name", ["936", "GB18030", "GBK", "cp936"])
def test_a_cpg_that_names_a_chinese_encoding(tmp_path, name):
    path = shapefile(tmp_path, squares(), "gb18030")
    path.with_suffix(".cpg").write_text(name)
    assert codes(told(path)) == []
    assert read_outlines(path)["名称"].tolist() == ["宁波市", "温州市", "台州市"]


def test_a_language_byte_says_enough(tmp_path):
    path = shapefile(tmp_path, squares(), "gb18030")
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[29] = 0x4D  # code page 936
    table.write_bytes(bytes(content))
    assert told(path) == []
    assert read_outlines(path)["名称"].iloc[0] == "宁波市"


def test_western_text_without_a_cpg_is_told_and_read(tmp_path):
    layer = squares().rename(columns={"名称": "name"}).assign(name=["Köln", "São Paulo", "Nîmes"])
    path = shapefile(tmp_path, layer, "ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    problems = told(path)
    assert (codes(problems), codes(problems, is_warning=True)) == ([], ["CLW-G13"])
    assert read_outlines(path)["name"].tolist() == ["Köln", "São Paulo", "Nîmes"]


def test_names_cut_inside_a_character_are_still_chinese(tmp_path):
    path = shapefile(tmp_path, squares(), "gb18030")
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    content = table.read_bytes()
    table.write_bytes(
        content.replace("宁波市".encode("gb18030"), "宁波市".encode("gb18030")[:5] + b" ")
    )
    assert "gb18030" in only(told(path)).remedy


def test_names_in_rare_characters_are_chinese(tmp_path):
    """Their second byte may be a plain letter: E9 46 is one character."""
    path = shapefile(tmp_path, squares().assign(名称=["朱镕", "喆堃", "镕喆"]), "gb18030")
    path.with_suffix(".cpg").unlink()
    assert "gb18030" in only(told(path)).remedy


def test_a_name_cut_within_a_character_of_utf_8(tmp_path):
    path = shapefile(tmp_path, squares())
    table = path.with_suffix(".dbf")
    name = "宁波市".encode()
    table.write_bytes(table.read_bytes().replace(name, name[:-1] + b" "))
    problem = only(told(path))
    assert problem.code == "CLW-G13"
    assert "宁波" in problem.value


def test_an_encoding_nobody_knows(tmp_path):
    path = shapefile(tmp_path, squares(), "gb18030")
    problem = only(told(path, encoding="gb18031"))
    assert (problem.code, problem.value) == ("CLW-G13", "gb18031")


def test_geojson_in_another_encoding(tmp_path):
    text = json.dumps(collection(squares()), ensure_ascii=False)
    path = tmp_path / "outlines.geojson"
    for encoding in ("gb18030", "utf-16"):
        path.write_bytes(text.encode(encoding))
        problem = only(told(path))
        assert problem.code == "CLW-G13"
        assert f"--read encoding={encoding}" in problem.remedy
        assert told(path, encoding=encoding) == []
    path.write_bytes(text.encode("utf-8-sig"))
    assert told(path) == []


def test_a_header_that_lies_about_the_shapes(tmp_path):
    """A file that promises a gigabyte is truncated, whatever else."""
    path = shapefile(tmp_path, squares())
    content = bytearray(path.read_bytes())
    content[24:28] = struct.pack(">i", 500_000_000)
    path.write_bytes(bytes(content))
    assert only(told(path)).code == "CLW-G10"


def test_reading_changes_no_file(tmp_path):
    path = in_format(tmp_path, "gpkg")
    copy = tmp_path / "copy"
    shutil.copy(path, copy)
    outline_problems(path)
    assert path.read_bytes() == copy.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy", "outlines.gpkg"]


def test_a_dbf_of_another_file(tmp_path):
    """Its rows would stand beside the wrong shapes, for a shapefile goes by position."""
    path = shapefile(tmp_path, squares())
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(shapefile(other, squares(CODES[:2])).with_suffix(".dbf"), tmp_path / "outlines.dbf")
    problem = only(told(path))
    assert problem.code == "CLW-G11"
    assert "2 rows for 3 shapes" in problem.message


def test_a_damaged_shx_can_be_rebuilt(tmp_path):
    path = shapefile(tmp_path, squares())
    index = path.with_suffix(".shx")
    index.write_bytes(index.read_bytes()[:-8])
    assert codes(told(path)) == ["CLW-G12", "CLW-G11"]
    damaged = index.read_bytes()
    outlines = read_outlines(path, Layout(restore_shx=True))
    assert outlines["region"].tolist() == list(CODES)
    assert index.read_bytes() == damaged


def test_a_prj_that_cannot_be_read(tmp_path):
    path = shapefile(tmp_path, squares())
    path.with_suffix(".prj").write_text("nonsense")
    assert only(told(path)).code == "CLW-G02"
