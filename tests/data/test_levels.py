"""A coarser level is the sum of its parts, and a sum with a missing part is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.data import at_level, load, regions_by_year
from workbench.errors import UnknownName


@pytest.fixture
def study(tiny_study):
    return load(tiny_study)


def jobs(study) -> dict[tuple[str, str, int], float]:
    """Employment by region, industry and year."""
    keys = study.activity[["region", "industry", "year"]].itertuples(index=False, name=None)
    return dict(zip(keys, study.activity["employment"], strict=True))


def test_counts_are_added_up_along_the_parents(study):
    coarse = jobs(at_level(study, "prefecture"))
    assert coarse[("0101", "13", 2010)] == 10 + 20
    assert coarse[("0101", "14", 2010)] == 30 + 40
    assert coarse[("0101", "14", 2015)] == 28 + 44
    firms = at_level(study, "prefecture").activity["establishments"]
    assert firms.sum() == study.activity["establishments"].sum()


def test_two_steps_up_are_the_sum_of_everything(study):
    coarse = jobs(at_level(study, "province"))
    assert coarse[("01", "13", 2010)] == 10 + 20 + 60
    assert coarse[("01", "14", 2015)] == 28 + 44


def test_a_missing_part_makes_the_sum_missing_and_no_other(study):
    coarse = jobs(at_level(study, "prefecture"))
    assert pd.isna(coarse[("0101", "13", 2015)])
    assert sum(pd.isna(value) for value in coarse.values()) == 1


def test_a_region_without_parts_stands_for_itself(study):
    counties = at_level(study, "county")
    assert set(counties.activity["region"]) == {"010101", "010102", "0102"}
    assert set(counties.regions["region"]) == {"010101", "010102", "0102", "0103"}
    assert jobs(counties)[("0102", "13", 2010)] == 60


def test_regions_and_indicators_are_those_of_the_level(study):
    coarse = at_level(study, "prefecture")
    assert coarse.regions["region"].tolist() == ["0101", "0102", "0103"]
    assert set(coarse.indicators["region"]) == {"0101", "0102", "0103"}
    assert coarse.regions.set_index("region")["area_km2"]["0101"] == 600


def test_without_a_level_only_the_finest_regions_are_kept(study):
    finest = at_level(study, None)
    assert set(finest.regions["region"]) == {"010101", "010102", "0102", "0103"}
    assert "0101" not in set(finest.indicators["region"])
    assert finest.activity is study.activity


def test_levels_can_be_taken_one_after_another(study):
    twice = at_level(at_level(study, "prefecture"), None)
    assert twice.regions["region"].tolist() == ["0101", "0102", "0103"]
    assert jobs(twice)[("0101", "13", 2010)] == 30


def test_an_unknown_level_is_told_with_the_nearest(study):
    with pytest.raises(UnknownName, match='called "prefectures"; nearest: prefecture') as caught:
        at_level(study, "prefectures")
    assert caught.value.problems[0].code == "CLW-N08"
    assert caught.value.problems[0].expected == "one of: county, prefecture, province"


def test_a_study_without_levels_says_that_there_are_none(study):
    flat = study.with_tables(regions=study.regions.drop(columns=["level", "parent"]))
    with pytest.raises(UnknownName, match="there is no level in study tiny called here"):
        at_level(flat, "county")
    assert len(at_level(flat, None).regions) == 6


def test_a_study_whose_regions_have_levels_and_no_parents(study):
    flat = study.with_tables(regions=study.regions.drop(columns="parent"))
    assert len(at_level(flat, "county").regions) == 6


def test_the_study_itself_is_untouched(study):
    before = study.activity.copy()
    at_level(study, "province")
    pd.testing.assert_frame_equal(study.activity, before)
    assert len(study.regions) == 6


# Population by year


def with_population(study, *rows):
    """The study with indicators of population, as (region, year, value)."""
    population = pd.DataFrame(rows, columns=["region", "year", "value"])
    population = population.assign(indicator="population")
    return study.with_tables(indicators=pd.concat([study.indicators, population]))


def test_population_comes_by_year_where_the_indicators_have_it(study):
    yearly = regions_by_year(
        with_population(study, ("0102", 2010, 90.0), ("0102", 2015, 110.0), ("0103", 2015, 40.0))
    )
    found = yearly.set_index(["region", "year"])["population"]
    assert found["0102", 2010] == 90
    assert found["0102", 2015] == 110
    assert len(yearly) == 6 * 2
    assert yearly.loc[yearly["region"] == "0102", "area_km2"].tolist() == [400, 400]


def test_a_region_without_a_population_stays_with_an_empty_one(study):
    yearly = regions_by_year(with_population(study, ("0102", 2010, 90.0), ("0102", 2015, 110.0)))
    assert yearly.loc[yearly["region"] == "0103", "population"].isna().all()


def test_population_of_one_year_leaves_the_regions_as_they_are(study):
    one = with_population(study, ("0102", 2010, 90.0))
    assert regions_by_year(one) is one.regions
    assert regions_by_year(study) is study.regions


def test_a_study_without_indicators(study):
    tables = {name: study.tables[name] for name in ("regions", "activity")}
    bare = type(study)(study.name, study.folder, study.descriptor, tables)
    assert regions_by_year(bare) is bare.regions
    assert len(at_level(bare, "prefecture").regions) == 3
