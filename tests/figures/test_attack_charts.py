"""Charts of the attacks show their tables, say so in words, and draw something whatever comes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.attack_charts import (
    NOTHING,
    cutoff_path,
    cutoff_path_in_words,
    estimate_rows,
    estimate_rows_in_words,
    zoning_fan,
    zoning_fan_in_words,
)
from workbench.figures.exhibit import drawn
from workbench.models.attacks._refits import COLUMNS

LABEL = "Elasticity"
EMPTY = pd.DataFrame(columns=list(COLUMNS))
CHARTS = [
    (estimate_rows, estimate_rows_in_words, "x_label"),
    (cutoff_path, cutoff_path_in_words, "y_label"),
    (zoning_fan, zoning_fan_in_words, "y_label"),
]


def lines(n=4, **columns):
    estimate = 0.5 + 0.1 * np.arange(n)
    table = pd.DataFrame(
        {
            "label": ["as fitted", *(f"without 温州 {i}" for i in range(1, n))],
            "estimate": estimate,
            "low": estimate - 0.3,
            "high": estimate + 0.3,
            "rows": 10,
        }
    )
    return table.assign(**columns)


def path():
    return lines(
        4,
        label=["robust", "clustered by state", "Conley, 50 km, bartlett", "Conley, 50 km, uniform"],
        kind=["robust", "clustered", "conley", "conley"],
        kernel=[None, None, "bartlett", "uniform"],
        cutoff_km=[0.0, 0, 50, 50],
        estimate=0.5,
    )


def fan():
    return lines(4, kind=["as fitted", "random", "random", "level"], zones=[100, 50, 50, 20])


PAIRS = list(zip(CHARTS, [lines(), path(), fan()], strict=True))


def points_of(axes):
    return [np.column_stack(line.get_data()).astype(float) for line in axes.lines
            if line.get_marker() not in ("None", None, "")]  # fmt: skip


@pytest.mark.parametrize(("chart", "table"), PAIRS)
def test_every_estimate_is_drawn(chart, table):
    draw, _, name = chart
    axes = draw(table, **{name: LABEL})
    rendered(axes)
    side = 0 if name == "x_label" else 1
    found = np.unique(np.concatenate([points[:, side] for points in points_of(axes)]).round(9))
    np.testing.assert_allclose(found, np.unique(table["estimate"].round(9)))
    assert LABEL in (axes.get_xlabel(), axes.get_ylabel())
    ends = np.concatenate([segment[:, side] for lines in axes.collections
                           for segment in lines.get_segments()])  # fmt: skip
    assert set(ends.round(9)) >= set(table["low"].round(9)) | set(table["high"].round(9))


@pytest.mark.parametrize(("chart", "table"), PAIRS)
@pytest.mark.parametrize("column", ["estimate", "low", "high"])
def test_any_number_that_changes_is_another_drawing(chart, table, column):
    draw, words, name = chart
    changed = table.copy()
    changed.loc[2, column] += 0.05
    first, second = (drawn(rendered(draw(t, **{name: LABEL}))) for t in (table, changed))
    assert first != second
    assert isinstance(words(table), str)


@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_to_draw_is_said(chart):
    draw, words, name = chart
    assert said(draw(EMPTY, **{name: LABEL})) == NOTHING
    assert words(EMPTY) == NOTHING


@pytest.mark.parametrize(("chart", "table"), PAIRS)
@pytest.mark.parametrize("change", [{"low": -1e9}, {"estimate": np.nan}, {"label": "$x^{" * 30}])
def test_whatever_the_table_something_is_drawn(chart, table, change):
    draw, _, name = chart
    rendered(draw(table.assign(**change), **{name: "温州" * 5}))


def test_rows_that_hold_zero_are_hollow():
    axes = estimate_rows(lines().assign(low=[0.2, -0.1, 0.4, 0.5]), x_label=LABEL)
    faces = {str(line.get_markerfacecolor()): len(line.get_xdata()) for line in axes.lines[2:4]}
    assert faces == {"#2f5d8a": 3, "white": 1}


def test_many_rows_name_the_outermost():
    axes = estimate_rows(lines(60), x_label=LABEL)
    assert [t.get_text() for t in axes.get_yticklabels()] == [
        "as fitted", "without 温州 1", "without 温州 59",
    ]  # fmt: skip


def test_kernels_differ_by_marker_and_dashes():
    axes = cutoff_path(path(), y_label=LABEL)
    assert legend_of(axes) == ["bartlett kernel", "uniform kernel"]
    marks = {line.get_label(): line.get_marker() for line in axes.lines}
    assert marks["bartlett kernel"] != marks["uniform kernel"]
    assert {"-", "--"} <= {line.get_linestyle() for line in axes.lines}


def test_the_fan_opens_to_the_right():
    axes = zoning_fan(fan(), y_label=LABEL)
    left, right = axes.get_xlim()
    assert left > right
    assert axes.get_xscale() == "log"
    assert legend_of(axes) == ["another level of regions", "random zones", "as fitted"]


def test_in_words():
    assert estimate_rows_in_words(lines()) == (
        "Estimates with intervals, one row each. as fitted: 0.5 (0.2 to 0.8). Of the 3 others the "
        "lowest is without 温州 1, 0.6 (0.3 to 0.9) and the highest without 温州 3, 0.8 (0.5 to "
        "1.1); 0 of the intervals hold zero."
    )
    assert zoning_fan_in_words(fan()) == (
        "Estimates by number of zones. As fitted, over 100 regions: 0.5 (0.2 to 0.8). Over 3 other "
        "zonings of 20 to 50 zones it goes from 0.6 to 0.8, with the median 0.7."
    )
    assert "Conley, 50 km, bartlett: 0.4 to 1" in cutoff_path_in_words(path())
