"""Excel and Parquet files: titles, merged headers, codes as numbers, formulas, other files inside."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from tests.corpus.cases import BASE, RAW_HEADER, Case, Content, Told, bad_raw, told

HEADER = RAW_HEADER.split(",")
ROWS: list[list[Any]] = [
    ["330300", "Wenzhou", 2004, "shoes", 100, 10.5],
    ["330300", "Wenzhou", 2004, "lamps", 80, 7.2],
    ["330200", "Ningbo", 2004, "shoes", 60, 6.1],
    ["330200", "Ningbo", 2004, "lamps", 50, 5.4],
]
BIFF = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)  # how the old binary format begins


def sheet(
    rows: Sequence[Sequence[Any]], change: Callable[[Any], object] | None = None
) -> Callable[[Path], None]:
    """What writes rows into the first sheet of a workbook, changed at the end."""

    def make(path: Path) -> None:
        from openpyxl import Workbook

        book = Workbook()
        for row in rows:
            book.active.append(list(row))
        if change:
            change(book)
        book.save(path)

    return make


def set_cell(row: int, column: int, value: Any) -> list[list[Any]]:
    """The small table with one cell changed; rows and columns count from 1, the header is row 1."""
    rows = [list(r) for r in (HEADER, *ROWS)]
    rows[row - 1][column - 1] = value
    return rows


def excel(
    key: str,
    what: str,
    content: Content,
    wanted: Told,
    *,
    file: str = "book.xlsx",
    may_warn: bool = False,
) -> Case:
    return bad_raw(key, what, content, wanted, file=file, may_warn=may_warn)


def _merged(book: Any) -> None:
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:C1")


def _merge_codes(book: Any) -> None:
    for area in ("A2:A3", "B2:B3", "A4:A5", "B4:B5"):
        book.active.merge_cells(area)


def _hide_rows(book: Any) -> None:
    book.active.row_dimensions[3].hidden = True


def _hide_column(book: Any) -> None:
    book.active.column_dimensions["E"].hidden = True


def _second_sheet(book: Any) -> None:
    more = book.create_sheet("2005")
    more.append(HEADER)
    for row in ROWS:
        more.append([*row[:2], 2005, *row[3:]])


def _empty_first(book: Any) -> None:
    book.create_sheet("leer", 0)


def _hidden_first(book: Any) -> None:
    _second_sheet(book)
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1


def _spoil(path: Path) -> None:
    """A workbook cut off in the middle."""
    sheet([HEADER, *ROWS])(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _bomb(path: Path) -> None:
    """A workbook whose sheet is a thousand times larger than its file."""
    sheet([HEADER, *ROWS])(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/padding.bin", bytes(30_000_000))


EXCEL: list[Case] = [
    excel(
        "X01",
        "titles above the header",
        sheet([["Employment by prefecture, 2004"], [], HEADER, *ROWS]),
        told("T13", row=1, value="Employment by prefecture", remedy="header_row=3"),
    ),
    excel(
        "X02",
        "a merged header of two rows that is not declared",
        sheet([["code", "shoes", None], [None, "emp", "output"], ["330300", 100, 10.5]], _merged),
        told("T49 T13 T22 T21 T14 T12", row=1, remedy="header_rows=2"),
    ),
    excel(
        "X02b",
        "a merged header of years over columns",
        sheet(
            [
                ["code", "name", "2004", None, "2005", None],
                [None, None, "emp", "output", "emp", "output"],
                ["330300", "Wenzhou", 100, 10.5, 110, 11],
                ["330200", "Ningbo", 60, 6.1, 66, 6.6],
            ]
        ),
        told("T49 T13 T22 T21 T14 T12", row=1, remedy="header_rows=2"),
    ),
    excel(
        "X03",
        "numbers stored as text with thousands separators",
        sheet(set_cell(2, 5, "1,100")),
        told("T07", row=2, column="emp", value="1,100", remedy="thousands=,"),
    ),
    excel(
        "X04",
        "codes stored as numbers",
        sheet([HEADER, *([int(r[0]), *r[1:]] for r in ROWS)]),
        told("T27 T28 T29 G16 T*", value="330300"),
        may_warn=True,
    ),
    excel(
        "X04b",
        "codes stored as numbers, their zeros lost",
        sheet([HEADER, *([c, "n", 2004, "shoes", 5, 1] for c in (1001, 1003, 12001, 12003))]),
        told("T27 T52", row=2, value="1001"),
        may_warn=True,
    ),
    excel(
        "X04c",
        "codes stored as numbers with decimals because one is missing",
        sheet([HEADER, [330300.0, *ROWS[0][1:]], [None, *ROWS[2][1:]]]),
        told("T28", row=3, column="code|region"),
    ),
    excel(
        "X05",
        "dates made of codes",
        sheet(set_cell(2, 4, datetime(2004, 3, 1))),
        told("T*", row=2, column="industry", value="2004-03-01"),
    ),
    excel(
        "X05b",
        "a day in the column of years",
        sheet(set_cell(2, 3, datetime(2004, 6, 1))),
        told("T39 T40 T10", row=2, column="year", value="2004-06-01"),
    ),
    excel(
        "X06",
        "a formula whose value was never computed",
        sheet(set_cell(2, 5, "=SUM(40,60)")),
        told("T*", row=2, column="emp|column E", value="=SUM(40,60)"),
    ),
    excel(
        "X06b",
        "a formula whose value was never computed, for a code",
        sheet(set_cell(4, 1, '="330200"')),
        told("T*", row=4, column="code|column A"),
    ),
    excel(
        "X07",
        "a reference error",
        sheet(set_cell(3, 5, "#REF!")),
        told("T10 T11", row=3, column="emp", value="#REF!"),
    ),
    excel(
        "X07b",
        "a missing look-up in a code",
        sheet(set_cell(3, 1, "#N/A")),
        told("T*", row=3, column="code|region", value="#N/A"),
    ),
    excel(
        "X08", "hidden rows", sheet([HEADER, *ROWS], _hide_rows), told("T*", row=3), may_warn=True
    ),
    excel(
        "X08b",
        "a hidden column",
        sheet([HEADER, *ROWS], _hide_column),
        told("T*", column="emp|column E"),
        may_warn=True,
    ),
    excel(
        "X09",
        "two sheets with data",
        sheet([HEADER, *ROWS], _second_sheet),
        told("T* S*", value="2005", remedy="sheet="),
        may_warn=True,
    ),
    excel(
        "X09b",
        "an empty first sheet before the data",
        sheet([HEADER, *ROWS], _empty_first),
        told("T* S*", value="leer", remedy="sheet="),
        may_warn=True,
    ),
    excel(
        "X09c",
        "a hidden first sheet",
        sheet([HEADER, *ROWS], _hidden_first),
        told("T* S*", value="Sheet", remedy="sheet="),
        may_warn=True,
    ),
    excel("X10", "a CSV file renamed .xlsx", BASE, told("T* S09"), may_warn=True),
    excel("X11", "an old .xls file renamed .xlsx, or one with a password", BIFF, told("T* S09")),
    excel("X11b", "an old .xls file", BIFF, told("T* S09"), file="book.xls"),
    excel(
        "X12",
        "a web page saved as .xls",
        "<html><body><table><tr><td>330300</td></tr></table></body></html>",
        told("T45 S09", value="book.xls"),
        file="book.xls",
    ),
    excel(
        "X12b",
        "a web page saved as .xlsx",
        "<!DOCTYPE html><html></html>",
        told("T45", value="<!DOCTYPE html>"),
    ),
    excel(
        "X13",
        "units below the header",
        sheet([HEADER, [None, None, None, None, "persons", "bn yuan"], *ROWS]),
        told("T14", row=2, value="persons", remedy="unit_row=2"),
    ),
    excel(
        "X14",
        "a source note below the table",
        sheet([HEADER, *ROWS, [], ["Source: Statistical Yearbook 2005"]]),
        told("T15", row=7, value="Source:", remedy="skip_footer="),
    ),
    excel(
        "X15",
        "codes merged over several rows",
        sheet([HEADER, *ROWS], _merge_codes),
        told("T28 T*", row=3, column="code|region"),
    ),
    excel("X16", "a workbook cut off in the middle", _spoil, told("T* S09")),
    excel("X17", "a workbook without a cell", sheet([]), told("T03")),
    excel("X17b", "an empty file called .xlsx", b"", told("T03 T* S09")),
    excel("X18", "a workbook far larger unpacked than packed", _bomb, told("T* S*")),
    excel(
        "X19",
        "a name column twice",
        sheet([[*HEADER[:5], "emp"], *ROWS]),
        told("T21", row=1, column="emp"),
    ),
    excel(
        "X20",
        "a total row",
        sheet([HEADER, *ROWS, ["合计", None, 2004, "shoes", 160, 16.6]]),
        told("T16 T15", row=6, value="合计"),
    ),
    excel(
        "X21",
        "a second table to the right of the first",
        sheet([[*HEADER, None, "code", "emp"], *([*r, None, r[0], 5] for r in ROWS)]),
        told("T21 T22 T*", row=1),
    ),
    excel(
        "X22",
        "true and false among numbers",
        sheet(set_cell(2, 5, True)),
        told("T10", row=2, column="emp", value="rue"),
    ),
]


def frame() -> pd.DataFrame:
    """The small table with its types."""
    return pd.DataFrame(ROWS, columns=HEADER)


def parquet(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Path], None]:
    """What writes the changed small table as Parquet."""
    return lambda path: change(frame()).to_parquet(path)


def _cut_parquet(path: Path) -> None:
    frame().to_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])


def _list_column(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(emp=[[100], [80], [60], [50, 1]])


def _few(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(code=[330300.0, 330300.0, None, 330200.0])


PARQUET: list[Case] = [
    bad_raw(
        "K01",
        "codes as integers",
        parquet(lambda t: t.astype({"code": "int64"})),
        told("T27 T28 T29 G16 T*", column="code|region"),
        file="table.parquet",
        may_warn=True,
    ),
    bad_raw(
        "K01b",
        "codes as integers, their zeros lost",
        parquet(lambda t: t.assign(code=[1001, 1003, 12001, 12003])),
        told("T27 T52", row=2, value="1001"),
        may_warn=True,
        file="table.parquet",
    ),
    bad_raw("K02", "the end cut off", _cut_parquet, told("T* S09"), file="table.parquet"),
    bad_raw("K02b", "CSV called .parquet", BASE, told("T* S09"), file="table.parquet"),
    bad_raw(
        "K03",
        "codes as floats, one missing",
        parquet(_few),
        told("T28", row=4),
        file="table.parquet",
    ),
    bad_raw(
        "K04",
        "an infinite value",
        parquet(lambda t: t.assign(emp=[float("inf"), 80, 60, 50])),
        told("T38 T10", row=2, column="emp", value="inf"),
        file="table.parquet",
    ),
    bad_raw(
        "K05",
        "lists in the cells",
        parquet(_list_column),
        told("T10", row=2, column="emp"),
        file="table.parquet",
    ),
    bad_raw(
        "K06",
        "days in the column of years",
        parquet(lambda t: t.assign(year=pd.Timestamp("2004-06-01"))),
        told("T39 T40 T10", row=2, column="year", value="2004-06-01"),
        file="table.parquet",
    ),
    bad_raw(
        "K07",
        "numbers as text with decimal commas",
        parquet(lambda t: t.assign(output=["10,5", "7,2", "6,1", "5,4"])),
        told("T06", row=2, column="output", value="10,5"),
        file="table.parquet",
    ),
    bad_raw("K08", "no rows", parquet(lambda t: t[:0]), told("T03"), file="table.parquet"),
]

CASES: list[Case] = [*EXCEL, *PARQUET]
