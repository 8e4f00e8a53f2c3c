"""Recipes on seeded tables whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.models.estimators.test_dynamic_panel import employment_panel
from tests.models.estimators.test_event_study import policy
from tests.models.estimators.test_meta_regression import trials
from workbench.data.geography import neighbours
from workbench.errors import ParameterError, UnknownName
from workbench.models import fit
from workbench.models.recipes import recipes


def covers(line: pd.Series, truth: float) -> bool:
    return bool(line["low"] < truth < line["high"])


def cells(seed: int = 0, regions: int = 60, industries: int = 10) -> pd.DataFrame:
    """Cells in which specialisation falls back by 0.2 and related specialisation lifts by 0.1."""
    random = np.random.default_rng(seed)
    start = pd.DataFrame(
        {
            "region": np.repeat([f"r{i:02}" for i in range(regions)], industries),
            "industry": np.tile([f"i{i}" for i in range(industries)], regions),
            "year": 2000,
        }
    )
    start["group"] = start["industry"].str[1:].astype(int) // 5
    place = start["region"] + start["group"].astype(str)
    lift = pd.Series(random.normal(size=place.nunique()), place.unique())
    start["employment"] = np.exp(5 + place.map(lift) + 0.5 * random.normal(size=len(start)))
    matrix = start.pivot_table(index="region", columns="industry", values="employment")
    wide = start.set_index(["region", "industry"])["employment"]
    own = (matrix.div(matrix.sum(axis=1), axis=0)) / (matrix.sum() / matrix.to_numpy().sum())
    by_group = start.groupby(["region", "group"])["employment"].transform("sum")
    rest = (by_group - start["employment"]) / start.groupby("region")["employment"].transform("sum")
    of_all = start.groupby("group")["employment"].transform("sum") - start.groupby("industry")[
        "employment"
    ].transform("sum")
    related = rest / (of_all / start["employment"].sum())
    quotient = pd.MultiIndex.from_frame(start[["region", "industry"]]).map(
        own.melt(ignore_index=False).set_index("industry", append=True)["value"]
    )
    growth = -0.2 * np.log(quotient.astype(float)) + 0.1 * np.log(related)
    growth += 0.05 * random.normal(size=len(start))
    end = start.assign(year=2010, employment=wide.to_numpy() * np.exp(growth))
    return pd.concat([start, end], ignore_index=True)


def test_convergence_and_strength_are_told_apart():
    found = recipes["convergence_and_cluster_strength"](
        cells(), first=2000, last=2010, group="group"
    )
    assert covers(found.term("specialisation"), -0.2)
    assert covers(found.term("related_specialisation"), 0.1)


def test_neighbours_enter_where_they_are_given():
    table = cells()
    places = pd.DataFrame({"region": sorted(table["region"].unique())})
    places = places.assign(longitude=np.arange(60) / 10, latitude=50.0)
    near = neighbours(places, kind="nearest", k=2)
    found = recipes["convergence_and_cluster_strength"](
        table, first=2000, last=2010, group="group", neighbours=near
    )
    assert covers(found.term("neighbour_specialisation"), 0.0)


def test_performance_of_areas_and_its_growth():
    random = np.random.default_rng(1)
    table = pd.DataFrame({"region": range(300), "year": 2000})
    table["strong_share"], table["variety"] = random.uniform(size=(2, 300))
    table["income"] = np.exp(3 + 0.5 * table["strong_share"] + 0.1 * random.normal(size=300))
    later = table.assign(
        year=2010,
        income=table["income"]
        * np.exp(
            0.3 * table["strong_share"] - 0.2 * table["variety"] + 0.1 * random.normal(size=300)
        ),
    )
    both = pd.concat([table, later], ignore_index=True)
    roles = {"outcome": "income", "strength": "strong_share", "diversity": "variety"}
    found = recipes["area_performance"](both, **roles, first=2000, last=2010)
    assert covers(found.term("strong_share"), 0.3)
    assert covers(found.term("variety"), -0.2)
    assert covers(found.term("income"), 0.0)  # no convergence was put in
    level = recipes["area_performance"](table, outcome="income", strength="strong_share")
    assert level.formula == "income ~ strong_share"


def test_dynamics_of_employment():
    table = employment_panel(units=200).assign(
        employment=lambda t: np.exp(t["y"]), demand=lambda t: t["x"]
    )
    found = recipes["employment_dynamics"](table, controls=["demand"], most_lags=2)
    assert covers(found.coefficients.loc["log(lag(employment))"], 0.5)
    assert covers(found.term("demand"), 0.4)
    same = fit("y ~ lag(y) + x", table, estimator="dynamic_panel", most_lags=2)
    np.testing.assert_allclose(
        found.coefficients["estimate"], same.coefficients["estimate"], rtol=1e-8
    )


def test_old_towns_undo_what_sorting_does():
    random = np.random.default_rng(2)
    old, rock, noise_only, skill, noise = random.normal(size=(5, 2000))
    table = pd.DataFrame({"old": old, "rock": rock, "useless": noise_only})
    density = 0.7 * old + 0.3 * rock + skill
    table["density"] = np.exp(density)
    table["wage"] = np.exp(0.05 * density + 0.1 * skill + 0.1 * noise)
    found = recipes["historical_instruments"](
        table, outcome="wage", density="density", instruments=["old", "rock", "useless"]
    )
    ladder = found.tables["ladder"]
    assert ladder.index.tolist() == ["least squares", "old", "rock", "useless", "all"]
    assert ladder.loc["least squares", "low"] > 0.09
    for name in ("old", "rock", "all"):
        assert covers(ladder.loc[name], 0.05)
        line = ladder.loc[name]
        assert line["anderson_rubin_low"] < 0.05 < line["anderson_rubin_high"]
    assert ladder.loc["old", "effective_f"] > 100
    assert ladder.loc["useless", "effective_f"] < 10
    assert ladder.loc["all", "estimate"] == found.term("density")["estimate"]
    assert np.isinf(ladder.loc["useless", ["anderson_rubin_low", "anderson_rubin_high"]]).any()


def test_an_instrument_is_needed():
    table = pd.DataFrame({"wage": [1.0, 2], "density": [1.0, 2]})
    with pytest.raises(ParameterError, match="need an instrument"):
        recipes["historical_instruments"](table, outcome="wage", density="density", instruments=[])


def test_spillovers_end_next_door():
    random = np.random.default_rng(3)
    towns = pd.DataFrame({"region": [f"t{i:03}" for i in range(300)], "latitude": 50.0})
    towns["longitude"] = np.arange(300) / 20
    logs = random.normal(size=300)
    near = neighbours(towns, kind="nearest", k=2)
    weights = near.graph.sparse.toarray()
    order = [list(near.graph.unique_ids).index(code) for code in towns["region"]]
    weights = weights[np.ix_(order, order)]
    mean = weights @ logs / weights.sum(axis=1)
    towns["density"] = np.exp(logs)
    towns["wage"] = np.exp(0.1 * logs + 0.05 * mean + 0.05 * random.normal(size=300))
    asked = {"outcome": "wage", "density": "density", "neighbours": near}
    found = recipes["spatial_spillovers"](towns, **asked)
    assert covers(found.term("density"), 0.1)
    assert covers(found.term("neighbours' log(density)"), 0.05)
    lag = recipes["spatial_spillovers"](towns, **asked, model="spatial_lag")
    assert "impacts" in lag.tables
    with pytest.raises((ParameterError, UnknownName), match="spatial_lagg"):
        recipes["spatial_spillovers"](towns, **asked, model="spatial_lagg")


def test_small_firms_gain_more():
    random = np.random.default_rng(4)
    table = pd.DataFrame(np.exp(random.normal(size=(1500, 2))), columns=["density", "size"])
    table["size"] *= 20
    effect = 0.08 - 0.03 * np.log(table["size"])
    noise = random.normal(size=1500) * (0.2 + 0.1 * np.log(table["density"]).clip(-1.5, 1.5))
    table["wage"] = np.exp(effect * np.log(table["density"]) + noise)
    found = recipes["heterogeneity"](
        table, outcome="wage", density="density", size="size", quantiles=[0.1, 0.9]
    )
    assert covers(found.term("log(density):size_above_mean"), -0.03)
    at_mean = 0.08 - 0.03 * np.log(table["size"]).mean()
    assert covers(found.term("density"), at_mean)
    path = found.tables["quantiles"]
    assert path.loc[0.9, "low"] > path.loc[0.1, "high"]  # the spread grows with density


def test_forces_of_coagglomeration():
    random = np.random.default_rng(5)
    pairs = pd.DataFrame(random.normal(size=(3000, 2)), columns=["skills", "deliveries"]) * 3 + 1
    parts = (pairs - 1) / 3
    pairs["together"] = 10 + 2 * (
        0.4 * parts["skills"]
        + 0.3 * parts["skills"] * parts["deliveries"]
        + np.sqrt(1 - 0.25) * random.normal(size=3000)
    )
    pairs["first"] = random.integers(0, 60, 3000)
    found = recipes["coagglomeration_forces"](
        pairs,
        coagglomeration="together",
        forces=["skills", "deliveries"],
        interactions=[("skills", "deliveries")],
        cluster="first",
    )
    assert covers(found.term("skills_standardised"), 0.4)
    assert covers(found.term("deliveries_standardised"), 0.0)
    assert covers(found.term("skills_standardised:deliveries_standardised"), 0.3)


def test_a_policy_with_missing_years_of_adoption():
    """Missing and 0 both mean never."""
    table = policy(units=90)
    missing = table.assign(adopted=table["adopted"].where(table["adopted"] > 0))
    found = recipes["policy_event_study"](missing, outcome="jobs", adopted="adopted", draws=200)
    same = fit("jobs ~ 1", table, estimator="event_study", adopted="adopted", draws=200)
    pd.testing.assert_frame_equal(found.coefficients, same.coefficients)
    assert missing["adopted"].isna().any()


@pytest.mark.parametrize("model", ["cox", "complementary_log_log", "logit"])
def test_survival_in_clusters(model):
    random = np.random.default_rng(6)
    table = pd.DataFrame({"in_cluster": random.integers(0, 2, 2500)})
    life = np.ceil(random.exponential(10 * np.exp(0.4 * table["in_cluster"])))
    table["years"], table["closed"] = life.clip(max=12), (life <= 12).astype(int)
    found = recipes["survival_in_clusters"](
        table, duration="years", is_event="closed", in_cluster="in_cluster", model=model
    )
    line = found.term("in_cluster")
    assert line["high"] < 0
    if model == "complementary_log_log":  # whole years of an exponential: exact under this link
        assert covers(line, -0.4)
        assert covers(found.term("period"), 0.0)
    with pytest.raises((ParameterError, UnknownName), match="weibull"):
        recipes["survival_in_clusters"](
            table, duration="years", is_event="closed", in_cluster="in_cluster", model="weibull"
        )


def test_effects_across_studies():
    found = recipes["effects_across_studies"](
        trials(), effect="effect", std_error="se", moderators=["latitude"]
    )
    assert found.term("latitude")["estimate"] == pytest.approx(-0.0291, abs=5e-5)
