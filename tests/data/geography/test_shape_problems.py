"""Shapes that cannot stand for an area are named by region, with the place."""

from __future__ import annotations

import copy

import geopandas
import pandas as pd
import pytest
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from tests.data.geography.drawn import (
    CODES,
    codes,
    collection,
    drawn,
    only,
    regions,
    squares,
    told,
    written,
)
from workbench.data.geography import read_outlines
from workbench.data.geography.overlaps import overlaps


def with_shapes(**shapes) -> geopandas.GeoDataFrame:
    """Regions a, b, … with the given shapes."""
    frame = {"region": list(shapes)}
    return geopandas.GeoDataFrame(frame, geometry=list(shapes.values()), crs="EPSG:4326")


def replaced(shape, row: int = 1) -> geopandas.GeoDataFrame:
    """The squares with one replaced."""
    shapes = list(squares().geometry)
    shapes[row] = shape
    return squares().set_geometry(geopandas.GeoSeries(shapes, crs="EPSG:4326"))


BOW_TIE = Polygon([(121, 28), (122, 29), (122, 28), (121, 29)])
HOLE_OUTSIDE = Polygon(
    [(121, 28), (122, 28), (122, 29), (121, 29)],
    [[(125, 28.2), (125.2, 28.2), (125.2, 28.4), (125, 28.2)]],
)


@pytest.mark.parametrize(
    ("shape", "code", "words"),
    [
        (None, "CLW-G06", "the outline of 330300 has no shape"),
        (Polygon(), "CLW-G05", "the outline of 330300 is empty"),
        (MultiPolygon(), "CLW-G05", "the outline of 330300 is empty"),
        (BOW_TIE, "CLW-G04", "330300 (self-intersection at x = 121.5, y = 28.5)"),
        (HOLE_OUTSIDE, "CLW-G04", "330300 (hole lies outside shell at x = 125, y = 28.2)"),
        (Point(121.5, 28.5), "CLW-G07", "330300 (Point)"),
        (LineString([(121, 28), (122, 28)]), "CLW-G07", "330300 (LineString)"),
        (
            GeometryCollection([box(121, 28, 122, 29), LineString([(121, 28), (122, 28)])]),
            "CLW-G07",
            "330300 (GeometryCollection)",
        ),
        (box(120, 28, 121.52, 29), "CLW-G09", "330200 and 330300 by 100.0% of the smaller"),
        (box(121.1, 28.1, 121.2, 28.2), None, ""),
        (box(120, 28, 121, 29), "CLW-G27", "330200 and 330300 by 100.0% of the smaller"),
        (box(120.9, 28, 122, 29), "CLW-G09", "330200 and 330300 by 10.0% of the smaller"),
    ],
)
def test_one_bad_shape(tmp_path, shape, code, words):
    problems = told(drawn(tmp_path, replaced(shape)), regions())
    if code is None:
        assert problems == []
        return
    problem = only(problems)
    assert problem.code == code
    assert words in problem.message
    assert problem.value


def test_all_bad_shapes_are_told_in_one_pass(tmp_path):
    bad = with_shapes(
        a=None,
        b=Polygon(),
        c=BOW_TIE,
        d=Point(3, 3),
        e=box(0, 0, 1, 1),
        f=box(0.5, 0, 1.5, 1),
        g=Polygon(),
    )
    problems = told(drawn(tmp_path, bad))
    assert codes(problems) == ["CLW-G06", "CLW-G05", "CLW-G07", "CLW-G04", "CLW-G09"]
    assert problems[1].message == "the outline of b, g is empty"
    assert problems[1].more == 1


def test_a_small_overlap_is_a_warning_and_a_tiny_one_is_not_told(tmp_path):
    small = told(drawn(tmp_path, replaced(box(120.97, 28, 122, 29))), regions())
    assert (codes(small), codes(small, is_warning=True)) == ([], ["CLW-G09"])
    assert "330200 and 330300 by 3.0%" in small[0].message
    assert told(drawn(tmp_path, replaced(box(120.995, 28, 122, 29))), regions()) == []


def test_an_enclave_that_was_not_cut_out(tmp_path):
    problem = only(told(drawn(tmp_path, with_shapes(a=box(0, 0, 9, 9), b=box(3, 3, 4, 4)))))
    assert problem.code == "CLW-G09"
    assert problem.value == "a and b"
    assert "parent" in problem.remedy


def test_a_region_may_lie_on_the_one_it_belongs_to(tmp_path):
    layers = with_shapes(
        land=box(0, 0, 2, 1), west=box(0, 0, 1, 1), east=box(1, 0, 2, 1), town=box(0, 0, 0.5, 0.5)
    )
    table = pd.DataFrame(
        {"region": ["land", "west", "east", "town"], "parent": [None, "land", "land", "west"]}
    )
    for rows in (layers, layers.iloc[::-1]):
        assert told(drawn(tmp_path, rows), table) == []
    strangers = table.assign(parent=[None, "land", None, "west"])
    problem = only(told(drawn(tmp_path, layers), strangers))
    assert (problem.code, problem.value) == ("CLW-G09", "land and east")


