"""Tables of text that look odd and are in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.corpus.cases import (
    ACTIVITY,
    BASE,
    RAW_HEADER,
    REGIONS,
    ROWS,
    STUDY_HEADER,
    Case,
    Content,
    codes,
    edit,
    new_study,
    study_of,
    table,
)

TOTAL = 290.0
PLAIN = {"rows": 4, "total": TOTAL, "regions": {"330300", "330200"}, "years": {2004}}
NAMES = {"names": {"Wenzhou", "Ningbo"}}


def raw(
    key: str,
    what: str,
    text: Content,
    *options: str,
    holds: Mapping[str, Any] | None = None,
    warnings: str = "",
    file: str = "table.csv",
    others: Mapping[str, Content] | None = None,
) -> Case:
    """A file given to `workbench new study`."""
    files = {file: text, **(others or {})}
    words = (*new_study(*files), *options)
    facts = PLAIN if holds is None else holds
    return Case(f"{key}-raw", what, files, words, warnings=codes(warnings), holds=facts)


def inside(
    key: str,
    what: str,
    tables: Mapping[str, Content],
    *,
    holds: Mapping[str, Any] | None = None,
    warnings: str = "",
) -> Case:
    """A study folder looked through by `workbench check`."""
    facts = PLAIN | {"regions": {"330000", "330300", "330200"}} if holds is None else holds
    words = ("check", "{folder}/study")
    return Case(
        f"{key}-study", what, study_of(tables), words, warnings=codes(warnings), holds=facts
    )


def both(
    key: str,
    what: str,
    text: str,
    *,
    holds: Mapping[str, Any] | None = None,
    warnings: str = "",
    encoding: str = "utf-8",
) -> list[Case]:
    """A table by both ways in."""
    inner = text.replace(RAW_HEADER, STUDY_HEADER).encode(encoding)
    kept = {k: v for k, v in (holds or PLAIN).items() if k not in ("regions", "names")}
    alone = Case(
        f"{key}-file",
        what,
        {"table.csv": text.encode(encoding)},
        ("check", "{folder}/table.csv"),
        warnings=codes(warnings),
    )
    return [
        alone,
        raw(key, what, text.encode(encoding), holds=holds, warnings=warnings),
        inside(key, what, {"activity.csv": inner}, holds=kept, warnings=warnings),
    ]


def renamed(first: str, second: str) -> str:
    """The small table with other names of the two regions."""
    return BASE.replace("Wenzhou", first).replace("Ningbo", second)


def named(key: str, what: str, first: str, second: str, warnings: str = "") -> Case:
    """Two odd names, which must be kept as they are."""

    def cell(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    facts = PLAIN | {"names": {first, second}}
    return raw(key, what, renamed(cell(first), cell(second)), holds=facts, warnings=warnings)


def coded(key: str, what: str, first: str, second: str, warnings: str = "") -> Case:
    """Two odd codes of regions, which must be kept as they are."""
    text = BASE.replace("330300,", f"{first},").replace("330200,", f"{second},")
    return raw(key, what, text, holds=PLAIN | {"regions": {first, second}}, warnings=warnings)


def sorted_(key: str, what: str, first: str, second: str, warnings: str = "") -> Case:
    """Two odd codes of industries, which must be kept as they are."""
    text = BASE.replace(",shoes,", f",{first},").replace(",lamps,", f",{second},")
    facts = PLAIN | {"industries": {first, second}}
    return raw(key, what, text, holds=facts, warnings=warnings)


def jobs(key: str, what: str, numbers: Sequence[object], warnings: str = "") -> list[Case]:
    """Four odd numbers of employment."""
    rows = [
        row.rsplit(",", 2)[0] + f",{number}," + row.rsplit(",", 1)[1]
        for row, number in zip(ROWS, numbers, strict=True)
    ]
    total = sum(float(str(n)) for n in numbers if str(n))
    facts = PLAIN | {"total": total, "missing": sum(not str(n) for n in numbers)}
    return both(key, what, table(*rows), holds=facts, warnings=warnings)


WIDE = "code,name,year,growth,exports_to_gdp\n330300,Wenzhou,2009,-3.5,61\n330200,Ningbo,2009,-0.8,112.4\n"
GERMAN = BASE.replace(",", ";").replace(".", ",").replace(";100;", ";1.100;")

FORMS: list[Case] = [
    *both("C01", "commas within quotes", BASE.replace("Wenzhou", '"Wenzhou, Zhejiang"')),
    *both(
        "C02",
        "line breaks within quotes",
        BASE.replace("Wenzhou", '"Wenzhou\nZhejiang"'),
        warnings="T30",
    ),
    *both("C03", "a byte mark of UTF-8", "\ufeff" + BASE, holds=PLAIN | NAMES),
    *both("C04", "lines that end as on Windows", BASE.replace("\n", "\r\n"), holds=PLAIN | NAMES),
    *both(
        "C05",
        "lines that end as on old Macs",
        BASE.replace("\n", "\r"),
        holds=PLAIN | NAMES,
        warnings="T*",
    ),
    *both("C06", "empty lines at the end", BASE + "\n\n\n"),
    *both("C07", "no line end after the last row", BASE.rstrip("\n")),
    raw(
        "C08",
        "all cells in quotes",
        "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in BASE.splitlines())
        + "\n",
        holds=PLAIN | NAMES,
    ),
    raw(
        "C09",
        "columns in another order",
        "\n".join(
            ",".join(line.split(",")[n] for n in (4, 3, 1, 5, 2, 0)) for line in BASE.splitlines()
        )
        + "\n",
        holds=PLAIN | NAMES,
    ),
    raw(
        "C10",
        "more columns than we know",
        "\n".join(
            line + "," + more
            for line, more in zip(BASE.splitlines(), ("remark", "a", "", "b", ""), strict=True)
        )
        + "\n",
    ),
    raw(
        "C11",
        "Chinese names of columns, mapped",
        BASE.replace(RAW_HEADER, "代码,名称,年份,行业,从业人员,产值"),
        "--map",
        "region=代码",
        "--map",
        "name=名称",
        "--map",
        "year=年份",
        "--map",
        "industry=行业",
        "--map",
        "employment=从业人员",
        holds=PLAIN | NAMES,
    ),
    raw(
        "C12",
        "units in brackets in the header",
        edit(",emp,output", ",emp (persons),output (bn yuan)"),
        "--map",
        "employment=emp (persons)",
    ),
    raw(
        "C13",
        "no column that could be left out",
        "code,year,industry,emp\n330300,2004,shoes,100\n330200,2004,shoes,60\n",
        holds={"rows": 2, "total": 160.0},
    ),
    raw(
        "C14",
        "a year said in the command",
        "code,industry,emp\n330300,shoes,100\n330200,shoes,60\n",
        "--map",
        "year=2004",
        holds={"rows": 2, "years": {2004}},
    ),
    raw("C15", "tabs in a .tsv", BASE.replace(",", "\t"), file="table.tsv", holds=PLAIN | NAMES),
    raw("C16", "Chinese and spaces in the path", BASE, file="我的 数据/表 1 (2004).csv"),
    raw(
        "C17",
        "a table and the list of its regions",
        BASE,
        others={"regions.csv": REGIONS},
        holds={"rows": 4, "regions": {"330000", "330300", "330200"}},
    ),
    raw(
        "C18",
        "two years in two files",
        BASE,
        others={"b.csv": BASE.replace("2004", "2005")},
        holds={"rows": 8, "years": {2004, 2005}},
    ),
    raw(
        "C19",
        "an empty column without a name at the right",
        "\n".join(line + "," for line in BASE.splitlines()) + "\n",
        warnings="T22 T*",
    ),
    raw("C21", "two kinds of line ends", BASE.replace("\n", "\r\n", 2), holds=PLAIN | NAMES),
    raw(
        "C22",
        "a line break in the name of a column",
        edit(",output", ',"output\n(bn yuan)"'),
        warnings="T23 T30",
    ),
    raw(
        "C23",
        "an empty row in the middle",
        edit("330200,Ningbo,2004,shoes", "\n330200,Ningbo,2004,shoes"),
        warnings="T53",
    ),
    raw("C25", "a line that tells a spreadsheet the separator", "sep=;\n" + BASE.replace(",", ";")),
    raw(
        "C24",
        "one column a year",
        "code,name,2004,2005\n330300,Wenzhou,140.2,160\n330200,Ningbo,215.8,244.1\n",
        holds={"values": [140.2, 160.0, 215.8, 244.1]},
        warnings="T* S*",
    ),
    raw("C20", "spaces after the commas", BASE.replace(",", ", "), warnings="T23 T42 T*"),
]

DECLARED: list[Case] = [
    raw(
        "D01",
        "semicolons, decimal commas and dots, declared",
        GERMAN,
        "--read",
        "sep=;",
        "--read",
        "decimal=,",
        "--read",
        "thousands=.",
        holds=PLAIN | {"total": 1290.0},
    ),
    raw(
        "D02",
        "GB18030, declared",
        renamed("温州市", "宁波市").encode("gb18030"),
        "--read",
        "encoding=gb18030",
        holds=PLAIN | {"names": {"温州市", "宁波市"}},
    ),
    raw(
        "D03",
        "UTF-16, declared",
        renamed("温州市", "宁波市").encode("utf-16"),
        "--read",
        "encoding=utf-16",
        holds=PLAIN | {"names": {"温州市", "宁波市"}},
    ),
    raw(
        "D04",
        "Latin-1, declared",
        renamed("Genève", "Besançon").encode("latin-1"),
        "--read",
        "encoding=latin-1",
        holds=PLAIN | {"names": {"Genève", "Besançon"}},
    ),
    raw(
        "D05",
        "thousands, declared",
        edit("shoes,100", 'shoes,"1,100"'),
        "--read",
        "thousands=,",
        holds=PLAIN | {"total": 1290.0},
    ),
    raw(
        "D06", "a title, declared", "Employment by prefecture\n\n" + BASE, "--read", "header_row=3"
    ),
    raw(
        "D07",
        "units below the header, declared",
        table(",,,,persons,bn yuan", *ROWS),
        "--read",
        "unit_row=2",
    ),
    raw(
        "D08",
        "notes below, declared",
        BASE + "\nSource: Yearbook\nNote: revised\n",
        "--read",
        "skip_footer=2",
    ),
    raw(
        "D09",
        "suppressed values, declared",
        edit("shoes,100", "shoes,.."),
        "--read",
        "missing=..:suppressed",
        holds=PLAIN | {"total": 190.0, "missing": 1, "flags": ["suppressed"]},
        warnings="T* Q*",
    ),
    raw(
        "D10",
        "full-width digits, declared",
        edit("shoes,100", "shoes,１００"),
        "--read",
        "normalize_digits=true",
        warnings="T08",
    ),
    raw(
        "D11",
        "the province among its prefectures, declared",
        table("330000,Zhejiang,2004,shoes,160,16.6", *ROWS),
        "--read",
        "drop_totals=true",
        holds={"rows": 4, "total": TOTAL},
        warnings="T16 T55",
    ),
    raw(
        "D12",
        "rows to be added up, declared",
        BASE + "330300,Wenzhou,2004,shoes,110,11\n",
        "--read",
        "on_duplicate=sum",
        holds=PLAIN | {"total": 400.0},
        warnings="T26 T55",
    ),
    raw("D13", "a tab in a .csv, declared", BASE.replace(",", "\t"), "--read", "sep=\\t"),
    raw(
        "D14",
        "lost zeros, declared",
        table("1001,Autauga,2004,shoes,100,1", "12001,Alachua,2004,shoes,60,1"),
        "--read",
        "pad_codes=true",
        holds={"rows": 2, "regions": {"01001", "12001"}},
        warnings="T27 T55",
    ),
]

CODES: list[Case] = [
    coded("C30", "codes with letters", "CN33C", "CN33B"),
    coded("C31", "codes that begin with zero", "030300", "030200"),
    coded("C32", "a region called NA, and None", "NA", "None"),
    coded("C33", "a region called null, and nan", "null", "nan"),
    coded("C34", "codes of one character", "1", "2"),
    coded("C35", "codes of one and two digits", "9", "10", "T27"),
    coded("C36", "codes with dots and hyphens", "33.03-A", "33.02-B"),
    coded("C37", "codes in Chinese", "温州", "宁波"),
    coded("C38", "codes of twelve digits", "330302001000", "330203002000"),
    coded("C39", "codes that read as numbers of science", "1e5", "2E7", "T29"),
    coded("C40", "codes that read as true and false", "true", "False"),
    coded("C41", "codes that read as infinity", "inf", "infra"),
    coded("C41b", "codes that differ by a hyphen", "1-1", "11", "T42"),
    sorted_("C42", "an industry called True", "True", "False"),
    sorted_("C43", "industries 007 and 1e5", "007", "1e5", "T29 T27"),
    sorted_("C44", "industries with plus and slash", "C13+C14", "C15/C16"),
    sorted_("C45", "industries of two systems of letters", "鞋类", "chaussures"),
    sorted_("C46", "industry codes like 15 and 15.2", "15", "28.2", "T16"),
    inside(
        "C47",
        "codes of several lengths at several levels",
        {
            "regions.csv": "region,name,level,parent\n33,Zhejiang,province,\n3303,Wenzhou,prefecture,33\n3302,Ningbo,prefecture,33\n330302,Lucheng,county,3303\n",
            "activity.csv": "region,industry,year,employment\n330302,shoes,2004,100\n3302,shoes,2004,60\n",
        },
        holds={"rows": 2},
    ),
    inside(
        "C48",
        "a region without activity, and one without area",
        {"regions.csv": REGIONS + "330400,Jiaxing,prefecture,330000,,,,\n"},
        holds={"rows": 4},
        warnings="T*",
    ),
    raw("C49", "one region", table(*ROWS[:2]), holds={"rows": 2, "regions": {"330300"}}),
    raw("C50", "one row", table(ROWS[0]), holds={"rows": 1, "total": 100.0}),
    inside(
        "C51",
        "one column: a list of industries known by their codes",
        {"industries.csv": "industry,name\nshoes,shoes\nlamps,lamps\n"},
        holds={"rows": 4},
    ),
    raw(
        "C52",
        "regions missing in one year",
        table(*ROWS, "330300,Wenzhou,2005,shoes,110,11"),
        holds={"rows": 5, "years": {2004, 2005}},
        warnings="T41 G43",
    ),
    raw(
        "C53",
        "years of three censuses",
        table(
            *(
                f"{code},{name},{year},shoes,{50 + year - 2000},1"
                for year in (2004, 2008, 2013)
                for code, name in (("330300", "Wenzhou"), ("330200", "Ningbo"))
            )
        ),
        holds={"rows": 6, "years": {2004, 2008, 2013}},
    ),
    raw("C54", "the year 1949", BASE.replace("2004", "1949"), holds=PLAIN | {"years": {1949}}),
    raw(
        "C55",
        "years with a decimal point from a program",
        BASE.replace("2004", "2004.0"),
        warnings="T39 T40 T*",
    ),
]

NAMES_KEPT: list[Case] = [
    named("C60", "a name of 300 letters", "Llanfair" * 40, "Ningbo"),
    named("C61", "pictures in names", "温州 👟", "宁波 🏭"),
    named("C62", "names from right to left", "حلب", "ירושלים"),
    named("C63", "apostrophes and quotes", "L'Aquila", 'The "Port"'),
    named("C64", "names that begin like formulas", "=Wenzhou", "-Ningbo", "T46"),
    named("C65", "names that begin with plus and at", "+Wenzhou", "@Ningbo", "T46"),
    named("C66", "one name in two provinces", "Suzhou", "Suzhou"),
    named("C67", "names that are numbers", "2004", "100"),
    named("C68", "names that say there is none", "NA", "null"),
    named("C69", "angle brackets and ampersands that are no tags", "A < B & C", "R&D > 3 %", "T47"),
    named("C70", "names with back-strokes", "Wenzhou\\n", "C:\\Ningbo"),
    named("C71", "accents, ligatures, dotless letters", "Iğdır", "Œuvre, Þórshöfn"),
    named("C72", "names with digits at their ends and in brackets", "Wenzhou (3)", "Ningbo [b]"),
    named("C73", "rare characters beyond the first plane", "𠮷野家镇", "㙍里"),
    inside(
        "C74",
        "names of industries with commas",
        {
            "industries.csv": 'industry,name\nshoes,"Footwear, leather and the like"\nlamps,Lamps; lighting\n'
        },
    ),
    named("C75", "names with total in them", "Total Bay", "Sumter", "T16 T15"),
    named("C76", "names that look like notes", "Source Springs", "Noteworthy", "T15"),
]

NUMBERS: list[Case] = [
    *jobs("C80", "zeros", (0, 80, 0, 50), "T35 Q14 T*"),
    *jobs("C81", "missing values", ("", 80, "", 50)),
    *jobs("C82", "a few large and many small", (2000000, 3, 41, 2), "T37"),
    *jobs("C83", "full-time equivalents", (100.25, 80.5, 60.75, 49.125)),
    *jobs("C84", "numbers of science in a column of values", ("1.2e3", "8E2", "6.5e+2", "5e1")),
    *jobs(
        "C85", "very small and very large", ("0.000001", "1e-9", "123456789012", "1e15"), "T37 T12"
    ),
    *jobs("C86", "numbers with a plus, and zeros in front", ("+100", "080", "60.", ".5")),
    *jobs("C87", "all values equal", (50, 50, 50, 50)),
    *jobs("C88", "numbers that look like codes for missing", (99, 80, 60, 999), "T12 T37 T40"),
    *jobs(
        "C89", "employment in thousands with three decimals", ("1.100", "2.350", "0.980", "12.004")
    ),
    raw(
        "C90",
        "negative growth and more than a hundred percent",
        WIDE,
        holds={"values": [-3.5, -0.8, 61.0, 112.4]},
    ),
    raw(
        "C91",
        "an indicator by region and year, one missing",
        "code,name,year,gdp\n330300,Wenzhou,2004,140.2\n330200,Ningbo,2004,\n330200,Ningbo,2005,215.8\n",
        holds={"values": [140.2, 215.8]},
        warnings="G43",
    ),
    inside(
        "C92",
        "employment of one region ten thousand times another's",
        {"activity.csv": ACTIVITY.replace(",100,", ",1000000,").replace(",80,", ",700000,")},
        holds={"rows": 4},
        warnings="T37",
    ),
    inside(
        "C93",
        "an industry that a region has not",
        {"activity.csv": ACTIVITY.replace("330200,Ningbo,2004,lamps,50,5.4\n", "")},
        holds={"rows": 3},
    ),
    inside(
        "C94",
        "a column that is nearly all missing",
        {
            "activity.csv": "region,industry,year,employment,exports\n330300,shoes,2004,100,5\n330200,shoes,2004,60,\n"
        },
        holds={"rows": 2},
    ),
    inside(
        "C95",
        "a list of industries with a tree",
        {
            "industries.csv": "industry,name,parent,is_traded\nleather,Leather,,\nshoes,Footwear,leather,true\nlamps,Lamps,,false\n"
        },
    ),
    inside(
        "C96",
        "suppressed cells with their flag",
        {
            "activity.csv": "region,industry,year,employment,flag\n330300,shoes,2004,100,\n330200,shoes,2004,,suppressed\n"
        },
        holds={"rows": 2, "missing": 1, "flags": ["suppressed"]},
    ),
    inside("C97", "other tables beside those of the schema", {"notes.csv": "what,why\nx,\ny,z\n"}),
]

CASES: list[Case] = [*FORMS, *DECLARED, *CODES, *NAMES_KEPT, *NUMBERS]
