"""A bubble's area is the value; sizes in the legend are those on the map."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PathCollection

from tests.figures.drawing import legend_of, rendered, row_of_squares, said
from workbench.figures.bubble_map import (
    LARGEST,
    bubble_map,
    bubble_map_in_words,
    legend_amounts,
    shaded,
)
from workbench.figures.exhibit import drawn

OUTLINES, REGIONS = row_of_squares()
CODES = OUTLINES["region"].to_numpy()


@pytest.fixture
def values():
    return pd.Series(np.arange(12.0) ** 2, CODES)


def bubbles(axes):
    return [c for c in axes.collections if isinstance(c, PathCollection) and c.get_zorder() > 0]


def test_areas_are_in_proportion_and_the_largest_is_drawn_first(values):
    axes = bubble_map(values, REGIONS, OUTLINES, label="jobs")
    rendered(axes)
    drawing, below = bubbles(axes)
    assert not len(below.get_offsets())
    expected = values[values > 0].sort_values(ascending=False)
    assert drawing.get_sizes() == pytest.approx(LARGEST * expected / 121)
    assert np.diff(drawing.get_offsets()[:, 0]).max() < 0, "here larger ones lie farther east"
    assert drawing.get_facecolor()[:, :3] == pytest.approx(shaded((expected / 121).to_numpy()))


def test_the_legend_has_sizes_of_the_map_and_counts_what_is_not_drawn(values):
    values["004"] = np.nan
    more = pd.concat([values, pd.Series({"999": 3.0})])
    axes = bubble_map(more, REGIONS, OUTLINES, label="jobs")
    assert legend_of(axes) == [
        "121", "20", "5", "zero (1)", "no data (1)", "with data, not on the map (1)"
    ]  # fmt: skip
    sizes = [handle.get_markersize() ** 2 for handle in axes.get_legend().legend_handles[:3]]
    assert sizes == pytest.approx([LARGEST, LARGEST * 20 / 121, LARGEST * 5 / 121])


def test_what_is_below_zero_is_an_open_circle(values):
    axes = bubble_map(values - 50, REGIONS, OUTLINES, label="change")
    rendered(axes)
    above, below = bubbles(axes)
    assert len(below.get_offsets()) == 8
    assert len(below.get_facecolor()) == 0
    assert len(above.get_facecolor()) == 4
    assert "below zero (8)" in legend_of(axes)


def test_the_largest_have_names_that_do_not_collide(values):
    axes = bubble_map(values, REGIONS, OUTLINES, label="jobs", named=3)
    rendered(axes)
    names = [text for text in axes.texts if text.get_text().startswith("Place")]
    assert {text.get_text() for text in names} <= {"Place 11", "Place 10", "Place 9"}
    boxes = [text.get_window_extent() for text in names]
    assert names
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert "Place" not in said(bubble_map(values, REGIONS, OUTLINES, label="jobs", named=0))


@settings(max_examples=25)
@given(st.floats(1e-280, 1e280))
def test_amounts_of_the_legend_are_round_and_fall(largest):
    amounts = legend_amounts(largest)
    assert amounts[0] == largest
    assert all(small <= large / 4 * 1.001 for large, small in pairwise(amounts))
    assert {f"{amount:.3e}"[:5] for amount in amounts[1:]} <= {"1.000", "2.000", "5.000"}


@pytest.mark.parametrize("outlines", [OUTLINES, None], ids=["areas", "points"])
def test_a_changed_value_is_another_drawing(values, outlines):
    raised = values.copy()
    raised["005"] += 1
    one, same, other = (
        drawn(bubble_map(v, REGIONS, outlines, label="x").figure)
        for v in (values, values.sample(frac=1, random_state=0), raised)
    )
    assert one == same != other


def test_in_words(values):
    words = bubble_map_in_words(values, REGIONS, "jobs")
    assert words.startswith("Map of jobs in 12 regions, from 0 to 121.")
    share = values.nlargest(8).sum() / values.sum()
    assert words.endswith(f"The 8 largest bubbles hold {share:.0%} of the total of 506.")
    assert "bubbles hold" not in bubble_map_in_words(values - 50, REGIONS, "x")
    assert "Empty map" in bubble_map_in_words(values * np.nan, REGIONS, "x")
