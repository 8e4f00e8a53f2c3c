"""Every row that cannot be counted is told, with its place, its value and how many there are."""

from __future__ import annotations

import gzip

import pytest

from workbench.data.firms import Disclosure, aggregate
from workbench.errors import StudyError

OPEN = Disclosure(disclose_all=True)
HEAD = "region,industry,year,employment\n"
GOOD = "01,a,2015,5\n" * 3


def problems_of(path, made, **options):
    with pytest.raises(StudyError) as caught:
        aggregate(path, made.study, **options)
    return caught.value.problems


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        (",a,2015,5", "CLW-T28", "region", None),
        ('"",a,2015,5', "CLW-T28", "region", None),
        ('" ",a,2015,5', "CLW-T28", "region", " "),
        ("01,,2015,5", "CLW-T28", "industry", None),
        ("01,a,,5", "CLW-T28", "year", None),
        ("01,a,15,5", "CLW-T39", "year", "15"),
        ("01,a,1948,5", "CLW-T39", "year", "1948"),
        ("01,a,2101,5", "CLW-T39", "year", "2101"),
        ("01,a,2015.5,5", "CLW-T39", "year", "2015.5"),
        ("01,a,2015,-1", "CLW-T34", "employment", "-1"),
        ("01,a,2015,..", "CLW-T10", "employment", ".."),
        ('01,a,2015,"1,000"', "CLW-T10", "employment", "1,000"),
        ("01,a,2015,1_000", "CLW-T10", "employment", "1_000"),
        ("01,a,2015,5d", "CLW-T10", "employment", "5d"),
        ("01,a,2015,inf", "CLW-T10", "employment", "inf"),
        ("01,a,2015,-inf", "CLW-T10", "employment", "-inf"),
        ("01,a,2015,nan", "CLW-T10", "employment", "nan"),
    ],
)
def test_a_bad_row_is_told_with_its_place(made, row, code, column, value):
    path = made.csv(HEAD + GOOD + f"{row}\n{row}\n" + GOOD)
    [problem] = problems_of(path, made)
    assert (problem.code, problem.column, problem.row) == (code, column, 5)
    assert (problem.value, problem.more, problem.file) == (value, 1, str(path))
    assert "2 rows" in problem.message
    assert problem.remedy
    assert problem.expected


def test_all_kinds_come_in_one_pass(made):
    path = made.csv(HEAD + GOOD + ",a,2015,5\n01,,2015,5\n01,a,99,5\n01,a,2015,-5\n01,a,2015,x\n")
    told = {(problem.code, problem.row) for problem in problems_of(path, made)}
    assert told == {
        ("CLW-T28", 5), ("CLW-T28", 6), ("CLW-T39", 7), ("CLW-T34", 8), ("CLW-T10", 9),
    }  # fmt: skip


def test_the_place_is_in_the_second_file(made):
    (made.folder / "parts").mkdir()
    made.csv(HEAD + GOOD, "parts/a.csv")
    second = made.csv(HEAD + "01,a,2015,-2\n", "parts/b.csv")
    [problem] = problems_of(made.folder / "parts", made)
    assert (problem.file, problem.row) == (str(second), 2)


def test_rows_left_out_as_asked_are_counted_told_and_recorded(made):
    path = made.csv(HEAD + GOOD + ",a,2015,5\n01,a,2015,-5\n01,a,2015,x\n01,a,2015,x\n")
    done = aggregate(path, made.study, skip_bad_rows=True)
    assert (done.rows, done.rows_counted, sum(done.left_out.values())) == (7, 3, 4)
    assert {(p.code, p.is_warning) for p in done.problems} == {
        ("CLW-T28", True), ("CLW-T34", True), ("CLW-T10", True),
    }  # fmt: skip
    assert made.activity()["employment"].tolist() == ["15"]
    assert "2 left out: the employment of a row is not a number" in repr(done)
    text = (made.study / "datapackage.json").read_text("utf-8")
    assert "partial_coverage" in text
    assert '"the employment of a row is negative": 1' in text


def test_a_row_with_two_faults_is_left_out_once(made):
    path = made.csv(HEAD + GOOD + ",a,1700,-5\n")
    done = aggregate(path, made.study, skip_bad_rows=True)
    assert (done.rows, done.rows_counted) == (4, 3)


def test_no_row_left(made):
    problems = problems_of(made.csv(HEAD + ",a,2015,5\n"), made, skip_bad_rows=True)
    assert [problem.code for problem in problems] == ["CLW-T03", "CLW-T28"]
    assert [problem.code for problem in problems_of(made.csv(HEAD), made)] == ["CLW-T03"]


def test_empty_employment_is_not_zero(made):
    path = made.csv(HEAD + GOOD + "01,a,2015,\n" + "02,a,2015,\n" * 3)
    done = aggregate(path, made.study)
    [problem] = done.problems
    assert (problem.code, problem.is_warning) == ("CLW-A07", True)
    assert "4 rows" in problem.message
    found = made.activity().set_index("region")
    assert found["employment"].to_dict() == {"01": "15", "02": ""}
    assert found["establishments"].to_dict() == {"01": "4", "02": "3"}
    assert found["establishments_without_employment"].to_dict() == {"01": "1", "02": "3"}


