"""Whatever a study holds, each map is a drawing that says what it lacks, never a traceback."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from tests.figures.drawing import legend_of, row_of_squares, said
from workbench.figures.bivariate_map import bivariate_in_words, bivariate_map
from workbench.figures.bubble_map import bubble_map, bubble_map_in_words
from workbench.figures.exhibit import FigureExhibit
from workbench.figures.flow_map import flow_map, flows_in_words
from workbench.figures.local_clusters_map import local_clusters_in_words, local_clusters_map
from workbench.figures.maps import map_caption, map_in_words, region_map
from workbench.figures.small_maps import small_maps, small_maps_in_words

OUTLINES, REGIONS = row_of_squares()
CODES = OUTLINES["region"].to_numpy()
VALUES = pd.Series(np.arange(12.0), CODES)
LONG = "Xi" * 100
TAG = "<script>alert(1)</script> $x_1$ & \"'"


def categories(values: pd.Series) -> pd.Series:
    return values.map(lambda value: "high-high" if value > 5 else "not shown", na_action="ignore")


def pairs(values: pd.Series) -> pd.DataFrame:
    turned = [*values.index[1:], *values.index[:1]]
    return pd.DataFrame({"origin": values.index, "destination": turned, "value": values.to_numpy()})


DRAWN = {
    "region": lambda v, r, b: region_map(v, r, b, label="x"),
    "clusters": lambda v, r, b: local_clusters_map(categories(v), r, b, label="x"),
    "bivariate": lambda v, r, b: bivariate_map(v, -v, r, b, labels=("x", "y")),
    "bubble": lambda v, r, b: bubble_map(v, r, b, label="x"),
    "flow": lambda v, r, b: flow_map(pairs(v), r, b, label="x"),
    "small": lambda v, r, b: small_maps(pd.DataFrame({2010: v, 2020: v}), r, b, label="x"),
}
TOLD = {
    "region": lambda v, r: map_in_words(v, r, "x"),
    "clusters": lambda v, r: local_clusters_in_words(categories(v), r, "x"),
    "bivariate": lambda v, r: bivariate_in_words(v, -v, r, ("x", "y")),
    "bubble": lambda v, r: bubble_map_in_words(v, r, "x"),
    "flow": lambda v, r: flows_in_words(pairs(v), r, "x"),
    "small": lambda v, r: small_maps_in_words(pd.DataFrame({2010: v, 2020: v}), r, "x"),
}
every_map = pytest.mark.parametrize("name", DRAWN)


def shown(name, values, regions, outlines):
    """The drawing as an exhibit, with its words; rendering it must raise nothing."""
    words = TOLD[name](values, regions)
    drawing = DRAWN[name](values, regions, outlines)
    table = values.rename("value").reset_index()
    exhibit = FigureExhibit(drawing, name, "caption", words, "units", "source", table)
    exhibit.figure.draw_without_rendering()
    return exhibit


def texts(exhibit) -> str:
    return " ".join(
        [
            said(axes) + " " + " ".join(legend_of(axes)) + axes.get_title()
            for axes in exhibit.figure.axes
        ]
    )


@every_map
def test_no_outlines_are_points(name):
    found = shown(name, VALUES, REGIONS, None)
    assert "No map" not in texts(found)
    assert any(len(c.get_offsets()) for axes in found.figure.axes for c in axes.collections)


@every_map
def test_no_places_are_said(name):
    found = shown(name, VALUES, REGIONS[["region", "name"]], None)
    assert "the study has no outlines and no coordinates" in texts(found)


@every_map
def test_nothing_known_is_said(name):
    for values in (VALUES * np.nan, VALUES.iloc[:0]):
        found = shown(name, values, REGIONS, OUTLINES)
        assert "No map" in texts(found)
        assert "mpty map" in found.alt


@every_map
def test_one_region_and_equal_values_are_drawn(name):
    single = REGIONS.iloc[6:7], OUTLINES.iloc[6:7]
    for values, regions, outlines in (
        (VALUES.iloc[6:7], *single),
        (VALUES * 0 + 6, REGIONS, OUTLINES),
        (VALUES * 0, REGIONS, None),
    ):
        found = shown(name, values, regions, outlines)
        assert "No map" not in texts(found)
        assert texts(found).strip()


@every_map
def test_any_name_is_a_name(name):
    called = REGIONS.assign(name=[LONG, TAG, ""] * 4)
    found = shown(name, VALUES, called, OUTLINES)
    assert max((len(word) for word in texts(found).split()), default=0) < 100
    assert max(len(word) for word in found.alt.split()) < 100


def test_a_tag_is_text_on_the_page():
    found = shown("bubble", VALUES, REGIONS.assign(name=TAG), OUTLINES)
    bundle, metadata = found._repr_mimebundle_()
    assert TAG[:20] in texts(found)
    assert "<script" not in metadata["workbench"]["svg"]
    assert bundle["image/png"]


@pytest.fixture(scope="module")
def thousands():
    """3,000 squares, and their values."""
    places = [(i, j) for i in range(60) for j in range(50)]
    codes = [f"{i:02}{j:02}" for i, j in places]
    shapes = [box(i / 40, 40 + j / 40, (i + 1) / 40, 40 + (j + 1) / 40) for i, j in places]
    outlines = geopandas.GeoDataFrame({"region": codes}, geometry=shapes, crs="EPSG:4326")
    regions = pd.DataFrame({"region": codes, "name": codes})
    regions[["longitude", "latitude"]] = np.array(places) / 40 + [0.0125, 40.0125]
    return pd.Series(np.arange(3000.0), codes), regions, outlines


@every_map
def test_three_thousand_regions_are_drawn(name, thousands):
    values, regions, outlines = thousands
    has_outlines = name == "region"  # the others draw outlines the same way
    found = shown(name, values, regions, outlines if has_outlines else None)
    assert "No map" not in texts(found)
    assert len(found.alt) < 1000


@pytest.mark.parametrize("name", ["bubble", "flow"])
def test_a_changed_value_changes_the_fingerprint_that_a_notebook_keeps(name):
    """Widths and areas are not in the fingerprint of a drawing, so shades must follow them."""
    one, other = (
        repr(shown(name, values, REGIONS, None)).rpartition("drawing ")[2]
        for values in (VALUES, VALUES.where(VALUES != 4, 4.01))
    )
    assert one != other


def test_a_caption_never_fails():
    for values in (VALUES, VALUES * np.nan, VALUES.iloc[:1], VALUES.iloc[:0]):
        for regions in (REGIONS, REGIONS[["region", "name"]]):
            for outlines in (OUTLINES, None):
                assert "class" in map_caption(values, regions, outlines, label="x")
