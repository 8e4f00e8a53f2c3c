"""Flows start wide at their origin and end in a point; what is not drawn is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, row_of_squares, said
from workbench.figures.exhibit import drawn
from workbench.figures.flow_map import POINTS, flow_map, flows_in_words, tapered

OUTLINES, REGIONS = row_of_squares()


def flows(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["origin", "destination", "value"])


FLOWS = flows(("000", "005", 10.0), ("005", "000", 40.0), ("002", "011", 20.0))


def shapes(axes):
    [own] = [
        c for c in axes.collections if any(len(p.vertices) >= 2 * POINTS for p in c.get_paths())
    ]
    return own.get_paths()


def test_a_flow_starts_wide_at_its_origin_and_ends_in_a_point():
    start, end = np.array([1.0, 2.0]), np.array([4.0, 6.0])
    corners = tapered(start, end, 0.5)
    left, right = corners[:POINTS], corners[: POINTS - 1 : -1]
    widths = np.hypot(*(left - right).T)
    assert widths[0] == pytest.approx(0.5)
    assert widths[-1] == pytest.approx(0, abs=1e-12)
    assert (np.diff(widths) < 0).all()
    assert (left[0] + right[0]) / 2 == pytest.approx(start)
    assert left[-1] == pytest.approx(end)


def test_the_way_back_lies_beside_the_way():
    start, end = np.array([0.0, 0.0]), np.array([10.0, 0.0])
    assert tapered(start, end, 0.1)[1 : POINTS - 1, 1].min() > 0
    assert tapered(end, start, 0.1)[1 : POINTS - 1, 1].max() < 0


def test_widths_are_in_proportion_and_the_largest_is_on_top():
    axes = flow_map(FLOWS, REGIONS, OUTLINES, label="goods")
    rendered(axes)
    widths = [float(np.hypot(*(p.vertices[0] - p.vertices[2 * POINTS - 1]))) for p in shapes(axes)]
    assert widths == pytest.approx([widths[-1] / 4, widths[-1] / 2, widths[-1]])


def test_what_is_not_drawn_is_counted():
    more = pd.concat([
        FLOWS, FLOWS.iloc[:1],
        flows(("003", "003", 9.0), ("003", "004", 0.0), ("004", "003", -2.0), ("001", "002", np.nan), ("001", "999", 5.0)),
    ])  # fmt: skip
    axes = flow_map(more, REGIONS, OUTLINES, label="goods", most=2)
    rendered(axes)
    assert len(shapes(axes)) == 2
    assert legend_of(axes) == [
        "40", "10", "2",
        "smaller flows, not drawn (1)", "within a region, not drawn (1)",
        "zero or less, not drawn (2)", "without a value (1)", "with a value, not on the map (1)",
    ]  # fmt: skip
    assert len(more) == 9, "the input is not touched"


def test_rows_of_one_pair_are_summed_and_their_order_is_irrelevant():
    split = flows(
        ("002", "011", 15.0), ("005", "000", 40.0), ("000", "005", 10.0), ("002", "011", 5.0)
    )
    one, same = (drawn(flow_map(f, REGIONS, OUTLINES, label="x").figure) for f in (FLOWS, split))
    assert one == same


@pytest.mark.parametrize("outlines", [OUTLINES, None], ids=["areas", "points"])
def test_a_changed_value_is_another_drawing(outlines):
    raised = FLOWS.assign(value=[11.0, 40.0, 20.0])
    one, other = (drawn(flow_map(f, REGIONS, outlines, label="x").figure) for f in (FLOWS, raised))
    assert one != other


def test_the_busiest_have_names():
    names = said(flow_map(FLOWS, REGIONS, OUTLINES, label="x", named=2))
    assert "Place 0" in names or "Place 5" in names
    assert "Place 11" not in names
    unnamed = REGIONS.drop(columns="name")
    assert "Place" not in said(flow_map(FLOWS, unnamed, OUTLINES, label="x"))


def test_nothing_to_draw_is_said():
    within = flow_map(FLOWS.assign(destination=FLOWS["origin"]), REGIONS, OUTLINES, label="goods")
    rendered(within)
    assert legend_of(within)[0] == "no flow between regions"
    assert said(flow_map(FLOWS.iloc[:0], REGIONS, OUTLINES, label="goods")) == (
        "No map: goods has no value in any flow."
    )
    elsewhere = FLOWS.assign(origin="x", destination="y")
    assert "no outlines and no coordinates" in said(flow_map(elsewhere, REGIONS, label="goods"))


def test_in_words():
    assert flows_in_words(FLOWS, REGIONS, "goods") == (
        "Map of goods: 3 flows between regions, 70 in all. The largest: Place 5 to Place 0 (40), "
        "Place 2 to Place 11 (20) and Place 0 to Place 5 (10)."
    )
    assert "no flow between regions" in flows_in_words(FLOWS.iloc[:0], REGIONS, "goods")
