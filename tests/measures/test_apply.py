"""A measure on a study: tables, years, levels and industries found; what is lacking, named."""

import subprocess
import sys
from dataclasses import replace
from inspect import signature
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import (
    activity,
    actors,
    by_key,
    flows,
    indicators,
    industries,
    links,
    long,
    plants,
    regions,
)
from workbench.data import Study, load
from workbench.errors import ParameterError, UnknownName
from workbench.measures import (
    computable,
    employment_density,
    establishment_density,
    hoover_index,
    location_quotient,
    measure,
    measures,
    population_density,
)

HEAVY = {"geopandas", "matplotlib", "scipy", "statsmodels", "pyfixest", "esda", "libpysal"}


def study(**tables):
    """A study in memory, with other tables where given and without those given as None."""
    table = activity().drop(columns="size_class", errors="ignore")
    known = {"activity": table, "regions": regions(table)} | tables
    given = {name: table for name, table in known.items() if table is not None}
    return Study("toy", Path(), {"resources": []}, given)


def test_it_is_the_function_on_the_tables_of_the_study():
    found = study()
    expected = establishment_density(found.activity, found.regions)
    for name in ("establishment_density", establishment_density):
        pd.testing.assert_frame_equal(measure(name, found), expected)


def test_one_year_and_one_industry():
    found = study()
    answer = measure("location_quotient", found, year=2010, industry="i1")
    assert set(answer["year"]) == {2010}
    assert set(answer["industry"]) == {"i1"}
    assert list(answer.index) == list(range(len(answer)))
    whole = by_key(location_quotient(found.activity))
    pd.testing.assert_series_equal(by_key(answer), whole[by_key(answer).index])
    assert answer.attrs["measure"]["name"] == "location_quotient"


def test_an_industry_is_not_asked_of_an_answer_by_region():
    assert len(measure("herfindahl", study(), industry="i1", year=2010)) == 7


def test_a_coarser_level_is_summed_first():
    table = long([[1, 2], [3, 4], [10, 20]], year=2010)
    places = pd.DataFrame(
        {
            "region": ["r00", "r01", "r02", "P"],
            "level": ["county", "county", "county", "province"],
            "parent": ["P", "P", None, None],
            "area_km2": [1.0, 1.0, 2.0, 4.0],
        }
    )
    found = study(activity=table, regions=places)
    assert measure("employment_density", found, level="province")["value"].tolist()[:2] == [1, 1.5]
    finest = measure(hoover_index, found, background="area")
    assert finest["value"].tolist() == pytest.approx([0.5 - 4 / 14, 0.5 - 6 / 26])
    with pytest.raises(UnknownName, match=r"CLW-N08 .*nearest: province"):
        measure("herfindahl", found, level="provinces")


def test_population_comes_by_year_where_the_indicators_have_it():
    table = pd.concat([long([[600]], year=year) for year in (2010, 2020)])
    places = pd.DataFrame({"region": ["r00"], "area_km2": [3.0], "population": [9]})
    indicators = pd.DataFrame(
        {
            "region": ["r00"] * 2,
            "year": [2020, 2010],
            "indicator": ["population"] * 2,
            "value": [300.0, 600.0],
        }
    )
    found = study(activity=table, regions=places, indicators=indicators)
    per_head = measure("employment_density", found, variant="per_1000_inhabitants")
    assert per_head["value"].tolist() == [1000.0, 2000.0]
    assert measure("employment_density", found)["value"].tolist() == [200.0, 200.0]
    assert measure("population_density", found, year=2020)["value"].tolist() == [100.0]
    assert measure(hoover_index, found, background="population")["value"].tolist() == [0.0, 0.0]


def test_industries_are_handed_over_where_they_are_needed():
    industries = pd.DataFrame(
        {"industry": [f"i{i}" for i in range(5)], "is_traded": [True, True, True, False, False]}
    )
    found = study(industries=industries)
    answer = measure("location_quotient", found, background="traded")
    expected = location_quotient(found.activity, background="traded", industries=industries)
    pd.testing.assert_frame_equal(answer, expected)


def everything():
    """A study with all tables that any measure takes."""
    more = {"plants": plants(), "links": links(), "flows": flows(), "actors": actors()}
    return study(
        activity=activity(), indicators=indicators(), industries=industries(activity()), **more
    )


def test_what_a_study_can_feed():
    assert computable(everything()) == list(measures)
    assert computable(study(activity=None)) == ["population_density"]
    able = computable(study())
    assert {"herfindahl", "location_quotient", "shift_share"} <= set(able)
    assert not {"ellison_glaeser", "linkage_coherence", "sigma_convergence"} & set(able)
    bare = computable(study(regions=regions(activity())[["region"]]))
    lost = {"establishment_density", "employment_density", "density_based_index"}
    assert lost | {"litzenberger_sternberg", "population_density"} <= set(able) - set(bare)
    jobs_only = computable(study(activity=study().activity.drop(columns="establishments")))
    assert {"establishment_density", "density_based_index"} <= set(able) - set(jobs_only)
    one_year = computable(study(activity=study().activity.query("year == 2010")))
    assert {"shift_share", "growth_rate"} <= set(able) - set(one_year)


