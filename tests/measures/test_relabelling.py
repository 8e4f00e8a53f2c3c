"""Mean and covariance over all relabellings, against every one of them."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.measures._curves import bands
from workbench.measures._points import Points
from workbench.measures._relabelling import (
    Null,
    drawn_counts,
    drawn_plants,
    one_draw,
    pairs_of,
    reach_of,
)

# The exact moments are a few sums of exact parts: only rounding is left.
ROUNDING = 1e-10


def sums_over_pairs(seed, n_plants, n_distances=4):
    """A random symmetric A_ij(d) of plants i and j, 0 on the diagonal, by plant."""
    random = np.random.default_rng(seed)
    between = random.uniform(0, 1, (n_plants, n_plants, n_distances))
    between += between.transpose(1, 0, 2)
    between[np.arange(n_plants), np.arange(n_plants)] = 0
    return between


def null_of(between):
    n_plants = len(between)
    upper = np.triu_indices(n_plants, 1)
    pairs = between[upper]
    product = pairs.T @ pairs / len(pairs)
    return Null.of(between.sum(axis=1), np.ones(n_plants), product)


def means_over_pairs(between, weights, drawn):
    total = sum(
        weights[a] * weights[c] * between[drawn[a], drawn[c]]
        for a, c in combinations(range(len(weights)), 2)
    )
    return total / pairs_of(weights)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_moments_are_those_of_every_relabelling(seed, n):
    between = sums_over_pairs(seed, 6)
    for weights in (np.ones(n), np.arange(1.0, n + 1) ** 2):
        every = np.array(
            [means_over_pairs(between, weights, drawn) for drawn in permutations(range(6), n)]
        )
        mean, covariance = null_of(between).moments(weights)
        np.testing.assert_allclose(mean, every.mean(axis=0), rtol=ROUNDING)
        expected = np.cov(every.T, bias=True)
        np.testing.assert_allclose(covariance, expected, rtol=ROUNDING, atol=ROUNDING)


def test_plants_at_one_site_count_as_plants():
    between = sums_over_pairs(3, 7)
    together = [0, 0, 0, 1, 2, 2, 3]
    at_sites = between[:4, :4] + 0.0
    at_sites[np.arange(4), np.arange(4)] = between[5, 6]
    expanded = at_sites[np.ix_(together, together)]
    expanded[np.arange(7), np.arange(7)] = 0
    plants_at = np.bincount(together).astype(float)
    upper = np.triu_indices(7, 1)
    product = expanded[upper].T @ expanded[upper] / len(upper[0])
    sums = np.einsum("j,ijd->id", plants_at, at_sites) - at_sites[np.arange(4), np.arange(4)]
    by_site, by_plant = Null.of(sums, plants_at, product), null_of(expanded)
    for found, expected in zip(
        by_site.moments(np.ones(3)), by_plant.moments(np.ones(3)), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=ROUNDING)


@pytest.mark.parametrize("kind", ["alike", "uneven", "two giants"])
def test_draws_of_many_plants_follow_the_exact_distribution(kind):
    n_plants, n = 320, 210
    random = np.random.default_rng(0)
    between = sums_over_pairs(1, n_plants, 3)
    weights = np.ones(n)
    if kind == "uneven":
        weights = np.sort(random.lognormal(0, 1.5, n))
    if kind == "two giants":  # whether these two are near one another is nearly all there is
        weights[-2:] = 2000.0
        between = (between > 1.6).astype(float)
    null = null_of(between)
    points = Points(
        np.arange(n_plants)[:, None] * [1.0, 0.0],
        np.arange(n_plants),
        np.zeros(n_plants, dtype=int),
        np.ones(n_plants),
        np.ones(n_plants, dtype=int),
    )

    def direct(sites, held):
        outer = np.outer(held, held)
        return np.array([np.tensordot(outer, between[np.ix_(draw, draw)], 2) / 2 for draw in sites])

    # the same seed for the same draws
    sites = drawn_plants(points, n, 1000, np.random.default_rng(7))
    exact = direct(sites, weights) / pairs_of(weights)
    found = null.draws_among(points, weights, 1000, np.random.default_rng(7), direct)
    mean, covariance = null.moments(weights)
    deviation = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(found.mean(axis=0), mean, rtol=1e-9)
    np.testing.assert_allclose(found.std(axis=0), deviation, rtol=1e-9)
    # a thousand exact draws: the mean within 4 standard errors, the spread within 4 of its own
    assert (np.abs(exact.mean(axis=0) - mean) < 4 * deviation / np.sqrt(1000)).all()
    np.testing.assert_allclose(exact.std(axis=0), deviation, rtol=0.1)
    quantiles = [
        np.quantile((draws - mean) / deviation, [0.025, 0.975], axis=0) for draws in (exact, found)
    ]
    np.testing.assert_allclose(*quantiles, atol=0.35)


@pytest.mark.parametrize("kind", ["alike", "uneven"])
def test_what_sites_hold_in_a_draw_has_the_moments_of_plants_drawn_one_by_one(kind):
    plants_at = np.array([500, 1, 0, 90, 9])
    zeros = np.zeros(5, dtype=int)
    points = Points(np.eye(5, 2), np.arange(5), zeros, np.ones(5), plants_at)
    n, size, n_draws = 240, 600, 4000
    weights = np.ones(n) if kind == "alike" else np.arange(1.0, n + 1)
    reach = reach_of(weights)
    draw = one_draw(points, weights, np.random.default_rng(5))
    drawn = [draw() for _ in range(n_draws)]
    held = np.array([of_sites for of_sites, _ in drawn])
    np.testing.assert_allclose(held.sum(axis=1), reach.sum())
    share = plants_at / size
    # of sums of fixed numbers over a sample without replacement
    unevenness = np.dot(reach, reach) - reach.sum() ** 2 / size
    variance = share * (1 - share) * unevenness * size / (size - 1)
    error = np.sqrt(variance / n_draws)
    assert (np.abs(held.mean(axis=0) - share * reach.sum()) <= 4 * error).all()
    np.testing.assert_allclose(held.var(axis=0), variance, rtol=0.1)
    heavy = np.array([sites for _, sites in drawn])
    shares = np.bincount(heavy.ravel(), minlength=5) / heavy.size
    np.testing.assert_allclose(shares, share, atol=0.003)
    # no draw has the one plant of a site twice
    assert ((heavy == 1).sum(axis=1) <= 1).all()


def test_counts_of_draws_are_of_different_plants():
    counts = np.array([3, 1, 0, 100_000_000])
    found = drawn_counts(counts, 5, 50, np.random.default_rng(0))
    assert found.shape == (4, 50)
    assert (found.sum(axis=0) == 5).all()
    assert (found <= counts[:, None]).all()
    everyone = drawn_counts(counts, counts.sum(), 2, np.random.default_rng(0))
    np.testing.assert_array_equal(everyone, np.column_stack([counts, counts]))
    singles = drawn_counts(np.ones(6, dtype=int), 2, 500, np.random.default_rng(0))
    assert (singles.sum(axis=0) == 2).all()
    np.testing.assert_allclose(singles.mean(axis=1), 1 / 3, atol=0.09)


def test_the_bands_hold_their_share_of_the_draws():
    draws = np.abs(np.random.default_rng(2).normal(5, 1, (1000, 30)).cumsum(axis=1))
    found = bands(draws, 0.9)
    inside = (draws >= found["low"]) & (draws <= found["high"])
    np.testing.assert_allclose(inside.mean(axis=0), 0.9, atol=0.002)
    whole = ((draws >= found["global_low"]) & (draws <= found["global_high"])).all(axis=1)
    assert whole.mean() == pytest.approx(0.9, abs=0.002)


def test_a_global_band_stays_where_nearly_all_draws_are_zero():
    draws = np.zeros((1000, 3))
    draws[:10, 0] = 5.0
    draws[:, 1] = np.random.default_rng(0).normal(10, 1, 1000)
    found = bands(draws, 0.95)
    assert found["high"][0] == 0
    assert found["global_high"][0] >= 5
    assert found["global_high"][2] == found["global_low"][2] == 0
