"""The contour, the band and the curve show their tables and say so in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.attack_charts import NOTHING
from workbench.figures.exhibit import drawn
from workbench.figures.robustness_charts import (
    equivalence_band,
    equivalence_band_in_words,
    power_curve,
    power_curve_in_words,
    robustness_contour,
    robustness_contour_in_words,
)
from workbench.models.attacks._unobserved import Classical
from workbench.models.attacks.power import design_errors

# Darfur, Cinelli and Hazlett (2020)
DARFUR = (0.09731581928495639, 0.023256537809811156, 783.0)


@pytest.fixture
def strengths():
    fitted = Classical(*DARFUR)
    rows = [{"label": "as fitted", "r2_term": 0.0, "r2_outcome": 0.0}]
    rows += [{"label": "Oster, delta 1"}]
    rows += [{"label": "1 x female", "r2_term": 0.0092, "r2_outcome": 0.1246}]
    table = pd.DataFrame(rows)
    for number, row in enumerate(rows):
        found = fitted.without(row["r2_term"], row["r2_outcome"]) if number == 2 else fitted
        numbers = [found.estimate, *found.ends(), found.std_error, found.degrees]
        columns = ["estimate", "low", "high", "std_error", "degrees_of_freedom"]
        table.loc[number, columns] = numbers
    return table


@pytest.fixture
def intervals():
    return pd.DataFrame(
        {
            "label": ["95 % interval", "90 % interval"],
            "estimate": 0.1,
            "low": [-0.3, -0.2],
            "high": [0.5, 0.4],
            "smallest_effect": 0.45,
        }
    )


@pytest.fixture
def powers():
    effects = [0.1, 1.0, 2.8, 2.9, 4.0]
    rows = [{"effect": e, **design_errors(e, 1.0, np.inf)} for e in effects]
    return pd.DataFrame(rows).assign(is_smallest=[False, True, False, False, False])


def contour_at(axes, colour):
    """The points of the contour line of one colour."""
    from matplotlib.colors import to_rgba

    for found in axes.collections:
        if len(found.get_edgecolor()) and np.allclose(found.get_edgecolor()[0], to_rgba(colour)):
            return np.concatenate([path.vertices for path in found.get_paths()])
    raise AssertionError(colour)


def test_the_thick_line_is_where_nothing_is_left(strengths):
    axes = robustness_contour(strengths)
    rendered(axes)
    fitted = Classical(*DARFUR)
    for x, y in contour_at(axes, "#b3501f")[::5]:
        assert fitted.without(x, y).estimate == pytest.approx(0, abs=0.003)
    for x, y in contour_at(axes, "#2f5d8a")[::5]:
        assert fitted.without(x, y).ends()[0] == pytest.approx(0, abs=0.003)
    value = fitted.robustness()
    assert min(np.hypot(*(contour_at(axes, "#b3501f") - value).T)) < 0.01


def test_controls_are_points_with_names(strengths):
    axes = robustness_contour(strengths)
    rendered(axes)
    dots = next(line for line in axes.lines if line.get_label() == "as strong as a control")
    assert dots.get_xdata().tolist() == [0.0092]
    assert "1 x female" in said(axes)
    assert legend_of(axes)[0] == "nothing left of the estimate"
    changed = strengths.assign(r2_outcome=strengths["r2_outcome"] * 1.5)
    assert drawn(rendered(robustness_contour(changed))) != drawn(rendered(axes))


def test_a_negative_estimate_has_its_lines_too(strengths):
    columns = ["estimate", "low", "high"]
    turned = strengths.assign(**{name: -strengths[name] for name in columns})
    axes = robustness_contour(turned)
    rendered(axes)
    assert len(contour_at(axes, "#b3501f")) > 10


def test_the_band_and_the_intervals(intervals):
    axes = equivalence_band(intervals, x_label="Effect")
    rendered(axes)
    segments = [lines.get_segments()[0][:, 0].tolist() for lines in axes.collections]
    assert segments == [[-0.3, 0.5], [-0.2, 0.4]]
    assert legend_of(axes) == ["too small to matter"]
    patch = axes.patches[0].get_extents().transformed(axes.transData.inverted())
    assert (patch.x0, patch.x1) == pytest.approx((-0.45, 0.45))
    wider = intervals.assign(smallest_effect=0.5)
    assert drawn(rendered(equivalence_band(wider, x_label="Effect"))) != drawn(rendered(axes))


def test_power_is_drawn(powers):
    axes = power_curve(powers, x_label="Effect")
    rendered(axes)
    lines = {line.get_label(): line for line in axes.lines}
    assert lines["found (power)"].get_ydata().tolist() == powers["power"].tolist()
    assert lines["smallest effect of interest"].get_xdata() == [1.0]
    assert (
        lines["found (power)"].get_linestyle()
        != lines["wrong sign, of those found"].get_linestyle()
    )


def test_in_words(strengths, intervals, powers):
    assert robustness_contour_in_words(strengths) == (
        "Contours of the estimate, 0.0973 (0.0517 to 0.143) as fitted, by how much of term and "
        "outcome something left out explains. Nothing is left of it where that is 13.9 % of both, "
        "and the interval reaches zero at 7.6 %. With something left out as strong as a control: "
        "1 x female: 0.0752 (0.0322 to 0.118)."
    )
    assert equivalence_band_in_words(intervals) == (
        "Intervals beside the band from -0.45 to 0.45 that is too small to matter. 95 % interval: "
        "0.1 (-0.3 to 0.5) and 90 % interval: 0.1 (-0.2 to 0.4). The 90 % interval lies within the "
        "band."
    )
    assert power_curve_in_words(powers) == (
        "Power rises with the true effect and reaches 80 % at 2.9. The smallest effect of "
        "interest, 1, is found in 17 % of studies, with the wrong sign in 0.9 % of these and 2.49 "
        "times too large on average."
    )


def test_nothing_to_draw_is_said():
    empty = pd.DataFrame(columns=["label", "estimate", "low", "high"])
    assert said(robustness_contour(empty)) == NOTHING
    assert said(equivalence_band(empty, x_label="")) == NOTHING
    assert said(power_curve(empty, x_label="")) == NOTHING
    for words in (robustness_contour_in_words, equivalence_band_in_words, power_curve_in_words):
        assert words(empty) == NOTHING
