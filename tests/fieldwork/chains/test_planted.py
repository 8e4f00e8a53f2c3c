"""Planted gaps, single points of failure and bottlenecks, over many random chains: all found."""

from __future__ import annotations

import pytest

from tests.fieldwork.chains.test_gaps import planted_gaps_found
from tests.fieldwork.chains.test_network import planted_single_points_found
from tests.fieldwork.chains.test_potential import (
    bottleneck_of_a_line_found,
    bottlenecks_agree_with_another_programme,
)
from tests.fieldwork.test_capacity import planted_bottleneck_found
from tests.fieldwork.test_cluster_map import planted_in_example_found


def test_planted_gaps_in_two_hundred_clusters():
    assert sum(planted_gaps_found(seed) for seed in range(1000, 1200)) > 200


@pytest.mark.parametrize(
    "check",
    [
        planted_single_points_found,
        bottleneck_of_a_line_found,
        bottlenecks_agree_with_another_programme,
    ],
)
def test_each_of_a_hundred_and_twenty_clusters(check):
    for seed in range(1000, 1120):
        check(seed)


@pytest.mark.parametrize("check", [planted_in_example_found, planted_bottleneck_found])
def test_each_of_twenty_examples(check, tmp_path):
    for seed in range(2, 22):
        check(seed, tmp_path)
