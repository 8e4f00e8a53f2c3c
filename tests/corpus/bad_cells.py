"""Cells that are no plain numbers or years, numbers that cannot be, and numbers that hardly can."""

from __future__ import annotations

from tests.corpus.cases import (
    BASE,
    INDUSTRIES,
    RAW_HEADER,
    REGIONS,
    ROWS,
    Case,
    bad_raw,
    bad_study,
    bad_table,
    edit,
    table,
    told,
)

FIRST = "shoes,100,10.5"  # the passage of the first row that holds its numbers


def cell(
    key: str,
    what: str,
    text: str,
    wanted: str,
    *,
    remedy: str | None = None,
    may_warn: bool = False,
    value: str | None = None,
) -> list[Case]:
    """One text in the cell of employment of the first row."""
    quoted = f'"{text}"' if "," in text else text
    spoilt = edit(FIRST, f"shoes,{quoted},10.5")
    there = told(wanted, row=2, column="emp", value=value or text, remedy=remedy)
    return bad_table(key, what, spoilt, there, may_warn=may_warn)


def year(key: str, what: str, text: str, wanted: str = "T39 T40 T10 T09") -> list[Case]:
    """One text in the cell of the year of the first row."""
    spoilt = edit("Wenzhou,2004,shoes", f"Wenzhou,{text},shoes")
    there = told(wanted, row=2, column="year", value=text.lstrip("0"))
    return bad_table(key, what, spoilt, there)


ESTABLISHMENTS = """\
code,name,year,industry,emp,establishments
330300,Wenzhou,2004,shoes,100,12
330300,Wenzhou,2004,lamps,80,9
330200,Ningbo,2004,shoes,60,7
330200,Ningbo,2004,lamps,50,4
"""


ZHEJIANG = "Hangzhou Ningbo Wenzhou Jiaxing Huzhou Shaoxing Jinhua Quzhou Zhoushan Taizhou Lishui"


def with_column(name: str, *cells: object) -> str:
    """The small table with one column more."""
    rows = [f"{row},{text}" for row, text in zip(ROWS, cells, strict=True)]
    return table(*rows, header=f"{RAW_HEADER},{name}")


NUMBER_FORMATS: list[Case] = [
    *cell("T06", "a decimal comma", "100,5", "T06", remedy="decimal="),
    *bad_table(
        "T06b",
        "decimal commas in a whole column",
        BASE.replace("10.5", '"10,5"')
        .replace("7.2", '"7,2"')
        .replace("6.1", '"6,1"')
        .replace("5.4", '"5,4"'),
        told("T06", row=2, column="output", value="10,5", remedy="decimal="),
    ),
    *cell("T07", "thousands with a comma", "1,100", "T07", remedy="thousands=,"),
    *cell("T07b", "thousands with a space", "1 100", "T07", remedy="thousands="),
    *cell("T07c", "thousands with a hard space", "1\u00a0100", "T07", remedy="thousands="),
    *cell("T07d", "thousands with an apostrophe", "1'100", "T07", remedy="thousands="),
    *cell("T07e", "millions with dots", "1.100.000", "T07 T06", remedy="thousands=."),
    *cell("T07f", "Indian groups", "1,10,000", "T07 T10", value="1,10,000"),
    *cell("T07g", "thousands and decimals both with commas", "1,100,5", "T07 T06 T10"),
    *cell("T08", "full-width digits", "１００", "T08", remedy="normalize_digits"),
    *cell("T08b", "Arabic digits", "١٠٠", "T08 T10"),
    *cell("T08c", "Chinese numerals", "一百", "T08 T10"),
    *cell("T08d", "a superscript footnote mark", "100²", "T08 T09 T10"),
    *cell("T08e", "a typographic minus", "−100", "T08 T09 T10 T34", value="100"),
    *cell("T09", "a percent sign", "12%", "T09 T10"),
    *cell("T09b", "a currency sign", "¥100", "T09 T10"),
    *cell("T09c", "a unit in the cell", "100人", "T09 T10"),
    *cell("T09d", "ten thousands in words", "10.5万", "T09 T10"),
    *cell("T09e", "about", "~100", "T09 T10 T11"),
    *cell("T09f", "fewer than", "<5", "T09 T10 T11"),
    *cell("T09g", "a footnote star", "100*", "T09 T10 T11"),
    *cell("T09h", "a provisional value", "100 p", "T09 T10 T11"),
    *cell("T09i", "a range", "100-200", "T09 T10"),
    *cell("T09j", "two numbers", "100/20", "T09 T10"),
    *cell("T09k", "negative in brackets", "(100)", "T09 T10 T34"),
    *cell("T09l", "a number of a programming language", "1_000", "T09 T10 T07"),
    *cell("T09m", "a hexadecimal number", "0x64", "T09 T10"),
    *cell("T09n", "the answer true", "TRUE", "T10"),
    *cell("T09o", "the letter O for zero", "1O0", "T10 T09"),
    *cell("T09p", "a date that a spreadsheet made of a number", "Jan-00", "T10 T09"),
]

