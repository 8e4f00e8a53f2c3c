"""Keys and codes: spoilt by spreadsheets, twice, unknown, abolished, of several levels at once."""

from __future__ import annotations

from tests.corpus.cases import (
    ACTIVITY,
    BASE,
    INDUSTRIES,
    RAW_HEADER,
    REGIONS,
    STUDY_HEADER,
    Case,
    bad_raw,
    bad_study,
    bad_table,
    edit,
    table,
    told,
)

FIPS = table(
    "1001,Autauga,2004,shoes,100,1",
    "1003,Baldwin,2004,shoes,80,1",
    "12001,Alachua,2004,shoes,60,1",
    "12003,Baker,2004,shoes,50,1",
)
PREFECTURES = (
    "330100,Hangzhou,2004,shoes,130,10",
    "330300,Wenzhou,2004,shoes,100,11",
    "330200,Ningbo,2004,shoes,60,6",
)
LOST = BASE.replace("330300,", "030300,").replace(
    "330200,Ningbo,2004,lamps", "30300,Wenzhou,2005,lamps"
)
COUNTIES = """\
region,name,level,parent,area_km2,population
330000,Zhejiang,province,,107070,54426891
330200,Ningbo,prefecture,330000,10337.8,7605689
330300,Wenzhou,prefecture,330000,12261.4,9122102
330302,Lucheng,county,330300,294,1293319
330303,Longwan,county,330300,279,749303
"""

TOTALS: list[Case] = [
    *bad_table(
        "T16",
        "the province among its prefectures",
        table("330000,Zhejiang,2004,shoes,160,16.6") + "".join(BASE.splitlines(True)[1:]),
        told("T16", row=2, value="330000"),
        raw=told("T16", row=2, value="330000", remedy="drop_totals"),
    ),
    *bad_table(
        "T16j",
        "the province below its prefectures, with their exact sum",
        table(*PREFECTURES, "330000,Zhejiang,2004,shoes,290,27"),
        told("T16", row=5, value="330000"),
    )[:1],
    bad_raw(
        "T16b",
        "a row called Total without a code",
        BASE + ",Total,2004,shoes,160,16.6\n",
        told("T16 T28 T15", row=6),
    ),
    bad_raw(
        "T16c",
        "the word Total for a code",
        BASE + "Total,,2004,shoes,160,16.6\n",
        told("T16 T15", row=6, value="Total"),
    ),
    bad_raw(
        "T16d",
        "the word 合计 for a code",
        BASE + "合计,,2004,shoes,160,16.6\n",
        told("T16 T15", row=6, value="合计"),
    ),
    bad_raw(
        "T16e",
        "an industry called total",
        BASE + "330300,Wenzhou,2004,total,180,17.7\n330200,Ningbo,2004,total,110,11.5\n",
        told("T16", row=6, value="total"),
        may_warn=True,
    ),
    bad_raw(
        "T16f",
        "a county and the prefecture it lies in",
        BASE + "330302,Lucheng,2004,shoes,70,5\n330303,Longwan,2004,shoes,30,5.5\n",
        told("T16", value="330300"),
    ),
    bad_study(
        "T16g",
        "a prefecture among its counties",
        {
            "regions.csv": COUNTIES,
            "activity.csv": ACTIVITY + "330302,Lucheng,2004,shoes,70,5\n",
        },
        told("T16", row=2, column="region", value="330300"),
        file="activity.csv",
    ),
    bad_raw(
        "T16h",
        "an industry and its parts",
        table(
            "330300,Wenzhou,2004,15,300,1",
            "330300,Wenzhou,2004,151,200,1",
            "330300,Wenzhou,2004,152,100,1",
            "330200,Ningbo,2004,15,100,1",
            "330200,Ningbo,2004,151,60,1",
            "330200,Ningbo,2004,152,40,1",
        ),
        told("T16", value="15"),
        may_warn=True,
    ),
    bad_study(
        "T16i",
        "an industry and its parts, as the list of industries says",
        {
            "industries.csv": "industry,name,parent\nleather,Leather,\nshoes,Footwear,leather\n"
            "lamps,Lamps,\n",
            "activity.csv": ACTIVITY + "330300,Wenzhou,2004,leather,130,12\n",
        },
        told("T16", row=6, column="industry", value="leather"),
        file="activity.csv",
        may_warn=True,
    ),
]

