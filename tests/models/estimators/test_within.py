"""Within estimation: dummies' and linearmodels' numbers, balanced or not; known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from linearmodels.panel import PanelOLS

from tests.models.estimators.made import design_of, is_plausible, panel_table
from workbench.errors import FormulaError, ParameterError
from workbench.models import fit
from workbench.models.estimators import Errors
from workbench.models.estimators.within import effects_differ, with_effects, within
from workbench.models.replications.public_capital import FORMULA, munnell

TIGHT = 1e-8
MUNNELL = munnell()
HOLES = MUNNELL.sample(frac=0.8, random_state=1).reset_index(drop=True)


def arrays(table: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Outcome and terms as linearmodels takes them."""
    rows = table.set_index(["region", "year"])
    logs = np.log(rows[["public_capital", "private_capital", "employment"]])
    return np.log(rows["output"]), logs.assign(unemployment=rows["unemployment_rate"])


@pytest.mark.parametrize("table", [MUNNELL, HOLES], ids=["balanced", "unbalanced"])
@pytest.mark.parametrize("effects", ["unit", "year", "both"])
@pytest.mark.parametrize("kind", ["classical", "robust"])
def test_agrees_with_linearmodels(table: pd.DataFrame, effects: str, kind: str) -> None:
    found = fit(FORMULA, table, estimator="within", effects=effects, standard_errors=kind)
    model = PanelOLS(
        *arrays(table), entity_effects=effects != "year", time_effects=effects != "unit"
    )
    expected = model.fit(cov_type={"classical": "unadjusted", "robust": "robust"}[kind])
    np.testing.assert_allclose(found.coefficients["estimate"], expected.params, rtol=TIGHT)
    np.testing.assert_allclose(found.coefficients["std_error"], expected.std_errors, rtol=TIGHT)
    if effects == "unit":
        assert found.r_squared_within == pytest.approx(expected.rsquared_within, rel=TIGHT)
    pooled = expected.f_pooled
    assert found.tests[0].statistic == pytest.approx(pooled.stat, rel=1e-7)


def test_clustered_errors_are_those_of_the_fixed_effect() -> None:
    found = fit(FORMULA, HOLES, estimator="within", cluster="region")
    expected = fit(f"{FORMULA} | region", HOLES, cluster="region")
    pd.testing.assert_frame_equal(found.coefficients, expected.coefficients, rtol=1e-10)
    weighted = {"cluster": "region", "weights": "output"}
    found = fit(FORMULA, HOLES, estimator="within", effects="both", **weighted)
    expected = fit(f"{FORMULA} | region + year", HOLES, **weighted)
    pd.testing.assert_frame_equal(found.coefficients, expected.coefficients, rtol=1e-10)


def test_a_unit_may_be_a_region_and_industry() -> None:
    table = pd.concat([panel_table(np.random.default_rng(i)).assign(industry=i) for i in (1, 2)])
    table = table.reset_index(drop=True)
    found = fit("y ~ x", table, estimator="within")
    table["both"] = table["region"].astype(str) + "-" + table["industry"].astype(str)
    expected = fit("y ~ x | both", table)
    np.testing.assert_allclose(found.coefficients, expected.coefficients, rtol=1e-10)


def test_a_note_asks_for_clusters() -> None:
    assert any(
        'cluster="region"' in note for note in fit(FORMULA, HOLES, estimator="within").warnings
    )
    clustered = fit(FORMULA, HOLES, estimator="within", cluster="region")
    assert not any("cluster=" in note for note in clustered.warnings)


def test_what_cannot_be_estimated_is_refused() -> None:
    constant = MUNNELL.assign(coast=MUNNELL["region"].str.len())
    with pytest.raises(FormulaError, match="coast is an exact combination"):
        fit("log(output) ~ coast", constant, estimator="within")
    with pytest.raises(FormulaError, match="one row only"):
        fit(FORMULA, MUNNELL[MUNNELL["year"] == 1970], estimator="within")
    with pytest.raises(FormulaError, match="no column that says which rows are of one unit"):
        fit(FORMULA, MUNNELL.rename(columns={"region": "state"}), estimator="within")
    with pytest.raises(ParameterError, match="units"):
        fit(FORMULA, MUNNELL, estimator="within", effects="units")


def test_truth_is_found_where_units_go_with_the_term() -> None:
    """Bias, coverage, and the size of the F test where units do not differ."""
    random, draws = np.random.default_rng(3), 60
    estimates, covered, differ = [], 0, 0
    for _ in range(draws):
        table = panel_table(random, correlated=2.0)
        line = within(design_of(table), Errors("classical")).coefficients.loc["x"]
        estimates.append(line["estimate"])
        covered += line["low"] <= 0.5 <= line["high"]
        alike = design_of(table.assign(y=random.normal(size=len(table))))
        differ += effects_differ(alike, with_effects(alike, "unit")).p_value < 0.05
    assert abs(np.mean(estimates) - 0.5) < 4 * np.std(estimates) / np.sqrt(draws)
    assert is_plausible(covered, draws, 0.95)
    assert is_plausible(differ, draws, 0.05)
