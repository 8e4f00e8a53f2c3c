"""Changes of a rank: parts that add up before the reader's eyes, a rank at every figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import greyness, names_of_rows, off_the_page, segments
from workbench.figures import (
    rank_change_bars,
    rank_change_in_words,
    what_if_curve,
    what_if_in_words,
)
from workbench.figures.exhibit import drawn

LABEL = "Places gained"
FIGURE = "GDP per head (yuan)"


@pytest.fixture
def factors():
    return pd.DataFrame(
        {
            "factor": ["own_wage", "weights", "others' wage"],
            "indicator": ["wage", None, "wage"],
            "kind": ["own", "weights", "others"],
            "rank_places": [4.5, -1.0, -0.5],
            "score_points": [0.3, 0.1, 0.0],
        }
    )


@pytest.fixture
def curve():
    return pd.DataFrame(
        {
            "figure": [10.0, 20.0, 30.0, 40.0],
            "score": 0.0,
            "rank": [9, 7, 7, 2],
            "is_own": [False, True, False, False],
        }
    )


# Waterfall


def test_each_part_begins_where_the_one_before_ends_and_the_last_bar_is_the_sum(factors):
    axes = rank_change_bars(factors, 3.0, x_label=LABEL)
    rendered(axes)
    steps, bars, total = (segments(collection) for collection in axes.collections)
    assert bars == [[[0, 0], [4.5, 0]], [[4.5, 1], [3.5, 1]], [[3.5, 2], [3, 2]]]
    assert steps == [[[4.5, 0], [4.5, 1]], [[3.5, 1], [3.5, 2]], [[3, 2], [3, 3]]]
    assert total == [[[0, 3], [3, 3]]]
    assert names_of_rows(axes) == {0: "own wage", 1: "weights", 2: "others' wage", 3: "Sum"}
    assert [text.get_text() for text in axes.texts] == ["+4.50", "-1.00", "-0.50", "+3.00"]


def test_gains_and_losses_differ_in_grey(factors):
    _, bars, _ = rank_change_bars(factors, 3.0, x_label=LABEL).collections
    gain, loss, _ = (greyness(colour[:3]) for colour in bars.get_color())
    assert loss - gain > 0.25


def test_points_of_the_score_are_drawn_where_asked_for(factors):
    axes = rank_change_bars(factors, 0.4, value="score_points", x_label="Points")
    assert said(axes) == "+0.300 +0.100 +0.400"
    assert "others' wage" not in names_of_rows(axes).values(), "a factor of 0 has no row"


def test_parts_that_do_not_add_up_are_refused(factors):
    with pytest.raises(ValueError, match="factors add up to 3, and the change is 4"):
        rank_change_bars(factors, 4.0, x_label=LABEL)


@pytest.mark.parametrize("most", [2, 5, 20])
def test_small_factors_beyond_the_most_are_added_up_in_one_row(most):
    parts = np.random.default_rng(3).normal(size=12).cumsum()
    table = pd.DataFrame({"factor": [f"factor {n}" for n in range(12)], "rank_places": parts})
    axes = rank_change_bars(table, parts.sum(), x_label=LABEL, most=most)
    rows = list(names_of_rows(axes).values())
    assert len(rows) == min(most, 12) + 1
    assert (f"{12 - most + 1} other factors" in rows) == (most < 12)
    bars = segments(axes.collections[1])
    assert bars[-1][1][0] == pytest.approx(parts.sum())
    largest = f"factor {np.abs(parts).argmax()}"
    assert largest in rows


def test_a_part_that_changes_is_another_drawing(factors):
    first = drawn(rendered(rank_change_bars(factors, 3.0, x_label=LABEL)))
    assert drawn(rendered(rank_change_bars(factors, 3.0, x_label=LABEL))) == first
    factors["rank_places"] = [4.5, -0.5, -1.0]
    assert drawn(rendered(rank_change_bars(factors, 3.0, x_label=LABEL))) != first


@pytest.mark.parametrize(
    "change",
    [{"factor": "x" * 200}, {"factor": "人均国内生产总值"}, {"factor": "$x^{"},
     {"rank_places": [0.0, 0.0, 2.0]}, {"rank_places": [1e6, -1e6, 1.0]}],
    ids=str,
)  # fmt: skip
def test_whatever_the_factors_the_bars_stay_on_the_page(factors, change):
    table = factors.assign(**change)
    axes = rank_change_bars(table, table["rank_places"].sum(), x_label=LABEL)
    assert off_the_page(axes) == []


def test_unknown_factors_and_no_change_are_said(factors):
    still = factors.assign(rank_places=0.0)
    assert said(rank_change_bars(still, 0.0, x_label=LABEL)) == (
        "No bars: no factor changes anything (Places gained)."
    )
    assert rank_change_in_words(still, 0.0, x_label=LABEL).startswith("Empty chart: no factor")
    factors.loc[1, "rank_places"] = np.nan
    assert said(rank_change_bars(factors, 4.0, x_label=LABEL)) == (
        "No bars: not every factor has a number of Places gained."
    )
    assert rank_change_in_words(factors, 4.0, x_label=LABEL).startswith("Empty chart: not every")


def test_a_change_in_words(factors):
    assert rank_change_in_words(factors, 3.0, x_label=LABEL) == (
        "Places gained: 3 factors that add up to +3.00. Largest: own wage (+4.50), weights (-1.00) "
        "and others' wage (-0.50)."
    )


# Curve


def test_the_curve_is_a_stair_of_the_data_and_the_own_figure_stands_on_it(curve):
    axes = what_if_curve(curve[::-1], x_label=FIGURE)
    rendered(axes)
    stair, upright, now = axes.lines
    assert stair.get_xydata().tolist() == [[10, 9], [20, 7], [30, 7], [40, 2]]
    assert stair.get_drawstyle() == "steps-mid"
    assert list(upright.get_xdata()) == [20, 20]
    assert now.get_xydata().tolist() == [[20, 7]]
    assert legend_of(axes) == ["now: 20, rank 7"]
    low, high = axes.get_ylim()
    assert low > high, "the best rank is at the top"
    assert min(axes.get_yticks()) == 1
    assert axes.get_xlabel() == FIGURE


def test_without_an_own_figure_the_curve_says_so(curve):
    axes = what_if_curve(curve.assign(is_own=False), x_label=FIGURE)
    rendered(axes)
    assert (len(axes.lines), legend_of(axes)) == (1, [])
    assert axes.get_xlabel().endswith("the region has no figure now")
    words = what_if_in_words(curve.assign(is_own=False), x_label=FIGURE)
    assert "The region has no figure now." in words


@pytest.mark.parametrize("change", [{"rank": [9, 7, 6, 2]}, {"figure": [10.0, 20, 31, 40]}])
def test_another_number_is_another_drawing(curve, change):
    first = drawn(rendered(what_if_curve(curve, x_label=FIGURE)))
    assert drawn(rendered(what_if_curve(curve, x_label=FIGURE))) == first
    assert drawn(rendered(what_if_curve(curve.assign(**change), x_label=FIGURE))) != first


@pytest.mark.parametrize("change", [{"rank": 1}, {"rank": [300, 200, 100, 1]}, {"figure": 25.0}])
def test_whatever_the_curve_it_stays_on_the_page(curve, change):
    for rows in (4, 1):
        axes = what_if_curve(curve.assign(**change).iloc[:rows], x_label="人均 $x^{")
        assert off_the_page(axes) == []


def test_figures_without_a_rank_are_left_out(curve):
    curve["rank"] = pd.array([9, None, 7, 2], dtype="Int64")
    axes = what_if_curve(curve, x_label=FIGURE)
    assert axes.lines[0].get_xdata().tolist() == [10, 30, 40]


def test_a_curve_in_words(curve):
    assert what_if_in_words(curve, x_label=FIGURE) == (
        "Rank of a region by GDP per head (yuan): from rank 9 at 10 to rank 2 at 40. Now rank 7 at "
        "20. Best rank 2 at 40."
    )


def test_no_curve_is_said(curve):
    empty = curve.assign(rank=np.nan)
    assert said(what_if_curve(empty, x_label=FIGURE)).startswith("No curve")
    assert what_if_in_words(empty, x_label=FIGURE).startswith("Empty curve")
