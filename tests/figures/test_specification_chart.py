"""The curve draws every model in order with its choices below; the placebo every draw."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.exhibit import drawn
from workbench.figures.specification_chart import (
    placebo_chart,
    placebo_in_words,
    specification_chart,
    specification_chart_in_words,
)

CHOICES = ["measure: log(x)", "measure: x", "control: z"]


def curve(n_models: int = 8) -> pd.DataFrame:
    random = np.random.default_rng(0)
    estimate = random.normal(0.2, 0.2, n_models)
    table = pd.DataFrame({"estimate": estimate, "low": estimate - 0.2, "high": estimate + 0.2})
    table["measure: log(x)"] = np.arange(n_models) % 2 == 0
    table["measure: x"] = np.arange(n_models) % 2 == 1
    table["control: z"] = np.arange(n_models) < 3
    table["is_asked"] = np.arange(n_models) == 2
    return table


def test_estimates_stand_in_order_with_their_intervals() -> None:
    table = curve()
    axes = specification_chart(table, y_label="Wage")
    rendered(axes)
    ordered = table.sort_values("estimate")
    segments = axes.collections[0].get_segments()
    np.testing.assert_allclose([s[0][1] for s in segments], ordered["low"])
    np.testing.assert_allclose([s[1][1] for s in segments], ordered["high"])
    is_sure = (ordered["low"] > 0) | (ordered["high"] < 0)
    filled, hollow = axes.lines[1], axes.lines[2]
    np.testing.assert_allclose(filled.get_ydata(), ordered["estimate"][is_sure])
    np.testing.assert_array_equal(hollow.get_xdata(), np.flatnonzero(~is_sure))
    assert hollow.get_markerfacecolor() == "white"
    assert axes.lines[3].get_ydata().tolist() == [table["estimate"][2]]
    assert legend_of(axes)[-1] == "the model asked about"
    assert axes.get_ylabel() == "Wage"


def test_each_model_has_its_choices_below_it() -> None:
    table = curve()
    axes = specification_chart(table, y_label="Wage")
    below = rendered(axes).axes[-1]
    assert [tick.get_text() for tick in below.get_yticklabels()] == CHOICES
    ordered = table.sort_values("estimate")
    ticks = [tuple(s.mean(axis=0).round(6)) for c in below.collections for s in c.get_segments()]
    expected = [
        (float(at), 2.0 - row)
        for row, name in enumerate(CHOICES)
        for at in np.flatnonzero(ordered[name])
    ]
    assert sorted(ticks) == sorted(expected)
    assert below.get_xlim() == axes.get_xlim()


def test_a_choice_that_changes_is_another_drawing() -> None:
    table = curve()
    first = drawn(rendered(specification_chart(table, y_label="Wage")))
    assert drawn(rendered(specification_chart(table, y_label="Wage"))) == first
    table.loc[0, "control: z"] = False
    assert drawn(rendered(specification_chart(table, y_label="Wage"))) != first


def test_it_draws_into_a_place_of_a_grid() -> None:
    figure = Figure(layout="constrained")
    left, right = figure.subplots(1, 2)
    assert specification_chart(curve(), y_label="Wage", smallest_effect=0.1, ax=right) is right
    rendered(right)
    assert len(figure.axes) == 3
    assert left.get_position().x1 < figure.axes[2].get_position().x0
    assert "smallest effect of interest: 0.1" in legend_of(right)
    with pytest.raises(ValueError, match="grid"):
        specification_chart(curve(), y_label="Wage", ax=Figure().add_axes((0, 0, 1, 1)))


@pytest.mark.parametrize("n_models", [1, 2, 400])
def test_any_number_of_models(n_models: int) -> None:
    axes = specification_chart(curve(n_models).drop(columns="is_asked"), y_label="Wage")
    assert rendered(axes).axes[-1].get_xlabel() == f"{n_models} models, by estimate"


def test_models_without_an_estimate_are_left_out() -> None:
    table = curve()
    table.loc[[1, 4], ["estimate", "low", "high"]] = np.nan
    assert len(specification_chart(table, y_label="Wage").collections[0].get_segments()) == 6
    table[["estimate", "low", "high"]] = np.nan
    assert "no model has an estimate of Wage" in said(specification_chart(table, y_label="Wage"))
    assert "no model" in specification_chart_in_words(table, y_label="Wage")


def test_without_choices_there_is_the_curve_alone() -> None:
    axes = specification_chart(curve()[["estimate", "low", "high"]], y_label="Wage")
    assert len(rendered(axes).axes) == 1
    assert axes.get_xlabel() == "8 models, by estimate"


def test_the_curve_in_words() -> None:
    table = pd.DataFrame(
        {
            "estimate": [0.5, -0.1, 0.2],
            "low": [0.3, -0.2, -0.1],
            "high": [0.7, 0.05, 0.5],
            "control: z": [True, False, False],
            "measure: x": [True, True, False],
        }
    )
    assert specification_chart_in_words(table, y_label="wages") == (
        "Curve of wages in 3 models from -0.1 to 0.5, median 0.2; 2 above zero, 1 with an "
        "interval that leaves out zero. Lowest with measure: x; highest with control: z and "
        "measure: x."
    )


def test_the_placebo_counts_every_draw() -> None:
    draws = pd.Series(np.random.default_rng(0).normal(size=400))
    axes = placebo_chart(draws, 4.5, x_label="t statistic")
    rendered(axes)
    steps = axes.lines[0].get_ydata()
    assert sum(steps[:-1]) == 400
    assert 4.5 in axes.lines[2].get_xdata()
    assert axes.get_ylabel() == "Draws (of 400)"
    assert axes.get_xlim()[1] > 4.5
    assert "the real measure: 4.5" in legend_of(axes)
    moved = placebo_chart(draws.where(draws > -2, -9), 4.5, x_label="t statistic")
    assert drawn(rendered(moved)) != drawn(rendered(axes))


def test_the_placebo_in_words() -> None:
    draws = pd.Series([*np.linspace(-2, 2, 100), np.nan])
    words = placebo_in_words(draws, 1.99, x_label="t")
    assert "in 100 draws" in words
    assert "from -1.9 to 1.9" in words
    assert "2 of the draws are as far from zero" in words
    assert "none of the draws is" in placebo_in_words(draws, 3, x_label="t")
    assert "no draw has a value" in placebo_in_words(pd.Series([np.nan]), 3, x_label="t")
    assert "no draw has a value of t" in said(placebo_chart(pd.Series([np.nan]), 3, x_label="t"))
