"""Classes can be told apart: in colour, in greyscale, and by those who cannot see green."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tests.figures.colours import apart, contrast, seen
from workbench.figures.bivariate_map import bivariate_kinds
from workbench.figures.bubble_map import shaded
from workbench.figures.classes import classed
from workbench.figures.labels import DARK
from workbench.figures.local_clusters_map import HOT_SPOT_KINDS, LOCAL_CLUSTER_KINDS
from workbench.figures.style import NO_DATA

SIGHTS = ("colour", "grey", "deuteranopia")
CLEAR = 10.0  # four times what is just noticeable
NINE_CLEAR = 8.0


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
        is_apart = apart(kind.colour, alone.colour, sight) > CLEAR
        assert is_apart or (alone.hatch and not kind.hatch)
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


def test_distances_are_those_of_known_colours():
    """L* of sRGB red is 53.24 and of mid grey 53.59 (CIE 1976, D65)."""
    assert seen("#ff0000")[0] == pytest.approx(53.24, abs=0.01)
    assert seen("#808080")[0] == pytest.approx(53.59, abs=0.01)
    assert contrast("black", "white") == pytest.approx(21)
    assert apart("#ff0000", "#808080", "grey") < 1
    assert apart("#cc0000", "#008000") > 2 * apart("#cc0000", "#008000", "deuteranopia")
