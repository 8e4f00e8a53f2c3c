"""What does a raw file seem to hold: a table of the schema, and a role for each column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbench.data.reading import read_table
from workbench.errors import Problem, StudyError, listed, unknown

# What statistical offices call the columns that the schema names; compared in small letters
# without spaces and signs.
SYNONYMS = {
    "region": "region regioncode code geo geoid fips cbsa nuts citycode countycode areacode",
    "industry": "industry industrycode sector naics nace isic clustercode branch activity",
    "industry_name": "industryname sectorname branchname clustername",
    "year": "year time period date timeperiod",
    "name": "name regionname city county areaname placename",
    "employment": "employment employees emp jobs persons workers employed",
    "establishments": "establishments firms enterprises plants localunits estab est",
    "area_km2": "areakm2 area areasqkm km2",
    "population": "population pop inhabitants",
    "longitude": "longitude lon lng",
    "latitude": "latitude lat",
}
# What is true of a region whatever the year.
ATTRIBUTES = ("name", "area_km2", "longitude", "latitude")
WORDS_FOR = {"industry": "industry_name", "region": "name"}
VALUE, TEXT, LEFT_OUT = "value", "text", "left out"
DATED = ("activity", "indicators")
YEAR = r"\d{4}"
CODES = r"code|fips|zip"


@dataclass(frozen=True)
class Guess:
    """What one file seems to hold: the table it becomes, and the role of each column.

    A role is a column name of the schema, "value" for other numbers, "text" for other text, and
    "left out" for text that has no place in the table.
    """

    file: Path
    becomes: str
    roles: Mapping[str, str]
    table: pd.DataFrame

    @property
    def columns(self) -> dict[str, str]:
        """The columns that get another name: the schema's, or one that leaves the schema's free."""
        others = (VALUE, TEXT, LEFT_OUT)
        named = {c: role for c, role in self.roles.items() if role not in others}
        taken = {c: f"{c}_as_given" for c in self.roles if c not in named and c in named.values()}
        return named | taken

    def __repr__(self) -> str:
        roles = ", ".join(f"{column} → {role}" for column, role in self.roles.items())
        return f"{self.file.name}: {len(self.table):,} rows, becomes {self.becomes}; {roles}"


def guess(file: Path, mapping: Mapping[str, str] | None = None) -> Guess:
    """Guess what a CSV file holds.

    Parameters
    ----------
    file
        A UTF-8 CSV file.
    mapping
        Role to column, to overrule the guess. The role year may be given a year ("2015")
        instead: that of a file with numbers and without a column of years.

    Raises
    ------
    StudyError
        If the file cannot be read, a mapped column is not there, no column holds regions, or
        nothing says of which year the numbers are.
    """
    return guess_all([file], mapping)[0]


def guess_all(files: Sequence[Path], mapping: Mapping[str, str] | None = None) -> list[Guess]:
    """Guess what several CSV files hold; a mapped column need only be in one of them.

    Raises
    ------
    StudyError
        As `guess` does.
    """
    tables = {file: _read(file) for file in files}
    asked = dict(mapping or {})
    columns = {str(column) for table in tables.values() for column in table}
    year = asked.pop("year") if _is_year(asked.get("year", ""), columns) else None
    _check_mapping(asked, columns)
    return [
        _guessed(file, table, {r: c for r, c in asked.items() if c in table}, year)
        for file, table in tables.items()
    ]


def is_number(cells: pd.Series) -> bool:
    """Whether text cells are meant as numbers: most are, and none is a code like 0571."""
    found = cells.dropna()
    is_code = found.str.match(r"0\d").any()
    return not is_code and bool(pd.to_numeric(found, errors="coerce").notna().mean() > 1 / 2)


def _read(file: Path) -> pd.DataFrame:
    if not file.is_file():
        raise StudyError(Problem("CLW-S05", "there is no such file", file=str(file)))
    table, problems = read_table(file, {})
    wrong = [problem for problem in problems if not problem.is_warning]
    if not wrong and table.empty:
        wrong = [Problem("CLW-T03", "the file has a header and no rows", file=str(file), row=1)]
    if wrong:
        raise StudyError(wrong)
    return table


def _is_year(text: str, columns: set[str]) -> bool:
    return text not in columns and re.fullmatch(YEAR, text) is not None


def _check_mapping(asked: Mapping[str, str], columns: set[str]) -> None:
    wrong = [unknown("CLW-S11", "role", role, SYNONYMS) for role in asked if role not in SYNONYMS]
    wrong += [
        unknown("CLW-N04", "column", column, columns)
        for column in asked.values()
        if column not in columns
    ]
    if wrong:
        raise StudyError(wrong)


def _guessed(file: Path, table: pd.DataFrame, asked: Mapping[str, str], year: str | None) -> Guess:
    roles = _roles(table, asked)
    if year is not None and "year" not in roles.values() and _has_numbers(roles):
        table = table.assign(year=year)
        roles["year"] = "year"
    becomes = _becomes(table, roles)
    if becomes is None:
        raise StudyError(_no_region(file, table))
    if becomes in DATED and "year" not in roles.values():
        raise StudyError(_no_year(file, table))
    if becomes == "indicators" and "indicator" not in table:
        roles |= _left_out(table, roles)
    return Guess(file, becomes, roles, table)


def _left_out(table: pd.DataFrame, roles: Mapping[str, str]) -> dict[str, str]:
    """Text that changes within a region: no number, and true of no region as such."""
    by_region = table.groupby(next(c for c, role in roles.items() if role == "region"))
    texts = [column for column, role in roles.items() if role == TEXT]
    return {column: LEFT_OUT for column in texts if by_region[column].nunique().max() > 1}


def _roles(table: pd.DataFrame, asked: Mapping[str, str]) -> dict[str, str]:
    """The role of each column: as asked, else by its name, exact names first, each role once."""
    roles = {column: role for role, column in asked.items()}
    names = [str(column) for column in table]
    for column in sorted(names, key=lambda name: name not in SYNONYMS):
        role = _called(column)
        if column not in roles and role and role not in roles.values():
            roles[column] = role
    for key, name in WORDS_FOR.items():
        # a column "industry" beside one of codes holds the names
        if key in names and key not in roles and name not in roles.values():
            roles[key] = name
    kinds = {
        column: VALUE if is_number(table[column]) and not re.search(CODES, column.lower()) else TEXT
        for column in names
    }
    return {column: roles.get(column, kind) for column, kind in kinds.items()}


def _called(column: str) -> str | None:
    plain = re.sub(r"[\W_]", "", column.lower())
    return next((role for role, names in SYNONYMS.items() if plain in names.split()), None)


def _has_numbers(roles: Mapping[str, str]) -> bool:
    return any(role in (VALUE, "employment", "establishments") for role in roles.values())


def _becomes(table: pd.DataFrame, roles: Mapping[str, str]) -> str | None:
    """The table of the schema that a file's columns fit, if any."""
    known = set(roles.values())
    if "place" in table:
        return "places"
    if "region" not in known:
        lists = {"indicator_cards": "indicator" in table, "industries": "industry" in known}
        is_list = bool(known & {"name", "industry_name"})
        return next((name for name, fits in lists.items() if fits and is_list), None)
    if "indicator" in table:
        return "indicators"
    if "industry" in known:
        return "activity"
    return "indicators" if "year" in known and _has_numbers(roles) else "regions"


def _no_region(file: Path, table: pd.DataFrame) -> Problem:
    return Problem(
        "CLW-S10",
        "no column looks like the code of a region",
        file=str(file),
        expected=f"a column called one of: {SYNONYMS['region']}",
        remedy=f"--map region=COLUMN, with one of: {listed(map(str, table.columns))}",
    )


def _no_year(file: Path, table: pd.DataFrame) -> Problem:
    return Problem(
        "CLW-S13",
        "nothing says of which year the numbers are",
        file=str(file),
        expected=f"a column called one of: {SYNONYMS['year']}",
        remedy="--map year=2015, with the year of the data, or --map year=COLUMN, with one of: "
        + listed(map(str, table.columns)),
    )
