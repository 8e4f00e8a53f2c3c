"""What can be wrong inside a table: its columns, keys, codes, tree of regions and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.data.reading import first_place
from workbench.data.tables import OPTIONAL_KEYS, TABLES, Table
from workbench.errors import Problem, listed, quoted, unknown

YEARS = (1949, 2100)
CODES = {"regions": "region", "industries": "industry"}
CORRECT = "correct the cell, or leave it empty and say why in the column flag"


def table_problems(
    file: str, name: str, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    """Everything that is wrong with one table of the schema.

    Parameters
    ----------
    file
        Where the table was read from, for the place of each problem.
    name
        Its name in the schema; tables of other names are not looked at.
    table, tables
        The table, and all tables of the study, whose codes it may refer to.
    """
    if name not in TABLES or table.columns.empty:
        return
    known, optional = TABLES[name], OPTIONAL_KEYS.get(name, ())
    if table.empty:
        yield Problem(
            "CLW-T03", "the file has a header and no rows", file=file, row=1, is_warning=True
        )
    key = [k for k in known.key if k in table or k not in optional]
    for column in (*key, *known.required):
        if column not in table:
            yield unknown("CLW-T12", "column", column, table.columns, file=file, column=column)
    if set(key) <= set(table):
        yield from _key_problems(file, table, key, optional)
    yield from _reference_problems(file, table, known, tables)
    yield from _code_problems(file, name, table)
    yield from _tree_problems(file, name, table, tables)
    yield from _value_problems(file, table, known)


def _key_problems(
    file: str, table: pd.DataFrame, key: list[str], optional: tuple[str, ...]
) -> Iterator[Problem]:
    for column in key:
        empty = table[column].isna()
        if column not in optional and empty.any():
            yield Problem(
                "CLW-T28",
                f"a key cell is empty: column {column}",
                file=file,
                row=first_place(empty),
                column=column,
                expected="a code in every row",
                more=int(empty.sum()) - 1,
            )
    repeated = table.duplicated(key)
    if repeated.any():
        first = table.loc[repeated, key].iloc[0]
        yield Problem(
            "CLW-T26",
            "a row is there twice: the same " + ", ".join(key),
            file=file,
            row=first_place(repeated),
            column=", ".join(key),
            value=", ".join(map(str, first)),
            expected="each key once",
            remedy="keep one of the rows, or add them up before loading",
            more=int(repeated.sum()) - 1,
        )


def _reference_problems(
    file: str, table: pd.DataFrame, known: Table, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    for column, target in known.references.items():
        if column not in table or target not in tables:
            continue
        target_key = TABLES[target].key[0]
        if target_key not in tables[target]:
            continue
        codes = set(tables[target][target_key])
        stray = table[column].notna() & ~table[column].isin(codes)
        if stray.any():
            value = str(table.loc[stray, column].iloc[0])
            message = f"a code in column {column} is not in the table {target}: {quoted(value)}"
            expected = f"a code of {target}: {listed(sorted(map(str, codes)), 5)}"
            remedy = f"correct the code, or add its row to the table {target}"
            padded = [code for code in codes if str(code).lstrip("0") == value]
            if padded:
                remedy = f"a leading zero was lost: {value} is {padded[0]}; keep codes as text"
            yield _problem("CLW-T31", message, file, table[column], stray, expected, remedy)


def _code_problems(file: str, name: str, table: pd.DataFrame) -> Iterator[Problem]:
    """Warnings about lists of codes that look spoilt: spelled two ways, or without their zeros."""
    if name not in CODES or CODES[name] not in table:
        return
    codes = table[CODES[name]]
    again = codes.str.strip().str.casefold().duplicated() & ~codes.duplicated()
    if again.any():
        message = "a code differs from another by capitals or spaces only"
        expected, remedy = "one spelling for each code", "spell the code in one way in all tables"
        found = _problem("CLW-T42", message, file, codes, again, expected, remedy)
        yield replace(found, is_warning=True)
    length = codes.str.len().where(codes.str.fullmatch(r"\d{4,}").fillna(False))
    short = length == length.max() - 1
    if name == "regions" and short.any() and not _levels_explain(table, length):
        message = "a region code is one digit shorter than others: did it lose a leading zero?"
        expected = "codes of one length at one level"
        remedy = "restore the file, and keep codes as text"
        found = _problem("CLW-T27", message, file, codes, short, expected, remedy)
        yield replace(found, is_warning=True)


def _levels_explain(regions: pd.DataFrame, length: pd.Series) -> bool:
    """Whether codes of one level have one length."""
    if "level" not in regions:
        return False
    by_level = length.dropna().groupby(regions["level"])
    return bool((by_level.max() == by_level.min()).all())


def _tree_problems(
    file: str, name: str, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    """Regions that lie within themselves, and rows that hold the sum of other rows."""
    regions = tables.get("regions", pd.DataFrame())
    if not {"region", "parent"} <= set(regions):
        return
    known = regions.dropna(subset=["region", "parent"])
    parent = dict(zip(known["region"], known["parent"], strict=True))
    if name == "regions":
        circular = table["region"].map(lambda region: _lies_within_itself(region, parent))
        if circular.any():
            yield _problem(
                "CLW-T33",
                "a region lies within itself",
                file,
                table["parent"],
                circular,
                "parents that lead from finer to coarser regions, and end",
                "correct the parent, or leave it empty",
            )
    if name == "activity" and "region" in table:
        totals = table["region"].isin(set(parent.values()))
        if totals.any():
            yield _problem(
                "CLW-T16",
                "a row is about a region that has parts, which would be counted twice",
                file,
                table["region"],
                totals,
                "the finest regions only; coarser ones are added up from them",
                "move such rows to a table of another name",
            )


def _lies_within_itself(region: object, parent: Mapping[str, str]) -> bool:
    above, seen = parent.get(str(region)), set()
    while above is not None and above not in seen:
        seen.add(above)
        above = parent.get(above)
    return region in seen


def _value_problems(file: str, table: pd.DataFrame, known: Table) -> Iterator[Problem]:
    for column in map(str, table.select_dtypes("number")):
        cells = table[column]
        infinite = np.isinf(cells.to_numpy(dtype="float64", na_value=np.nan))
        if infinite.any():
            yield _value_problem("CLW-T38", file, cells, infinite, "a finite number")
    for column in known.non_negative:
        if column in table and (negative := (table[column] < 0).to_numpy()).any():
            yield _value_problem("CLW-T34", file, table[column], negative, "0 or more")
    if "year" in known.columns and "year" in table:
        outside = ~table["year"].between(*YEARS).fillna(True).to_numpy(dtype=bool)
        if outside.any():
            expected = f"a year from {YEARS[0]} to {YEARS[1]}; two-digit years are not guessed"
            yield _value_problem("CLW-T39", file, table["year"], outside, expected)


def _value_problem(
    code: str, file: str, cells: pd.Series, rows: np.ndarray, expected: str
) -> Problem:
    message = f"column {cells.name} holds {_as_found(cells[rows].iloc[0])}"
    return _problem(code, message, file, cells, rows, expected, CORRECT)


def _problem(
    code: str,
    message: str,
    file: str,
    cells: pd.Series,
    rows: np.ndarray | pd.Series,
    expected: str,
    remedy: str,
) -> Problem:
    """The problem of some cells of a column, with the first of them as its place."""
    return Problem(
        code,
        message,
        file=file,
        row=first_place(rows),
        column=str(cells.name),
        value=_as_found(cells[rows].iloc[0]),
        expected=expected,
        remedy=remedy,
        more=int(rows.sum()) - 1,
    )


def _as_found(value: object) -> str:
    """A cell as it stands in the file: a whole number has no decimals."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
