"""How do several raw files become the tables of one study, nothing lost and nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.data.divisions import division_problems
from workbench.data.divisions.shelved import problems_by_shelved_division
from workbench.data.making.guess import DATED, LEFT_OUT, TEXT, Guess
from workbench.data.making.repairs import repaired
from workbench.data.making.synonyms import role_of
from workbench.data.reading import in_rows
from workbench.data.table_problems import table_problems
from workbench.data.table_problems.subject import as_found
from workbench.data.tables import TABLES
from workbench.data.writing import UNSTATED
from workbench.errors import Problem, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

# Tables that list what there is: what a rerun does not mention stays.
LISTS = ("regions", "industries", "indicator_cards")
FILE, ROW = "__file", "__row"
HALF_TURN, TURN = 180.0, 360.0  # degrees
NAMED = {"region": "regions", "industry": "industries"}


def assemble(
    guesses: Sequence[Guess], kept: Mapping[str, pd.DataFrame] | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of the schema from all files together.

    Parameters
    ----------
    guesses
        What each file holds. Where files disagree about a region, the first one is believed.
    kept
        Tables the study has already: lists among them are added to, others are replaced.

    Returns
    -------
    Tables by name, with a card for each indicator and a name for each code.
    """
    parts: dict[str, list[pd.DataFrame]] = {}
    for found in guesses:
        parts.setdefault(found.becomes, []).append(own(found)[0])
    for found in guesses:
        for name, table in _mentioned(found).items():
            parts.setdefault(name, []).append(table)
    given = {name: reduce(partial(_joined, name), tables) for name, tables in parts.items()}
    units = {
        found.columns.get(column, column): unit
        for found in guesses
        for column, unit in found.units.items()
    }
    return _completed(kept or {}, given, units)


def problems_of(
    guesses: Sequence[Guess],
    tables: Mapping[str, pd.DataFrame],
    kept: Mapping[str, pd.DataFrame] | None = None,
) -> Iterator[Problem]:
    """What is wrong with the tables, told in the rows and files they came from.

    Parameters
    ----------
    guesses
        What each file holds.
    tables
        What `assemble` made of them.
    kept
        Tables the study has already.
    """
    # cards are made for new indicators; only cards that are given now can lack one
    listed_by = {name: t for name, t in (kept or {}).items() if name in NAMED.values()}
    listed_by |= {found.becomes: own(found)[0] for found in guesses if found.becomes in LISTS}
    drawn = {
        name: tables[name].drop(columns="name")  # drawn from these very rows, it would prove them
        for name in NAMED.values()
        if name in tables and name not in listed_by
    }
    told: set[tuple[str, str | None]] = set()
    for found in guesses:
        table, rows = own(found, keep_names=True)
        yield from _repairs(found)
        references = {**tables, **drawn, **listed_by, found.becomes: table}
        for problem in table_problems(
            str(found.file), found.becomes, table, references, found.layout.confirmed, rows
        ):
            told.add((problem.code, problem.value))
            is_warning = problem.is_warning or (
                problem.code == "CLW-T31" and problem.column in NAMED
            )
            yield _as_given(replace(problem, is_warning=is_warning), found)
        yield from _by_division(found, table, rows, tables)
    made = [found.becomes for found in guesses]
    confirmed = {code for found in guesses for code in found.layout.confirmed}
    for name in dict.fromkeys(made):
        if made.count(name) > 1 and name not in LISTS:
            yield from _repeated(name, [found for found in guesses if found.becomes == name])
        elif made.count(name) > 1:
            yield from _disagreeing(name, [found for found in guesses if found.becomes == name])
    for name in LISTS:
        if name in tables:
            found_in = [
                problem
                for problem in table_problems(name, name, tables[name], tables, confirmed)
                if (problem.code, problem.value) not in told
            ]
            yield from (_located(problem, name, guesses) for problem in found_in)


