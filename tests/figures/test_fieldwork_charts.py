"""Plan, bodies, pillars and lights: what is drawn is what the tables say."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.figures.exhibit import drawn
from workbench.figures.gantt import gantt, gantt_in_words
from workbench.figures.lights_chart import lights_chart, lights_in_words
from workbench.figures.organisation_chart import organisation_chart, organisation_in_words
from workbench.figures.pillars_chart import pillars_chart, pillars_in_words

PLAN = pd.DataFrame(
    {
        "stage": [*"abc"],
        "starts": [0, 2, 4],
        "ends": [3, 5, 9],
        "state": ["passed", "here", "ahead"],
    }
)
BODIES = pd.DataFrame(
    {"item": [*"mcx"], "below": ["", "m", "c"], "is_there": [True, True, False], "kind": "body"}
)
PILLARS = pd.DataFrame({"pillar": [*"pq"], "value": [0.2, 0.8], "highest": [0.6, 0.8]})
LIGHTS = pd.DataFrame(
    {
        "name": [*"st"],
        "light": ["behind", "on the way"],
        "gap": [-2.0, 0.1],
        "low": [-3.0, -0.2],
        "high": [-1.0, 0.4],
        "baseline": 0.0,
        "target": [10.0, -10.0],
    }
)
CASES = [
    (lambda t: gantt(t, state="state", limits=(12, 36)), gantt_in_words, PLAN, "ends"),
    (organisation_chart, organisation_in_words, BODIES, "is_there"),
    (lambda t: pillars_chart(t, enough=0.5), pillars_in_words, PILLARS, "value"),
    (lambda t: lights_chart(t, tolerance=0.1), lights_in_words, LIGHTS, "gap"),
]


@pytest.mark.parametrize(("draw", "tell", "table", "column"), CASES)
def test_another_value_is_another_drawing_and_other_words(draw, tell, table, column):
    other = table.copy()
    changed = not other.loc[0, column] if table[column].dtype == bool else other.loc[0, column] / 2
    other[column] = other[column].astype(object) if table[column].dtype == bool else other[column]
    other.loc[0, column] = changed + 0.5 if column == "ends" else changed
    assert drawn(draw(table).figure) != drawn(draw(other).figure)
    assert tell(table) != tell(other)


@pytest.mark.parametrize(("draw", "tell", "table"), [case[:3] for case in CASES])
def test_nothing_to_draw_is_said(draw, tell, table):
    axes = draw(table.head(0))
    assert axes.texts[0].get_text().startswith("No chart")
    assert tell(table.head(0)).startswith("No chart")


def test_bars_lie_where_the_plan_says():
    bars = gantt(PLAN, state="state").patches
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(0, 3), (2, 3), (4, 5)]
    assert len({bar.get_hatch() or bar.get_facecolor() for bar in bars}) == 3


def test_each_body_stands_below_its_own():
    axes = organisation_chart(BODIES)
    heights = {text.get_text().split("\n")[0]: text.get_position()[1] for text in axes.texts}
    assert heights["m"] > heights["c"] > heights["x"]
    assert [patch.get_linestyle() for patch in axes.patches] == ["-", "-", "--"]


def test_a_circle_of_bodies_is_drawn_all_the_same():
    circle = BODIES.assign(below=["x", "m", "c"])
    assert len(organisation_chart(circle).patches) == 3


def test_gaps_are_shares_of_the_whole_way():
    axes = lights_chart(LIGHTS)
    assert [float(line.get_xdata()[0]) for line in axes.lines[1:]] == [-0.2, 0.01]
