"""A curve by distance shows its bands, marks where it leaves them, and says so in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.distance_curves import distance_curve, distance_curve_in_words
from workbench.figures.exhibit import drawn

LABEL = "K (density per km)"


@pytest.fixture
def table():
    at = np.arange(0.0, 6.0)
    return pd.DataFrame(
        {
            "distance_km": at,
            "value": [0.5, 0.4, 0.2, 0.2, 0.02, 0.2],
            "expected": 0.2,
            "low": 0.15,
            "high": 0.25,
            "global_low": 0.1,
            "global_high": 0.3,
        }
    )


def test_the_curve_and_the_bands_are_the_data(table):
    axes = distance_curve(table, y_label=LABEL)
    rendered(axes)
    *edges, expected, observed, outside = axes.lines
    assert [edge.get_ydata()[0] for edge in edges] == [0.1, 0.3, 0.15, 0.25]
    assert observed.get_ydata().tolist() == table["value"].tolist()
    assert observed.get_xdata().tolist() == table["distance_km"].tolist()
    assert set(expected.get_ydata()) == {0.2}
    np.testing.assert_array_equal(outside.get_ydata(), [0.5, 0.4, np.nan, np.nan, 0.02, np.nan])
    ends = [(band.get_paths()[0].vertices[:, 1].min(), band.get_paths()[0].vertices[:, 1].max())
            for band in axes.collections]  # fmt: skip
    assert ends == [(0.1, 0.3), (0.15, 0.25)]
    assert axes.get_ylabel() == LABEL
    assert "global band: 95 % of draws everywhere" in legend_of(axes)


@pytest.mark.parametrize(
    "column", ["value", "expected", "low", "high", "global_low", "global_high"]
)
def test_any_number_that_changes_is_another_drawing(table, column):
    first = drawn(rendered(distance_curve(table, y_label=LABEL)))
    changed = table.copy()
    changed.loc[2, column] += 0.01
    assert drawn(rendered(distance_curve(changed, y_label=LABEL))) != first
    assert drawn(rendered(distance_curve(table[::-1], y_label=LABEL))) == first


@pytest.mark.parametrize(
    "change", [{"value": 0.0}, {"value": 1e9}, {"low": np.nan, "high": np.nan}]
)
def test_whatever_the_curve_something_is_drawn(table, change):
    rendered(distance_curve(table.assign(**change), y_label="$x^{" * 20))
    rendered(distance_curve(table.assign(**change).iloc[:1], y_label="温州"))


def test_nothing_to_draw_is_said(table):
    empty = table.assign(value=np.nan)
    assert "No curve" in said(distance_curve(empty, y_label=LABEL))
    assert distance_curve_in_words(empty, y_label=LABEL).startswith("Empty curve")


def test_a_curve_in_words(table):
    assert distance_curve_in_words(table, y_label=LABEL) == (
        "Curve of K (density per km) at 6 distances from 0 to 5 km, highest at 0 km (0.5, 0.2 by "
        "chance). Above the global band from 0 to 1 km; below it at 4 km."
    )
    inside = table.assign(value=0.2)
    assert "Above the global band nowhere; below it nowhere." in distance_curve_in_words(
        inside, y_label=LABEL
    )


def test_many_stretches_are_counted():
    at = np.arange(20.0)
    table = pd.DataFrame(
        {"distance_km": at, "value": at % 2, "expected": 0.2, "low": 0.0, "high": 0.3}
    ).assign(global_low=-1.0, global_high=0.5)
    words = distance_curve_in_words(table, y_label="M")
    assert "Above the global band on 10 stretches between 1 and 19 km" in words