def test_shares_are_of_the_smaller():
    found = overlaps(with_shapes(a=box(0, 0, 10, 1), b=box(9, 0, 11, 1), c=box(10.5, 0, 12, 1)))
    rows = found.set_index(["region", "other"])["share"].round(6).to_dict()
    assert rows == {("a", "b"): 0.5, ("b", "c"): round(0.5 / 1.5, 6)}


def test_crossing_outlines_are_measured_all_the_same(tmp_path):
    problems = told(drawn(tmp_path, with_shapes(a=BOW_TIE, b=box(121, 28, 122, 29))))
    assert codes(problems) == ["CLW-G04", "CLW-G09"]


def test_a_sliver_is_told(tmp_path):
    sliver = box(125, 28, 125 + 1e-7, 28 + 1e-7)
    thin = box(125, 28, 125.5, 28 + 4e-6)
    for part in (sliver, thin):
        problems = told(drawn(tmp_path, replaced(MultiPolygon([box(121, 28, 122, 29), part]))))
        assert (codes(problems), codes(problems, is_warning=True)) == ([], ["CLW-G18"])
        assert "330300" in problems[0].message
        assert "square degrees (a sliver)" in problems[0].message


def test_a_gap_that_may_be_drawn_is_told(tmp_path):
    problems = told(drawn(tmp_path, replaced(box(121.0004, 28, 122, 29))), regions())
    assert [(p.code, p.value, p.is_warning) for p in problems] == [
        ("CLW-G17", "330200 and 330300", True)
    ]
    assert told(drawn(tmp_path, replaced(box(121.01, 28, 122, 29))), regions()) == []


def test_small_districts_beyond_each_other_are_no_gap(tmp_path):
    row = {f"d{i}": box(i * 5e-4, 0, (i + 1) * 5e-4, 5e-4) for i in range(3)}
    assert told(drawn(tmp_path, with_shapes(**row))) == []


# Misshapen in the file


@pytest.mark.parametrize(
    ("coordinates", "words"),
    [
        ([[[121, 28], [122, 28], [122, 29]]], "begins at [121, 28] and ends at [122, 29]"),
        ([[[121, 28], [122, 28]]], "at least 4 coordinates"),
        ([[[121, 28], [122, 28], [None, 29], [121, 28]]], "feature 2 (330300)"),
        ([[[121], [122], [122], [121]]], "feature 2 (330300)"),
        ([[["121", "28"], [122, 28], [122, 29], ["121", "28"]]], "text, not numbers"),
        ([[["x", 28], [122, 28], [122, 29], ["x", 28]]], "feature 2 (330300)"),
        ("nothing", "feature 2 (330300)"),
        (None, "feature 2 (330300)"),
        ([[121, 28], [122, 28], [122, 29], [121, 28]], "feature 2 (330300)"),
    ],
)
def test_misshapen_rings(tmp_path, coordinates, words):
    record = collection(squares())
    record["features"][1]["geometry"]["coordinates"] = coordinates
    problem = only(told(written(tmp_path, record), regions()))
    assert problem.code == "CLW-G04"
    assert words in problem.message
    assert problem.value == "330300"


def test_a_geometry_of_an_unknown_type(tmp_path):
    record = collection(squares())
    record["features"][1]["geometry"]["type"] = "Polygone"
    assert only(told(written(tmp_path, record))).code == "CLW-G04"


def test_all_shapes_misshapen(tmp_path):
    record = collection(squares())
    for feature in record["features"]:
        feature["geometry"]["coordinates"] = None
    assert codes(told(written(tmp_path, record))) == ["CLW-G04"] * 3


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "1e308", "-1e30"])
def test_coordinates_that_are_no_numbers(tmp_path, number):
    record = collection(squares())
    ring = record["features"][1]["geometry"]["coordinates"][0]
    record = copy.deepcopy(record)
    ring = record["features"][1]["geometry"]["coordinates"][0]
    ring[2] = [987654321, 29]
    path = written(tmp_path, record)
    path.write_text(path.read_text().replace("987654321", number))
    problem = only(told(path, regions()))
    assert (problem.code, problem.value) == ("CLW-G29", "330300")


# Clean, if unusual


def test_collections_of_polygons_become_areas(tmp_path):
    parts = GeometryCollection([box(121, 28, 121.4, 29), MultiPolygon([box(121.6, 28, 122, 29)])])
    path = drawn(tmp_path, replaced(parts))
    assert told(path, regions()) == []
    shape = read_outlines(path).set_index("region").geometry[CODES[1]]
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == pytest.approx(0.8)


def test_collections_within_collections(tmp_path):
    deep = GeometryCollection([GeometryCollection([MultiPolygon([box(121, 28, 121.4, 29)])])])
    path = drawn(tmp_path, replaced(deep))
    assert codes(told(path)) == []
    assert read_outlines(path).geometry.iloc[1].area == pytest.approx(0.4)
