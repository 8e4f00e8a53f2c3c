"""Shuffled rows stay in their groups and blocks, and every order is equally likely."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.models.shuffling import share_as_far, shuffle_of


def universe(n_rows: int = 12) -> pd.DataFrame:
    return pd.DataFrame({"state": [f"s{i % 3}" for i in range(n_rows)], "row": range(n_rows)})


@given(st.sets(st.integers(0, 11), min_size=1), st.integers(0, 1_000))
@settings(max_examples=25)
def test_a_sample_exchanges_places_within_itself(chosen: set[int], draw: int) -> None:
    shuffle = shuffle_of(universe())
    rows = np.array(sorted(chosen))
    sources = shuffle.sources(shuffle.permutations([draw]), rows)[:, 0]
    assert sorted(sources) == list(range(len(rows)))


def test_samples_change_places_alike() -> None:
    """Where a row of the whole takes its value from a row of the sample, the sample does too."""
    shuffle = shuffle_of(universe(200))
    whole = shuffle.permutations(range(5))
    rows = np.flatnonzero(np.arange(200) % 10 > 0)
    sources = rows[shuffle.sources(whole, rows)]
    taken = whole[rows]
    stays = np.isin(taken, rows)
    assert stays.mean() > 0.8
    np.testing.assert_array_equal(sources[stays], taken[stays])


def test_every_order_of_a_sample_is_equally_likely() -> None:
    shuffle = shuffle_of(universe(7))
    rows = np.array([0, 2, 5])
    sources = shuffle.sources(shuffle.permutations(range(6_000)), rows)
    orders = pd.Series(map(tuple, sources.T.tolist())).value_counts()
    assert set(orders.index) == set(permutations(range(3)))
    squares = ((orders - 1_000) ** 2 / 1_000).sum()
    assert squares < 20.5  # chi squared with 5 degrees of freedom passes it once in a thousand


def test_values_stay_within_their_group() -> None:
    rows = universe()
    taken = shuffle_of(rows, within="state").permutations(range(20))
    state = rows["state"].to_numpy()
    assert (state[taken] == state[:, None]).all()
    assert (taken != np.arange(12)[:, None]).any()


def test_blocks_move_as_wholes() -> None:
    rows = pd.DataFrame({"region": list("aaabbc"), "value": [1, 1, 1, 2, 2, 3]})
    shuffle = shuffle_of(rows, blocks="region")
    sources = shuffle.sources(shuffle.permutations(range(30)), np.arange(6))
    values = rows["value"].to_numpy()[sources]
    groups = [values[:3], values[3:5], values[5:]]
    assert all((group == group[0]).all() for group in groups)
    firsts = {tuple(sorted(draw)) for draw in zip(*(group[0] for group in groups), strict=True)}
    assert firsts == {(1, 2, 3)}


def test_blocks_within_groups_move_within_them() -> None:
    rows = pd.DataFrame({"region": list("aabbccdd"), "country": list("xxxxyyyy")})
    shuffle = shuffle_of(rows, blocks="region", within="country")
    sources = shuffle.sources(shuffle.permutations(range(20)), np.arange(8))
    assert ((sources < 4) == (np.arange(8) < 4)[:, None]).all()


def test_a_draw_depends_on_its_number_and_the_seed_alone() -> None:
    shuffle = shuffle_of(universe(), seed=3)
    together = shuffle.permutations([4, 7, 9])
    np.testing.assert_array_equal(shuffle.permutations([7])[:, 0], together[:, 1])
    assert (shuffle_of(universe(), seed=4).permutations([7])[:, 0] != together[:, 1]).any()
    child = np.random.SeedSequence(3).spawn(10)[7]
    expected = np.argsort(np.random.default_rng(child).random(12))
    np.testing.assert_array_equal(together[:, 1], expected)


@pytest.mark.parametrize(("seen", "expected"), [(2.0, 0.4), (2.1, 0.2), (0.0, 1.0), (1.0, 0.8)])
def test_the_data_count_as_a_draw_and_ties_as_far(seen: float, expected: float) -> None:
    assert share_as_far(np.array([0.5, 1.0, 1.0 - 1e-12, 2.0]), seen) == pytest.approx(expected)
