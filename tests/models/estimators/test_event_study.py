"""Event studies: known truth where two-way effects err, pyfixest's own, bands, honest bounds."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from tests.models.estimators.made import is_plausible
from workbench.errors import FormulaError
from workbench.models import fit
from workbench.models.estimators._event_time import Path, band, honest_bounds


def policy(
    seed: int = 0, *, units: int = 60, effect: float = 1.0, drift: float = 0.0
) -> pd.DataFrame:
    """A third of the places adopts in 2003, a third in 2005, a third never; years 2000 to 2007.

    The effect grows by `effect` a year, and doubly so for the early ones. `drift` a year is what
    adopters would have done anyway.
    """
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {"region": np.repeat(np.arange(units), 8), "year": np.tile(np.arange(2000, 2008), units)}
    )
    table["adopted"] = np.array([0, 2003, 2005])[table["region"] % 3]
    since = (table["year"] - table["adopted"] + 1).where(table["adopted"] > 0, 0).clip(lower=0)
    table["truth"] = effect * since * np.where(table["adopted"] == 2003, 2, 1)
    trend = 0.2 * (table["year"] - 2000) + drift * (table["year"] - 2003) * (table["adopted"] > 0)
    own = random.normal(size=units)[table["region"]]
    table["jobs"] = own + trend + table["truth"] + 0.5 * random.normal(size=len(table))
    return table


def study(table: pd.DataFrame, formula: str = "jobs ~ 1", **asked):
    asked = {"adopted": "adopted", "draws": 500} | asked
    return fit(formula, table, estimator="event_study", **asked)


def test_the_mean_effect_is_right_and_two_way_effects_are_not():
    """Effects grow with time and differ between cohorts: the two-way coefficient compares late
    adopters with early ones, whose effects still grow (Goodman-Bacon 2021)."""
    table = policy(units=600)
    table = table[(table["adopted"] > 0) | (table["region"] % 15 == 0)]  # few never do
    has_it = (table["adopted"] > 0) & (table["year"] >= table["adopted"])
    truth = table.loc[has_it, "truth"].mean()
    found = study(table)
    line, two_way = found.term("adopted"), found.tables["two_way"].loc["two-way fixed effects"]
    assert line["low"] < truth < line["high"]
    assert two_way["high"] < truth - 0.5
    assert any("weight with the wrong sign" in text for text in found.warnings)
    path = found.tables["event_time"]
    by_time = table[has_it].groupby(table["year"] - table["adopted"])["truth"].mean()
    late = path.loc[path.index >= 0]
    assert ((late["band_low"] < by_time) & (by_time < late["band_high"])).all()
    assert found.tables["two_way"].loc["event study", "estimate"] == line["estimate"]


def test_two_way_effects_are_the_regression_on_a_dummy():
    table = policy()
    has_it = (table["adopted"] > 0) & (table["year"] >= table["adopted"])
    plain = fit("jobs ~ d | region + year", table.assign(d=has_it.astype(float)), cluster="region")
    beside = study(table).tables["two_way"].loc["two-way fixed effects"]
    np.testing.assert_allclose(
        beside[["estimate", "std_error"]], plain.term("d")[["estimate", "std_error"]], rtol=1e-9
    )


def test_effects_by_event_time_are_those_of_pyfixest():
    """Its saturated event study is Sun and Abraham's estimator too; it takes normal intervals.
    Cohorts differ in size, so that their shares count."""
    table = policy()
    table = table[(table["adopted"] != 2005) | (table["region"] < 30)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, in pyfixest 0.60
        import pyfixest

        peer = pyfixest.event_study(
            table, "jobs", "region", "year", "adopted", estimator="saturated", cluster="region"
        ).aggregate()
    found = study(table).tables["event_time"]
    assert found.index.tolist() == peer.index.astype(int).tolist()
    np.testing.assert_allclose(found["estimate"], peer["Estimate"].astype(float), rtol=1e-6)
    np.testing.assert_allclose(found["std_error"], peer["Std. Error"].astype(float), rtol=1e-6)


def test_each_effect_is_a_difference_in_differences():
    """With one cohort: means of adopters less their means the year before, less the others'."""
    table = policy()
    table = table[table["adopted"] != 2005]
    means = table.groupby([table["adopted"] > 0, "year"])["jobs"].mean()
    gap = means.loc[True] - means.loc[False]
    found = study(table).tables["event_time"]["estimate"]
    expected = (gap - gap[2002]).drop(2002)
    np.testing.assert_allclose(found, expected, atol=1e-10)
    assert found.index.tolist() == (expected.index - 2003).tolist()


def test_coverage_and_size():
    draws, covered, whole, trends = 20, 0, 0, 0
    for seed in range(draws):
        table = policy(seed, effect=0.3, units=45)
        has_it = (table["adopted"] > 0) & (table["year"] >= table["adopted"])
        found = study(table)
        line, path = found.term("adopted"), found.tables["event_time"]
        covered += line["low"] < table.loc[has_it, "truth"].mean() < line["high"]
        grouped = table[table["adopted"] > 0].groupby(table["year"] - table["adopted"])
        truth = grouped["truth"].mean().drop(-1)
        whole += ((path["band_low"] < truth) & (truth < path["band_high"])).all()
        trends += found.tests[0].p_value < 0.05
    assert is_plausible(covered, draws, 0.95)
    assert is_plausible(int(whole), draws, 0.95)
    assert is_plausible(trends, draws, 0.05)