KEYS: list[Case] = [
    *bad_table(
        "T26",
        "a row twice with other numbers",
        BASE + "330300,Wenzhou,2004,shoes,110,11\n",
        told("T26", row=6, value="330300"),
        raw=told("T26", row=6, value="330300", remedy="on_duplicate=sum"),
    ),
    *bad_table(
        "T26b",
        "the same row twice",
        BASE + BASE.splitlines()[1] + "\n",
        told("T26", row=6, value="330300"),
    ),
    bad_raw(
        "T26c",
        "one file given as two",
        BASE,
        told("T26", value="330300"),
        others={"again.csv": BASE},
    ),
    bad_study(
        "T26d",
        "a region listed twice",
        {"regions.csv": REGIONS + "330200,Ningbo City,prefecture,330000,9816,7605689,121.5,29.8\n"},
        told("T26", row=5, column="region", value="330200"),
    ),
    bad_study(
        "T26e",
        "an industry listed twice",
        {"industries.csv": INDUSTRIES + "shoes,Shoes and boots\n"},
        told("T26", row=4, column="industry", value="shoes"),
    ),
    *bad_table(
        "T28",
        "codes as floats because one is missing",
        table(
            "330300.0,Wenzhou,2004,shoes,100,10.5",
            "330300.0,Wenzhou,2004,lamps,80,7.2",
            ",Ningbo,2004,shoes,60,6.1",
            "330200.0,Ningbo,2004,lamps,50,5.4",
        ),
        told("T28", row=4),
    ),
    *bad_table(
        "T28b",
        "codes as floats",
        BASE.replace("330300,", "330300.0,").replace("330200,", "330200.0,"),
        told("T28 T29 T31", row=2, value="330300.0"),
    ),
    *bad_table(
        "T28c",
        "a row without a code",
        edit("330200,Ningbo,2004,shoes", ",Ningbo,2004,shoes"),
        told("T28", row=4),
    ),
    *bad_table(
        "T28d",
        "a row without an industry",
        edit("Ningbo,2004,shoes", "Ningbo,2004,"),
        told("T28", row=4, column="industry"),
    ),
    *bad_table(
        "T28e",
        "codes given once for several rows (merged cells)",
        BASE.replace("330300,Wenzhou,2004,lamps", ",,2004,lamps").replace(
            "330200,Ningbo,2004,lamps", ",,2004,lamps"
        ),
        told("T28", row=3),
    ),
]

SPOILT: list[Case] = [
    bad_raw("T27", "one code lost its zero", LOST, told("T27 T31", row=5, value="30300")),
    bad_study(
        "T27",
        "one code lost its zero",
        {
            "regions.csv": REGIONS.replace("330300,", "030300,"),
            "activity.csv": LOST.replace(RAW_HEADER, STUDY_HEADER),
        },
        told("T27 T31", row=5, column="region", value="30300"),
        file="activity.csv",
    ),
    bad_raw(
        "T27b",
        "counties of states 01 to 09 lost their zero",
        FIPS,
        told("T27", row=2, value="1001"),
        may_warn=True,
    ),
    bad_study(
        "T27c",
        "codes whose zero the list of regions still has",
        {
            "regions.csv": "region,name\n01001,Autauga\n01003,Baldwin\n12001,Alachua\n12003,Baker\n",
            "activity.csv": FIPS.replace("code,name,year,industry,emp,output", STUDY_HEADER),
        },
        told("T27 T31", row=2, column="region", value="1001"),
        file="activity.csv",
    ),
    bad_raw(
        "T27d",
        "the list of regions has the zeros, the table has lost them",
        FIPS,
        told("T27 T31", value="1001"),
        others={
            "regions.csv": "code,name\n01001,Autauga\n01003,Baldwin\n12001,Alachua\n12003,Baker\n"
        },
    ),
    bad_study(
        "T27e",
        "industries lost their zero",
        {
            "industries.csv": "industry,name\n0111,Cereals\n1011,Meat\n",
            "activity.csv": "region,industry,year,employment\n330300,111,2004,5\n330300,1011,2004,6\n",
        },
        told("T27 T31", row=2, column="industry", value="111"),
        file="activity.csv",
    ),
    *bad_table(
        "T29",
        "codes in scientific notation",
        BASE.replace("330300,", "3.303E+05,").replace("330200,", "3.302E+05,"),
        told("T29 T31", row=2, value="3.303E+05"),
    ),
    bad_raw(
        "T29b",
        "codes of twelve digits in scientific notation",
        BASE.replace("330300,", "3.30302E+11,").replace("330200,", "3.30203E+11,"),
        told("T29", row=2, value="3.30302E+11"),
    ),
    *bad_table(
        "T29c",
        "one code in scientific notation",
        edit("330300,Wenzhou,2004,shoes", "3.303E+05,Wenzhou,2004,shoes"),
        told("T29 T31", row=2, value="3.303E+05"),
    ),
    bad_raw(
        "T29d",
        "dates that a spreadsheet made of industry codes",
        table(
            "330300,Wenzhou,2004,13-1,100,1",
            "330300,Wenzhou,2004,13-Feb,80,1",
            "330200,Ningbo,2004,13-1,60,1",
            "330200,Ningbo,2004,13-Feb,50,1",
        ),
        told("T*", row=3, value="13-Feb"),
        may_warn=True,
    ),
    *bad_table(
        "T29e",
        "an apostrophe that kept a code as text",
        edit("330300,Wenzhou,2004,shoes", "'330300,Wenzhou,2004,shoes"),
        told("T*", value="330300"),
    ),
    *bad_table(
        "T29f",
        "a formula that kept a code as text",
        edit("330300,Wenzhou,2004,shoes", '"=""330300""",Wenzhou,2004,shoes'),
        told("T*", row=2, value='="'),
    ),
    *bad_table(
        "T29g",
        "thousands separators in codes",
        BASE.replace("330300,", '"330,300",').replace("330200,", '"330,200",'),
        told("T*", row=2, value="330,300"),
    ),
    *bad_table(
        "T29h",
        "full-width digits in a code",
        edit("330300,Wenzhou,2004,shoes", "３３０３００,Wenzhou,2004,shoes"),
        told("T*", value="330300"),
    ),
]

