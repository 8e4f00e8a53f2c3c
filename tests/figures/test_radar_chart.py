"""A radar lies where its numbers say, leaves gaps for what is not known, and says what it cannot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, said
from tests.figures.page import off_the_page
from workbench.figures.exhibit import drawn
from workbench.figures.radar_chart import BEWARE, radar_chart, radar_in_words

TABLE = pd.DataFrame(
    {
        "dimension": ["north", "east", "south", "west"],
        "one": [1.0, 0.5, None, 0.25],
        "two": [0.0, 1.0, 0.75, 1.5],
    }
)
BOTH = {"one": "first region", "two": "second region"}


def lines_of(axes):
    """The lines of the profiles, by what they are called."""
    return {line.get_label(): line for line in axes.lines if not line.get_label().startswith("_")}


def test_values_lie_on_their_spokes_clockwise_from_the_top():
    line = lines_of(radar_chart(TABLE, BOTH))["first region"]
    found = np.column_stack(line.get_data())
    np.testing.assert_allclose(
        found[[0, 1, 3, 4]], [[0, 1], [0.5, 0], [-0.25, 0], [0, 1]], atol=1e-12
    )


def test_what_is_missing_or_off_the_scale_is_a_gap_and_named_and_never_the_centre():
    axes = radar_chart(TABLE, BOTH)
    one, two = (np.column_stack(line.get_data()) for line in lines_of(axes).values())
    assert np.isnan(one[2]).all() and np.isnan(two[3]).all()
    assert (two[0] == 0).all()  # a nought that is known is drawn
    for told in (said(axes), radar_in_words(TABLE, BOTH)):
        assert "Not known, and a gap: south (first region)." in told
        assert "Off the scale, and a gap: west (second region)." in told
    assert "south" not in radar_in_words(TABLE, BOTH).split("first region: ")[1].split(".")[0]


def test_what_nobody_knows_is_told_once():
    table = TABLE.assign(two=TABLE["one"])
    assert "Not known, and a gap: south." in said(radar_chart(table, BOTH))


def test_profiles_differ_without_colour():
    table = TABLE.assign(three=0.5, four=0.25, five=0.1)
    five = {column: column for column in ("one", "two", "three", "four", "five")}
    axes = radar_chart(table, five)
    lines = lines_of(axes)
    assert list(lines) == legend_of(axes) == ["one", "two", "three", "four"]
    assert len({str(line._unscaled_dash_pattern) for line in lines.values()}) == 4
    assert len({line.get_marker() for line in lines.values()}) == 4
    assert "1 profile beyond the fourth not drawn" in said(axes)
    assert "five:" not in radar_in_words(table, five)


def test_another_scale_moves_the_lines_and_its_numbers():
    wide = radar_chart(TABLE.assign(one=TABLE["one"] * 40), {"one": "x"}, scale=(0, 40))
    np.testing.assert_allclose(
        lines_of(wide)["x"].get_xydata(),
        lines_of(radar_chart(TABLE, {"one": "x"}))["x"].get_xydata(),
    )
    assert "10 20 30 40" in said(wide)
    assert "from 0 to 40. x: north 40; east 20; west 10." in radar_in_words(
        TABLE.assign(one=TABLE["one"] * 40), {"one": "x"}, scale=(0, 40)
    )


def test_its_weakness_is_always_said():
    assert BEWARE in said(radar_chart(TABLE, BOTH))
    assert radar_in_words(TABLE, BOTH).endswith(BEWARE)


@pytest.mark.parametrize("rows", [0, 2, 13])
def test_too_few_or_too_many_dimensions_are_said(rows):
    table = pd.DataFrame({"dimension": [str(n) for n in range(rows)], "one": 0.5})
    for told in (said(radar_chart(table, {"one": "x"})), radar_in_words(table, {"one": "x"})):
        assert told == f"No radar: it takes 3 to 12 dimensions, here are {rows}."


def test_without_any_value_it_says_so():
    assert said(radar_chart(TABLE.assign(one=None), {"one": "x"})).startswith("No radar: no dim")
    assert radar_in_words(TABLE.assign(one="?"), {"one": "x"}).startswith("No radar: no dim")


def test_another_value_is_another_drawing_and_other_words():
    other = TABLE.assign(one=[1.0, 0.6, None, 0.25])
    assert drawn(radar_chart(TABLE, BOTH).figure) != drawn(radar_chart(other, BOTH).figure)
    assert radar_in_words(TABLE, BOTH) != radar_in_words(other, BOTH)


@pytest.mark.parametrize("rows", [3, 5, 12])
def test_long_names_stay_on_the_page(rows):
    names = [f"a dimension with rather a long name {n}" for n in range(rows)]
    table = pd.DataFrame({"dimension": names, "one": np.linspace(0, 1, rows)})
    axes = radar_chart(table, {"one": "a profile with a name that is long as well"})
    axes.set(xticks=[], yticks=[])  # there is no axis, but its ticks would be counted
    assert not off_the_page(axes)
