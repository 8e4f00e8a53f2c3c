"""Merging regions conserves totals, and makes ratios anew in place of averaging them."""

import numpy as np
import pandas as pd
import pytest

from tests.models.attacks.shipped import asked
from workbench.data import at_level
from workbench.errors import UnknownName
from workbench.measures import measure
from workbench.models.attacks._merging import counts_of, merged


def pairs(study):
    """Zones of two regions each, in the order of their codes."""
    codes = sorted(study.regions["region"])
    return pd.Series([codes[2 * (i // 2)] for i in range(len(codes))], codes)


@pytest.fixture(scope="module")
def china():
    study = at_level(asked("china_prefectures")[0], None)
    return study, merged(study, pairs(study))


def test_totals_are_conserved(china):
    before, after = china
    assert len(after.regions) == 185
    for column in ("area_km2", "population"):
        assert after.regions[column].sum() == pytest.approx(before.regions[column].sum())
    sums = [s.activity.groupby("industry")["employment"].sum() for s in (before, after)]
    pd.testing.assert_series_equal(*sums)
    assert not after.activity.duplicated(["region", "industry", "year"]).any()
    people = [
        s.indicators[s.indicators["indicator"] == "population"].groupby("year")["value"].sum()
        for s in (before, after)
    ]
    pd.testing.assert_series_equal(*people)


@pytest.mark.parametrize("name", ["strasbourg_establishments", "us_metro_clusters"])
def test_counts_of_other_studies_are_conserved(name):
    study = at_level(asked(name)[0], None)
    after = merged(study, pairs(study))
    whole = [c for c in counts_of(study) if study.activity[c].notna().all()]
    assert whole
    for count in whole:
        assert after.activity[count].sum() == pytest.approx(study.activity[count].sum()), count


def test_a_ratio_is_made_anew(china):
    before, after = china
    table = before.indicators.pivot_table("value", ["region", "year"], "indicator")
    own = table.assign(gdp=table["gdp_per_head"] * table["population_interpolated"])
    own = own[["gdp", "population_interpolated"]].dropna()
    zone = own.index.get_level_values(0).map(pairs(before))
    sums = own.groupby([zone, own.index.get_level_values(1)]).sum()
    expected = sums["gdp"] / sums["population_interpolated"]
    found = after.indicators[after.indicators["indicator"] == "gdp_per_head"]
    found = found.set_index(["region", "year"])["value"].reindex(expected.index)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_a_measure_is_computed_from_the_sums(china):
    _, after = china
    found = measure("employment_density", after, year=2010, industry="manufacturing")
    found = found.set_index("region")["value"]
    activity = after.activity[after.activity["industry"] == "manufacturing"]
    expected = (
        activity.set_index("region")["employment"] / after.regions.set_index("region")["area_km2"]
    )
    np.testing.assert_allclose(found.dropna(), expected.reindex(found.dropna().index), rtol=1e-12)


def test_a_weight_may_be_given():
    study = at_level(asked("us_metro_clusters")[0], None)
    after = merged(study, pairs(study), {"mean_wage": "employment_disclosed"})
    wages = after.indicators[after.indicators["indicator"] == "mean_wage"]
    cells = study.activity[study.activity["employment_disclosed"] > 0]
    cells = cells.assign(region=cells["region"].map(pairs(study)))
    sums = cells.groupby(["region", "industry"])[["annual_payroll_usd", "employment_disclosed"]]
    expected = sums.sum()["annual_payroll_usd"] / sums.sum()["employment_disclosed"]
    found = wages.set_index(["region", "industry"])["value"].dropna()
    both = pd.concat([found, expected], axis=1, join="inner")
    np.testing.assert_allclose(both["value"], both[0], atol=1.0)  # published without cents
    with pytest.raises(UnknownName, match=r"CLW-N04 .*workers"):
        merged(study, pairs(study), {"mean_wage": "workers"})


def test_a_sum_with_a_missing_part_is_missing(china):
    before, _ = china
    activity = before.activity.copy()
    activity.loc[0, "employment"] = np.nan
    after = merged(before.with_tables(activity=activity), pairs(before))
    zone, industry = pairs(before)[activity.loc[0, "region"]], activity.loc[0, "industry"]
    row = (after.activity["region"] == zone) & (after.activity["industry"] == industry)
    assert after.activity.loc[row, "employment"].isna().all()
    assert after.activity["employment"].isna().sum() == 1


def test_regions_outside_the_zones_stay(china):
    before, _ = china
    codes = sorted(before.regions["region"])
    after = merged(before, pd.Series([codes[0]] * 2, codes[:2]))
    assert len(after.regions) == len(codes) - 1
    last = [s.regions.set_index("region").loc[codes[-1], "name"] for s in (before, after)]
    assert last[0] == last[1]
