"""Bars are as long as their numbers, and a missing one is said and has no length."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.figures.drawing import legend_of, said
from tests.figures.page import off_the_page
from workbench.figures.exhibit import drawn
from workbench.figures.profile_bars import profile_bars, profile_bars_in_words

TABLE = pd.DataFrame({"dimension": [*"nes"], "one": [1.0, 0.5, None], "two": [0.0, 1.5, 0.75]})
BOTH = {"one": "first region", "two": "second region"}


def test_bars_are_as_long_as_their_numbers_and_stand_below_one_another():
    axes = profile_bars(TABLE, BOTH, x_label="share")
    assert [bar.get_width() for bar in axes.patches] == [1, 0.5, 0, 0, 0, 0.75]
    middles = [bar.get_y() + bar.get_height() / 2 for bar in axes.patches]
    assert middles == pytest.approx([-0.2, 0.8, 1.8, 0.2, 1.2, 2.2])
    assert len({bar.get_hatch() for bar in axes.patches}) == 2
    assert legend_of(axes) == [*BOTH.values()]


def test_what_is_missing_is_said_and_a_nought_is_a_nought():
    told = [text.get_text() for text in profile_bars(TABLE, BOTH, x_label="share").texts]
    assert told == ["1", "0.5", "not known", "0", "off the scale", "0.75"]
    words = profile_bars_in_words(TABLE, BOTH)
    assert (
        "n: first region 1, second region 0; e: first region 0.5; s: second region 0.75." in words
    )
    assert "Not known, and a gap: s (first region)." in words
    assert "Off the scale, and a gap: e (second region)." in words


def test_another_scale_begins_elsewhere():
    axes = profile_bars(TABLE, {"one": "x"}, x_label="points", scale=(-1, 1))
    assert [(bar.get_x(), bar.get_width()) for bar in axes.patches] == [(-1, 2), (-1, 1.5), (-1, 0)]


def test_without_any_value_it_says_so():
    for table in (TABLE.head(0), TABLE.assign(one=None)):
        assert said(profile_bars(table, {"one": "x"}, x_label="share")).startswith("No bars")
        assert profile_bars_in_words(table, {"one": "x"}).startswith("No bars")


def test_another_value_is_another_drawing_and_other_words():
    other = TABLE.assign(one=[1.0, 0.6, None])
    figures = [profile_bars(table, BOTH, x_label="share").figure for table in (TABLE, other)]
    assert drawn(figures[0]) != drawn(figures[1])
    assert profile_bars_in_words(TABLE, BOTH) != profile_bars_in_words(other, BOTH)


def test_long_names_stay_on_the_page():
    table = TABLE.assign(
        dimension=[f"a dimension with rather a long name, number {n}" for n in "abc"]
    )
    assert not off_the_page(profile_bars(table, BOTH, x_label="share"))
