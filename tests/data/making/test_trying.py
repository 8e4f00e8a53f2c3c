"""Outlines become part of a study only when they are fit for use."""

from __future__ import annotations

import geopandas
import pytest
from shapely.geometry import box

from workbench.data.making.trying import look_at, outcome

METRES = [box(1.33e7, 3.1e6, 1.34e7, 3.2e6), box(1.33e7, 3.2e6, 1.34e7, 3.3e6)]
DEGREES = [box(120, 27, 121, 28), box(120, 28, 121, 29)]
FAR_NORTH = [box(120, 89.5, 121, 90.5), box(120, 88, 121, 89.5)]
AHEAD = [box(27, 120, 28, 121), box(28, 120, 29, 121)]  # latitude first
APART = [box(120, 27, 121, 28), box(125, 30, 126, 31)]


def made(folder, shapes, crs="EPSG:4326"):
    """What a file of two outlines and nothing else becomes."""
    layer = geopandas.GeoDataFrame({"region": ["330300", "330200"]}, geometry=shapes, crs=crs)
    path = folder / "outlines.gpkg"
    layer.to_file(path)
    return outcome(look_at([path]))


@pytest.mark.parametrize("shapes", [METRES, FAR_NORTH, AHEAD])
def test_outlines_with_errors_are_told_and_not_used(tmp_path, shapes):
    found = made(tmp_path, shapes)
    assert [problem.is_warning for problem in found.problems] == [False]
    assert found.outlines is None
    assert "regions" not in found.tables


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_outlines_in_an_unstated_system_are_told_and_not_used(tmp_path):
    found = made(tmp_path, METRES, crs=None)
    assert {problem.code for problem in found.problems} == {"CLW-G02"}
    assert found.outlines is None


def test_outlines_without_errors_give_regions_their_areas(tmp_path):
    found = made(tmp_path, DEGREES)
    assert found.problems == ()
    assert len(found.outlines) == 2
    assert found.tables["regions"]["area_km2"].between(1e4, 1.2e4).all()


def test_a_region_past_the_date_line_has_a_longitude_all_the_same(tmp_path):
    fiji = [box(177, -19, 179, -17), box(179, -19, 182.5, -17)]  # the middles: 178 and 180.75
    found = made(tmp_path, fiji, crs=4326)
    assert found.problems == ()
    assert found.tables["regions"]["longitude"].tolist() == [178, -179.25]


def test_outlines_that_stand_apart_are_used_and_told(tmp_path):
    found = made(tmp_path, APART)
    assert [(p.code, p.is_warning) for p in found.problems] == [("CLW-G17", True)]
    assert len(found.outlines) == 2
