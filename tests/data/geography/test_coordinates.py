"""Coordinates that are not what they are said to be, told only where there is evidence."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

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
from workbench.data.geography import read_outlines
from workbench.data.geography.reference_systems import likely_systems, reference_system
from workbench.data.reading import Layout
from workbench.errors import StudyError


def bare(layer: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """The layer without its reference system."""
    return layer.set_crs(None, allow_override=True)


def labelled(layer: geopandas.GeoDataFrame, crs: str) -> geopandas.GeoDataFrame:
    """The layer with a reference system that is not its own."""
    return layer.set_crs(crs, allow_override=True)


def turned(layer: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """The layer with latitude before longitude."""
    shapes = shapely.transform(layer.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return layer.set_geometry(geopandas.GeoSeries(shapes, layer.index, crs=layer.crs))


def lies_as_drawn(outlines: geopandas.GeoDataFrame) -> bool:
    return np.allclose(outlines.total_bounds, squares().total_bounds, atol=1e-4)


# Metres where degrees belong


@pytest.mark.parametrize(
    ("crs", "with_points", "likely"),
    [
        ("EPSG:3857", False, "EPSG:3857"),
        ("EPSG:3857", True, "EPSG:3857"),
        ("EPSG:32651", True, "EPSG:32651"),
        ("EPSG:4499", False, "EPSG:4499"),  # CGCS2000, six degrees, zone 21 before the easting
        ("EPSG:4528", False, "EPSG:4528"),  # CGCS2000, three degrees, zone 40
    ],
)
def test_geojson_in_metres(tmp_path, crs, with_points, likely):
    path = drawn(tmp_path, squares().to_crs(crs))
    table = regions() if with_points else None
    problem = only(told(path, table))
    assert problem.code == "CLW-G15"
    assert f"likely {likely}" in problem.message
    assert problem.remedy.startswith(f"--read crs={likely}")
    assert lies_as_drawn(read_outlines(path, Layout(crs=crs), regions()))


def test_metres_of_an_unknown_zone(tmp_path):
    problem = only(told(drawn(tmp_path, squares().to_crs("EPSG:32651"))))
    assert problem.code == "CLW-G15"
    assert "UTM zone or grid" in problem.message


@pytest.mark.parametrize(
    ("crs", "with_points"), [("EPSG:4528", False), ("EPSG:4528", True), ("EPSG:3857", True)]
)
def test_metres_with_northing_first(tmp_path, crs, with_points):
    table = regions() if with_points else None
    problem = only(told(drawn(tmp_path, turned(squares().to_crs(crs))), table))
    assert problem.code == "CLW-G15"
    assert f"likely {crs} with y before x" in problem.message
    assert "swap x and y" in problem.remedy


def test_one_outline_in_metres_is_named(tmp_path):
    mixed = pd.concat([squares()[:2], labelled(squares()[2:].to_crs("EPSG:3857"), "EPSG:4326")])
    problem = only(told(drawn(tmp_path, mixed), regions()))
    assert problem.code == "CLW-G15"
    assert "331000" in problem.message
    assert "330200" not in problem.message


# No system, or one that nobody knows


def test_a_shapefile_without_a_prj(tmp_path):
    path = shapefile(tmp_path, bare(squares()))
    problem = only(told(path, regions()))
    assert problem.code == "CLW-G02"
    assert "likely EPSG:4326 or EPSG:4490" in problem.message
    assert problem.remedy == "--read crs=EPSG:4326"
    assert told(path, regions(), crs="EPSG:4490") == []


def test_metres_without_a_prj(tmp_path):
    path = shapefile(tmp_path, bare(squares().to_crs("EPSG:3857")))
    problem = only(told(path))
    assert (problem.code, problem.remedy) == ("CLW-G02", "--read crs=EPSG:3857")
    assert lies_as_drawn(read_outlines(path, Layout(crs="EPSG:3857")))


def test_a_geopackage_without_a_system(tmp_path):
    path = tmp_path / "outlines.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        bare(squares()).to_file(path)
    assert only(told(path)).code == "CLW-G02"


@pytest.mark.parametrize("crs", ["EPSG:99999", "4326", "WGS84", "+proj=longlat", "/etc/passwd", ""])
def test_systems_nobody_knows(tmp_path, crs):
    problem = only(told(shapefile(tmp_path, bare(squares())), crs=crs))
    assert problem.code == "CLW-G02"
    assert problem.value == crs


def test_a_member_crs_nobody_knows(tmp_path):
    record = collection(squares())
    for crs in ({"type": "name", "properties": {"name": "mine"}}, {"type": "link"}, "x"):
        record["crs"] = crs
        assert only(told(written(tmp_path, record))).code == "CLW-G02"


def test_a_declaration_against_the_file_is_told(tmp_path):
    path = shapefile(tmp_path, labelled(squares().to_crs("EPSG:3857"), "EPSG:32651"))
    problems = told(path, regions(), crs="EPSG:3857")
    assert (codes(problems), codes(problems, is_warning=True)) == ([], ["CLW-G02", "CLW-G28"])


def test_names_of_systems():
    assert reference_system("epsg:4490", "x") == "EPSG:4490"
    assert reference_system("urn:ogc:def:crs:OGC:1.3:CRS84", "x") == "OGC:CRS84"
    with pytest.raises(StudyError, match="no coordinate reference system is called"):
        reference_system("EPSG:4490; rm", "x")


def test_guesses_by_magnitude():
    assert likely_systems(40_500_000, 3_300_000) == ["EPSG:4528"]
    assert likely_systems(500_000, 3_300_000) == []
    assert likely_systems(13_358_338, 3_503_549, (120.0, 30.0)) == ["EPSG:3857"]
    assert likely_systems(500_000, 6_200_000, (-70.0, 34.0)) == []
    assert likely_systems(350_000, 6_250_000, (-70.6, -33.9)) == ["EPSG:32719"]


# The wrong system


def test_degrees_said_to_be_metres(tmp_path):
    for crs in ("EPSG:3857", "EPSG:32651"):
        problem = only(told(shapefile(tmp_path, labelled(squares(), crs)), regions()))
        assert (problem.code, problem.remedy) == ("CLW-G14", "--read crs=EPSG:4326")
        assert "the coordinates are degrees" in problem.message


def test_metres_said_to_be_degrees(tmp_path):
    layer = labelled(squares().to_crs("EPSG:3857"), "EPSG:4326")
    problem = only(told(shapefile(tmp_path, layer), regions()))
    assert problem.code == "CLW-G15"
    assert "likely EPSG:3857" in problem.message


def test_metres_of_another_system(tmp_path):
    """Web Mercator read as a zone of UTM lies far from the zone."""
    layer = labelled(squares().to_crs("EPSG:3857"), "EPSG:32651")
    problem = only(told(shapefile(tmp_path, layer)))
    assert problem.code == "CLW-G14"
    assert problem.remedy == "--read crs=EPSG:3857"


def test_the_zone_beside(tmp_path):
    """Six degrees off: only the study's own coordinates can tell."""
    path = shapefile(tmp_path, labelled(squares().to_crs("EPSG:32651"), "EPSG:32650"))
    assert codes(told(path)) == []
    problem = only(told(path, regions()))
    assert problem.code == "CLW-G14"
    assert "elsewhere than longitude and latitude in the table regions" in problem.message


