"""Files that are no plain table: encodings, delimiters, titles, notes, other formats, web pages."""

from __future__ import annotations

import gzip
import io
import zipfile

from tests.corpus.cases import (
    BASE,
    RAW_HEADER,
    ROWS,
    Case,
    bad_raw,
    bad_table,
    edit,
    table,
    told,
)

CHINESE = BASE.replace("Wenzhou", "温州市").replace("Ningbo", "宁波市")
TAIWAN = BASE.replace("Wenzhou", "臺北縣").replace("Ningbo", "臺灣省")
FRENCH = BASE.replace("Wenzhou", "Genève").replace("Ningbo", "Besançon")
PADDED = ",,,,,"
NOTE = "Source: Zhejiang Statistical Yearbook 2005"


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("table.csv", BASE)
    return stream.getvalue()


ENCODINGS: list[Case] = [
    *bad_table(
        "T01", "GB18030", CHINESE, told("T01", row=2, remedy="encoding=gb18030"), encoding="gb18030"
    ),
    *bad_table("T01b", "Big5", TAIWAN, told("T01", row=2), encoding="big5"),
    *bad_table("T01c", "Latin-1", FRENCH, told("T01", row=2), encoding="latin-1"),
    *bad_table(
        "T01d",
        "UTF-8 at first, GB18030 in the last row",
        edit("Ningbo,2004,shoes", "宁波市,2004,shoes").encode()
        + "330400,嘉兴市,2004,shoes,5,1\n".encode("gb18030"),
        told("T01", row=6),
    ),
    *bad_table(
        "T01e",
        "cut within the last character",
        (BASE + "330400,嘉兴").encode()[:-1],
        told("T01 T19", row=6),
    ),
    *bad_table(
        "T01f",
        "UTF-8 read as Latin-1 and saved again (mojibake)",
        edit("Wenzhou,2004,shoes", "æ¸©å·ž,2004,shoes"),
        told("T* G14", row=2, value="æ¸©"),
        may_warn=True,
    ),
    *bad_table(
        "T01g",
        "replacement characters where letters were lost",
        edit("Wenzhou,2004,shoes", "Gen��ve,2004,shoes"),
        told("T* G14", row=2, value="Gen�"),
        may_warn=True,
    ),
    *bad_table("T02", "UTF-16", BASE, told("T02", remedy="encoding=utf-16"), encoding="utf-16"),
    *bad_table(
        "T02b",
        "UTF-16, large end first",
        b"\xfe\xff" + CHINESE.encode("utf-16-be"),
        told("T02", remedy="encoding=utf-16"),
    ),
    *bad_table("T02c", "UTF-16 without a mark", BASE, told("T01 T02 T44"), encoding="utf-16-le"),
    *bad_table("T02d", "UTF-32", CHINESE, told("T01 T02 T44"), encoding="utf-32"),
    *bad_table("T03", "no byte", "", told("T03")),
    *bad_table("T03b", "blank lines only", "\n \n\n", told("T03")),
    bad_raw("T03c", "a header and no rows", RAW_HEADER + "\n", told("T03")),
    bad_raw("T03d", "rows of commas only", table(PADDED, PADDED), told("T03 T28 T19 T43")),
]

DELIMITERS: list[Case] = [
    *bad_table("T04", "semicolons", BASE.replace(",", ";"), told("T04", row=1, remedy="sep=;")),
    *bad_table("T04b", "bars", BASE.replace(",", "|"), told("T04", row=1, remedy="sep=|")),
    *bad_table(
        "T04c",
        "semicolons and decimal commas",
        BASE.replace(",", ";").replace(".", ","),
        told("T04", row=1, remedy="sep=;"),
    ),
    *bad_table("T04d", "full-width commas", BASE.replace(",", "，"), told("T04", row=1)),
    *bad_table("T04e", "columns of fixed width", BASE.replace(",", "    "), told("T04", row=1)),
    *bad_table("T04f", "ideographic list commas", BASE.replace(",", "、"), told("T04", row=1)),
    *bad_table("T05", "tabs in a .csv", BASE.replace(",", "\t"), told("T05", row=1, remedy="sep=")),
    bad_raw("T05b", "commas in a .tsv", BASE, told("T04 T05", remedy="sep=,"), file="table.tsv"),
]

