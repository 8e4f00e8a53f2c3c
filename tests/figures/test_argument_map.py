"""Argument maps: every claim and argument drawn, grades and relations told apart."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import FancyArrowPatch

from tests.figures.drawing import legend_of, rendered, said
from workbench.fieldwork.casebook.arguments import ArgumentMap
from workbench.figures.argument_map import (
    EDGES,
    GRADES,
    argument_chart,
    argument_chart_in_words,
    claim_places,
)


@pytest.fixture
def found() -> ArgumentMap:
    nodes = pd.DataFrame(
        {
            "claim": ["a-1", "a-2", "b-1"],
            "document": ["a", "a", "b"],
            "evidence": ["A", "D", "D"],
            "attacked_by": [0, 2, 0],
        }
    )
    edges = pd.DataFrame(
        {
            "claim": ["a-1", "b-1", "a-1"],
            "bears_on": ["a-2", "a-2", "b-1"],
            "relation": ["attacks", "attacks", "supports"],
        }
    )
    return ArgumentMap(nodes, edges)


def test_every_argument_is_an_arrow_of_its_relation(found):
    axes = argument_chart(found)
    rendered(axes)
    arrows = [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]
    assert len(arrows) == 3
    widths = sorted(arrow.get_linewidth() for arrow in arrows)
    assert widths == sorted(EDGES[name]["linewidth"] for name in found.edges["relation"])


def test_the_legend_counts_grades_and_relations(found):
    assert legend_of(argument_chart(found)) == [
        "evidence A (1)",
        "evidence D (2)",
        "supports (1)",
        "attacks (2)",
    ]


def test_grades_differ_by_shape_and_by_colour():
    assert len({look["marker"] for look in GRADES.values()}) == len(GRADES)
    assert len({look["color"] for look in GRADES.values()}) == len(GRADES)


def test_documents_are_columns(found):
    places = claim_places(found)
    assert places["x"].to_dict() == {"a-1": 0, "a-2": 0, "b-1": 1}
    assert places.loc["a-1", "y"] != places.loc["a-2", "y"]
    assert "document b" in said(argument_chart(found))


def test_the_words_name_what_is_attacked(found):
    told = argument_chart_in_words(found)
    assert "3 claims of 2 documents" in told
    assert "Attacked most: a-2 (2)." in told


def test_without_claims_it_says_so(found):
    empty = ArgumentMap(found.nodes[:0], found.edges[:0])
    assert said(argument_chart(empty)) == "No argument map: there is no claim."
    assert argument_chart_in_words(empty) == "Empty argument map: there is no claim."
