"""Counts beyond thresholds: points where they are, curves that are given, logs on both axes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.tail_chart import LEAST, tail_chart, tail_chart_in_words

COUNTS = pd.DataFrame(
    {"threshold": [20, 1, 10, 0], "above": [7, 150, 30, 4], "highest": [None, 170, None, None]}
)
AT = np.geomspace(1, 400, 30)
CURVES = pd.DataFrame({"distribution": "Pareto", "at": AT, "expected_above": 150 / AT})
OWN = {"x_label": "output", "y_label": "clusters"}


def test_points_stand_where_they_are_counted():
    axes = tail_chart(COUNTS, CURVES, **OWN)
    rendered(axes)
    (points,) = [line for line in axes.lines if line.get_label() == "counted"]
    assert points.get_xydata().tolist() == [[1, 150], [10, 30], [20, 7]]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert "1 row without a threshold and a count above 0 not drawn" in axes.get_xlabel()


def test_curves_are_those_given_and_end_where_nothing_is_left():
    (line,) = [
        one for one in tail_chart(COUNTS, CURVES, **OWN).lines if one.get_label() == "Pareto"
    ]
    drawn = line.get_xydata()
    assert drawn[:, 1].min() >= LEAST
    assert len(drawn) == int((150 / AT >= LEAST).sum())
    assert drawn[:, 0] * drawn[:, 1] == pytest.approx(150)


def test_a_count_that_may_be_higher_has_a_bar():
    labels = legend_of(tail_chart(COUNTS, CURVES, **OWN))
    assert labels == ["Pareto", "counted", "may be as high as"]
    assert "may be as high as" not in legend_of(
        tail_chart(COUNTS.drop(columns="highest"), CURVES, **OWN)
    )


def test_the_words_hold_counts_and_fits():
    told = tail_chart_in_words(COUNTS, CURVES)
    assert "150 above 1, 30 above 10 and 7 above 20" in told
    assert "Above 20 the fitted tails expect: Pareto 7.5." in told  # 150 / 20


def test_without_counts_it_says_so():
    assert said(tail_chart(COUNTS[:0], CURVES, **OWN)).startswith("No chart")
    assert tail_chart_in_words(COUNTS[:0], CURVES).startswith("Empty chart")
