"""Neighbours hang on codes, not on rows; the card names islands, parts and doubts."""

from __future__ import annotations

import math

import geopandas
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from shapely.geometry import MultiPolygon, Point, Polygon, box

from tests.data.geography.drawn import regions, squares
from workbench.data import load
from workbench.data.geography import Neighbours, neighbours
from workbench.errors import ParameterError, StudyError

SIX = tuple("abcdef")


def two_groups() -> geopandas.GeoDataFrame:
    """a-b-c in a row, d-e far away, f alone."""
    west = [0, 1, 2, 10, 11, 20]
    shapes = [box(x, 0, x + 1, 1) for x in west]
    return geopandas.GeoDataFrame({"region": SIX}, geometry=shapes, crs="EPSG:4326")


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "region": SIX,
            "name": ["Ann", "Bea", "Cleo", "Dot", "Eve", None],
            "longitude": [0.5, 1.5, 2.5, 10.5, 11.5, 20.5],
            "latitude": 0.5,
        }
    )


def links(found: Neighbours) -> dict[tuple[str, str], float]:
    """Every link with its weight."""
    weights = found.graph.adjacency
    return {pair: w for pair, w in weights.to_dict().items() if pair[0] != pair[1]}


def refused(error, *arguments, **options):
    with pytest.raises(error) as caught:
        neighbours(*arguments, **options)
    [problem] = caught.value.problems
    return problem


# Who is whose neighbour


def test_touching():
    found = neighbours(table(), two_groups(), transform="binary")
    pairs = {("a", "b"), ("b", "c"), ("d", "e")}
    assert set(links(found)) == pairs | {(b, a) for a, b in pairs}
    assert set(links(found).values()) == {1}
    assert found.regions == list(SIX)
    assert found.counts.to_dict() == {"a": 1, "b": 2, "c": 1, "d": 1, "e": 1, "f": 0}


def test_weights_by_row_add_up_to_one():
    found = links(neighbours(table(), two_groups()))
    assert found["b", "a"] == found["b", "c"] == 0.5
    assert found["a", "b"] == 1


def test_a_corner_and_an_overlap_are_touching():
    shapes = [box(0, 0, 1, 1), box(1, 1, 2, 2), box(1.9, 1, 3, 2)]
    layer = geopandas.GeoDataFrame({"region": list("abc")}, geometry=shapes, crs="EPSG:4326")
    found = neighbours(table().iloc[:3], layer)
    assert set(links(found)) == {("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")}


def test_borders_without_common_corners_touch_all_the_same():
    """A corner lies on the neighbour's side; a rule of common corners would miss the pair."""
    shapes = [box(0, 0, 1, 3), box(1, 1, 2, 2)]
    layer = geopandas.GeoDataFrame({"region": ["a", "b"]}, geometry=shapes, crs="EPSG:4326")
    assert links(neighbours(table().iloc[:2], layer))
    by_corners = Graph.build_contiguity(layer.set_index("region"), rook=False)
    assert list(by_corners.isolates) == ["a", "b"]


def test_shipped_neighbours_are_those_of_libpysal():
    study = load("china_prefectures")
    found = neighbours(study.regions, study.boundaries, transform="binary")
    theirs = Graph.build_contiguity(study.boundaries.set_index("region"), rook=False)
    expected = {pair for pair, w in theirs.adjacency.to_dict().items() if w > 0}
    assert set(links(found)) == expected


def arc_km(a: pd.Series, b: pd.Series) -> float:
    """The distance on a sphere (haversine)."""
    (x1, y1), (x2, y2) = np.radians(a), np.radians(b)
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


@pytest.fixture(scope="module")
def scattered():
    random = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "region": [f"r{i:02}" for i in range(30)],
            "longitude": random.uniform(-180, 180, 30),
            "latitude": random.uniform(-80, 80, 30),
        }
    )


def distances(points: pd.DataFrame) -> pd.DataFrame:
    place = points.set_index("region")
    codes = list(place.index)
    rows = [[arc_km(place.loc[a], place.loc[b]) for b in codes] for a in codes]
    return pd.DataFrame(rows, codes, codes)


