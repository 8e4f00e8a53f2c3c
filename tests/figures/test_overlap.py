"""A matrix of overlaps shows every share, names every rule, and says so in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.figures.drawing import rendered, said
from workbench.figures import overlap_in_words, overlap_matrix
from workbench.figures.exhibit import drawn

NAMES = ["size_only", "stars", "hot_spot"]


def table(second=0.25):
    return pd.DataFrame(
        [[1, 0.8, second], [0.8, 1, np.nan], [second, np.nan, 1]], index=NAMES, columns=NAMES
    )


def test_every_share_is_written_in_its_field():
    axes = overlap_matrix(table())
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["1.00", "0.80", "0.25", "0.80", "1.00", "–", "0.25", "–", "1.00"]
    assert "size only" in " ".join(label.get_text() for label in axes.get_yticklabels())


def test_a_larger_share_is_darker():
    colours = overlap_matrix(table()).collections[0].get_facecolor()
    lightness = colours[:, :3].mean(axis=1)
    assert lightness[0] < lightness[1] < lightness[2] < lightness[5]


def test_another_share_is_another_drawing():
    assert drawn(rendered(overlap_matrix(table()))) != drawn(rendered(overlap_matrix(table(0.3))))


def test_nothing_to_compare_is_said():
    assert "nothing to compare" in said(overlap_matrix(pd.DataFrame()))
    alone = pd.DataFrame([[1.0]], index=["size_only"], columns=["size_only"])
    assert overlap_in_words(alone) == "Empty matrix of 1 rules: no two of them can be compared."


def test_the_words_name_the_ends():
    words = overlap_in_words(table())
    assert "Most alike: size only and stars (0.80)." in words
    assert "Least alike: size only and hot spot (0.25)." in words
    assert "Half of the 2 pairs overlap by 0.53 or more." in words


def test_digits_stand_out_from_their_field():
    axes = overlap_matrix(table())
    fields = axes.collections[0].get_facecolor()[:, :3].mean(axis=1)
    for text, lightness in zip(axes.texts, fields, strict=True):
        assert text.get_color() == ("white" if lightness < 0.4 else "black")
