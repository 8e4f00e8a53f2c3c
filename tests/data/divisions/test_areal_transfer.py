"""Does areal transfer share counts out by area, keep totals, and tell what is not covered?"""

from __future__ import annotations

import sys
from itertools import pairwise

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from workbench.data.divisions import areal_transfer
from workbench.errors import StudyError, WorkbenchError

CRS = "EPSG:6933"


def outlines(crs: str | None = CRS, **boxes: tuple[float, ...]) -> geopandas.GeoDataFrame:
    shapes = [box(*corners) for corners in boxes.values()]
    return geopandas.GeoDataFrame({"region": list(boxes)}, geometry=shapes, crs=crs)


def figures(**values: float) -> pd.DataFrame:
    return pd.DataFrame({"region": list(values), "population": list(values.values())}).assign(
        wage=lambda table: table["population"] * 10
    )


# Two squares side by side, and a division that cuts the first at a quarter of its width.
SQUARES = outlines(A=(0, 0, 4, 4), B=(4, 0, 8, 4))
STRIPS = outlines(left=(0, 0, 1, 4), right=(1, 0, 8, 4))


def test_two_squares_by_hand() -> None:
    """Counts: a quarter of 8 left, the rest right. Rate: (3/4·80 + 40·1)/(7/4) = 400/7."""
    found, told = areal_transfer(
        figures(A=8, B=4), SQUARES, STRIPS, extensive=["population"], intensive=["wage"]
    )
    assert found["region"].tolist() == ["left", "right"]
    assert found["population"].tolist() == pytest.approx([2, 10], rel=1e-12)
    assert found["wage"].tolist() == pytest.approx([80, 400 / 7], rel=1e-12)
    assert found["covered_share"].tolist() == pytest.approx([1, 1], rel=1e-12)
    assert told == []


def test_rows_are_matched_by_code_not_by_position() -> None:
    values, order = figures(A=8, B=4), [1, 0]
    expected = areal_transfer(values, SQUARES, STRIPS, extensive=["population"])[0]
    turned, _ = areal_transfer(
        values.iloc[order].set_axis([7, 3]),
        SQUARES.iloc[order].set_axis([5, 9]),
        STRIPS.iloc[order].set_axis(["x", "y"]),
        extensive=["population"],
    )
    turned = turned.set_index("region").loc[expected["region"]].reset_index()
    pd.testing.assert_frame_equal(turned, expected)


def test_an_uncovered_share_is_told_and_not_shared_out() -> None:
    half = outlines(west=(0, 0, 2, 4), far=(20, 0, 24, 4))
    found, told = areal_transfer(
        figures(A=8, B=4), SQUARES, half, extensive=["population"], intensive=["wage"]
    )
    west, far = found.to_dict("records")
    assert west["population"] == pytest.approx(4, rel=1e-12)
    assert np.isnan(far["population"])
    assert np.isnan(far["wage"])
    assert [p.code for p in told] == ["CLW-G44", "CLW-G44"]
    assert "A (50.00%), B (100.00%)" in told[0].message
    assert "far (100.00%)" in told[1].message
    assert all(p.is_warning for p in told)


def test_a_missing_figure_spoils_only_what_it_touches() -> None:
    thirds = outlines(one=(0, 0, 2, 4), two=(2, 0, 6, 4), three=(6, 0, 8, 4))
    found, _ = areal_transfer(
        figures(A=float("nan"), B=4), SQUARES, thirds, extensive=["population"], intensive=["wage"]
    )
    assert found["population"].isna().tolist() == [True, True, False]
    assert found["wage"].isna().tolist() == [True, True, False]
    assert found["population"].iloc[2] == pytest.approx(2, rel=1e-12)


def test_degrees_are_measured_in_an_equal_area_projection() -> None:
    """Two cells of 10 degrees: from the equator north, sin 10° against sin 20° - sin 10°."""
    whole = outlines("EPSG:4326", A=(0, 0, 10, 20))
    halves = outlines("EPSG:4326", south=(0, 0, 10, 10), north=(0, 10, 10, 20))
    found, told = areal_transfer(figures(A=1), whole, halves, extensive=["population"])
    south = np.sin(np.radians(10)) / np.sin(np.radians(20))
    assert found["population"].iloc[0] == pytest.approx(
        south, abs=2e-3
    )  # a sphere for an ellipsoid
    assert found["population"].iloc[0] != pytest.approx(0.5, abs=5e-3)
    assert told == []


def test_values_and_outlines_must_be_of_the_same_regions() -> None:
    with pytest.raises(StudyError) as caught:
        areal_transfer(figures(A=1, C=2), SQUARES, STRIPS.set_crs(None, allow_override=True))
    assert [(p.code, p.value) for p in caught.value.problems] == [
        ("CLW-G46", "C"),
        ("CLW-G46", "B"),
        ("CLW-G46", None),
    ]


def test_targets_that_overlap_are_refused() -> None:
    over = outlines(one=(0, 0, 5, 4), two=(3, 0, 8, 4))
    with pytest.raises(StudyError, match="CLW-G46  target outlines overlap"):
        areal_transfer(figures(A=8, B=4), SQUARES, over, extensive=["population"])


def test_without_tobler_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tobler.area_weighted", None)
    with pytest.raises(WorkbenchError, match=r"CLW-G45.*\n.*\[areal\]"):
        areal_transfer(figures(A=8, B=4), SQUARES, STRIPS, extensive=["population"])


def grid(cuts: list[float], name: str) -> geopandas.GeoDataFrame:
    edges = [0.0, *sorted(cuts), 100.0]
    cells = {f"{name}{i}": (a, 0, b, 10) for i, (a, b) in enumerate(pairwise(edges))}
    return outlines(**cells)


CUTS = st.lists(st.floats(1, 99).map(lambda x: round(x, 2)), min_size=1, max_size=5, unique=True)


@settings(max_examples=25, deadline=None)
@given(source=CUTS, target=CUTS, size=st.floats(1e-3, 1e9))
def test_totals_are_conserved_on_any_grids(
    source: list[float], target: list[float], size: float
) -> None:
    here, there = grid(source, "s"), grid(target, "t")
    values = pd.DataFrame(
        {"region": here["region"], "population": size * (1 + np.arange(len(here)))}
    )
    values["share"] = 0.25
    found, told = areal_transfer(values, here, there, extensive=["population"], intensive=["share"])
    assert found["population"].sum() == pytest.approx(values["population"].sum(), rel=1e-9)
    assert found["share"].tolist() == pytest.approx([0.25] * len(there), rel=1e-9)
    assert told == []


def test_edges_that_come_apart_when_projected_lose_nothing() -> None:
    """A slanted edge of the source is bent in the middle by the targets, and only there."""
    whole = Polygon([(100, 40), (100.1, 40), (100.2, 40.1), (100.1, 40.1)])
    west = Polygon([(100, 40), (100.05, 40), (100.15, 40.1), (100.1, 40.1), (100.05, 40.05)])
    east = Polygon([(100.05, 40), (100.1, 40), (100.15, 40.05), (100.2, 40.1), (100.15, 40.1)])
    source = geopandas.GeoDataFrame({"region": ["A"]}, geometry=[whole], crs="EPSG:4326")
    target = geopandas.GeoDataFrame(
        {"region": ["west", "east"]}, geometry=[west, east], crs="EPSG:4326"
    )
    found, told = areal_transfer(figures(A=1e6), source, target, extensive=["population"])
    assert found["population"].sum() == pytest.approx(1e6, rel=1e-9)
    assert [p.code for p in told if "was not transferred" in p.message] == []
