from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Polygon

from tests.figures.drawing import row_of_squares
from workbench import figures
from workbench.errors import UnknownName
from workbench.figures.interactive_map import HEIGHT, NO_CLASS, WIDTH
from workbench.figures.maps import class_handles
from workbench.reports.map_on_page import page_map

LABEL = "workers per km²"
STEP = re.compile(r"([+-]?\d+)([+-]\d+)")


def a_map(values: pd.Series, regions: pd.DataFrame, boundaries: Any = None) -> Any:
    return figures.InteractiveMap(
        figures.region_map(values, regions, boundaries, label=LABEL),
        name="map",
        caption="Where it is dense.",
        alt=figures.map_in_words(values, regions, LABEL),
        units=LABEL,
        source="made up",
        data=figures.map_data(values, regions, "density"),
        places=figures.map_places(values, regions, boundaries, label=LABEL),
    )


def told_by(exhibit: Any) -> dict[str, Any]:
    return exhibit._repr_mimebundle_()[1]["workbench"]


def corners(outline: str) -> np.ndarray:
    """The corners of the only ring of an outline."""
    start, steps = re.fullmatch(r"M(-?\d+ -?\d+)l(.*)z", outline).groups()
    moves = np.array(STEP.findall(steps), dtype=int)
    return np.vstack([np.array(start.split(), dtype=int), moves]).cumsum(axis=0)


@pytest.fixture(scope="module")
def squares() -> Any:
    return row_of_squares(12)


def test_places_come_with_value_rank_and_class_from_the_lowest_up(squares: Any) -> None:
    outlines, regions = squares
    values = pd.Series([5.0, 9, 2, 9, *range(20, 27)], regions["region"][:11])
    told = figures.map_places(values, regions, outlines, label=LABEL)
    assert [p.name for p in told.places[:5]] == [
        "Place 11", "Place 2", "Place 0", "Place 1", "Place 3",
    ]  # fmt: skip
    assert [p.rank for p in told.places[:5]] == ["", "11", "10", "8", "8"]
    assert [p.value for p in told.places[:3]] == ["no data", "2", "5"]
    assert told.places[0].number == NO_CLASS
    assert told.places[-1].rank == "1"
    assert told.ranked == 11
    numbers = [place.number for place in told.places[1:]]
    assert numbers == sorted(numbers)


def test_classes_and_their_colours_are_those_of_the_drawing(squares: Any) -> None:
    outlines, regions = squares
    values = pd.Series(np.arange(12.0) ** 2, regions["region"]).where(lambda v: v != 49)
    told = figures.map_places(values, regions, outlines, label=LABEL)
    axes = figures.region_map(values, regions, outlines, label=LABEL)
    entries = [text.get_text() for text in axes.get_legend().get_texts()]
    assert [*(words for _, words in told.classes), *told.notes] == entries
    known = values.dropna()
    from workbench.figures.classes import classed

    drawn = [h.get_facecolor() for h in class_handles(known, classed(known))]
    shown = [tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c, _ in told.classes]
    assert shown == [tuple(round(255 * part) for part in colour[:3]) for colour in drawn]


def test_the_outlines_fill_the_frame_north_up_and_share_their_borders(squares: Any) -> None:
    outlines, regions = squares
    values = pd.Series(np.arange(12.0), regions["region"])
    told = figures.map_places(values, regions, outlines, label=LABEL)
    at = {place.name: corners(place.outline) for place in told.places}
    together = np.vstack(list(at.values()))
    assert together.min(axis=0).tolist() == [0, 0]
    assert together.max(axis=0).tolist() == [WIDTH, told.height]
    for one, other in zip(range(11), range(1, 12), strict=True):
        shared = set(map(tuple, at[f"Place {one}"])) & set(map(tuple, at[f"Place {other}"]))
        assert len(shared) >= 2
    north = figures.map_places(
        pd.Series({"N": 1.0, "S": 2.0}),
        pd.DataFrame(
            {"region": ["N", "S"], "name": ["N", "S"], "longitude": 0, "latitude": [9, 1]}
        ),
        label=LABEL,
    )
    heights = {place.name: place.y for place in north.places}
    assert heights["N"] == 0
    assert heights["S"] == HEIGHT


def test_details_that_nobody_can_see_cost_nothing(squares: Any) -> None:
    outlines, regions = squares
    west, south, east, north = outlines.total_bounds
    edge = [(west + (east - west) * i / 5000, north + 1e-4 * (i % 2)) for i in range(5001)]
    fine = outlines.assign(geometry=list(outlines.geometry))
    fine.loc[0, "geometry"] = Polygon([(west, south), *edge, (east, south)])
    values = pd.Series(np.arange(12.0), regions["region"])
    told = figures.map_places(values, regions, fine.iloc[:1], label=LABEL)
    assert 10 < len(told.places[0].outline) < 3000


