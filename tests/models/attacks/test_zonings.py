"""Random zones are in one piece, as many as asked, within their groups, and seeded."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.attacks.shipped import asked, grid
from workbench.models.attacks._refits import Impossible
from workbench.models.attacks._zonings import links_of, random_zones


def square(side):
    """The rook neighbours of a square of regions."""
    links = {}
    for row in range(side):
        for column in range(side):
            near = [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
            inside = {f"{r:02}{c:02}" for r, c in near if 0 <= r < side and 0 <= c < side}
            links[f"{row:02}{column:02}"] = inside
    return links


def pieces(codes, links):
    """How many pieces some regions are in, by walking from neighbour to neighbour."""
    left, count = set(codes), 0
    while left:
        count += 1
        walk = [left.pop()]
        while walk:
            near = links[walk.pop()] & left
            left -= near
            walk += near
    return count


@given(st.integers(3, 30), st.integers(0, 5))
def test_zones_are_in_one_piece_and_as_many_as_asked(n_zones, seed):
    links = square(6)
    zones = random_zones(links, n_zones, np.random.default_rng(seed))
    assert zones.nunique() == n_zones
    assert set(zones.index) == set(links)
    for zone, codes in zones.groupby(zones).groups.items():
        assert pieces(codes, links) == 1
        assert zone == min(codes)


def test_zones_keep_within_their_group():
    links = square(6)
    half = pd.Series({code: code < "03" for code in links})
    zones = random_zones(links, 4, np.random.default_rng(0), half)
    assert zones.nunique() == 4
    assert half.groupby(zones).agg(lambda own: own.all() == own.any()).all()
    alone = random_zones(links, 1, np.random.default_rng(0), half)
    assert alone.nunique() == 2  # no neighbours of one group are left


def test_links_are_not_changed_and_the_seed_decides():
    links = square(5)
    first = random_zones(links, 6, np.random.default_rng(1))
    assert links == square(5)
    assert first.equals(random_zones(links, 6, np.random.default_rng(1)))
    assert not first.equals(random_zones(links, 6, np.random.default_rng(2)))


def test_zones_are_of_similar_size():
    zones = random_zones(square(12), 12, np.random.default_rng(0))
    sizes = zones.value_counts()
    assert sizes.max() <= 4 * sizes.min()


def test_neighbours_of_a_study():
    study, _, _ = asked("zhejiang_guangdong")
    links, rule = links_of(study, ["330100", "330200", "330900"])
    assert rule == "neighbours touch"
    assert links["330900"] == set()
    points = grid(np.zeros(144), np.zeros(144))
    near, rule = links_of(points, points.regions["region"])
    assert "nearest" in rule
    assert all(code in near[other] for code, others in near.items() for other in others)
    states, _, _ = asked("us_states_manufacturing")
    with pytest.raises(Impossible, match="neither an outline nor coordinates"):
        links_of(states, states.regions["region"])
