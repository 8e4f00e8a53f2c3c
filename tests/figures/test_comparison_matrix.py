"""Matrices of answers: a tile a cell, told apart in greyscale, odd answers blank."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.comparison_matrix import SHADES, comparison_matrix, matrix_in_words

TABLE = pd.DataFrame(
    {"formal": ["yes", "no"], "lasting": ["varies", "perhaps"]}, index=["alliance", "network"]
)


def tiles(axes):
    return [p for p in axes.patches if isinstance(p, Rectangle)]


def test_every_cell_is_a_tile_of_its_answer():
    axes = comparison_matrix(TABLE)
    rendered(axes)
    shades = [to_rgb(tile.get_facecolor()) for tile in tiles(axes)]
    assert shades == [to_rgb(SHADES[place]) for place in (0, 1, 2, 3)]
    assert said(axes).split() == ["●", "◐", "–"]


def test_shades_keep_their_order_in_greyscale():
    grey = [0.299 * r + 0.587 * g + 0.114 * b for r, g, b in map(to_rgb, SHADES)]
    assert min(b - a for a, b in pairwise(grey)) > 0.1


@pytest.mark.parametrize("answers", [("named", "none"), ("named", "inferred", "none")])
def test_fewer_answers_keep_the_ends(answers):
    table = pd.DataFrame({"a": ["named"], "b": ["none"]})
    shades = [to_rgb(t.get_facecolor()) for t in tiles(comparison_matrix(table, answers=answers))]
    assert shades == [to_rgb(SHADES[0]), to_rgb(SHADES[-1])]
    assert len(legend_of(comparison_matrix(table, answers=answers))) == len(answers)


def test_the_words_hold_each_row():
    assert matrix_in_words(TABLE) == (
        "Matrix of 2 rows by 2 columns. alliance: yes: formal; varies: lasting. network: no: "
        "formal. The rest is not said."
    )


def test_nothing_to_compare():
    assert said(comparison_matrix(TABLE[:0])).startswith("No matrix")
    assert matrix_in_words(TABLE[:0]).startswith("Empty matrix")
