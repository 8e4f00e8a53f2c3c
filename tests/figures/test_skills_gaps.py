"""Gaps of skills: marks where the numbers are, the widest first, hidden cells not drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.exhibit import drawn
from workbench.figures.skills_gaps import skills_gaps, skills_gaps_in_words


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "group": ["all", "all", "all", "north"],
            "skill": ["computing", "marketing", "welding", "marketing"],
            "firms": [20.0, 20.0, np.nan, 9.0],
            "held": [3.0, 1.5, np.nan, 1.0],
            "required": [3.5, 3.0, np.nan, 4.0],
            "below": [0.2, 0.75, np.nan, 1.0],
            "is_major": [False, True, False, True],
        }
    )


def test_marks_stand_where_the_numbers_are_and_the_widest_lack_is_at_the_top(table):
    axes = skills_gaps(table)
    rendered(axes)
    held, required = axes.lines
    assert held.get_xydata().tolist() == [[1.5, 0], [3.0, 1]]
    assert required.get_xdata().tolist() == [3.0, 3.5]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["marketing", "computing"]
    assert said(axes) == "75% of 20 lack it 20% of 20 lack it"
    assert legend_of(axes) == ["major gap", "gap", "held", "required"]
    assert "1 skill that are hidden or were not asked not drawn" in axes.get_xlabel()


def test_another_group_is_another_drawing_and_words(table):
    one, other = (drawn(rendered(skills_gaps(table, group=g))) for g in ("all", "north"))
    assert one != other
    words = skills_gaps_in_words(table, group="north")
    assert "north" in words
    assert "marketing 1.0 held of 4.0 required (100% of 9 lack it, a major gap)" in words


def test_nothing_to_show_is_said(table):
    axes = skills_gaps(table, group="south")
    assert said(axes) == "No gaps: no skill of south has numbers that can be shown."
    assert skills_gaps_in_words(table, group="south").startswith("Empty chart")
