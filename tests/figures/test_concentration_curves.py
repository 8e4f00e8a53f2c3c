"""Lorenz and localisation curves: corners by hand, and the area under them is the measure's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.drawing import legend_of, rendered
from workbench.figures.concentration_curves import (
    concentration_curves,
    concentration_points,
    curve_gini,
    curves_in_words,
)
from workbench.figures.exhibit import drawn
from workbench.measures import locational_gini

LABELS = {"x_label": "Share of all jobs", "y_label": "Share of jobs"}


@pytest.fixture(scope="module")
def activity():
    random = np.random.default_rng(11)
    cells = pd.MultiIndex.from_product([range(9), list("vwxyz")], names=["region", "industry"])
    jobs = random.poisson(random.lognormal(3, 1.2, len(cells)))
    table = pd.DataFrame({"employment": jobs}, index=cells).reset_index()
    return table.assign(all_jobs=table.groupby("region")["employment"].transform("sum"))


def ginis(points: pd.DataFrame) -> dict[str, float]:
    return {
        name: curve_gini(own["background_share"].to_numpy(), own["value_share"].to_numpy())
        for name, own in points.groupby("curve")
    }


def test_twice_the_area_beside_a_localisation_curve_is_the_locational_gini(activity):
    points = concentration_points(
        activity, value="employment", curve="industry", background="all_jobs"
    )
    measured = locational_gini(activity).set_index("industry")["value"]
    assert ginis(points) == pytest.approx(measured.to_dict(), abs=1e-12)


def test_twice_the_area_above_a_lorenz_curve_is_the_gini_of_the_amounts(activity):
    points = concentration_points(activity, value="employment", curve="industry")
    for name, own in activity.groupby("industry"):
        jobs = own["employment"].to_numpy(dtype=float)
        # half of the mean difference of all pairs, over the mean (Gini 1914)
        pairs = np.abs(jobs[:, None] - jobs[None, :]).mean() / 2 / jobs.mean()
        assert ginis(points)[name] == pytest.approx(pairs, abs=1e-12)


def test_corners_by_hand():
    table = pd.DataFrame({"i": "shoes", "jobs": [20, 0, 80], "area": [50.0, 30, 20]})
    points = concentration_points(table, value="jobs", curve="i", background="area")
    # quotients 0.4, 0 and 4
    assert points["background_share"].tolist() == pytest.approx([0, 0.2, 0.7, 1])
    assert points["value_share"].tolist() == pytest.approx([0, 0.8, 1, 1])
    assert curve_gini(*points[["background_share", "value_share"]].to_numpy().T) == pytest.approx(
        0.66
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12))
def test_a_curve_rises_from_none_to_all_on_its_side_whatever_the_order_of_rows(cells):
    table = pd.DataFrame(cells, columns=["jobs", "area"]).assign(i="shoes")
    points = concentration_points(table, value="jobs", curve="i", background="area")
    turned = concentration_points(table[::-1], value="jobs", curve="i", background="area")
    x, y = (points[side].to_numpy() for side in ("background_share", "value_share"))
    if table["jobs"].sum() == 0 or table["area"].sum() == 0:
        assert np.isnan(x).all()
        return
    assert (x[0], y[0]) == (0, 0)
    assert (x[-1], y[-1]) == pytest.approx((1, 1))
    assert (np.diff(x) >= 0).all()
    assert (np.diff(y) >= 0).all()
    assert (y >= x - 1e-12).all()
    assert curve_gini(x, y) == pytest.approx(
        curve_gini(*turned[["background_share", "value_share"]].to_numpy().T), abs=1e-12
    )


def test_curves_drawn_are_their_points_and_the_legend_ranks_them(activity):
    points = concentration_points(
        activity, value="employment", curve="industry", background="all_jobs"
    )
    axes = concentration_curves(points, **LABELS)
    rendered(axes)
    ranked = sorted(ginis(points).items(), key=lambda own: -own[1])
    words = [f"{name} (Gini {gini:.2f})" for name, gini in ranked[:4]]
    assert legend_of(axes) == ["equal shares", "1 other", *words]
    first = points[points["curve"] == ranked[0][0]]
    np.testing.assert_allclose(
        axes.lines[1].get_xydata(), first[["background_share", "value_share"]]
    )
    last = points[points["curve"] == ranked[-1][0]]
    (thin,) = axes.collections[0].get_segments()
    np.testing.assert_allclose(thin, last[["background_share", "value_share"]])


def test_another_amount_is_another_drawing(activity):
    def drawing(table):
        points = concentration_points(table, value="employment", curve="industry")
        return drawn(rendered(concentration_curves(points, **LABELS)))

    other = activity.copy()
    other.loc[3, "employment"] += 5
    assert drawing(activity) == drawing(activity)
    assert drawing(other) != drawing(activity)


def test_rows_without_numbers_and_curves_of_nothing_are_counted(activity):
    table = activity.astype({"employment": "float64"})
    table.loc[[0, 1, 6], "employment"] = [np.nan, -1, np.inf]
    table.loc[table["industry"] == "z", "employment"] = 0
    points = concentration_points(table, value="employment", curve="industry")
    label = concentration_curves(points, **LABELS).get_xlabel()
    assert "3 rows without such numbers not drawn" in label
    assert "1 curve with nothing to share out not drawn" in label
    words = curves_in_words(points, **LABELS)
    assert words.startswith("4 curves of Share of jobs against Share of all jobs.")
    assert words.endswith("1 curve with nothing to share out not drawn.")
