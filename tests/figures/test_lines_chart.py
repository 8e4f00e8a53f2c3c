"""Lines lie where the table says, are told apart without colour, and break where nothing is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.figures.drawing import legend_of, said
from workbench.figures.exhibit import drawn
from workbench.figures.lines_chart import lines_chart, lines_in_words

TABLE = pd.DataFrame({"at": [3, 1, 2], "up": [0.9, 0.1, None], "down": [0.2, 0.8, 0.4]})
TOLD = {
    "x": "at",
    "lines": {"up": "rising", "down": "falling"},
    "x_label": "Where",
    "y_label": "Share",
}


def test_lines_run_along_the_axis_with_gaps_and_differ_without_colour():
    axes = lines_chart(TABLE, **TOLD)
    up, down = axes.lines
    np.testing.assert_array_equal(up.get_ydata(), [0.1, np.nan, 0.9])
    np.testing.assert_array_equal(down.get_xydata(), [[1, 0.8], [2, 0.4], [3, 0.2]])
    assert up.get_linestyle() != down.get_linestyle() and up.get_marker() != down.get_marker()
    assert legend_of(axes) == ["rising", "falling"]


def test_words_tell_ends_and_the_highest():
    told = lines_in_words(TABLE, **TOLD)
    assert told.startswith("2 lines: Share by Where, from 1 to 3.")
    assert "falling: from 0.8 to 0.2, highest 0.8 at 1." in told
    assert "rising: no value" in lines_in_words(TABLE.assign(up=None), **TOLD)


def test_what_is_left_out_is_said():
    odd = pd.concat([TABLE, pd.DataFrame({"at": [None], "up": [0.5], "down": [0.5]})])
    assert "1 row without a number not drawn" in lines_chart(odd, **TOLD).get_xlabel()
    assert said(lines_chart(TABLE.head(0), **TOLD)) == "No chart: no row has Share."
    assert lines_in_words(TABLE.head(0), **TOLD) == "No chart: no row has Share."
    five = TABLE.assign(**dict.fromkeys("abc", 0.5))
    many = TOLD | {"lines": {name: name for name in ("up", "down", *"abc")}}
    axes = lines_chart(five, **many)
    assert len(axes.lines) == 4
    assert "1 line beyond the fourth not drawn" in axes.get_xlabel()
    assert "c:" not in lines_in_words(five, **many)


def test_another_value_is_another_drawing_and_other_words():
    other = TABLE.assign(up=[0.7, 0.1, None])
    assert drawn(lines_chart(TABLE, **TOLD).figure) != drawn(lines_chart(other, **TOLD).figure)
    assert lines_in_words(TABLE, **TOLD) != lines_in_words(other, **TOLD)
