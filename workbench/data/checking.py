"""Does a study hold what its descriptor says: every problem, in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.reading import first_place, read_table
from workbench.data.study import Study, locate, read_descriptor
from workbench.data.tables import OPTIONAL_KEYS, TABLES, USAGE_WARNINGS, Table
from workbench.errors import Problem, as_html, as_text, listed, quoted, unknown

YEARS = (1949, 2100)
TABULAR = ".csv"


@dataclass(frozen=True)
class CheckReport:
    """All problems of one study, with what was looked at."""

    study: str
    problems: tuple[Problem, ...]
    rows: Mapping[str, int]

    @property
    def has_errors(self) -> bool:
        """Whether anything stops the study from being loaded."""
        return any(not problem.is_warning for problem in self.problems)

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,} rows" for name, count in self.rows.items())
        if not self.problems:
            return f"{self.study}: no problems ({counts})"
        return f"{self.study}: {len(self.problems)} problems ({counts})\n{as_text(self.problems)}"

    def _repr_html_(self) -> str:
        return as_html(self.problems) if self.problems else f"<p>{self!r}</p>"


def check(study: str | Path | Study) -> CheckReport:
    """Look a study through and report every problem at once.

    Parameters
    ----------
    study
        A study's name, its folder, or its descriptor.

    Returns
    -------
    A `CheckReport`; its `problems` is empty when all is well.

    Raises
    ------
    UnknownName
        If there is no such study.
    StudyError
        If the descriptor itself cannot be read.

    Examples
    --------
    >>> check("china_prefectures").problems
    ()
    """
    folder = study.folder if isinstance(study, Study) else locate(study)
    found, problems = examine(folder)
    return CheckReport(
        found.name, tuple(problems), {name: len(table) for name, table in found.tables.items()}
    )


def examine(folder: Path) -> tuple[Study, list[Problem]]:
    """Read every table of a study folder, and tell everything that is wrong with it."""
    descriptor = read_descriptor(folder)
    problems = list(_descriptor_problems(descriptor))
    tables: dict[str, pd.DataFrame] = {}
    for resource in descriptor["resources"]:
        path = folder / str(resource.get("path", ""))
        wrong = list(_file_problems(folder, path, resource))
        problems += wrong
        if wrong or path.suffix != TABULAR:
            continue
        table, wrong = read_table(path, _types(resource))
        problems += wrong
        tables[resource["name"]] = table
    for name, table in tables.items():
        problems += _table_problems(name, table, tables)
    return Study(str(descriptor.get("name", folder.name)), folder, descriptor, tables), problems


def sha256(path: Path) -> str:
    """The hash of a file, as descriptors write it."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def _types(resource: Mapping[str, Any]) -> dict[str, str]:
    """Column types: the schema's of this table first, then the descriptor's."""
    declared = {
        f["name"]: f.get("type", "string") for f in resource.get("schema", {}).get("fields", [])
    }
    known = TABLES[resource["name"]].columns if resource["name"] in TABLES else {}
    return declared | dict(known)


def _descriptor_problems(descriptor: Mapping[str, Any]) -> Iterator[Problem]:
    holders = [("study", descriptor)] + [(r.get("name"), r) for r in descriptor["resources"]]
    for where, holder in holders:
        for warning in holder.get("usage_warnings", []):
            if warning.get("code") not in USAGE_WARNINGS:
                yield unknown(
                    "CLW-S06", f"usage warning ({where})", warning.get("code"), USAGE_WARNINGS
                )


def _file_problems(folder: Path, path: Path, resource: Mapping[str, Any]) -> Iterator[Problem]:
    if not path.resolve().is_relative_to(folder.resolve()):
        yield Problem(
            "CLW-S04",
            "a resource lies outside the study folder",
            file=str(resource.get("path")),
            expected="a path inside the folder",
        )
    elif not path.is_file():
        yield Problem(
            "CLW-S05",
            "a file the descriptor names is not there",
            file=str(path),
            expected=f"the file of resource {resource.get('name')}",
            remedy="restore the file, or take the resource out of datapackage.json",
            is_warning=path.suffix == ".geojson",
        )
    elif "hash" in resource and sha256(path) != resource["hash"]:
        yield Problem(
            "CLW-S07",
            "a file has changed since its descriptor was written",
            file=str(path),
            expected=str(resource["hash"]),
            remedy=f"restore the file, or run: workbench new study {folder} --from {path} --yes",
        )


def _table_problems(
    name: str, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    if name not in TABLES or table.columns.empty:
        return
    known, file = TABLES[name], f"{name}.csv"
    key = [k for k in known.key if k in table or k not in OPTIONAL_KEYS.get(name, ())]
    absent = [c for c in (*key, *known.required) if c not in table]
    for column in absent:
        yield unknown("CLW-T12", "column", column, table.columns, file=file)
    if not absent:
        yield from _key_problems(file, table, key, OPTIONAL_KEYS.get(name, ()))
    yield from _reference_problems(file, table, known, tables)
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
            yield Problem(
                "CLW-T31",
                f"a code in column {column} is not in the table {target}: {quoted(value)}",
                file=file,
                row=first_place(stray),
                column=column,
                value=value,
                expected=f"a code of {target}.csv: {listed(sorted(map(str, codes)), 5)}",
                remedy=f"correct the code, or add its row to {target}.csv",
                more=int(stray.sum()) - 1,
            )


def _value_problems(file: str, table: pd.DataFrame, known: Table) -> Iterator[Problem]:
    for column in map(str, table.select_dtypes("number")):
        infinite = np.isinf(table[column].to_numpy(dtype="float64", na_value=np.nan))
        if infinite.any():
            yield _value_problem("CLW-T38", file, table, column, infinite, "a finite number")
    for column in known.non_negative:
        if column in table and (negative := (table[column] < 0).to_numpy()).any():
            yield _value_problem("CLW-T34", file, table, column, negative, "0 or more")
    if "year" in table:
        outside = ~table["year"].between(*YEARS).fillna(True).to_numpy(dtype=bool)
        if outside.any():
            expected = f"a year from {YEARS[0]} to {YEARS[1]}; two-digit years are not guessed"
            yield _value_problem("CLW-T39", file, table, "year", outside, expected)


def _value_problem(
    code: str, file: str, table: pd.DataFrame, column: str, rows: np.ndarray, expected: str
) -> Problem:
    value = str(table.loc[rows, column].iloc[0])
    return Problem(
        code,
        f"column {column} holds {value}",
        file=file,
        row=first_place(rows),
        column=column,
        value=value,
        expected=expected,
        remedy="correct the cell, or leave it empty and say why in the column flag",
        more=int(rows.sum()) - 1,
    )