MISSING: list[Case] = [
    *cell("T10", "two dots", "..", "T10 T11", remedy="missing="),
    *cell("T10b", "a colon", ":", "T10 T11", remedy="missing="),
    *cell("T10c", "an ellipsis", "…", "T10 T11", remedy="missing="),
    *cell("T11", "n/a", "n/a", "T11 T10", remedy="missing="),
    *cell("T11b", "a hyphen", "-", "T11 T10", remedy="missing="),
    *cell("T11c", "withheld: D", "D", "T11 T10", remedy="missing="),
    *cell("T11d", "withheld: S", "S", "T11 T10", remedy="missing="),
    *cell("T11e", "withheld: x", "x", "T11 T10", remedy="missing="),
    *cell("T11f", "a dash", "—", "T11 T10", remedy="missing="),
    *cell("T11g", "NULL of a database", "NULL", "T11 T10", remedy="missing="),
    *cell("T11h", "an error of a spreadsheet", "#N/A", "T11 T10"),
    *cell("T11i", "a reference error", "#REF!", "T11 T10"),
    *cell("T11j", "a division error", "#DIV/0!", "T11 T10"),
    *cell("T11k", "NA", "NA", "T11 T10", remedy="missing="),
    *cell("T11l", "nan", "nan", "T11 T10"),
    *cell("T11m", "not available in Chinese", "不详", "T11 T10", remedy="missing="),
    *cell("T11n", "a lone space", " ", "T11 T10", value=""),
    *cell("T12", "-9999 for missing", "-9999", "T12 T34 T40"),
    *bad_table(
        "T12b",
        "-999 for missing in a column that may be negative",
        BASE.replace("10.5", "-999").replace("6.1", "-999"),
        told("T12 T40", row=2, column="output", value="-999"),
        may_warn=True,
    ),
    *bad_table(
        "T12c",
        "999999 for missing",
        BASE.replace("shoes,100", "shoes,999999").replace("shoes,60", "shoes,999999"),
        told("T12 T37 T40", row=2, column="emp", value="999999"),
        may_warn=True,
    ),
    *bad_table(
        "T43",
        "an indicator without any value",
        table(
            "330300,Wenzhou,2004,shoes,,10.5",
            "330300,Wenzhou,2004,lamps,,7.2",
            "330200,Ningbo,2004,shoes,,6.1",
        ),
        told("T43", column="emp"),
    ),
    *bad_table(
        "T43b",
        "an indicator withheld in every row",
        table("330300,Wenzhou,2004,shoes,..,10.5", "330200,Ningbo,2004,shoes,..,6.1"),
        told("T10 T11 T43", row=2, column="emp", value=".."),
    ),
]

