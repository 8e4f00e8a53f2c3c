"""A triangle: each row in its place, corners where they belong, groups apart in shape."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.exhibit import drawn
from workbench.figures.ternary_chart import (
    Parts,
    ternary_chart,
    ternary_in_words,
    ternary_points,
)

PARTS = Parts(("food", "shoes", "lamps"), ("Food", "Shoes", "Lamps"))


@pytest.fixture
def towns():
    return pd.DataFrame(
        {
            "town": ["Ayr", "Bury", "Crewe", "Diss", "Ely"],
            "food": [10.0, 0, 0, 2, np.inf],
            "shoes": [0.0, 3, 0, 2, 1],
            "lamps": [0.0, 0, 8, 4, 1],
        }
    )


def test_corners_and_a_mixture_are_where_they_belong(towns):
    places = ternary_points(towns, PARTS)[["x", "y"]].to_numpy()
    top = np.sqrt(3) / 2
    np.testing.assert_allclose(places, [[0.5, top], [0, 0], [1, 0], [0.625, top / 4]], atol=1e-12)


@settings(max_examples=25)
@given(st.lists(st.tuples(*[st.floats(0.001, 1e6)] * 3), min_size=1, max_size=9))
def test_distances_from_the_sides_are_the_shares(amounts):
    table = pd.DataFrame(amounts, columns=list(PARTS.columns))
    points = ternary_points(table, PARTS)
    top = np.sqrt(3) / 2
    x, y = points["x"], points["y"]
    # distances to the three sides of the triangle, over its height
    right = (top * x - y / 2) / top  # from the side of the first and second corner
    left = (top * (1 - x) - y / 2) / top
    np.testing.assert_allclose(points["food"], y / top, atol=1e-9)
    np.testing.assert_allclose(points["lamps"], right, atol=1e-9)
    np.testing.assert_allclose(points["shoes"], left, atol=1e-9)
    scaled = ternary_points(table * 7, PARTS)
    np.testing.assert_allclose(scaled[["x", "y"]], points[["x", "y"]], atol=1e-12)


def test_the_drawing_has_the_points_their_mean_and_what_is_lost(towns):
    axes = ternary_chart(towns, PARTS, names="town")
    rendered(axes)
    points = ternary_points(towns, PARTS)[["x", "y"]]
    assert axes.lines[1].get_xydata().tolist() == points.to_numpy().tolist()
    np.testing.assert_allclose(axes.lines[2].get_xydata(), [points.mean()])
    assert legend_of(axes) == ["4 rows", "mean"]
    for words in ("Food", "Shoes", "Lamps", "80%", "Ayr", "1 row without three parts not drawn"):
        assert words in said(axes)


def test_groups_differ_in_shade_and_shape_and_the_smallest_are_together(towns):
    table = pd.concat([towns[:4]] * 6, ignore_index=True)
    groups = ["a"] * 8 + ["b"] * 6 + ["c"] * 5 + ["d"] * 3 + ["e", "f"]
    axes = ternary_chart(table.assign(group=groups), PARTS, groups="group")
    rendered(axes)
    assert legend_of(axes) == ["a (8)", "b (6)", "c (5)", "d (3)", "others (2)", "mean"]
    marks = axes.lines[1:6]
    assert len({line.get_marker() for line in marks}) == 5
    assert len({line.get_color() for line in marks}) == 5
    assert [len(line.get_xdata()) for line in marks] == [8, 6, 5, 3, 2]


def test_another_share_is_another_drawing(towns):
    first = drawn(rendered(ternary_chart(towns, PARTS)))
    towns.loc[3, "lamps"] = 5.0
    assert drawn(rendered(ternary_chart(towns, PARTS))) != first


def test_the_triangle_in_words(towns):
    assert ternary_in_words(towns, PARTS, names="town") == (
        "Triangle of 4 rows by three shares. Food: 31% on average, the largest part of 1; Shoes: "
        "31% on average, the largest part of 1; Lamps: 38% on average, the largest part of 2. "
        "Most one-sided: Ayr (100%). 1 row without three parts not drawn."
    )
