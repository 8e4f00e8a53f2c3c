"""Means of bins are those of an independent regression, and the line is the model's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import rendered, said
from tests.figures.page import off_the_page, with_seen_ticks
from workbench.errors import FormulaError, ParameterError
from workbench.figures.binned_scatter import (
    binned_points,
    binned_scatter,
    binned_scatter_in_words,
)
from workbench.models import fit

LABELS = {"x_label": "log of density, net of the others", "y_label": "log of wage"}


@pytest.fixture
def panel():
    random = np.random.default_rng(11)
    group = random.integers(0, 6, 240)
    other = random.normal(size=240)
    x = 0.7 * group + other + random.normal(size=240)
    y = 2 * x - 1.5 * other + group + random.normal(size=240)
    weight = random.uniform(0.5, 2, 240)
    return pd.DataFrame({"y": y, "x": x, "other": other, "g": group, "w": weight})


def regression(panel, columns, y="y", weights=None):
    """Least squares on dummies, written out."""
    root = np.sqrt(np.ones(len(panel)) if weights is None else panel[weights].to_numpy())
    matrix = np.column_stack(columns)
    found = np.linalg.lstsq(matrix * root[:, None], panel[y].to_numpy() * root, rcond=None)[0]
    return found, panel[y].to_numpy() - matrix @ found


def dummies(values):
    return pd.get_dummies(values).to_numpy(dtype=float)


@pytest.mark.parametrize("formula", ["y ~ x", "y ~ x + other", "y ~ x + other | g"])
@pytest.mark.parametrize("adjustment", ["residuals", "jointly"])
def test_the_slope_of_the_line_is_the_coefficient(panel, formula, adjustment):
    found = binned_points(formula, panel, "x", adjustment=adjustment)
    assert found.line[1] == pytest.approx(fit(formula, panel).term("x")["estimate"], rel=1e-9)
    assert found.points["rows"].sum() == 240
    assert found.points["rows"].tolist() == [12] * 20


def test_weights_weigh_the_line_and_the_means(panel):
    found = binned_points("y ~ x + other", panel, "x", bins=5, weights="w")
    ones = np.ones(len(panel))
    columns = [ones, panel["other"].to_numpy()]
    slope = regression(panel, [panel["x"].to_numpy(), *columns], weights="w")[0][0]
    assert found.line[1] == pytest.approx(slope, rel=1e-9)
    left_x = regression(panel, columns, "x", "w")[1] + np.average(panel["x"], weights=panel["w"])
    held = pd.qcut(left_x, 5, labels=False)
    mean = (left_x * panel["w"]).groupby(held).sum() / panel["w"].groupby(held).sum()
    np.testing.assert_allclose(found.points["x"], mean, rtol=1e-9)


def test_residuals_are_those_of_two_regressions(panel):
    found = binned_points("y ~ x + other | g", panel, "x", bins=10).points
    columns = [panel["other"].to_numpy(), dummies(panel["g"])]
    left_x = regression(panel, columns, "x")[1] + panel["x"].mean()
    left_y = regression(panel, columns, "y")[1] + panel["y"].mean()
    held = pd.qcut(left_x, 10, labels=False)
    np.testing.assert_allclose(found["x"], pd.Series(left_x).groupby(held).mean(), rtol=1e-9)
    np.testing.assert_allclose(found["y"], pd.Series(left_y).groupby(held).mean(), rtol=1e-9)


@pytest.mark.parametrize("effects", [True, False])
def test_joint_bins_are_the_levels_at_the_means_of_the_others(panel, effects):
    formula = "y ~ x + other | g" if effects else "y ~ x + other"
    found = binned_points(formula, panel, "x", bins=8, adjustment="jointly", weights="w").points
    held = pd.qcut(panel["x"], 8, labels=False)
    own = [dummies(panel["g"])[:, 1:]] if effects else []
    controls = np.column_stack([panel["other"].to_numpy(), *own])
    beta, _ = regression(panel, [dummies(held), controls], weights="w")
    at_means = beta[:8] + np.average(controls, axis=0, weights=panel["w"]) @ beta[8:]
    np.testing.assert_allclose(found["y"], at_means, rtol=1e-9)
    x = (panel["x"] * panel["w"]).groupby(held).sum() / panel["w"].groupby(held).sum()
    np.testing.assert_allclose(found["x"], x, rtol=1e-12)


def test_joint_bins_show_a_curve_that_bins_of_residuals_hide():
    """The caveat: with a control that moves with x, bins of residuals flatten a parabola."""
    random = np.random.default_rng(4)
    x = random.uniform(-2, 2, 4000)
    other = x + random.normal(0, 0.5, 4000)
    table = pd.DataFrame({"x": x, "other": other, "y": x**2 + other})
    true = {"residuals": 0.0, "jointly": 0.0}
    for adjustment in true:
        points = binned_points("y ~ x + other", table, "x", adjustment=adjustment).points
        level = points["y"] - np.polyval(np.polyfit(points["x"], points["y"], 1), points["x"])
        true[adjustment] = np.ptp(level)
    assert true["jointly"] > 3
    assert true["residuals"] < 1


def test_equal_values_stay_in_one_bin():
    table = pd.DataFrame({"x": [0.0] * 30 + [1.0] * 5 + [2.0] * 5, "y": np.arange(40.0)})
    points = binned_points("y ~ x", table, "x", bins=10).points
    assert points["x"].tolist() == [0, 1, 2]
    assert points["rows"].tolist() == [30, 5, 5]
    tied = pd.DataFrame({"x": [1.0, 2, 2, 3, 4], "y": np.arange(5.0)})
    assert binned_points("y ~ x", tied, "x", bins=2).points["rows"].tolist() == [3, 2]


def test_the_order_of_rows_does_not_matter(panel):
    one = binned_points("y ~ x + other | g", panel, "x").points
    other = binned_points("y ~ x + other | g", panel.sample(frac=1, random_state=1), "x").points
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_what_cannot_be_binned_is_refused(panel):
    same = panel.assign(double=2 * panel["x"])
    with pytest.raises(FormulaError, match="CLW-F05"):
        binned_points("y ~ x + double", same, "x")
    flat = panel.assign(level=panel["g"] * 1e-6)
    with pytest.raises(FormulaError, match="CLW-F05"):
        binned_points("y ~ level | g", flat, "level", adjustment="jointly")
    with pytest.raises(FormulaError, match='no term "z"'):
        binned_points("y ~ x", panel, "z")
    with pytest.raises(ParameterError, match="1 bins show no shape"):
        binned_points("y ~ x", panel, "x", bins=1)
    with pytest.raises(ParameterError, match='adjustment called "joint"; nearest: jointly'):
        binned_points("y ~ x", panel, "x", adjustment="joint")


def test_a_control_in_small_units_is_no_exact_combination(panel):
    tiny = panel.assign(other=panel["other"] * 1e-9)
    one, other = (
        binned_points("y ~ x + other", table, "x", adjustment="jointly").points
        for table in (panel, tiny)
    )
    np.testing.assert_allclose(one["y"], other["y"], rtol=1e-9)


def test_the_drawing_shows_the_points_and_the_line(panel):
    found = binned_points("y ~ x + other", panel, "x")
    axes = binned_scatter(found.points, line=found.line, **LABELS)
    line, points = axes.lines
    np.testing.assert_array_equal(points.get_xydata(), found.points[["x", "y"]])
    x, y = line.get_xydata().T
    np.testing.assert_allclose(y, found.line[0] + found.line[1] * x)
    assert not off_the_page(with_seen_ticks(axes))
    words = binned_scatter_in_words(found.points, line=found.line, **LABELS)
    assert words.startswith("Means of log of wage in 20 bins of log of density, net of the others")
    assert "240 rows" in words


def test_no_points_are_said():
    empty = pd.DataFrame({"x": [], "y": [], "rows": []})
    axes = binned_scatter(empty, **LABELS)
    rendered(axes)
    assert "No binned scatter" in said(axes)
    assert "Empty" in binned_scatter_in_words(empty, **LABELS)
