"""Two-stage least squares: linearmodels' and pyfixest's numbers, tests by their definitions."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from linearmodels.iv import IV2SLS, IVGMM
from scipy import stats

from tests.models.estimators.made import drawn, instrumented_table, is_plausible
from workbench.errors import FormulaError
from workbench.models import fit
from workbench.models.estimators import Errors
from workbench.models.estimators._instrument_tests import (
    anderson_rubin,
    exogeneity,
    over_identification,
)
from workbench.models.estimators._instrumental import setting
from workbench.models.estimators._instruments import reduced_form
from workbench.models.estimators._strength import effective_f, joint_strength

TABLE = instrumented_table()
CONTROLS = pd.DataFrame({"constant": 1.0, "c": TABLE["c"]})
INSTRUMENTS = ["z1", "z2", "z3"]
TIGHT = 1e-8
KINDS = [("robust", None), ("classical", None), (None, "group")]


def peer(kind, cluster):
    """How linearmodels is asked for the same standard errors."""
    if cluster:
        return {"cov_type": "clustered", "clusters": TABLE[cluster]}
    return {"cov_type": {"robust": "robust", "classical": "unadjusted"}[kind]}


def by_name(found):
    return {test.name: test for test in found.tests}


@pytest.mark.parametrize("endogenous", [["x"], ["x", "x2"]])
@pytest.mark.parametrize("weights", [None, "weight"])
@pytest.mark.parametrize(("kind", "cluster"), KINDS)
@pytest.mark.parametrize("small_sample", [True, False])
def test_agrees_with_linearmodels(endogenous, weights, kind, cluster, small_sample):
    """Estimates, standard errors with and without correction, residuals and tests of IV2SLS.

    Without correction linearmodels' clustered errors have no factor at all, as ours.
    """
    found = fit(
        f"y ~ c | {' + '.join(endogenous)} ~ {' + '.join(INSTRUMENTS)}",
        TABLE,
        standard_errors=kind,
        cluster=cluster,
        weights=weights,
        small_sample=small_sample,
    )
    given = None if weights is None else TABLE[weights]
    model = IV2SLS(TABLE["y"], CONTROLS, TABLE[endogenous], TABLE[INSTRUMENTS], weights=given)
    expected = model.fit(debiased=small_sample, **peer(kind, cluster))
    terms = found.coefficients.index
    assert list(terms) == [*endogenous, "constant", "c"]
    np.testing.assert_allclose(found.coefficients["estimate"], expected.params[terms], rtol=TIGHT)
    np.testing.assert_allclose(
        found.coefficients["std_error"], expected.std_errors[terms], rtol=TIGHT
    )
    np.testing.assert_allclose(found.residuals, expected.resids, atol=TIGHT)
    assert np.isinf(found.degrees_of_freedom) != small_sample
    tests = by_name(found)
    if kind == "classical":
        assert tests["Sargan J"].statistic == pytest.approx(expected.sargan.stat, rel=TIGHT)
        assert tests["Sargan J"].p_value == pytest.approx(expected.sargan.pval, rel=TIGHT)
        if small_sample:
            wu = expected.wu_hausman()
            assert tests["Wu-Hausman"].statistic == pytest.approx(wu.stat, rel=TIGHT)
            assert tests["Wu-Hausman"].p_value == pytest.approx(wu.pval, rel=1e-6)
    else:
        kinds = {"weight_type": "clustered", "clusters": TABLE[cluster]} if cluster else {}
        moments = IVGMM(
            TABLE["y"], CONTROLS, TABLE[endogenous], TABLE[INSTRUMENTS], weights=given, **kinds
        ).fit(iter_limit=2)
        assert tests["Hansen J"].statistic == pytest.approx(moments.j_stat.stat, rel=1e-6)


@pytest.mark.parametrize(("kind", "cluster"), KINDS)
def test_first_stage_reduced_form_and_ordinary_are_least_squares(kind, cluster):
    asked = {"standard_errors": kind, "cluster": cluster, "weights": "weight"}
    found = fit("y ~ c | place | x ~ z1 + z2", TABLE, **asked)
    for table, explained in (("first_stage", "x"), ("reduced_form", "y")):
        expected = fit(f"{explained} ~ z1 + z2 + c | place", TABLE, **asked).coefficients
        ours = found.tables[table].reset_index().set_index("instrument")
        for column in ("estimate", "std_error", "p_value", "low"):
            np.testing.assert_allclose(ours[column], expected.loc[["z1", "z2"], column], rtol=TIGHT)
    ordinary = fit("y ~ x + c | place", TABLE, **asked).coefficients
    np.testing.assert_allclose(found.tables["ordinary"], ordinary, rtol=TIGHT)


@pytest.mark.parametrize(("kind", "cluster"), KINDS)
def test_fixed_effects_are_dummies(kind, cluster):
    """Dummies in the formula; clustered errors count them alike as no place lies in a group."""
    asked = {"standard_errors": kind, "cluster": cluster, "weights": "weight"}
    absorbed = fit("y ~ c | place | x ~ z1 + z2", TABLE, **asked)
    dummies = fit("y ~ c + C(place) | x ~ z1 + z2", TABLE, **asked)
    terms = ["x", "c"]
    pd.testing.assert_frame_equal(
        absorbed.coefficients.loc[terms], dummies.coefficients.loc[terms], rtol=TIGHT
    )
    for one, other in zip(absorbed.tests, dummies.tests, strict=True):
        assert one.statistic == pytest.approx(other.statistic, rel=1e-7), one.name


def test_effects_within_clusters_cost_nothing_without_a_correction():
    """Then no factor is left, however effects and clusters lie to each other."""
    asked = {"cluster": "place", "small_sample": False}
    absorbed = fit("y ~ c | place | x ~ z1 + z2", TABLE, **asked).coefficients
    dummies = fit("y ~ c + C(place) | x ~ z1 + z2", TABLE, **asked).coefficients
    pd.testing.assert_frame_equal(absorbed, dummies.loc[["x", "c"]], rtol=TIGHT)
    enlarged = fit("y ~ c | place | x ~ z1 + z2", TABLE, cluster="place").coefficients
    factor = 12 / 11 * 299 / (300 - 3)  # x, c and one for the effects of 12 places
    ratio = enlarged.loc["x", "std_error"] ** 2 / absorbed.loc["x", "std_error"] ** 2
    assert ratio == pytest.approx(factor, rel=TIGHT)


def test_agrees_with_pyfixest():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyfixest

        peers = {
            "robust": pyfixest.feols("y ~ c | place | x ~ z1", TABLE, vcov="HC1"),
            "clustered": pyfixest.feols("y ~ c | place | x ~ z1", TABLE, vcov={"CRV1": "group"}),
        }
    for kind, expected in peers.items():
        cluster = "group" if kind == "clustered" else None
        found = fit("y ~ c | place | x ~ z1", TABLE, cluster=cluster).coefficients
        expected_table = expected.tidy()
        for ours, theirs in (("estimate", "Estimate"), ("std_error", "Std. Error")):
            np.testing.assert_allclose(
                found.loc[["x", "c"], ours], expected_table.loc[["x", "c"], theirs], rtol=TIGHT
            )


def test_effective_f_is_the_robust_f_where_there_is_one_instrument():
    """And its critical value is 23.1: the 95 % point of chi squared (1, non-centrality 10)."""
    found = by_name(fit("y ~ c | x ~ z1", TABLE))
    first = found["first-stage F of x"].statistic
    assert found["effective F"].statistic == pytest.approx(first, rel=TIGHT)
    _, critical = effective_f(reduced_of("x ~ z1"))
    assert critical == pytest.approx(stats.ncx2.ppf(0.95, 1, 10), rel=1e-6)
    assert critical == pytest.approx(23.1, abs=0.05)


def test_effective_f_by_its_definition():
    """With equal variances it is the usual F; else coefficients on a basis and their variance."""
    found = by_name(fit("y ~ c | x ~ z1 + z2 + z3", TABLE, standard_errors="classical"))
    usual = found["first-stage F of x"].statistic
    assert found["effective F"].statistic == pytest.approx(usual, rel=TIGHT)
    controls = CONTROLS.to_numpy()
    net = TABLE[["x", *INSTRUMENTS]].to_numpy()
    net -= controls @ np.linalg.lstsq(controls, net, rcond=None)[0]
    x, z = net[:, 0], net[:, 1:]
    cross = np.linalg.inv(z.T @ z)
    residuals = x - z @ (cross @ z.T @ x)
    middle = (z * residuals[:, None] ** 2).T @ z * len(z) / (len(z) - 5)
    expected = (x @ z @ cross @ z.T @ x) / np.trace(middle @ cross)
    robust = by_name(fit("y ~ c | x ~ z1 + z2 + z3", TABLE))["effective F"]
    assert robust.statistic == pytest.approx(expected, rel=TIGHT)


def reduced_of(part, kind="robust"):
    """The reduced form of the table with the given instruments."""
    from workbench.models.design import design
    from workbench.models.formula import parse

    asked = setting(design(parse(f"y ~ c | {part}"), TABLE), Errors(kind))
    return reduced_form(asked.data, asked.inference)


def test_joint_strength():
    """Kleibergen-Paap is Cragg-Donald with classical errors, and the first-stage F of one term."""
    classical = {
        t.name: t for t in joint_strength(reduced_of("x + x2 ~ z1 + z2 + z3", "classical"))
    }
    statistics = [test.statistic for test in classical.values()]
    assert statistics[0] == pytest.approx(statistics[1], rel=TIGHT)
    controls = CONTROLS.to_numpy()
    net = TABLE[["x", "x2", *INSTRUMENTS]].to_numpy()
    net -= controls @ np.linalg.lstsq(controls, net, rcond=None)[0]
    x, z = net[:, :2], net[:, 2:]
    fitted = z @ np.linalg.lstsq(z, x, rcond=None)[0]
    spread = (x - fitted).T @ (x - fitted) / (len(x) - 5)
    values = np.linalg.eigvals(np.linalg.solve(spread, fitted.T @ fitted)).real
    assert statistics[0] == pytest.approx(min(values) / 3, rel=TIGHT)
    one = list(joint_strength(reduced_of("x ~ z1 + z2 + z3")))
    found = by_name(fit("y ~ c | x ~ z1 + z2 + z3", TABLE))
    assert one[1].statistic == pytest.approx(found["first-stage F of x"].statistic, rel=TIGHT)


def test_anderson_rubin_test_is_that_of_the_reduced_form():
    """At every value b, y - bx on the instruments; at the ends of the set p is 5 %."""
    found = fit("y ~ c | x ~ z1 + z2 + z3", TABLE, cluster="group")
    ends = found.tables["anderson_rubin"].loc[0, ["low", "high"]]
    assert found.tables["anderson_rubin"].loc[0, "shape"] == "interval"
    for value in ends:
        rest = TABLE.assign(y=TABLE["y"] - value * TABLE["x"])
        again = by_name(fit("y ~ c | x ~ z1 + z2 + z3", rest, cluster="group"))
        assert again["Anderson-Rubin"].p_value == pytest.approx(0.05, abs=1e-7)


def test_weak_instruments_are_told_in_plain_words():
    weak = fit("y ~ c | x ~ noise", TABLE.assign(noise=np.sin(np.arange(300) ** 2)))
    assert any(
        note.startswith("weak instruments: the effective F of x is") for note in weak.warnings
    )
    assert "23.1" in next(note for note in weak.warnings if note.startswith("weak"))
    strong = fit("y ~ c | x ~ strong", TABLE.assign(strong=TABLE["x"] + TABLE["z3"]))
    assert not any(note.startswith("weak") for note in strong.warnings)
    both = fit("y ~ c | x + x2 ~ z1 + z2 + z3", TABLE)
    assert any(note.startswith("weak instruments: together") for note in both.warnings)


def test_row_order_and_units_do_not_matter():
    formula = "y ~ c | place | x ~ z1 + z2"
    found = fit(formula, TABLE, cluster="group")
    shuffled = fit(formula, TABLE.sample(frac=1, random_state=0), cluster="group")
    pd.testing.assert_frame_equal(found.coefficients, shuffled.coefficients, rtol=1e-10)
    scaled = fit(
        formula, TABLE.assign(z1=TABLE["z1"] * 1e6 + 1e6, x=TABLE["x"] / 1e4), cluster="group"
    )
    assert scaled.coefficients.loc["x", "estimate"] == pytest.approx(
        1e4 * found.coefficients.loc["x", "estimate"], rel=1e-7
    )
    np.testing.assert_allclose(
        scaled.tables["anderson_rubin"][["low", "high"]],
        1e4 * found.tables["anderson_rubin"][["low", "high"]],
        rtol=1e-6,
    )


def test_what_cannot_be_estimated_is_refused():
    twice = TABLE.assign(again=2 * TABLE["z1"] + TABLE["c"])
    with pytest.raises(FormulaError, match="again is an exact combination"):
        fit("y ~ c | x ~ z1 + again", twice)
    few = TABLE.assign(few=TABLE["group"] % 3)
    with pytest.raises(FormulaError, match="3 groups of few cannot tell 3 instruments apart"):
        fit("y ~ c | x ~ z1 + z2 + z3", few, cluster="few")
    with pytest.raises(FormulaError, match="needs instruments"):
        fit("y ~ x", TABLE, estimator="two_stage_least_squares")


def test_truth_is_found_with_strong_instruments():
    """Bias, coverage of 95 %, size of Hansen's J; and Wu-Hausman sees the hidden cause."""
    random, draws, effect = np.random.default_rng(11), 150, 0.7
    estimates, covered, contradicted, seen = [], 0, 0, 0
    for _ in range(draws):
        asked = setting(drawn(random, 0.6, n=150, effect=effect), Errors())
        found = asked.solved(1.0)
        line = asked.table(found).loc["x"]
        estimates.append(line["estimate"])
        covered += line["low"] <= effect <= line["high"]
        contradicted += over_identification(asked.data, asked.inference, found).p_value < 0.05
        seen += exogeneity(asked.data, asked.inference).p_value < 0.05
    error = np.std(estimates) / np.sqrt(draws)
    assert abs(np.mean(estimates) - effect) < 0.01 + 4 * error
    assert is_plausible(covered, draws, 0.95)
    assert is_plausible(contradicted, draws, 0.05)
    assert seen > 0.99 * draws


def test_weak_instruments_break_the_t_test_but_not_anderson_rubin():
    """The t test of a true null rejects far more than 5 %; the robust set covers 95 %."""
    random, draws = np.random.default_rng(5), 150
    rejected, robust, covered, shapes = 0, 0, 0, set()
    for _ in range(draws):
        asked = setting(drawn(random, 0.015, n=400), Errors())
        rejected += asked.table(asked.solved(1.0)).loc["x", "p_value"] < 0.05
        beside = anderson_rubin(reduced_form(asked.data, asked.inference))
        robust += beside.test.p_value < 0.05
        covered += 0.0 in beside.left
        shapes.add(beside.left.shape)
    assert rejected > 0.3 * draws
    assert is_plausible(robust, draws, 0.05)
    assert covered == draws - robust  # the set is the test turned round
    assert {"interval", "whole line", "two rays"} <= shapes
