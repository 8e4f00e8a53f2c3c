"""Votes: Borda's points, Saaty's own example, and what must hold of any judgements."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.fieldwork.stages.voting import borda, largest_contradiction, pairwise_weights


def judged(matrix: dict[tuple[str, str], float]) -> pd.DataFrame:
    rows = [("one", first, second, ratio) for (first, second), ratio in matrix.items()]
    return pd.DataFrame(rows, columns=["voter", "first", "second", "ratio"])


def test_distances_of_cities_as_saaty_printed_them():
    """Saaty (1980), chairs in the light at four distances, first judge; lambda 4.39."""
    weights, ratio = pairwise_weights(
        judged(
            {
                ("c1", "c2"): 5,
                ("c1", "c3"): 6,
                ("c1", "c4"): 7,
                ("c2", "c3"): 4,
                ("c2", "c4"): 6,
                ("c3", "c4"): 4,
            }
        )
    )
    found = weights.set_index("factor")["weight"].to_dict()
    assert found == pytest.approx({"c1": 0.61, "c2": 0.24, "c3": 0.10, "c4": 0.05}, abs=0.01)
    assert ratio == pytest.approx((4.39 - 4) / 3 / 0.90, abs=0.005)


@given(st.lists(st.floats(0.2, 5.0), min_size=3, max_size=6))
def test_consistent_judgements_give_back_their_weights(true):
    names = [f"f{number}" for number in range(len(true))]
    pairs = itertools.combinations(range(len(true)), 2)
    weights, ratio = pairwise_weights(
        judged({(names[i], names[j]): true[i] / true[j] for i, j in pairs})
    )
    found = weights.set_index("factor")["weight"].reindex(names).to_numpy()
    np.testing.assert_allclose(found, np.array(true) / sum(true), rtol=1e-6)
    assert ratio == pytest.approx(0.0, abs=1e-8)


def test_a_circle_is_not_consistent_and_its_worst_pair_is_named():
    circle = judged({("a", "b"): 9, ("b", "c"): 9, ("a", "c"): 1 / 9})
    weights, ratio = pairwise_weights(circle)
    assert ratio > 1
    np.testing.assert_allclose(weights["weight"], 1 / 3)
    steady = judged({("a", "b"): 2, ("b", "c"): 2, ("a", "c"): 4, ("a", "d"): 1 / 9})
    assert largest_contradiction(steady).startswith(("b and d", "c and d", "a and d"))


@given(st.permutations([*"abcd"]), st.integers(1, 5))
def test_borda_gives_away_all_points(order, voters):
    votes = pd.DataFrame(
        [(v, factor, rank) for v in range(voters) for rank, factor in enumerate(order, start=1)],
        columns=["voter", "factor", "rank"],
    )
    found = borda(votes)
    assert found["points"].sum() == voters * 6
    assert found["factor"].tolist() == order
    assert found["first"].iloc[0] == voters


def test_ties_and_what_is_left_out_share_their_points():
    votes = pd.DataFrame(
        {"voter": "one", "factor": [*"abc"], "rank": [1, 1, 2]},
    )
    assert borda(votes)["points"].tolist() == [1.5, 1.5, 0.0]
    some = pd.DataFrame({"voter": [*"112"], "factor": [*"aba"], "rank": [1, 2, 1]})
    # the second voter leaves b out: of two factors it gets the last place
    assert borda(some).set_index("factor")["points"].to_dict() == {"a": 2.0, "b": 0.0}


def test_a_pair_said_the_other_way_round_is_the_same_pair():
    said, turned = judged({("a", "b"): 3.0}), judged({("b", "a"): 1 / 3})
    pd.testing.assert_frame_equal(pairwise_weights(said)[0], pairwise_weights(turned)[0])
    assert pairwise_weights(said)[0]["factor"].tolist() == ["a", "b"]
