"""Which column of a firm register says what: roles by name, or as the owner says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.data.making.synonyms import SYNONYMS, bare
from workbench.errors import Problem, StudyError, listed, unknown

# What registers call their columns, beside the words of other tables; the likelier words first.
WORDS = {
    "region": f"{SYNONYMS['region']} municipalitycode communecode municipality commune county",
    "industry": f"{SYNONYMS['industry']} naicscode nacecode isiccode naf ape",
    "year": SYNONYMS["year"],
    "size_class": f"{SYNONYMS['size_class']} employmentclass employmentsizeclass sizeband size",
    "employment": f"{SYNONYMS['employment']} numberofemployees headcount",
    "establishments": SYNONYMS["establishments"],
    "firm": "firm firmid enterprise enterpriseid company companyid siren",
    "longitude": SYNONYMS["longitude"],
    "latitude": SYNONYMS["latitude"],
}
YEAR = r"\d{4}"
POINT = ("longitude", "latitude")
NUMBERS = ("employment", "establishments")


@dataclass(frozen=True)
class Roles:
    """Which column has which role, and the one year of a register without a column of years."""

    columns: Mapping[str, str]
    year: int | None = None

    def __repr__(self) -> str:
        told = [f"{column} → {role}" for role, column in self.columns.items()]
        return ", ".join([*told, *([f"year {self.year}"] if self.year else [])])


def find_roles(columns: Sequence[str], asked: Mapping[str, str], *, has_outlines: bool) -> Roles:
    """Find which column says what.

    Parameters
    ----------
    columns
        The columns of the register.
    asked
        Role to column, to overrule the names. The role year may be given a year ("2015") instead.
    has_outlines
        Whether regions come from points in outlines, and not from a column.

    Raises
    ------
    StudyError
        If a role or column that was asked for is not there, or nothing says the region, the
        industry or the year; all of it at once.

    Examples
    --------
    >>> find_roles(["CityCode", "NACE", "Emp"], {"year": "2015"}, has_outlines=False)
    CityCode → region, NACE → industry, Emp → employment, year 2015
    """
    asked = dict(asked)
    year = asked.get("year", "")
    is_constant = year not in columns and re.fullmatch(YEAR, year) is not None
    if is_constant:
        del asked["year"]
    problems = list(_asked_problems(columns, asked))
    found = _found(columns, asked, set(POINT) if not has_outlines else {"region"})
    if is_constant:
        found.pop("year", None)
    problems += _absent(columns, found, POINT if has_outlines else ("region",), is_constant)
    if problems:
        raise StudyError(problems)
    return Roles(found, int(year) if is_constant else None)


def _asked_problems(columns: Sequence[str], asked: Mapping[str, str]) -> Iterator[Problem]:
    for role, column in asked.items():
        if role not in WORDS:
            yield unknown("CLW-S11", "role", role, WORDS)
        if column not in columns:
            yield unknown("CLW-N04", "column", column, columns)


def _found(columns: Sequence[str], asked: Mapping[str, str], idle: set[str]) -> dict[str, str]:
    """Role to column: as asked, else by name, the likeliest word first, each column once."""
    found = {role: column for role, column in asked.items() if column in columns}
    named = {bare(column): column for column in columns if column not in found.values()}
    for role, words in WORDS.items():
        column = next((named[word] for word in words.split() if word in named), None)
        if column and role not in found and role not in idle:
            found[role] = column
    return {role: found[role] for role in WORDS if role in found}


def _absent(
    columns: Sequence[str], found: Mapping[str, str], place: Sequence[str], has_year: bool
) -> Iterator[Problem]:
    others = listed(columns)
    for role in (*place, "industry"):
        if role not in found:
            yield Problem(
                "CLW-A01",
                f"no column of the register looks like the {role}",
                expected=f"a column called one of: {listed(WORDS[role].split())}",
                remedy=f"--map {role}=COLUMN, with one of: {others}",
            )
    if "year" not in found and not has_year:
        yield Problem(
            "CLW-S13",
            "nothing says of which year the register is",
            expected=f"a column called one of: {WORDS['year']}",
            remedy=f"--map year=2015, with the year of the register, or --map year=COLUMN, with "
            f"one of: {others}",
        )
