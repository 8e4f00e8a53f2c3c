"""What happened to the boundaries: records of change, read from the forms they come in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from workbench.data.divisions.division import WRONG_CITY
from workbench.data.divisions.events import EVENT_COLUMNS, from_events
from workbench.data.divisions.records import COLUMNS, KINDS, MOVED, RECODED, table_of
from workbench.data.reading import first_place, read_table
from workbench.errors import Problem, StudyError, listed

NEEDED = ("year", "kind", "old_region", "new_region")
PAIR = re.compile(r"(code|name)_(\d{4})")
ALSO_MOVED = re.compile(r"renamed, some towns moved to (?P<name>.+)")
# What compilers of pairs call a change, and what it is here.
SAME_KIND = {"renamed": RECODED, "merged into": "merged", "split off": "split off"}


def read_changes(
    path: Path, division: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """The records of boundary changes in a file, whichever of three forms it has.

    Parameters
    ----------
    path
        A CSV file: pairs of codes of two years (code_2010, name_2010, code_2020, name_2020,
        year, kind); events by name (event_type, old_county_units, new_county_units, …); or the
        columns of `division_changes` themselves.
    division
        Needed to find the codes of names: of events, and of "some towns moved to …".

    Returns
    -------
    Changes with the columns year, kind, old_region, old_name, new_region, new_name, source,
    review, and what could not be read or resolved, as problems.

    Raises
    ------
    StudyError
        If the file has none of the three forms.
    """
    table, problems = read_table(path, {"year": "integer"})
    wrong = [problem for problem in problems if not problem.is_warning]
    wrong += _empty_problems(table, str(path))
    if wrong:
        raise StudyError(wrong)
    problems += wrong_characters(table, str(path))
    if set(NEEDED) <= set(table):
        changes = table_of(table.reindex(columns=COLUMNS).to_dict("records"))
        return changes, problems + list(_kind_problems(changes, str(path)))
    if {"code", "name"} <= {m[1] for c in table if (m := PAIR.fullmatch(str(c)))}:
        changes, told = from_pairs(table, division, str(path))
    elif set(EVENT_COLUMNS) <= set(table) and division is not None:
        changes, told = from_events(table, division, str(path))
    else:
        raise StudyError(_unknown_form(path, table, division))
    return changes, problems + told


def from_pairs(
    table: pd.DataFrame, division: pd.DataFrame | None, file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Changes from pairs of codes of two years.

    A row "renamed" with another code is recoded. "renamed, some towns moved to X" is two
    records: recoded, and a part moved to X, whose code is found among the names of the table and
    of the division.
    """
    years = sorted({m[2] for c in table if (m := PAIR.fullmatch(str(c)))})
    old, new = (years[0], years[-1])
    names = _names(table, old, new, division)
    records, problems = [], list[Problem]()
    for place, row in enumerate(table.to_dict("records")):
        kind = str(row["kind"])
        also = ALSO_MOVED.fullmatch(kind)
        record = {
            "year": row["year"],
            "kind": RECODED if also else SAME_KIND.get(kind, kind),
            "old_region": row[f"code_{old}"],
            "old_name": row[f"name_{old}"],
            "new_region": row[f"code_{new}"],
            "new_name": row[f"name_{new}"],
            "source": row.get("event_ids"),
            "review": "event found" if pd.notna(row.get("event_ids")) else "event not found",
        }
        records.append(record)
        if also and (code := names.get(also["name"])):
            moved = {"kind": MOVED, "new_region": code, "new_name": also["name"]}
            records.append(record | moved)
        elif also:
            problems.append(_no_code(file, place, also["name"]))
    changes = table_of(records)
    return changes, problems + list(_kind_problems(changes, file))


def _names(
    table: pd.DataFrame, old: str, new: str, division: pd.DataFrame | None
) -> dict[str, str]:
    """Codes by name, of names that one code alone has."""
    parts = [
        table[[f"code_{y}", f"name_{y}"]].set_axis(["region", "name"], axis=1) for y in (old, new)
    ]
    known = pd.concat([*parts, *([] if division is None else [division[["region", "name"]]])])
    known = known.drop_duplicates().drop_duplicates("name", keep=False)
    return dict(zip(known["name"], known["region"], strict=True))


def wrong_characters(table: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Warnings about names with 巿 (U+5DFF) in place of 市 (U+5E02), one a column."""
    for column in map(str, table.select_dtypes("string")):
        wrong = table[column].str.contains(WRONG_CITY, regex=False).fillna(False).astype(bool)
        if wrong.any():
            yield Problem(
                "CLW-G41",
                "a name has the character 巿 (U+5DFF) in place of 市 (U+5E02); read as 市",
                file=file,
                row=first_place(wrong),
                column=column,
                value=str(table.loc[wrong, column].iloc[0]),
                expected="市 in names of cities",
                remedy="write 市 in the file",
                more=int(wrong.sum()) - 1,
                is_warning=True,
            )


def _kind_problems(changes: pd.DataFrame, file: str) -> Iterator[Problem]:
    wrong = ~changes["kind"].isin(list(KINDS))
    if wrong.any():
        yield Problem(
            "CLW-G40",
            "a change is of an unknown kind",
            file=file,
            row=first_place(wrong),
            column="kind",
            value=str(changes.loc[wrong, "kind"].iloc[0]),
            expected=f"one of: {listed(KINDS)}",
            remedy="say which of these it was",
            more=int(wrong.sum()) - 1,
        )


def _empty_problems(table: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Changes that lack what every change has; events may lack a side, and are told elsewhere."""
    for column in [c for c in table if c in NEEDED or str(c).startswith("code_")]:
        empty = table[column].isna()
        if empty.any():
            yield Problem(
                "CLW-G40",
                f"a change does not say its {column}",
                file=file,
                row=first_place(empty),
                column=str(column),
                expected="a value in every row",
                remedy="complete the row, or take it out",
                more=int(empty.sum()) - 1,
            )


def _no_code(file: str, place: int, name: str) -> Problem:
    return Problem(
        "CLW-G39",
        f"the division has no single code for {name}, so the part that moved is not known",
        file=file,
        row=place + 2,
        column="kind",
        value=name,
        expected="a name that one code of the division has",
        remedy="add a row to division_changes, kind part moved, with both codes",
        is_warning=True,
    )


def _unknown_form(path: Path, table: pd.DataFrame, division: pd.DataFrame | None) -> Problem:
    if set(EVENT_COLUMNS) <= set(table) and division is None:
        return Problem(
            "CLW-G42",
            "events name regions, and without a division their codes cannot be found",
            file=str(path),
            expected="a division with the names of each year",
            remedy="give the study the tables divisions and division_changes",
        )
    return Problem(
        "CLW-G40",
        "the file does not hold boundary changes in a form that is known",
        file=str(path),
        row=1,
        value=listed(map(str, table)),
        expected="columns code_YYYY, name_YYYY (two years), year, kind; or year, kind, "
        f"old_region, new_region; or {', '.join(EVENT_COLUMNS)}",
        remedy="rename the columns of the file",
    )