def test_degrees_of_another_continent_are_told(tmp_path):
    problems = told(shapefile(tmp_path, labelled(squares(), "EPSG:4269")))
    assert (codes(problems), codes(problems, is_warning=True)) == ([], ["CLW-G14"])


# Latitude before longitude


def test_swapped_axes_beyond_the_pole(tmp_path):
    problem = only(told(drawn(tmp_path, turned(squares())), regions()))
    assert problem.code == "CLW-G03"
    assert "there is no latitude of 123" in problem.message


def test_swapped_axes_outside_the_area_of_the_system(tmp_path):
    france = geopandas.GeoDataFrame(
        {"region": ["67"]}, geometry=[box(7, 48, 8, 49)], crs="EPSG:4171"
    )  # RGF93, used in France
    problem = only(told(shapefile(tmp_path, turned(france))))
    assert problem.code == "CLW-G03"
    assert "France" in problem.message


def test_swapped_axes_by_the_coordinates_of_the_study(tmp_path):
    """In Europe both orders are places: only the table can tell, and without it nothing is said."""
    west = squares().set_geometry(squares().translate(-115, 20))
    path = drawn(tmp_path, turned(west))
    table = regions().assign(longitude=lambda t: t["longitude"] - 115, latitude=48.5)
    assert told(path) == []
    assert only(told(path, table)).code == "CLW-G03"
    assert told(drawn(tmp_path, west), table) == []


