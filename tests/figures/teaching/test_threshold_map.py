"""The map of a threshold: what it colours and counts is what the quotients say, at every step."""

from __future__ import annotations

from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from workbench.errors import ParameterError
from workbench.figures.style import POINT
from workbench.figures.teaching import threshold_map
from workbench.figures.teaching.threshold_map import NO_DATA, THRESHOLDS
from workbench.rules import location_quotient_threshold

CODES = ["0001", "0002", "0003", "0004"]
REGIONS = pd.DataFrame(
    {
        "region": CODES,
        "name": ["Alder", "Birch & <b>", "Cedar", "Dun"],
        "longitude": [0.0, 1.0, 2.0, 3.0],
        "latitude": [50.0, 50.5, 51.0, 50.2],
    }
)
QUOTIENTS = pd.Series([0.6, 1.25, 2.4, np.nan], CODES)
OUTLINES = gpd.GeoDataFrame(
    {"region": CODES}, geometry=[box(at, 50, at + 1, 51) for at in range(4)], crs="EPSG:4326"
)


@pytest.fixture(params=[None, OUTLINES], ids=["points", "areas"])
def sliders(request):
    return threshold_map(QUOTIENTS, REGIONS, request.param, label="lamps")


def colours(drawing: str) -> dict[str, str]:
    """The colour of each region in a drawing, by what a pointer over it reads."""
    nodes = ElementTree.fromstring(drawing).iter()  # noqa: S314 our own drawing
    return {t.text.split(":")[0]: n.get("fill") for n in nodes for t in n if t.tag[-5:] == "title"}


def named(drawing: str, colour: str) -> set[str]:
    return {name for name, own in colours(drawing).items() if own == colour}


def test_it_shows_what_reaches_the_threshold(sliders):
    assert named(sliders.seen.drawing, POINT) == {"Birch & <b>", "Cedar"}
    assert named(sliders.seen.drawing, NO_DATA) == {"Dun"}
    assert "2 of 3 regions are clusters of lamps: Cedar and Birch & <b>." in sliders.seen.words
    assert "Without data: 1." in sliders.seen.words


def test_moving_the_slider_draws_and_counts_anew(sliders):
    before = sliders.layer.value
    sliders.sliders["threshold"].value = 1.3
    assert named(sliders.seen.drawing, POINT) == {"Cedar"}
    assert "1 of 3" in sliders.seen.words
    assert sliders.layer.value != before
    assert "1 of 3" in sliders.layer.value and "1 of 3" in sliders.still_page()
    sliders.sliders["threshold"].value = 3.0
    assert named(sliders.seen.drawing, POINT) == set()
    assert "0 of 3 regions are clusters of lamps. " in sliders.seen.words


def test_at_every_step_the_count_falls_or_stays(sliders):
    counts = []
    for step in THRESHOLDS:
        sliders.turn(threshold=step)
        counts.append(int(sliders.seen.data["is_cluster"].sum()))
        assert len(named(sliders.seen.drawing, POINT)) == counts[-1]
    assert counts == sorted(counts, reverse=True)
    assert {counts[0], counts[-1]} == {3, 0}


def test_the_rule_of_the_package_says_the_same():
    random = np.random.default_rng(3)
    cells = pd.MultiIndex.from_product([CODES, ["lamps", "shoes"]], names=["region", "industry"])
    table = cells.to_frame(index=False).assign(employment=random.integers(1, 90, len(cells)))
    judged = location_quotient_threshold(table, threshold=1.1).query("industry == 'lamps'")
    found = threshold_map(
        judged.set_index("region")["location_quotient"], REGIONS, label="lamps", start=1.1
    )
    assert found.seen.data["is_cluster"].tolist() == judged["is_cluster"].tolist()


def test_no_step_no_turn(sliders):
    with pytest.raises(ParameterError):
        sliders.turn(threshold=1.2345)
    assert sliders.state == {"threshold": 1.25}


def test_names_stay_names_and_the_text_is_the_same_again(sliders):
    again = threshold_map(QUOTIENTS, REGIONS, None, label="lamps")
    assert again.seen.as_text() == sliders.seen.as_text()
    assert "<b>" not in sliders.seen.as_html()
