"""Control charts: limits by hand, signals where they were planted, false alarms as stated."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from tests.figures.drawing import legend_of, rendered
from workbench.fieldwork.watching.control_limits import (
    STANDARD,
    ControlRules,
    control_limits,
    control_table,
    false_alarm_rate,
    rules_within,
    runs,
)
from workbench.figures.control_chart import control_chart, control_in_words, moving_range_chart
from workbench.figures.exhibit import drawn

OWN = {"value": "jobs", "time": "year"}
DRAWS = 1500


def series(values) -> pd.DataFrame:
    return pd.DataFrame({"year": 2001 + np.arange(len(values)), "jobs": values})


def is_alarm(values, rules) -> bool:
    """Whether a series has a signal, value by value and not as the module does it."""
    mean = sum(values) / len(values)
    steps = [abs(b - a) for a, b in pairwise(values)]
    away = rules.multiple * sum(steps) / len(steps)
    if any(abs(value - mean) > away for value in values):
        return True
    sides = "".join("+" if value > mean else "-" for value in values)
    return "+" * rules.run in sides or "-" * rules.run in sides


def alarms(length: int, rules: ControlRules, seed: int) -> int:
    random = np.random.default_rng(seed)
    return sum(is_alarm(own.tolist(), rules) for own in random.normal(size=(DRAWS, length)))


def test_limits_by_hand():
    # ranges 2, 1, 3: mean 2; values 10, 12, 11, 14: mean 11.75
    limits = control_limits(np.array([10.0, 12.0, 11.0, 14.0]))
    assert (limits.low, limits.high) == pytest.approx((11.75 - 5.32, 11.75 + 5.32))
    assert (limits.mean_range, limits.high_range) == pytest.approx((2.0, 6.534))


def test_the_factors_are_those_of_ranges_of_two_normal_values():
    # d2 = 2 / sqrt(pi) is the mean range of two, d3 its standard deviation
    d2 = 2 / np.sqrt(np.pi)
    d3 = np.sqrt(2 - d2**2)
    assert STANDARD.multiple == pytest.approx(3 / d2, abs=0.002)
    assert control_limits(np.array([0.0, 1.0])).high_range == pytest.approx(
        1 + 3 * d3 / d2, abs=0.001
    )


@settings(max_examples=25)
@given(st.lists(st.integers(-2, 2), min_size=1, max_size=20))
def test_runs_are_those_counted_one_by_one(values):
    expected, length = [], 0
    for place, value in enumerate(values):
        is_same = place > 0 and np.sign(values[place - 1]) == np.sign(value)
        length = 0 if value == 0 else length + 1 if is_same else 1
        expected.append(length)
    assert runs(np.array(values, dtype=float), 0.0).tolist() == expected


@pytest.mark.parametrize("length", [8, 12])
def test_stable_series_of_usual_length_give_an_alarm_in_fewer_than_one_in_twenty(length):
    found = binomtest(alarms(length, STANDARD, 3), DRAWS, 0.05, alternative="less")
    assert found.pvalue < 0.01


@pytest.mark.parametrize("length", [12, 24, 50])
def test_the_rate_that_is_stated_is_that_of_other_series_counted_otherwise(length):
    stated = false_alarm_rate(length)
    assert binomtest(alarms(length, STANDARD, 5), DRAWS, stated).pvalue > 0.001


@pytest.mark.parametrize("length", [24, 50])
def test_stricter_rules_keep_longer_series_below_the_rate(length):
    rules = rules_within(length, 0.05)
    assert rules.multiple > STANDARD.multiple
    assert false_alarm_rate(length, rules) <= 0.05 < false_alarm_rate(length)
    assert binomtest(alarms(length, rules, 7), DRAWS, 0.05, alternative="greater").pvalue > 0.001


def test_rules_that_are_strict_enough_stay_as_they_are():
    assert rules_within(8) == STANDARD


def test_planted_signals_are_found_and_nothing_else():
    calm = [2.0, -2.0] * 5
    assert control_table(series(calm), **OWN)["signal"].isna().all()
    jump = control_table(series([*calm, 20.0]), **OWN)
    assert jump["signal"].dropna().to_dict() == {10: "beyond the limits"}
    run = [*[-2.0, 2.0, -3.0] * 3, *[1.0, 2.0] * 4, -2.0, 2.0, -2.0]
    found = control_table(series(run), **OWN)["signal"].dropna()
    assert found.to_dict() == {16: "long run on one side"}


def test_the_order_of_rows_does_not_matter_and_all_equal_has_no_signals():
    table = series([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0])
    pd.testing.assert_frame_equal(control_table(table[::-1], **OWN), control_table(table, **OWN))
    equal = control_table(series([0.1] * 12), **OWN)
    assert equal["signal"].isna().all()
    assert equal["mean"].isna().all()


def test_the_drawing_is_the_series_with_limits_signals_and_how_often_they_err():
    table = series([*[2.0, -2.0] * 5, 20.0, np.nan])
    axes = control_chart(table, **OWN, y_label="Jobs", rules=STANDARD)
    rendered(axes)
    known = control_table(table, **OWN)
    assert axes.lines[0].get_xydata().tolist() == known[["time", "value"]].to_numpy().tolist()
    levels = [line.get_ydata()[0] for line in axes.lines[1:4]]
    assert levels == known.loc[0, ["mean", "low", "high"]].tolist()
    assert axes.lines[4].get_xydata().tolist() == [[2011, 20.0]]
    assert axes.lines[4].get_marker() == "D"
    assert legend_of(axes)[-1] == "beyond the limits: 1"
    rate = f"a stable series so long gives a signal in {false_alarm_rate(11):.0%} of cases"
    assert rate in axes.get_xlabel()
    assert "1 row without a number or a time not drawn" in axes.get_xlabel()
    words = control_in_words(table, **OWN, y_label="Jobs")
    assert "Signals: 2011 (20, beyond the limits)." in words
    assert rate in words


def test_moving_ranges_are_drawn_with_their_limit():
    axes = moving_range_chart(series([1.0, 2.0, 2.0, 1.0, 2.0, 30.0]), **OWN, y_label="Jobs")
    rendered(axes)
    assert axes.lines[0].get_ydata()[1:].tolist() == [1, 0, 1, 1, 28]
    assert axes.lines[1].get_ydata()[0] == pytest.approx(3.267 * 31 / 5)
    assert axes.lines[2].get_xydata().tolist() == [[2006, 28]]


def test_another_value_is_another_drawing():
    one, other = ([1.0, 2.0, 3.0, 1.0, own] for own in (2.0, 2.1))
    first, second = (
        drawn(rendered(control_chart(series(own), **OWN, y_label="Jobs"))) for own in (one, other)
    )
    assert first != second


def test_times_that_are_words_stand_below_in_their_order():
    table = pd.DataFrame({"quarter": ["2020-Q2", "2020-Q1", "2020-Q3"], "jobs": [2.0, 1.0, 3.0]})
    axes = control_chart(table, value="jobs", time="quarter", y_label="Jobs")
    rendered(axes)
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        "2020-Q1",
        "2020-Q2",
        "2020-Q3",
    ]
    assert axes.lines[0].get_ydata().tolist() == [1, 2, 3]
