"""Bytes become a grid of cells: encoding, delimiter, title, units, notes, ragged rows."""

from __future__ import annotations

import gzip

import pytest

from workbench.data.reading import Layout, read_file

TYPES = {"code": "string", "name": "string", "year": "integer", "emp": "number", "output": "number"}
TOWNS = """\
code,name,year,industry,emp,output
330100,Hangzhou,2004,shoes,1100,5.5
330200,Ningbo,2004,shoes,900,4.1
330300,Wenzhou,2004,shoes,5100,9.5
330300,Wenzhou,2004,lamps,300,0.5
"""


@pytest.fixture
def read(tmp_path):
    """Read a text or bytes as a file, with what is declared of it."""

    def reader(content, name="towns.csv", **layout):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_file(path, TYPES, Layout.from_record(layout))

    return reader


def told(reading):
    return [(problem.code, problem.row) for problem in reading.problems]


def is_towns(reading):
    """Whether a table is the one of TOWNS."""
    table = reading.table
    return (
        table["code"].tolist() == ["330100", "330200", "330300", "330300"]
        and table["emp"].tolist() == [1100, 900, 5100, 300]
        and table["output"].tolist() == [5.5, 4.1, 9.5, 0.5]
    )


SPOILT = {
    "utf-16": (TOWNS.encode("utf-16"), "CLW-T02", 1, {"encoding": "utf-16"}),
    "gbk": (TOWNS.replace("Wenzhou", "温州").encode("gbk"), "CLW-T01", 4, {"encoding": "gb18030"}),
    "latin": (TOWNS.replace("Ningbo", "Orléans").encode("cp1252"), "CLW-T01", 3, {"encoding": "cp1252"}),
    "semicolons": (TOWNS.replace(",", ";"), "CLW-T04", 1, {"sep": ";"}),
    "bars": (TOWNS.replace(",", "|"), "CLW-T04", 1, {"sep": "|"}),
    "tabs": (TOWNS.replace(",", "\t"), "CLW-T05", 1, {"sep": "tab"}),
    "title": ("Table 1 Towns\n" + TOWNS, "CLW-T13", 1, {"header_row": "2"}),
    "padded title": ("Table 1 Towns,,,,,\n,,,,,\n" + TOWNS, "CLW-T13", 1, {"header_row": "3"}),
    "two titles": ("Table 1 Towns\n(2004)\n\n" + TOWNS, "CLW-T13", 1, {"header_row": "4"}),
    "units": (TOWNS.replace("output\n", "output\n,,,,persons,bn yuan\n"), "CLW-T14", 2, {"unit_row": "2"}),
    "units beside": (TOWNS.replace("output\n", "output\n-,-,-,-,人,亿元\n"), "CLW-T14", 2, {"unit_row": "2"}),
    "note": (TOWNS + "Source: Statistical Yearbook 2005\n", "CLW-T15", 6, {"skip_footer": "1"}),
    "notes": (TOWNS + "\n注：2004年,,,,,\n* estimated,,,,,\n", "CLW-T15", 7, {"skip_footer": "2"}),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_what_is_not_declared_is_told_and_read_as_it_looks(read, case):
    content, code, row, layout = SPOILT[case]
    found = read(content)
    assert told(found) == [(code, row)]
    [problem] = found.problems
    assert not problem.is_warning
    assert problem.value
    assert all(f"{key}=" in problem.remedy for key in layout)
    assert is_towns(found)


@pytest.mark.parametrize("case", SPOILT)
def test_what_is_declared_is_taken(read, case):
    content, _, _, layout = SPOILT[case]
    found = read(content, **layout)
    assert told(found) == []
    assert is_towns(found)


def test_all_problems_come_in_one_pass(read):
    text = "Towns\n" + TOWNS.replace(",", ";").replace(".", ",").replace("Wenzhou", "温州")
    found = read(text.encode("gbk") + b"Source: Yearbook\n")
    codes = [problem.code for problem in found.problems]
    assert codes == ["CLW-T01", "CLW-T04", "CLW-T13", "CLW-T15", "CLW-T06"]
    declared = {"encoding": "gbk", "sep": ";", "header_row": 2, "skip_footer": 1, "decimal": ","}
    again = read(text.encode("gbk") + b"Source: Yearbook\n", **declared)
    assert again.problems == ()
    assert is_towns(again)


CLEAN = {
    "byte mark": (TOWNS.encode("utf-8-sig"), "t.csv"),
    "line ends of Windows": (TOWNS.replace("\n", "\r\n"), "t.csv"),
    "line ends of old Macs": (TOWNS.replace("\n", "\r"), "t.csv"),
    "empty lines at the end": (TOWNS + "\n\n", "t.csv"),
    "no line end": (TOWNS.rstrip(), "t.csv"),
    "tabs in a tsv": (TOWNS.replace(",", "\t"), "t.tsv"),
    "compressed": (gzip.compress(TOWNS.encode()), "t.csv.gz"),
    "quoted": ('"' + TOWNS.rstrip().replace(",", '","').replace("\n", '"\n"') + '"\n', "t.csv"),
    "a spreadsheet's own mark": ("sep=;\n" + TOWNS.replace(",", ";"), "t.csv"),
    "commas in names": (TOWNS.replace("Ningbo", '"Ningbo, port\nof"'), "t.csv"),
    "one row": ("".join(TOWNS.splitlines(keepends=True)[:2]), "t.csv"),
}


@pytest.mark.parametrize("case", CLEAN)
def test_what_is_unusual_and_right_is_read(read, case):
    content, name = CLEAN[case]
    found = read(content, name)
    assert found.problems == ()
    assert found.table["emp"].iloc[0] == 1100
    assert found.read_as.startswith("UTF-8, columns parted by ")


def test_the_row_of_the_file_is_kept(read):
    found = read("Towns\n" + TOWNS, header_row=2)
    assert found.rows.tolist() == [3, 4, 5, 6]
    assert read(TOWNS.replace("330300", "\n330300", 1)).rows.tolist() == [2, 3, 5, 6]


def test_an_empty_row_is_left_out_and_told(read):
    found = read(TOWNS.replace("330300", ",,,,,\n330300", 1))
    assert told(found) == [("CLW-T53", 4)]
    assert found.problems[0].is_warning
    assert is_towns(found)


def test_units_and_notes_are_kept(read):
    text = TOWNS.replace("output\n", "output\n,,,,persons,bn yuan\n")
    found = read("Towns of Zhejiang\n" + text, header_row=2, unit_row=3)
    assert found.units == {"emp": "persons", "output": "bn yuan"}
    assert found.notes == ("Towns of Zhejiang",)
    assert is_towns(found)


RAGGED = {
    "shift": (TOWNS.replace("\n", ",x\n").replace("output,x", "output"), "CLW-T17", 2, 3),
    "long": (TOWNS.replace("900,4.1", "900,4.1,7"), "CLW-T18", 3, 0),
    "short": (TOWNS.replace("900,4.1", "900"), "CLW-T19", 3, 0),
    "open quote": (TOWNS.replace("Ningbo", '"Ningbo'), "CLW-T20", 3, 0),
    "quote amid": (TOWNS.replace("Ningbo", '"Ning"bo'), "CLW-T20", 3, 0),
    "twice": (TOWNS.replace("output", "emp"), "CLW-T21", 1, 0),
    "unnamed": (TOWNS.replace("output", ""), "CLW-T22", 1, 0),
    "no header": (TOWNS.split("\n", 1)[1], "CLW-T25", 1, 0),
    "NUL": (TOWNS.replace("Ningbo", "Ning\0bo"), "CLW-T44", 3, 0),
    "web page": ("<!DOCTYPE html><html><body>404</body></html>", "CLW-T45", 1, 0),
    "answer": ('{"error": "not found"}', "CLW-T45", 1, 0),
    "workbook": (b"PK\x03\x04 and more", "CLW-T48", None, 0),
    "spoilt Chinese": (TOWNS.replace("Ningbo", "æ¸©å·ž"), "CLW-T24", 3, 0),
    "spoilt French": (TOWNS.replace("Ningbo", "OrlÃ©ans"), "CLW-T24", 3, 0),
    "lost characters": (TOWNS.replace("Ningbo", "Orl\ufffdans"), "CLW-T24", 3, 0),
}


@pytest.mark.parametrize("case", RAGGED)
def test_what_cannot_be_read_is_told(read, case):
    content, code, row, more = RAGGED[case]
    [problem] = read(content).problems
    assert (problem.code, problem.row, problem.more) == (code, row, more)
    assert not problem.is_warning
    assert problem.remedy
    assert problem.expected


def test_a_row_of_another_length_never_shifts_the_columns(read):
    assert len(read(RAGGED["shift"][0]).table) == 0
    assert read(RAGGED["long"][0]).table["emp"].tolist() == [1100, 5100, 300]


def test_spaces_around_a_name_are_taken_off_and_told(read):
    found = read(TOWNS.replace("emp", " emp "))
    assert told(found) == [("CLW-T23", 1)]
    assert found.problems[0].is_warning
    assert is_towns(found)


@pytest.mark.parametrize("text", ["", "\n\n", " \n"])
def test_an_empty_file(read, text):
    found = read(text)
    assert found.table.empty
    assert [(p.code, p.message) for p in found.problems] == [("CLW-T03", "the file is empty")]


def test_a_header_without_rows_is_a_table_without_rows(read):
    found = read("code,emp\n")
    assert (list(found.table), len(found.table), found.problems) == (["code", "emp"], 0, ())


def test_years_as_names_are_names(read):
    found = read("code,2010,2015\n330100,5,6\n330200,7,8\n")
    assert found.problems == ()
    assert list(found.table) == ["code", "2010", "2015"]


def test_a_header_of_two_rows(read):
    text = "code,2010,,2020,\n,emp,firms,emp,firms\n330100,5,6,7,8\n330200,5,6,7,8\n"
    assert told(read(text)) == [("CLW-T49", 1)]
    found = read(text, header_rows=2)
    assert found.problems == ()
    assert list(found.table) == ["code", "2010 | emp", "2010 | firms", "2020 | emp", "2020 | firms"]


@pytest.mark.parametrize("name", ["UTF-8", "utf8"])
def test_a_declared_encoding_that_is_not_the_files(read, name):
    found = read(TOWNS.replace("Wenzhou", "温州").encode("gbk"), encoding=name)
    assert told(found) == [("CLW-T01", 4)]
    assert "温州" in found.problems[0].value


def test_an_encoding_nobody_knows(read):
    assert told(read(TOWNS, encoding="klingon")) == [("CLW-T01", None)]


def test_a_compressed_file_that_grows_too_large(read):
    found = read(gzip.compress(b"a,b\n" + b"0,0\n" * 2_000_000), "t.csv.gz")
    assert told(found) == [("CLW-T54", None)]
    assert found.table.empty


def test_large_tables_are_read_as_small_ones(read):
    rows = [f"{i:06},n{i},2010,a,{i},0.5" for i in range(60_000)]
    found = read("\n".join([TOWNS.split("\n", maxsplit=1)[0], *rows]) + "\n")
    assert found.problems == ()
    assert found.table["emp"].sum() == sum(range(60_000))
    assert found.table["code"].iloc[-1] == "059999"