IMPOSSIBLE: list[Case] = [
    *cell("T34", "a negative employment", "-100", "T34"),
    *cell("T34b", "a negative fraction", "-0.5", "T34"),
    bad_study(
        "T34c",
        "a negative area",
        {"regions.csv": edit("10337.8", "-10337.8", REGIONS)},
        told("T34", row=3, column="area_km2", value="-10337.8"),
    ),
    bad_study(
        "T34d",
        "a negative population",
        {"regions.csv": edit("9122102", "-1", REGIONS)},
        told("T34", row=4, column="population", value="-1"),
    ),
    bad_study(
        "T34e",
        "an area of zero",
        {"regions.csv": edit("10337.8", "0", REGIONS)},
        told("T34 T35 T70", row=3, column="area_km2", value="0"),
        may_warn=True,
    ),
    bad_study(
        "T34f",
        "longitude and latitude exchanged",
        {"regions.csv": edit("121.5,29.8", "29.8,121.5", REGIONS)},
        told("T* G03", row=3, column="latitude", value="121.5"),
    ),
    bad_study(
        "T34g",
        "coordinates in metres",
        {"regions.csv": edit("121.5,29.8", "13525318,3475763", REGIONS)},
        told("T* G*", row=3, column="longitude", value="13525318"),
    ),
    *cell("T38", "an infinite value", "inf", "T38 T10"),
    *cell("T38b", "a number too large for any computer", "1e999", "T38 T10"),
    *cell("T38c", "the sign of infinity", "∞", "T38 T10"),
    *cell("T38d", "minus infinity in words", "-Infinity", "T38 T10 T34"),
    *year("T39", "a year of two digits", "04"),
    *year("T39b", "a year long ago", "1804"),
    *year("T39c", "a year of five digits", "20004"),
    *year("T39d", "a school year", "2004-05"),
    *year("T39e", "a quarter", "2004Q1"),
    *year("T39f", "a year of the Republic", "93"),
    *year("T39g", "a fiscal year", "FY2004"),
    *year("T39h", "a spreadsheet's number of a day", "38139"),
    *year("T39i", "a year in Chinese", "2004年"),
    *year("T39j", "half a year", "2004.5"),
    *year("T39k", "a missing year as 9999", "9999"),
    *year("T40", "a day", "2004-06-01"),
    *year("T40b", "a day that may be read two ways", "01/02/2004"),
    *year("T40c", "a month", "Jan-04"),
    *year("T40d", "a month in digits", "200406"),
    *bad_table(
        "T41",
        "a row without its year",
        edit("Ningbo,2004,lamps", "Ningbo,,lamps"),
        told("T28 T41", row=5, column="year"),
    ),
]

UNLIKELY: list[Case] = [
    *bad_table(
        "T35",
        "a region without any employment",
        edit("shoes,100,10.5", "shoes,0,0").replace("lamps,80,7.2", "lamps,0,0"),
        told("T35", value="330300"),
        may_warn=True,
    ),
    *bad_table(
        "T36",
        "a part larger than its total: exports above output",
        with_column("exports", 99, 1, 1, 1),
        told("T36", row=2, value="99"),
        may_warn=True,
    ),
    bad_study(
        "T36b",
        "the prefectures hold more people than the province",
        {"regions.csv": edit("54426891", "10000000", REGIONS)},
        told("T36", value="330000"),
        may_warn=True,
    ),
    bad_study(
        "T36c",
        "the prefectures are larger than the province",
        {"regions.csv": edit("107070", "1070.7", REGIONS)},
        told("T36", value="330000"),
        may_warn=True,
    ),
    *bad_table(
        "T36d",
        "a share above one whole",
        with_column("export_share", 0.4, 0.35, 45, 0.5),
        told("T36 T37 T68 T71", row=4, column="export_share", value="45"),
        may_warn=True,
    ),
    *bad_table(
        "T36e",
        "people at work in no establishment",
        ESTABLISHMENTS.replace("100,12", "100,0"),
        told("T36 T61 T62 T63 T66", row=2, value="0"),
        may_warn=True,
    ),
    *bad_table(
        "T36f",
        "more establishments than people at work",
        ESTABLISHMENTS.replace("100,12", "100,1200"),
        told("T36 T61 T63", row=2, value="1200"),
        may_warn=True,
    ),
    *bad_table(
        "T36g",
        "more women than people at work",
        with_column("emp_female", 101, 20, 20, 20),
        told("T36 T71", row=2, value="101"),
        may_warn=True,
    ),
    *bad_table(
        "T41b",
        "a region without rows in one year between others",
        table(
            *(
                f"33{n:02}00,{name},{when},shoes,{50 + n},1"
                for when in (2004, 2005, 2006)
                for n, name in enumerate(ZHEJIANG.split(), start=1)
                if (name, when) != ("Ningbo", 2005)
            )
        ),
        told("T41 G43", value="330200"),
        may_warn=True,
    ),
    *bad_table(
        "T37",
        "one value a thousand times too large",
        table(
            "330300,Wenzhou,2004,shoes,100000,10.5",
            "330100,Hangzhou,2004,shoes,80,7.2",
            "330200,Ningbo,2004,shoes,60,6.1",
            "330400,Jiaxing,2004,shoes,50,5.4",
        ),
        told("T37", row=2, column="emp", value="100000"),
        may_warn=True,
    )[::2],
    *bad_table(
        "T37d",
        "a value a thousand times the two that may be compared with it",
        edit("shoes,100", "shoes,100000"),
        told("T37", row=2, column="emp", value="100000"),
        may_warn=True,
    ),
    *bad_table(
        "T37b",
        "one year in thousands",
        table(
            *(
                f"{code},{name},{when},{what},{jobs},1"
                for when, scale in ((2004, 1), (2005, 1), (2006, 0.001))
                for code, name, what, jobs in (
                    ("330300", "Wenzhou", "shoes", 81000 * scale),
                    ("330300", "Wenzhou", "lamps", 64000 * scale),
                    ("330200", "Ningbo", "shoes", 42000 * scale),
                    ("330200", "Ningbo", "lamps", 75000 * scale),
                )
            )
        ),
        told("T37", column="emp", value="81"),
        may_warn=True,
    ),
    bad_study(
        "T37c",
        "one area in square metres",
        {"regions.csv": edit("10337.8", "10337800000", REGIONS)},
        told("T37 T36", column="area_km2", value="10337800000"),
        may_warn=True,
    ),
]

