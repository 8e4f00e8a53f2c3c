"""Every fault that is planted in a study is told: its kind, its place, its value, its remedy."""

from __future__ import annotations

import json
import shutil

import pytest

import workbench as wb
from workbench.data import check, load
from workbench.errors import StudyError, UnknownName


def the_problem(tiny):
    """The one problem of a study that was spoilt once."""
    [problem] = check(tiny.write()).problems
    return problem


def test_a_clean_study_has_no_problems_and_says_what_was_counted(tiny_study):
    report = check(tiny_study)
    assert report.problems == ()
    assert not report.has_errors
    assert report.rows["activity"] == 11
    assert repr(report).startswith("tiny: no problems (regions 6 rows, industries 2 rows, ")
    assert "no problems" in report._repr_html_()


def test_a_clean_study_loads_by_folder_by_descriptor_and_as_itself(tiny_study):
    study = load(tiny_study)
    assert study.years == [2010, 2015]
    assert load(str(tiny_study / "datapackage.json")).tables.keys() == study.tables.keys()
    assert load(study) is study
    assert check(study).problems == ()


def test_codes_keep_their_zeros(tiny_study):
    study = load(tiny_study)
    assert "0101" in set(study.regions["region"])
    assert study.regions["parent"].tolist()[1] == "01"
    assert study.activity["region"].dtype == "str"


@pytest.mark.parametrize(
    ("table", "old", "new", "code", "row", "column", "value", "remedy"),
    [
        ("activity", "13,2010,60,6", "13,2010,many,6", "CLW-T10", 6, "employment", "many", "flag"),
        ("activity", "13,2010,60,6", "13,2010,-60,6", "CLW-T34", 6, "employment", "-60", "flag"),
        ("activity", "13,2010,60,6", "13,2010,inf,6", "CLW-T38", 6, "employment", "inf", "flag"),
        ("activity", "0102,13,2015,66", "0102,13,04,66", "CLW-T39", 12, "year", "4", "correct"),
        ("activity", "0102,13,2015,66", "0102,13,20155,66", "CLW-T39", 12, "year", "20155", "correct"),
        ("activity", "0102,13,2015,66", "0199,13,2015,66", "CLW-T31", 12, "region", "0199", "regions"),
        ("activity", "0102,13,2015,66", "0102,99,2015,66", "CLW-T31", 12, "industry", "99", "industries"),
        ("activity", "0102,13,2015,66", "102,13,2015,66", "CLW-T27", 12, "region", "102", "pad_codes"),
        ("activity", "0102,13,2015,66", ",13,2015,66", "CLW-T28", 12, "region", None, None),
        ("activity", "0102,13,2015,66", "0102,,2015,66", "CLW-T28", 12, "industry", None, None),
        ("activity", "0102,13,2015,66", "0101,13,2015,66", "CLW-T16", 12, "region", "0101", "another"),
        ("indicators", "0103,,2015,gdp", "0103,,2015,pgd", "CLW-T31", 6, "indicator", "pgd", "pgd"),
        ("indicators", "0103,,2015,gdp", "0103,7,2015,gdp", "CLW-T31", 6, "industry", "7", "indus"),
        ("indicators", "0103,,2015,gdp,20", "0103,,2015,gdp,..", "CLW-T10", 6, "value", "..", "fl"),
        ("indicators", "0103,,2015,gdp,20", "0103,,2015,gdp,-inf", "CLW-T38", 6, "value", "-inf", "c"),
        ("regions", "county,0101,200", "county,0199,200", "CLW-T31", 5, "parent", "0199", "regions"),
        ("regions", "county,0101,200", "county,0101,-1", "CLW-T34", 5, "area_km2", "-1", "flag"),
        ("regions", "county,0101,200", "county,0101,big", "CLW-T10", 5, "area_km2", "big", "flag"),
        ("regions", "prefecture,01,100,", "prefecture,0103,100,", "CLW-T33", 7, "parent", "0103", "p"),
    ],
)  # fmt: skip
def test_a_planted_cell_is_told(tiny, table, old, new, code, row, column, value, remedy):
    problem = the_problem(tiny.edit(table, old, new))
    assert (problem.code, problem.row, problem.column) == (code, row, column)
    assert problem.value == value
    assert problem.file == str(tiny.folder / f"{table}.csv")
    assert problem.more == 0
    if remedy:
        assert remedy.replace("pgd", "indicator_cards") in problem.remedy