def _by_division(
    found: Guess, table: pd.DataFrame, rows: np.ndarray, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    """Codes that do not exist in the division of their year, the study's own or a shipped one."""
    file = str(found.file)
    others = {name: other for name, other in tables.items() if name not in DATED}
    problems = division_problems({**others, found.becomes: table}, {found.becomes: file})
    if "divisions" not in tables and found.becomes in DATED:
        likely = problems_by_shelved_division(table, file)
        problems += [p for p in likely if p.code not in found.layout.confirmed]
    yield from (_as_given(in_rows(problem, rows), found) for problem in problems)


def _located(problem: Problem, name: str, guesses: Sequence[Guess]) -> Problem:
    """A problem of a list that was drawn from files, told where its code first stands."""
    key = TABLES[name].key[0]
    for found in guesses:
        table, rows = own(found, keep_names=True)
        column = problem.column if problem.column in table else key
        if column not in table:
            continue
        places = (table[column].astype("str") == str(problem.value)).to_numpy()
        if places.any():
            row = int(rows[int(places.argmax())])
            return _as_given(replace(problem, file=str(found.file), row=row), found)
    files = listed(str(found.file) for found in guesses)
    return replace(problem, file=files, row=None)


def _as_given(problem: Problem, found: Guess) -> Problem:
    """A problem with the names that the columns have in the file."""
    if problem.column is None:
        return problem
    given = {role: column for column, role in found.columns.items()}
    columns = problem.column.split(", ")
    return replace(problem, column=", ".join(given.get(c, c) for c in columns))


def _disagreeing(name: str, guesses: Sequence[Guess]) -> Iterator[Problem]:
    """What two lists say differently of the same code; the first of them is believed."""
    key = TABLES[name].key[0]
    together = _together(guesses)
    for column in (c for c in map(str, together) if c not in (key, FILE, ROW)):
        said = together.dropna(subset=[key, column])
        first = said.drop_duplicates(key).set_index(key)
        other = said[said[column].ne(said[key].map(first[column]))]
        if other.empty:
            continue
        second = other.iloc[0]
        believed = first.loc[second[key]]
        values = as_found(believed[column]), as_found(second[column])
        yield Problem(
            "CLW-S15",
            f"two files disagree about {column} of {second[key]}: {values[0]} in row "
            f"{believed[ROW]} of {believed[FILE]}, {values[1]} in row {second[ROW]} of "
            f"{second[FILE]}; the first is taken",
            file=str(second[FILE]),
            row=int(second[ROW]),
            column=column,
            value=values[1],
            expected=f"one {column} for {second[key]}",
            remedy="correct one of the files, or name the one to be believed first",
            more=len(other) - 1,
            is_warning=True,
        )


def _together(guesses: Sequence[Guess]) -> pd.DataFrame:
    """The tables of several files as one, with the file and row of each row."""
    parts = []
    for found in guesses:
        table, rows = own(found)
        table = table.copy()
        table[FILE], table[ROW] = str(found.file), rows
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def _repeated(name: str, guesses: Sequence[Guess]) -> Iterator[Problem]:
    """The same key in two files, which would be counted twice."""
    together = _together(guesses)
    own_columns = [set(own(found)[0]) for found in guesses]
    key = [c for c in TABLES[name].key if all(c in columns for columns in own_columns)]
    if not set.intersection(*own_columns) - set(key):
        return  # each file brings other columns of the same cells
    again = together.duplicated(key) & ~together.duplicated([*key, FILE])
    if again.any():
        second = together[again].iloc[0]
        first = together[(together[key] == second[key]).all(axis=1)].iloc[0]
        yield Problem(
            "CLW-T26",
            f"the same {', '.join(key)} is in row {first[ROW]} of {first[FILE]} and again in row "
            f"{second[ROW]} of {second[FILE]}",
            file=str(second[FILE]),
            row=int(second[ROW]),
            column=", ".join(key),
            value=", ".join(map(str, second[key])),
            expected="each key once; both rows would be counted",
            remedy="take the rows out of one of the files",
            more=int(again.sum()) - 1,
        )


def with_outlines(
    tables: dict[str, pd.DataFrame], outlines: GeoDataFrame | None
) -> dict[str, pd.DataFrame]:
    """The tables with what outlines say of regions: a name, an area, a point.

    Regions that no table names are added only where no table names any.
    """
    if outlines is None:
        return tables
    from workbench.data.geography import areas

    points = outlines.geometry.representative_point()
    said = pd.DataFrame(
        {
            "region": outlines["region"].astype("str"),
            "area_km2": areas(outlines).reindex(outlines["region"]).round(3).to_numpy(),
            "longitude": _westward(points.x).round(5).to_numpy(),
            "latitude": points.y.round(5).to_numpy(),
        }
    )
    named = next((c for c in outlines if role_of(str(c)) == "name"), None)
    if named is not None:
        said["name"] = outlines[named].astype("str")
    regions = tables.get("regions")
    if regions is None:
        names = said["name"] if named is not None else said["region"]
        return tables | {"regions": said.assign(name=names)}
    known = said[said["region"].isin(regions["region"])]
    return tables | {"regions": _filled(regions, known, "region")}


def _westward(longitudes: pd.Series) -> pd.Series:
    """Longitudes from -180 to 180; outlines may count them past the date line."""
    return longitudes.where(
        longitudes.abs() <= HALF_TURN, (longitudes + HALF_TURN) % TURN - HALF_TURN
    )


def own(found: Guess, *, keep_names: bool = False) -> tuple[pd.DataFrame, np.ndarray]:
    """The table that a file is about, in the columns of the schema, and the row of each row."""
    table, file_rows, _ = _in_schema(found)
    if found.becomes not in DATED:
        return table.rename(columns={"industry_name": "name"}), file_rows
    is_long = found.becomes == "activity" or "indicator" in table
    if not (keep_names and is_long):
        table = table.drop(columns=["industry_name", *_attributes(table, found)], errors="ignore")
    if is_long:
        left_out = [c for c, role in found.roles.items() if role == LEFT_OUT]
        return table.drop(columns=left_out), file_rows
    texts = [c for c, role in found.roles.items() if role in (TEXT, LEFT_OUT)]
    long = table.drop(columns=[*texts, "flag"], errors="ignore").melt(
        ["region", "year"], var_name="indicator", value_name="value", ignore_index=False
    )
    long = long.assign(row=file_rows[long.index.to_numpy()]).dropna(subset="value")
    rows = long.pop("row").to_numpy()
    return long.reset_index(drop=True), rows


def _in_schema(found: Guess) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    """A file's table in the names of the schema, repaired as asked; its rows; what is told."""
    table = found.table.rename(columns=found.columns)
    return repaired(found.becomes, table, found.rows, found.layout, str(found.file))


def _repairs(found: Guess) -> Iterator[Problem]:
    yield from _in_schema(found)[2]


def _mentioned(found: Guess) -> dict[str, pd.DataFrame]:
    """What a file says by the way of the regions and industries it is about."""
    table, _, _ = _in_schema(found)
    if found.becomes not in DATED or "region" not in table:
        return {}
    is_wide = found.becomes == "indicators" and "indicator" not in table
    texts = [c for c, role in found.roles.items() if role == TEXT and is_wide]
    made = {"regions": _first(table[["region", *_attributes(table, found), *texts]], "region")}
    if "industry" in table:
        names = table.reindex(columns=["industry", "industry_name"]).astype("str")
        made["industries"] = _first(names.set_axis(["industry", "name"], axis=1), "industry")
    return made


def _attributes(table: pd.DataFrame, found: Guess) -> list[str]:
    """Columns about the region as such."""
    return [column for column in found.attributes if column in table]


def _first(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row a code, with the first cell of each column that is not empty."""
    return table.groupby(key, sort=False, as_index=False).first()


def _joined(name: str, table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Two tables of one kind as one."""
    key = list(TABLES[name].key)
    if name in LISTS:
        return _filled(table, _first(more, key[0]), key[0])
    shared = [column for column in key if column in table and column in more]
    if set(table) & set(more) - set(shared):
        return pd.concat([table, more], ignore_index=True)
    return table.merge(more, on=shared, how="outer")


def _filled(table: pd.DataFrame, more: pd.DataFrame, key: str) -> pd.DataFrame:
    """A list with its empty cells, and the rows it lacks, taken from another."""
    filled, source = table.copy(), more.drop_duplicates(key).set_index(key)
    for column in source:
        found = table[key].map(source[column]).astype(source[column].dtype)
        filled[column] = table[column].fillna(found) if column in table else found
    return pd.concat([filled, more[~more[key].isin(table[key])]], ignore_index=True)


def _completed(
    kept: Mapping[str, pd.DataFrame],
    given: Mapping[str, pd.DataFrame],
    units: Mapping[str, str],
) -> dict[str, pd.DataFrame]:
    """Old and new tables together, with a card for each indicator and a name for each code."""
    tables = {**kept, **given}
    for name in LISTS:
        if name in kept and name in given:
            tables[name] = _joined(name, given[name], kept[name])
    if "indicators" in tables and "indicator" in tables["indicators"]:
        cards = _cards(tables["indicators"], units)
        old = tables.get("indicator_cards")
        if old is not None and "unit" in old:
            old = old.assign(unit=old["unit"].mask(old["unit"] == UNSTATED))
        tables["indicator_cards"] = cards if old is None else _filled(old, cards, "indicator")
    for key, name in NAMED.items():
        if name in tables and key in tables[name]:
            table = tables[name]
            names = table["name"].fillna(table[key]) if "name" in table else table[key]
            tables[name] = table.assign(name=names)
    return tables


def _cards(indicators: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
    names = sorted(indicators["indicator"].dropna().unique())
    return pd.DataFrame(
        {
            "indicator": names,
            "name": [name.replace("_", " ") for name in names],
            "unit": [units.get(name, UNSTATED) for name in names],
            "scale": "linear",
        }
    )
