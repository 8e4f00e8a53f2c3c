"""Areas are the true ones: against the closed form of the ellipsoid and against geodesics."""

from __future__ import annotations

import math

import geopandas
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely.geometry import MultiPolygon, Point, Polygon, box

from tests.data.geography.drawn import squares
from workbench.data import load
from workbench.data.geography import area_problems, areas

HALF_AXIS_KM, FLATTENING = 6378.137, 1 / 298.257223563  # WGS 84
SPAN = 1e-6  # the projection is exact on quadrangles; this is what floating point leaves
GEODESIC = 2e-3  # borders bend otherwise between far corners: a geodesic is no parallel


def quadrangle(west: float, south: float, east: float, north: float) -> float:
    """The area between two parallels and two meridians of the ellipsoid (Snyder 1987, p. 17).

    b² λ [sin φ / (1 − e² sin² φ) + artanh(e sin φ) / e] / 2, the difference of both parallels.
    """
    eccentricity = math.sqrt(FLATTENING * (2 - FLATTENING))
    minor = HALF_AXIS_KM * (1 - FLATTENING)

    def zone(latitude: float) -> float:
        sine = math.sin(math.radians(latitude))
        return (
            sine / (1 - (eccentricity * sine) ** 2) + math.atanh(eccentricity * sine) / eccentricity
        )

    return minor**2 / 2 * math.radians(east - west) * (zone(north) - zone(south))


def layer(*shapes, crs="EPSG:4326") -> geopandas.GeoDataFrame:
    frame = {"region": [f"r{i}" for i in range(len(shapes))]}
    return geopandas.GeoDataFrame(frame, geometry=list(shapes), crs=crs)


@pytest.mark.parametrize(
    "bounds",
    [
        (120, 27, 121, 28),
        (0, 0, 1, 1),
        (-75, -40, -70, -34),
        (10, 60, 11, 61),
        (-125, 25, -66, 49),
        (-180, -90, 180, 90),
        (178, -18, 183, -16),
    ],
)
def test_quadrangles_have_their_closed_form(bounds):
    assert areas(layer(box(*bounds)))["r0"] == pytest.approx(quadrangle(*bounds), rel=SPAN)


def test_the_closed_form_is_that_of_the_earth():
    assert quadrangle(-180, -90, 180, 90) == pytest.approx(510_065_621.7, rel=1e-9)


def test_shipped_outlines_have_the_area_geodesics_enclose():
    outlines = load("zhejiang_guangdong").boundaries
    found = areas(outlines)
    earth = Geod(ellps="WGS84")
    for code, shape in zip(outlines["region"], outlines.geometry, strict=True):
        enclosed = abs(earth.geometry_area_perimeter(shape)[0]) / 1e6
        assert found[code] == pytest.approx(enclosed, rel=GEODESIC)


def test_holes_do_not_count_and_parts_do():
    ring = Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    found = areas(layer(ring, MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)])))
    assert found["r0"] == pytest.approx(quadrangle(0, 0, 3, 3) - quadrangle(1, 1, 2, 2), rel=SPAN)
    assert found["r1"] == pytest.approx(2 * quadrangle(0, 0, 1, 1), rel=SPAN)


def test_an_area_does_not_hang_on_the_other_regions_or_on_the_rows():
    alone = areas(squares(("330300",)))["330300"]
    far = pd.concat([squares(("330300",)), squares(("x",), west=-60)])
    assert areas(far)["330300"] == alone
    assert areas(far.iloc[::-1])["330300"] == alone


def test_any_coordinates_give_the_same_area():
    metres = squares().to_crs("EPSG:32651")
    assert areas(metres).to_numpy() == pytest.approx(areas(squares()).to_numpy(), rel=1e-3)


def test_no_outline_no_area():
    found = areas(layer(None, Polygon(), box(0, 0, 1, 1)))
    assert found.isna().tolist() == [True, True, False]
    assert (found.name, found.index.name) == ("area_km2", "region")


def test_a_point_has_none():
    assert areas(layer(Point(0, 0)))["r0"] == 0


# The table's areas beside those of the outlines


def table(factors) -> pd.DataFrame:
    found = areas(squares())
    return pd.DataFrame({"region": found.index, "area_km2": found.to_numpy() * factors})


@pytest.mark.parametrize("factors", [1.0, [1.2, 0.9, 1.0], [1.45, 1, 1], [np.nan] * 3, [0, 1, 1]])
def test_areas_that_agree(factors):
    assert list(area_problems(table(factors), squares(), "regions.csv")) == []
    assert list(area_problems(table(factors).iloc[::-1], squares(), "regions.csv")) == []


@pytest.mark.parametrize(
    ("factor", "unit"),
    [
        (100, "hectares"),
        (1e6, "square metres"),
        (1500, "mu"),
        (0.3861, "square miles"),
        (247.1, "acres"),
        (1e-4, "tens of thousands of square kilometres"),
    ],
)
def test_another_unit_is_named(factor, unit):
    [problem] = area_problems(table(factor), squares(), "regions.csv")
    assert (problem.code, problem.is_warning, problem.column) == ("CLW-G25", True, "area_km2")
    assert f"looks like {unit}" in problem.message
    assert f"{factor:,.4g} times" == problem.value
    assert problem.file == "regions.csv"


def test_single_regions_that_are_off_are_named_the_worst_first():
    [problem] = area_problems(table([1.6, 1, 1 / 3]), squares(), "regions.csv")
    assert (problem.code, problem.more) == ("CLW-G25", 1)
    assert problem.message.index("331000") < problem.message.index("330200")
    assert "330300" not in problem.message


def test_tables_without_areas():
    assert list(area_problems(table(1).drop(columns="area_km2"), squares(), "x")) == []
    assert list(area_problems(table(1).assign(region=["a", "b", "c"]), squares(), "x")) == []
    assert list(area_problems(table(1).astype({"area_km2": "str"}), squares(), "x")) == []


@pytest.mark.parametrize("name", ["zhejiang_guangdong", "china_prefectures"])
def test_the_shipped_areas_agree(name):
    study = load(name)
    assert list(area_problems(study.regions, study.boundaries, "regions.csv")) == []


@pytest.mark.parametrize(
    ("shape", "crs"),
    [
        (box(1.33e7, 3.1e6, 1.34e7, 3.2e6), "EPSG:4326"),  # metres said to be degrees
        (box(120, 89.5, 121, 90.5), "EPSG:4326"),
        (box(1.33e7, 3.1e6, 1.34e7, 3.2e6), None),
        (box(120, 27, math.inf, 28), "EPSG:4326"),
        (box(120, 27, 1e300, 28), "EPSG:4326"),
    ],
)
def test_outlines_that_lie_nowhere_have_no_area_to_compare(shape, crs):
    stated = pd.DataFrame({"region": ["r0", "r1"], "area_km2": [1.0, 10_900.0]})
    outlines = layer(shape, box(120, 27, 121, 28), crs=crs)
    assert list(area_problems(stated, outlines, "regions.csv")) == []
    if crs is not None:
        assert areas(outlines).isna().tolist() == [True, False]
