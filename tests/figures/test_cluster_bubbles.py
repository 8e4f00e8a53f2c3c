"""Bubbles: every cluster in its place and quadrant, areas in proportion, nothing lost in silence."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import image

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import greyness
from workbench.figures.charts import Scale
from workbench.figures.cluster_bubbles import (
    ALL_TOGETHER,
    LARGEST,
    bubble_areas,
    bubble_table,
    bubbles_in_words,
    cluster_bubbles,
)
from workbench.figures.exhibit import drawn

SCALES = (
    Scale("quotient", "Location quotient", True),
    Scale("growth", "Growth (% a year)"),
    Scale("jobs", "Jobs"),
)


@pytest.fixture
def clusters():
    return pd.DataFrame(
        {
            "name": ["Ayr", "Ham", "Bury", "Ely", "Rye", "Diss"],
            "quotient": [2.0, 0.5, 0.4, 3.0, 0.0, 1.5],
            "growth": [3.0, 2.0, -1.0, -4.0, 1.0, np.inf],
            "jobs": [400, 100, 200, 50, 10, 20],
        }
    )


def test_each_cluster_is_in_its_place_and_the_largest_is_below(clusters):
    axes = cluster_bubbles(clusters, *SCALES, names="name")
    rendered(axes)
    bubbles = axes.collections[0]
    assert bubbles.get_offsets().tolist() == [[2, 3], [0.4, -1], [0.5, 2], [3, -4]]
    sizes = bubbles.get_sizes()
    assert sizes / sizes[0] == pytest.approx([1, 0.5, 0.25, 0.125])
    assert "2 rows without a place here not drawn" in axes.get_xlabel()
    assert legend_of(axes) == ["Jobs: 400 (largest)", "100 (median)"]


def test_the_bubbles_of_the_legend_are_wholly_on_the_page(clusters):
    axes = cluster_bubbles(clusters, *SCALES, names="name")
    buffer = io.BytesIO()
    rendered(axes).savefig(buffer, format="png", dpi=110)
    buffer.seek(0)
    assert (image.imread(buffer)[:2, :, :3] == 1).all()


def test_the_quadrants_are_named_and_counted_around_their_centre(clusters):
    axes = cluster_bubbles(clusters, *SCALES, names="name")
    for corner in ("specialised, growing: 1", "not specialised, shrinking: 1"):
        assert corner in said(axes)
    upright, level = (line.get_xydata() for line in axes.lines[:2])
    assert upright[:, 0].tolist() == [1, 1]
    assert level[:, 1].tolist() == [0, 0]
    table = bubble_table(clusters, *SCALES, names="name", centre=(2.0, 2.5))
    assert table.set_index("name")["quadrant"].to_dict() == {
        "Ayr": "specialised, growing",  # on the line
        "Bury": "not specialised, shrinking",
        "Ham": "not specialised, shrinking",
        "Ely": "specialised, shrinking",
    }


def test_growing_and_shrinking_differ_in_grey(clusters):
    colours = cluster_bubbles(clusters, *SCALES, names="name").collections[0].get_facecolor()
    assert greyness(colours[1][:3]) - greyness(colours[0][:3]) > 0.25


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=200))
def test_areas_keep_proportions_and_leave_room(sizes):
    sizes = pd.Series(sizes)
    areas = bubble_areas(sizes)
    assert areas.max() <= max(LARGEST, 3)
    assert areas.sum() <= ALL_TOGETHER * 1.0001 + 3 * len(sizes)
    large = areas > 3.001
    ratio = (areas / sizes)[large]
    assert np.allclose(ratio, ratio.iloc[0]) if large.any() else True


@pytest.mark.parametrize("change", [{"quotient": 1.9}, {"jobs": 399}])
def test_another_number_is_another_drawing(clusters, change):
    first = drawn(rendered(cluster_bubbles(clusters, *SCALES, names="name")))
    clusters.loc[0, list(change)] = list(change.values())
    assert drawn(rendered(cluster_bubbles(clusters, *SCALES, names="name"))) != first


def test_the_order_of_rows_does_not_matter(clusters):
    first = bubble_table(clusters, *SCALES, names="name")
    pd.testing.assert_frame_equal(bubble_table(clusters[::-1], *SCALES, names="name"), first)


def test_bubbles_in_words(clusters):
    assert bubbles_in_words(clusters, *SCALES, names="name") == (
        "Bubbles of 4 clusters by Location quotient and Growth (% a year), as large as Jobs. "
        "specialised, growing: 1 (53% of the total), largest Ayr; not specialised, growing: 1 "
        "(13% of the total), largest Ham; not specialised, shrinking: 1 (27% of the total), "
        "largest Bury; specialised, shrinking: 1 (7% of the total), largest Ely. 2 rows without "
        "a place here not drawn."
    )
