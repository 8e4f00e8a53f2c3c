"""Poisson beside statsmodels and pyfixest, separation beside a linear programme, and known truth."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import workbench as wb
from workbench.errors import FormulaError
from workbench.models.design import design
from workbench.models.estimators import Errors
from workbench.models.estimators._separation import separated
from workbench.models.estimators.poisson import poisson
from workbench.models.formula import parse

TOLERANCE = 1e-8


def counts(n=300, seed=0):
    """Counts in two crossed groupings."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "x": random.normal(size=n),
            "z": random.normal(size=n),
            "place": random.integers(0, 20, n),
            "trade": random.integers(0, 6, n),
            "w": random.uniform(0.5, 2, n),
        }
    )
    mean = np.exp(0.3 * table["x"] - 0.5 * table["z"] + 0.03 * table["place"])
    return table.assign(y=random.poisson(mean).astype(float))


def fitted(formula, table, **options):
    return wb.fit(formula, table, estimator="poisson", **options)


def by_statsmodels(table, effects=(), weights=None, **options):
    dummies = [
        pd.get_dummies(table[e], prefix=e, dtype="float64", drop_first=True) for e in effects
    ]
    exog = sm.add_constant(pd.concat([table[["x", "z"]], *dummies], axis=1))
    model = sm.GLM(table["y"], exog, sm.families.Poisson(), var_weights=weights)
    return model.fit(tol=1e-14, **options)


# Beside other software


@pytest.mark.parametrize("effects", [(), ("place",), ("place", "trade")])
@pytest.mark.parametrize("weights", [None, "w"])
def test_the_numbers_of_statsmodels_with_dummies(effects, weights):
    table = counts()
    formula = "y ~ x + z" + (f" | {' + '.join(effects)}" if effects else "")
    own = None if weights is None else table[weights]
    classical = by_statsmodels(table, effects, own, scale=1.0)
    robust = by_statsmodels(table, effects, own, cov_type="HC0", scale=1.0)
    found = fitted(formula, table, weights=weights).coefficients.loc[["x", "z"]]
    plain = fitted(formula, table, weights=weights, standard_errors="classical").coefficients
    factor = np.sqrt(len(table) / robust.df_resid)
    for term in ("x", "z"):
        assert found.loc[term, "estimate"] == pytest.approx(robust.params[term], rel=TOLERANCE)
        assert found.loc[term, "std_error"] == pytest.approx(robust.bse[term] * factor, rel=1e-7)
        assert plain.loc[term, "std_error"] == pytest.approx(classical.bse[term], rel=TOLERANCE)
    residuals = fitted(formula, table, weights=weights).residuals
    np.testing.assert_allclose(residuals, robust.resid_response, atol=1e-8)


@pytest.mark.parametrize("vcov", ["HC1", {"CRV1": "place"}], ids=["HC1", "CRV1"])
def test_the_numbers_of_pyfixest(vcov):
    import pyfixest

    table = counts()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a library that is not under test
        demeaner = pyfixest.LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12)
        expected = pyfixest.fepois(
            "y ~ x + z | place + trade", table, vcov=vcov, iwls_tol=1e-12, demeaner=demeaner
        )
    cluster = {"cluster": "place"} if isinstance(vcov, dict) else {}
    found = fitted("y ~ x + z | place + trade", table, **cluster).coefficients
    np.testing.assert_allclose(found["estimate"], expected.coef(), rtol=TOLERANCE)
    np.testing.assert_allclose(found["std_error"], expected.se(), rtol=TOLERANCE)


def test_a_coefficient_is_a_change_in_percent():
    fit = fitted("y ~ x", counts())
    one = fit.effects[fit.effects["change"] == "one unit more x"].iloc[0]
    assert one["effect"] == pytest.approx(100 * np.expm1(fit.term("x")["estimate"]))
    assert one["unit"] == "percent"


def test_the_share_of_the_deviance():
    table = counts()
    [test] = fitted("y ~ x + z", table).tests
    expected = by_statsmodels(table)
    assert test.name == "pseudo R squared"
    assert test.statistic == pytest.approx(1 - expected.deviance / expected.null_deviance)


def test_the_unit_of_the_outcome_moves_the_constant_alone():
    table = counts()
    one = fitted("y ~ x + z", table).coefficients
    other = fitted("y ~ x + z", table.assign(y=table["y"] * 1e6)).coefficients
    pd.testing.assert_frame_equal(one.loc[["x", "z"]], other.loc[["x", "z"]], rtol=1e-7)
    moved = other.loc["constant", "estimate"] - one.loc["constant", "estimate"]
    assert moved == pytest.approx(np.log(1e6))


