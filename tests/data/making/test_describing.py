"""Raw files of three shapes become a study that loads, and a rerun keeps what was written by hand."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from frictionless import validate

import workbench as wb
from tests.conftest import squares
from workbench.data.making.describing import describe
from workbench.data.making.guessing import guess, guess_all
from workbench.data.making.trying import look_at, outcome
from workbench.errors import StudyError

JOBS = """\
CityCode,NACE,SectorName,Time,Emp,Firms,note
0571,10,Food,2010,5,4,x
0571,13,Textiles,2010,7,3,
0577,10,Food,2010,0,0,y
0577,13,Textiles,2010,9,3,
"""
WIDE = """\
fips,year,gdp,mean_schooling,province,remark
0571,2010,4.5,9,Zhejiang,a
0571,2011,5,9.1,Zhejiang,b
0577,2010,3,,Zhejiang,a
"""
PLAIN = """\
code,city,area,lon,lat,zip,pop
0571,Hangzhou,16000,120,30,0310,8700
0577,Wenzhou,12000,120.7,28,0320,9100
0578,Lishui,17000,119.9,28.4,0330,2100
"""


@pytest.fixture
def files(write_csv):
    """An activity file, a wide file of indicators and a plain list of regions."""
    return [
        write_csv("jobs.csv", JOBS),
        write_csv("wide.csv", WIDE),
        write_csv("plain.csv", PLAIN),
    ]


@pytest.fixture
def made(files, tmp_path):
    """The study of all three files."""
    return describe(tmp_path / "my study", look_at(files), "Two cities")


def descriptor_of(study):
    return json.loads((study.folder / "datapackage.json").read_text(encoding="utf-8"))


def rewrite(study, change):
    """Edit a descriptor as its owner would."""
    record = descriptor_of(study)
    change(record)
    (study.folder / "datapackage.json").write_text(json.dumps(record), encoding="utf-8")


# Guessing


def test_the_roles_of_an_activity_file_with_other_names(files):
    found = guess(files[0])
    assert found.becomes == "activity"
    assert found.roles == {
        "CityCode": "region",
        "NACE": "industry",
        "SectorName": "industry_name",
        "Time": "year",
        "Emp": "employment",
        "Firms": "establishments",
        "note": "text",
    }
    assert repr(found).startswith("jobs.csv: 4 rows, becomes activity; CityCode → region, ")


def test_the_roles_of_a_wide_file_and_what_is_left_out(files):
    found = guess(files[1])
    assert found.becomes == "indicators"
    assert found.roles["gdp"] == found.roles["mean_schooling"] == "value"
    assert found.roles["province"] == "text"
    assert found.roles["remark"] == "left out"


def test_the_roles_of_a_plain_list_of_regions(files):
    found = guess(files[2])
    assert found.becomes == "regions"
    assert list(found.roles.values()) == [
        "region", "name", "area_km2", "longitude", "latitude", "text", "population",
    ]  # fmt: skip


def test_a_mapping_overrules_the_guess(write_csv):
    path = write_csv("a.csv", "code,place_id,industry,year,emp,staff\n1,01,a,2010,5,6\n")
    found = guess(path, {"region": "place_id", "employment": "staff"})
    assert found.roles["place_id"] == "region"
    assert found.roles["staff"] == "employment"
    assert found.roles["code"] == "text"
    assert found.roles["emp"] == "value"


def test_exact_names_are_believed_before_synonyms(write_csv):
    roles = guess(write_csv("a.csv", "jobs,employment,region,industry,year\n1,2,a,b,2010\n")).roles
    assert (roles["employment"], roles["jobs"]) == ("employment", "value")


def test_a_role_is_given_once(write_csv):
    roles = guess(write_csv("a.csv", "region,city,county,x\n01,A,B,1\n")).roles
    assert (roles["city"], roles["county"]) == ("name", "text")


def test_a_code_that_begins_with_zero_is_no_number(write_csv):
    roles = guess(write_csv("a.csv", "region,zip,size,share\n01,0310,1,0.5\n02,1310,2,0\n")).roles
    assert (roles["zip"], roles["size"], roles["share"]) == ("text", "value", "value")


def test_a_year_can_be_given_as_a_constant(write_csv):
    path = write_csv("a.csv", "region,industry,emp\n01,a,5\n")
    found = guess(path, {"year": "2015"})
    assert found.table["year"].tolist() == [2015]
    assert found.roles["year"] == "year"


def test_without_a_year_the_remedy_is_a_line_to_paste(write_csv):
    path = write_csv("a.csv", "region,industry,emp\n01,a,5\n")
    with pytest.raises(StudyError, match="nothing says of which year the numbers are") as caught:
        guess(path)
    [problem] = caught.value.problems
    assert (problem.code, problem.file) == ("CLW-S13", str(path))
    assert problem.remedy.startswith("--map year=2015")
    assert "region, industry, emp" in problem.remedy


def test_without_a_region_the_columns_are_listed(write_csv):
    path = write_csv("a.csv", "wo,industry,year,emp\n01,a,2010,5\n")
    with pytest.raises(StudyError, match="no column looks like the code of a region") as caught:
        guess(path)
    [problem] = caught.value.problems
    assert problem.code == "CLW-S10"
    assert problem.remedy == "--map region=COLUMN, with one of: wo, industry, year, emp"
    assert guess(path, {"region": "wo"}).becomes == "activity"


def test_a_mapping_that_names_nothing_is_told_all_at_once(files):
    with pytest.raises(StudyError) as caught:
        guess(files[0], {"reigon": "CityCode", "year": "Tim", "industry": "nace"})
    assert [(p.code, p.value) for p in caught.value.problems] == [
        ("CLW-S11", "reigon"),
        ("CLW-N04", "Tim"),
        ("CLW-N04", "nace"),
    ]
    assert "nearest: Time" in str(caught.value)
    assert "nearest: region" in str(caught.value)


def test_a_mapped_column_need_only_be_in_one_of_the_files(files, write_csv):
    files[2] = write_csv("plain.csv", PLAIN.replace("code,", "gemeinde,"))
    found = guess_all(files, {"region": "gemeinde"})
    assert [f.becomes for f in found] == ["activity", "indicators", "regions"]
    with pytest.raises(StudyError, match='no column "gemeinden"'):
        guess_all(files, {"region": "gemeinden"})


def test_a_constant_year_leaves_lists_of_regions_and_files_with_years_alone(files, write_csv):
    files[0] = write_csv("jobs.csv", JOBS.replace(",Time", ",when").replace(",2010", ","))
    found = guess_all(files, {"year": "2015"})
    assert [f.becomes for f in found] == ["activity", "indicators", "regions"]
    assert set(found[0].table["year"]) == {2015}
    assert set(found[1].table["year"]) == {2010, 2011}
    assert "year" not in found[2].table


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CLW-T03"),
        ("region,industry,year,emp\n", "CLW-T03"),
        ("region,year,emp,emp\n01,2010,1,2\n", "CLW-T21"),
        ("region,year,emp\n01,2010\n", "CLW-T19"),
        ("region;year;emp\n01;2010;1\n", "CLW-T04"),
        ("<html></html>", "CLW-T45"),
    ],
)
def test_a_file_that_is_no_table_is_refused(write_csv, text, code):
    with pytest.raises(StudyError) as caught:
        guess(write_csv("a.csv", text))
    assert [p.code for p in caught.value.problems] == [code]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(StudyError, match="there is no such file"):
        guess(tmp_path / "none.csv")
    with pytest.raises(StudyError, match="there is no such file"):
        guess(tmp_path)


# Describing


def test_three_files_become_a_study_that_loads(made):
    study = wb.load(made.folder)
    assert study.title == "Two cities"
    assert study.activity.columns.tolist() == [
        "region", "industry", "year", "employment", "establishments", "note",
    ]  # fmt: skip
    assert study.activity["employment"].tolist() == [5, 7, 0, 9]
    assert wb.check(study).problems == ()


def test_zeros_in_front_of_codes_are_kept_everywhere(made):
    for name in ("regions", "activity", "indicators"):
        assert made.tables[name]["region"].str.startswith("0").all()
    assert made.regions["zip"].tolist() == ["0310", "0320", "0330"]


def test_what_each_file_says_of_a_region_comes_together(made):
    regions = made.regions.set_index("region")
    assert regions.index.tolist() == ["0571", "0577", "0578"]
    assert regions["name"].tolist() == ["Hangzhou", "Wenzhou", "Lishui"]
    assert regions["area_km2"].tolist() == [16000, 12000, 17000]
    assert regions["population"].tolist() == [8700, 9100, 2100]
    assert regions["province"].tolist()[:2] == ["Zhejiang", "Zhejiang"]


def test_industries_have_the_names_their_file_gives(made):
    assert dict(made.industries.to_numpy()) == {"10": "Food", "13": "Textiles"}


def test_a_wide_table_becomes_one_row_a_value_and_a_card_each(made):
    found = made.indicators.set_index(["region", "year", "indicator"])["value"]
    assert len(found) == 5
    assert found["0571", 2011, "mean_schooling"] == 9.1
    cards = made.indicator_cards.set_index("indicator")
    assert cards["name"].to_dict() == {"gdp": "gdp", "mean_schooling": "mean schooling"}
    assert set(cards["unit"]) == {"not stated"}


def test_the_study_can_be_measured_and_fitted(made):
    question = made.question.asked(year=2010, industry="13")
    table = wb.panel(made, ["employment_density"], "gdp", question=question).set_index("region")
    assert table["employment_density"]["0571"] == pytest.approx(7 / 16000)
    assert table["gdp"]["0577"] == 3


def test_the_package_is_a_frictionless_one(made):
    report = validate(str(made.folder / "datapackage.json"))
    assert report.valid, report.flatten()


def test_a_file_without_any_names_names_regions_and_industries_by_their_codes(write_csv, tmp_path):
    path = write_csv("a.csv", "region,industry,year,emp\n01,a,2010,5\n02,a,2010,6\n")
    study = describe(tmp_path / "bare", look_at([path]))
    assert dict(study.regions.to_numpy()) == {"01": "01", "02": "02"}
    assert dict(study.industries.to_numpy()) == {"a": "a"}
    assert study.name == study.title == "bare"


def test_two_files_about_the_same_cells_are_put_side_by_side(write_csv, tmp_path):
    jobs = write_csv("j.csv", "region,industry,year,emp\n01,a,2010,5\n02,a,2010,6\n")
    firms = write_csv("f.csv", "region,industry,year,firms\n01,a,2010,2\n03,a,2010,1\n")
    activity = describe(tmp_path / "both", look_at([jobs, firms])).activity
    assert activity.set_index("region")["establishments"].to_dict()["01"] == 2
    assert len(activity) == 3
    assert pd.isna(activity.set_index("region")["employment"]["03"])


def test_two_files_of_two_years_are_put_below_each_other(write_csv, tmp_path):
    paths = [
        write_csv(f"{year}.csv", f"region,industry,year,emp\n01,a,{year},5\n")
        for year in (2010, 2011)
    ]
    assert describe(tmp_path / "both", look_at(paths)).years == [2010, 2011]


def test_files_that_repeat_a_cell_are_refused_not_merged(write_csv, tmp_path):
    paths = [write_csv(f"{n}.csv", f"region,industry,year,emp\n01,a,2010,{n}\n") for n in (5, 6)]
    with pytest.raises(StudyError, match="the same region, industry, year is in row 2 of"):
        describe(tmp_path / "both", look_at(paths))


def test_a_region_twice_in_a_list_of_regions_is_refused_not_merged(write_csv, tmp_path):
    path = write_csv("a.csv", "region,name,area\n01,A,5\n01,A,6\n")
    with pytest.raises(StudyError, match="rows 2 and 3 have the same region"):
        describe(tmp_path / "twice", look_at([path]))


def test_a_cell_that_is_no_number_is_told_and_its_column_is_not_lost(write_csv, tmp_path):
    path = write_csv("a.csv", "region,year,gdp\n01,2010,4\n02,2010,..\n03,2010,5\n")
    with pytest.raises(StudyError) as caught:
        describe(tmp_path / "dots", look_at([path]))
    [problem] = caught.value.problems
    assert (problem.code, problem.value, problem.row) == ("CLW-T10", "..", 3)


def test_population_by_year_is_an_indicator_and_else_an_attribute(write_csv, tmp_path):
    rows = "01,2010,4,{}\n01,2011,5,{}\n"
    changing = write_csv("a.csv", "region,year,gdp,pop\n" + rows.format(100, 110))
    study = describe(tmp_path / "changing", look_at([changing]))
    assert set(study.indicators["indicator"]) == {"gdp", "population"}
    steady = write_csv("b.csv", "region,year,gdp,pop\n" + rows.format(100, 100))
    study = describe(tmp_path / "steady", look_at([steady]))
    assert set(study.indicators["indicator"]) == {"gdp"}
    assert study.regions["population"].tolist() == [100]


# Again on the same folder


def test_a_rerun_changes_nothing(made, files):
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    describe(made.folder, look_at(files))
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == before


def test_a_rerun_keeps_what_was_written_into_the_descriptor(made, files):
    def edit(record):
        record["title"] = "My own title"
        record["workbench"]["question"] = {"text": "Why?", "outcome": "gdp"}
        record["sources"] = [{"title": "The yearbook"}]
        [regions] = [r for r in record["resources"] if r["name"] == "regions"]
        regions["description"] = "Cities of Zhejiang"
        [area] = [f for f in regions["schema"]["fields"] if f["name"] == "area_km2"]
        area["unit"] = "square kilometres"

    rewrite(made, edit)
    study = describe(made.folder, look_at(files))
    assert study.title == "My own title"
    assert (study.question.text, study.question.outcome) == ("Why?", "gdp")
    assert study.descriptor["sources"] == [{"title": "The yearbook"}]
    assert study.resources["regions"]["description"] == "Cities of Zhejiang"
    fields = {f["name"]: f for f in study.resources["regions"]["schema"]["fields"]}
    assert fields["area_km2"]["unit"] == "square kilometres"


def test_a_title_that_is_given_again_is_taken(made, files):
    assert describe(made.folder, look_at(files), "Another title").title == "Another title"


def test_a_rerun_with_one_file_renews_its_hash_and_keeps_the_rest(made, write_csv):
    old = made.hashes
    path = write_csv("wide.csv", WIDE.replace("4.5", "4.6"))
    study = describe(made.folder, look_at([path]))
    assert study.hashes["indicators"] != old["indicators"]
    assert study.hashes["activity"] == old["activity"]
    assert study.regions["name"].tolist() == ["Hangzhou", "Wenzhou", "Lishui"]
    assert study.regions["area_km2"].tolist() == [16000, 12000, 17000]
    assert wb.load(made.folder).indicators["value"].max() == 9.1


def test_cards_that_were_filled_in_by_hand_are_kept(made, files):
    path = made.folder / "indicator_cards.csv"
    path.write_text(path.read_text().replace("gdp,gdp,not stated,linear", "gdp,GDP,yuan,log"))
    cards = describe(made.folder, look_at(files)).indicator_cards.set_index("indicator")
    assert cards.loc["gdp", ["name", "unit", "scale"]].tolist() == ["GDP", "yuan", "log"]


@pytest.mark.parametrize(
    "table", ["activity", "indicators", "regions", "industries", "indicator_cards"]
)
def test_the_remedy_for_a_changed_table_works(made, table):
    path = made.folder / f"{table}.csv"
    path.write_text(path.read_text().rstrip("\n") + "\n\n")
    assert [p.code for p in wb.check(made.folder).problems] == ["CLW-S07"]
    study = describe(made.folder, look_at([path]))
    assert wb.check(made.folder).problems == ()
    pd.testing.assert_frame_equal(study.tables[table], made.tables[table])


def test_tables_of_other_names_and_outlines_stay_with_a_fresh_hash(made, files):
    (made.folder / "extra.csv").write_text("a,b\n1,2\n")
    (made.folder / "boundaries.geojson").write_text(
        json.dumps(squares({"0571": (120, 30)})), encoding="utf-8"
    )
    more = [
        {"name": "extra", "path": "extra.csv", "hash": "sha256:old"},
        {"name": "boundaries", "path": "boundaries.geojson", "confirmed": ["CLW-G19", "CLW-G25"]},
    ]
    rewrite(made, lambda record: record["resources"].extend(more))
    study = describe(made.folder, look_at(files))
    assert wb.check(made.folder).problems == ()
    assert study.tables["extra"].to_numpy().tolist() == [["1", "2"]]
    assert "hash" not in study.resources["boundaries"]


def test_a_folder_whose_tables_cannot_be_read_is_left_as_it_is(made, files):
    (made.folder / "regions.csv").write_text("region,name\n01,A,B\n")
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    with pytest.raises(StudyError, match="a row has 3 fields, the header has 2"):
        describe(made.folder, look_at(files[:1]))
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == before


def test_a_folder_with_a_name_of_its_own_kind(files, tmp_path):
    study = describe(tmp_path / "我的 研究", look_at(files))
    assert study.name == "study"
    assert study.title == "我的 研究"


def test_names_beside_codes_become_the_names_of_industries(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text(
        "fips,year,naics,industry,jobs\n01,2015,311,Food,5\n02,2015,315,Apparel,7\n", "utf-8"
    )
    study = describe(tmp_path / "study", look_at([raw], {"industry": "naics"}))
    assert list(study.activity["industry"]) == ["311", "315"]
    names = study.industries.set_index("industry")["name"]
    assert dict(names) == {"311": "Food", "315": "Apparel"}


def test_a_column_that_loses_its_name_to_another_is_kept(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text("code,year,naics,emp,employment\n01,2015,311,5,50\n", encoding="utf-8")
    study = describe(tmp_path / "study", look_at([raw], {"employment": "emp"}))
    assert study.activity["employment"].item() == 5
    assert str(study.activity["employment_as_given"].item()) in ("50", "50.0")


def test_a_rerun_may_bring_an_indicator_that_has_no_card_yet(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text("code,year,gdp\nA,2015,5\n", encoding="utf-8")
    describe(tmp_path / "study", look_at([raw]))
    raw.write_text("code,year,gdp,wage\nA,2015,5,7\n", encoding="utf-8")
    study = describe(tmp_path / "study", look_at([raw]))
    assert set(study.indicator_cards["indicator"]) == {"gdp", "wage"}


def test_the_names_of_columns_can_stand_in_a_formula(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text("code,year,GDP per head (yuan),人均GDP（元）\nA,2015,5,6\n", encoding="utf-8")
    study = describe(tmp_path / "study", look_at([raw]))
    cards = study.indicator_cards.set_index("indicator")
    assert dict(cards["unit"]) == {"GDP_per_head": "yuan", "人均GDP": "元"}
    assert cards.loc["GDP_per_head", "name"] == "GDP per head"


def test_columns_that_differ_by_their_unit_only_stay_apart(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text("code,year,gdp (yuan),gdp (dollars)\nA,2015,5,6\n", encoding="utf-8")
    study = describe(tmp_path / "study", look_at([raw]))
    assert set(study.indicator_cards["indicator"]) == {"gdp (yuan)", "gdp (dollars)"}


def test_a_rerun_that_declares_the_row_of_units_takes_them(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text("code,naics,year,emp,gdp\nA,311,2015,5,6\n", encoding="utf-8")
    describe(tmp_path / "study", look_at([raw]))
    raw.write_text("code,naics,year,emp,gdp\n,,,persons,yuan\nA,311,2015,5,6\n", encoding="utf-8")
    study = describe(tmp_path / "study", look_at([raw], read=["unit_row=2"]))
    fields = study.resources["activity"]["schema"]["fields"]
    assert {f["name"]: f.get("unit") for f in fields}["employment"] == "persons"


def test_units_below_a_header_of_two_lines_go_with_the_column_that_becomes_long(tmp_path):
    raw = tmp_path / "raw.csv"
    text = "code,year,Food,,Shoes,\n,,emp,wage,emp,wage\n,,persons,yuan,persons,yuan\n"
    raw.write_text(text + "A,2015,5,6,7,8\n", encoding="utf-8")
    declared = ["header_row=1", "header_rows=2", "unit_row=3"]
    look = look_at([raw], {"industry": "header 1"}, declared)
    study = describe(tmp_path / "study", look)
    fields = study.resources["activity"]["schema"]["fields"]
    units = {f["name"]: f.get("unit") for f in fields}
    assert (units["employment"], units["wage"]) == ("persons", "yuan")


def test_codes_that_come_and_go_are_told_once_and_with_their_file(tmp_path):
    jobs, people = tmp_path / "jobs.csv", tmp_path / "people.csv"
    rows = [f"R{i},{year}" for year in (2010, 2020) for i in range(8)] + ["X1,2010", "X2,2020"]
    jobs.write_text("code,year,naics,emp\n" + "".join(f"{r},311,5\n" for r in rows), "utf-8")
    people.write_text("code,year,gdp\n" + "".join(f"{r},5\n" for r in rows), "utf-8")
    found = [p for p in outcome(look_at([jobs, people])).problems if p.code == "CLW-G43"]
    assert found
    assert all(problem.file for problem in found)
    assert len({problem.file for problem in found}) == len(found)
