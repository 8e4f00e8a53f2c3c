"""Lights: seldom wrong on a series that is on its way, and right on one that is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbench.fieldwork.watching.lights import AMBER, GREEN, RED, WAITING, Way, last_signal, light
from workbench.fieldwork.watching.milestones import milestone_table, months_to_the_end
from workbench.fieldwork.watching.network_growth import network_growth

WAY = Way(2015.0, 2035.0, 100.0, 200.0, 1)
DRAWS = 400


def share_of(name: str, noise: np.ndarray, slope: float = 5.0) -> float:
    periods = 2015.0 + np.arange(noise.shape[1])
    lights = [light(periods, 100 + slope * np.arange(noise.shape[1]) + row, WAY) for row in noise]
    return float(np.mean([found.light == name for found in lights]))


@pytest.mark.parametrize("length", [6, 12, 20])
@pytest.mark.parametrize("kind", ["normal", "heavy"])
def test_a_series_on_its_way_is_seldom_called_behind(length, kind):
    random = np.random.default_rng(length)
    shape = (DRAWS, length)
    noise = random.normal(0, 4, shape) if kind == "normal" else 3 * random.standard_t(5, shape)
    errors = share_of(RED, noise) * DRAWS
    # 2.5 % is promised; 5 % is what a monitor may bear
    assert errors <= stats.binom.ppf(0.999, DRAWS, 0.025)
    assert errors <= 0.05 * DRAWS


def test_a_series_that_lags_is_called_behind():
    noise = np.random.default_rng(1).normal(0, 4, (DRAWS, 14))
    assert share_of(RED, noise, slope=2.0) > 0.99


def test_little_noise_and_no_lag_is_green_and_much_noise_is_neither():
    random = np.random.default_rng(2)
    assert share_of(GREEN, random.normal(0, 1, (DRAWS, 12))) > 0.95
    assert share_of(AMBER, random.normal(0, 40, (DRAWS, 12))) > 0.9


def test_lower_is_better_mirrors_higher_is_better():
    periods = np.arange(2015.0, 2025.0)
    values = 100 - 2 * (periods - 2015) + np.tile([1.0, -1.0], 5)
    down = light(periods, values, Way(2015, 2025, 100, 50, -1))
    up = light(periods, -values, Way(2015, 2025, -100, -50, 1))
    assert down == up
    assert down.light == RED


def test_with_three_values_noise_is_not_known():
    found = light(np.arange(2015.0, 2018.0), np.array([100.0, 90.0, 80.0]), WAY)
    assert found.light == WAITING
    assert np.isnan(found.low)


def test_after_the_target_the_way_stays_level():
    assert WAY.gaps(np.array([2040.0]), np.array([200.0])).tolist() == [0.0]
    assert WAY.gaps(np.array([2010.0]), np.array([100.0])).tolist() == [0.0]


def test_a_shock_is_a_signal():
    periods = np.arange(2015.0, 2030.0)
    values = 100 + 5 * (periods - 2015) + np.tile([1.0, -1.0, 0.5], 5)
    values[9] += 30
    assert last_signal(periods, values, WAY) == "2024"


def test_network_growth_meets_networkx():
    networkx = pytest.importorskip("networkx")
    random = np.random.default_rng(3)
    rows = [(f"a{i}", f"a{j}", 2024) for i, j in random.integers(0, 9, (40, 2)) if i != j]
    links = pd.DataFrame(rows, columns=["source", "target", "year"])
    graph = networkx.DiGraph(list(zip(links["source"], links["target"], strict=True)))
    graph.add_nodes_from(f"a{i}" for i in range(9))
    (grown,) = network_growth(links, 9).to_dict("records")
    assert grown["density"] == pytest.approx(networkx.density(graph))
    assert grown["reciprocity"] == pytest.approx(networkx.overall_reciprocity(graph))
    degrees = dict(graph.to_undirected().degree())
    assert grown["mean_degree"] == pytest.approx(np.mean(list(degrees.values())))


def test_links_of_strength_zero_are_no_links():
    links = pd.DataFrame(
        {"source": ["a", "b"], "target": ["b", "a"], "year": 1, "strength": [0, 2]}
    )
    assert network_growth(links, 2)["links"].tolist() == [1]


def test_milestones_by_their_four_states():
    table = pd.DataFrame(
        {"milestone": [*"abcd"], "due": [3, 6, 9, 40], "reached": [3, 8, None, None]}
    )
    found = milestone_table(table, 12)
    assert found["state"].tolist() == ["reached in time", "reached late", "overdue", "not due yet"]
    assert found["delay"].tolist() == [0, 2, 3, 0]
    # the usual delay is one month: 40 and 1
    assert months_to_the_end(found) == 41
