"""Raw tables of other shapes become studies: wide, of several header rows, with outlines, answers."""

from __future__ import annotations

import json

import geopandas
import pandas as pd
import pytest
from openpyxl import Workbook
from shapely.geometry import box

from workbench.data import check
from workbench.data.making import check_any, check_files, describe, look_at
from workbench.errors import StudyError

JOBS = "code,industry,year,emp\n0571,10,2010,50\n0571,13,2010,70\n0577,10,2010,30\n"


def kept(study, name):
    """One table as it is written, all cells text."""
    return pd.read_csv(study.folder / f"{name}.csv", dtype="str", keep_default_na=False)


def resource(study, name):
    record = json.loads((study.folder / "datapackage.json").read_text(encoding="utf-8"))
    return next(r for r in record["resources"] if r["name"] == name)


def test_columns_for_years_become_rows(write_csv, tmp_path):
    path = write_csv(
        "w.csv",
        "code,name,jobs_2010,jobs_2020,firms 2010,firms 2020,area\n01,A,5,6,1,2,9\n02,B,7,,3,4,8\n",
    )
    study = describe(tmp_path / "s", look_at([path]))
    table = study.indicators.sort_values(["indicator", "region", "year"])
    assert table["value"].tolist() == [5, 6, 7, 1, 2, 3, 4]
    assert list(table["indicator"].unique()) == ["employment", "establishments"]
    assert study.regions["area_km2"].tolist() == [9, 8]


def test_a_column_that_is_only_a_year_is_called_like_its_file(write_csv, tmp_path):
    path = write_csv("population.csv", "code,2010,2020\n01,5,6\n02,7,8\n")
    study = describe(tmp_path / "s", look_at([path]))
    assert set(study.indicators["indicator"]) == {"population"}
    assert study.indicators["year"].tolist() == [2010, 2020, 2010, 2020]


def test_a_wide_table_is_told_in_the_rows_of_the_file(write_csv):
    path = write_csv("w.csv", "code,wage 2010,wage 2020\n01,5,6\n02,7,x\n")
    [problem] = check_files([path]).problems
    assert (problem.code, problem.row, problem.value) == ("CLW-T10", 3, "x")


@pytest.fixture
def yearbook(tmp_path):
    """A sheet as yearbooks have them: title, merged names over names, units, a source."""
    made = Workbook()
    sheet = made.active
    for row in [
        ["3-7 Employment and establishments by sector, 2010"],
        ["行政区划代码", "地区", "Food", None, "Shoes", None],
        [None, None, "employment", "establishments", "employment", "establishments"],
        [None, None, "persons", "number", "persons", "number"],
        ["330100", "杭州市", 50, 5, 60, 6],
        ["330200", "宁波市", 70, 7, 80, 8],
        ["Source: Yearbook"],
    ]:
        sheet.append(row)
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        sheet.merge_cells(area)
    path = tmp_path / "yearbook.xlsx"
    made.save(path)
    return path


READ = ["header_row=2", "header_rows=2", "unit_row=4", "skip_footer=1"]


def test_a_yearbook_is_read_as_declared(yearbook, tmp_path):
    mapping = {"industry": "header 1", "year": "2010"}
    study = describe(tmp_path / "s", look_at([yearbook], mapping, READ))
    table = study.activity.sort_values(["region", "industry"])
    assert table["employment"].tolist() == [50, 60, 70, 80]
    assert table["establishments"].tolist() == [5, 6, 7, 8]
    assert study.industries["industry"].tolist() == ["Food", "Shoes"]
    assert study.regions["name"].tolist() == ["杭州市", "宁波市"]
    [made_from] = resource(study, "activity")["workbench"]["made_from"]
    assert made_from["layout"]["header_rows"] == 2
    assert check(study).problems == ()


def test_a_yearbook_that_is_not_declared_is_told_in_one_pass(yearbook):
    codes = [problem.code for problem in look_at([yearbook]).problems]
    assert codes[:4] == ["CLW-T13", "CLW-T49", "CLW-T14", "CLW-T15"]


def test_units_go_to_the_cards(write_csv, tmp_path):
    path = write_csv("t.csv", "code,year,gdp (bn yuan),wage\n,,,yuan\n01,2010,5,6\n02,2010,7,8\n")
    study = describe(tmp_path / "s", look_at([path], read=["unit_row=2"]))
    units = study.indicator_cards.set_index("indicator")["unit"].to_dict()
    assert units == {"gdp": "bn yuan", "wage": "yuan"}


def test_outlines_give_names_areas_and_points(write_csv, tmp_path):
    layer = geopandas.GeoDataFrame(
        {"code": ["0571", "0577"], "NAME": ["Hangzhou", "Wenzhou"]},
        geometry=[box(120, 30, 121, 31), box(121, 30, 122, 31)],
        crs=4490,
    )
    layer.to_file(tmp_path / "cities.gpkg")
    study = describe(tmp_path / "s", look_at([write_csv("t.csv", JOBS), tmp_path / "cities.gpkg"]))
    assert study.regions.set_index("region")["area_km2"].between(10_000, 11_000).all()
    assert len(study.boundaries) == 2
    assert study.boundaries.crs.to_epsg() == 4326
    assert [p.code for p in check(study).problems if not p.is_warning] == []


