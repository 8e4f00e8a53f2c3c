"""A file becomes a table, or one says what is wrong with it and where."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.data.reading import read_table

TYPES = {"region": "string", "year": "integer", "jobs": "number", "is_traded": "boolean"}


@pytest.fixture
def read(write_csv):
    """Read a text as a CSV file with the declared types."""
    return lambda text: read_table(write_csv("table.csv", text), TYPES)


@pytest.fixture
def read_bytes(tmp_path):
    """Read bytes as a CSV file."""

    def reader(content: bytes):
        path = tmp_path / "table.csv"
        path.write_bytes(content)
        return read_table(path, TYPES)

    return reader


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


@pytest.mark.parametrize(
    "cell", ["..", "1 100", '"1,100"', "１００", "nan", "NaN", "NA", "n/a", "1_000", "0x1F", "abc"]
)
def test_a_number_that_is_none_is_told_with_its_place_and_left_missing(read, cell):
    table, [problem] = read(f"region,jobs\na,1\nb,{cell}\nc,{cell}\n")
    assert (problem.code, problem.row, problem.column, problem.more) == ("CLW-T10", 3, "jobs", 1)
    assert problem.value == cell.strip('"')
    assert problem.message == "a cell of column jobs is not a number"
    assert "or an empty cell where the value is missing" in problem.expected
    assert "column flag" in problem.remedy
    assert table["jobs"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize("cell", ["2010.5", "abc", "inf", "1e300", "99999999999999999999"])
def test_a_whole_number_that_is_none_is_told(read, cell):
    table, [problem] = read(f"region,year\na,2010\nb,{cell}\n")
    assert (problem.code, problem.row, problem.value) == ("CLW-T10", 3, cell)
    assert problem.message == "a cell of column year is not a whole number"
    assert table["year"].dtype == "Int64"


def test_a_truth_that_is_none_is_told(read):
    _, [problem] = read("region,is_traded\na,yes\n")
    assert (problem.code, problem.row, problem.value) == ("CLW-T10", 2, "yes")


def test_an_infinite_number_is_left_to_the_check(read):
    table, problems = read("region,jobs\na,inf\nb,1\n")
    assert problems == []
    assert table["jobs"][0] == float("inf")


def test_an_unknown_type_is_text(write_csv):
    table, problems = read_table(write_csv("t.csv", "when\n2010-01-01\n"), {"when": "date"})
    assert (problems, table["when"].tolist()) == ([], ["2010-01-01"])


@pytest.mark.parametrize("text", ["", "\n\n", " \n"])
def test_an_empty_file(read, text):
    table, [problem] = read(text)
    assert table.empty
    assert (problem.code, problem.message) == ("CLW-T03", "the file is empty")


def test_a_header_without_rows_is_a_table_without_rows(read):
    table, problems = read("region,jobs\n")
    assert (list(table), len(table), problems) == (["region", "jobs"], 0, [])


@pytest.mark.parametrize(
    ("text", "row", "fields"),
    [
        ("region,year,jobs\na,2010,1\nb,2010\n", 3, 2),
        ("region,year,jobs\na,2010,1\n\nb,2010,2\n", 3, 0),
        ("region,year,jobs\na,2010,1,100\n", 2, 4),
    ],
)
def test_a_ragged_row_is_told_and_nothing_is_read(read, text, row, fields):
    table, [problem] = read(text)
    assert table.empty
    assert (problem.code, problem.row) == ("CLW-T19", row)
    assert problem.message == f"a row has {fields} fields, the header has 3"


def test_one_field_too_many_in_every_row_never_shifts_the_columns(read):
    table, [problem] = read("region,year,jobs\nx,01,2010,5\ny,02,2010,7\nz,03,2010,7\n")
    assert table.empty
    assert (problem.code, problem.row, problem.more) == ("CLW-T19", 2, 2)


def test_empty_lines_at_the_end_are_no_rows(read):
    table, problems = read("region,jobs\na,1\n\n\n")
    assert (len(table), problems) == (1, [])


def test_rows_are_counted_as_a_spreadsheet_does(read):
    _, [problem] = read('region,jobs,note\na,1,"two\nlines"\nb,x,\n')
    assert problem.row == 3


@pytest.mark.parametrize("text", ['region,jobs\na,"1\nb,2\n', 'region,jobs\n"a"b,1\n'])
def test_a_quote_in_the_wrong_place(read, text):
    table, [problem] = read(text)
    assert table.empty
    assert (problem.code, problem.row) == ("CLW-T20", 2)
    assert problem.message.startswith("a row cannot be read as CSV")


def test_a_file_that_is_not_utf8(read_bytes):
    table, [problem] = read_bytes("region,jobs\n01,1\n温州,2\n".encode("gb18030"))
    assert table.empty
    assert (problem.code, problem.row, problem.expected) == ("CLW-T01", 3, "UTF-8")
    assert "UTF-8" in problem.remedy


def test_a_file_in_utf16_is_recognised(read_bytes):
    _, [problem] = read_bytes("region,jobs\n01,1\n".encode("utf-16"))
    assert problem.message == "the file is not UTF-8 text but looks like UTF-16"


def test_a_byte_mark_is_no_part_of_the_first_name(read_bytes):
    table, problems = read_bytes("region,jobs\n01,1\n".encode("utf-8-sig"))
    assert (problems, list(table)) == ([], ["region", "jobs"])


def test_line_ends_of_other_systems(read_bytes):
    table, problems = read_bytes(b"region,jobs\r\n01,1\r\n02,2\r\n\r\n")
    assert (problems, table["region"].tolist()) == ([], ["01", "02"])


@pytest.mark.parametrize(
    ("mark", "called"), [(";", "a semicolon"), ("\t", "a tab"), ("|", "a bar")]
)
def test_another_delimiter_is_named(read, mark, called):
    _, [problem] = read(f"region{mark}jobs\n01{mark}1\n")
    assert problem.code == "CLW-T04"
    assert problem.message == f"columns seem to be separated by {called}, not by a comma"


def test_a_column_name_twice(read):
    table, [problem] = read("region,jobs,jobs\n01,1,2\n")
    assert table.empty
    assert (problem.code, problem.column) == ("CLW-T21", "jobs")
    assert problem.message == "column 3 has the name of column 2 again"


def test_a_column_without_a_name(read):
    _, [problem] = read(",region\n0,01\n")
    assert (problem.code, problem.message) == ("CLW-T21", "column 1 has no name")


def test_spaces_around_a_name_are_taken_off_and_told(read):
    table, [problem] = read("region, jobs \n01,1\n")
    assert table["jobs"].tolist() == [1.0]
    assert (problem.code, problem.value, problem.is_warning) == ("CLW-T23", " jobs ", True)
    assert problem.message == 'the column name " jobs " has spaces around it; read as "jobs"'


def test_a_web_page_is_no_table(read):
    _, [problem] = read("<!DOCTYPE html>\n<html><body>404</body></html>\n")
    assert (problem.code, problem.value) == ("CLW-T45", "<!DOCTYPE html>")


def test_a_nul_byte(read_bytes):
    _, [problem] = read_bytes(b"region,jobs\n01,1\n02,\x00\n")
    assert (problem.code, problem.row) == ("CLW-T44", 3)


def test_the_place_names_the_file(read, tmp_path):
    _, [problem] = read("region,jobs\n01,x\n")
    assert problem.file == str(tmp_path / "table.csv")


def test_formulas_and_scripts_are_text(read):
    table, problems = read("region,note\n01,=1+1\n02,<script>\n")
    assert (problems, table["note"].tolist()) == ([], ["=1+1", "<script>"])