UNKNOWN: list[Case] = [
    bad_study(
        "T30",
        "a region that is not listed",
        {"activity.csv": edit("330200,Ningbo,2004,lamps", "339900,Ningbo,2004,lamps", ACTIVITY)},
        told("T30 T31", row=5, column="region", value="339900"),
    ),
    bad_raw(
        "T30b",
        "a region that is not in the list given with the table",
        edit("330200,Ningbo,2004,lamps", "339900,,2004,lamps"),
        told("T30 T31 G30 G31", row=5, value="339900"),
        others={"regions.csv": REGIONS},
        may_warn=True,
    ),
    bad_raw(
        "T30f",
        "a code that no division of any year has",
        table(*PREFECTURES[:2], "339900,Ningbo,2004,shoes,60,6").replace("2004", "2010"),
        told("T30 T31 G30 G31", row=4, value="339900"),
        may_warn=True,
    ),
    bad_study(
        "T30c",
        "an industry that is not listed",
        {"activity.csv": edit("Ningbo,2004,lamps", "Ningbo,2004,lmaps", ACTIVITY)},
        told("T30 T31", row=5, column="industry", value="lmaps"),
    ),
    bad_study(
        "T30d",
        "an indicator without a card",
        {
            "indicators.csv": "region,year,indicator,value\n330300,2004,gdp,5\n330200,2004,gpd,4\n",
            "indicator_cards.csv": "indicator,name,unit\ngdp,Gross product,yuan\n",
        },
        told("T30 T31", row=3, column="indicator", value="gpd"),
        file="indicators.csv",
    ),
    bad_study(
        "T30e",
        "all codes of another nomenclature",
        {"activity.csv": ACTIVITY.replace("330300,", "CN33C,").replace("330200,", "CN33B,")},
        told("T30 T31", row=2, column="region", value="CN33C"),
    ),
    bad_raw(
        "T31",
        "a county that was abolished before the year",
        table(
            "330621,Shaoxing County,2018,shoes,100,1",
            "330602,Yuecheng,2018,shoes,80,1",
            "330681,Zhuji,2018,shoes,60,1",
        ),
        told("T31 T30 G30 G31", row=2, value="330621"),
        may_warn=True,
    ),
    bad_raw(
        "T31b",
        "a district that did not exist yet in the year",
        table(
            "330603,Keqiao,2010,shoes,100,1",
            "330602,Yuecheng,2010,shoes,80,1",
            "330681,Zhuji,2010,shoes,60,1",
        ),
        told("T31 T30 G30 G31", row=2, value="330603"),
        may_warn=True,
    ),
    *bad_table(
        "T32",
        "one row with another region's name",
        edit("330200,Ningbo,2004,shoes", "330200,Wenzhou,2004,shoes"),
        told("T32 G49", row=4, value="330200"),
    ),
    *bad_table(
        "T32e",
        "a name that stands beside another code too, one row a region",
        table(*PREFECTURES[:2], "330200,Wenzhou,2004,shoes,60,6"),
        told("T32 G49", row=4, value="330200"),
    )[:1],
    bad_raw(
        "T32f",
        "a code with the name of a prefecture that is not in the table",
        table(*PREFECTURES[:2], "330200,Taizhou,2004,shoes,60,6"),
        told("T32 G49", row=4, value="330200"),
        may_warn=True,
    ),
    bad_raw(
        "T32b",
        "all names exchanged",
        BASE.replace("Wenzhou", "W").replace("Ningbo", "Wenzhou").replace("W,", "Ningbo,"),
        told("T32 G49", row=2, value="330300"),
        may_warn=True,
    ),
    bad_raw(
        "T32c",
        "the list of regions has another name",
        edit("330200,Ningbo,2004,shoes", "330200,Taizhou,2004,shoes").replace(
            "330200,Ningbo", "330200,Taizhou"
        ),
        told("T32 G49", value="330200"),
        others={"regions.csv": REGIONS},
        may_warn=True,
    ),
    bad_raw(
        "T32d",
        "one industry code with two names",
        "code,year,industry,industryname,emp\n330300,2004,19,Footwear,100\n"
        "330300,2004,38,Lamps,80\n330200,2004,19,Lamps,60\n330200,2004,38,Lamps,50\n",
        told("T32", row=4, value="19"),
        may_warn=True,
    ),
    bad_study(
        "T33",
        "two regions within each other",
        {"regions.csv": edit("Zhejiang,province,,", "Zhejiang,province,330200,", REGIONS)},
        told("T33", row=2, column="parent", value="330200"),
    ),
    bad_study(
        "T33b",
        "a region within itself",
        {"regions.csv": edit("Ningbo,prefecture,330000", "Ningbo,prefecture,330200", REGIONS)},
        told("T33", row=3, column="parent", value="330200"),
    ),
    bad_study(
        "T33c",
        "a parent that is not listed",
        {"regions.csv": edit("Ningbo,prefecture,330000", "Ningbo,prefecture,310000", REGIONS)},
        told("T31 T33 T30", row=3, column="parent", value="310000"),
    ),
    bad_study(
        "T33d",
        "a parent of the same level",
        {"regions.csv": edit("Ningbo,prefecture,330000", "Ningbo,prefecture,330300", REGIONS)},
        told("T33 T16", value="330300", file="study"),
        may_warn=True,
    ),
    bad_study(
        "T33e",
        "an industry within itself",
        {"industries.csv": "industry,name,parent\nshoes,Footwear,lamps\nlamps,Lamps,shoes\n"},
        told("T33", row=2, column="parent", value="lamps"),
    ),
    bad_study(
        "T33f",
        "an industry's parent that is not listed",
        {"industries.csv": "industry,name,parent\nshoes,Footwear,leather\nlamps,Lamps,\n"},
        told("T31 T33 T30", row=2, column="parent", value="leather"),
    ),
]