LAYOUTS: list[Case] = [
    *bad_table(
        "T13",
        "a title above the header",
        "Employment by prefecture and industry\n" + BASE,
        told("T13", row=1, value="Employment by prefecture", remedy="header_row=2"),
    ),
    *bad_table(
        "T13b",
        "a title with the commas of its sheet",
        f"Employment by prefecture and industry{PADDED}\n" + BASE,
        told("T13", row=1, value="Employment by prefecture", remedy="header_row=2"),
    ),
    *bad_table(
        "T13c",
        "two lines of title and an empty one",
        f"Table 3-7\nEmployment by prefecture\n\n{BASE}",
        told("T13", remedy="header_row=4"),
    ),
    *bad_table(
        "T13d",
        "a Chinese title and a unit at the right",
        f"表3-7 各市分行业从业人员{PADDED}\n,,,,,单位：人\n{BASE}",
        told("T13", remedy="header_row=3"),
    ),
    *bad_table(
        "T13e",
        "comment lines above the header",
        "# downloaded 2026-01-05\n# table B07\n" + BASE,
        told("T13", row=1, remedy="header_row=3"),
    ),
    *bad_table(
        "T13f",
        "a header of two rows",
        ",,,,Employment,Output\n" + BASE,
        told("T13 T22 T21", row=1),
    ),
    bad_raw(
        "T13h",
        "a second table below the first",
        BASE + "\nTable 2\ncode,area\n330300,12261\n330200,10338\n",
        told("T13 T15 T19", row=7),
    ),
    *bad_table(
        "T14",
        "units below the header",
        table(",,,,persons,bn yuan", *ROWS),
        told("T14", row=2, value="persons", remedy="unit_row=2"),
    ),
    *bad_table(
        "T14b",
        "Chinese units below the header",
        table(",,,,（人）,（亿元）", *ROWS),
        told("T14", row=2, value="（人）", remedy="unit_row=2"),
    ),
    *bad_table(
        "T14c",
        "column numbers below the header",
        table("(1),(2),(3),(4),(5),(6)", *ROWS),
        told("T14 T10", row=2, value="("),
    ),
    *bad_table(
        "T15",
        "a source note as last row",
        BASE + NOTE + "\n",
        told("T15", row=6, value="Source:", remedy="skip_footer=1"),
    ),
    *bad_table(
        "T15b",
        "a source note with the commas of its sheet",
        BASE + NOTE + PADDED + "\n",
        told("T15", row=6, value="Source:", remedy="skip_footer=1"),
    ),
    *bad_table(
        "T15c",
        "an empty line and two lines of notes in Chinese",
        BASE + "\n注：数据不含农业。\n资料来源：浙江统计年鉴。\n",
        told("T15", remedy="skip_footer="),
    ),
    *bad_table(
        "T15d",
        "a footnote with commas of its own",
        BASE + "* revised, see volume 2, page 7\n",
        told("T15 T19", row=6),
    ),
    *bad_table(
        "T17",
        "one field more in every row",
        table(*(row + ",x" for row in ROWS)),
        told("T17", row=2, value="7"),
    ),
    *bad_table(
        "T17b",
        "a comma at the end of every row",
        table(*(row + "," for row in ROWS)),
        told("T17", row=2),
    ),
    *bad_table(
        "T17c",
        "row numbers without a name in front",
        table(*(f"{n},{row}" for n, row in enumerate(ROWS))),
        told("T17", row=2),
    ),
    *bad_table(
        "T18",
        "one field more in one row: a name with a comma",
        edit("Wenzhou,2004,lamps", "Wenzhou, city,2004,lamps"),
        told("T18", row=3, value="7"),
    ),
    *bad_table(
        "T18b",
        "one number with a comma that is not quoted",
        edit("shoes,60", "shoes,1,060"),
        told("T18", row=4, value="7"),
    ),
    *bad_table("T19", "a row too short", edit(",60,6.1", ""), told("T19", row=4, value="4")),
    bad_raw(
        "T19b",
        "the last row cut off",
        BASE[: BASE.index(",lamps,50")] + "\n",
        told("T19", row=5),
    ),
    *bad_table(
        "T19c",
        "a line break within a cell that is not quoted",
        edit("Wenzhou,2004,lamps", "Wen\nzhou,2004,lamps"),
        told("T19", row=3),
    ),
    *bad_table(
        "T20",
        "a quote that is not closed",
        edit("Wenzhou,2004,shoes", '"Wenzhou,2004,shoes'),
        told("T20", row=2),
    ),
    *bad_table(
        "T20b",
        "quotes within a cell",
        edit("Wenzhou,2004,lamps", '"Wen"zhou",2004,lamps'),
        told("T20", row=3),
    ),
    *bad_table(
        "T20c",
        "a quote that is not closed in the last row",
        edit("Ningbo,2004,lamps", '"Ningbo,2004,lamps'),
        told("T20", row=5),
    ),
]

