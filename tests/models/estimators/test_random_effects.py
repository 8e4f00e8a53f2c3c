"""Random effects, plain and correlated: linearmodels' numbers, Hausman, known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from linearmodels.panel import RandomEffects

from tests.models.estimators.made import design_of, is_plausible, panel_table
from tests.models.estimators.test_within import HOLES, MUNNELL, arrays
from workbench.errors import FormulaError
from workbench.models import fit
from workbench.models.estimators import Errors
from workbench.models.estimators.correlated_random_effects import correlated_random_effects
from workbench.models.estimators.random_effects import random_effects
from workbench.models.replications.public_capital import FORMULA

TIGHT = 1e-8
PEERS = {
    "classical": {"cov_type": "unadjusted"},
    "robust": {"cov_type": "robust"},
    "clustered": {"cov_type": "clustered", "cluster_entity": True, "group_debias": True},
}


def asked(kind: str) -> dict[str, str]:
    return {"cluster": "region"} if kind == "clustered" else {"standard_errors": kind}


@pytest.mark.parametrize("table", [MUNNELL, HOLES], ids=["balanced", "unbalanced"])
@pytest.mark.parametrize("kind", list(PEERS))
def test_agrees_with_linearmodels(table: pd.DataFrame, kind: str) -> None:
    found = fit(FORMULA, table, estimator="random_effects", **asked(kind))
    outcome, terms = arrays(table)
    terms.insert(0, "constant", 1.0)
    expected = RandomEffects(outcome, terms).fit(small_sample=True, **PEERS[kind])
    np.testing.assert_allclose(found.coefficients["estimate"], expected.params, rtol=TIGHT)
    np.testing.assert_allclose(found.coefficients["std_error"], expected.std_errors, rtol=TIGHT)
    parts = found.tables["variance_components"].set_index("component")["value"]
    variances = expected.variance_decomposition
    assert parts["variance within units"] == pytest.approx(variances["Residual"], rel=TIGHT)
    assert parts["variance between units"] == pytest.approx(variances["Effects"], rel=TIGHT)


def test_terms_that_never_change_keep_a_coefficient() -> None:
    table = HOLES.assign(length=HOLES["region"].str.len().astype(float))
    found = fit(f"{FORMULA} + length", table, estimator="random_effects")
    outcome, terms = arrays(table)
    terms = terms.assign(length=table["length"].to_numpy())
    terms.insert(0, "constant", 1.0)
    expected = RandomEffects(outcome, terms).fit(small_sample=True, cov_type="robust")
    np.testing.assert_allclose(found.coefficients["estimate"], expected.params, rtol=TIGHT)
    mundlak = fit(f"{FORMULA} + length", table, estimator="correlated_random_effects")
    assert "mean of length" not in mundlak.coefficients.index
    assert "length" in mundlak.coefficients.index


def test_hausman_by_its_definition() -> None:
    """(b_w - b_r)' (V_w - V_r)^-1 (b_w - b_r), both V with the variance of random effects."""
    kinds = {"standard_errors": "classical"}
    one = fit("log(output) ~ unemployment_rate", HOLES, estimator="within", **kinds)
    other = fit("log(output) ~ unemployment_rate", HOLES, estimator="random_effects", **kinds)
    name = "unemployment_rate"
    gap = one.term(name)["estimate"] - other.term(name)["estimate"]
    left = {fit_.provenance["estimator"]: fit_.residuals for fit_ in (one, other)}
    variance = (left["random_effects"] ** 2).sum() / (len(HOLES) - 2)
    own = (left["within"] ** 2).sum() / (len(HOLES) - 48 - 1)
    apart = one.term(name)["std_error"] ** 2 * variance / own - other.term(name)["std_error"] ** 2
    assert other.tests[0].statistic == pytest.approx(gap**2 / apart, rel=1e-7)


@pytest.mark.parametrize("table", [MUNNELL, HOLES], ids=["balanced", "unbalanced"])
def test_correlated_random_effects_are_within(table: pd.DataFrame) -> None:
    found = fit(FORMULA, table, estimator="correlated_random_effects", cluster="region")
    expected = fit(FORMULA, table, estimator="within", cluster="region").coefficients["estimate"]
    ours = found.coefficients["estimate"]
    np.testing.assert_allclose(ours[expected.index], expected, rtol=TIGHT)
    assert [name for name in ours.index if name.startswith("mean of ")] == [
        f"mean of {name}" for name in expected.index
    ]


def test_means_of_years_are_left_out_of_a_balanced_panel() -> None:
    found = fit("log(output) ~ unemployment_rate + C(year)", MUNNELL,
                estimator="correlated_random_effects")  # fmt: skip
    assert [name for name in found.coefficients.index if "mean of" in name] == [
        "mean of unemployment_rate"
    ]


def test_mundlak_with_one_term_is_the_square_of_t() -> None:
    found = fit("log(output) ~ unemployment_rate", HOLES,
                estimator="correlated_random_effects", cluster="region")  # fmt: skip
    line = found.term("mean of unemployment_rate")
    assert found.tests[0].statistic == pytest.approx(line["statistic"] ** 2, rel=TIGHT)
    assert found.tests[0].p_value == pytest.approx(line["p_value"], rel=1e-7)


def test_row_order_does_not_matter() -> None:
    for estimator in ("random_effects", "correlated_random_effects"):
        one = fit(FORMULA, HOLES, estimator=estimator)
        other = fit(FORMULA, HOLES.sample(frac=1, random_state=2), estimator=estimator)
        pd.testing.assert_frame_equal(one.coefficients, other.coefficients, rtol=1e-8)


def test_too_few_units_are_refused() -> None:
    few = MUNNELL[MUNNELL["region"].isin(["ALABAMA", "TEXAS", "OHIO"])]
    with pytest.raises(FormulaError, match="of 3 units cannot tell how much units differ"):
        fit(FORMULA, few, estimator="random_effects")


def test_truth_is_found() -> None:
    """Coverage of random effects where units differ by chance; Hausman's and Mundlak's size.

    Where unit levels go with the term random effects are biased and both tests see it, while
    the correlated ones stay at the truth.
    """
    random, draws = np.random.default_rng(7), 50
    plain, covered, hausman, mundlak = [], 0, 0, 0
    for _ in range(draws):
        arrays_ = design_of(panel_table(random, units=80, years=3))
        found = random_effects(arrays_, Errors("classical"))
        line = found.coefficients.loc["x"]
        plain.append(line["estimate"])
        covered += line["low"] <= 0.5 <= line["high"]
        hausman += found.tests[0].p_value < 0.05
        mundlak += correlated_random_effects(arrays_, Errors("robust")).tests[0].p_value < 0.05
    assert abs(np.mean(plain) - 0.5) < 4 * np.std(plain) / np.sqrt(draws)
    assert is_plausible(covered, draws, 0.95)
    assert is_plausible(hausman, draws, 0.05)
    assert is_plausible(mundlak, draws, 0.05)
    arrays_ = design_of(panel_table(random, units=400, correlated=2.0))
    biased = random_effects(arrays_, Errors("classical"))
    right = correlated_random_effects(arrays_, Errors("classical"))
    assert biased.coefficients.loc["x", "low"] > 0.55
    assert biased.tests[0].p_value < 1e-6
    assert right.tests[0].p_value < 1e-6
    assert right.coefficients.loc["x", "low"] < 0.5 < right.coefficients.loc["x", "high"]