def test_without_outlines_the_regions_are_points(squares: Any) -> None:
    _, regions = squares
    values = pd.Series(np.arange(12.0), regions["region"])
    told = figures.map_places(values, regions, label=LABEL)
    assert all(place.outline == "" for place in told.places)
    assert [place.x for place in told.places] == sorted(place.x for place in told.places)
    assert (told.places[0].x, told.places[-1].x) == (0, WIDTH)


def test_one_region_stands_in_the_middle(squares: Any) -> None:
    outlines, regions = squares
    one = pd.Series({"003": 7.0})
    told = figures.map_places(one, regions[3:4], label=LABEL)
    assert [(p.x, p.y, p.rank) for p in told.places] == [(WIDTH // 2, told.height // 2, "1")]
    area = figures.map_places(one, regions[3:4], outlines[3:4], label=LABEL)
    assert len(corners(area.places[0].outline)) == 4


@pytest.mark.parametrize("case", ["all missing", "no outlines and no points"])
def test_with_nothing_to_draw_the_drawing_says_why(case: str, squares: Any) -> None:
    _, regions = squares
    values = pd.Series(np.nan if case == "all missing" else 1.0, regions["region"])
    nowhere = regions if case == "all missing" else regions[["region", "name"]]
    exhibit = a_map(values, nowhere)
    told = told_by(exhibit)
    assert told["map"]["places"] == ()
    assert page_map({**told["map"], "places": [], "classes": [], "notes": [], "insets": []}) is None
    assert "No map" in exhibit.figure.axes[0].texts[0].get_text()


def test_three_thousand_regions_are_light() -> None:
    rng = np.random.default_rng(3)
    codes = [f"{i:04}" for i in range(3000)]
    regions = pd.DataFrame(
        {
            "region": codes,
            "name": "a name",
            "longitude": rng.uniform(0, 20, 3000),
            "latitude": rng.uniform(40, 50, 3000),
        }
    )
    told = figures.map_places(pd.Series(rng.normal(size=3000), codes), regions, label=LABEL)
    assert len(told.places) == 3000
    assert len(str(told)) < 400_000


def test_a_long_name_is_cut_and_a_script_stays_text(squares: Any) -> None:
    outlines, regions = squares
    names = regions.assign(name=["<script>alert(1)</script>", "x" * 5000, *regions["name"][2:]])
    values = pd.Series(np.arange(12.0), regions["region"])
    told = figures.map_places(values, names, outlines, label=LABEL)
    assert told.places[0].name == "<script>alert(1)</script>"
    assert len(told.places[1].name) == 200


def test_the_fingerprint_changes_with_a_value_and_the_row_order_does_not_matter(
    squares: Any,
) -> None:
    outlines, regions = squares
    values = pd.Series(np.arange(12.0), regions["region"])
    exhibit = a_map(values, regions, outlines)
    assert re.search(r"drawing [0-9a-f]{12}; places [0-9a-f]{12}$", repr(exhibit))
    before = exhibit.places
    assert figures.map_places(values[::-1], regions[::-1], outlines, label=LABEL) == before
    changed = values.where(values != 3, 3.5)
    after = figures.map_places(changed, regions, outlines, label=LABEL)
    assert after.fingerprint() != before.fingerprint()


def test_the_page_takes_what_the_map_tells_and_nothing_strange(squares: Any) -> None:
    outlines, regions = squares
    told = told_by(a_map(pd.Series(np.arange(12.0), regions["region"]), regions, outlines))["map"]
    assert [spot.name for spot in page_map(told).spots][:2] == ["Place 0", "Place 1"]
    first, *others = told["places"]
    for broken in (
        {"outline": 'M0 0l+1+1z"/><script>alert(1)</script>'},
        {"outline": None},
        {"x": "0"},
        {"x": True},
        {"y": 10**9},
        {"number": 1.5},
    ):
        assert page_map(told | {"places": [first | broken, *others]}) is None, broken
    assert page_map(told | {"classes": [["red;background:url(//a)", "1 to 2"]]}) is None
    assert page_map(told | {"width": "1600 0 onload"}) is None
    assert page_map([]) is None
    assert page_map({}) is None


def test_methods_are_told_by_name_and_unknown_ones_with_the_nearest() -> None:
    told = figures.Methods(["location_quotient", "size_only", "estimator/shift_share", "power"])
    kinds = [item.kind for item in told.items]
    assert kinds == ["measure", "rule", "estimator", "attack"]
    assert all(item.formula and item.source and item.question for item in told.items)
    payload = told._repr_mimebundle_()[1]["workbench"]
    assert [item["name"] for item in payload["items"]][:2] == ["location_quotient", "size_only"]
    with pytest.raises(UnknownName, match=r"(?s)loction_quotient.*location_quotient.*sise_only"):
        figures.Methods(["loction_quotient", "power", "sise_only"])
