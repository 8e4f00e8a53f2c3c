"""Do codes exist in the division of their year, and what became of those that do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.distinct import Distinct
from workbench.data.divisions.division import known_years, right_city
from workbench.data.divisions.records import ENDING, MERGED, SPLIT
from workbench.errors import Problem, listed, quoted

DIVISIONS, CHANGES, CROSSWALK = "divisions", "division_changes", "crosswalk"
STAY = 0.8  # of the codes, if what comes and goes is to be a change of boundaries
DATED = ("activity", "indicators")
SHOWN = 20
FIRST_ROW = 2  # as a spreadsheet counts: the header is row 1
RULE = "codes of the division of the year (tables divisions and division_changes)"


def division_problems(
    tables: Mapping[str, pd.DataFrame],
    files: Mapping[str, str],
    known: Mapping[str, Callable[[str], Distinct]] | None = None,
) -> list[Problem]:
    """What `check` tells of the codes of a study's tables that have years.

    Codes are held against the division of their year where the study has the table divisions;
    without it, codes of activity that come and go from year to year are told as a warning
    (indicators have gaps of other kinds).

    Parameters
    ----------
    tables, files
        The tables of a study by name, and the files they were read from.
    known
        For each table what gives the distinct values of a column, where they were found already.
    """
    problems: list[Problem] = []
    division, changes = tables.get(DIVISIONS), tables.get(CHANGES)
    for name in DATED:
        rows = tables.get(name, pd.DataFrame())
        if not {"region", "year"} <= set(rows):
            continue
        file = files.get(name)
        if division is not None:
            codes, years = rows["region"], rows["year"]
            problems += codes_against_division(codes, years, division, changes, file)
        elif name == "activity" and CROSSWALK not in tables:
            distinct = (known or {}).get(name) or _distinct_in(rows)
            by_year = _codes_by_year(distinct("region"), distinct("year"))
            problems += _coming_and_going(by_year, rows["region"], file)
    return problems


def _distinct_in(rows: pd.DataFrame) -> Callable[[str], Distinct]:
    return lambda column: Distinct.of(rows[column])


def codes_against_division(
    codes: pd.Series,
    years: pd.Series,
    division: pd.DataFrame,
    changes: pd.DataFrame | None = None,
    file: str | None = None,
) -> list[Problem]:
    """Every code that does not exist in the division of its year, with what became of it.

    Parameters
    ----------
    codes, years
        Code and year of each row of a table.
    division
        region, name, valid_from, valid_to.
    changes
        Changes of boundaries, to say what became of a code; may be left out.
    file
        The table's file, for the place of each problem.

    Returns
    -------
    One problem a code, with its first row and the number of further rows, at most 20 and then
    one for the rest; a warning where years lie outside the division.

    Examples
    --------
    >>> division = pd.DataFrame({"region": ["330183", "330111"], "name": ["Fuyang city", "Fuyang"],
    ...     "valid_from": [2010, 2014], "valid_to": [2014, 2020]})
    >>> changes = pd.DataFrame({"year": [2014], "kind": ["recoded"], "old_region": ["330183"],
    ...     "old_name": ["Fuyang city"], "new_region": ["330111"], "new_name": ["Fuyang"]})
    >>> found = codes_against_division(pd.Series(["330183"]), pd.Series([2020]), division, changes)
    >>> found[0].message
    '330183 Fuyang city is no code of 2020: it was abolished in 2014, now 330111 Fuyang'
    """
    rows = pd.DataFrame({"code": codes.to_numpy(), "year": years.to_numpy()}).reset_index()
    rows = rows.dropna(subset=["code", "year"])
    first, last = known_years(division)
    outside = ~rows["year"].between(first, last)
    problems = list(_outside(rows[outside], first, last, file))
    life = division.groupby("region").agg({"valid_from": "min", "valid_to": "max"})
    rows = rows[~outside].join(life, on="code")
    is_there = (rows["valid_from"] <= rows["year"]) & (rows["valid_to"] >= rows["year"])
    stray = rows[~is_there]
    groups = [group for _, group in stray.groupby("code", sort=False)]
    told = [_stray(group, division, changes, file) for group in groups]
    if len(told) > SHOWN:
        rest = told[SHOWN:]
        told = [*told[: SHOWN - 1], replace(told[SHOWN - 1], more=told[SHOWN - 1].more + len(rest))]
    return problems + told


def _stray(
    rows: pd.DataFrame, division: pd.DataFrame, changes: pd.DataFrame | None, file: str | None
) -> Problem:
    code, year = str(rows["code"].iloc[0]), int(rows["year"].iloc[0])
    versions = division[division["region"] == code]
    if versions.empty:
        known, message = "CLW-G31", f"the division has no code {quoted(code)}"
        remedy = _near(code, division)
    else:
        became = what_became(code, year, versions, changes)
        known, message = "CLW-G30", f"{code} {versions['name'].iloc[-1]} is no code of {year}: "
        message += became
        remedy = "correct the code or the year; or put all years on one division: "
        remedy += "workbench harmonise STUDY -o DIR --to constant"
    return Problem(
        known,
        message,
        file=file,
        row=int(rows["index"].iloc[0]) + 2,
        column="region",
        value=code,
        expected=RULE,
        remedy=remedy,
        more=len(rows) - 1,
    )


def _near(code: str, division: pd.DataFrame) -> str:
    names = dict(zip(division["region"], division["name"], strict=True))
    nearest = get_close_matches(code, names, n=3, cutoff=0.6)
    if not nearest:
        return "correct the code"
    return "correct the code; nearest: " + listed(f"{near} {names[near]}" for near in nearest)


def what_became(code: str, year: int, versions: pd.DataFrame, changes: pd.DataFrame | None) -> str:
    """What became of a code that a year does not have, in words."""
    begun, ended = int(versions["valid_from"].min()), int(versions["valid_to"].max())
    if changes is None:
        return f"it is known from {begun} to {ended}"
    if year < begun:
        from_where = changes[changes["new_region"] == code].sort_values("year").head(1)
        before = " and ".join(from_where["old_region"] + " " + from_where["old_name"].fillna(""))
        return f"it exists since {begun}" + (f", made of {before.strip()}" if before else "")
    ways = changes[(changes["old_region"] == code) & changes["kind"].isin(ENDING)]
    if ways.empty:
        return f"it is known from {begun} to {ended}"
    when = int(ways["year"].max())
    ways = ways[ways["year"] == when]
    after = " and ".join((ways["new_region"] + " " + ways["new_name"].fillna("")).str.strip())
    how = {MERGED: "now part of", SPLIT: "now divided among"}.get(str(ways["kind"].iloc[0]), "now")
    return f"it was abolished in {when}, {how} {after}"


def _outside(rows: pd.DataFrame, first: int, last: int, file: str | None) -> Iterator[Problem]:
    if len(rows):
        years = listed(str(year) for year in sorted(rows["year"].unique()))
        yield Problem(
            "CLW-G32",
            f"the division knows {first} to {last}; the codes of {years} were not looked at",
            file=file,
            row=int(rows["index"].iloc[0]) + 2,
            column="year",
            value=str(rows["year"].iloc[0]),
            expected=RULE,
            more=len(rows) - 1,
            is_warning=True,
            remedy="nothing, if these years are not compared; or bring a division that knows them",
        )


def names_against_division(
    rows: pd.DataFrame, division: pd.DataFrame, file: str | None = None
) -> list[Problem]:
    """Names that belong to another code in the division of their year.

    Parameters
    ----------
    rows
        region, name and year of each row. A name that no code of the year has is let pass: it
        may be another spelling.
    division, file
        As in `codes_against_division`.

    Examples
    --------
    >>> division = pd.DataFrame({"region": ["330200", "330300"], "name": ["Ningbo", "Wenzhou"],
    ...     "valid_from": [2000, 2000], "valid_to": [2020, 2020]})
    >>> rows = pd.DataFrame({"region": ["330200"], "name": ["Wenzhou"], "year": [2004]})
    >>> names_against_division(rows, division)[0].message
    '330200 is Ningbo in the division of 2004, and the row says Wenzhou'
    """
    plain = rows.reset_index(drop=True).reset_index().dropna(subset=["region", "name", "year"])
    plain["name"] = right_city(plain["name"])
    versions = division.rename(columns={"name": "known"})
    met = plain.merge(versions[["region", "known", "valid_from", "valid_to"]], on="region")
    met = met[met["year"].between(met["valid_from"], met["valid_to"])]
    has_it = (met["name"] == met["known"]).groupby(met["index"]).transform("any")
    wrong = met[~has_it & met["name"].isin(division["name"])].drop_duplicates("index")
    return [_misnamed(group, file) for _, group in wrong.groupby("region")]


def _misnamed(rows: pd.DataFrame, file: str | None) -> Problem:
    first = rows.iloc[0]
    return Problem(
        "CLW-G49",
        f"{first['region']} is {first['known']} in the division of {first['year']}, and the row "
        f"says {first['name']}",
        file=file,
        row=int(first["index"]) + 2,
        column="name",
        value=str(first["name"]),
        expected=RULE,
        remedy="correct the code or the name",
        more=len(rows) - 1,
    )


def coming_and_going(codes: pd.Series, years: pd.Series, file: str | None = None) -> list[Problem]:
    """A warning where, from one year to the next, some codes end and others begin.

    For tables without a division: such a table may hold two divisions. Nothing is told where
    fewer than four in five codes stay, since then the years are about other regions.

    Examples
    --------
    >>> rows = pd.DataFrame({"region": list("1234512346"), "year": [2010] * 5 + [2020] * 5})
    >>> coming_and_going(rows["region"], rows["year"])[0].message
    '1 codes of 2010 are not among those of 2020 (5), and 1 of 2020 not among those of 2010 (6)'
    """
    return _coming_and_going(_codes_by_year(Distinct.of(codes), Distinct.of(years)), codes, file)


def _coming_and_going(
    sets: Mapping[Any, set[Any]], codes: pd.Series, file: str | None
) -> list[Problem]:
    problems = []
    for (year, before), (later, after) in pairwise(sets.items()):
        gone, come = sorted(before - after), sorted(after - before)
        stay = len(before & after)
        if gone and come and stay >= STAY * max(len(before), len(after)):
            problems.append(
                Problem(
                    "CLW-G43",
                    f"{len(gone)} codes of {year} are not among those of {later} "
                    f"({listed(gone, 3)}), and {len(come)} of {later} not among those of {year} "
                    f"({listed(come, 3)})",
                    file=file,
                    row=int(codes.index[int(codes.isin(gone).to_numpy().argmax())]) + FIRST_ROW,
                    column="region",
                    value=gone[0],
                    expected="the same regions in all years, or a division that says what changed",
                    remedy="put all years on one division: workbench harmonise STUDY -o DIR "
                    "--to constant --changes FILE (or a study that has a division)",
                    is_warning=True,
                )
            )
    return problems


def _codes_by_year(codes: Distinct, years: Distinct) -> dict[Any, set[Any]]:
    """The codes of each year, in the order of the years."""
    shape = (len(years.each) + 1, len(codes.each) + 1)  # what is empty comes last, and is left out
    is_there = np.zeros(shape, dtype=bool)
    is_there[years.places, codes.places] = True
    found = zip(years.each, is_there[:-1, :-1], strict=True)
    return {year: set(codes.each[row]) for year, row in sorted(found, key=lambda pair: pair[0])}