def test_every_computable_measure_computes():
    found = everything()
    for name in computable(found):
        options = {"n_draws": 20} if "n_draws" in signature(measures[name]).parameters else {}
        for variant in measures[name].card.variants:
            assert len(measure(name, found, variant=variant, **options)) > 0


def test_an_absent_column_is_named_with_the_nearest_and_with_what_works():
    with pytest.raises(UnknownName) as caught:
        measure("establishment_density", "china_prefectures")
    (problem,) = caught.value.problems
    assert problem.code == "CLW-N04"
    assert 'no column in study china_prefectures called "establishments"; nearest: employment' in (
        problem.message
    )
    assert "establishment_density needs it" in problem.remedy
    assert "complexity, employment_density" in problem.remedy
    assert ", establishment_density" not in problem.remedy


def test_american_areas_have_no_size():
    with pytest.raises(UnknownName, match=r'CLW-N04 .*called "area_km2"; nearest: area_type'):
        measure("establishment_density", "us_metro_clusters")


def test_absent_tables_and_columns_are_told_together():
    bare = study(
        activity=activity()[["region", "industry", "year"]],
        regions=pd.DataFrame({"region": ["r00"]}),
    )
    with pytest.raises(UnknownName) as caught:
        measure("establishment_density", bare)
    assert [p.value for p in caught.value.problems] == ["establishments", "area_km2"]
    with pytest.raises(UnknownName) as caught:
        measure("establishment_density", study(activity=None))
    assert [p.code for p in caught.value.problems] == ["CLW-N05", "CLW-N04"]


def test_the_variant_and_the_value_decide_what_is_needed():
    found = study(regions=regions(activity()).drop(columns="area_km2"))
    assert len(measure("employment_density", found, variant="per_1000_inhabitants")) == 70
    with pytest.raises(UnknownName, match=r'CLW-N04 .*called "exports"'):
        measure("location_quotient", found, value="exports")
    without_jobs = study(activity=activity().drop(columns="employment"))
    assert len(measure("location_quotient", without_jobs, value="establishments")) == 70


@pytest.mark.parametrize(
    ("name", "options", "error", "text"),
    [
        ("gini", {}, UnknownName, r"CLW-N02 .*nearest: locational_gini"),
        ("herfindahl", {"year": 2011}, UnknownName, r"CLW-N06 .*one of: 2010, 2020"),
        ("location_quotient", {"industry": "i9"}, UnknownName, r"CLW-N07 .*nearest: i"),
        ("herfindahl", {"industry": "i9"}, UnknownName, "CLW-N07"),
        ("herfindahl", {"variants": "region"}, ParameterError, r"CLW-P01 .*nearest: variant"),
        ("herfindahl", {"variant": "regions"}, UnknownName, r"CLW-N03 .*nearest: region"),
        ("location_quotient", {"background": "trade"}, UnknownName, r"CLW-N03 .*nearest: traded"),
    ],
)
def test_wrong_names_are_named(name, options, error, text):
    with pytest.raises(error, match=r"(?s)" + text):
        measure(name, study(), **options)


def test_no_study_of_that_name():
    with pytest.raises(UnknownName, match=r"CLW-N01 .*nearest: china_prefectures"):
        measure("herfindahl", "china_prefecture")


@pytest.mark.parametrize("name", ["china_prefectures", "us_metro_clusters", "zhejiang_guangdong"])
def test_real_studies_leave_no_gap_unexplained(name):
    found = load(name)
    for own in computable(found):
        options = {"n_draws": 20} if "n_draws" in signature(measures[own]).parameters else {}
        if measures[own].card.at_regions:
            options["industry"] = found.activity["industry"].iloc[0]
        answer = measure(own, found, **options)
        assert (answer["value"].isna() == answer["undefined"].notna()).all()
        assert np.isfinite(answer["value"].dropna()).all()
    quotients = by_key(measure("location_quotient", found))
    table = found.activity.set_index(["region", "industry", "year"])["employment"].sort_index()
    region = table.groupby(["region", "year"]).transform("sum")
    industry = table.groupby(["industry", "year"]).transform("sum")
    expected = table / region / (industry / table.groupby("year").transform("sum"))
    np.testing.assert_allclose(quotients, expected, rtol=1e-12)


def test_measures_come_from_the_package_and_the_shelf_alike():
    assert measures["employment_density"] is employment_density
    assert measures["population_density"] is population_density


def test_importing_measures_stays_light():
    code = "import sys, workbench.measures; print(*{m.split('.')[0] for m in sys.modules})"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert {"numpy", "pandas"} <= set(done.stdout.split())
    assert not HEAVY & set(done.stdout.split())


def test_options_given_as_text_become_what_the_function_wants():
    def repeated(activity, *, times: int = 1, part: float = 1.0, is_doubled: bool = False):
        return activity.assign(value=times * part * (2 if is_doubled else 1))

    repeated.card = location_quotient.card
    answer = measure(repeated, study(), times="3", part="0.5", is_doubled="true")
    assert set(answer["value"]) == {3.0}
    with pytest.raises(ParameterError, match=r"CLW-P02 .*times .*not a whole"):
        measure(repeated, study(), times="three")


def test_a_measure_over_time_takes_no_single_year():
    def changed(activity):
        return activity

    changed.card = replace(location_quotient.card, over_time=True)
    with pytest.raises(ParameterError, match=r"CLW-M05 .*compares years"):
        measure(changed, study(), year=2010)
