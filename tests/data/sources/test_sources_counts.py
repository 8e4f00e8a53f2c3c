"""The numbers of a written study are those of the replies, and the study is without errors."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from workbench import measures
from workbench.data import check, load
from workbench.data.sources import fetched_from
from workbench.errors import StudyError

CASES = {
    "county_business_patterns": ("census", {}),
    "world_bank": ("bank", {"indicators": "NY.GDP.PCAP.KD", "years": "2020:2021"}),
    "eurostat": ("europe", {}),
    "istat": ("italy", {"areas": "ITC1,ITC4"}),
}


@pytest.fixture(params=CASES)
def fetched(request, ask):
    publisher, options = CASES[request.param]
    request.getfixturevalue(publisher)
    return ask(request.param, request.param, **options)


def cell(table, column, **key):
    rows = table
    for name, value in key.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1, key
    return rows[column].iloc[0]


def test_a_fetched_study_has_no_problems(fetched):
    assert check(fetched.folder).problems == ()


def test_a_fetched_study_says_where_it_comes_from(fetched):
    study = load(fetched.folder)
    record = fetched_from(fetched.folder)
    assert record["source"] == fetched.source
    assert record["replies"] == [dict(reply) for reply in fetched.replies]
    for reply in fetched.replies:
        assert reply["sha256"].startswith("sha256:")
        assert reply["retrieved"].endswith("+00:00")
    day = fetched.replies[0]["retrieved"][:10]
    assert {resource["retrieved"] for resource in study.resources.values()} == {day}
    for name, table in study.tables.items():
        fields = {f["name"]: f for f in study.resources[name]["schema"]["fields"]}
        assert list(fields) == list(table)
        assert all(field.get("description") for field in fields.values())
        numbers = [c for c in table if pd.api.types.is_numeric_dtype(table[c])]
        assert all(fields[c].get("unit") for c in numbers)


def test_measures_compute_on_it(fetched):
    if "activity" in fetched.tables:
        answer = measures.location_quotient(fetched.study.activity, value="employment")
        assert answer["value"].notna().any()


@pytest.mark.usefixtures("census")
def test_census_bulk_file(ask):
    study = ask("county_business_patterns").study
    activity, place = study.activity, {"region": "01001", "year": 2021}
    assert cell(activity, "employment", industry="311", **place) == 400
    assert cell(activity, "annual_payroll_usd", industry="311", **place) == 15_000_000
    assert cell(activity, "employment_noise_flag", industry="445", **place) == "J"
    # withheld is neither zero nor merely missing
    assert pd.isna(cell(activity, "employment", industry="313", **place))
    assert cell(activity, "flag", industry="313", **place) == "suppressed"
    assert cell(activity, "establishments", industry="313", **place) == 4
    # payroll alone is withheld
    assert cell(activity, "employment", industry="313", region="01003") == 500
    assert pd.isna(cell(activity, "annual_payroll_usd", industry="313", region="01003"))
    assert pd.isna(cell(activity, "flag", industry="313", region="01003"))


@pytest.mark.usefixtures("census")
def test_census_industries_nest_and_are_counted_once(ask):
    study = ask("county_business_patterns").study
    assert sorted(study.activity["industry"].unique()) == ["311", "313", "445"]
    parents = study.industries.set_index("industry")["parent"]
    assert parents["313"] == "31-33" and parents["445"] == "44-45"
    total = study.indicators.set_index(["region", "indicator"])["value"]
    assert total["01001", "employment_total"] == 1000
    assert total["01003", "payroll_total"] == 130_000_000


@pytest.mark.parametrize(
    ("digits", "industries"), [(2, ["31-33", "44-45"]), (3, ["311", "313", "445"]), (4, ["3111"])]
)
@pytest.mark.usefixtures("census")
def test_census_digits(ask, digits, industries):
    study = ask("county_business_patterns", digits=digits, states="01").study
    assert sorted(study.activity["industry"].unique()) == industries
    assert set(study.regions["region"]) == {"01", "01001", "01003"}


@pytest.mark.usefixtures("census")
def test_census_leaves_out_jobs_without_a_county_and_says_so(ask):
    found = ask("county_business_patterns")
    assert "01999" not in set(found.study.regions["region"])
    assert any("1 row of 2021" in note and "999" in note for note in found.notes)


@pytest.mark.usefixtures("census")
def test_census_names(ask):
    names = ask("county_business_patterns").study.regions.set_index("region")["name"]
    assert names["01"] == "Alabama" and names["02013"] == "Aleutians East Borough, AK"


@pytest.mark.usefixtures("census")
def test_census_api(ask):
    found = ask("county_business_patterns", layout="api", states="01")
    activity = found.study.activity
    assert cell(activity, "employment", industry="311", region="01001") == 400
    assert cell(activity, "employment_noise_flag", industry="311", region="01001") == "H"
    assert pd.isna(cell(activity, "employment", industry="313", region="01001"))
    assert cell(activity, "flag", industry="313", region="01001") == "suppressed"
    # rows of one size class are not added to those of all
    assert cell(activity, "establishments", industry="311", region="01003") == 15
    assert len(found.replies) == 1


@pytest.mark.usefixtures("census")
def test_the_two_layouts_agree(ask):
    bulk = ask("county_business_patterns", "bulk", states="01").study.activity
    api = ask("county_business_patterns", "api", layout="api", states="01").study.activity
    both = bulk.merge(api, on=["region", "industry", "year"], suffixes=("", "_api"))
    assert len(both) == 3
    for column in ("employment", "annual_payroll_usd", "establishments"):
        pd.testing.assert_series_equal(both[column], both[f"{column}_api"], check_names=False)


STATE = """\
"fipstate","lfo","naics","emp_nf","emp","qp1_nf","qp1","ap_nf","ap","est"
"01","-","------","G",9000,"G",1,"G",50,700
"01","-","311///","G",800,"G",1,"G",20,60
"01","C","311///","G",500,"G",1,"G",15,30
"02","-","311///","S",0,"S",0,"S",0,5
"""
METRO = """\
"msa","naics","emp_nf","emp","qp1_nf","qp1","ap_nf","ap","est"
"11500","------","G",9000,"G",1,"G",50,700
"11500","311///","H",800,"G",1,"G",20,60
"""
NAMES_OF_METROS = """\
"msa","name_msa","fipstate","fipscty","name_county"
"11500","Anniston-Oxford, AL Metro Area","01","015","Calhoun County"
"""


def test_census_states_count_each_firm_once(census, ask, zipped):
    path = "/programs-surveys/cbp/datasets/2021/cbp21st.zip"
    census.serves(path, zipped(STATE.encode(), "cbp21st.txt"))
    study = ask("county_business_patterns", level="state").study
    assert cell(study.activity, "employment", region="01") == 800  # all legal forms together
    assert cell(study.activity, "flag", region="02") == "suppressed"
    assert list(study.regions["name"]) == ["Alabama", "Alaska"]
    assert set(study.regions["level"]) == {"state"}


def test_census_years_share_the_lists_of_names(census, ask, zipped, recorded):
    later = recorded("cbp21co.txt").replace(b'"H",400', b'"H",450')
    census.serves("/programs-surveys/cbp/datasets/2022/cbp22co.zip", zipped(later))
    found = ask("county_business_patterns", years="2021:2022")
    employment = found.study.activity.set_index(["region", "industry", "year"])["employment"]
    assert employment["01001", "311", 2021] == 400 and employment["01001", "311", 2022] == 450
    assert len(census.asked) == len(found.replies) == 4


def test_census_metros(census, ask, zipped):
    names = "technical-documentation/reference/metro-area-geography-reference"
    path = f"/programs-surveys/cbp/{names}/msa_county_reference22.txt"
    census.serves(path, NAMES_OF_METROS.encode())
    path = "/programs-surveys/cbp/datasets/2021/cbp21msa.zip"
    census.serves(path, zipped(METRO.encode(), "cbp21msa.txt"))
    study = ask("county_business_patterns", level="metro").study
    assert cell(study.activity, "employment", region="11500", industry="311") == 800
    assert cell(study.regions, "name", region="11500") == "Anniston-Oxford, AL Metro Area"


def test_census_metros_of_the_api(census, ask, answer, recorded):
    rows = json.loads(recorded("cbp_api_01.json"))
    metro = "metropolitan statistical area/micropolitan statistical area"
    rows = [[*row[:-2], code] for row, code in zip(rows[:5], [metro] + ["11500"] * 4, strict=True)]
    census.serves("/data/2021/cbp", answer(json.dumps(rows).encode()))
    study = ask("county_business_patterns", level="metro", layout="api").study
    assert cell(study.activity, "employment", region="11500", industry="311") == 400
    assert "metropolitan+statistical+area" in census.asked[0]


@pytest.mark.usefixtures("bank")
def test_world_bank(ask):
    options = CASES["world_bank"][1]
    study = ask("world_bank", **options).study
    rows = study.indicators
    assert cell(rows, "value", region="ABW", year=2021) == 111.25
    assert cell(rows, "flag", region="ITA", year=2020) == "imputed"
    assert "WLD" not in set(rows["region"])
    assert cell(study.indicator_cards, "unit", indicator="ny_gdp_pcap_kd") == "constant 2015 US$"
    assert cell(study.regions, "longitude", region="ITA") == 12.4823
    assert list(study.tables) == ["regions", "indicators", "indicator_cards"]


@pytest.mark.usefixtures("bank")
def test_world_bank_aggregates_and_countries(ask):
    options = CASES["world_bank"][1]
    study = ask("world_bank", "a", aggregates="true", **options).study
    assert cell(study.regions, "level", region="WLD") == "aggregate"
    study = ask("world_bank", "b", countries="ITA", **options).study
    assert set(study.indicators["region"]) == {"ITA"}


@pytest.mark.usefixtures("bank")
def test_world_bank_keeps_the_four_kinds_of_missing_apart(ask):
    found = ask("world_bank", **CASES["world_bank"][1])
    rows = found.study.indicators
    assert rows[(rows["region"] == "ABW") & (rows["year"] == 2020)].empty
    assert any("missing, not zero" in note for note in found.notes)


@pytest.mark.usefixtures("europe")
def test_eurostat(ask):
    study = ask("eurostat").study
    activity = study.activity
    assert cell(activity, "employment", region="ITC4", industry="C13") == 700
    assert cell(activity, "employment_status", region="ITC4", industry="C13") == "p"
    assert cell(activity, "flag", region="ITC4", industry="C15") == "suppressed"
    assert pd.isna(cell(activity, "employment", region="ITC4", industry="C15"))
    # zero, estimated, and not given are three things
    assert cell(activity, "employment", region="ITI3", industry="C13") == 0
    assert cell(activity, "flag", region="ITI3", industry="C13") == "imputed"
    assert pd.isna(cell(activity, "wages_eur_mn", region="ITI3", industry="C13"))
    assert set(activity["region"]) == {"ITC4", "ITI3"}
    assert set(activity["industry"]) == {"C13", "C15"}
    values = study.indicators.set_index(["region", "indicator"])["value"]
    assert values["ITC4", "gdp"] == 440_000.5 and values["ITC4", "gdp_per_head"] == 44_000
    assert pd.isna(values["ITI3", "gdp"]) and values["ITI3", "population"] == 1_480_000


@pytest.mark.usefixtures("europe")
def test_eurostat_outlines(ask):
    study = ask("eurostat").study
    assert sorted(study.boundaries["region"]) == ["ITC4", "ITI3"]
    resource = study.resources["boundaries"]
    assert "EuroGeographics" in resource["licenses"][0]["title"]
    assert "boundaries" not in ask("eurostat", "bare", outlines="no").study.resources


def test_eurostat_asks_for_one_year_and_level_at_a_time(europe, ask):
    found = ask("eurostat", years="2021:2022", indicators="population", outlines="no")
    business = [path for path in europe.asked if "sbs_r_nuts2021" in path]
    assert len(business) == 2
    assert all("geoLevel=nuts2" in path and "freq=A" in path for path in europe.asked)
    # the recorded reply holds 2022 only: the other year is told, not made up
    assert set(found.study.activity["year"]) == {2022}
    assert any("for 2021" in note for note in found.notes)


@pytest.mark.usefixtures("europe")
def test_eurostat_countries(ask):
    assert ask("eurostat", countries="IT").rows["activity"] == 4
    with pytest.raises(StudyError, match="CLW-W14"):
        ask("eurostat", countries="FR")


def test_eurostat_smallest_regions_have_no_business_statistics(europe, ask, answer, recorded):
    def small(name):
        return answer(recorded(name).replace(b"ITC4", b"ITC4C").replace(b"ITI3", b"ITI31"))

    data = "/eurostat/api/dissemination/statistics/1.0/data"
    europe.serves(f"{data}/demo_r_pjangrp3", small("eurostat_population.json"))
    europe.serves(f"{data}/nama_10r_3gdp", small("eurostat_gdp.json"))
    study = ask("eurostat", nuts=3, indicators="population,gdp", outlines="no").study
    assert "activity" not in study.tables
    assert set(study.indicators["region"]) == {"ITC4C", "ITI31"}
    assert set(study.regions["level"]) == {"country", "nuts3"}


@pytest.mark.usefixtures("europe")
def test_eurostat_levels(ask):
    found = ask("eurostat", industries="section")
    study = found.study
    assert set(study.activity["industry"]) == {"C"}
    # of the section only local units are given: an empty column is left out, and told
    assert "employment" not in study.activity and study.activity["establishments"].tolist() == [
        4000
    ]
    assert any("employment, wages_eur_mn" in note for note in found.notes)
    # a region without any figure is not there
    assert set(study.activity["region"]) == {"ITC4"}


@pytest.mark.usefixtures("italy")
def test_istat(ask):
    study = ask("istat", **CASES["istat"][1]).study
    activity = study.activity
    assert cell(activity, "employment", region="ITC1", industry="13") == 1500.5
    assert cell(activity, "establishments", region="ITC4", industry="13") == 300
    # one class of sizes is not added to the total
    assert cell(activity, "establishments", region="ITC1", industry="13") == 120
    assert cell(activity, "flag", region="ITC1", industry="15") == "suppressed"
    assert set(activity["year"]) == {2021} and set(activity["industry"]) == {"13", "15"}
    assert cell(study.regions, "name", region="ITC1") == "Piedmont"
    values = study.indicators.set_index(["region", "indicator"])["value"]
    assert values["ITC1", "employment_total"] == 20_000


@pytest.mark.usefixtures("bank")
def test_a_second_fetch_writes_the_same_bytes(ask):
    options = CASES["world_bank"][1]
    first = ask("world_bank", **options)
    before = {p.name: p.read_bytes() for p in first.folder.iterdir()}
    again = ask("world_bank", is_online=False, **options)
    assert {p.name: p.read_bytes() for p in again.folder.iterdir()} == before


@pytest.mark.usefixtures("bank")
def test_the_result_is_a_plain_record(ask):
    found = ask("world_bank", **CASES["world_bank"][1])
    record = json.loads(json.dumps(found.as_record()))
    assert record["rows"]["indicators"] == 3 and len(record["replies"]) == 4
    assert str(found.folder) in repr(found) and "Left out: 2 rows of groups" in repr(found)