HEADERS: list[Case] = [
    *bad_table(
        "T21",
        "emp twice",
        BASE.replace(",output", ",emp", 1),
        told("T21", row=1, column="emp|employment"),
        raw=told("T21", row=1, column="emp"),
    )[:1],
    *bad_table(
        "T21b",
        "output twice, once with a space",
        table(*(row + ",1" for row in ROWS), header=RAW_HEADER + ",output "),
        told("T21", row=1, column="output"),
    ),
    bad_raw(
        "T21c",
        "two columns whose names differ by a capital letter",
        table(*(row + ",1" for row in ROWS), header=RAW_HEADER + ",Emp"),
        told("T21 T42", row=1, column="Emp"),
        may_warn=True,
    ),
    *bad_table(
        "T22",
        "a column without a name",
        BASE.replace(",output", ",", 1),
        told("T22 T21", row=1, value="6"),
    ),
    *bad_table(
        "T22b",
        "row numbers that a program has added",
        table(*(f"{n},{row}" for n, row in enumerate(ROWS)), header="," + RAW_HEADER),
        told("T22 T21", row=1, value="1"),
    ),
    *bad_table(
        "T23",
        "a space after a name",
        BASE.replace(",output", ",output ", 1),
        told("T23", row=1, column="output"),
        may_warn=True,
    ),
    bad_raw(
        "T23a",
        "a space after the name emp",
        edit(",emp,", ",emp ,"),
        told("T23", row=1, column="emp", value="emp "),
        may_warn=True,
    ),
    bad_raw(
        "T23b",
        "a hard space before a name",
        edit(",emp,", ",\u00a0emp,"),
        told("T23", row=1, column="emp"),
        may_warn=True,
    ),
    bad_raw(
        "T23c",
        "a zero-width space within a name",
        edit(",emp,", ",em\u200bp,"),
        told("T*", row=1),
        may_warn=True,
    ),
    bad_raw(
        "T23d",
        "a byte mark within the file: two exports one after the other",
        BASE + "\ufeff" + BASE,
        told("T*", row=6),
    ),
    *bad_table("T25", "no header", "\n".join(ROWS) + "\n", told("T25 S10 T12 T13 T24", row=1)),
    bad_raw(
        "T25b",
        "code and name exchanged",
        table(
            "Wenzhou,330300,2004,shoes,100,10.5",
            "Wenzhou,330300,2004,lamps,80,7.2",
            "Ningbo,330200,2004,shoes,60,6.1",
            "Ningbo,330200,2004,lamps,50,5.4",
        ),
        told("T25 T30 T31 T32", row=2, value="Wenzhou"),
        may_warn=True,
    ),
    *bad_table(
        "T25c",
        "year and employment exchanged",
        table("330300,Wenzhou,100,shoes,2004,1", "330200,Ningbo,60,shoes,2004,2"),
        told("T25 T39", row=2, value="100"),
    ),
    *bad_table(
        "T25d",
        "the header once more in the middle: two files in one",
        BASE + BASE.replace("2004", "2005"),
        told("T25 T10 T13", row=6),
    ),
    bad_raw(
        "T24",
        "no column of regions, neither codes nor names",
        "industry,year,emp\nshoes,2004,100\nlamps,2004,80\n",
        told("S10 T24", remedy="--map region="),
    ),
    bad_raw(
        "T24e",
        "names of regions and no codes, in a table that could be taken for a list of industries",
        "name,industry,year,emp\nWenzhou,shoes,2004,100\nNingbo,lamps,2004,80\n",
        told("S10 T24 T58", value="name"),
        may_warn=True,
    ),
    bad_raw(
        "T24b",
        "no year",
        "code,industry,emp\n330300,shoes,100\n330200,shoes,60\n",
        told("S13 T24", remedy="--map year="),
    ),
    bad_raw(
        "T24c",
        "no numbers at all in a table by industry and year",
        "code,industry,year\n330300,shoes,2004\n330200,shoes,2004\n",
        told("T24 T12 T43 S*"),
    ),
    *bad_table(
        "T24d",
        "the column of regions absent",
        "\n".join(row.split(",", 1)[1] for row in BASE.splitlines()) + "\n",
        told("T24 T12 S10 T58", column="region|code"),
    ),
]

