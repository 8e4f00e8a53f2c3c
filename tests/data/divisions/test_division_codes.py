"""Is a code that does not exist in its year told, with place and with what became of it?"""

from __future__ import annotations

import pandas as pd

from tests.data.divisions.small_divisions import division, moves
from workbench.data.divisions import (
    codes_against_division,
    coming_and_going,
    division_problems,
    names_against_division,
)


def swapped(census: pd.DataFrame) -> pd.DataFrame:
    """Every row with the year of the other census."""
    return census.assign(year=census["year"].map({2010: 2020, 2020: 2010}))


def test_the_right_codes_pass(
    census: pd.DataFrame, counties: pd.DataFrame, changes: pd.DataFrame
) -> None:
    assert codes_against_division(census["region"], census["year"], counties, changes) == []
    assert names_against_division(census, counties) == []


def test_fuyang_of_2020(counties: pd.DataFrame, changes: pd.DataFrame) -> None:
    rows = pd.DataFrame({"region": ["330102", "330183", "330183"], "year": [2010, 2020, 2020]})
    problem = codes_against_division(rows["region"], rows["year"], counties, changes, "a.csv")[0]
    assert problem.code == "CLW-G30"
    assert problem.message == (
        "330183 富阳市 is no code of 2020: it was abolished in 2014, now 330111 富阳区"
    )
    assert (problem.file, problem.row, problem.column) == ("a.csv", 3, "region")
    assert (problem.value, problem.more, problem.is_warning) == ("330183", 1, False)


def test_what_became_of_each_kind(counties: pd.DataFrame, changes: pd.DataFrame) -> None:
    wanted = {
        ("330204", 2020): "it was abolished in 2016, now part of 330212 鄞州区",
        ("330621", 2020): "it was abolished in 2013, now 330603 柯桥区",
        ("330383", 2010): "it exists since 2019, made of 330327 苍南县",
        ("330111", 2010): "it exists since 2014, made of 330183 富阳市",
    }
    codes, years = zip(*wanted, strict=True)
    found = codes_against_division(pd.Series(codes), pd.Series(years), counties, changes)
    assert [p.message.split(": ", 1)[1] for p in found] == list(wanted.values())


def test_every_code_is_told_at_once(
    census: pd.DataFrame, counties: pd.DataFrame, changes: pd.DataFrame
) -> None:
    """20 codes of 2010 are gone in 2020, and 21 of 2020 were not there in 2010."""
    rows = swapped(census)
    found = codes_against_division(rows["region"], rows["year"], counties, changes)
    assert len(found) == 20
    assert sum(p.more + 1 for p in found) == 41


def test_an_unknown_code_is_told_with_the_nearest(counties: pd.DataFrame) -> None:
    found = codes_against_division(pd.Series(["330199"]), pd.Series([2010]), counties)
    assert found[0].code == "CLW-G31"
    assert found[0].remedy is not None
    assert "330109 萧山区" in found[0].remedy


def test_years_outside_are_a_warning_only(counties: pd.DataFrame) -> None:
    found = codes_against_division(pd.Series(["999999"]), pd.Series([2022]), counties)
    assert [(p.code, p.is_warning) for p in found] == [("CLW-G32", True)]


def test_a_name_of_another_code_is_told(counties: pd.DataFrame) -> None:
    rows = pd.DataFrame(
        {"region": ["330102", "330103", "330104"], "name": ["上城区", "拱墅区", "a nickname"]}
    ).assign(year=2010)
    found = names_against_division(rows, counties, "regions.csv")
    assert [(p.code, p.row, p.value) for p in found] == [("CLW-G49", 3, "拱墅区")]
    assert found[0].message == "330103 is 下城区 in the division of 2010, and the row says 拱墅区"


def test_codes_that_come_and_go(census: pd.DataFrame) -> None:
    found = coming_and_going(census["region"], census["year"], "a.csv")
    assert [p.code for p in found] == ["CLW-G43"]
    assert found[0].is_warning
    assert found[0].message.startswith("20 codes of 2010 are not among those of 2020 (330183,")
    assert "and 21 of 2020 not among those of 2010" in found[0].message


def test_codes_that_only_come_or_only_go_pass() -> None:
    rows = pd.DataFrame(
        {"region": ["1", "2", "1", "1", "3"], "year": [2000, 2000, 2005, 2010, 2010]}
    )
    assert coming_and_going(rows["region"], rows["year"]) == []


def test_check_goes_by_the_division_where_there_is_one() -> None:
    rows = pd.DataFrame({"region": ["1", "2"], "year": [2000, 2010]})
    known = division(("1", 2000, 2005), ("2", 2005, 2010))
    found = moves((2005, "recoded", "1", "2"))
    files = {"activity": "activity.csv"}
    stay = pd.DataFrame({"region": list("abcde") * 2, "year": [2000] * 5 + [2010] * 5})
    both = pd.concat([rows, stay], ignore_index=True)
    assert [p.code for p in division_problems({"activity": both}, files)] == ["CLW-G43"]
    tables = {"activity": rows, "divisions": known, "division_changes": found}
    assert division_problems(tables, files) == []
    late = tables | {"activity": rows.assign(year=2010)}
    assert [p.message for p in division_problems(late, files)] == [
        "1 name of 1 is no code of 2010: it was abolished in 2005, now 2 name of 2"
    ]
