"""Where regions lie on the paper: true areas, insets by distance alone, the line at 180 degrees."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from shapely.geometry import MultiPolygon, box

from tests.figures.drawing import rendered, row_of_squares, said
from workbench.figures import region_map
from workbench.figures._ground import ground_of
from workbench.figures._map_furniture import bar_length_km, furnish, north_is_one
from workbench.figures.maps import map_caption

OUTLINES, REGIONS = row_of_squares()
CODES = pd.Index(OUTLINES["region"])


def towns(longitudes, latitudes) -> pd.DataFrame:
    codes = [f"t{i:03}" for i in range(len(longitudes))]
    return pd.DataFrame({"region": codes, "longitude": longitudes, "latitude": latitudes})


def mainland(*far: tuple[float, float]) -> pd.DataFrame:
    """Sixty towns on a plain, and towns elsewhere."""
    x, y = np.meshgrid(np.linspace(-120, -75, 10), np.linspace(30, 48, 6))
    return towns([*x.ravel(), *(lon for lon, _ in far)], [*y.ravel(), *(lat for _, lat in far)])


def ground(regions, outlines=None):
    codes = pd.Index(regions["region"])
    return ground_of(codes, codes, regions, outlines)


ANCHORAGE, JUNEAU, HONOLULU, HILO = (-150, 61), (-134, 58), (-158, 21), (-155, 20)


def test_far_off_parts_are_in_insets_below_the_rest():
    found = ground(mainland(ANCHORAGE, JUNEAU, HONOLULU, HILO))
    assert [frame.regions for frame in found.frames] == [("t060", "t061"), ("t062", "t063")]
    assert [frame.wind for frame in found.frames] == ["NW", "W"]
    west, south, east, _ = found.bounds
    for frame in found.frames:
        left, low, right, high = frame.box
        assert high < south, "an inset never covers the rest"
        assert west <= left < right <= east
        for code in frame.regions:
            point = found.shapes[code]
            assert left <= point.x <= right and low <= point.y <= high
    first, second = (frame.box for frame in found.frames)
    assert first[2] < second[0], "insets lie side by side"


def test_inside_an_inset_distances_are_true_to_its_scale():
    found = ground(mainland(HONOLULU, HILO))
    [frame] = found.frames
    across = found.shapes["t060"].distance(found.shapes["t061"]) / frame.scale
    assert across == pytest.approx(333, rel=0.02)  # great circle between the two
    assert frame.scale == 1
    assert frame.words.endswith("km W")


def test_a_large_far_part_is_smaller_and_says_so():
    found = ground(mainland((-179, 60), (-140, 70), (-160, 65), (-150, 60), (-170, 66)))
    [frame] = found.frames
    assert frame.scale < 0.8
    assert "of the scale" in frame.words
    assert frame.words in found.words


@pytest.mark.parametrize(
    "regions",
    [
        mainland(),
        mainland((-72, 47)),  # near
        towns([0, 1, 60, 61], [50, 50, 50, 50]),  # half of the regions are no inset
        towns([7.0], [48.0]),
        towns(np.linspace(-170, 170, 40), np.zeros(40)),  # all round the earth
        mainland(*((-160 + i / 10, 20) for i in range(9))),  # more than a tenth
    ],
    ids=["none", "near", "halves", "one", "round", "many"],
)
def test_what_is_not_far_or_not_few_stays_where_it_is(regions):
    found = ground(regions)
    assert found.frames == ()
    assert len(found.shapes) == len(regions)
    assert np.isfinite(found.shapes.total_bounds).all()


def test_only_geometry_decides():
    regions = mainland(HONOLULU)
    renamed = regions.assign(region=[f"x{i:03}" for i in range(len(regions))][::-1])
    assert ground(renamed).frames[0].box == ground(regions).frames[0].box


def test_insets_keep_the_order_and_the_area_of_outlines():
    squares = [box(i, j, i + 1, j + 1) for i in range(5) for j in range(40, 45)]
    far = box(-60, 4, -58, 6)
    codes = [f"{i:02}" for i in range(26)]
    outlines = geopandas.GeoDataFrame(
        {"region": codes}, geometry=[*squares[:3], far, *squares[3:]], crs="EPSG:4326"
    )
    found = ground(pd.DataFrame({"region": codes}), outlines)
    [frame] = found.frames
    assert frame.regions == ("03",)
    assert found.shapes.index.tolist() == codes
    globe = 6371.0**2 * np.radians(2) * (np.sin(np.radians(6)) - np.sin(np.radians(4)))
    assert found.shapes["03"].area / frame.scale**2 == pytest.approx(globe, rel=0.01)


def test_what_crosses_180_degrees_lies_together():
    found = ground(towns([178.0, 179, -179, -178], [-17.0, -18, -17, -18]))
    west, _, east, _ = found.bounds
    assert east - west < 500
    outlines = geopandas.GeoDataFrame(
        {"region": ["a", "b"]},
        geometry=[MultiPolygon([box(179, 0, 180, 1), box(-180, 0, -179, 1)]), box(177, 0, 178, 1)],
        crs="EPSG:4326",
    )
    west, _, east, _ = ground(pd.DataFrame({"region": ["a", "b"]}), outlines).bounds
    assert 400 < east - west < 500


# Scale and north


def furnished(regions) -> str:
    axes = Figure().add_subplot()
    furnish(axes, ground(regions))
    rendered(axes)
    return said(axes)


def test_scale_and_north_are_there_where_they_mean_something():
    assert furnished(towns([7.3, 7.8], [48.4, 48.7])).split() == ["5", "km", "N"]
    assert "N" not in furnished(towns([0, 30], [60, 62])), "north turns"
    assert "km" in furnished(towns([0, 30], [60, 62]))
    assert furnished(towns([70, 130], [5, 50])) == "", "too large for one scale"
    assert furnished(towns([7.0], [48.0])) == "", "one point has no extent"


def test_the_bar_is_as_long_as_it_says():
    axes = region_map(pd.Series(np.arange(12.0), CODES), REGIONS, OUTLINES, label="x")
    [bar] = axes.lines
    x = bar.get_xdata()
    assert f"{x[1] - x[0]:.0f} km" in said(axes)
    found = ground(REGIONS, OUTLINES)
    assert bar.get_ydata()[0] < found.bounds[1], "below the map"


@pytest.mark.parametrize("width", [0.0, 1e-6, 0.3, 7.0, 49.9, 50.0, 3000.0])
def test_the_length_of_the_bar_is_round(width):
    length = bar_length_km(width)
    assert length > 0
    assert f"{length:e}"[0] in "125"
    assert length <= max(width / 5, 1e-3) * 1.0001


def test_north_turns_at_the_pole():
    assert north_is_one(ground(towns([0, 2], [0, 1])))
    assert not north_is_one(ground(towns([0, 90], [85, 86])))


# The caption


def test_the_caption_states_classes_and_coordinate_system():
    values = pd.Series(np.arange(12.0) ** 2, CODES)
    words = map_caption(values, REGIONS, OUTLINES, label="jobs per km²")
    assert words == (
        "jobs per km²: 5 classes whose limits are quantiles of the values. Lambert azimuthal "
        "equal-area projection centred on 30.5° N, 116.0° E; coordinate system of the data: "
        "EPSG:4326 (WGS 84)."
    )
    around = map_caption(values - 9, REGIONS, OUTLINES, label="x", diverging=True)
    assert "5 classes around zero" in around
    assert "one class." in map_caption(values * 0, REGIONS, OUTLINES, label="x")
    assert "each of the 2 values" in map_caption(values.clip(upper=1), REGIONS, OUTLINES, label="x")
    assert "no class" in map_caption(values * np.nan, REGIONS, OUTLINES, label="x")
    assert "Insets: " in map_caption(
        pd.Series(1.0, mainland(HONOLULU)["region"]), mainland(HONOLULU), label="x"
    )