OTHER_FORMATS: list[Case] = [
    *bad_table(
        "T44", "a NUL byte", edit("Wenzhou,2004,shoes", "Wen\0zhou,2004,shoes"), told("T44", row=2)
    ),
    bad_raw("T44b", "a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", told("T* S09")),
    bad_raw("T44c", "a gzip file called .csv", gzip.compress(BASE.encode()), told("T* S09")),
    bad_raw("T44d", "a zip file called .csv", _zip(), told("T* S09")),
    bad_raw("T44e", "a PDF called .csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", told("T* S09")),
    *bad_table(
        "T45",
        "a web page saved as .csv",
        "<html><head><title>404 Not Found</title></head></html>\n",
        told("T45", row=1, value="<html>"),
    ),
    *bad_table(
        "T45b",
        "a web page after empty lines",
        "\ufeff\n\n<!DOCTYPE html>\n<html lang='zh'></html>\n",
        told("T45", value="<!DOCTYPE html>"),
    ),
    *bad_table(
        "T45c",
        "an error as JSON",
        '{"error": {"code": 404, "message": "no such table"}}\n',
        told("T45", row=1, value='"error"'),
    ),
    *bad_table(
        "T45d",
        "an error as XML",
        '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>\n',
        told("T45", row=1, value="<?xml"),
    ),
    bad_raw(
        "T45e",
        "one sentence in place of a table",
        "Access denied. Please log in to download this table.\n",
        told("T* S10"),
    ),
    bad_raw(
        "T45f",
        "a pointer of a large-file store in place of the file",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        told("T* S10"),
    ),
    bad_raw(
        "S05", "a file that is not there", lambda path: path.unlink(missing_ok=True), told("S05")
    ),
    bad_raw("S05b", "a folder in place of a file", lambda path: path.mkdir(), told("S05")),
    bad_raw("S09", "a Word document", b"PK\x03\x04", told("S09 T*"), file="table.docx"),
    bad_raw("S09b", "a Stata file", b"<stata_dta>", told("S09 T*"), file="table.dta"),
    bad_raw("S09c", "a pickle", b"\x80\x04K\x01.", told("S09"), file="table.pkl"),
]

CASES: list[Case] = [*ENCODINGS, *DELIMITERS, *LAYOUTS, *HEADERS, *OTHER_FORMATS]
