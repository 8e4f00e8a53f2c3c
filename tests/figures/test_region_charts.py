"""One region's contributions and places: every number drawn, by dimension, reasons told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import greyness, names_of_rows, off_the_page, segments
from workbench.figures import (
    contribution_bars,
    contributions_in_words,
    place_profile,
    place_profile_in_words,
)
from workbench.figures.exhibit import drawn

CODES = ["gdp", "pupils", "wage"]
CARDS = pd.DataFrame(
    {
        "indicator": CODES,
        "name": ["GDP per head", "Pupils", "Wage"],
        "dimension": ["output", "skills", "output"],
    }
)
HARD = [{"name": "x" * 200}, {"name": "人均国内生产总值"}, {"name": "$x^{"}, {"dimension": None},
        {"dimension": "y" * 200}]  # fmt: skip


@pytest.fixture
def points():
    return CARDS.assign(points=[1.5, -2.25, 0.5])


@pytest.fixture
def places():
    return CARDS.assign(
        place=[3.0, 70.0, 40.0],
        regions=[100, 80, 100],
        place_low=[1.0, 60.0, 35.0],
        place_high=[9.0, 75.0, 45.0],
    )


@pytest.fixture
def peers():
    return pd.DataFrame(
        {
            "region": ["b", "b", "b", "c", "c", "c"],
            "name": ["Foshan"] * 3 + ["温州市"] * 3,
            "indicator": CODES * 2,
            "place": [5.0, 6.0, 7.0, 8.0, np.nan, 9.0],
        }
    )


# Contributions


def test_bars_are_the_points_by_dimension_with_sums(points):
    axes = contribution_bars(points)
    rendered(axes)
    bars = [(end[0], end[1]) for _, end in segments(axes.collections[0])]
    assert bars == [(1.5, 1), (0.5, 2), (-2.25, 4)]
    assert names_of_rows(axes) == {
        0: "Output  +2.00", 1: "GDP per head", 2: "Wage", 3: "Skills  -2.25", 4: "Pupils",
    }  # fmt: skip
    assert [text.get_text() for text in axes.texts] == ["+1.50", "+0.50", "-2.25"]
    assert axes.get_xlabel() == "Points of difference to the mean region (sum -0.25)"


def test_gains_and_losses_differ_in_grey(points):
    gain, _, loss = contribution_bars(points).collections[0].get_color()
    assert greyness(loss[:3]) - greyness(gain[:3]) > 0.25


def test_numbers_stand_beyond_the_end_of_their_bar(points):
    axes = contribution_bars(points)
    rendered(axes)
    for text, (_, end) in zip(axes.texts, segments(axes.collections[0]), strict=True):
        box = text.get_window_extent()
        at = axes.transData.transform(end)[0]
        assert box.x0 > at if end[0] > 0 else box.x1 < at


def test_a_point_that_changes_is_another_drawing(points):
    first = drawn(rendered(contribution_bars(points)))
    assert drawn(rendered(contribution_bars(points))) == first
    assert drawn(rendered(contribution_bars(points.replace(0.5, 0.501)))) != first
    assert drawn(rendered(contribution_bars(points, x_label="Points to Foshan"))) != first


def test_missing_points_have_a_reason_and_missing_figures_a_star(points):
    points.loc[1, "points"] = np.nan
    points["undefined"] = [None, "no survey", None]
    points["is_missing"] = [False, False, True]
    axes = contribution_bars(points)
    assert said(axes) == "+1.50 +0.50 no survey"
    assert "Wage *" in names_of_rows(axes).values()
    assert axes.get_xlabel().endswith("(sum +2.00)\n* the region has no figure of its own")
    assert said(contribution_bars(points.drop(columns="undefined"))).endswith("no number")


@pytest.mark.parametrize("change", [*HARD, {"points": 0.0}, {"points": [1e9, -1e9, 1]}], ids=str)
def test_whatever_the_contributions_they_stay_on_the_page(points, change):
    for rows in (3, 1):
        axes = contribution_bars(points.assign(**change).iloc[:rows])
        assert off_the_page(axes) == []


def test_contributions_in_words(points):
    points = pd.concat(
        [points, pd.DataFrame([{"indicator": "x", "name": "Roads", "dimension": "output"}])]
    )
    assert contributions_in_words(points) == (
        "Points of difference to the mean region by 3 indicators, together -0.25. Most is added by "
        "GDP per head (+1.50) and Wage (+0.50). Most is taken by Pupils (-2.25). No number for "
        "Roads."
    )


def test_no_contributions_are_said(points):
    empty = points.assign(points=np.nan)
    assert said(contribution_bars(empty)).startswith("No bars: no indicator has a number")
    assert contributions_in_words(empty).startswith("Empty chart: none of 3 indicators")


# Places


def test_places_intervals_and_strips_are_the_data(places, peers):
    axes = place_profile(places, peers, name="Dongguan")
    rendered(axes)
    strips, intervals = (segments(collection) for collection in axes.collections)
    assert [(low[0], high[0]) for low, high in strips] == [(1, 100), (1, 100), (1, 80)]
    assert [(low[0], high[0]) for low, high in intervals] == [(1, 9), (35, 45), (60, 75)]
    own, foshan, wenzhou = axes.lines
    assert own.get_xdata().tolist() == [3, 40, 70]
    assert [round(at) for at in own.get_ydata()] == [1, 2, 4]
    found = {round(y): x for x, y in foshan.get_xydata()}
    assert found == {1: 5, 4: 6, 2: 7}
    assert {round(y): x for x, y in wenzhou.get_xydata()} == {1: 8, 2: 9}
    assert legend_of(axes) == ["Dongguan", "Foshan", "温州市"]
    assert len({line.get_marker() for line in axes.lines}) == 3
    assert names_of_rows(axes)[3] == "Skills"


def test_the_region_and_its_peers_do_not_hide_one_another(places, peers):
    axes = place_profile(places, peers.assign(place=3.0), name="Dongguan")
    own, foshan, _ = axes.lines
    assert own.get_xydata()[0][0] == foshan.get_xydata()[0][0]
    assert own.get_xydata()[0][1] < foshan.get_xydata()[0][1]


@pytest.mark.parametrize("column", ["place", "regions", "place_low", "place_high"])
def test_any_place_that_changes_is_another_drawing(places, column):
    first = drawn(rendered(place_profile(places, name="Dongguan")))
    assert drawn(rendered(place_profile(places, name="Dongguan"))) == first
    places.loc[1, column] += 1
    assert drawn(rendered(place_profile(places, name="Dongguan"))) != first


def test_a_missing_place_has_its_reason_and_no_marks(places, peers):
    places.loc[1, ["place", "place_low", "place_high"]] = np.nan
    places["undefined"] = ["", "fewer than ten firms", ""]
    axes = place_profile(places, peers, name="Dongguan")
    assert said(axes) == "fewer than ten firms"
    assert [line.get_xdata().tolist() for line in axes.lines] == [[3, 40], [5, 7], [8, 9]]


@pytest.mark.parametrize(
    "change",
    [*HARD, {"place": 1.0, "regions": 1}, {"place_low": np.nan, "place_high": np.nan}], ids=str,
)  # fmt: skip
def test_whatever_the_places_they_stay_on_the_page(places, peers, change):
    for rows in (3, 1):
        axes = place_profile(places.assign(**change).iloc[:rows], peers, name="x" * 28)
        assert off_the_page(axes) == []


def test_places_in_words(places, peers):
    assert place_profile_in_words(places, peers, name="Dongguan") == (
        "Place of Dongguan on 3 indicators, in the better half on 2 of them. Best: GDP per head (3 "
        "of 100), Wage (40 of 100) and Pupils (70 of 80). Beside it: Foshan and 温州市."
    )
    places.loc[0, "place"] = np.nan
    assert "No place on GDP per head." in place_profile_in_words(places, name="Dongguan")


def test_the_worst_places_are_named_where_there_are_more_than_three(places):
    four = pd.concat([places, places.iloc[[1]].assign(name="Roads", place=79.0)])
    words = place_profile_in_words(four, name="Dongguan")
    assert "Worst: Roads (79 of 80), Pupils (70 of 80) and Wage (40 of 100)." in words


def test_no_places_are_said(places):
    empty = places.assign(place=np.nan)
    assert said(place_profile(empty, name="Dongguan")).startswith("No places: Dongguan has none")
    assert place_profile_in_words(empty, name="Dongguan").startswith("Empty chart: Dongguan")
