"""What a map draws is the data: classes, counts, colours by code, and what has no place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgba
from shapely.geometry import MultiPolygon, Point, Polygon, box

from tests.figures.drawing import legend_of, rendered, row_of_squares, said
from workbench.figures import map_data, map_in_words, place_map, places_in_words, region_map
from workbench.figures.classes import class_limits, classed
from workbench.figures.exhibit import drawn
from workbench.figures.style import NO_DATA

OUTLINES, REGIONS = row_of_squares()
CODES = OUTLINES["region"].to_numpy()


@pytest.fixture
def values():
    return pd.Series(np.arange(12.0) ** 2, CODES)


def colours_by_code(axes, outlines=OUTLINES) -> dict[str, tuple[float, ...]]:
    """The colour of each region, found by where its outline lies in the drawing."""
    from workbench.figures.maps import equal_area

    flat = outlines.to_crs(equal_area(outlines.total_bounds))
    middles = dict(zip(outlines["region"], flat.geometry.centroid, strict=True))
    found = {}
    for collection in axes.collections:
        faces = collection.get_facecolor()
        for number, path in enumerate(collection.get_paths()):
            place = Point(path.vertices[:-1].mean(axis=0))
            code = min(middles, key=lambda code: middles[code].distance(place))
            found[code] = tuple(faces[number % len(faces)])
    return found


# Classes


def test_quantile_limits_are_those_of_numpy():
    values = pd.Series(np.random.default_rng(0).lognormal(size=101))
    expected = np.quantile(values, [0.2, 0.4, 0.6, 0.8, 1.0])
    assert class_limits(values, 5) == pytest.approx(list(expected))


@settings(max_examples=40)
@given(
    st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=1, max_size=60),
    st.integers(1, 7),
    st.booleans(),
)
def test_classes_partition_the_values(numbers, classes, diverging):
    values = pd.Series(numbers)
    limits = class_limits(values, classes, diverging=diverging)
    found = classed(values, classes, diverging=diverging)
    assert limits == sorted(set(limits))
    assert limits[-1] >= values.max()
    assert len(found.colours) == len(limits) == len(set(map(tuple, found.colours)))
    number = found.of(values)
    lows = [-np.inf, *limits[:-1]]
    for value, of in zip(values, number, strict=True):
        assert lows[of] < value <= limits[of]


def test_small_values_are_not_rounded_away():
    values = pd.Series(np.arange(1, 21) * 1e-14)
    assert len(class_limits(values)) == 5
    assert np.bincount(classed(values).of(values)).tolist() == [4, 4, 4, 4, 4]


def test_few_different_values_have_a_class_each():
    values = pd.Series([3.0, 1.0, 3.0, 2.0])
    assert class_limits(values, 5) == [1.0, 2.0, 3.0]
    assert classed(values).of(values).tolist() == [2, 0, 2, 1]


@pytest.mark.parametrize(
    "numbers", [[-9.0, -1, 0, 1, 2], [1.0, 2, 3, 40], [-5.0, -4], [0.0, 0, 0, 7], [-2.0, 2.0]]
)
def test_diverging_classes_are_even_around_zero(numbers):
    values = pd.Series(numbers)
    limits = class_limits(values, diverging=True)
    assert limits[:2] == [-limits[3], -limits[2]]
    found = classed(values, diverging=True)
    middle = found.of(pd.Series([0.0]))[0]
    assert middle == 2
    red, _, blue, _ = found.colours[2]
    assert min(found.colours[2][:3]) > 0.9, "around zero the colour is near white"
    assert abs(red - blue) < 0.05


def test_diverging_colours_change_with_the_sign():
    found = classed(pd.Series([-9.0, -5, -1, 1, 5, 9]), diverging=True)
    lowest, highest = found.colours[0], found.colours[-1]
    assert lowest[0] > lowest[2], "below zero is orange"
    assert highest[2] > highest[0], "above zero is purple"


def test_nothing_but_zeros_is_the_middle():
    found = classed(pd.Series([0.0, 0.0]), diverging=True)
    assert found.limits == [0.0]
    assert min(found.colours[0][:3]) > 0.9


def test_more_is_darker():
    light = [sum(colour[:3]) for colour in classed(pd.Series(np.arange(30.0))).colours]
    assert light == sorted(light, reverse=True)


# The legend


def test_the_legend_tells_each_class_and_its_count(values):
    axes = region_map(values, REGIONS, OUTLINES, label="jobs per km²")
    rendered(axes)
    assert legend_of(axes) == ["0 to 4 (3)", "9 to 16 (2)", "25 to 36 (2)", "49 to 64 (2)", "81 to 121 (3)"]  # fmt: skip
    assert axes.get_legend().get_title().get_text() == "jobs per km²"


@pytest.mark.parametrize("diverging", [True, False])
def test_the_counts_add_up_to_the_regions(diverging):
    random = np.random.default_rng(1)
    values = pd.Series(random.normal(size=12), CODES)
    values.iloc[[2, 5]] = np.nan
    axes = region_map(values, REGIONS, OUTLINES, label="residual", diverging=diverging)
    counts = [int(text.rpartition("(")[2].rstrip(")")) for text in legend_of(axes)]
    assert sum(counts) == 12
    assert legend_of(axes)[-1] == "no data (2)"


def test_a_class_that_holds_nothing_is_not_in_the_legend():
    values = pd.Series(np.arange(1.0, 13), CODES)
    axes = region_map(values, REGIONS, OUTLINES, label="only above zero", diverging=True)
    assert len(legend_of(axes)) == 3
    assert not any("-" in text for text in legend_of(axes))


def test_one_value_is_told_as_one_number():
    axes = region_map(pd.Series(7.0, CODES), REGIONS, OUTLINES, label="x")
    assert legend_of(axes) == ["7 (12)"]


# What is drawn


def test_the_colour_of_each_region_is_that_of_its_class(values):
    axes = region_map(values, REGIONS, OUTLINES, label="x")
    found = classed(values)
    expected = {code: found.colours[of] for code, of in zip(CODES, found.of(values), strict=True)}
    assert colours_by_code(axes) == expected


def test_the_order_of_rows_is_irrelevant(values):
    first = colours_by_code(region_map(values, REGIONS, OUTLINES, label="x"))
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(12)
        shuffled = OUTLINES.iloc[order[::-1]].reset_index(drop=True)
        axes = region_map(values.iloc[order], REGIONS.iloc[order[::2]], shuffled, label="x")
        assert colours_by_code(axes) == first


def test_two_values_exchanged_are_another_drawing(values):
    axes = region_map(values, REGIONS, OUTLINES, label="x")
    swapped = values.copy()
    swapped[["000", "011"]] = values[["011", "000"]].to_numpy()
    other = region_map(swapped, REGIONS, OUTLINES, label="x")
    assert drawn(rendered(axes)) != drawn(rendered(other))
    again = region_map(values, REGIONS, OUTLINES, label="x")
    assert drawn(rendered(axes)) == drawn(rendered(again))


def test_a_value_that_moves_within_its_class_is_another_drawing(values):
    raised = values.copy()
    raised["011"] = 130.0
    one, other = (region_map(v, REGIONS, OUTLINES, label="x") for v in (values, raised))
    assert colours_by_code(one) == colours_by_code(other)
    assert drawn(rendered(one)) != drawn(rendered(other))


def test_regions_without_a_value_are_hatched_and_counted(values):
    values[["003", "007"]] = np.nan
    less = values.drop("009")
    axes = region_map(less, REGIONS, OUTLINES, label="x")
    colours = colours_by_code(axes)
    for code in ("003", "007", "009"):
        assert colours[code] == to_rgba(NO_DATA)
    assert axes.collections[1].get_hatch()
    assert not axes.collections[0].get_hatch()
    assert legend_of(axes)[-1] == "no data (3)"


def test_a_value_without_a_place_is_counted_and_in_no_class(values):
    more = pd.concat([values, pd.Series({"999": 1e6})])
    axes = region_map(more, REGIONS, OUTLINES, label="x")
    assert legend_of(axes)[-1] == "with data, not on the map (1)"
    assert legend_of(axes)[:-1] == legend_of(region_map(values, REGIONS, OUTLINES, label="x"))


def test_an_empty_outline_is_no_place(values):
    shapes = OUTLINES.geometry.copy()
    shapes.iloc[0] = Polygon()
    axes = region_map(values, REGIONS, OUTLINES.set_geometry(shapes), label="x")
    rendered(axes)
    assert legend_of(axes)[-1] == "with data, not on the map (1)"


def test_holes_and_islands_are_one_region():
    with_hole = Polygon(box(0, 0, 3, 3).exterior.coords, [list(box(1, 1, 2, 2).exterior.coords)])
    outlines = OUTLINES.iloc[:2].set_geometry(
        [MultiPolygon([with_hole, box(5, 5, 6, 6)]), box(8, 0, 9, 1)], crs="EPSG:4326"
    )
    axes = region_map(pd.Series([1.0, 2.0], ["000", "001"]), REGIONS, outlines, label="x")
    rendered(axes)
    assert [len(path.vertices) for path in axes.collections[0].get_paths()] == [15, 5]


def test_areas_are_drawn_in_their_true_proportion():
    """One degree square at 60° north is half as wide as one at the equator."""
    outlines = OUTLINES.iloc[:2].set_geometry([box(0, 0, 1, 1), box(0, 60, 1, 61)], crs="EPSG:4326")
    axes = region_map(pd.Series([1.0, 2.0], ["000", "001"]), REGIONS, outlines, label="x")
    areas = [_area(path.vertices) for path in axes.collections[0].get_paths()]
    globe = 6371.0**2 * np.radians(1)
    expected = [globe * (np.sin(np.radians(top)) - np.sin(np.radians(top - 1))) for top in (1, 61)]
    assert areas == pytest.approx(expected, rel=0.01)


def _area(corners: np.ndarray) -> float:
    return Polygon(corners).area


def test_the_inputs_are_not_touched(values):
    before = values.copy(), REGIONS.copy(), OUTLINES.copy()
    region_map(values, REGIONS, OUTLINES, label="x")
    pd.testing.assert_series_equal(values, before[0])
    pd.testing.assert_frame_equal(REGIONS, before[1])
    assert OUTLINES.equals(before[2])


def test_a_map_can_be_drawn_on_axes_that_are_there(values):
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    left, right = figure.subplots(1, 2)
    assert region_map(values, REGIONS, OUTLINES, label="x", ax=right) is right
    assert not left.collections


# Points and words


def test_without_outlines_regions_are_points_in_their_colours(values):
    values["005"] = np.nan
    axes = region_map(values, REGIONS, label="x")
    rendered(axes)
    hollow, dots = axes.collections
    assert len(dots.get_offsets()) == 11
    assert len(hollow.get_offsets()) == 1
    assert legend_of(axes)[-1] == "no data (1)"
    known = values.dropna()
    by_value = classed(known)
    expected = [by_value.colours[c] for c in by_value.of(known.sort_values())]
    assert [tuple(face) for face in dots.get_facecolor()] == expected
    across = dots.get_offsets()[:, 0]
    assert list(np.argsort(across)) == list(range(11)), "values and places rise together here"


def test_the_order_of_points_is_irrelevant(values):
    first = drawn(rendered(region_map(values, REGIONS, label="x")))
    order = np.random.default_rng(0).permutation(12)
    again = region_map(values.iloc[order], REGIONS.iloc[order[::-1]], label="x")
    assert drawn(rendered(again)) == first


def test_outlines_of_other_regions_only_mean_points(values):
    others = OUTLINES.assign(region=[f"x{code}" for code in CODES])
    axes = region_map(values, REGIONS, others, label="x")
    assert len(axes.collections[1].get_offsets()) == 12


def test_points_without_coordinates_are_counted(values):
    some = REGIONS.assign(latitude=REGIONS["latitude"].where(REGIONS["region"] > "003"))
    axes = region_map(values, some, label="x")
    rendered(axes)
    assert len(axes.collections[1].get_offsets()) == 8
    assert legend_of(axes)[-1] == "with data, not on the map (4)"


@pytest.mark.parametrize(
    "regions",
    [REGIONS[["region", "name"]], REGIONS.assign(longitude=np.nan), REGIONS.iloc[:0]],
    ids=["no columns", "no values", "no rows"],
)
def test_without_places_words_say_so(values, regions):
    axes = region_map(values, regions, label="jobs")
    rendered(axes)
    assert said(axes) == "No map of jobs: the study has no outlines and no coordinates."
    assert not axes.collections


def test_without_values_words_say_so(values):
    axes = region_map(values * np.nan, REGIONS, OUTLINES, label="jobs")
    rendered(axes)
    assert said(axes) == "No map: jobs has no value in any region."


@pytest.mark.parametrize("outlines", [OUTLINES, None], ids=["areas", "points"])
@pytest.mark.parametrize("diverging", [True, False])
@pytest.mark.parametrize(
    "numbers",
    [[5.0], [0.0], [-3.0], [2.0] * 12, [0.0] * 12, [1e300, -1e300], [1e-300, 2e-300], [1, 2, 3]],
    ids=str,
)
def test_whatever_the_values_something_is_drawn(numbers, diverging, outlines):
    values = pd.Series(numbers, CODES[: len(numbers)])
    axes = region_map(values, REGIONS, outlines, label="x", diverging=diverging)
    rendered(axes)
    assert len(legend_of(axes)) >= 1


@pytest.mark.parametrize("label", ["word " * 40, "x" * 200, "US$ per US$", "a_b^c \\frac{", "<b>&"])
def test_whatever_the_label_something_is_drawn(values, label):
    axes = region_map(values, REGIONS, OUTLINES, label=label)
    rendered(axes)
    title = axes.get_legend().get_title().get_text()
    assert title.replace("\n", "").replace(" ", "") == label.replace(" ", "")


def test_numbers_of_other_types(values):
    for typed in (values.astype("int64"), values.astype("Float64"), values.astype("Int64")):
        assert colours_by_code(region_map(typed, REGIONS, OUTLINES, label="x")) == colours_by_code(
            region_map(values, REGIONS, OUTLINES, label="x")
        )


# In words and as a table


def test_a_map_in_words(values):
    values["003"] = np.nan
    words = map_in_words(values, REGIONS, "jobs per km²")
    assert words == (
        "Map of jobs per km² in 11 regions, from 0 to 121. Highest in Place 11, Place 10 and "
        "Place 9; lowest in Place 0, Place 1 and Place 2. 1 regions have no data."
    )


def test_words_without_values_and_without_names(values):
    assert map_in_words(values * np.nan, REGIONS, "jobs").startswith("Empty map: jobs has no value")
    unnamed = REGIONS.assign(name=REGIONS["name"].where(REGIONS["region"] != "011"))
    assert "Highest in 011, Place 10" in map_in_words(values, unnamed, "jobs")
    assert "1 regions" in map_in_words(values.iloc[:1], REGIONS, "jobs")


def test_the_data_of_a_map(values):
    found = map_data(values, REGIONS.sample(frac=1, random_state=1), "jobs")
    assert found.columns.tolist() == ["region", "name", "jobs"]
    assert found["name"].tolist() == [f"Place {i}" for i in range(12)]
    assert found["jobs"].tolist() == values.tolist()


# Places


@pytest.fixture
def places():
    return pd.DataFrame(
        {
            "place": ["a", "b", "c"],
            "name": ["Datang", "Humen", "Guzhen"],
            "province": ["Zhejiang", "Guangdong", "Guangdong"],
            "longitude": [120.2, 113.7, 113.2],
            "latitude": [29.7, 22.8, 22.6],
        }
    )


def test_each_group_of_places_has_a_panel_with_its_points_and_names(places):
    figure = place_map(places, OUTLINES, names="name", group="province")
    figure.draw_without_rendering()
    left, right = figure.axes
    assert (left.get_title(), right.get_title()) == ("Zhejiang", "Guangdong")
    assert [text.get_text() for text in left.texts] == ["Datang"]
    assert {text.get_text() for text in right.texts} == {"Humen", "Guzhen"}
    assert len(right.collections[-1].get_offsets()) == 2


def test_a_place_that_moves_is_another_drawing(places):
    first = drawn(place_map(places, names="name", group="province"))
    assert drawn(place_map(places, names="name", group="province")) == first
    places.loc[2, "latitude"] += 0.1
    assert drawn(place_map(places, names="name", group="province")) != first


def test_hollow_places_are_hollow(places):
    hollow = pd.Series([False, True, False])
    figure = place_map(places, names="name", group="province", hollow=hollow)
    faces = figure.axes[1].collections[-1].get_facecolor()
    assert [face[3] for face in faces] == [0.0, 1.0]


def test_places_without_coordinates_are_counted(places):
    places.loc[1, "longitude"] = np.nan
    figure = place_map(places, OUTLINES, names="name", group="province")
    figure.draw_without_rendering()
    assert figure.axes[1].get_title() == "Guangdong (1 without a place)"
    assert len(figure.axes[1].collections[-1].get_offsets()) == 1
    nowhere = place_map(places.assign(latitude=np.nan), names="name", group="province")
    assert said(nowhere.axes[0]) == "No map: no place has coordinates."


def test_places_in_words(places):
    words = places_in_words(places, names="name", group="province")
    assert words == "Map of 3 places. Zhejiang: Datang. Guangdong: Humen and Guzhen."