def test_answers_in_columns_become_rows(write_csv, tmp_path):
    items = write_csv("items.csv", "item,scale,wording\nq1,1-5,Trust\nq2,1-5,Help\n")
    rows = "\n".join(f"f{i},{1 + i % 5},{5 - i % 4}" for i in range(30))
    answers = write_csv("answers.csv", f"respondent,q1,q2\n{rows}\n")
    study = describe(tmp_path / "s", look_at([answers, items]))
    assert len(study.tables["responses"]) == 60
    assert [p.code for p in look_at([answers]).problems] == ["CLW-Q21"]


def test_a_study_of_tables_that_the_schema_does_not_know_is_judged_too(tmp_path):
    (tmp_path / "towns.csv").write_text(JOBS.replace("70", "-70"), encoding="utf-8")
    resources = [{"name": "towns", "path": "towns.csv"}]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "a", "resources": resources}))
    [problem] = check_any([str(tmp_path)]).problems
    assert (problem.code, problem.row, problem.column) == ("CLW-T34", 3, "emp")
    (tmp_path / "towns.csv").write_text(JOBS, encoding="utf-8")
    assert check_any([str(tmp_path)]).problems == ()


# Repairs


def test_repairs_are_made_when_asked_counted_and_kept(write_csv, tmp_path):
    text = "code,industry,year,emp\n571,10,2010,50\n0577,10,2010,30\n0577,10,2010,7\n"
    path = write_csv("t.csv", text)
    with pytest.raises(StudyError):
        describe(tmp_path / "s", look_at([path]))
    look = look_at([path], read=["pad_codes=true", "on_duplicate=sum"])
    study = describe(tmp_path / "s", look)
    assert kept(study, "activity").to_numpy().tolist() == [
        ["0571", "10", "2010", "50"], ["0577", "10", "2010", "37"],
    ]  # fmt: skip
    told = check_files([path], read=["pad_codes=true", "on_duplicate=sum"]).problems
    assert [(p.code, p.row, p.is_warning) for p in told] == [
        ("CLW-T55", 2, True), ("CLW-T55", 4, True),
    ]  # fmt: skip
    [made_from] = resource(study, "activity")["workbench"]["made_from"]
    assert made_from["layout"] == {"pad_codes": True, "on_duplicate": "sum"}


def test_a_sum_with_a_missing_part_is_missing(write_csv, tmp_path):
    path = write_csv(
        "t.csv", "code,industry,year,emp,firms\n01,10,2010,50,5\n01,10,2010,,7\n02,10,2010,9,4\n"
    )
    study = describe(tmp_path / "s", look_at([path], read=["on_duplicate=sum"]))
    assert study.activity["employment"].isna().tolist() == [True, False]
    assert study.activity["establishments"].tolist() == [12, 4]


def test_a_declared_token_keeps_its_meaning_in_the_study(write_csv, tmp_path):
    path = write_csv("t.csv", JOBS.replace("70", ".."))
    study = describe(tmp_path / "s", look_at([path], read=["missing=..:suppressed"]))
    assert kept(study, "activity")["flag"].tolist() == ["", "suppressed", ""]


# Running it again


def test_a_better_guess_takes_the_place_of_the_first(write_csv, tmp_path):
    path = write_csv("t.csv", "code,industry,branch,year,emp\n01,a,10,2010,5\n02,b,13,2010,7\n")
    describe(tmp_path / "s", look_at([path], {"industry": "industry"}))
    study = describe(tmp_path / "s", look_at([path], {"industry": "branch"}))
    assert study.industries["industry"].tolist() == ["10", "13"]


def test_a_table_that_the_same_file_makes_no_more_is_taken_out(write_csv, tmp_path):
    path = write_csv("t.csv", "code,industry,year,emp\n01,a,2010,5\n02,b,2010,7\n")
    first = describe(tmp_path / "s", look_at([path]))
    assert "activity" in first.tables
    path.write_text("code,year,gdp\n01,2010,5\n02,2010,7\n", encoding="utf-8")
    study = describe(tmp_path / "s", look_at([path]))
    assert "activity" not in study.tables
    assert not (study.folder / "activity.csv").exists()
    assert check(study).problems == ()


def test_a_name_given_by_hand_stays(write_csv, tmp_path):
    path = write_csv("t.csv", JOBS)
    study = describe(tmp_path / "s", look_at([path]))
    listing = study.folder / "industries.csv"
    listing.write_text(listing.read_text().replace("10,10", "10,Food"), encoding="utf-8")
    again = describe(tmp_path / "s", look_at([path]))
    assert again.industries.set_index("industry")["name"].to_dict() == {"10": "Food", "13": "13"}


def test_population_of_two_files_is_no_attribute(write_csv, tmp_path):
    first = write_csv("a.csv", "code,year,population\n01,2010,5\n02,2010,7\n")
    second = write_csv("b.csv", "code,year,population\n01,2020,6\n02,2020,8\n")
    study = describe(tmp_path / "s", look_at([first, second]))
    assert study.indicators["value"].tolist() == [5, 7, 6, 8]


def test_codes_of_a_shipped_division_are_judged_by_it(write_csv):
    rows = "330621,Shaoxing County,2018,shoes,100\n330602,Yuecheng,2018,shoes,80\n330681,Zhuji,2018,shoes,60\n"
    path = write_csv("t.csv", "code,name,year,industry,emp\n" + rows)
    problems = check_files([path]).problems
    [told] = [problem for problem in problems if problem.code == "CLW-G30"]
    assert told.is_warning
    assert (told.row, told.value) == (2, "330621")
    assert "330603" in told.message
