"""Shares of the variance: both kinds of every factor with intervals, apart in grey too."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import greyness, names_of_rows, off_the_page, segments
from workbench.figures import sensitivity_bars, sensitivity_in_words
from workbench.figures.exhibit import drawn

COLUMNS = ["first_order", "first_low", "first_high"]


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "factor": ["weights", "outlier_treatment"],
            "first_order": [0.5, -0.01],
            "first_low": [0.4, -0.1],
            "first_high": [0.6, 0.05],
            "total": [0.7, 0.2],
            "total_low": [0.65, 0.1],
            "total_high": [0.75, 0.3],
        }
    )


def test_shares_and_intervals_are_the_data(table):
    axes = sensitivity_bars(table, x_label="Share of the variance of the rank")
    rendered(axes)
    ends = [[(low[0], high[0]) for low, high in segments(c)] for c in axes.collections]
    assert ends == [
        [(0, 0.5), (0, -0.01)], [(0.4, 0.6), (-0.1, 0.05)],
        [(0, 0.7), (0, 0.2)], [(0.65, 0.75), (0.1, 0.3)],
    ]  # fmt: skip
    heights = [[low[1] for low, _ in segments(c)] for c in axes.collections]
    assert heights[0] == heights[1] != heights[2] == heights[3], "an interval lies on its bar"
    assert [text.get_text() for text in axes.texts] == ["0.50", "-0.01", "0.70", "0.20"]
    assert names_of_rows(axes) == {0: "weights", 1: "outlier treatment"}
    assert axes.get_xlabel() == "Share of the variance of the rank, with 90 % intervals"
    assert len(legend_of(axes)) == 2


def test_the_two_kinds_differ_in_grey(table):
    first, _, total, _ = sensitivity_bars(table).collections
    lightness = [greyness(kind.get_color()[0][:3]) for kind in (first, total)]
    assert lightness[1] - lightness[0] > 0.25


@pytest.mark.parametrize("column", [*COLUMNS, "total", "total_low", "total_high"])
def test_any_number_that_changes_is_another_drawing(table, column):
    first = drawn(rendered(sensitivity_bars(table)))
    assert drawn(rendered(sensitivity_bars(table))) == first
    table.loc[1, column] += 0.02
    assert drawn(rendered(sensitivity_bars(table))) != first


def test_factors_beyond_the_most_are_counted(table):
    axes = sensitivity_bars(pd.concat([table] * 4), most=5)
    assert len(names_of_rows(axes)) == 5
    assert axes.get_xlabel().endswith("; 3 more factors not drawn")


@pytest.mark.parametrize(
    "change",
    [
        {"factor": "x" * 200}, {"factor": "权重"}, {"first_order": 0.0, "total": 0.0},
        {"total": np.nan}, {"total": [0.4, np.nan]}, {"first_high": np.nan},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_the_table_something_is_drawn_on_the_page(table, change):
    changed = table.assign(**change)
    axes = sensitivity_bars(changed)
    assert off_the_page(axes) == []
    missing = int(changed[["first_order", "total"]].isna().sum().sum())
    assert [text.get_text() for text in axes.texts].count("–") == missing
    assert "nan" not in sensitivity_in_words(changed)


def test_unknown_shares_are_said(table):
    unknown = table.assign(first_order=np.nan, total=np.nan)
    assert (
        said(sensitivity_bars(unknown)) == "No bars: no factor has a share (Share of the variance)."
    )
    assert sensitivity_in_words(unknown).startswith("Empty chart")


def test_shares_in_words(table):
    table.loc[1, "total"] = 0.9
    assert sensitivity_in_words(table) == (
        "Share of the variance by 2 factors, the largest first. outlier treatment: -0.01 (-0.10 to "
        "0.05) by itself, 0.90 (0.10 to 0.30) together with others; weights: 0.50 (0.40 to 0.60) "
        "by itself, 0.70 (0.65 to 0.75) together with others. By themselves all factors make up "
        "0.49."
    )
