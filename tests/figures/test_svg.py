"""A smaller SVG draws the same corners."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from shapely.geometry import Polygon

from tests.figures.drawing import row_of_squares
from workbench.figures import region_map
from workbench.figures._svg import DATA, STRAIGHT, as_svg, in_steps

STEP = re.compile(r"[+-](?:\d+\.?\d*|\.\d+)")


def corners(path: str) -> np.ndarray:
    """The corners of a path in steps, written out again."""
    found = []
    for piece in re.findall(r"M([^M]*)", path):
        start, _, steps = piece.rstrip("z").partition("l")
        moves = np.array(STEP.findall(steps), dtype=float).reshape(-1, 2)
        found.append(np.vstack([np.array(start.split(), dtype=float), moves]).cumsum(axis=0))
    return np.vstack(found)


def test_steps_lead_to_the_same_corners_and_nothing_adds_up_on_the_way() -> None:
    rng = np.random.default_rng(7)
    own = rng.uniform(-500, 500, (3_000, 2))
    words = [f"{'L' if n % 1_000 else 'M'} {x:.6f} {y:.6f} \n" for n, (x, y) in enumerate(own)]
    words[1_999] += "z\n"
    found = corners(in_steps("".join(words)))
    np.testing.assert_allclose(found, own, atol=0.0051)


def test_outlines_are_in_steps_and_the_file_is_smaller() -> None:
    outlines, regions = row_of_squares(8)
    angles, reach = np.linspace(0, 2 * np.pi, 60, endpoint=False), np.tile([0.2, 0.4], 30)
    star = np.column_stack([reach * np.cos(angles), reach * np.sin(angles)])
    stars = [Polygon(star + np.asarray(s.centroid.coords)) for s in outlines.geometry]
    outlines = outlines.assign(geometry=stars)
    values = pd.Series(np.arange(8.0), regions["region"].to_numpy())
    svg = as_svg(region_map(values, regions, outlines, label="x").figure)
    paths = DATA.findall(svg)
    assert sum("l" in path for path in paths) >= 8
    assert not any(STRAIGHT.fullmatch(path) and len(path) > 200 for path in paths)


def test_curves_keep_their_form() -> None:
    """Glyphs are made of curves, which no step may replace."""
    outlines, regions = row_of_squares(2)
    values = pd.Series([1.0, 2.0], regions["region"].to_numpy())
    svg = as_svg(region_map(values, regions, outlines, label="Ågs").figure)
    assert any("Q" in path for path in DATA.findall(svg))
