"""Classes can be told apart: in colour, in greyscale, and by those who cannot see green."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tests.figures.colours import SIGHTS, apart, contrast, seen
from tests.figures.drawing import row_of_squares
from workbench.figures.bivariate_map import bivariate_kinds
from workbench.figures.bubble_map import shaded
from workbench.figures.classes import classed
from workbench.figures.labels import DARK
from workbench.figures.local_clusters_map import HOT_SPOT_KINDS, LOCAL_CLUSTER_KINDS
from workbench.figures.maps import BELOW_HATCH, region_map
from workbench.figures.style import NO_DATA

CLEAR = 9.0  # of CIEDE2000, in which about 1 is just noticeable
NINE_CLEAR = 7.0
BY_HATCH = 3.0  # where the hatch tells apart as well


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("count", [3, 5, 7])
def test_neighbouring_classes_are_apart(count, sight):
    colours = classed(pd.Series(np.arange(70.0)), count).colours
    assert len(colours) == count
    assert min(apart(a, b, sight) for a, b in combinations(colours, 2)) > NINE_CLEAR
    light = [seen(colour, sight)[0] for colour in colours]
    assert light == sorted(light, reverse=True)


@pytest.mark.parametrize("sight", ["colour", "deuteranopia"])
def test_around_zero_both_sides_are_apart(sight):
    colours = classed(pd.Series([-9.0, -5, -1, 1, 5, 9]), diverging=True).colours
    assert min(apart(a, b, sight) for a, b in combinations(colours, 2)) > CLEAR


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("kinds", [LOCAL_CLUSTER_KINDS, HOT_SPOT_KINDS], ids=["local", "hot"])
def test_categories_are_apart_by_shade_and_by_hatch_and_by_marker(kinds, sight):
    *tested, alone = kinds
    for one, other in combinations(tested, 2):
        assert apart(one.colour, other.colour, sight) > CLEAR, (one.label, other.label)
    for kind in tested:
        enough = BY_HATCH if kind.hatch != alone.hatch else CLEAR
        assert apart(kind.colour, alone.colour, sight) > enough
    assert len({kind.marker for kind in kinds}) == len(kinds)
    hatched = [kind for kind in kinds if kind.hatch]
    assert len({kind.hatch for kind in hatched}) == len(hatched)
    plain = [kind for kind in kinds if not kind.hatch]
    assert [kind.label for kind in plain] == [kinds[0].label, "not shown"]
    assert apart(plain[0].colour, plain[1].colour, "grey") > 50


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_nine_classes_are_apart_by_shade_or_by_hatch(sight):
    for one, other in combinations(bivariate_kinds(), 2):
        is_hatched_alike = one.hatch == other.hatch
        assert is_hatched_alike == (one.marker == other.marker)
        if is_hatched_alike:
            assert apart(one.colour, other.colour, sight) > CLEAR, (one.label, other.label)


@pytest.mark.parametrize("sight", ["colour", "deuteranopia"])
def test_the_nine_colours_alone_are_apart_in_colour(sight):
    pairs = combinations(bivariate_kinds(), 2)
    assert min(apart(one.colour, other.colour, sight) for one, other in pairs) > NINE_CLEAR


@pytest.mark.parametrize(
    "kind", [*LOCAL_CLUSTER_KINDS, *HOT_SPOT_KINDS, *bivariate_kinds()], ids=lambda k: k.label
)
def test_hatching_can_be_seen_on_its_shade(kind):
    assert not kind.hatch or contrast(kind.colour, kind.hatch_colour) > 1.8


def test_more_is_darker_and_words_can_be_read():
    light = [seen(colour, "grey")[0] for colour in shaded(np.linspace(0, 1, 6))]
    assert light == sorted(light, reverse=True)
    assert light[0] - light[-1] > 40
    assert contrast(DARK, "white") > 7
    assert contrast(DARK, NO_DATA) > 7


def test_below_and_above_zero_are_apart_in_print():
    """In greyscale both sides have the same shades: what is below is hatched, or a wedge."""
    outlines, regions = row_of_squares(10)
    values = pd.Series([-9.0, -8, -5, -4, -1, 1, 4, 5, 8, 9], regions["region"].to_numpy())
    axes = region_map(values, regions, outlines, label="x", diverging=True)
    looks = [patch.get_hatch() or "" for patch in axes.get_legend().get_patches()]
    assert looks == [BELOW_HATCH, BELOW_HATCH, "", "", ""]
    drawn = {own.get_hatch(): len(own.get_paths()) for own in axes.collections}
    assert drawn[BELOW_HATCH] == 4
    points = region_map(values, regions, label="x", diverging=True)
    markers = [line.get_marker() for line in points.get_legend().get_lines()]
    assert markers == ["v", "v", "o", "o", "o"]
    assert [len(own.get_offsets()) for own in points.collections][-2:] == [4, 6]
