"""Limited information likelihood: linearmodels' numbers, kappa, and less bias than 2SLS."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from linearmodels.iv import IVLIML
from scipy import stats

from tests.models.estimators.made import drawn, instrumented_table, is_plausible
from workbench.errors import ParameterError
from workbench.models import fit
from workbench.models.estimators import Errors
from workbench.models.estimators._instrumental import setting
from workbench.models.estimators.limited_information_maximum_likelihood import (
    kappa_of,
    likelihood_ratio,
)

NAME = "limited_information_maximum_likelihood"
TABLE = instrumented_table()
CONTROLS = pd.DataFrame({"constant": 1.0, "c": TABLE["c"]})
INSTRUMENTS = ["z1", "z2", "z3"]
TIGHT = 1e-8


@pytest.mark.parametrize("endogenous", [["x"], ["x", "x2"]])
@pytest.mark.parametrize("weights", [None, "weight"])
@pytest.mark.parametrize("fuller", [0.0, 1.0])
@pytest.mark.parametrize(
    ("kind", "cluster"), [("robust", None), ("classical", None), (None, "group")]
)
def test_agrees_with_linearmodels(endogenous, weights, fuller, kind, cluster):
    found = fit(
        f"y ~ c | {' + '.join(endogenous)} ~ {' + '.join(INSTRUMENTS)}",
        TABLE,
        estimator=NAME,
        standard_errors=kind,
        cluster=cluster,
        weights=weights,
        fuller=fuller,
    )
    given = None if weights is None else TABLE[weights]
    model = IVLIML(
        TABLE["y"], CONTROLS, TABLE[endogenous], TABLE[INSTRUMENTS], weights=given, fuller=fuller
    )
    asked = {"cov_type": {"robust": "robust", "classical": "unadjusted"}.get(kind)}
    if cluster:
        asked = {"cov_type": "clustered", "clusters": TABLE[cluster]}
    expected = model.fit(debiased=True, **asked)
    terms = found.coefficients.index
    np.testing.assert_allclose(found.coefficients["estimate"], expected.params[terms], rtol=TIGHT)
    np.testing.assert_allclose(
        found.coefficients["std_error"], expected.std_errors[terms], rtol=TIGHT
    )
    kappa = found.tests[0]
    if not fuller:
        assert kappa.statistic == pytest.approx(expected.kappa, rel=TIGHT)
        assert kappa.p_value == pytest.approx(expected.anderson_rubin.pval, rel=1e-6)


def test_is_two_stage_least_squares_where_nothing_is_to_spare():
    found = fit("y ~ c | place | x ~ z1", TABLE, estimator=NAME)
    expected = fit("y ~ c | place | x ~ z1", TABLE)
    pd.testing.assert_frame_equal(found.coefficients, expected.coefficients, rtol=1e-10)
    assert found.tests[0].name == "kappa"
    assert found.tests[0].statistic == 1.0


def test_a_negative_change_of_kappa_is_refused():
    with pytest.raises(ParameterError, match="cannot be negative"):
        fit("y ~ c | x ~ z1 + z2", TABLE, estimator=NAME, fuller=-1.0)


def test_less_bias_than_two_stage_least_squares_and_coverage():
    """Six instruments of middling strength: the median is at the truth, that of 2SLS is not."""
    random, draws = np.random.default_rng(2), 150
    ours, theirs, covered, contradicted = [], [], 0, 0
    for _ in range(draws):
        design = drawn(random, 0.15, n=200, k=6)
        asked = setting(design, Errors("classical"))
        kappa = kappa_of(asked)
        found = asked.solved(kappa)
        ours.append(found.estimates[0])
        theirs.append(asked.solved(1.0).estimates[0])
        reach = stats.t.ppf(0.975, found.degrees) * np.sqrt(found.variances[0, 0])
        covered += abs(found.estimates[0]) <= reach
        contradicted += likelihood_ratio(asked, kappa).p_value < 0.05
    spread = 1.2533 * np.std(ours) / np.sqrt(draws)  # of a median
    assert abs(np.median(ours)) < 4 * spread
    assert np.median(theirs) > 0.05 > abs(np.median(ours))
    assert is_plausible(covered, draws, 0.95)
    assert is_plausible(contradicted, draws, 0.05)
