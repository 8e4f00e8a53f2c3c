"""Actors on a map: each where it is with the shape of its role, each linked pair once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.actor_map import actor_map, actor_map_in_words


@pytest.fixture
def actors():
    return pd.DataFrame(
        {
            "actor": ["d", "f1", "f2", "lab", "far"],
            "name": ["Big Dairy", "Farm 1", "Farm 2", "Laboratory", "Nowhere"],
            "role": ["anchor", "core", "core", "friend", "core"],
            "longitude": [74.5, 74.6, 74.4, 74.7, np.nan],
            "latitude": [42.8, 42.9, 42.7, 42.85, 42.8],
        }
    )


@pytest.fixture
def links():
    rows = [("f1", "d", 3), ("d", "f1", 1), ("f2", "d", 2), ("far", "d", 3), ("lab", "f1", 0)]
    return pd.DataFrame(rows, columns=["source", "target", "strength"])


def test_pairs_are_drawn_once_with_their_strongest_degree(actors, links):
    axes = actor_map(actors, links)
    rendered(axes)
    lines = [c for c in axes.collections if isinstance(c, LineCollection)]
    assert sum(len(c.get_segments()) for c in lines) == 2
    assert legend_of(axes) == [
        "2 medium (1)", "3 strong (1)", "anchor (1)", "core (2)", "other roles (1)",
        "actors without a place (1)", "links without a place (1)",
    ]  # fmt: skip
    assert "Big Dairy" in said(axes)


def test_north_is_up_and_east_is_right(actors, links):
    axes = actor_map(actors, links)
    core = next(line for line in axes.lines if line.get_label() == "core (2)")
    (x_one, x_two), (y_one, y_two) = core.get_xdata(), core.get_ydata()
    assert x_one > x_two
    assert y_one > y_two


def test_the_order_of_rows_changes_no_word(actors, links):
    words = actor_map_in_words(actors, links)
    assert words == actor_map_in_words(actors[::-1], links[::-1])
    assert words == (
        "Map of 4 actors and 3 linked pairs. Most partners: Big Dairy, Farm 1 and Farm 2."
    )


def test_without_coordinates_there_is_no_map(actors, links):
    blank = actors.assign(longitude=np.nan)
    assert said(actor_map(blank, links)) == "No map: no actor has coordinates."
    assert actor_map_in_words(blank, links).startswith("Empty map")
    rendered(actor_map(actors, links[:0]))
