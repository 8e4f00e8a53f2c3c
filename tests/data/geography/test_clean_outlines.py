"""What is legitimate, however unusual, passes; the shipped outlines pass without a word."""

from __future__ import annotations

import json
import time

import geopandas
import pandas as pd
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from tests.data.geography.drawn import collection, drawn, shapefile, squares, told, written
from workbench.data import load, studies
from workbench.data.geography import outline_problems, read_outlines

SEA = MultiPolygon([box(122 + i / 5, 30, 122.1 + i / 5, 30.1) for i in range(40)])
RING = Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
UNUSUAL = {
    "a region of many islands": [SEA],
    "an enclave in a hole": [RING, box(1, 1, 2, 2)],
    "an enclave of several parts": [
        MultiPolygon([RING, box(1.4, 1.4, 1.6, 1.6)]),
        box(1, 1, 2, 2).difference(box(1.4, 1.4, 1.6, 1.6)),
    ],
    "touching in one point": [box(0, 0, 1, 1), box(1, 1, 2, 2)],
    "far apart": [box(0, 0, 1, 1), box(100, 50, 101, 51)],
    "one region": [box(0, 0, 1, 1)],
    "the whole world": [box(-180, -90, 0, 90), box(0, -90, 180, 90)],
    "heights": [shapely.force_3d(box(0, 0, 1, 1), 35.0)],
    "clockwise": [box(0, 0, 1, 1, ccw=False), box(1, 0, 2, 1, ccw=True)],
    "a district of a city": [
        box(120.1, 30.1, 120.101, 30.101),
        box(120.101, 30.1, 120.102, 30.101),
    ],
    "a corner on the neighbour's side": [box(0, 0, 1, 2), box(1, 0, 2, 1), box(1, 1, 2, 2)],
    "south and west": [box(-70, -34, -69, -33)],
    "repeated points": [Polygon([(0, 0), (1, 0), (1, 0), (1, 1), (0, 1), (0, 1)])],
}


@pytest.mark.parametrize("name", UNUSUAL)
@pytest.mark.parametrize("write", [drawn, shapefile])
def test_unusual_shapes_pass_without_a_word(tmp_path, name, write):
    shapes = UNUSUAL[name]
    layer = geopandas.GeoDataFrame(
        {"region": [f"r{i}" for i in range(len(shapes))]}, geometry=shapes, crs="EPSG:4326"
    )
    path = write(tmp_path, layer)
    assert told(path) == []
    outlines = read_outlines(path)
    drawn_areas = shapely.area(outlines.geometry.to_numpy())
    assert drawn_areas.tolist() == pytest.approx([shape.area for shape in shapes])


def test_one_feature_without_a_collection(tmp_path):
    assert told(written(tmp_path, collection(squares())["features"][0])) == []


def test_members_that_geojson_allows(tmp_path):
    record = collection(squares()) | {"name": "沿海", "bbox": [120, 28, 123, 29], "licence": "CC0"}
    for number, feature in enumerate(record["features"]):
        feature |= {"id": number, "bbox": [120, 28, 121, 29]}
        feature["properties"] |= {"中文名": {"全称": "市"}, "tags": ["a"], "none": None}
    assert told(written(tmp_path, record)) == []


def test_codes_that_are_words_or_long(tmp_path):
    for codes in (("DEA11", "DEA12", "DEA13"), ("3303000010010", "x y", "市")):
        assert told(drawn(tmp_path, squares(codes))) == []


def test_a_path_with_spaces_and_chinese(tmp_path):
    folder = tmp_path / "数据 2020"
    folder.mkdir()
    path = shapefile(folder, squares())
    assert told(path) == []


def test_capitals_in_the_suffix(tmp_path):
    path = drawn(tmp_path, squares())
    assert told(path.rename(tmp_path / "OUTLINES.GEOJSON")) == []


def test_points_of_regions_that_are_not_drawn_do_not_matter(tmp_path):
    table = pd.DataFrame(
        {
            "region": ["330200", "330300", "331000"],
            "longitude": [120.5, None, 122.5],
            "latitude": [28.5, 28.5, None],
        }
    )
    assert told(drawn(tmp_path, squares()), table) == []


def test_a_point_on_the_coast_may_lie_outside_its_outline(tmp_path):
    table = pd.DataFrame({"region": ["330200"], "longitude": [119.8], "latitude": [27.9]})
    problems = told(drawn(tmp_path, squares(("330200",))), table)
    assert problems == []


def with_outlines():
    return [name for name in studies if (studies[name] / "boundaries.geojson").exists()]


@pytest.mark.parametrize("name", with_outlines())
def test_the_shipped_outlines_pass_without_a_word(name):
    started = time.perf_counter()
    outlines, problems = outline_problems(
        studies[name] / "boundaries.geojson", regions=load(name).regions
    )
    assert problems == []
    assert time.perf_counter() - started < 5
    record = json.loads((studies[name] / "boundaries.geojson").read_text("utf-8"))
    assert outlines["region"].tolist() == [f["properties"]["region"] for f in record["features"]]
    assert outlines.geometry.is_valid.all()


def test_there_are_shipped_outlines():
    assert {"zhejiang_guangdong", "china_prefectures"} <= set(with_outlines())