def test_outlines_with_each_others_codes_are_told(tmp_path):
    far = squares(tuple("abcde")).assign(region=list("ebcda"))
    table = regions(tuple("abcde"))
    problems = told(drawn(tmp_path, far), table)
    assert (codes(problems), codes(problems, is_warning=True)) == ([], ["CLW-G14"])
    assert "e, a" in problems[0].message


def test_one_outline_with_swapped_axes_is_named(tmp_path):
    mixed = pd.concat([squares()[:2], turned(squares()[2:])])
    problem = only(told(drawn(tmp_path, mixed)))
    assert problem.code == "CLW-G03"
    assert "(331000)" in problem.message


def test_swapped_and_in_metres_at_once(tmp_path):
    metres = labelled(squares()[1:2].to_crs("EPSG:3857"), "EPSG:4326")
    mixed = pd.concat([squares()[:1], metres, turned(squares()[2:])])
    problems = told(drawn(tmp_path, mixed))
    assert codes(problems) == ["CLW-G03", "CLW-G15"]
    assert "331000" in problems[0].message
    assert "330300" in problems[1].message


def test_a_table_with_swapped_coordinates_is_the_tables_fault(tmp_path):
    table = regions().rename(columns={"longitude": "latitude", "latitude": "longitude"})
    assert told(drawn(tmp_path, squares()), table) == []


# Clean, if unusual


@pytest.mark.parametrize(
    "crs", ["EPSG:3857", "EPSG:32651", "EPSG:4528", "EPSG:2437", "ESRI:102025"]
)
def test_a_stated_system_in_metres_is_turned_and_told(tmp_path, crs):
    path = shapefile(tmp_path, squares().to_crs(crs))
    problems = told(path, regions())
    assert (codes(problems), codes(problems, is_warning=True)) == ([], ["CLW-G28"])
    outlines = read_outlines(path, regions=regions())
    assert outlines.crs == "EPSG:4326"
    assert lies_as_drawn(outlines)


def test_kilometres_near_their_origin_are_no_degrees(tmp_path):
    crs = "+proj=laea +lat_0=28.5 +lon_0=121.5 +units=km +datum=WGS84"
    path = tmp_path / "outlines.gpkg"
    squares().to_crs(crs).to_file(path)
    assert codes(told(path, regions())) == []
    assert lies_as_drawn(read_outlines(path))


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4326", "EPSG:4979", "OGC:CRS84"])
@pytest.mark.parametrize("suffix", ["shp", "gpkg"])
def test_degrees_by_other_names(tmp_path, crs, suffix):
    path = tmp_path / f"outlines.{suffix}"
    labelled(squares(), crs).to_file(path)
    assert told(path, regions()) == []
    assert lies_as_drawn(read_outlines(path))


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4490", "EPSG:4326"]
)
def test_a_member_crs_in_degrees(tmp_path, name):
    record = collection(squares()) | {"crs": {"type": "name", "properties": {"name": name}}}
    assert told(written(tmp_path, record), regions()) == []


def test_a_member_crs_in_metres(tmp_path):
    name = "urn:ogc:def:crs:EPSG::3857"
    record = collection(squares().to_crs("EPSG:3857"))
    path = written(tmp_path, record | {"crs": {"type": "name", "properties": {"name": name}}})
    problems = told(path, regions())
    assert (codes(problems), codes(problems, is_warning=True)) == ([], ["CLW-G28"])
    assert lies_as_drawn(read_outlines(path))


def test_a_null_crs_is_degrees(tmp_path):
    assert told(written(tmp_path, collection(squares()) | {"crs": None}), regions()) == []


def test_across_the_date_line(tmp_path):
    """Split at 180 degrees, or counted on past it; the table counts its own way."""
    split = shapely.union_all([box(178, -18, 180, -16), box(-180, -18, -178, -16)])
    table = pd.DataFrame({"region": ["FJ"], "longitude": [-179.0], "latitude": [-17.0]})
    for shape in (split, box(178, -18, 182, -16)):
        layer = geopandas.GeoDataFrame({"region": ["FJ"]}, geometry=[shape], crs="EPSG:4326")
        assert told(drawn(tmp_path, layer), table) == []


def test_codes_order_the_outlines_whatever_their_rows(tmp_path):
    backwards = drawn(tmp_path, squares().iloc[::-1])
    assert told(backwards, regions()) == []
    outlines = read_outlines(backwards).set_index("region")
    for i, code in enumerate(CODES):
        assert outlines.geometry[code].bounds[0] == 120 + i
