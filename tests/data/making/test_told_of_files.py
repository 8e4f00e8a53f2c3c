"""What is told of files as they come: lists that disagree, answers as given, totals left out."""

from __future__ import annotations

import pytest

from workbench.data.making import check_files, describe, look_at

JOBS = "code,industry,year,emp\n330100,10,2010,50\n330300,10,2010,30\n"
ITEMS = "item,scale,level,wording\nq1,1-5,firm,Near?\n"


def of_kind(code, problems):
    [found] = [problem for problem in problems if problem.code == code]
    return found


def test_two_lists_that_disagree_are_told_and_the_first_is_taken(write_csv, tmp_path):
    first = write_csv("a.csv", "code,name,area\n330100,H,16000\n330300,W,12000\n")
    second = write_csv("b.csv", "code,name,area\n330300,W,11000\n330100,H,16000\n")
    files = [write_csv("jobs.csv", JOBS), first, second]
    problem = of_kind("CLW-S15", check_files(files).problems)
    assert (problem.row, problem.column, problem.value) == (2, "area_km2", "11000")
    assert (problem.is_warning, problem.more, problem.file) == (True, 0, str(second))
    assert "area_km2 of 330300: 12000 in row 3 of" in problem.message
    regions = describe(tmp_path / "s", look_at(files)).regions
    assert regions.set_index("region")["area_km2"]["330300"] == 12000
    agreeing = write_csv("b.csv", "code,name,area,population\n330300,W,12000,9\n330100,H,,8\n")
    told = check_files([files[0], first, agreeing]).problems
    assert "CLW-S15" not in [problem.code for problem in told]


@pytest.mark.parametrize("text", ["DK", "不知道"])
def test_a_text_on_a_scale_of_a_wide_file_is_an_answer_off_its_scale(write_csv, text):
    answers = write_csv("answers.csv", f"respondent,q1\na,{text}\nb,4\n")
    problem = of_kind("CLW-Q03", check_files([answers, write_csv("items.csv", ITEMS)]).problems)
    assert (problem.row, problem.value) == (2, text)


def test_sizes_and_workers_that_are_no_items_are_compared(write_csv):
    answers = write_csv(
        "answers.csv", "respondent,size,employees,q1\na,small,20,1\nb,micro,120,4\n"
    )
    problem = of_kind("CLW-Q06", check_files([answers, write_csv("items.csv", ITEMS)]).problems)
    assert (problem.row, problem.value, problem.is_warning) == (3, "120", False)


def test_a_province_among_its_prefectures_is_left_out_or_confirmed(write_csv, tmp_path):
    path = write_csv("jobs.csv", JOBS + "330000,10,2010,90\n330000,13,2010,7\n")
    problem = of_kind("CLW-T16", check_files([path]).problems)
    assert (problem.row, problem.value, problem.more) == (4, "330000", 0)
    study = describe(tmp_path / "s", look_at([path], read=["drop_totals=true"]))
    assert study.activity["employment"].sum() == 50 + 30 + 7
    sure = look_at([path], read=["confirmed=CLW-T16"])
    assert describe(tmp_path / "t", sure).activity["employment"].sum() == 177
