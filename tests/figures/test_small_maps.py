"""Small maps share one scale of classes, so a colour means the same in every year."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from tests.figures.drawing import legend_of, row_of_squares, said
from workbench.figures.classes import classed
from workbench.figures.exhibit import drawn
from workbench.figures.small_maps import MOST, small_maps, small_maps_in_words
from workbench.figures.style import NO_DATA

OUTLINES, REGIONS = row_of_squares()
CODES = OUTLINES["region"].to_numpy()
VALUES = pd.DataFrame({2010: np.arange(12.0), 2020: np.arange(12.0) * 3}, CODES)


def drawing(*args, **options):
    figure = small_maps(*args, label="jobs", **options)
    figure.draw_without_rendering()
    return figure


def test_the_classes_are_those_of_all_years_together():
    figure = drawing(VALUES, REGIONS, OUTLINES)
    pooled = pd.concat([VALUES[2010], VALUES[2020]])
    found = classed(pooled)
    for axes, year in zip(figure.axes, VALUES, strict=False):
        colours = [found.colours[c] for c in found.of(VALUES[year])]
        assert [tuple(c) for c in axes.collections[0].get_facecolor()] == colours
    assert len(legend_of(figure.axes[-1])) == 5
    assert [axes.get_title() for axes in figure.axes[:2]] == ["2010", "2020"]


def test_regions_without_data_are_hatched_and_counted_in_their_year():
    some = VALUES.copy()
    some.loc[["003", "004"], 2020] = np.nan
    figure = drawing(some, REGIONS, OUTLINES)
    assert [axes.get_title() for axes in figure.axes[:2]] == ["2010", "2020 (2 no data)"]
    blank = figure.axes[1].collections[1]
    assert len(blank.get_paths()) == 2
    assert blank.get_hatch()
    assert tuple(blank.get_facecolor()[0]) == to_rgba(NO_DATA)
    assert legend_of(figure.axes[-1])[-1] == "no data in some map (2)"


def test_a_year_without_any_value_is_drawn_empty():
    figure = drawing(VALUES.assign(**{"2030": np.nan}), REGIONS, OUTLINES)
    assert figure.axes[2].get_title() == "2030 (12 no data)"


def test_many_years_are_thinned_with_the_first_and_the_last():
    many = pd.DataFrame({1990 + i: np.arange(12.0) + i for i in range(30)}, CODES)
    figure = drawing(many, REGIONS)
    titles = [axes.get_title() for axes in figure.axes[:-1]]
    assert len(titles) == MOST
    assert titles[0] == "1990"
    assert titles[-1] == "2019"
    assert legend_of(figure.axes[-1])[-1] == "more maps, of 30 (21)"


@pytest.mark.parametrize("outlines", [OUTLINES, None], ids=["areas", "points"])
def test_a_changed_value_is_another_drawing(outlines):
    changed = VALUES.copy()
    changed.loc["011", 2020] = 50.0
    one, same, other = (
        drawn(small_maps(v, REGIONS, outlines, label="x"))
        for v in (VALUES, VALUES.iloc[::-1], changed)
    )
    assert one == same != other


def test_words_in_place_of_maps():
    assert said(drawing(VALUES * np.nan, REGIONS, OUTLINES).axes[0]).startswith("No maps: jobs has")
    nowhere = REGIONS[["region", "name"]]
    assert "no outlines and no coordinates" in said(drawing(VALUES, nowhere).axes[0])


def test_in_words():
    words = small_maps_in_words(VALUES, REGIONS, "jobs")
    assert words == (
        "Small maps of jobs, with one scale of classes. 2010: median 5.5 of 12 regions, highest "
        "Place 11 with 11; 2020: median 16.5 of 12 regions, highest Place 11 with 33."
    )
    assert "2030: no data" in small_maps_in_words(VALUES.assign(**{"2030": np.nan}), REGIONS, "x")
