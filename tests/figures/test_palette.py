"""The colours of all drawings stay apart in print and for colour-blind readers; words are legible.

Differences are those of CIEDE2000, in which about 1 can just be seen side by side.
"""

from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest

from tests.figures.colours import (
    BLIND,
    GRAPHIC,
    LEGIBLE,
    SIGHTS,
    apart,
    ciede2000,
    contrast,
    lightness,
    seen,
)
from tests.figures.drawing import rendered
from tests.figures.page import written
from tests.figures.test_charts_of_bad_tables import CHARTS, table
from workbench.figures import distance_curves, index_charts, labels, region_charts, rows
from workbench.figures._drawable import SERIES
from workbench.figures.chain_network import LOOKS
from workbench.figures.style import DIVERGING, GREY, LINE, POINT, SEQUENTIAL

CLEAR = 10.0  # apart at a glance
SHADES = 10.0  # apart in lightness, on paper
BY_SHAPE = 5.0  # where shape tells apart as well
# Pairs of colours in L*a*b* with their CIEDE2000: Sharma, Wu and Dalal (2005), table 1.
PUBLISHED = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1, 2), (50, 0, 0), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
# What stands in one drawing, told apart by shade alone.
FILLS = [
    (rows.GAIN, rows.LOSS),
    (index_charts.FAINT, POINT),
    (index_charts.FAINT, LINE),
    (GREY, POINT),
    (GREY, LINE),
    *pairwise(look["color"] for look in SERIES),
]
# What shape, width or place tell apart as well.
SHAPES = [
    (POINT, LINE),
    (distance_curves.LOCAL, distance_curves.GLOBAL),
    (distance_curves.GLOBAL, "white"),
]
WORDS = [labels.DARK, rows.FAINT, region_charts.FAINT, "black"]


@pytest.mark.parametrize(("one", "other", "difference"), PUBLISHED)
def test_differences_are_the_published_ones(one, other, difference):
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=5e-5)
    assert ciede2000(np.array(other), np.array(one)) == pytest.approx(difference, abs=5e-5)


def test_the_measures_of_colour_are_those_of_their_sources():
    # black, white and the red of sRGB, as CIE 1976 and WCAG 2.1 have them
    assert seen("white") == pytest.approx([100, 0, 0], abs=0.02)
    assert seen("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert lightness("#808080") == pytest.approx(53.59, abs=0.01)
    assert (contrast("black"), contrast("white")) == pytest.approx((21, 1))
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)
    # red and green of one lightness are nearly one colour to the colour-blind, blue is not
    for sight in BLIND:
        assert apart("#a06000", "#707000", sight) < apart("#a06000", "#707000") / 2
        assert apart("#a06000", "#0060c0", sight) > 3 * CLEAR


@pytest.mark.parametrize(("one", "other"), FILLS)
def test_shades_of_one_drawing_stay_apart_in_print_and_for_the_colour_blind(one, other):
    assert abs(lightness(one) - lightness(other)) >= SHADES
    assert min(apart(one, other, sight) for sight in SIGHTS) >= 0.8 * CLEAR


@pytest.mark.parametrize(("one", "other"), SHAPES)
def test_what_shape_tells_apart_differs_in_shade_too(one, other):
    assert abs(lightness(one) - lightness(other)) >= BY_SHAPE


@pytest.mark.parametrize("sight", BLIND)
@pytest.mark.parametrize(("one", "other"), [(POINT, LINE), (rows.GAIN, rows.LOSS)])
def test_the_two_main_colours_are_apart_at_a_glance_for_the_colour_blind(one, other, sight):
    assert apart(one, other, sight) >= 2 * CLEAR


@pytest.mark.parametrize("colour", [POINT, LINE, *(look["color"] for look in SERIES)])
def test_lines_and_points_can_be_seen_on_white(colour):
    assert contrast(colour) >= GRAPHIC


def test_series_run_from_dark_to_light_each_with_a_dash_and_a_shape_of_its_own():
    shades = [lightness(look["color"]) for look in SERIES]
    assert shades == sorted(shades)
    assert len({str(look["linestyle"]) for look in SERIES}) == len(SERIES)
    assert len({look["marker"] for look in SERIES}) == len(SERIES)


def test_stronger_links_are_wider_and_not_lighter():
    colours, widths, dashes = zip(*(LOOKS[n] for n in sorted(LOOKS)), strict=True)
    assert list(widths) == sorted(set(widths))
    shades = [lightness(colour) for colour in colours]
    assert shades == sorted(shades, reverse=True)
    assert len(set(zip(colours, map(str, dashes), strict=True))) == len(LOOKS)


@pytest.mark.parametrize("classes", [3, 5, 7])
def test_classes_of_a_map_keep_their_order_in_print_and_for_the_colour_blind(classes):
    colours = mpl.colormaps[SEQUENTIAL](np.linspace(0, 1, classes))[:, :3]
    for sight in ("grey", *BLIND):
        steps = np.diff([lightness(colour, sight) for colour in colours])
        assert (-steps >= SHADES).all()


def test_the_sides_of_a_diverging_map_are_apart():
    low, high = mpl.colormaps[DIVERGING]([0.0, 1.0])[:, :3]
    assert min(apart(low, high, sight) for sight in BLIND) >= CLEAR
    assert abs(lightness(low) - lightness(high)) >= SHADES


@pytest.mark.parametrize("colour", WORDS)
def test_words_are_legible_on_white(colour):
    assert contrast(colour) >= LEGIBLE


@pytest.mark.parametrize("chart", CHARTS)
def test_every_word_of_a_drawing_is_legible_on_white(chart):
    axes, _ = CHARTS[chart](table(12))
    rendered(axes)
    texts = written(axes)
    assert len(texts) > 3
    assert [text.get_text() for text in texts if contrast(text.get_color()) < LEGIBLE] == []
