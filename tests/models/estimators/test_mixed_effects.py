"""Mixed models: statsmodels' and the closed form agree, truth is recovered, groups are named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from tests.models.estimators.made import is_plausible
from workbench.errors import FormulaError
from workbench.models import fit
from workbench.models.design import Design
from workbench.models.estimators import Errors
from workbench.models.estimators.mixed_effects import mixed_effects
from workbench.models.intraclass import intraclass_correlation

SHARE = "intraclass correlation"


def members(seed: int = 1, share: float = 0.5, groups: int = 30, slope: float = 0.0):
    """Members of groups of unequal size; y = 1 + 0.5 x + what the group has + noise."""
    random = np.random.default_rng(seed)
    village = np.repeat(np.arange(groups), random.integers(3, 12, groups))
    own, tilt = random.normal(size=(2, groups))
    table = pd.DataFrame({"village": village, "x": random.normal(size=len(village))})
    noise = np.sqrt(1 - share) * random.normal(size=len(village))
    table["y"] = 1 + (0.5 + slope * tilt[village]) * table["x"]
    table["y"] += np.sqrt(share) * own[village] + noise
    return table


def test_random_intercepts_are_those_of_statsmodels():
    table = members()
    found = fit("y ~ x", table, estimator="mixed_effects", group="village")
    columns = np.column_stack([np.ones(len(table)), table["x"]])
    peer = MixedLM(table["y"].to_numpy(), columns, table["village"].to_numpy()).fit(gtol=1e-9)
    variances = found.tables["variances"]["estimate"]
    np.testing.assert_allclose(found.coefficients["estimate"], peer.fe_params, rtol=1e-5)
    np.testing.assert_allclose(found.coefficients["std_error"], peer.bse_fe, rtol=1e-3)
    assert variances["between groups"] == pytest.approx(float(peer.cov_re[0, 0]), rel=1e-4)
    assert variances["within groups"] == pytest.approx(peer.scale, rel=1e-4)
    own = [float(peer.random_effects[g].iloc[0]) for g in found.tables["groups"].index]
    np.testing.assert_allclose(found.tables["groups"]["intercept"], own, atol=1e-4)
    np.testing.assert_allclose(found.residuals, peer.resid, atol=1e-4)
    assert found.tables["groups"]["rows"].sum() == len(table)


def test_slopes_differ_and_errors_are_those_of_generalised_least_squares():
    """The errors are recomputed with the whole covariance matrix of the rows, V."""
    table = members(slope=0.5)
    found = fit("y ~ x", table, estimator="mixed_effects", group="village", slope="x")
    part = found.tables["variances"]["estimate"]
    z = np.column_stack([np.ones(len(table)), table["x"]])
    both = np.array(
        [
            [part["between groups"], part["covariance of both"]],
            [part["covariance of both"], part["slope of x"]],
        ]
    )
    same = table["village"].to_numpy()[:, None] == table["village"].to_numpy()[None, :]
    v = (z @ both @ z.T) * same + part["within groups"] * np.eye(len(table))
    inverse = np.linalg.inv(z.T @ np.linalg.solve(v, z))
    np.testing.assert_allclose(
        found.coefficients["std_error"], np.sqrt(np.diag(inverse)), rtol=1e-6
    )
    np.testing.assert_allclose(
        found.coefficients["estimate"],
        inverse @ z.T @ np.linalg.solve(v, table["y"]),
        rtol=1e-5,
    )
    assert part["slope of x"] == pytest.approx(0.25, abs=0.15)


def test_in_groups_of_one_size_the_share_is_that_of_the_analysis_of_variance():
    """REML and mean squares agree in balanced data (Searle, Casella and McCulloch 1992)."""
    random = np.random.default_rng(3)
    table = pd.DataFrame({"village": np.repeat(np.arange(20), 5)})
    table["y"] = random.normal(size=20)[table["village"]] + random.normal(size=100)
    found = fit("y ~ 1", table, estimator="mixed_effects", group="village")
    other = intraclass_correlation(table["y"], table["village"])
    line = found.tables["variances"].loc[SHARE]
    assert line["estimate"] == pytest.approx(other.estimate, abs=1e-6)
    assert (line["low"], line["high"]) == pytest.approx((other.low, other.high), abs=0.06)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_truth_is_recovered(share):
    lines, parts, p_values = [], [], []
    for seed in range(60):
        table = members(100 + seed, share)
        empty = pd.DataFrame(index=table.index)
        terms = pd.DataFrame({"constant": 1.0, "x": table["x"]})
        arrays = Design(table["y"], terms, empty, None, empty, also=table[["village"]])
        found = mixed_effects(arrays, Errors("own"), group="village")
        lines.append(found.coefficients.loc["x"])
        parts.append(found.tables["variances"].loc[SHARE])
        p_values.append(found.tests[0].p_value)
    lines, parts = pd.DataFrame(lines), pd.DataFrame(parts)
    assert lines["estimate"].mean() == pytest.approx(0.5, abs=0.03)
    assert is_plausible(int(((lines["low"] < 0.5) & (lines["high"] > 0.5)).sum()), 60, 0.95)
    covered = int(((parts["low"] <= share) & (parts["high"] >= share)).sum())
    # at the border the interval is one-sided, so it covers 97.5 %
    assert is_plausible(covered, 60, 0.975 if share == 0 else 0.95)
    if share == 0:
        assert is_plausible(sum(p < 0.05 for p in p_values), 60, 0.05)


def test_order_of_rows_and_names_of_groups_do_not_matter():
    table = members()
    one = fit("y ~ x", table, estimator="mixed_effects", group="village")
    other = table.assign(village=table["village"].astype(str)).sample(frac=1, random_state=0)
    two = fit("y ~ x", other, estimator="mixed_effects", group="village")
    pd.testing.assert_frame_equal(one.coefficients, two.coefficients, rtol=1e-6)


@pytest.mark.parametrize("change", [{"village": "a"}, {"village": range(6)}])
def test_groups_that_cannot_be_compared(change):
    table = pd.DataFrame({"y": [1.0, 2, 3, 5, 8, 13], "village": 0}).assign(**change)
    with pytest.raises(FormulaError, match="cannot be compared") as told:
        fit("y ~ 1", table, estimator="mixed_effects", group="village")
    assert told.value.problems[0].code == "CLW-F66"


def test_without_groups_and_with_a_slope_of_text():
    with pytest.raises(FormulaError, match="needs groups"):
        fit("y ~ x", members(), estimator="mixed_effects")
    table = members().assign(kind="a")
    with pytest.raises(FormulaError, match="holds text"):
        fit("y ~ x", table, estimator="mixed_effects", group="village", slope="kind")


def test_few_groups_are_told():
    found = fit("y ~ x", members(groups=8), estimator="mixed_effects", group="village")
    assert any(text.startswith("few groups: 8") for text in found.warnings)
