"""What does a raw file seem to hold: a table of the schema, and a role for each column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.data.making.complaints import (
    exchanged,
    mapping_problems,
    no_items,
    no_numbers,
    no_region,
    no_year,
)
from workbench.data.making.guess import (
    ATTRIBUTES,
    DATED,
    LEFT_OUT,
    LOOKED_AT,
    TEXT,
    VALUE,
    Guess,
    is_number,
)
from workbench.data.making.synonyms import SYNONYMS, role_of, unit_in
from workbench.data.making.wide import header_line, lengthened, line_of, years_in
from workbench.data.making.wide_responses import wide_responses
from workbench.data.reading import (
    Layout,
    Reading,
    as_text,
    in_rows,
    read_file,
    retyped,
    without_missing,
)
from workbench.data.table_problems.sizes import firm_sizes_at_odds
from workbench.data.tables import NUMBER, OPTIONAL_KEYS, TABLES
from workbench.data.tables import TEXT as STRING
from workbench.errors import Problem, StudyError

POPULATION = "population"
COUNTS = ("employment", "establishments")
WORDS_FOR = {"industry": "industry_name", "region": "name"}
YEAR = r"\d{4}"
CODES = r"code|fips|zip|代码"
ANSWERS = "answers"  # one firm a row, before they become responses
BY_KEY = ("places", "responses", "items", "links", "actors", "plants")
ANYWHERE = {c: kind for table in TABLES.values() for c, kind in table.columns.items()}
FEW_WORDS = 0.1  # a share of cells that hold a space


def guess(
    file: Path, mapping: Mapping[str, str] | None = None, layout: Layout | None = None
) -> Guess:
    """Guess what one file holds.

    Parameters
    ----------
    file
        A CSV, TSV, Excel or Parquet file.
    mapping
        Role to column, to overrule the guess. The role year may be given a year ("2015")
        instead: that of a file with numbers and without a column of years. "header 1" in place
        of a column is the first line of a header of several lines.
    layout
        What is declared of the file.

    Raises
    ------
    StudyError
        If the file cannot be read, a mapped column is not there, no column holds regions, or
        nothing says of which year the numbers are.
    """
    return guess_all([file], mapping, {file.name: layout or Layout()})[0]


def guess_all(
    files: Sequence[Path],
    mapping: Mapping[str, str] | None = None,
    layouts: Mapping[str, Layout] | None = None,
) -> list[Guess]:
    """Guess what several files hold; a mapped column need only be in one of them.

    Raises
    ------
    StudyError
        As `guess` does, with the problems of all files.
    """
    guesses, problems = look_through(files, mapping, layouts)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        raise StudyError(problems)
    return guesses


def look_through(
    files: Sequence[Path],
    mapping: Mapping[str, str] | None = None,
    layouts: Mapping[str, Layout] | None = None,
) -> tuple[list[Guess], list[Problem]]:
    """Guess what files hold, as far as they can be read, and tell all that is wrong with them.

    Parameters
    ----------
    files, mapping
        As in `guess_all`.
    layouts
        What is declared, by file name; "" stands for every file.
    """
    layouts = layouts or {}
    problems: list[Problem] = []
    readings: dict[Path, tuple[Reading, Layout]] = {}
    for file in files:
        layout = layouts.get(file.name, layouts.get("", Layout()))
        reading = _read(file, layout, problems)
        if reading is not None:
            readings[file] = (reading, layout)
    asked = dict(mapping or {})
    columns = {str(column) for reading, _ in readings.values() for column in reading.table}
    year = asked.pop("year") if _is_year(asked.get("year", ""), columns) else None
    problems += mapping_problems(asked, columns)
    guesses = []
    for file, (reading, layout) in readings.items():
        known = {
            role: column
            for role, column in asked.items()
            if role in SYNONYMS and (column in reading.table or header_line(column))
        }
        found = _guessed(file, reading, layout, known, year)
        problems += found[1]
        if found[0] is not None:
            guesses.append(found[0])
    return _with_attributes(with_responses(guesses, problems)), problems


def _with_attributes(guesses: list[Guess]) -> list[Guess]:
    """Population is an attribute of a region where no two rows of all files differ about it."""
    holders = [
        found
        for found in guesses
        if found.becomes in DATED and {"region", POPULATION} <= set(found.roles.values())
    ]
    pairs = [f.table.rename(columns=f.columns)[["region", POPULATION]] for f in holders]
    if not pairs or not all(_has_numbers(found.roles) for found in holders):
        return guesses
    if pd.concat(pairs).groupby("region")[POPULATION].nunique().max() > 1:
        return guesses
    return [replace(found, attributes=(*ATTRIBUTES, POPULATION)) for found in guesses]


def with_responses(guesses: list[Guess], problems: list[Problem]) -> list[Guess]:
    """The guesses with answers of one firm a row as responses, if the items are known."""
    items = next((found.table for found in guesses if found.becomes == "items"), None)
    made = []
    for found in guesses:
        if found.becomes != ANSWERS:
            made.append(found)
        elif items is None:
            problems.append(no_items(found.file, found.table))
        else:
            made.append(_responses(found, items, problems))
    return made


def _responses(found: Guess, items: pd.DataFrame, problems: list[Problem]) -> Guess:
    respondent = next(column for column, role in found.roles.items() if role == "respondent")
    wide = found.table.apply(as_text)
    table, places, wrong = wide_responses(wide, items, str(found.file), respondent)
    wrong += firm_sizes_at_odds(wide, items["item"], str(found.file))
    problems += [in_rows(problem, found.rows) for problem in wrong]
    table["answer"] = without_missing(table["answer"].astype("str"), found.layout)
    roles = dict.fromkeys(map(str, table), TEXT)
    rows = found.rows[places.astype(np.int64)]
    return replace(found, becomes="responses", roles=roles, table=table, rows=rows, units={})


def _read(file: Path, layout: Layout, problems: list[Problem]) -> Reading | None:
    if not file.is_file():
        problems.append(
            Problem(
                "CLW-S05",
                "there is no such file",
                file=str(file),
                value=file.name,
                expected="a file that is there",
                remedy="check the name and the folder",
            )
        )
        return None
    reading = read_file(file, {}, layout)
    problems += reading.problems
    if not reading.has_errors and reading.table.empty:
        text = "the file has a header and no rows"
        problems.append(
            Problem(
                "CLW-T03",
                text,
                file=str(file),
                row=1,
                expected="rows of data",
                remedy="export the table again",
            )
        )
    return None if reading.table.empty else reading


def _is_year(text: str, columns: set[str]) -> bool:
    return text not in columns and re.fullmatch(YEAR, text) is not None


def _guessed(
    file: Path, reading: Reading, layout: Layout, asked: Mapping[str, str], year: str | None
) -> tuple[Guess | None, list[Problem]]:
    """The guess of one file, None where it has no place in a study, and its problems."""
    reading = _long(file, reading, asked, has_year=year is not None)
    asked = {role: column for role, column in asked.items() if header_line(column) is None}
    roles = _roles(reading.table, asked)
    if year is not None and "year" not in roles.values() and _has_numbers(roles):
        reading = replace(reading, table=reading.table.assign(year=year))
        roles["year"] = "year"
    becomes = _becomes(reading.table, roles)
    if becomes is None:
        return None, [no_region(file, reading.table)]
    problems = exchanged(file, reading.table, roles)
    if becomes in DATED and "year" not in roles.values():
        problems.append(no_year(file, reading.table))
    if becomes in DATED and not _has_numbers(roles) and POPULATION not in roles.values():
        problems.append(no_numbers(file, reading.table))
    if becomes == "indicators" and "indicator" not in reading.table:
        roles |= _left_out(reading.table, roles)
    table, found = retyped(reading, _types(roles, becomes), layout, file)
    units = {c: unit for c in map(str, table) if (unit := unit_in(c))} | dict(reading.units or {})
    made = Guess(
        file, becomes, roles, table, reading.rows, layout, reading.read_as, units, reading.notes
    )
    return made, [*problems, *found]


def _types(roles: Mapping[str, str], becomes: str) -> dict[str, str]:
    """The type each column of the file should have; answers stay as they were given."""
    if becomes == ANSWERS:
        return {column: STRING for column, role in roles.items() if role == "respondent"}
    own = TABLES[becomes].columns if becomes in TABLES else {}
    known = ANYWHERE | dict(own) | {VALUE: NUMBER}
    return {column: own.get(column, known.get(role, STRING)) for column, role in roles.items()}


def _long(file: Path, reading: Reading, asked: Mapping[str, str], *, has_year: bool) -> Reading:
    """A table with columns for years or industries as one with rows for them."""
    columns = [str(column) for column in reading.table]
    wide = {role: line_of(columns, line) for role, c in asked.items() if (line := header_line(c))}
    is_dated = has_year or "year" in asked or any(role_of(c) == "year" for c in columns)
    if not is_dated:
        dated = years_in(columns)
        numeric = {rest for c, (_, rest) in dated.items() if is_number(reading.table[c])}
        wide["year"] = {c: part for c, part in dated.items() if part[1] in numeric}
    for role, parts in wide.items():
        if parts:
            table, positions = lengthened(reading.table, parts, role, file.stem)
            units = dict(reading.units or {})
            units |= {rest or file.stem: units[c] for c, (_, rest) in parts.items() if c in units}
            reading = replace(reading, table=table, rows=reading.rows[positions], units=units)
    return reading


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
        role = _role_of(column, table)
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


def _role_of(column: str, table: pd.DataFrame) -> str | None:
    """The role a name stands for; a column of words beside one of codes holds the names."""
    role = role_of(column)
    beside = [c for c in map(str, table) if c != column and role_of(c) == role]
    if role in WORDS_FOR and any(_share_of_words(table[c]) == 0 for c in beside):
        return WORDS_FOR[role] if _share_of_words(table[column]) > FEW_WORDS else role
    return role


def _share_of_words(cells: pd.Series) -> float:
    """The share of a column's distinct cells that are several words."""
    if not pd.api.types.is_string_dtype(cells):
        return 0.0
    some = cells.dropna().drop_duplicates().head(LOOKED_AT)
    return float(some.str.contains(" ", regex=False).mean()) if len(some) else 0.0


def _has_numbers(roles: Mapping[str, str]) -> bool:
    return any(role in (VALUE, *COUNTS) for role in roles.values())


def _becomes(table: pd.DataFrame, roles: Mapping[str, str]) -> str | None:
    """The table of the schema that a file's columns fit, if any."""
    known = set(roles.values())
    named = next((name for name in BY_KEY if _has_key(table, name)), None)
    if named is not None:
        return named
    if "respondent" in known:
        return ANSWERS
    if "region" not in known:
        lists = {"indicator_cards": "indicator" in table, "industries": "industry" in known}
        is_list = bool(known & {"name", "industry_name"}) and not known & {"year", *COUNTS}
        return next((name for name, fits in lists.items() if fits and is_list), None)
    if "indicator" in table:
        return "indicators"
    if "industry" in known:
        return "activity"
    has_figures = _has_numbers(roles) or POPULATION in known
    return "indicators" if "year" in known and has_figures else "regions"


def _has_key(table: pd.DataFrame, name: str) -> bool:
    """Whether a file has the key of a table, and what that table cannot be without."""
    key = [column for column in TABLES[name].key if column not in OPTIONAL_KEYS.get(name, ())]
    return set(key) | set(TABLES[name].required) <= set(table)
