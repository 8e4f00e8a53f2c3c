"""Tails from counts above thresholds: published values, another computation, size of the test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize

from workbench.hypotheses._tails import cells_between, lognormal, pareto, shifted_exponential

THRESHOLDS, COUNTS = [1.0, 10.0, 20.0], [150.0, 30.0, 7.0]


def test_the_printed_counts_give_the_known_values():
    """Declared before this was written: alpha 0.798, p 5.5e-5; mean excess 5.80, p 0.40."""
    tail = pareto(THRESHOLDS, COUNTS)
    assert tail.parameter == pytest.approx(0.798, abs=5e-4)
    assert tail.p_value == pytest.approx(5.5e-5, abs=5e-7)
    other = shifted_exponential(THRESHOLDS, COUNTS)
    assert other.parameter == pytest.approx(5.80, abs=5e-3)
    assert other.p_value == pytest.approx(0.40, abs=5e-3)
    assert lognormal(THRESHOLDS, COUNTS) == pytest.approx((1.58, 0.84), abs=5e-3)


def test_the_fit_is_that_of_another_computation():
    cells = np.array([120, 23, 7])

    def deviance(theta):
        survival = np.array([1, 10.0 ** -theta[0], 20.0 ** -theta[0], 0])
        expected = 150 * (survival[:-1] - survival[1:])
        return 2 * (cells * np.log(cells / expected)).sum()

    best = minimize(deviance, [1.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12})
    tail = pareto(THRESHOLDS, COUNTS)
    assert tail.parameter == pytest.approx(best.x[0], abs=1e-6)
    assert tail.ratio == pytest.approx(best.fun, abs=1e-8)
    assert tail.p_value == pytest.approx(stats.chi2.sf(best.fun, 1), rel=1e-6)
    for bound in (tail.low, tail.high):
        assert deviance([bound]) - best.fun == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-6)


def test_the_lognormal_meets_the_counts():
    mu, sigma = lognormal(THRESHOLDS, COUNTS)
    tail = stats.norm.sf((np.log(THRESHOLDS) - mu) / sigma)
    assert 150 * tail / tail[0] == pytest.approx(COUNTS, rel=1e-6)


def test_counts_above_become_counts_between():
    assert cells_between([10, 4, 1]).tolist() == [6, 3, 1]
    assert cells_between(COUNTS).sum() == 150


def test_a_pareto_tail_is_rejected_one_time_in_twenty_and_its_exponent_covered():
    random = np.random.default_rng(0)
    rejected, covered = [], []
    for _ in range(500):
        sizes = random.random(400) ** (-1 / 0.8)
        found = pareto(THRESHOLDS, [400, (sizes > 10).sum(), (sizes > 20).sum()])
        rejected.append(found.p_value < 0.05)
        covered.append(found.low < 0.8 < found.high)
    # the standard error of 500 draws is one point
    assert np.mean(rejected) == pytest.approx(0.05, abs=0.02)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("last", [100.0, 1e4, 1e6])
def test_thresholds_far_apart_are_no_division_by_zero(last):
    """Far out the exponential leaves nothing: e to the -1000 is 0 as a float."""
    found = shifted_exponential([1.0, 10.0, last], [150.0, 30.0, 7.0])
    assert found.low < found.parameter < found.high
    rate = 1 / found.parameter
    gaps = np.array([9.0, last - 10.0])
    slope = 120 * gaps[0] / np.expm1(rate * gaps[0]) - 30 * gaps[0] - 7 * gaps[1]
    if rate * gaps[1] < 700:  # beyond, e to the power of it is infinite, and the term 0
        slope += 23 * gaps[1] / np.expm1(rate * gaps[1])
    assert slope * rate == pytest.approx(0, abs=1e-3)


def test_a_count_of_none_above_the_last_threshold_is_a_count():
    found = pareto(THRESHOLDS, [150.0, 30.0, 0.0])
    assert np.isfinite([found.parameter, found.ratio, found.p_value]).all()
