"""A cell is the text or the number it stands for, or one says what it is instead, and where."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.data.reading import Layout, read_table

TYPES = {"region": "string", "year": "integer", "jobs": "number", "is_traded": "boolean"}


@pytest.fixture
def read(write_csv):
    """Read a text as a CSV file with the declared types."""
    return lambda text: read_table(write_csv("table.csv", text), TYPES)


def test_each_column_has_its_declared_type(read):
    table, problems = read("region,year,jobs,is_traded,note\n01,2010,1.5,true,x\n02,2011,,0,\n")
    assert problems == []
    assert table["region"].tolist() == ["01", "02"]
    assert table["year"].dtype == "int64"
    assert table["jobs"].dtype == "float64"
    assert pd.isna(table["jobs"][1])
    assert table["is_traded"].tolist() == [True, False]
    assert table["note"].dtype == "str"


@pytest.mark.parametrize("code", ["0571", "033", "1e5", "NA", "nan", "null", "None", "True", "1.0"])
def test_a_code_stays_the_text_it_is(read, code):
    table, problems = read(f"region,jobs\n{code},1\n")
    assert (problems, table["region"].tolist()) == ([], [code])


@pytest.mark.parametrize("cell", ["..", "nan", "NaN", "NA", "n/a", "1_000", "0x1F", "abc", "-"])
def test_a_number_that_is_none_is_told_with_its_place_and_left_missing(read, cell):
    table, [problem] = read(f"region,jobs\na,1\nb,{cell}\nc,{cell}\n")
    assert (problem.code, problem.row, problem.column, problem.more) == ("CLW-T10", 3, "jobs", 1)
    assert problem.value == cell
    assert problem.message == "a cell of column jobs is not a number"
    assert "or an empty cell where the value is missing" in problem.expected
    assert "column flag" in problem.remedy
    assert table["jobs"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("cell", "code", "layout", "value"),
    [
        ('"1,100"', "CLW-T07", {"thousands": ","}, 1100),
        ("1 100", "CLW-T07", {"thousands": "space"}, 1100),
        ("1\u00a0100", "CLW-T07", {"thousands": "space"}, 1100),
        ("1\u2019100.5", "CLW-T07", {"thousands": "\u2019"}, 1100.5),
        ('"1,234,567"', "CLW-T07", {"thousands": ","}, 1234567),
        ('"1,5"', "CLW-T06", {"decimal": ","}, 1.5),
        ('"1.100"', "", {"decimal": ",", "thousands": "."}, 1100),
        ('"1.234,5"', "CLW-T06", {"decimal": ",", "thousands": "."}, 1234.5),
        ("１００", "CLW-T08", {"normalize_digits": "true"}, 100),
        ("\u22125", "CLW-T10", {"missing": "x"}, -5),
    ],
)
def test_another_number_format_is_told_and_read_where_it_is_declared(
    write_csv, cell, code, layout, value
):
    path = write_csv("t.csv", f"region,jobs\na,1\nb,{cell}\n")
    declared, problems = read_table(path, TYPES, Layout.from_record(layout))
    assert (problems, declared["jobs"][1]) == ([], value)
    if code not in ("", "CLW-T10"):
        _, [problem] = read_table(path, TYPES)
        assert (problem.code, problem.row, problem.value) == (code, 3, cell.strip('"'))
        assert all(str(word) in problem.remedy for word in layout)


def test_one_comma_is_a_thousand_or_a_decimal_as_its_column_says(read):
    _, [problem] = read('region,jobs\na,"1,100"\nb,"1,5"\n')
    assert (problem.code, problem.more) == ("CLW-T06", 1)


@pytest.mark.parametrize("cell", ["12 %", "¥100", "100人", "(100)", "3 km", "100 €"])
def test_a_sign_or_unit_beside_a_number(read, cell):
    table, [problem] = read(f"region,jobs\na,1\nb,{cell}\n")
    assert (problem.code, problem.row, problem.value) == ("CLW-T09", 3, cell)
    assert table["jobs"].isna().tolist() == [False, True]


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!"])
def test_the_error_of_a_spreadsheet(read, cell):
    _, [problem] = read(f"region,jobs\na,{cell}\n")
    assert (problem.code, problem.value) == ("CLW-T11", cell)


def test_each_way_of_being_no_number_is_told_once(read):
    _, problems = read('region,jobs\na,"1,100"\nb,..\nc,５\nd,x\ne,"2,200"\n')
    assert [(p.code, p.row, p.more) for p in problems] == [
        ("CLW-T07", 2, 1), ("CLW-T10", 3, 1), ("CLW-T08", 4, 0),
    ]  # fmt: skip


def test_a_declared_token_is_missing_and_keeps_what_it_means(write_csv):
    path = write_csv("t.csv", "region,jobs\na,..\nb,0\nc,x\nd,-9999\n")
    layout = Layout.from_record(
        {"missing": "..:suppressed;x:not_applicable", "missing_codes": "-9999"}
    )
    table, problems = read_table(path, TYPES, layout)
    assert problems == []
    assert table["jobs"].isna().tolist() == [True, False, True, True]
    assert table["flag"].fillna("").tolist() == ["suppressed", "", "not_applicable", ""]


@pytest.mark.parametrize("cell", ["2010.5", "abc", "inf", "1e300", "99999999999999999999"])
def test_a_whole_number_that_is_none_is_told(read, cell):
    table, [problem] = read(f"region,year\na,2010\nb,{cell}\n")
    assert (problem.code, problem.row, problem.value) == ("CLW-T10", 3, cell)
    assert problem.message == "a cell of column year is not a whole number"
    assert table["year"].dtype == "Int64"


def test_a_truth_that_is_none_is_told(read):
    _, [problem] = read("region,is_traded\na,yes\n")
    assert (problem.code, problem.row, problem.value) == ("CLW-T10", 2, "yes")


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e999"])
def test_an_infinite_number_is_told_as_it_stands(read, cell):
    table, [problem] = read(f"region,jobs\na,{cell}\nb,1\n")
    assert (problem.code, problem.row, problem.value) == ("CLW-T38", 2, cell)
    assert table["jobs"].isna().tolist() == [True, False]


def test_an_unknown_type_is_text(write_csv):
    table, problems = read_table(write_csv("t.csv", "when\n2010-01-01\n"), {"when": "date"})
    assert (problems, table["when"].tolist()) == ([], ["2010-01-01"])


def test_formulas_and_scripts_are_text(read):
    table, problems = read("region,note\n01,=1+1\n02,<script>\n")
    assert (problems, table["note"].tolist()) == ([], ["=1+1", "<script>"])
