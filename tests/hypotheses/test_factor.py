"""Factors: a published fit, another program's, truth found again, empty answers refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.multivariate.factor import Factor

from tests.hypotheses.surveys import FINE, survey, turned
from workbench.errors import ParameterError
from workbench.hypotheses import hypotheses
from workbench.hypotheses._drawn import drawn, items
from workbench.hypotheses._factor import factor_model
from workbench.hypotheses._survey import LEARNING
from workbench.hypotheses._truth import Truth
from workbench.hypotheses.learning_has_three_levels import distance, verdict_on

REFERENCE = Path(__file__).parents[1] / "reference"
NINE = pd.Series(np.repeat(["first", "second", "third"], 3), [f"x{i}" for i in range(1, 10)])
ONE = pd.Series("one", NINE.index)
TRUE = np.array([[1.0, 0.5, 0.3], [0.5, 1.0, 0.7], [0.3, 0.7, 1.0]])
LOADINGS = np.array([0.8, 0.7, 0.6] * 3)


def nine(random, n, correlations=TRUE):
    factors = random.multivariate_normal(np.zeros(3), correlations, n)
    noise = np.sqrt(1 - LOADINGS**2) * random.standard_normal((n, 9))
    values = factors[:, np.repeat(range(3), 3)] * LOADINGS + noise
    return pd.DataFrame(values, columns=NINE.index)


def with_correlations(correlations, n):
    """Rows whose sample correlations are exactly those given."""
    raw = np.random.default_rng(0).standard_normal((n, len(correlations)))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(raw.T @ raw / n)).T
    values = white @ np.linalg.cholesky(correlations.to_numpy()).T
    return pd.DataFrame(values, columns=correlations.columns)


def test_the_published_fit_of_nine_tests():
    """Rosseel (2012): 301 pupils, visual, textual and speed; lavaan takes n where we take n - 1.

    chi-square 85.306 on 24 degrees, CFI 0.931, RMSEA 0.092; correlations with standard errors
    0.459 (0.064), 0.471 (0.073), 0.283 (0.069); standardised loadings as lavaan prints them.
    The correlations of the tests come from reference/holzinger_swineford.py.
    """
    correlations = pd.read_csv(REFERENCE / "holzinger_swineford.csv", index_col="item")
    found = factor_model(with_correlations(correlations, 301), NINE)
    assert found.degrees == 24
    assert found.chi_square * 301 / 300 == pytest.approx(85.306, abs=5e-3)
    assert found.cfi == pytest.approx(0.931, abs=1e-3)
    assert found.rmsea == pytest.approx(0.092, abs=5e-4)
    loadings = [0.772, 0.424, 0.581, 0.852, 0.855, 0.838, 0.570, 0.723, 0.665]
    assert found.loadings.to_numpy() == pytest.approx(loadings, abs=6e-4)
    pairs = np.triu_indices(3, 1)
    assert found.correlations.to_numpy()[pairs] == pytest.approx([0.459, 0.471, 0.283], abs=5e-4)
    assert found.std_errors.to_numpy()[pairs] == pytest.approx([0.064, 0.073, 0.069], abs=6e-4)


def test_one_factor_is_that_of_statsmodels():
    table = nine(np.random.default_rng(0), 500)
    found = factor_model(table, ONE)
    theirs = Factor(table.to_numpy(), n_factor=1, method="ml").fit()
    loadings = theirs.loadings[:, 0] * np.sign(theirs.loadings[0, 0])
    assert found.loadings.to_numpy() == pytest.approx(loadings, abs=2e-4)


def test_the_truth_is_found_in_a_large_sample():
    found = factor_model(nine(np.random.default_rng(1), 40000), NINE)
    assert found.loadings.to_numpy() == pytest.approx(LOADINGS, abs=0.02)
    assert found.correlations.to_numpy() == pytest.approx(TRUE, abs=0.02)
    wanted = 2.1**2 / (2.1**2 + (1 - LOADINGS[:3] ** 2).sum())  # omega of three such items
    assert found.omega.to_numpy() == pytest.approx(wanted, abs=0.01)
    assert found.cfi > 0.999
    assert found.rmsea < 0.01


def test_chi_square_and_intervals_are_as_they_should_be():
    """Over 160 surveys: chi-square has its mean and its 5 %, and 95 % of intervals hold."""
    random = np.random.default_rng(2)
    fits = [factor_model(nine(random, 400), NINE) for _ in range(160)]
    chi_squares = np.array([fit.chi_square for fit in fits])
    assert fits[0].degrees == 24
    # the mean of 160 has a standard error of 0.55; chi-square runs 1 % high at 400 firms
    assert chi_squares.mean() == pytest.approx(24, abs=1.5)
    assert np.mean([fit.p_value < 0.05 for fit in fits]) == pytest.approx(
        0.05, abs=0.035
    )  # standard error 1.7 points
    inside = [
        abs(fit.correlations.iloc[i, j] - TRUE[i, j]) < 1.96 * fit.std_errors.iloc[i, j]
        for fit in fits
        for i, j in ((0, 1), (0, 2), (1, 2))
    ]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_reversed_items_load_with_the_other_sign():
    table = nine(np.random.default_rng(3), 800)
    found = factor_model(table.assign(x2=-table["x2"]), NINE)
    plain = factor_model(table, NINE)
    assert found.loadings["x2"] == pytest.approx(-plain.loadings["x2"], abs=1e-4)
    assert found.chi_square == pytest.approx(plain.chi_square, abs=1e-4)


def test_units_and_missing_answers_change_nothing_but_the_rows():
    table = nine(np.random.default_rng(4), 300)
    scaled = factor_model(table * np.arange(1, 10) + 5, NINE)
    assert scaled.chi_square == pytest.approx(factor_model(table, NINE).chi_square, abs=1e-6)
    holey = table.copy()
    holey.iloc[:10, 0] = np.nan
    assert factor_model(holey, NINE).n == 290


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t.assign(x1=1.0),
        lambda t: t.assign(x1=t["x2"]),
        lambda t: t.iloc[:9],
    ],
    ids=["constant", "repeated", "few"],
)
def test_what_holds_no_factors_is_refused(spoil):
    with pytest.raises(ParameterError, match="CLW-F80"):
        factor_model(spoil(nine(np.random.default_rng(5), 100)), NINE)


def test_two_items_are_too_few_for_a_factor():
    with pytest.raises(ParameterError, match="three items or more"):
        factor_model(nine(np.random.default_rng(5), 100), NINE.drop("x9"))


def test_levels_and_loadings_of_a_survey_are_found_again():
    truth = Truth(clusters=2000, firms=10, points=FINE.points, reach=FINE.reach)
    level = items(truth).set_index("item")["level"]
    level = level[level.isin(LEARNING)]
    found = factor_model(turned(drawn(np.random.default_rng(6), truth), truth), level)
    wanted = np.tile(truth.loadings, 3)
    assert found.loadings.to_numpy() == pytest.approx(wanted, abs=0.02)
    order = list(LEARNING)
    found_here = found.correlations.loc[order, order].to_numpy()
    assert found_here == pytest.approx(truth.level_correlations, abs=0.03)


def test_one_thing_under_three_names_refutes():
    """Three levels that are one: the chi-square difference has three degrees of freedom."""
    random = np.random.default_rng(7)
    same = nine(random, 500, np.full((3, 3), 1.0))
    one, three = factor_model(same, ONE), factor_model(same, NINE)
    verdict, p_value = verdict_on(one, three)
    assert verdict == "refuted"
    drop = one.chi_square - three.chi_square
    assert p_value == pytest.approx(stats.chi2.sf(max(drop, 0), 3), abs=1e-12)


@pytest.mark.parametrize(("highest", "verdict"), [(0.7, "supported"), (0.9, "not shown")])
def test_the_closest_pair_decides(highest, verdict):
    correlations = np.array([[1, 0.4, 0.4], [0.4, 1, highest], [0.4, highest, 1]])
    table = nine(np.random.default_rng(8), 1500, correlations)
    one, three = factor_model(table, ONE), factor_model(table, NINE)
    estimate, low, high = distance(three)
    assert low < 1 - highest < high
    assert low < estimate < high
    assert verdict_on(one, three)[0] == verdict


def test_the_claim_is_told_with_its_fit():
    found = hypotheses["learning_has_three_levels"](survey(1))
    assert found.verdict == "supported"
    assert "3 degrees of freedom" in found.words
    assert found.table["item"].nunique() == 18
    assert (found.table["loading"] > 0.3).all()  # reversed questions were turned round


def test_one_factor_of_three_items_fits_anything_and_leaves_nothing_to_test():
    """Its loadings have a closed form: l1 is the root of r12 r13 / r23 (Spearman 1904)."""
    names = ["x1", "x2", "x3"]
    correlations = pd.DataFrame([[1, 0.42, 0.35], [0.42, 1, 0.3], [0.35, 0.3, 1]], columns=names)
    found = factor_model(with_correlations(correlations, 50), pd.Series("f", names))
    assert found.degrees == 0
    assert found.chi_square == pytest.approx(0, abs=1e-6)
    assert np.isnan([found.p_value, found.rmsea]).all()
    assert found.loadings.to_numpy() == pytest.approx([0.7, 0.6, 0.5], abs=1e-4)
