"""Networks along a chain: actors in the layer of their stage, links by strength, gaps told."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import segments
from workbench.figures.chain_network import chain_layout, chain_network, network_in_words
from workbench.figures.exhibit import drawn

STAGES = ["spinning", "dyeing", "weaving", "sewing"]


@pytest.fixture
def actors():
    return pd.DataFrame(
        {
            "actor": ["s1", "s2", "w1", "w2", "c1", "bank", "c1"],
            "chain_stage": ["spinning", "spinning", "weaving", "weaving", "sewing", None, "dyeing"],
            "role": ["firm"] * 5 + ["institution", "firm"],
        }
    )


@pytest.fixture
def links():
    return pd.DataFrame(
        {
            "source": ["s1", "s2", "w1", "w1", "s1", "s1", "w2", "c1", "c1"],
            "target": ["w2", "w1", "w2", "c1", "c1", "nobody", "w2", "w1", "w2"],
            "strength": [3, 1, 2, 3, 0, 2, 2, 4, np.inf],
        }
    )


def test_each_actor_stands_in_the_layer_of_its_stage(actors, links):
    layout = chain_layout(actors, links, stages=STAGES)
    assert layout.stages == [*STAGES, "no stage"]
    assert layout.actors.set_index("actor")["x"].to_dict() == {
        "bank": 4, "c1": 3, "s1": 0, "s2": 0, "w1": 2, "w2": 2,
    }  # fmt: skip
    assert layout.actors.set_index("actor")["links"].to_dict() == {
        "bank": 0, "c1": 1, "s1": 1, "s2": 1, "w1": 3, "w2": 2,
    }  # fmt: skip
    for _, layer in layout.actors.groupby("x"):
        heights = layer["y"].sort_values()
        assert heights.between(0, 1).all()
        assert all(b - a == pytest.approx(1 / len(layer)) for a, b in pairwise(heights))


def test_linked_actors_stand_level():
    # each of one layer has one partner, in the opposite order of codes
    codes = [f"{n}" for n in range(6)]
    actors = pd.DataFrame(
        {"actor": [*(f"a{c}" for c in codes), *(f"b{c}" for c in codes)],
         "chain_stage": ["early"] * 6 + ["late"] * 6}
    )  # fmt: skip
    links = pd.DataFrame(
        {
            "source": [f"a{c}" for c in codes],
            "target": [f"b{c}" for c in codes[::-1]],
            "strength": 2,
        }
    )
    spots = chain_layout(actors, links).actors.set_index("actor")["y"]
    assert (spots[links["source"]].to_numpy() == spots[links["target"]].to_numpy()).all()


def test_links_join_their_actors_the_wider_the_stronger(actors, links):
    layout = chain_layout(actors, links, stages=STAGES)
    axes = chain_network(layout)
    rendered(axes)
    none, weak, medium, strong = axes.collections
    spot = {row["actor"]: [row["x"], row["y"]] for row in layout.actors.to_dict("records")}
    for lines, pairs in (
        (none, [("s1", "c1")]),
        (weak, [("s2", "w1")]),
        (medium, [("w1", "w2")]),
        (strong, [("s1", "w2"), ("w1", "c1")]),
    ):
        ends = [[path[0], path[-1]] for path in segments(lines)]
        assert ends == [[spot[one], spot[other]] for one, other in pairs]
    widths = [float(lines.get_linewidth()[0]) for lines in axes.collections]
    assert widths == sorted(set(widths))
    assert none.get_linestyle() != weak.get_linestyle() != medium.get_linestyle()


def test_what_cannot_be_drawn_and_what_is_absent_is_told(actors, links):
    layout = chain_layout(actors, links, stages=STAGES)
    axes = chain_network(layout)
    assert layout.left_out == 4
    assert "4 links without two actors and a strength from 0 to 3 not drawn" in said(axes)
    assert "dyeing no actor" in said(axes)
    assert legend_of(axes) == [
        "0 none (1)", "1 weak (1)", "2 medium (1)", "3 strong (2)",
        "firm (5)", "institution, no link (1)",
    ]  # fmt: skip
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert [line.get_xydata().tolist() for line in hollow] == [[[4, 0.5]]]


@pytest.mark.parametrize(("column", "value"), [("strength", 2), ("target", "w1")])
def test_another_link_is_another_drawing(actors, links, column, value):
    first = drawn(rendered(chain_network(chain_layout(actors, links))))
    links.loc[0, column] = value
    assert drawn(rendered(chain_network(chain_layout(actors, links)))) != first


def test_the_order_of_rows_does_not_matter(actors, links):
    one = chain_layout(actors[:6], links, stages=STAGES)
    other = chain_layout(actors[:6][::-1], links[::-1], stages=STAGES)
    pd.testing.assert_frame_equal(one.actors, other.actors)
    pd.testing.assert_frame_equal(one.links, other.links)


def test_the_network_in_words(actors, links):
    assert network_in_words(chain_layout(actors, links, stages=STAGES)) == (
        "Network of 6 actors along spinning (2), dyeing (0), weaving (2), sewing (1) and no stage "
        "(1); 5 links: 1 of strength 0, 1 of strength 1, 1 of strength 2 and 2 of strength 3. "
        "Most links: w1 (3), w2 (2) and c1 (1). 1 actor without a link. 4 links without two "
        "actors and a strength from 0 to 3 not drawn."
    )