SPELLINGS: list[Case] = [
    *bad_table(
        "T42",
        "an industry spelled two ways",
        edit("Ningbo,2004,shoes", "Ningbo,2004,Shoes "),
        told("T42 T31", row=4, column="industry", value="Shoes"),
        raw=told("T42", value="Shoes"),
    ),
    bad_raw(
        "T42b",
        "capital letters",
        edit("Ningbo,2004,shoes", "Ningbo,2004,SHOES"),
        told("T42", value="SHOES"),
    ),
    *bad_table(
        "T42c",
        "a space after a code",
        edit("330200,Ningbo,2004,shoes", "330200 ,Ningbo,2004,shoes"),
        told("T42 T31", value="330200 "),
    ),
    *bad_table(
        "T42d",
        "a hard space after a code",
        edit("330200,Ningbo,2004,shoes", "330200\u00a0,Ningbo,2004,shoes"),
        told("T42 T31", value="330200"),
    ),
    *bad_table(
        "T42e",
        "a zero-width space in a code",
        edit("330200,Ningbo,2004,shoes", "330\u200b200,Ningbo,2004,shoes"),
        told("T42 T31", value="330"),
    ),
    bad_raw(
        "T42f",
        "full-width letters",
        BASE.replace("shoes", "C19")
        .replace("lamps", "C38")
        .replace("Ningbo,2004,C19", "Ningbo,2004,Ｃ１９"),
        told("T42", value="Ｃ１９"),
    ),
    bad_raw(
        "T42g",
        "a Cyrillic letter that looks Latin",
        BASE.replace("shoes", "C19")
        .replace("lamps", "C38")
        .replace("Ningbo,2004,C19", "Ningbo,2004,С19"),
        told("T42 T30", value="С19"),
    ),
    bad_raw(
        "T42h",
        "accents composed and not",
        BASE.replace("lamps", "caf\u00e9s").replace(
            "Ningbo,2004,caf\u00e9s", "Ningbo,2004,cafe\u0301s"
        ),
        told("T42"),
    ),
    bad_study(
        "T42i",
        "two spellings in the list itself",
        {"industries.csv": INDUSTRIES + "Shoes,Shoes\n"},
        told("T42", row=4, column="industry", value="Shoes"),
        may_warn=True,
    ),
    bad_raw(
        "T42j",
        "two spaces within",
        BASE.replace("shoes", "sport shoes").replace(
            "Ningbo,2004,sport shoes", "Ningbo,2004,sport  shoes"
        ),
        told("T42", value="sport"),
    ),
]

CASES: list[Case] = [*TOTALS, *KEYS, *SPOILT, *UNKNOWN, *SPELLINGS]
