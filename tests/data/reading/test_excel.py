"""A workbook becomes a table, with all that a spreadsheet may have done to it told."""

from __future__ import annotations

import datetime as dt
import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook

from workbench.data.reading import Layout, read_file

TYPES = {"code": "string", "emp": "number", "year": "integer"}
ROWS = [["code", "name", "year", "emp"], ["030100", "A", 2004, 1100], ["030200", "B", 2004, 900.5]]


@pytest.fixture
def book():
    """A workbook with one sheet, and the sheet."""
    made = Workbook()
    for row in ROWS:
        made.active.append(row)
    return made, made.active


@pytest.fixture
def read(tmp_path):
    """Save a workbook and read it."""

    def reader(made, **layout):
        path = tmp_path / "towns.xlsx"
        made.save(path)
        return read_file(path, TYPES, Layout.from_record(layout))

    return reader


def told(found):
    return [(problem.code, problem.row) for problem in found.problems]


def test_a_plain_sheet(book, read):
    found = read(book[0])
    assert found.problems == ()
    assert found.table["code"].tolist() == ["030100", "030200"]
    assert found.table["emp"].tolist() == [1100, 900.5]
    assert found.table["year"].dtype == "int64"
    assert found.read_as.startswith("Excel")


def test_zeros_that_only_the_format_shows_are_kept(book, read):
    made, sheet = book
    sheet["A2"], sheet["A2"].number_format = 30100, "000000"
    assert read(made).table["code"][0] == "030100"


def test_a_title_and_merged_names_above_the_table(read):
    made = Workbook()
    sheet = made.active
    for row in [
        ["Table 3. Employment by city"],
        ["Code", "City", "Shoes", None, "Lamps", None],
        [None, None, "emp", "firms", "emp", "firms"],
        ["330100", "Hangzhou", 1, 2, 3, 4],
        ["330200", "Ningbo", 5, 6, 7, 8],
        ["Source: Yearbook"],
    ]:
        sheet.append(row)
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        sheet.merge_cells(area)
    found = read(made)
    assert told(found) == [("CLW-T13", 1), ("CLW-T49", 2), ("CLW-T15", 6)]
    assert "--read header_row=2 --read header_rows=2" in found.problems[1].remedy
    found = read(made, header_row=2, header_rows=2, skip_footer=1)
    assert found.problems == ()
    assert list(found.table) == [
        "Code", "City", "Shoes | emp", "Shoes | firms", "Lamps | emp", "Lamps | firms",
    ]  # fmt: skip
    assert found.rows.tolist() == [4, 5]


def test_a_few_names_that_span_many_columns_are_the_first_row_of_the_header(read):
    made = Workbook()
    sheet, names = made.active, ["emp", "firms", "wage"]
    for row in [
        ["Table 3. Manufacturing by city"],
        ["Code", "City", "Shoes", None, None, "Lamps", None, None, "Glass", None, None],
        [None, None, *names * 3],
        ["330100", "Hangzhou", *range(9)],
        ["330200", "Ningbo", *range(9)],
    ]:
        sheet.append(row)
    for area in ("A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:K2"):
        sheet.merge_cells(area)
    found = read(made)
    assert told(found) == [("CLW-T13", 1), ("CLW-T49", 2)]
    assert "--read header_row=2 --read header_rows=2" in found.problems[1].remedy
    found = read(made, header_row=2, header_rows=2)
    assert found.problems == ()
    assert list(found.table)[:4] == ["Code", "City", "Shoes | emp", "Shoes | firms"]


def test_several_sheets(book, read):
    made, _ = book
    other = made.create_sheet("2005")
    for row in ROWS[:2]:
        other.append(row)
    found = read(made)
    assert told(found) == [("CLW-T56", None)]
    assert "Sheet, 2005" in found.problems[0].value
    assert len(read(made, sheet="2005").table) == 1
    assert told(read(made, sheet="2006")) == [("CLW-T56", None)]


def test_a_sheet_of_notes_is_no_table(book, read):
    made, _ = book
    made.create_sheet("Notes").append(["see the yearbook"])
    assert read(made).problems == ()


def test_a_formula_without_a_value(book, read):
    made, sheet = book
    sheet["D3"] = "=1+1"
    found = read(made)
    assert told(found)[0] == ("CLW-T50", 3)
    assert found.problems[0].value == "=1+1"


def test_the_error_of_a_formula(book, read):
    made, sheet = book
    sheet["D3"] = "#REF!"
    assert told(read(made)) == [("CLW-T11", 3)]


def test_codes_that_became_dates(book, read):
    made, sheet = book
    sheet.append(["330300", "C", 2004, 1])
    sheet["A2"] = dt.datetime(2004, 10, 12)
    found = read(made)
    assert told(found) == [("CLW-T51", 2)]
    assert found.problems[0].value == "2004-10-12"


def test_hidden_rows_and_columns_are_told(book, read):
    made, sheet = book
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    [problem] = read(made).problems
    assert (problem.code, problem.value, problem.is_warning) == ("CLW-T57", "row 3, column B", True)


def test_what_is_called_a_workbook_and_is_none(tmp_path):
    path = tmp_path / "towns.xlsx"
    path.write_bytes(b"PK\x03\x04 and more")
    assert told(read_file(path, TYPES)) == [("CLW-T48", None)]
    path.write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")
    assert told(read_file(path, TYPES)) == [("CLW-T45", 1)]
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert told(read_file(path, TYPES)) == [("CLW-T48", None)]


def test_an_archive_that_would_grow_too_large(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    [problem] = read_file(path, TYPES).problems
    assert problem.code == "CLW-T54"
    assert "20,000,000 bytes" in problem.value


def test_a_parquet_file(tmp_path):
    path = tmp_path / "t.parquet"
    table = pd.DataFrame({"code": ["030100", None], "emp": [1, 2], "year": [2004.0, 2005.0]})
    table.to_parquet(path)
    found = read_file(path, TYPES)
    assert found.problems == ()
    assert found.table["code"].tolist()[0] == "030100"
    assert found.table.dtypes.astype(str).to_dict() == {
        "code": "str", "emp": "float64", "year": "int64",
    }  # fmt: skip


def test_codes_that_a_parquet_file_keeps_as_numbers(tmp_path):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"code": [30100.0, 330200.0], "emp": [1, 2]}).to_parquet(path)
    found = read_file(path, TYPES)
    assert [(p.code, p.column, p.is_warning) for p in found.problems] == [("CLW-T52", "code", True)]
    assert found.table["code"].tolist() == ["30100", "330200"]


def test_a_broken_parquet_file(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1 and no more")
    assert told(read_file(path, TYPES)) == [("CLW-T48", None)]
