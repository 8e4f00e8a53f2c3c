"""Charts of estimates show the numbers of their table, and say the same in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import greyness, names_of_rows, off_the_page, segments, with_seen_ticks
from workbench.figures.estimate_charts import (
    KINDS,
    coefficient_path,
    event_time_chart,
    event_time_in_words,
    impacts_chart,
    impacts_in_words,
    path_in_words,
)


@pytest.fixture
def event():
    table = pd.DataFrame(
        {"event_time": [2, -3, -2, -1, 0, 1], "estimate": [0.3, -0.1, 0.05, 0, 0.1, 0.2]}
    )
    table["low"], table["high"] = table["estimate"] - 0.15, table["estimate"] + 0.15
    table.loc[3, ["low", "high"]] = np.nan
    return table


@pytest.fixture
def impacts():
    lines = [
        (term, kind, value, value - 0.1, value + 0.2)
        for term, shift in (("density", 0.0), ("schooling", 1.0))
        for kind, value in (
            ("direct", shift + 0.5),
            ("indirect", shift - 0.2),
            ("total", shift + 0.3),
        )
    ]
    return pd.DataFrame(lines, columns=["term", "effect", "estimate", "low", "high"])


def drawn_points(axes):
    return {
        line.get_label(): line.get_xydata().tolist()
        for line in axes.lines
        if not str(line.get_label()).startswith("_")
    }


def test_times_before_are_hollow_and_times_after_are_filled(event):
    axes = event_time_chart(event, y_label="effect on log wage")
    assert drawn_points(axes) == {
        "before the event": [[-3, -0.1], [-2, 0.05]],
        "after the event": [[0, 0.1], [1, 0.2], [2, 0.3]],
        "reference": [[-1, 0]],
    }
    fills = {line.get_label(): line.get_markerfacecolor() for line in axes.lines}
    assert fills["before the event"] == fills["reference"] == "white"
    assert greyness(fills["after the event"]) < 0.5
    assert legend_of(axes) == ["before the event", "after the event", "reference"]
    assert not off_the_page(with_seen_ticks(axes))


def test_the_band_and_the_intervals_are_those_of_the_table(event):
    axes = event_time_chart(event, y_label="effect")
    band, intervals = axes.collections
    ordered = event.sort_values("event_time")
    drawn = band.get_paths()[0].vertices
    for row in ordered.fillna(0).to_dict("records"):
        ends = drawn[drawn[:, 0] == row["event_time"], 1]
        assert {round(v, 9) for v in ends} >= {round(row["low"], 9), round(row["high"], 9)}
    assert segments(intervals)[0] == [[-3, pytest.approx(-0.25)], [-3, pytest.approx(0.05)]]


def test_a_band_of_the_whole_path_is_the_shade_and_time_may_be_the_index(event):
    wide = event.assign(band_low=event["low"] - 0.1, band_high=event["high"] + 0.1)
    axes = event_time_chart(wide.set_index("event_time"), y_label="effect")
    drawn = axes.collections[0].get_paths()[0].vertices
    assert drawn[drawn[:, 0] == 2, 1].min() == pytest.approx(0.05)
    assert drawn[drawn[:, 0] == 2, 1].max() == pytest.approx(0.55)
    assert segments(axes.collections[1])[-1] == [[2, pytest.approx(0.15)], [2, pytest.approx(0.45)]]
    assert event_time_in_words(wide.set_index("event_time")) == event_time_in_words(event)


def test_words_of_an_event_count_what_misses_zero(event):
    words = event_time_in_words(event)
    assert words.startswith(
        "Of 2 periods before the event, 0 have an interval that misses zero; of 3 after it, 2."
    )
    assert "period 2: 0.300 (0.150 to 0.450)" in words
    trend = event.assign(low=event["low"].where(event["event_time"] != -3, -0.2),
                         high=event["high"].where(event["event_time"] != -3, -0.1))  # fmt: skip
    assert "before the event, 1 have" in event_time_in_words(trend)
    assert "No period before the event" in event_time_in_words(event[event["event_time"] >= 0])


def test_impacts_stand_under_their_terms(impacts):
    axes = impacts_chart(impacts, x_label="change of log wage")
    assert names_of_rows(axes) == {0: "density", 1: "schooling"}
    points = drawn_points(axes)
    assert list(points) == ["direct", "indirect", "total"]
    for kind, spots in points.items():
        own = impacts[impacts["effect"] == kind]
        assert [x for x, _ in spots] == own["estimate"].tolist()
        assert [round(y) for _, y in spots] == [0, 1]
    ends = [line for held in axes.collections for line in segments(held)]
    assert len(ends) == 6
    assert not off_the_page(with_seen_ticks(axes))


def test_kinds_of_impacts_differ_in_grey():
    assert len({marker for marker, _, _ in KINDS.values()}) == 3
    inside = sorted(greyness(fill) for _, _, fill in KINDS.values())
    assert np.diff(inside).min() > 0.2


def test_impacts_in_words(impacts):
    words = impacts_in_words(impacts)
    assert "density: direct 0.500 (0.400 to 0.700), indirect -0.200" in words
    assert words.count("total 0.300") == 1


def test_a_path_goes_along_its_numbers():
    table = pd.DataFrame({"quantile": [0.9, 0.1, 0.5], "estimate": [3.0, 1, 2]})
    table["low"], table["high"] = table["estimate"] - 1.5, table["estimate"] + 1.5
    labels = {"x_label": "quantile", "y_label": "coefficient"}
    axes = coefficient_path(table, "quantile", reference=(2.2, 1.9, 2.5), **labels)
    path = next(line for line in axes.lines if len(line.get_xdata()) == 3)
    assert path.get_xydata().tolist() == [[0.1, 1], [0.5, 2], [0.9, 3]]
    levels = [line.get_ydata()[0] for line in axes.lines if len(line.get_xdata()) == 2]
    assert levels == [0, 2.2, 1.9, 2.5]
    words = path_in_words(table, "quantile", x_label="quantile")
    assert "at 3 points of quantile: 1.00 (-0.50 to 2.50) at 0.1" in words
    assert "2 of the intervals miss zero" in words
    assert not off_the_page(with_seen_ticks(axes))


def test_empty_tables_are_said(event, impacts):
    for axes, words in (
        (event_time_chart(event[:0], y_label="y"), event_time_in_words(event[:0])),
        (impacts_chart(impacts[:0], x_label="x"), impacts_in_words(impacts[:0])),
        (
            coefficient_path(event[:0], "event_time", x_label="time", y_label="y"),
            path_in_words(event[:0], "event_time", x_label="time"),
        ),
    ):
        rendered(axes)
        assert said(axes).startswith("No ")
        assert words.startswith("Empty ")
