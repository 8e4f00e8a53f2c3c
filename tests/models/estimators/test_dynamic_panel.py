"""Dynamic panels: R's plm, linearmodels' GMM, known truth, tests of instruments, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from linearmodels.iv import IVGMM

from tests.models.estimators.made import is_plausible
from workbench.errors import FormulaError, ParameterError, UnknownName
from workbench.models import fit


def employment_panel(
    seed: int = 8, *, units: int = 60, years: int = 7, carried: float = 0.0
) -> pd.DataFrame:
    """y = 0.5 y(-1) + 0.4 x + unit + 0.1 year + noise; `carried` of the noise lasts a year."""
    random = np.random.default_rng(seed)
    x, own = random.normal(size=(units, years)), random.normal(size=units)
    y = np.empty((units, years))
    y[:, 0] = 2 * own + random.normal(size=units)
    noise = np.zeros(units)
    for t in range(1, years):
        noise = carried * noise + random.normal(size=units)
        y[:, t] = 0.5 * y[:, t - 1] + 0.4 * x[:, t] + own + 0.1 * t + noise
    keys = pd.MultiIndex.from_product(
        [range(units), range(2000, 2000 + years)], names=["region", "year"]
    )
    return pd.DataFrame({"y": y.ravel(), "x": x.ravel()}, index=keys).reset_index()


def statistics_of(found) -> dict[str, float]:
    return {test.name: test.statistic for test in found.tests}


def test_one_step_gmm_is_that_of_r():
    """pgmm of plm 2.6, see dynamic_panel.R; its errors lack the small-sample factor G / (G - 1) x
    (N - 1) / (N - K). With the script's formula on the data of Arellano and Bond (1991), which
    are not ours to ship, the estimator gives their table 4, column a1: 0.686, -0.085, Sargan
    65.8, m1 -3.60, m2 -0.516."""
    found = fit("y ~ lag(y) + x", employment_panel(), estimator="dynamic_panel")
    factor = np.sqrt(60 / 59 * 299 / (300 - 7))
    assert found.term("lag(y)")["estimate"] == pytest.approx(0.3416160717, rel=1e-8)
    errors = found.coefficients["std_error"] / factor
    np.testing.assert_allclose(errors, [0.07900042103, 0.07507433012], rtol=1e-8)
    statistics = statistics_of(found)
    assert statistics["autocorrelation AR(1)"] == pytest.approx(-5.247684, abs=5e-7)
    assert statistics["autocorrelation AR(2)"] == pytest.approx(-0.2973995, abs=5e-8)
    assert statistics["Hansen"] == pytest.approx(13.13636035, rel=1e-8)


def differenced(table: pd.DataFrame) -> pd.DataFrame:
    """The differenced equation made with groupby, one row a unit and year from the third."""
    by = table.groupby("region")
    return pd.DataFrame(
        {
            "dy": by["y"].diff(),
            "dly": by["y"].diff().groupby(table["region"]).shift(1),
            "dx": by["x"].diff(),
            "y2": by["y"].shift(2),
            "y3": by["y"].shift(3).fillna(0.0),
            "region": table["region"],
            "year": table["year"],
        }
    ).dropna()


def test_collapsed_gmm_is_that_of_linearmodels():
    """IVGMM on the differenced rows, one step with the weights of Arellano and Bond."""
    table = employment_panel()
    rows = differenced(table)
    dummies = pd.get_dummies(rows["year"], dtype=float)
    z = np.column_stack([rows["dx"], dummies, rows["y2"], rows["y3"]])
    weights = np.zeros((z.shape[1], z.shape[1]))
    for place in rows.reset_index().groupby("region").indices.values():
        h = 2 * np.eye(len(place)) - np.eye(len(place), k=1) - np.eye(len(place), k=-1)
        weights += z[place].T @ h @ z[place]
    peer = IVGMM(rows["dy"], rows[["dx"]].join(dummies), rows[["dly"]], rows[["y2", "y3"]]).fit(
        iter_limit=1, initial_weight=np.linalg.inv(weights)
    )
    found = fit("y ~ lag(y) + x", table, estimator="dynamic_panel", collapse=True, most_lags=2)
    expected = peer.params[["dly", "dx"]].to_numpy()
    np.testing.assert_allclose(found.coefficients["estimate"], expected, rtol=1e-7)
    assert found.n_used == len(rows)


def test_anderson_and_hsiao_is_one_instrument():
    """(z'z) least squares by hand: as many instruments as terms, so b = (z'x)^-1 z'y."""
    table = employment_panel()
    rows = differenced(table)
    dummies = pd.get_dummies(rows["year"], dtype=float).to_numpy()
    x = np.column_stack([rows["dly"], rows["dx"], dummies])
    z = np.column_stack([rows["y2"], rows["dx"], dummies])
    expected = np.linalg.solve(z.T @ x, z.T @ rows["dy"])
    found = fit("y ~ lag(y) + x", table, estimator="dynamic_panel", method="anderson_hsiao")
    np.testing.assert_allclose(found.coefficients["estimate"], expected[:2], rtol=1e-8)
    np.testing.assert_allclose(found.tables["year_effects"]["estimate"], expected[2:], rtol=1e-7)
    assert [test.name for test in found.tests] == ["autocorrelation AR(1)", "autocorrelation AR(2)"]


