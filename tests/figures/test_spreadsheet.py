"""Every format of a table holds the same strings; in Excel, numbers are numbers and text is text."""

from __future__ import annotations

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.figures import formats
from workbench.figures.exhibit import TableExhibit
from workbench.figures.spreadsheet import (
    as_excel,
    number_format,
    number_in,
    sheet_of,
    sheet_of_strings,
)

TABLE = pd.DataFrame(
    {
        "region": ["033", "=1+1", "温州 <b>&"],
        "jobs": [1234567, 12, -3],
        "base_year": [2010, 2011, 2012],
        "density": [0.01498765, np.nan, -1234.5],
        "is_dense": [True, False, True],
    }
)
SHOWN = [
    ["033", "1,234,567", "2010", "0.01499", "yes"],
    ["=1+1", "12", "2011", "–", "no"],
    ["温州 <b>&", "-3", "2012", "-1,234", "yes"],
]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book():
    return opened(as_excel([sheet_of(TABLE, "towns", "Some towns", "jobs", "=made up")]))


def test_a_table_is_the_same_strings_on_the_page_and_elsewhere():
    strings = formats.as_strings(TABLE)
    assert strings.to_numpy().tolist() == SHOWN
    assert list(strings.columns) == ["region", "jobs", "base year", "density", "is dense"]
    page = TableExhibit(TABLE, "towns", "c", "u", "s").as_html()
    for text in (text for row in SHOWN for text in row if "<" not in text):
        assert f">{text}</td>" in page
    assert list(csv.reader(io.StringIO(formats.as_csv(strings))))[2][0] == "'=1+1"
    assert r"1,234,567 & 2010 & 0.01499 & yes \\" in formats.as_latex(strings)


def test_numbers_are_numbers_with_all_their_digits_shown_as_on_the_page(book):
    cells = list(book["towns"].iter_rows(min_row=2))
    assert [c.value for c in cells[0]] == ["033", 1234567, 2010, 0.01498765, "yes"]
    assert [c.number_format for c in cells[0][1:4]] == ["#,##0", "0", "0.00000"]
    assert cells[1][3].value == "–"
    assert (cells[2][3].value, cells[2][3].number_format) == (-1234.5, "#,##0")
    assert [c.data_type for c in cells[0]] == ["s", "n", "n", "n", "s"]


def test_no_text_is_a_formula(book):
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    assert book["towns"]["A3"].value == "=1+1"
    assert book["towns"]["A3"].quotePrefix
    assert book["about"]["D2"].value == "=made up"


def test_the_header_stays_and_the_last_sheet_says_what_it_is(book):
    assert book.sheetnames == ["towns", "about"]
    assert book["towns"].freeze_panes == "A2"
    assert [c.value for c in book["about"][2]] == ["towns", "Some towns", "jobs", "=made up"]
    assert book["towns"].column_dimensions["B"].width >= len("1,234,567")


def test_equal_tables_give_equal_bytes_without_a_time():
    first, second = (as_excel([sheet_of(TABLE, "towns")]) for _ in range(2))
    assert first == second
    core = opened(first).properties
    assert core.modified.year == core.created.year == 1980


def test_names_of_sheets_are_short_and_different():
    names = ["a" * 40, "A" * 40, "x/y:[z]", "about", "history", ""]
    found = opened(as_excel([sheet_of(TABLE, name) for name in names])).sheetnames
    assert found[:2] == ["a" * 31, "A" * 29 + "-2"]
    assert found[2:] == ["x-y--z-", "about-2", "history-2", "table", "about"]


def test_strings_of_a_regression_table_are_numbers_where_they_are_nothing_else():
    table = pd.DataFrame(
        [["log of density", "0.301", "0.250**"], ["standard error", "(0.021)", ""],
         ["rows used", "1,234", "033"], ["2010", "yes", "-0.5"]],
        columns=["model", "(1)", "=2"],
    )  # fmt: skip
    page = opened(as_excel([sheet_of_strings(table, "models")]))["models"]
    assert [c.value for c in page[1]] == ["model", "(1)", "=2"]
    assert [[c.value for c in row] for row in page.iter_rows(min_row=2)] == [
        ["log of density", 0.301, "0.250**"],
        ["standard error", "(0.021)", None],
        ["rows used", 1234, "033"],
        ["2010", "yes", -0.5],
    ]
    assert page["B2"].number_format == "0.000"
    assert page["B4"].number_format == "#,##0"


def test_a_table_without_rows_and_control_characters_are_no_hindrance():
    empty = sheet_of(TABLE.iloc[:0], "none")
    odd = sheet_of(pd.DataFrame({"a\x00b": ["c\x07\nd"]}), "odd\x01")
    book = opened(as_excel([empty, odd]))
    assert book["none"].max_row == 1
    assert book.worksheets[1]["A2"].value == "c\N{REPLACEMENT CHARACTER}\nd"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=6))
def test_any_number_comes_back_whole(values):
    page = opened(as_excel([sheet_of(pd.DataFrame({"value": values}), "t")]))["t"]
    assert [row[0].value for row in page.iter_rows(min_row=2)] == pytest.approx(values, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234.5", 1234.5), ("0.5", 0.5), ("0", 0), ("007", None), ("1e3x", None), ("", None),
     ("1234567890123456", None), ("0.1234567890123456", 0.1234567890123456), ("nan", None)],
)  # fmt: skip
def test_a_text_is_a_number_only_where_it_is_nothing_else(text, number):
    assert number_in(text) == number


def test_formats_show_as_many_decimals_as_the_page():
    shown = {"1,234": "#,##0", "12.50": "0.00", "-3e-12": "0E+00", "1.25e+20": "0.00E+00"}
    assert {text: number_format(text) for text in shown} == shown