def test_a_key_twice_names_the_key(tiny):
    problem = the_problem(tiny.edit("activity", "0102,13,2015,66", "010101,13,2010,66"))
    assert (problem.code, problem.row) == ("CLW-T26", 12)
    assert problem.column == "region, industry, year"
    assert problem.value == "010101, 13, 2010"
    assert "keep one" in problem.remedy


def test_an_indicator_twice_is_seen_where_its_industry_is_empty(tiny):
    problem = the_problem(tiny.edit("indicators", "0103,,2015,gdp", "0102,,2015,gdp"))
    assert (problem.code, problem.value) == ("CLW-T26", "0102, empty, 2015, gdp")


def test_how_many_more_of_a_kind_are_counted(tiny):
    tiny.tables["activity"] = tiny.tables["activity"].replace(",2015,", ",15,")
    problem = the_problem(tiny)
    assert (problem.code, problem.row, problem.more) == ("CLW-T39", 8, 4)
    assert "two-digit years are not guessed" in problem.expected


def test_a_lost_zero_is_named_as_such(tiny):
    problem = the_problem(tiny.edit("activity", "0102,13,2015,66", "102,13,2015,66"))
    assert problem.message == 'region codes lost a leading zero: "102" is "0102"'
    assert problem.expected.startswith("4 digits as in the list of codes")
    assert not problem.is_warning


def test_regions_that_lie_within_each_other(tiny):
    tiny.edit("regions", "01,Province,province,,", "01,Province,province,0102,")
    problem = next(p for p in check(tiny.write()).problems if p.code == "CLW-T33")
    assert (problem.row, problem.value, problem.more) == (2, "0102", 1)
    assert problem.message == "a region lies within itself"


def test_an_absent_key_column_is_named_with_the_nearest(tiny):
    tiny.edit("activity", "region,industry", "regoin,industry")
    problem = the_problem(tiny)
    assert (problem.code, problem.column) == ("CLW-T12", "region")
    assert problem.message == 'no column "region"; nearest: regoin'


def test_an_absent_column_hides_no_other_problem(tiny):
    tiny.edit("regions", "region,name,", "region,nom,").edit("regions", "0103,Danz", "0102,Danz")
    assert {p.code for p in check(tiny.write()).problems} >= {"CLW-T12", "CLW-T26", "CLW-T31"}


def test_a_year_column_of_another_table_may_be_text(tiny):
    tiny.edit(
        "industries",
        "industry,name\n13,Shoes\n14,Lamps",
        "industry,name,year\n13,Shoes,x\n14,Lamps,y",
    )
    assert check(tiny.write()).problems == ()


def test_a_ragged_table_is_told_once_and_the_others_are_still_looked_at(tiny):
    tiny.edit("industries", "13,Shoes", "13,Shoes,more").edit("regions", "600,300", "600,-300")
    codes = [p.code for p in check(tiny.write()).problems]
    assert codes[0] == "CLW-T18"
    assert "CLW-T34" in codes


def test_an_empty_table_is_told(tiny):
    tiny.tables["industries"] = ""
    assert the_problem(tiny).code == "CLW-T03"


def test_a_table_without_rows_is_a_warning_and_the_study_loads(tiny):
    tiny.tables["places"] = "place,name\n"
    problem = the_problem(tiny)
    assert (problem.code, problem.is_warning) == ("CLW-T03", True)
    assert load(tiny.folder).places.empty


def test_a_code_spelled_two_ways_is_a_warning(tiny):
    tiny.tables["industries"] += "shoes,a\n Shoes,b\n"
    problem = the_problem(tiny)
    assert (problem.code, problem.row, problem.value) == ("CLW-T42", 5, " Shoes")
    assert problem.is_warning
    assert load(tiny.folder).industries.shape == (4, 2)


def test_codes_of_a_level_that_lost_a_zero_are_refused_until_confirmed(tiny):
    tiny.tables["regions"] += "10103,South County,county,0101,1,1,120.5,30.5\n"
    problem = the_problem(tiny)
    assert (problem.code, problem.row, problem.value) == ("CLW-T27", 8, "10103")
    assert problem.message == 'region codes lost a leading zero, it seems: "10103"'
    assert not problem.is_warning


def test_codes_of_another_length_at_another_level_are_in_order(tiny):
    tiny.tables["regions"] += "99999,A town,town,010101,1,1,120.5,30.5\n"
    assert check(tiny.write()).problems[0].code == "CLW-T16"
    tiny.tables["activity"] = tiny.tables["activity"].replace("010101,", "99999,")
    assert check(tiny.write()).problems == ()


