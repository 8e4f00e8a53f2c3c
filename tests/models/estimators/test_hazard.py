"""Hazards: the leukaemia example against R, the models by periods, known truth, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tests.models.estimators.made import is_plausible
from tests.models.test_survival import PLACEBO, RELAPSED, TREATED
from workbench.errors import FormulaError, ParameterError, UnknownName
from workbench.models import fit
from workbench.models.design import Design
from workbench.models.estimators import Errors
from workbench.models.estimators.hazard import hazard
from workbench.models.survival import periods_at_risk


def remission() -> pd.DataFrame:
    """The 42 children of Freireich and others (1963), in 14 groups made for the test."""
    return pd.DataFrame(
        {
            "weeks": TREATED + PLACEBO,
            "relapsed": RELAPSED + [1] * 21,
            "treated": [1] * 21 + [0] * 21,
            "group": list(range(14)) * 3,
        }
    )


@pytest.mark.parametrize(
    ("asked", "std_error"),
    [
        # coxph(Surv(weeks, relapsed) ~ treated), with robust = TRUE, with cluster(group): R 4.2,
        # survival 3.5, times the small-sample factors that R leaves out
        ({"standard_errors": "classical"}, 0.41239672),
        ({}, 0.37736560 * np.sqrt(42 / 41)),
        ({"cluster": "group"}, 0.23893958 * np.sqrt(14 / 13)),
    ],
)
def test_cox_with_ties_is_that_of_r(asked, std_error):
    found = fit("weeks ~ treated", remission(), estimator="hazard", is_event="relapsed", **asked)
    line = found.term("treated")
    assert line["estimate"] == pytest.approx(-1.57212515, rel=1e-7)
    assert line["std_error"] == pytest.approx(std_error, rel=1e-7)
    assert found.tables["hazard_ratios"].loc["treated", "ratio"] == pytest.approx(0.20760352)
    assert found.residuals.sum() == pytest.approx(0, abs=1e-7)  # martingale residuals


def test_cox_with_several_terms_is_that_of_statsmodels():
    random = np.random.default_rng(0)
    table = pd.DataFrame(random.normal(size=(80, 2)), columns=["x", "z"])
    table["t"] = np.ceil(random.exponential(5 * np.exp(-table["x"])))
    table["e"] = random.integers(0, 2, 80)
    found = fit("t ~ x + z", table, estimator="hazard", is_event="e", standard_errors="classical")
    peer = sm.PHReg(table["t"], table[["x", "z"]], table["e"], ties="efron").fit()
    np.testing.assert_allclose(found.coefficients["estimate"], peer.params, rtol=1e-5)
    np.testing.assert_allclose(found.coefficients["std_error"], peer.bse, rtol=1e-5)


@pytest.mark.parametrize(
    ("model", "link"),
    [("logit", sm.families.links.Logit), ("complementary_log_log", sm.families.links.CLogLog)],
)
def test_models_by_periods_are_those_of_statsmodels(model, link):
    table = periods_at_risk(remission(), duration="weeks", is_event="relapsed")
    found = fit(
        "relapsed ~ treated + log(period)",
        table,
        estimator="hazard",
        model=model,
        standard_errors="classical",
    )
    columns = sm.add_constant(np.column_stack([table["treated"], np.log(table["period"])]))
    peer = sm.GLM(table["relapsed"], columns, sm.families.Binomial(link())).fit(tol=1e-13)
    np.testing.assert_allclose(found.coefficients["estimate"], peer.params, rtol=1e-6)
    np.testing.assert_allclose(found.coefficients["std_error"], peer.bse, rtol=1e-6)
    np.testing.assert_allclose(found.residuals, peer.resid_response, atol=1e-6)


def drawn(random: np.random.Generator, effect: float, n: int = 120) -> Design:
    """Lives with a hazard of exp(effect x), a third of them not seen to the end."""
    x = random.normal(size=n)
    life, seen = random.exponential(np.exp(-effect * x)), random.exponential(2.0, n)
    index = pd.RangeIndex(n)
    return Design(
        pd.Series(np.minimum(life, seen), name="t"),
        pd.DataFrame({"constant": 1.0, "x": x}),
        pd.DataFrame(index=index),
        None,
        pd.DataFrame(),
        also=pd.DataFrame({"e": (life <= seen).astype(int)}),
    )


@pytest.mark.parametrize("effect", [0.0, 0.7])
def test_cox_recovers_its_truth(effect):
    random = np.random.default_rng(11)
    found = [hazard(drawn(random, effect), Errors("robust"), is_event="e") for _ in range(60)]
    lines = pd.DataFrame([one.coefficients.loc["x"] for one in found])
    assert lines["estimate"].mean() == pytest.approx(effect, abs=0.08)
    covered = ((lines["low"] <= effect) & (effect <= lines["high"])).sum()
    assert is_plausible(int(covered), 60, 0.945)  # robust errors are a little small with 80 ends
    changing = sum(one.tests[0].p_value < 0.05 for one in found)
    assert is_plausible(changing, 60, 0.05)


def test_an_effect_that_changes_with_time_is_seen():
    random = np.random.default_rng(2)
    x = random.integers(0, 2, 400)
    table = pd.DataFrame({"x": x, "t": random.weibull(np.where(x == 1, 3.0, 1.0)), "e": 1})
    found = fit("t ~ x", table, estimator="hazard", is_event="e")
    assert found.tests[0].name == "proportional hazards: x"
    assert found.tests[0].p_value < 1e-4


def test_periods_recover_the_truth_of_continuous_time():
    """Grouped exponential lives have the same coefficient under the complementary log-log."""
    random = np.random.default_rng(4)
    table = pd.DataFrame({"x": random.normal(size=3000)})
    life = random.exponential(4 * np.exp(-0.5 * table["x"]))
    table["years"], table["closed"] = np.ceil(life).clip(max=10), (life <= 10).astype(int)
    long = periods_at_risk(table, duration="years", is_event="closed")
    found = fit("closed ~ x", long, estimator="hazard", model="complementary_log_log")
    assert found.term("x")["low"] < 0.5 < found.term("x")["high"]
    assert found.term("constant")["low"] < np.log(0.25) < found.term("constant")["high"]


def test_rows_in_another_order_say_the_same():
    table = remission()
    other = table.sample(frac=1, random_state=1)
    one, two = (
        fit("weeks ~ treated", t, estimator="hazard", is_event="relapsed", cluster="group")
        for t in (table, other)
    )
    pd.testing.assert_frame_equal(one.coefficients, two.coefficients, rtol=1e-10)


def test_a_term_that_foretells_the_end_is_named():
    table = pd.DataFrame({"closed": [0] * 20 + [1] * 20, "x": range(40), "z": [1, 2] * 20})
    with pytest.raises(FormulaError, match="foretells") as told:
        fit("closed ~ x + z", table, estimator="hazard", model="logit")
    assert "x" in [p.column for p in told.value.problems]
    assert {p.code for p in told.value.problems} == {"CLW-F67"}


def test_what_is_missing_is_told_together():
    with pytest.raises(FormulaError, match="which durations ended") as told:
        fit("weeks ~ 1", remission(), estimator="hazard")
    assert [p.code for p in told.value.problems] == ["CLW-P08", "CLW-F11"]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"weeks": 0}, "not positive"),
        ({"relapsed": 2}, "neither 0 nor 1"),
        ({"relapsed": 0}, "nothing ended"),
    ],
)
def test_values_that_cannot_be(change, match):
    table = remission().assign(**change)
    table.loc[0, "weeks"] = 1 if "relapsed" in change else 3
    with pytest.raises(FormulaError, match=match):
        fit("weeks ~ treated", table, estimator="hazard", is_event="relapsed")


def test_a_model_of_another_name():
    with pytest.raises((ParameterError, UnknownName), match="probit"):
        fit("weeks ~ treated", remission(), estimator="hazard", model="probit")


def test_few_events_are_told():
    few = remission()[::5]  # fewer than ten relapses for one term
    found = fit("weeks ~ treated", few, estimator="hazard", is_event="relapsed")
    assert any(text.startswith("few events: 7 for 1 term") for text in found.warnings)
    found = fit("weeks ~ treated", remission(), estimator="hazard", is_event="relapsed")
    assert not any("few events" in text for text in found.warnings)