# What cannot be


def test_a_negative_outcome_is_refused():
    table = counts().assign(y=lambda t: t["y"] - 1)
    with pytest.raises(FormulaError, match="cannot explain negative values") as caught:
        fitted("y ~ x", table)
    [problem] = caught.value.problems
    assert (problem.code, problem.column, problem.value) == ("CLW-F23", "y", "-1.0")
    assert problem.more == (table["y"] < 0).sum() - 1


def test_a_term_that_shows_in_zeros_only_has_no_coefficient():
    table = counts().assign(d=lambda t: (t["z"] > 0.8).astype(float))
    table.loc[table["d"] == 1, "y"] = 0.0
    with pytest.raises(FormulaError, match="the term d has no finite coefficient") as caught:
        fitted("y ~ x + d", table)
    [problem] = caught.value.problems
    assert (problem.code, problem.column) == ("CLW-F22", "d")


def test_groups_of_zeros_are_left_out_and_told():
    table = counts()
    is_nothing = table["place"].isin([3, 7])
    table.loc[is_nothing, "y"] = 0.0
    fit = fitted("y ~ x + z | place", table, cluster="trade")
    expected = fitted("y ~ x + z | place", table[~is_nothing], cluster="trade")
    pd.testing.assert_frame_equal(fit.coefficients, expected.coefficients, rtol=1e-9)
    [told] = [text for text in fit.warnings if text.startswith("separation")]
    assert told.startswith(f"separation: {is_nothing.sum()} rows are 0 and told apart perfectly")
    assert (fit.residuals[is_nothing] == 0).all()
    assert fit.n_used == len(table)


def by_programme(columns, outcome):
    """Separated rows: the most of the zeros that a combination can push below 0 at once."""
    is_zero = outcome == 0
    zeros, others = columns[is_zero], columns[~is_zero]
    n_zeros, n_terms = zeros.shape
    # max sum of u with u <= -x'g, 0 <= u <= 1, x'g <= 0 in the zeros and = 0 elsewhere
    found = linprog(
        np.r_[np.zeros(n_terms), -np.ones(n_zeros)],
        A_ub=np.block([[zeros, np.eye(n_zeros)], [zeros, np.zeros((n_zeros, n_zeros))]]),
        b_ub=np.zeros(2 * n_zeros),
        A_eq=np.hstack([others, np.zeros((len(others), n_zeros))]) if len(others) else None,
        b_eq=np.zeros(len(others)) if len(others) else None,
        bounds=[(None, None)] * n_terms + [(0, 1)] * n_zeros,
    )
    expected = np.zeros(len(outcome), dtype=bool)
    expected[is_zero] = found.x[n_terms:] > 1e-6
    return expected


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_separated_rows_are_those_of_a_linear_programme(seed):
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.integers(-1, 2, (14, 2)), columns=["x", "z"]).astype("float64")
    table["g"] = random.integers(0, 3, 14)
    table["y"] = random.integers(0, 3, 14) * (random.random(14) > 0.6)
    table.loc[0, "y"] = 5.0
    arrays = design(parse("y ~ x + z"), table)
    expected = by_programme(arrays.regressors.to_numpy(), table["y"].to_numpy())
    assert separated(arrays).tolist() == expected.tolist()
    with_groups = design(parse("y ~ x | g"), table)
    used = table.loc[with_groups.outcome.index]
    columns = np.column_stack([used["x"], pd.get_dummies(used["g"], dtype="float64")])
    expected = by_programme(columns, used["y"].to_numpy())
    assert separated(with_groups).tolist() == expected.tolist()


# Known truth: of 120 seeded samples a true 95 % is found from 90.5 to 98.5 % in 97 of 100 trials


def test_truth_is_recovered_though_the_variance_is_not_the_mean():
    truth, samples, found = 0.4, 120, []
    for seed in range(samples):
        random = np.random.default_rng(seed)
        table = pd.DataFrame({"x": random.normal(size=150), "place": np.arange(150) % 10})
        mean = np.exp(0.5 + truth * table["x"] + table["place"] / 10)
        table["y"] = random.poisson(mean * random.gamma(2.0, 0.5, 150))
        arrays = design(parse("y ~ x | place"), table)
        found.append(poisson(arrays, Errors("robust")).coefficients.loc["x"])
    lines = pd.DataFrame(found)
    inside = ((lines["low"] <= truth) & (truth <= lines["high"])).mean()
    assert abs(lines["estimate"].mean() - truth) < 3 * lines["estimate"].std() / np.sqrt(samples)
    assert 0.905 <= inside <= 0.985