def test_truth_is_recovered_where_within_fails():
    """With few years the within estimator is biased (Nickell 1981); this one is not."""
    lines, rejected = [], 0
    for seed in range(20):
        found = fit(
            "y ~ lag(y) + x",
            employment_panel(seed, units=150, years=6),
            estimator="dynamic_panel",
            most_lags=2,
        )
        lines.append(found.term("lag(y)"))
        rejected += found.tests[-1].p_value < 0.05
    lines = pd.DataFrame(lines)
    assert lines["estimate"].mean() == pytest.approx(0.5, abs=0.04)
    assert is_plausible(int(((lines["low"] < 0.5) & (lines["high"] > 0.5)).sum()), 20, 0.94)
    assert is_plausible(rejected, 20, 0.05)
    within = fit("y ~ lag(y) + x | region + year", employment_panel(0, units=150, years=6))
    assert within.term("lag(y)")["high"] < 0.45


def test_errors_that_last_are_seen():
    table = employment_panel(units=300, carried=0.7)
    found = fit("y ~ lag(y) + x", table, estimator="dynamic_panel")
    p_values = {test.name: test.p_value for test in found.tests}
    assert p_values["autocorrelation AR(2)"] < 0.01
    assert p_values["Hansen"] < 0.01


def test_an_endogenous_term_has_its_own_levels_stand_in():
    table = employment_panel(units=400)
    random = np.random.default_rng(1)
    surprise = random.normal(size=len(table))
    table["w"] = 0.6 * table.groupby("region")["x"].shift(1).fillna(0) + surprise
    table["w"] += 0.6 * pd.Series(surprise).shift(1).where(table["year"] > 2000, 0)
    noise = 0.8 * surprise + random.normal(size=len(table))
    table["y"] = 0.0
    for year in range(2001, 2007):
        now, before = (table["year"] == y for y in (year, year - 1))
        table.loc[now, "y"] = (
            0.5 * table.loc[before, "y"].to_numpy() + 0.5 * table.loc[now, "w"] + noise[now]
        )
    naive = fit("y ~ lag(y) + w", table, estimator="dynamic_panel")
    found = fit("y ~ lag(y) + w", table, estimator="dynamic_panel", endogenous="w")
    assert naive.term("w")["low"] > 0.7
    assert found.term("w")["low"] < 0.5 < found.term("w")["high"]


def test_order_of_rows_and_gaps():
    table = employment_panel()
    one = fit("y ~ lag(y) + x", table, estimator="dynamic_panel")
    two = fit("y ~ lag(y) + x", table.sample(frac=1, random_state=0), estimator="dynamic_panel")
    pd.testing.assert_frame_equal(one.coefficients, two.coefficients, rtol=1e-8)
    gap = fit("y ~ lag(y) + x", table[table["year"] != 2003], estimator="dynamic_panel")
    # without 2003: no lag in 2003 and 2004, so differences in 2002 and 2006 alone
    assert gap.n_used == 2 * 60


def test_many_instruments_are_told():
    table = employment_panel(units=12)
    found = fit("y ~ lag(y) + x", table, estimator="dynamic_panel")
    assert any(text.startswith("too many instruments") for text in found.warnings)


@pytest.mark.parametrize(
    ("formula", "match"),
    [
        ("y ~ x", "earlier value as a term"),
        ("y ~ log(lag(z)) + x", "earlier value as a term"),
        ("z ~ log(lag(z)) + x", "earlier value as a term"),
    ],
)
def test_without_its_own_past(formula, match):
    table = employment_panel().assign(z=lambda t: np.exp(t["y"]))
    with pytest.raises(FormulaError, match=match) as told:
        fit(formula, table, estimator="dynamic_panel")
    assert told.value.problems[0].code == "CLW-F69"


def test_two_years_are_too_few():
    table = employment_panel(years=2)
    with pytest.raises(FormulaError, match="three values in a row"):
        fit("y ~ lag(y) + x", table, estimator="dynamic_panel")


def test_names_that_are_not_there():
    with pytest.raises(FormulaError, match='"w"'):
        fit("y ~ lag(y) + x", employment_panel(), estimator="dynamic_panel", endogenous=("w",))
    with pytest.raises((ParameterError, UnknownName), match="system"):
        fit("y ~ lag(y) + x", employment_panel(), estimator="dynamic_panel", method="system")