@pytest.mark.parametrize("k", [1, 4, 29])
def test_nearest(scattered, k):
    far = distances(scattered)
    found = links(neighbours(scattered, kind="nearest", k=k))
    for code in far:
        own = {other for focal, other in found if focal == code}
        assert own == set(far[code].drop(code).nsmallest(k).index)


def test_within_a_distance(scattered):
    far = distances(scattered)
    found = set(links(neighbours(scattered, kind="distance", distance_km=3000)))
    assert found == {(a, b) for a in far for b in far if a != b and far.loc[a, b] <= 3000}
    everyone = neighbours(scattered, kind="distance", distance_km=50_000)
    assert len(links(everyone)) == 30 * 29


def test_across_the_date_line():
    points = pd.DataFrame({"region": ["a", "b"], "longitude": [179.9, -179.9], "latitude": 0.0})
    assert links(neighbours(points, kind="distance", distance_km=30))


def test_without_coordinates_the_middles_of_outlines_are_points():
    bare = table().drop(columns=["longitude", "latitude"])
    found = neighbours(bare, two_groups(), kind="nearest", k=2)
    assert links(found).keys() == links(neighbours(table(), kind="nearest", k=2)).keys()
    partly = table().assign(longitude=lambda t: t["longitude"].where(t["region"] != "b"))
    found = neighbours(partly, two_groups(), kind="nearest", k=2)
    assert links(found).keys() == links(neighbours(table(), kind="nearest", k=2)).keys()


# By code, never by position


@pytest.mark.parametrize("options", [{}, {"kind": "nearest", "k": 1}, {"kind": "nearest", "k": 3}, {"kind": "distance", "distance_km": 200}])  # fmt: skip
def test_the_order_of_the_rows_is_irrelevant(options):
    first = neighbours(table(), two_groups(), **options)
    for seed in range(4):
        random = np.random.default_rng(seed)
        rows, shapes = table().iloc[random.permutation(6)], two_groups().iloc[random.permutation(6)]
        again = neighbours(rows, shapes, **options)
        assert again.graph.adjacency.equals(first.graph.adjacency)
        assert again.as_record() == first.as_record()


def test_equally_near_regions_are_taken_in_the_order_of_their_codes():
    place = pd.DataFrame(
        {"region": ["a", "b", "c"], "longitude": [1.0, 0.0, -1.0], "latitude": 0.0}
    )
    for rows in ([0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]):
        found = neighbours(place.iloc[rows], kind="nearest", k=1)
        assert links(found) == {("a", "b"): 1, ("b", "a"): 1, ("c", "b"): 1}


def test_other_index_labels_do_not_matter():
    odd = two_groups().set_index(pd.Index([5, 4, 3, 2, 1, 0]))
    assert links(neighbours(table(), odd)) == links(neighbours(table(), two_groups()))


def test_outlines_of_other_regions_do_not_take_part():
    found = neighbours(table().iloc[[0, 2]], two_groups())
    assert found.islands == ("a", "c")


def test_inputs_are_not_changed():
    rows, shapes = table(), two_groups()
    neighbours(rows, shapes)
    pd.testing.assert_frame_equal(rows, table())
    assert shapes.equals(two_groups())


# The card


def test_the_card_counts_and_names():
    assert neighbours(table(), two_groups()).as_record() == {
        "kind": "touching",
        "rule": "neighbours touch",
        "transform": "row",
        "regions": 6,
        "links": 6,
        "fewest": 0,
        "mean": 1.0,
        "most": 2,
        "islands": ["f"],
        "components": 3,
        "small_components": [["Dot (d)", "Eve (e)"]],
        "notes": [],
    }


def test_the_card_in_words():
    text = repr(neighbours(table().assign(name=list("uvwxyz")), two_groups()))
    assert "neighbours: neighbours touch" in text
    assert "regions: 6, 6 links" in text
    assert "neighbours a region: 0 to 2, mean 1.0" in text
    assert "without neighbours: z (f)" in text
    assert "components: 3" in text
    assert "small components: x (d) + y (e)" in text
    assert "note" not in text


def test_the_card_as_html_is_escaped():
    page = neighbours(table().assign(name="<script>"), two_groups())._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt; (f)" in page