def test_a_report_in_a_notebook_is_escaped(tiny):
    tiny.descriptor["name"] = "<script>"
    assert "<script" not in check(tiny.write())._repr_html_()
    assert "<script" not in load(tiny.folder)._repr_html_()


def test_all_faults_come_in_one_pass(tiny):
    tiny.edit("activity", "13,2010,60,6", "13,2010,-60,x")
    tiny.edit("activity", "0102,13,2015,66", "0199,99,04,66")
    tiny.edit("indicators", "0103,,2015,gdp,20", "0103,,2015,gdp,inf")
    tiny.edit("regions", "1000,400", "1000,few")
    with pytest.raises(StudyError) as caught:
        load(tiny.write())
    codes = sorted(p.code for p in caught.value.problems)
    assert codes == sorted(
        ["CLW-T10", "CLW-T10", "CLW-T31", "CLW-T31", "CLW-T34", "CLW-T38", "CLW-T39"]
    )
    text = str(caught.value)
    assert 'column establishments, row 6, value "x"' in text
    assert 'column population, row 2, value "few"' in text


# The descriptor and its files


def test_a_changed_file_is_told_with_both_ways_out(tiny_study):
    path = tiny_study / "activity.csv"
    path.write_text(path.read_text().replace("60,6", "61,6"))
    [problem] = check(tiny_study).problems
    assert (problem.code, problem.file) == ("CLW-S07", str(path))
    assert problem.expected.startswith("sha256:")
    assert "restore the file" in problem.remedy
    assert f"workbench new study {tiny_study} --from {path} --yes" in problem.remedy
    with pytest.raises(StudyError, match="has changed since its descriptor was written"):
        load(tiny_study)


def test_a_changed_outline_has_no_command_that_could_mend_it(tiny_study):
    (tiny_study / "boundaries.geojson").write_text("{}")
    problem = check(tiny_study).problems[0]
    assert (problem.code, problem.remedy) == ("CLW-S07", "restore the file")


def test_a_missing_table_is_an_error_and_missing_outlines_are_a_warning(tiny_study):
    (tiny_study / "boundaries.geojson").unlink()
    [problem] = check(tiny_study).problems
    assert (problem.code, problem.is_warning) == ("CLW-S05", True)
    assert load(tiny_study).boundaries is None
    (tiny_study / "industries.csv").unlink()
    with pytest.raises(StudyError, match="a file the descriptor names is not there"):
        load(tiny_study)


def test_a_file_outside_the_folder_is_refused_unread(tiny):
    outside = tiny.folder.parent / "secret.csv"
    outside.write_text("region,name\n01,x\n")
    tiny.write()
    for path in ("../secret.csv", str(outside)):
        tiny.describe([{"name": "regions", "path": path}])
        [problem] = check(tiny.folder).problems
        assert (problem.code, problem.file) == ("CLW-S04", path)


def test_a_link_that_leads_outside_is_refused(tiny):
    outside = tiny.folder.parent / "secret.csv"
    outside.write_text("region,name\n01,x\n")
    tiny.write()
    (tiny.folder / "link.csv").symlink_to(outside)
    tiny.describe([{"name": "regions", "path": "link.csv"}])
    assert check(tiny.folder).problems[0].code == "CLW-S04"


def test_a_table_in_another_format_is_never_passed_over_in_silence(tiny_study, tiny):
    shutil.copy(tiny_study / "activity.csv", tiny_study / "activity.parquet")
    tiny.describe([{"name": "activity", "path": "activity.parquet"}])
    [problem] = check(tiny_study).problems
    assert (problem.code, problem.message) == (
        "CLW-T48",
        "the Parquet file cannot be read: it is broken, or not a Parquet file",
    )


def test_two_resources_of_one_name(tiny_study, tiny):
    tiny.describe([{"name": "regions", "path": "regions.csv"}] * 2)
    [problem] = check(tiny_study).problems
    assert (problem.code, problem.value) == ("CLW-S08", "regions")


def test_an_unknown_usage_warning_is_named_with_the_nearest(tiny):
    tiny.descriptor["usage_warnings"] = [{"code": "do_not_add"}]
    problem = the_problem(tiny)
    assert problem.code == "CLW-S06"
    assert 'no usage warning (study) "do_not_add"; nearest: do_not_sum' in problem.message


