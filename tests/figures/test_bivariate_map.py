"""Two values at once: terciles of each, nine looks, a key that counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from tests.figures.drawing import legend_of, rendered, row_of_squares, said
from workbench.figures.bivariate_map import (
    COLOURS,
    HATCHES,
    bivariate_in_words,
    bivariate_map,
)
from workbench.figures.exhibit import drawn

OUTLINES, REGIONS = row_of_squares(9)
CODES = OUTLINES["region"].to_numpy()
FIRST = pd.Series(np.tile([1.0, 10.0, 100.0], 3), CODES)
SECOND = pd.Series(np.repeat([5.0, 6.0, 7.0], 3), CODES)
LABELS = ("jobs", "pay")


def test_each_of_nine_regions_is_in_a_class_of_its_own():
    axes = bivariate_map(FIRST, SECOND, REGIONS, OUTLINES, labels=LABELS)
    rendered(axes)
    filled = [own for own in axes.collections if len(own.get_paths())]
    by_place = sorted(filled, key=lambda own: own.get_paths()[0].vertices[:, 0].mean())
    colours = [to_hex(own.get_facecolor()[0]) for own in by_place]
    assert colours == [colour for row in COLOURS for colour in row]
    assert [own.get_hatch() or "" for own in by_place] == list(np.repeat(HATCHES, 3))


def test_the_key_has_the_looks_of_the_map_and_its_counts():
    second = SECOND.copy()
    second.iloc[:2] = 7.0
    axes = bivariate_map(FIRST, second, REGIONS, OUTLINES, labels=LABELS)
    rendered(axes)
    assert [to_hex(cell.get_facecolor()) for cell in axes.patches] == list(np.ravel(COLOURS))
    counts = [int(text.get_text()) for text in axes.texts if text.get_text().isdigit()]
    assert counts == [0, 0, 1, 1, 1, 1, 2, 2, 1]
    assert "jobs →" in said(axes) and "pay →" in said(axes)
    assert "jobs high: 100 middle: 10 low: 1" in said(axes)
    assert min(cell.get_x() for cell in axes.patches) > max(
        own.get_paths()[0].vertices[:, 0].max() for own in axes.collections if len(own.get_paths())
    ), "the key is beside the map"


def test_classes_are_terciles():
    values = pd.Series(np.arange(9.0), CODES)
    axes = bivariate_map(values, values, REGIONS, OUTLINES, labels=LABELS)
    assert "jobs high: 6 to 8 middle: 3 to 5 low: 0 to 2" in said(axes)


def test_two_different_values_are_low_and_high():
    axes = bivariate_map(FIRST.clip(upper=10), SECOND, REGIONS, OUTLINES, labels=LABELS)
    assert "jobs high: 10 low: 1 pay" in said(axes)


def test_a_region_without_both_is_no_data():
    first, second = FIRST.copy(), SECOND.drop(CODES[1])
    first.iloc[0] = np.nan
    axes = bivariate_map(first, second, REGIONS, OUTLINES, labels=LABELS)
    assert legend_of(axes) == ["no data (2)"]


@pytest.mark.parametrize("outlines", [OUTLINES, None], ids=["areas", "points"])
def test_a_changed_value_is_another_drawing(outlines):
    moved = SECOND.copy()
    moved.iloc[-1] = 7.5  # within its class
    one, same, other = (
        drawn(bivariate_map(FIRST.iloc[::step], s, REGIONS, outlines, labels=LABELS).figure)
        for s, step in ((SECOND, 1), (SECOND, -1), (moved, 1))
    )
    assert one == same != other


def test_in_words():
    words = bivariate_in_words(FIRST, SECOND, REGIONS, LABELS)
    assert words == (
        "Map of jobs and pay in 9 regions, three classes each. 1 regions are in the highest class "
        "of both, such as Place 8; 2 are in the highest of one and the lowest of the other."
    )
    assert "1 regions have no data" in bivariate_in_words(FIRST, SECOND.iloc[:8], REGIONS, LABELS)
