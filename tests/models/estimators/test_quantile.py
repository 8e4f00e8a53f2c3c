"""Quantile regression: exact optima, statsmodels, sandwiches written out, and known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.models.estimators.bare import bare
from tests.models.tables import cross_section
from workbench.errors import FormulaError, ParameterError
from workbench.models.estimators import Errors
from workbench.models.estimators.quantile import quantile


def fitted(formula, table, **options):
    return wb.fit(formula, table, estimator="quantile", **options)


def loss(residuals, share):
    return float((residuals * (share - (residuals < 0))).sum())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_numbers_of_statsmodels(share):
    """statsmodels stops within 1e-6 of the optimum; ours is it, so its loss is no larger."""
    table = cross_section()
    expected = smf.quantreg("y ~ x + z", table).fit(
        q=share, vcov="iid", kernel="epa", bandwidth="hsheather", p_tol=1e-10, max_iter=5_000
    )
    found = fitted("y ~ x + z", table, quantile=share, standard_errors="classical")
    np.testing.assert_allclose(found.coefficients["estimate"], expected.params, atol=1e-4)
    np.testing.assert_allclose(found.coefficients["std_error"], expected.bse, rtol=1e-3)
    assert loss(found.residuals, share) <= loss(expected.resid, share) + 1e-12
    [test] = found.tests
    assert test.statistic == pytest.approx(expected.prsquared, abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.25, 0.5, 0.8]))
def test_no_line_through_two_rows_is_better(seed, share):
    """An optimum goes through as many rows as it has coefficients: try every pair."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"x": random.normal(size=12), "y": random.normal(size=12)})
    exog = np.column_stack([np.ones(12), table["x"]])
    pairs = [(i, j) for i in range(12) for j in range(i)]
    lines = [np.linalg.solve(exog[list(p)], table["y"].to_numpy()[list(p)]) for p in pairs]
    best = min(loss(table["y"].to_numpy() - exog @ line, share) for line in lines)
    assert loss(fitted("y ~ x", table, quantile=share).residuals, share) == pytest.approx(best)


def test_the_share_below_the_line_is_the_quantile():
    residuals = fitted("y ~ x + z", cross_section(), quantile=0.3).residuals
    assert (residuals < -1e-9).sum() <= 36 <= (residuals <= 1e-9).sum()


@pytest.mark.parametrize("cluster", [None, "group"])
def test_errors_are_the_sandwich_of_scores(cluster):
    """Powell's sandwich, and Parente and Santos Silva's by group, written out in X itself."""
    table = cross_section()
    fit = fitted("y ~ x", table, quantile=0.4, cluster=cluster)
    exog = np.column_stack([np.ones(120), table["x"]])
    left = fit.residuals.to_numpy()
    from scipy.stats import norm

    z, n = norm.ppf(0.4), 120
    reach = n ** (-1 / 3) * norm.ppf(0.975) ** (2 / 3)
    reach *= (1.5 * norm.pdf(z) ** 2 / (2 * z**2 + 1)) ** (1 / 3)
    spread = min(table["y"].std(ddof=0), np.subtract(*np.quantile(left, [0.75, 0.25])) / 1.34)
    h = spread * (norm.ppf(0.4 + reach) - norm.ppf(0.4 - reach))
    near = np.where(np.abs(left) < h, 0.75 * (1 - (left / h) ** 2), 0) / h
    bread = np.linalg.inv(sum(k * np.outer(x, x) for k, x in zip(near, exog, strict=True)))
    scores = exog * (0.4 - (left < -1e-9))[:, None]
    groups = np.arange(n) if cluster is None else table[cluster].to_numpy()
    sums = np.array([scores[groups == g].sum(axis=0) for g in np.unique(groups)])
    n_groups = len(sums)
    factor = n / (n - 2) if cluster is None else n_groups / (n_groups - 1) * (n - 1) / (n - 2)
    expected = np.sqrt(np.diag(bread @ sums.T @ sums @ bread) * factor)
    np.testing.assert_allclose(fit.coefficients["std_error"], expected, rtol=1e-7)


def test_one_wild_outcome_does_not_move_the_median():
    table = cross_section()
    one = fitted("y ~ x", table).coefficients["estimate"]
    top = table["y"].idxmax()
    other = fitted("y ~ x", table.assign(y=table["y"].where(table.index != top, 1e9)))
    np.testing.assert_allclose(other.coefficients["estimate"], one, rtol=1e-5)


def test_units_do_not_matter():
    table = cross_section()
    one = fitted("y ~ x", table).term("x")
    other = fitted("y ~ x", table.assign(y=table["y"] * 1e7, x=table["x"] * 1e-6)).term("x")
    assert other["estimate"] == pytest.approx(one["estimate"] * 1e13, rel=1e-7)
    assert other["statistic"] == pytest.approx(one["statistic"], rel=1e-6)


@pytest.mark.parametrize("share", [0, 1, 50, float("nan")])
def test_a_quantile_is_between_nought_and_one(share):
    with pytest.raises(ParameterError, match="the quantile is not between 0 and 1") as caught:
        fitted("y ~ x", cross_section(), quantile=share)
    assert caught.value.problems[0].code == "CLW-P04"


def test_a_quantile_from_a_shell_is_read_as_a_number():
    table = pd.DataFrame({"y": np.arange(40.0) ** 2, "x": np.arange(40.0)})
    told = wb.fit("y ~ x", table, estimator="quantile", quantile="0.9").coefficients
    pd.testing.assert_frame_equal(
        told, wb.fit("y ~ x", table, estimator="quantile", quantile=0.9).coefficients
    )
    with pytest.raises(ParameterError, match="CLW-P02"):
        wb.fit("y ~ x", table, estimator="quantile", quantile="half")


def test_rows_that_all_lie_on_the_line_have_no_errors():
    table = pd.DataFrame({"x": np.arange(20.0), "y": 2 * np.arange(20.0)})
    with pytest.raises(FormulaError, match="standard errors are unknown") as caught:
        fitted("y ~ x", table)
    assert caught.value.problems[0].code == "CLW-F24"


def test_truth_is_recovered_at_a_quantile_where_spread_grows():
    """y = 1 + x + (1 + x) e: the slope at quantile q is 1 + the normal quantile of q.

    Of 150 samples a true 95 % is found from 91 to 98.5 % in 97 of 100 such trials.
    """
    truth, samples, found = 1 + 0.6744897501960817, 150, []
    for seed in range(samples):
        random = np.random.default_rng(seed)
        x = random.uniform(0, 2, 200)
        arrays = bare(1 + x + (1 + x) * random.normal(size=200), x)
        found.append(quantile(arrays, Errors("robust"), quantile=0.75).coefficients.loc["x"])
    lines = pd.DataFrame(found)
    inside = ((lines["low"] <= truth) & (truth <= lines["high"])).mean()
    assert abs(lines["estimate"].mean() - truth) < 4 * lines["estimate"].std() / np.sqrt(samples)
    assert 0.91 <= inside <= 0.99