TEXTS: list[Case] = [
    *bad_table(
        "T46",
        "a formula in a name",
        edit("Ningbo,2004,shoes", '"=HYPERLINK(""http://x"",""Ningbo"")",2004,shoes').replace(
            "Ningbo,2004,lamps", '"=HYPERLINK(""http://x"",""Ningbo"")",2004,lamps'
        ),
        told("T46", row=4, value="=HYPERLINK"),
        may_warn=True,
    ),
    bad_raw(
        "T46b",
        "a command in a name",
        BASE.replace("Ningbo", "@SUM(1+1)*cmd|' /C calc'!A0"),
        told("T46", row=4, value="@SUM"),
        may_warn=True,
    ),
    *bad_table(
        "T47",
        "a script tag in a name",
        BASE.replace("Ningbo", "<script>alert(1)</script>"),
        told("T47", row=4, value="<script>"),
        may_warn=True,
    ),
    bad_raw(
        "T47b",
        "an image that runs a script in a name",
        BASE.replace("Ningbo", "<img src=x onerror=alert(1)>"),
        told("T47", row=4, value="<img"),
        may_warn=True,
    ),
    bad_study(
        "T47c",
        "a script tag in the name of an industry",
        {"industries.csv": edit("Footwear", "<script src=//x></script>", INDUSTRIES)},
        told("T47", row=2, column="name", value="<script"),
        may_warn=True,
    ),
    bad_study(
        "T47d",
        "a terminal's control characters in a name",
        {"regions.csv": edit("Ningbo", "\x1b[2JNingbo", REGIONS)},
        told("T*", row=3, column="name"),
        may_warn=True,
    ),
    bad_study(
        "T10d",
        "a flag nobody knows",
        {
            "activity.csv": "region,industry,year,employment,flag\n"
            "330300,shoes,2004,100,\n330200,shoes,2004,,secret\n"
        },
        told("T*", row=3, column="flag", value="secret"),
        may_warn=True,
    ),
    bad_study(
        "T10e",
        "a traded industry that is neither true nor false",
        {"industries.csv": "industry,name,is_traded\nshoes,Footwear,true\nlamps,Lamps,maybe\n"},
        told("T10", row=3, column="is_traded", value="maybe"),
    ),
]

CASES: list[Case] = [*NUMBER_FORMATS, *MISSING, *IMPOSSIBLE, *UNLIKELY, *TEXTS]