def test_islands_are_a_warning_with_their_names():
    [problem] = neighbours(table().assign(name="Zhoushan"), two_groups()).problems("b.geojson")
    assert (problem.code, problem.value, problem.is_warning) == ("CLW-G17", "f", True)
    assert "Zhoushan (f)" in problem.message
    assert neighbours(table(), kind="nearest", k=1).problems() == []


def test_gaps_are_doubts():
    shapes = [box(0, 0, 1, 1), box(1.0004, 0, 2, 1), box(2.5, 0, 3, 1)]
    layer = geopandas.GeoDataFrame({"region": list("abc")}, geometry=shapes, crs="EPSG:4326")
    found = neighbours(table().iloc[:3], layer)
    assert found.islands == ("a", "b", "c")
    [note] = found.notes
    assert note.startswith("1 pairs of regions nearly touch")
    assert note.endswith("a and b")
    assert note in repr(found)
    assert neighbours(table().iloc[:3], layer.iloc[::-1]).notes == found.notes


def test_slivers_are_doubts():
    sliver = box(1, 0, 1 + 1e-7, 1e-7)
    shapes = [MultiPolygon([box(-5, 0, -4, 1), sliver]), box(1, 0, 2, 1)]
    layer = geopandas.GeoDataFrame({"region": ["a", "b"]}, geometry=shapes, crs="EPSG:4326")
    found = neighbours(table().iloc[:2], layer)
    assert links(found)
    assert "sliver" in found.notes[0]


def test_the_shipped_studies_island_is_named():
    study = load("zhejiang_guangdong")
    prefectures = study.regions[study.regions["level"] == "prefecture"]
    card = neighbours(prefectures, study.boundaries).as_record()
    assert (card["regions"], card["links"], card["islands"]) == (32, 116, ["Zhoushan (330900)"])
    assert (card["components"], card["notes"]) == (3, [])


# Refusals


@pytest.mark.parametrize("k", [-3, 0, 3, 90, 1.5, True])
def test_k_out_of_range(k):
    problem = refused(ParameterError, regions(), kind="nearest", k=k)
    assert problem.code == "CLW-P05"
    assert problem.message == (
        f"k = {k}: must be at least 1 and less than the number of regions (3)"
    )
    assert problem.value == str(k)


@pytest.mark.parametrize("distance", [0, -5, math.nan, math.inf])
def test_a_distance_out_of_range(distance):
    problem = refused(ParameterError, regions(), kind="distance", distance_km=distance)
    assert problem.code == "CLW-P04"


def test_a_distance_that_is_not_given():
    assert refused(ParameterError, regions(), kind="distance").code == "CLW-P08"


def test_choices_are_told_together():
    with pytest.raises(ParameterError, match="nearest: touching") as caught:
        neighbours(regions(), kind="touch", transform="rows")
    assert [p.code for p in caught.value.problems] == ["CLW-P07", "CLW-P07"]


def test_too_few_regions():
    for rows in (regions().iloc[:1], regions().iloc[:0]):
        problem = refused(StudyError, rows, squares())
        assert (problem.code, problem.value) == ("CLW-G22", str(len(rows)))


def test_a_region_twice():
    rows = pd.concat([regions(), regions().iloc[:1]])
    assert refused(StudyError, rows, squares()).code == "CLW-T26"
    shapes = pd.concat([squares(), squares().iloc[:1]])
    problem = refused(StudyError, regions(), shapes)
    assert (problem.code, problem.value) == ("CLW-G08", "330200")


def test_points_where_polygons_are_needed():
    points = squares().set_geometry([Point(x, 28) for x in (120, 121, 122)])
    problem = refused(StudyError, regions(), points)
    assert problem.code == "CLW-G07"
    assert 'kind="nearest"' in problem.remedy


def test_regions_that_lie_nowhere():
    assert refused(StudyError, regions()).code == "CLW-G23"
    empty = squares().set_geometry([Polygon(), None, box(0, 0, 1, 1)], crs="EPSG:4326")
    for shapes in (squares().iloc[2:], empty):
        problem = refused(StudyError, regions(), shapes)
        assert (problem.code, problem.value, problem.more) == ("CLW-G23", "330200", 1)
    bare = regions().drop(columns="longitude")
    assert refused(StudyError, bare, kind="nearest", k=1).code == "CLW-G23"
