"""Questionnaires: answers off their scale, filters, sizes that disagree, too few, too telling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.corpus.cases import Case, Content, Told, new_study, study_of, told

N_FIRMS = 32
ITEMS = """\
item,scale,level,wording,reverse
q1,1-5,firm,We know our competitors.,false
q2,1-5,firm,Suppliers are near.,false
q3,1-5,firm,Workers are easy to find.,false
q4,1-5,firm,We share machines.,false
q5,1-5,firm,We have no partners here.,true
q6,1-5,firm,We learn from our neighbours.,false
q7,1-5,firm,We train our workers together.,false
q8,1-5,firm,We sell under a common name.,false
"""
NAMES = [line.split(",")[0] for line in ITEMS.splitlines()[1:]]
Grid = dict[str, dict[str, str]]


def survey(firms: int = N_FIRMS) -> Grid:
    """Answers of some firms: on the scale, no two firms alike, and in accord with each other.

    A firm that agrees with the first items disagrees with the last, which is worded reversely.
    """
    return {f"f{place + 1:02}": _answers(place) for place in range(firms)}


def _answers(place: int) -> dict[str, str]:
    level, turn = 2 + place % 3, place // 3
    first, second, third = turn % 3 - 1, turn // 3 % 3 - 1, turn // 9
    near = (level + first, level + second, level + third, level + 1)
    answers = (*near, 6 - level, level, level + first, level + second)
    return dict(zip(NAMES, map(str, answers), strict=True))


def answered(item: str, text: str, firm: int = 1, **more: str) -> Grid:
    """The answers with one changed; firms count from 1."""
    grid = survey()
    grid[f"f{firm:02}"] |= {item: text, **more}
    return grid


def wide(grid: Grid) -> str:
    """One row a respondent, one column an item."""
    names = list(dict.fromkeys(name for row in grid.values() for name in row))
    rows = [",".join([key, *(row.get(n, "") for n in names)]) for key, row in grid.items()]
    return "\n".join([",".join(["respondent", *names]), *rows]) + "\n"


def long(grid: Grid) -> str:
    """One row an answer."""
    rows = [f"{key},{item},{text}" for key, row in grid.items() for item, text in row.items()]
    return "\n".join(["respondent,item,answer", *rows]) + "\n"


def row_of(grid: Grid, item: str, firm: int = 1) -> int:
    """The row of an answer in the long table, as a spreadsheet counts."""
    places = [(key, name) for key, row in grid.items() for name in row]
    return places.index((f"f{firm:02}", item)) + 2


def questionnaire(
    key: str,
    what: str,
    grid: Grid,
    wanted: Told,
    *,
    items: str = ITEMS,
    at: tuple[str, int] | None = None,
    may_warn: bool = False,
) -> list[Case]:
    """Answers by three ways in: a study, raw answers one a row, raw answers one firm a row.

    Variants of a case, whose key ends in a letter, come as a study only.
    """
    inner = replace(
        wanted,
        file=wanted.file or "responses.csv",
        row=row_of(grid, *at) if at else wanted.row,
    )
    outer = replace(wanted, file=wanted.file or "answers.csv", row=at[1] + 1 if at else wanted.row)
    inside = study_of({"responses.csv": long(grid), "items.csv": items})
    raw: dict[str, Content] = {"responses.csv": long(grid), "items.csv": items}
    flat: dict[str, Content] = {"answers.csv": wide(grid), "items.csv": items}
    cases = [
        Case(f"{key}-study", what, inside, ("check", "{folder}/study"), inner, may_warn),
        Case(f"{key}-raw", what, raw, new_study(*raw), inner, may_warn),
        Case(f"{key}-wide", what, flat, new_study(*flat), outer, may_warn),
    ]
    return cases if key[-1].isdigit() else cases[:1]


def study(
    key: str,
    what: str,
    tables: Mapping[str, Content],
    wanted: Told,
    *,
    may_warn: bool = False,
) -> Case:
    """A study folder with tables of firms or answers."""
    place = wanted if wanted.file else replace(wanted, file=next(iter(tables)))
    words = ("check", "{folder}/study")
    return Case(f"{key}-study", what, study_of(tables), words, place, may_warn)


def _straight(firm: int = 3) -> Grid:
    grid = survey()
    grid[f"f{firm:02}"] = dict.fromkeys(NAMES, "5")
    return grid


def _all_straight() -> Grid:
    return {key: dict.fromkeys(NAMES, "3") for key in survey()}


def _without(name: str, instead: str | None = None) -> Grid:
    grid = survey()
    for row in grid.values():
        text = row.pop(name)
        if instead:
            row[instead] = text
    return grid


TWICE = long(survey()) + "f01,q1,3\n"
PLANTS = "plant,region,industry,year,employment,size_class\n"
SOME_PLANTS = "".join(f"p{i},330300,shoes,2004,{i},micro\n" for i in range(1, 8))
FILTERED = "\n".join(
    [
        "item,scale,level,wording,reverse,filter",
        *(line + "," for line in ITEMS.splitlines()[1:]),
        "exports,yes|no,firm,Do you export?,false,",
        "exports_where,1-5,firm,How far do you export?,false,exports=yes\n",
    ]
)


def _filtered() -> Grid:
    grid = survey()
    for place, row in enumerate(grid.values(), start=1):
        row["exports"] = "yes" if place > 3 else "no"
        row["exports_where"] = "2" if place > 3 else ""
    grid["f01"]["exports_where"] = "4"
    return grid


SCALES: list[Case] = [
    *questionnaire(
        "Q01",
        "an answer above the scale",
        answered("q1", "7"),
        told("Q01", value="7"),
        at=("q1", 1),
    ),
    *questionnaire(
        "Q01b", "a negative answer", answered("q2", "-1"), told("Q01 Q02", value="-1"), at=("q2", 1)
    ),
    *questionnaire(
        "Q01c",
        "an answer between two points",
        answered("q1", "3.5"),
        told("Q01 Q05", value="3.5"),
        at=("q1", 1),
    ),
    *questionnaire(
        "Q01d",
        "two answers in one cell",
        answered("q1", "2 or 3"),
        told("Q01 Q03 Q05 Q19", value="2 or 3"),
        at=("q1", 1),
    ),
    *questionnaire(
        "Q02",
        "99 for no answer",
        answered("q1", "99"),
        told("Q02", value="99", remedy="missing_codes"),
        at=("q1", 1),
    ),
    *questionnaire(
        "Q02b",
        "-9 for no answer",
        answered("q1", "-9"),
        told("Q02", value="-9", remedy="missing_codes"),
        at=("q1", 1),
    ),
    *questionnaire(
        "Q02c",
        "8 and 9 for two kinds of no answer",
        answered("q1", "9", q2="8"),
        told("Q02 Q01", value="9"),
        at=("q1", 1),
    ),
    *questionnaire(
        "Q02d",
        "999 for no answer",
        answered("q1", "999", firm=5),
        told("Q02", value="999"),
        at=("q1", 5),
    ),
    *questionnaire(
        "Q03", "do not know", answered("q1", "DK"), told("Q03", value="DK"), at=("q1", 1)
    ),
    *questionnaire(
        "Q03b",
        "do not know, in Chinese",
        answered("q1", "不知道"),
        told("Q03", value="不知道"),
        at=("q1", 1),
    ),
    *questionnaire(
        "Q03c", "refused", answered("q1", "refused"), told("Q03", value="refused"), at=("q1", 1)
    ),
    *questionnaire(
        "Q03d",
        "the words of the scale among its numbers",
        answered("q1", "agree"),
        told("Q03 Q01", value="agree"),
        at=("q1", 1),
    ),
    *questionnaire("Q03e", "n/a", answered("q1", "n/a"), told("Q03", value="n/a"), at=("q1", 1)),
    *questionnaire(
        "Q09",
        "a 0-4 scale mixed in",
        answered("q1", "0", firm=2),
        told("Q09 Q01", value="0"),
        at=("q1", 2),
    ),
]

STRUCTURE: list[Case] = [
    study(
        "Q04",
        "one respondent answers an item twice",
        {"responses.csv": TWICE, "items.csv": ITEMS},
        told("Q04 T26", row=TWICE.count("\n"), value="f01"),
    ),
    Case(
        "Q04-wide",
        "one respondent twice",
        {"answers.csv": wide(survey()) + "f01,1,2,3,4,5,1,2,3\n", "items.csv": ITEMS},
        new_study("answers.csv", "items.csv"),
        told("Q04 T26", file="answers.csv", row=34, value="f01"),
    ),
    study(
        "Q04b",
        "an answer without its respondent",
        {"responses.csv": long(survey()) + ",q1,3\n", "items.csv": ITEMS},
        told("T28 Q04", row=TWICE.count("\n")),
    ),
    *questionnaire(
        "Q05",
        "one firm gives the same answer throughout",
        _straight(),
        told("Q05 Q11", value="f03"),
        may_warn=True,
    ),
    *questionnaire(
        "Q05b",
        "all firms give the same answer throughout",
        _all_straight(),
        told("Q05 Q11"),
        may_warn=True,
    ),
    *questionnaire(
        "Q07",
        "an item that is not listed",
        answered("q9", "3"),
        told("Q07 Q20 Q21 T31 T30", value="q9"),
        at=("q9", 1),
    )[:2],
    *questionnaire(
        "Q08",
        "answered although the filter skips it",
        _filtered(),
        told("Q08", value="exports_where"),
        items=FILTERED,
        at=("exports_where", 1),
    ),
    *questionnaire(
        "Q11",
        "a reversed item listed as none, or the other way round",
        answered("q1", "3"),
        told("Q11 T10", file="items.csv", value="maybe"),
        items=ITEMS.replace("here.,true", "here.,maybe"),
    )[:1],
    *questionnaire(
        "Q12",
        "an item that nobody answered, another that is nearly called so",
        _without("q2", "q_2"),
        told("Q12 Q07 Q20 T31", value="q_2"),
    ),
    *questionnaire(
        "Q12b",
        "an item that nobody answered",
        _without("q4"),
        told("Q12", value="q4"),
        may_warn=True,
    ),
    *questionnaire(
        "Q13",
        "an item listed twice",
        survey(),
        told("T26 Q13", file="items.csv", row=10, value="q1"),
        items=ITEMS + "q1,1-5,firm,Again.,false\n",
    )[:1],
    *questionnaire(
        "Q13b",
        "a scale that cannot be read",
        survey(),
        told("Q*", file="items.csv", row=2, value="low to high"),
        items=ITEMS.replace("q1,1-5", "q1,low to high"),
    )[:1],
    *questionnaire(
        "Q13c",
        "a scale that runs backwards",
        survey(),
        told("Q*", file="items.csv", row=2, value="5-1"),
        items=ITEMS.replace("q1,1-5", "q1,5-1"),
    )[:1],
    *questionnaire(
        "Q13d",
        "a filter that names no item",
        survey(),
        told("Q*", file="items.csv", value="sells"),
        items=FILTERED.replace("exports=yes", "sells=yes"),
    )[:1],
]

PEOPLE: list[Case] = [
    *questionnaire(
        "Q05c",
        "a firm that answered nothing",
        {**survey(), "f03": dict.fromkeys(NAMES, "")},
        told("Q05 Q13", value="f03"),
        may_warn=True,
    ),
    *questionnaire(
        "Q11b",
        "an item that runs against all others and is not listed as reversed",
        survey(),
        told("Q07 Q11", value="q5"),
        items=ITEMS.replace("here.,true", "here.,false"),
        may_warn=True,
    ),
    *questionnaire(
        "Q13e",
        "a telephone number in an answer",
        answered("remark", "call Mr Li 0577-88881234"),
        told("Q13 Q*", value="0577"),
        items=ITEMS + "remark,text,firm,Anything else?,false\n",
        at=("remark", 1),
        may_warn=True,
    )[:1],
    *questionnaire(
        "Q13f",
        "an address of e-mail in an answer",
        answered("remark", "li@example.com"),
        told("Q13 Q*", value="example"),
        items=ITEMS + "remark,text,firm,Anything else?,false\n",
        at=("remark", 1),
        may_warn=True,
    )[:1],
]

FIRMS: list[Case] = [
    study(
        "Q06",
        "a size class that contradicts the employees",
        {"plants.csv": PLANTS + SOME_PLANTS + "p9,330300,shoes,2004,120,micro\n"},
        told("Q06 T75", row=9, value="120"),
    ),
    study(
        "Q06b",
        "a large firm of five",
        {"plants.csv": PLANTS + SOME_PLANTS + "p9,330300,shoes,2004,5,large\n"},
        told("Q06 T75", row=9, value="5"),
    ),
    Case(
        "Q06-wide",
        "a size class that contradicts the employees, in the answers",
        {
            "answers.csv": wide(
                {
                    k: {"size": "micro", "employees": "120" if k == "f03" else "4", **row}
                    for k, row in survey().items()
                }
            ),
            "items.csv": ITEMS,
        },
        new_study("answers.csv", "items.csv"),
        told("Q06", file="answers.csv", row=4, value="120"),
    ),
    *questionnaire("Q10", "three interviews", survey(3), told("Q10", value="3"), may_warn=True),
    study(
        "Q14",
        "cells of fewer than three firms",
        {
            "activity.csv": "region,industry,year,employment,establishments\n330300,shoes,2004,100,1\n330200,shoes,2004,60,12\n"
        },
        told("Q14 T64", row=2, value="1"),
        may_warn=True,
    ),
    study(
        "Q15",
        "a link to an actor who is not listed",
        {
            "links.csv": "source,target,kind,strength\na1,a7,buys,2\n",
            "actors.csv": "actor,name,role\na1,A,firm\na2,B,firm\n",
        },
        told("T31 T30", row=2, column="target", value="a7"),
    ),
    study(
        "Q15b",
        "a link stronger than the scale",
        {
            "links.csv": "source,target,kind,strength\na1,a2,buys,7\n",
            "actors.csv": "actor,name,role\na1,A,firm\na2,B,firm\n",
        },
        told("T* Q01", row=2, column="strength", value="7"),
    ),
    study(
        "Q15c",
        "a link from an actor to itself",
        {
            "links.csv": "source,target,kind,strength\na1,a1,buys,2\n",
            "actors.csv": "actor,name,role\na1,A,firm\n",
        },
        told("T* Q*", row=2, value="a1"),
        may_warn=True,
    ),
]

CASES: list[Case] = [*SCALES, *STRUCTURE, *PEOPLE, *FIRMS]