def test_whole_number_codes_of_parquet_are_told(made):
    path = made.parquet(region=[1, 1, 1], industry=["a"] * 3, year=[2015] * 3)
    done = aggregate(path, made.study)
    [problem] = done.problems
    assert (problem.code, problem.is_warning, problem.column) == ("CLW-A04", True, "region")
    assert "033, not 33" in problem.expected
    assert made.activity()["region"].tolist() == ["1"]


def test_decimal_codes_of_parquet_are_refused(made):
    path = made.parquet(region=[1.0, None], industry=["a"] * 2, year=[2015] * 2)
    [problem] = problems_of(path, made)
    assert (problem.code, problem.column, problem.value) == ("CLW-A05", "region", "float64")


@pytest.mark.parametrize(
    ("numbers", "code"), [([5, -1, 3], "CLW-T34"), ([5.0, float("inf"), 1], "CLW-T38")]
)
def test_bad_numbers_of_parquet_are_told(made, numbers, code):
    path = made.parquet(region=["1"] * 3, industry=["a"] * 3, year=[2015] * 3, emp=numbers)
    [problem] = problems_of(path, made)
    assert (problem.code, problem.row) == (code, 3)


def test_years_of_parquet_outside_the_range_are_told(made):
    path = made.parquet(region=["1"] * 3, industry=["a"] * 3, year=[2015, 15, None])
    told = {(problem.code, problem.row) for problem in problems_of(path, made)}
    assert told == {("CLW-T39", 3), ("CLW-T28", 4)}


def test_columns_that_are_not_there(made):
    path = made.csv("who,what,year\na,b,2015\n")
    problems = problems_of(path, made)
    assert [problem.code for problem in problems] == ["CLW-A01", "CLW-A01"]
    assert problems[0].remedy == "--map region=COLUMN, with one of: who, what, year"
    problems = problems_of(path, made, columns={"region": "wo", "sector": "what"})
    assert [p.code for p in problems] == ["CLW-N04", "CLW-S11", "CLW-A01", "CLW-A01"]


def test_no_year(made):
    [problem] = problems_of(made.csv("region,industry\n01,a\n"), made)
    assert problem.code == "CLW-S13"
    assert "--map year=2015" in problem.remedy


@pytest.mark.parametrize("name", ["none.csv", "none/*.csv", "notes.txt"])
def test_no_register_there(made, name):
    (made.folder / "notes.txt").write_text("x")
    [problem] = problems_of(str(made.folder / name), made)
    assert problem.code == "CLW-A02"


def test_files_of_two_kinds_and_files_with_other_columns(made):
    made.csv(HEAD + GOOD)
    made.csv("region,year,industry,employment\n01,2015,a,5\n", "other.csv")
    [problem] = problems_of(made.folder, made)
    assert (problem.code, problem.file) == ("CLW-A03", str(made.folder / "other.csv"))
    made.parquet(region=["1"], industry=["a"], year=[2015])
    [problem] = problems_of(made.folder, made)
    assert problem.code == "CLW-A02"


@pytest.mark.parametrize(
    "row", ["01,a,2015\n", "01,a,2015,5,6\n", '01,a,2015,"5\n'], ids=["short", "long", "quote"]
)
def test_rows_that_are_no_csv_stop_the_work(made, row):
    [problem] = problems_of(made.csv(HEAD + GOOD + row), made)
    assert problem.code == "CLW-A14"


def test_a_header_twice_a_file_without_text_and_one_in_another_encoding(made):
    assert problems_of(made.csv("region,industry,year,year\n"), made)[0].code == "CLW-T21"
    assert problems_of(made.csv(""), made)[0].code == "CLW-T03"
    path = made.folder / "gbk.csv"
    path.write_bytes("地区,industry,year\n01,a,2015\n".encode("gb18030"))
    assert problems_of(path, made)[0].code == "CLW-T01"


def test_cells_in_another_encoding_stop_the_work(made):
    path = made.folder / "gbk.csv"
    path.write_bytes(HEAD.encode() + "杭州,a,2015,5\n".encode("gb18030"))
    assert problems_of(path, made)[0].code == "CLW-A14"


def test_a_truncated_parquet_file_and_one_that_is_not_packed(made):
    path = made.parquet(region=["1"], industry=["a"], year=[2015])
    path.write_bytes(path.read_bytes()[:-20])
    assert problems_of(path, made)[0].code == "CLW-A14"
    packed = made.csv(HEAD + GOOD, "firms.csv.gz")
    assert problems_of(packed, made)[0].code == "CLW-A14"


def test_a_packed_file_is_read(made):
    path = made.folder / "firms.csv.gz"
    path.write_bytes(gzip.compress((HEAD + GOOD).encode()))
    assert aggregate(path, made.study).rows == 3


def test_a_byte_order_mark_is_no_part_of_a_name(made):
    assert (
        aggregate(made.csv("\ufeff" + HEAD + GOOD), made.study).roles.columns["region"] == "region"
    )