def test_a_drift_fools_the_effect_and_not_the_honest_bounds():
    """Adopters drift by 0.4 a year and the policy does nothing: a violation of size one."""
    table = policy(units=300, effect=0.0, drift=0.4)
    found = study(table)
    assert found.term("adopted")["low"] > 0.5
    assert found.tests[0].p_value < 0.001
    bounds = found.tables["honest_bounds"]
    assert bounds.loc[0.0, "low"] == pytest.approx(found.term("adopted")["low"])
    assert bounds.loc[1.0, "low"] < 0 < bounds.loc[1.0, "high"]
    widths = bounds["high"] - bounds["low"]
    assert (widths.diff().dropna() > 0).all()
    assert found.tests[1].statistic < 1


def test_honest_bounds_by_hand():
    """Without sampling error: drifts 0.1 and 0.3 before, weights one half on times 0 and 1, so
    the drift after is at most M x 0.3 x (1 + 2) / 2."""
    path = Path(pd.Series({-3: 0.4, -2: 0.3, 0: 1.0, 1: 2.0}), np.zeros((4, 4)), 50.0)
    bounds = honest_bounds(path, pd.Series({0: 0.5, 1: 0.5}))
    assert bounds.loc[1.0].tolist() == pytest.approx([1.5 - 0.45, 1.5 + 0.45])
    assert bounds.loc[2.0].tolist() == pytest.approx([1.5 - 0.9, 1.5 + 0.9])


def test_the_band_of_independent_effects():
    """Of three independent normals: the root of 0.95 to the third, 2.388."""
    path = Path(pd.Series([0.0, 0, 0], [-2, 0, 1]), np.eye(3), 1e6)
    assert band(path, draws=20000, seed=0) == pytest.approx(2.388, abs=0.03)


def test_where_all_adopt_the_last_are_the_controls():
    table = policy()
    table = table[table["adopted"] > 0]
    found = study(table)
    assert found.tables["event_time"].index.max() == 1  # 2003 and 2004, before the last adopt
    assert any("in 2005, are the controls" in text for text in found.warnings)
    assert found.n_used == 40 * 5
    other = study(
        table.assign(adopted=table["adopted"].where(table["adopted"] == 2003, 0)).query(
            "year < 2005"
        )
    )
    assert found.term("adopted")["estimate"] == pytest.approx(other.term("adopted")["estimate"])


def test_those_without_a_before_are_left_out_and_counted():
    table = policy()
    early = table["region"] == 1
    found = study(table.assign(adopted=table["adopted"].mask(early, 2000)))
    assert any(text.startswith("1 units were not seen") for text in found.warnings)
    rest = study(table[~early])
    pd.testing.assert_frame_equal(found.coefficients, rest.coefficients)


def test_adoption_after_the_last_year_is_none():
    table = policy()
    later = table.assign(adopted=table["adopted"].replace(0, 2030))
    pd.testing.assert_frame_equal(study(table).coefficients, study(later).coefficients)


def test_controls_weights_clusters_and_order():
    table = policy()
    random = np.random.default_rng(0)
    table["x"], table["size"] = random.normal(size=len(table)), 1.0
    table["jobs"] += 0.5 * table["x"]
    table["state"] = table["region"] // 3
    found = study(table, "jobs ~ x", cluster="state")
    assert found.standard_errors == "clustered by state (20 groups)"
    assert found.term("x")["low"] < 0.5 < found.term("x")["high"]
    other = study(table.sample(frac=1, random_state=3), "jobs ~ x", cluster="state", weights="size")
    pd.testing.assert_frame_equal(found.coefficients, other.coefficients, rtol=1e-8)
    pd.testing.assert_frame_equal(found.tables["event_time"], other.tables["event_time"], rtol=1e-6)


def test_a_weight_of_two_is_a_unit_that_is_there_twice():
    table = policy()
    heavy = table["region"] < 20
    weighted = study(table.assign(size=np.where(heavy, 2.0, 1.0)), weights="size")
    again = table[heavy].assign(region=table["region"] + 1000)
    twice = study(pd.concat([table, again], ignore_index=True))
    assert weighted.term("adopted")["estimate"] == pytest.approx(
        twice.term("adopted")["estimate"], rel=1e-9
    )
    for name, index in (("event_time", 0), ("two_way", "two-way fixed effects")):
        one, two = (found.tables[name].loc[index, "estimate"] for found in (weighted, twice))
        assert one == pytest.approx(two, rel=1e-9)


def test_one_year_before_tells_nothing_of_trends():
    table = policy()
    table = table[(table["adopted"] != 2005) & (table["year"] >= 2002)]
    found = study(table)
    assert found.tables["honest_bounds"].empty
    assert found.tests == ()


def test_what_cannot_be_compared():
    table = policy()
    with pytest.raises(FormulaError, match="year in which each unit adopted"):
        fit("jobs ~ 1", table, estimator="event_study")
    with pytest.raises(FormulaError, match="nobody to compare") as told:
        study(table[table["adopted"] == 0])
    assert told.value.problems[0].code == "CLW-F70"
    twice = table.assign(adopted=table["adopted"].mask(table.index == 3, 2004))
    with pytest.raises(FormulaError, match="several years of adoption") as told:
        study(twice)
    assert told.value.problems[0].column == "adopted"
    with pytest.raises(FormulaError, match="fixed effects"):
        study(table, "jobs ~ 1 + year | region")