@pytest.mark.parametrize(
    ("part", "value", "told"),
    [
        ("outcom", "gdp", 'no part of a question "outcom"; nearest: outcome'),
        ("measures", "gini", "the part measures of the question is of another type"),
        ("year", "2010", "the part year of the question is of another type"),
        ("options", [], "the part options of the question is of another type"),
        ("outcome", None, "the part outcome of the question is of another type"),
    ],
)
def test_a_question_that_cannot_be_read(tiny, part, value, told):
    tiny.descriptor["workbench"]["question"][part] = value
    problem = the_problem(tiny)
    assert (problem.code, problem.file) == ("CLW-S12", "datapackage.json")
    assert told in problem.message


def test_a_question_may_leave_its_year_open(tiny):
    tiny.descriptor["workbench"]["question"] |= {"year": None, "industry": None, "sample": []}
    assert check(tiny.write()).problems == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "CLW-S02"),
        ("\xff\xfe", "CLW-S02"),
        ("[]", "CLW-S03"),
        ('{"name": "x"}', "CLW-S03"),
        ('{"resources": {}}', "CLW-S03"),
        ('{"resources": ["activity.csv"]}', "CLW-S03"),
        ('{"resources": [{"name": "activity"}]}', "CLW-S03"),
        ('{"resources": [{"path": "activity.csv"}]}', "CLW-S03"),
    ],
)
def test_a_descriptor_that_describes_nothing(tiny_study, text, code):
    (tiny_study / "datapackage.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(StudyError) as caught:
        check(tiny_study)
    assert [p.code for p in caught.value.problems] == [code]


def test_an_unknown_study_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match='no study "china_prefecture"; nearest: china_pref'):
        wb.load("china_prefecture")


def test_a_folder_without_a_descriptor_is_told_how_to_get_one(tmp_path):
    with pytest.raises(
        StudyError, match=r"has no datapackage\.json, so it is not yet a study"
    ) as e:
        wb.load(tmp_path)
    assert e.value.problems[0].code == "CLW-S01"
    assert e.value.problems[0].remedy.startswith(f"workbench new study {tmp_path} --from")


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "", "no/such/folder"])
def test_a_name_that_no_file_can_have_is_an_unknown_study(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((UnknownName, StudyError)):
        wb.load(name)


# Outlines are read when they are wanted


def spoilt_outlines(tiny, change):
    """The study with its outlines changed and their hash renewed."""
    tiny.write()
    path = tiny.folder / "boundaries.geojson"
    record = json.loads(path.read_text())
    change(record["features"])
    path.write_text(json.dumps(record))
    tiny.describe([{"name": "boundaries", "path": path.name}])
    return load(tiny.folder)


def test_outlines_carry_codes_as_text(tiny_study):
    outlines = load(tiny_study).boundaries
    assert outlines["region"].tolist() == ["0101", "0102", "0103"]
    assert outlines.crs.to_epsg() == 4326


def test_outlines_in_a_broken_file(tiny):
    tiny.write()
    (tiny.folder / "boundaries.geojson").write_text('{"type": "FeatureColl')
    tiny.describe([{"name": "boundaries", "path": "boundaries.geojson"}])
    with pytest.raises(StudyError, match="the outlines cannot be read") as caught:
        _ = load(tiny.folder).boundaries
    assert caught.value.problems[0].code == "CLW-G01"


def test_outlines_without_codes(tiny):
    study = spoilt_outlines(tiny, lambda fs: [f["properties"].pop("region") for f in fs])
    with pytest.raises(StudyError, match="do not say which region they belong to"):
        _ = study.boundaries


def test_a_region_with_two_outlines(tiny):
    study = spoilt_outlines(tiny, lambda fs: fs.append(fs[0]))
    with pytest.raises(StudyError, match="a region has two outlines") as caught:
        _ = study.boundaries
    assert (caught.value.problems[0].code, caught.value.problems[0].value) == ("CLW-G08", "0101")


def test_an_outline_that_is_a_point_and_in_metres(tiny):
    point = {"type": "Point", "coordinates": [13358338.0, 3503549.0]}
    study = spoilt_outlines(tiny, lambda fs: fs[1].update(geometry=point))
    with pytest.raises(StudyError) as caught:
        _ = study.boundaries
    assert [p.code for p in caught.value.problems] == ["CLW-G07", "CLW-G15"]
