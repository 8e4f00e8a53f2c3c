"""Meta-regression: the BCG trials against metafor, known truth, selective reporting, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.models.estimators.made import is_plausible
from workbench.errors import FormulaError
from workbench.models import fit
from workbench.models.design import Design
from workbench.models.estimators import Errors
from workbench.models.estimators.meta_regression import meta_regression

# Thirteen trials of the BCG vaccine: cases and others with and without it, and the latitude.
# Colditz and others (1994), Journal of the American Medical Association 271, table 1.
TRIALS = [
    (4, 119, 11, 128, 44), (6, 300, 29, 274, 55), (3, 228, 11, 209, 42),
    (62, 13536, 248, 12619, 52), (33, 5036, 47, 5761, 13), (180, 1361, 372, 1079, 44),
    (8, 2537, 10, 619, 19), (505, 87886, 499, 87892, 13), (29, 7470, 45, 7232, 27),
    (17, 1699, 65, 1600, 42), (186, 50448, 141, 27197, 18), (5, 2493, 3, 2338, 33),
    (27, 16886, 29, 17825, 33),
]  # fmt: skip


def trials() -> pd.DataFrame:
    """Logarithms of the relative risk with their standard errors."""
    cases, others, cases_without, others_without, latitude = np.array(TRIALS, dtype=float).T
    n, n_without = cases + others, cases_without + others_without
    variance = 1 / cases - 1 / n + 1 / cases_without - 1 / n_without
    effect = np.log(cases / n / (cases_without / n_without))
    return pd.DataFrame({"effect": effect, "se": np.sqrt(variance), "latitude": latitude})


def test_the_bcg_trials_are_those_of_metafor():
    """R 4.2, metafor 3.8: rma(effect, sei = se), method "REML" and "DL"; Viechtbauer (2010),
    Journal of Statistical Software 36(3), prints the same."""
    found = fit("effect ~ 1", trials(), estimator="meta_regression", std_error="se")
    pooled = found.tables["pooled"]
    columns = ["estimate", "std_error", "tau_squared"]
    assert pooled.loc["REML", columns].round(4).tolist() == [-0.7145, 0.1798, 0.3132]
    assert pooled.loc["DerSimonian-Laird", columns].round(4).tolist() == [-0.7141, 0.1787, 0.3088]
    assert pooled.loc["REML", ["low", "high"]].round(4).tolist() == [-1.0669, -0.3622]
    tests = {test.name: test for test in found.tests}
    assert tests["heterogeneity (Cochran's Q)"].statistic == pytest.approx(152.2330, abs=5e-5)
    assert tests["share of variation between studies"].statistic == pytest.approx(0.9222, abs=5e-5)
    # predict() in metafor takes a normal; here it is t with 11 degrees
    reach = 2.2009852 * np.sqrt(0.313243 + 0.179782**2)
    assert pooled.loc["REML", "prediction_high"] == pytest.approx(-0.714532 + reach, abs=1e-5)


def test_latitude_is_that_of_metafor():
    """rma(effect, sei = se, mods = ~ latitude, test = "knha", control = list(threshold = 1e-14))"""
    found = fit("effect ~ latitude", trials(), estimator="meta_regression", std_error="se")
    expected = [0.885684454346, -3.548377500271]
    np.testing.assert_allclose(found.coefficients["statistic"], expected, rtol=1e-9)
    expected = [0.394737072447, 0.004565051542]
    np.testing.assert_allclose(found.coefficients["p_value"], expected, rtol=1e-8)
    assert found.tests[1].statistic == pytest.approx(0.076347963955, rel=1e-9)


def test_selective_reporting_is_asked_as_by_least_squares_in_r():
    """summary(lm(effect ~ se, weights = 1 / se^2)), and with se^2."""
    found = fit("effect ~ 1", trials(), estimator="meta_regression", std_error="se")
    bias = found.tables["publication_bias"]
    columns = ["estimate", "std_error"]
    np.testing.assert_allclose(
        bias.loc[["FAT", "PET", "PEESE"], columns].to_numpy("float64"),
        [[-2.1120421, 1.5072213], [-0.1909286, 0.2200849], [-0.3799535, 0.1572553]],
        rtol=1e-6,
    )
    assert found.tests[-1].statistic == pytest.approx(-0.1909286, rel=1e-6)  # PET: p = 0.40
    funnel = found.tables["funnel"]
    np.testing.assert_allclose(funnel["high"] - funnel["low"], 2 * 1.959964 * funnel["std_error"])


def drawn(seed: int, between: float, *, n: int = 25, lean: float = 0.0) -> Design:
    """Studies of an effect of 0.3, each from its own true effect."""
    random = np.random.default_rng(seed)
    own = random.uniform(0.05, 0.4, n)
    effect = 0.3 + np.sqrt(between) * random.normal(size=n) + own * random.normal(size=n)
    empty = pd.DataFrame(index=pd.RangeIndex(n))
    return Design(
        pd.Series(effect + lean * own, name="effect"),
        pd.DataFrame({"constant": np.ones(n)}),
        empty,
        None,
        empty,
        also=pd.DataFrame({"se": own}),
    )


@pytest.mark.parametrize("between", [0.0, 0.04])
def test_truth_is_recovered(between):
    draws = 60
    found = [
        meta_regression(drawn(seed, between), Errors("own"), std_error="se")
        for seed in range(draws)
    ]
    lines = pd.DataFrame([one.coefficients.loc["constant"] for one in found])
    assert lines["estimate"].mean() == pytest.approx(0.3, abs=0.03)
    covered = int(((lines["low"] < 0.3) & (lines["high"] > 0.3)).sum())
    assert is_plausible(covered, draws, 0.95)
    assert np.mean([one.tests[1].statistic for one in found]) == pytest.approx(between, abs=0.012)
    if between == 0:
        for place in (0, 3):  # Cochran's Q and the funnel's asymmetry
            assert is_plausible(sum(one.tests[place].p_value < 0.05 for one in found), draws, 0.05)


def test_a_leaning_funnel_is_seen_and_corrected():
    found = meta_regression(drawn(2, 0.0, n=300, lean=1.5), Errors("own"), std_error="se")
    tests = {test.name: test for test in found.tests}
    assert tests["funnel asymmetry (FAT)"].p_value < 1e-6
    assert found.coefficients.loc["constant", "low"] > 0.35
    bias = found.tables["publication_bias"]
    assert bias.loc["PET", "low"] < 0.3 < bias.loc["PET", "high"]
    assert tests["effect beyond selective reporting"].statistic == bias.loc["PEESE", "estimate"]


def test_estimates_of_one_study_are_clustered():
    table = pd.concat([trials()] * 3, ignore_index=True).assign(study=[*range(13)] * 3)
    found = fit("effect ~ 1", table, estimator="meta_regression", std_error="se", cluster="study")
    assert found.standard_errors == "clustered by study (13 groups)"
    assert found.degrees_of_freedom == 12
    alone = fit("effect ~ 1", table, estimator="meta_regression", std_error="se")
    assert found.term("constant")["std_error"] > 1.5 * alone.term("constant")["std_error"]


def test_alike_standard_errors_tell_nothing_of_a_funnel():
    table = trials().assign(se=0.2)
    found = fit("effect ~ 1", table, estimator="meta_regression", std_error="se")
    assert found.tables["publication_bias"].empty
    assert found.term("constant")["estimate"] == pytest.approx(table["effect"].mean())


@pytest.mark.parametrize(("value", "told"), [(0.0, "0.0"), (-1.0, "-1.0"), (np.inf, "inf")])
def test_standard_errors_that_cannot_be(value, told):
    table = trials()
    table.loc[3, "se"] = value
    with pytest.raises(FormulaError, match="not positive") as raised:
        fit("effect ~ 1", table, estimator="meta_regression", std_error="se")
    problem = raised.value.problems[0]
    assert (problem.code, problem.column, problem.value) == ("CLW-F68", "se", told)


def test_without_standard_errors():
    with pytest.raises(FormulaError, match="needs standard errors"):
        fit("effect ~ 1", trials(), estimator="meta_regression")
