"""A map of local clusters shows each category by shade and hatch, and counts it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from tests.figures.drawing import legend_of, rendered, row_of_squares
from workbench.figures.exhibit import drawn
from workbench.figures.local_clusters_map import (
    HOT_SPOT_KINDS,
    LOCAL_CLUSTER_KINDS,
    hot_spots_map,
    local_clusters_in_words,
    local_clusters_map,
)

OUTLINES, REGIONS = row_of_squares()
CODES = OUTLINES["region"].to_numpy()
SEEN = ["high-high"] * 3 + ["low-low"] * 2 + ["high-low", "low-high"] + ["not shown"] * 4
CATEGORIES = pd.Series([*SEEN, "no neighbour"], CODES)


def looks(axes) -> dict[str, tuple[int, str | None]]:
    """How many regions have each colour, and their hatch."""
    return {
        to_hex(own.get_facecolor()[0]): (len(own.get_paths()), own.get_hatch())
        for own in axes.collections
        if len(own.get_paths())
    }


def test_each_category_has_its_shade_its_hatch_and_its_count():
    axes = local_clusters_map(CATEGORIES, REGIONS, OUTLINES, label="clusters of jobs")
    rendered(axes)
    counts = CATEGORIES.value_counts()
    expected = {
        kind.colour: (counts[kind.label], kind.hatch or None) for kind in LOCAL_CLUSTER_KINDS
    }
    assert looks(axes) == expected
    assert legend_of(axes) == [
        f"{kind.label} ({counts[kind.label]})" for kind in LOCAL_CLUSTER_KINDS
    ]
    handles = axes.get_legend().legend_handles
    assert [handle.get_hatch() or "" for handle in handles] == [
        k.hatch for k in LOCAL_CLUSTER_KINDS
    ]


def test_a_category_that_does_not_occur_is_in_the_legend_with_zero():
    axes = hot_spots_map(pd.Series("not shown", CODES), REGIONS, OUTLINES, label="x")
    assert legend_of(axes) == ["hot spot (0)", "cold spot (0)", "not shown (12)"]


def test_regions_without_a_category_are_no_data_and_values_without_a_place_are_counted():
    some = pd.concat([CATEGORIES.iloc[:9], pd.Series({"999": "high-high"})])
    axes = local_clusters_map(some, REGIONS, OUTLINES, label="x")
    assert legend_of(axes)[-2:] == ["no data (3)", "with data, not on the map (1)"]
    assert legend_of(axes)[0] == "high-high (3)", "what is not on the map is in no category"


def test_points_differ_by_marker():
    axes = local_clusters_map(CATEGORIES, REGIONS, label="x")
    rendered(axes)
    paths = {tuple(own.get_paths()[0].vertices.ravel().round(3)) for own in axes.collections[1:]}
    assert len(paths) == len(LOCAL_CLUSTER_KINDS)
    assert sum(len(own.get_offsets()) for own in axes.collections) == 12
    markers = [handle.get_marker() for handle in axes.get_legend().legend_handles]
    assert markers == [kind.marker for kind in LOCAL_CLUSTER_KINDS]


@pytest.mark.parametrize("outlines", [OUTLINES, None], ids=["areas", "points"])
def test_a_changed_category_is_another_drawing(outlines):
    changed = CATEGORIES.copy()
    changed.iloc[0] = "not shown"
    one, same, other = (
        drawn(local_clusters_map(c, REGIONS, outlines, label="x").figure)
        for c in (CATEGORIES, CATEGORIES.sample(frac=1, random_state=0), changed)
    )
    assert one == same != other


def test_a_category_of_another_map_is_refused():
    with pytest.raises(ValueError, match=r"no category of this map: 'high-high'; there are hot"):
        hot_spots_map(CATEGORIES, REGIONS, OUTLINES, label="x")


def test_in_words():
    words = local_clusters_in_words(CATEGORIES, REGIONS, "clusters of jobs")
    assert words.startswith("Map of clusters of jobs in 12 regions. ")
    assert "high-high: 3 (Place 0, Place 1 and Place 2)" in words
    assert words.endswith("not shown: 4.")
    some = CATEGORIES.where(np.arange(12) != 4)
    assert local_clusters_in_words(some, REGIONS, "x").endswith(" 1 regions have no data.")
    many = pd.Series("hot spot", CODES)
    assert "Place 4 and 7 more)" in local_clusters_in_words(many, REGIONS, "x")
    assert HOT_SPOT_KINDS[0].label == "hot spot"
