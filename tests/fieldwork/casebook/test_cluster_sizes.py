"""Tails of counts: the published values, an independent fit, readings, a planted tail."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import chi2, lognorm

from workbench.fieldwork.casebook import (
    TailCounts,
    lowest_output,
    printed_counts,
    tail_curves,
    tail_fits,
    tail_readings,
    tails_in_words,
)


@pytest.fixture(scope="module")
def fits():
    return tail_fits().set_index("parameter")


def test_the_values_of_the_plan(fits):
    exponent, excess = fits.loc["tail exponent"], fits.loc["mean excess"]
    assert exponent["estimate"] == pytest.approx(0.798, abs=5e-4)
    assert exponent["likelihood_ratio"] == pytest.approx(16.27, abs=5e-3)
    assert exponent["p_value"] == pytest.approx(5.5e-5, rel=0.01)
    assert excess["estimate"] == pytest.approx(5.80, abs=5e-3)
    assert excess["p_value"] == pytest.approx(0.40, abs=5e-3)
    assert fits.loc["mu of logarithms", "estimate"] == pytest.approx(1.58, abs=5e-3)
    assert fits.loc["sigma of logarithms", "estimate"] == pytest.approx(0.84, abs=5e-3)
    assert fits["is_rejected"].tolist()[:2] == [True, False]
    assert lowest_output() == 120 * 1 + 23 * 10 + 7 * 20


def test_an_independent_fit_agrees(fits):
    cells = np.array([120.0, 23.0, 7.0])

    def ratio(survival):
        shares = -np.diff([1.0, *survival, 0.0])
        return 2 * np.sum(cells * np.log(cells / (150 * shares)))

    best = minimize(lambda a: ratio([10 ** -a[0], 20 ** -a[0]]), [1.0], method="Nelder-Mead")
    assert fits.loc["tail exponent", "likelihood_ratio"] == pytest.approx(best.fun, rel=1e-6)
    assert fits.loc["tail exponent", "p_value"] == pytest.approx(chi2.sf(best.fun, 1), rel=1e-5)


def test_the_lognormal_meets_the_counts_and_its_intervals_are_where_the_fit_worsens(fits):
    middle = fits.loc["mu of logarithms"]
    spread = fits.loc["sigma of logarithms"]
    own = lognorm(spread["estimate"], scale=np.exp(middle["estimate"]))
    assert 150 * own.sf([10, 20]) / own.sf(1) == pytest.approx([30, 7], rel=1e-6)
    cells = np.array([120.0, 23.0, 7.0])

    def worse(mu, log_sigma):
        tail = lognorm(np.exp(log_sigma), scale=np.exp(mu)).sf([1, 10, 20])
        shares = -np.diff([*(tail / tail[0]), 0.0])
        return 2 * np.sum(cells * np.log(cells / (150 * shares)))

    for end in (middle["low"], middle["high"]):
        best = minimize(lambda s, mu=end: worse(mu, s[0]), [0.0], method="Nelder-Mead")
        assert best.fun == pytest.approx(chi2.ppf(0.95, 1), rel=1e-3)
    for end in np.log([spread["low"], spread["high"]]):
        best = minimize(lambda m, s=end: worse(m[0], s), [1.0], method="Nelder-Mead")
        assert best.fun == pytest.approx(chi2.ppf(0.95, 1), rel=1e-3)


def test_more_than_150_changes_no_answer():
    table = tail_readings()
    assert table["first_count"].unique().tolist() == [150, 155, 160, 165, 170]
    verdicts = table.dropna(subset="is_rejected").groupby("distribution")["is_rejected"]
    assert verdicts.all()["Pareto"]
    assert not verdicts.any()["shifted exponential"]


def test_a_planted_pareto_tail_is_not_rejected():
    counts = TailCounts((1.0, 10.0, 20.0), (1000.0, 100.0, 50.0), 1000.0)
    found = tail_fits(counts).set_index("parameter")
    assert found.loc["tail exponent", "estimate"] == pytest.approx(1.0, abs=1e-6)
    assert found.loc["tail exponent", "likelihood_ratio"] == pytest.approx(0, abs=1e-8)
    assert found["is_rejected"].tolist()[:2] == [False, True]
    assert found.loc["mu of logarithms", "low"] == -np.inf  # a wide lognormal looks the same


def test_curves_start_at_the_first_count_and_fall():
    curves = tail_curves(points=20)
    for _, line in curves.groupby("distribution"):
        assert line["expected_above"].iloc[0] == pytest.approx(150)
        assert (np.diff(line["expected_above"]) < 0).all()
        assert line["output_yuan_bn"].iloc[-1] == pytest.approx(2 * printed_counts().thresholds[-1])


def test_words_hold_the_numbers():
    told = " ".join(tails_in_words())
    for words in ("G2 16.27", "p 5.5e-05", "0.798", "mu 1.58", "490 billion", "from 150 to 170"):
        assert words in told
