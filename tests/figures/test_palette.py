"""The colours of all drawings stay apart in print and for colour-blind readers; words are legible.

Distances are those of CIELAB (CIE 1976), in which about 2 can just be seen side by side.
"""

from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tests.figures.drawing import rendered
from tests.figures.page import written
from tests.figures.test_charts_of_bad_tables import CHARTS, table
from workbench.figures import distance_curves, index_charts, labels, region_charts, rows
from workbench.figures._drawable import SERIES
from workbench.figures.chain_network import LOOKS
from workbench.figures.style import DIVERGING, GREY, LINE, POINT, SEQUENTIAL

# Full deuteranopia, on linear red, green and blue: Machado, Oliveira and Fernandes (2009), table 1.
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # of sRGB, IEC 61966-2-1
LEGIBLE = 4.5  # WCAG 2.1, 1.4.3
CLEAR = 20.0  # apart at a glance
SHADES = 10.0  # apart in lightness, on paper
BY_SHAPE = 5.0  # where shape tells apart as well
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


def linear(colour) -> np.ndarray:
    """Red, green and blue in proportion to light."""
    values = np.array(to_rgb(colour))
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def as_lab(light: np.ndarray) -> np.ndarray:
    """Lightness and the two colour axes of CIELAB, seen in daylight (D65)."""
    share = TO_XYZ @ np.clip(light, 0, 1) / TO_XYZ.sum(axis=1)
    root = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def lightness(colour) -> float:
    return float(as_lab(linear(colour))[0])


def distance(one, other) -> float:
    """How far apart two colours are for those who do not see green."""
    seen = [as_lab(DEUTERANOPIA @ linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def contrast(colour) -> float:
    """Of a colour on white, 1 to 21."""
    return float(1.05 / (linear(colour) @ TO_XYZ[1] + 0.05))


def test_the_measures_of_colour_are_those_of_their_sources():
    # black, white and the red of sRGB, as CIE 1976 and WCAG 2.1 have them
    assert as_lab(linear("white")) == pytest.approx([100, 0, 0], abs=0.02)
    assert as_lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert (contrast("black"), contrast("white")) == pytest.approx((21, 1))
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)
    # red and green of one lightness are one colour to those who do not see green, blue is not
    assert distance("#a06000", "#707000") < CLEAR
    assert distance("#a06000", "#0060c0") > 3 * CLEAR


@pytest.mark.parametrize(("one", "other"), FILLS)
def test_shades_of_one_drawing_stay_apart_in_print_and_without_green(one, other):
    assert abs(lightness(one) - lightness(other)) >= SHADES
    assert distance(one, other) >= CLEAR / 2


@pytest.mark.parametrize(("one", "other"), SHAPES)
def test_what_shape_tells_apart_differs_in_shade_too(one, other):
    assert abs(lightness(one) - lightness(other)) >= BY_SHAPE


@pytest.mark.parametrize(("one", "other"), [(POINT, LINE), (rows.GAIN, rows.LOSS)])
def test_the_two_main_colours_are_apart_at_a_glance_without_green(one, other):
    assert distance(one, other) >= CLEAR


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
def test_classes_of_a_map_keep_their_order_in_print_and_without_green(classes):
    colours = mpl.colormaps[SEQUENTIAL](np.linspace(0, 1, classes))[:, :3]
    printed = np.diff([lightness(colour) for colour in colours])
    seen = np.diff([as_lab(DEUTERANOPIA @ linear(colour))[0] for colour in colours])
    assert (-printed >= SHADES).all()
    assert (-seen >= SHADES).all()


def test_the_sides_of_a_diverging_map_are_apart():
    low, high = mpl.colormaps[DIVERGING]([0.0, 1.0])[:, :3]
    assert distance(low, high) >= CLEAR
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
