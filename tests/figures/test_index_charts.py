"""Ranks with their intervals: every number drawn, nothing skipped in silence, names apart."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import box_of, names_of_rows, off_the_page, segments
from workbench.errors import UnknownName
from workbench.figures import rank_intervals, rank_intervals_in_words
from workbench.figures.exhibit import drawn
from workbench.figures.index_charts import first_and_last, spread


def ranks(count: int = 5) -> pd.DataFrame:
    rank = np.arange(1, count + 1)
    return pd.DataFrame(
        {
            "region": [f"r{n}" for n in rank],
            "name": [f"Town {n}" for n in rank],
            "value": 100.0 - rank,
            "rank": pd.array(rank, dtype="Int64"),
            "rank_low": np.maximum(rank - 2.0, 1),
            "rank_high": np.minimum(rank + 1.0, count),
            "rank_median": rank + 0.5,
        }
    )


def test_ranks_intervals_and_medians_are_the_data_the_best_at_the_top():
    axes = rank_intervals(ranks()[::-1])
    rendered(axes)
    intervals = segments(axes.collections[0])
    assert intervals == [
        [[1, 0], [2, 0]], [[1, 1], [3, 1]], [[1, 2], [4, 2]], [[2, 3], [5, 3]], [[3, 4], [5, 4]],
    ]  # fmt: skip
    dots = next(line for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata()))
    assert dots.get_xydata().tolist() == [[n + 1, n] for n in range(5)]
    medians = [line for line in axes.lines if line.get_marker() == "|" and len(line.get_xdata())]
    assert [line.get_xdata().tolist() for line in medians] == [[1.5, 2.5, 3.5, 4.5, 5.5]]
    assert names_of_rows(axes) == {n: f"Town {n + 1}  {n + 1}" for n in range(5)}
    top, bottom = axes.get_ylim()
    assert top > bottom, "the first row is at the top"
    assert axes.get_xlabel() == "Rank among 5 regions (1 is best)"
    assert axes.get_xticks()[0] == 1


def test_what_the_marks_mean_stands_above():
    axes = rank_intervals(ranks(), confidence=0.95)
    assert legend_of(axes) == ["rank, and where 95 % of the draws lie", "median of the draws"]


@pytest.mark.parametrize(
    ("column", "compact"),
    [("rank_low", False), ("rank_high", False), ("rank_median", False), ("rank_high", True)],
)
def test_any_number_that_changes_is_another_drawing(column, compact):
    table = ranks()
    first = drawn(rendered(rank_intervals(table, compact=compact)))
    assert drawn(rendered(rank_intervals(table, compact=compact))) == first
    table.loc[2, column] += 0.25
    assert drawn(rendered(rank_intervals(table, compact=compact))) != first


@pytest.mark.parametrize(("most", "skipped"), [(4, 26), (1, 29), (29, 1), (30, 0), (40, 0)])
def test_what_is_skipped_is_counted(most, skipped):
    axes = rank_intervals(ranks(30), most=most)
    rows = list(names_of_rows(axes).values())
    gaps = [row for row in rows if row.endswith("more")]
    assert gaps == ([f"… {skipped} more"] if skipped else [])
    assert len(rows) - len(gaps) == 30 - skipped
    assert rows[0] == "Town 1  1"
    assert rows[-1] == ("Town 30  30" if most > 1 else "… 29 more")


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 60), st.integers(0, 20), st.lists(st.integers(1, 60), max_size=4, unique=True)
)
def test_rows_and_gaps_are_all_the_regions(count, most, marked):
    table = ranks(count)
    marked = [f"r{n}" for n in marked if n <= count]
    is_marked = table["region"].isin(marked).to_numpy()
    rows, kept, gaps = first_and_last(table, is_marked, most)
    assert sum(gaps.values()) + len(rows) == count
    places = sorted([*rows["at"], *gaps])
    assert places == list(range(len(places))), "one place after another"
    assert rows["rank"].is_monotonic_increasing
    assert rows.loc[kept, "region"].tolist() == table.loc[is_marked, "region"].tolist()
    if len(rows):
        before = rows["at"].diff().fillna(rows["at"] + 1) > 1
        skipped = rows["rank"].diff().fillna(rows["rank"]) - 1
        assert (before == (skipped > 0)).all(), "a gap stands where ranks are skipped"


def test_highlighted_regions_are_diamonds_with_larger_names():
    axes = rank_intervals(ranks(9), highlight=["r4"], most=4)
    diamonds = next(line for line in axes.lines if line.get_marker() == "D")
    assert diamonds.get_xdata().tolist() == [4]
    sizes = {label.get_text(): label.get_fontsize() for label in axes.get_yticklabels()}
    assert sizes.pop("Town 4  4") > max(sizes.values())
    assert [row for row in sizes if "more" in row] == ["… 1 more", "… 3 more"]


def test_a_region_without_a_rank_cannot_be_highlighted():
    table = ranks()
    table.loc[4, "rank"] = pd.NA
    with pytest.raises(UnknownName, match='no ranked region "r5"') as caught:
        rank_intervals(table, highlight=["r5", "r1", "elsewhere"])
    assert [problem.value for problem in caught.value.problems] == ["r5", "elsewhere"]


def test_regions_without_a_rank_are_counted():
    table = ranks()
    table.loc[[1, 3], "rank"] = pd.NA
    axes = rank_intervals(table)
    assert axes.get_xlabel() == "Rank among 3 regions (1 is best); 2 without a rank not drawn"
    assert len(names_of_rows(axes)) == 3


def test_the_table_stays_as_it_was():
    table = ranks()
    before = table.copy()
    rank_intervals(table, highlight=["r2"], compact=True)
    rank_intervals_in_words(table)
    pd.testing.assert_frame_equal(table, before)


def test_the_compact_form_draws_all_and_names_the_highlighted():
    axes = rank_intervals(ranks(280), highlight=["r90", "r91", "r92"], compact=True)
    rendered(axes)
    assert len(segments(axes.collections[0])) == 277
    assert [text.get_text() for text in axes.texts] == ["90  Town 90", "91  Town 91", "92  Town 92"]
    boxes = [box_of(text) for text in axes.texts]
    assert not any(a.overlaps(b) for a, b in pairwise(boxes))
    assert off_the_page(axes) == []


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        {"name": "x" * 200}, {"name": "阿坝藏族羌族自治州"}, {"name": "$x^{"}, {"name": None},
        {"rank": 1}, {"rank_low": np.nan, "rank_high": np.nan, "rank_median": np.nan},
        {"rank_high": pd.array([None, 3, 4, 5, 5], dtype="Int64")},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_the_table_something_is_drawn_on_the_page(change, compact):
    for rows in (5, 1):
        table = ranks().assign(**change).iloc[:rows]
        axes = rank_intervals(table, highlight=["r1"], compact=compact)
        assert off_the_page(axes) == []
        assert rank_intervals_in_words(table, highlight=["r1"])


def test_no_ranks_are_said():
    table = ranks().assign(rank=pd.NA)
    assert said(rank_intervals(table)) == "No ranks: no region has one."
    assert rank_intervals_in_words(table) == "Empty chart of ranks: none of 5 regions has one."


def test_ranks_in_words():
    table = ranks()
    table.loc[3, ["rank_low", "rank_high"]] = np.nan
    assert rank_intervals_in_words(table, highlight=["r4"]) == (
        "Ranks of 5 regions with their intervals, the best at the top: Town 1 1 (1 to 2), Town 2 2 "
        "(1 to 3) and Town 3 3 (1 to 4). Highlighted: Town 4 4 (no interval). Half of the "
        "intervals are 2 ranks wide or wider. Widest: Town 3 3 (1 to 4)."
    )


@settings(max_examples=25)
@given(st.lists(st.floats(0, 300), max_size=9), st.floats(0.1, 30))
def test_spread_places_stand_apart_in_order_around_the_same_middle(places, apart):
    places = np.sort(np.array(places, dtype="float64"))
    moved = spread(places, apart)
    assert (np.diff(moved) >= apart - 1e-9).all()
    assert moved.mean() == pytest.approx(places.mean()) if len(places) else len(moved) == 0
    if (np.diff(places) >= apart).all():
        np.testing.assert_allclose(moved, places)
