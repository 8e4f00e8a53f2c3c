"""Does a table have the columns of the schema: of the right type and within range.

The schema of `tables.TABLES` as a pandera schema, validated once with all its failures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from workbench.data.table_problems.subject import Subject, as_found
from workbench.data.tables import BOOLEAN, TEXT, YEARS
from workbench.errors import Problem, unknown

if TYPE_CHECKING:
    from pandera.pandas import Column

CORRECT = "correct the cell, or leave it empty and say why in the column flag"
EMPTY, ABSENT = "not_nullable", "column_in_dataframe"
Rule = Callable[[pd.Series], Any]
YEARS_IN_WORDS = f"a year from {YEARS[0]} to {YEARS[1]}; two-digit years are not guessed"


def schema_problems(subject: Subject) -> Iterator[Problem]:
    """What a table lacks of the schema: columns, types, keys in every row, ranges."""
    if subject.table.empty:
        yield Problem(
            "CLW-T03",
            "the file has a header and no rows",
            file=subject.file,
            row=1,
            expected="a header and rows",
            is_warning=True,
            remedy="bring the rows, or take the table out",
        )
    asked = [*subject.key, *subject.known.required]
    for name in dict.fromkeys([*asked, *map(str, subject.table)]):
        if name not in subject.table:
            yield _absent(subject, name)
            continue
        if not _is_sound(subject, name, _extremes(subject, name)):
            yield from _failures(subject, name)


def _is_sound(subject: Subject, name: str, cells: pd.Series) -> bool:
    """Whether cells pass all that is asked of a column, without the cost of a schema."""
    known = cells.dropna()
    if len(known) < len(cells) and _is_key(subject, name):
        return False
    return all(np.all(rule(known)) for _, rule in _rules(subject, name))


def _extremes(subject: Subject, name: str) -> pd.Series:
    """The rows of a column that fail if any row does: the least, the most, an empty, a filled one.

    What is asked of a column is its type, its ends and that no cell is empty.
    """
    cells = subject.table[name]
    if cells.dtype == object or cells.empty:  # of many types, perhaps
        return cells
    empty = cells.isna().to_numpy()
    places = {int(empty.argmax()), int(empty.argmin())}
    if is_numeric_dtype(cells) and not empty.all():
        places |= set(subject.ends(name))
    some = [cells.iloc[place] for place in sorted(places)]
    return pd.Series(some, dtype=cells.dtype)


def _failures(subject: Subject, name: str) -> Iterator[Problem]:
    """All rows of a column that are at fault, kind by kind."""
    from pandera.errors import SchemaErrors

    column = _column(subject, name)
    try:
        # column by column: a schema of the whole frame would import geopandas
        column.validate(subject.table.reset_index(drop=True), lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            yield _translated(subject, error)


def _absent(subject: Subject, name: str) -> Problem:
    columns = map(str, subject.table.columns)
    remedy = f"say which column it is: --map {name}=COLUMN, or call it {name} in the file"
    return unknown(
        "CLW-T12", "column", name, columns, file=subject.file, column=name, remedy=remedy
    )


def _column(subject: Subject, name: str) -> Column:
    """What is asked of one column, as a schema."""
    from pandera.pandas import Check, Column

    rules = _rules(subject, name)
    checks = [Check(rule, error=code, ignore_na=True) for code, rule in rules]
    return Column(checks=checks, nullable=not _is_key(subject, name), name=name)


def _is_key(subject: Subject, name: str) -> bool:
    """Whether a column must have a value in every row."""
    return name in subject.known.key and name not in subject.optional


def _rules(subject: Subject, name: str) -> list[tuple[str, Rule]]:
    """What is asked of the cells of a column that are not empty, each with its code."""
    known = subject.known
    kind = known.columns.get(name)
    rules: list[tuple[str, Rule]] = [("CLW-T10", _is_of_kind(kind))] if kind else []
    cells = subject.table.get(name)
    if cells is not None and is_numeric_dtype(cells) and not is_bool_dtype(cells):
        rules.append(("CLW-T38", lambda c: c.abs() != np.inf))
    if name in known.non_negative:
        rules.append(("CLW-T34", _of_numbers(lambda c: c >= 0)))
    if name in known.ranges:
        low, high = known.ranges[name]
        rules.append(("CLW-T73", _of_numbers(lambda c: c.between(low, high))))
    if name == "year" and kind:
        rules.append(("CLW-T39", _of_numbers(lambda c: c.between(*YEARS))))
    return rules


def _is_of_kind(kind: str) -> Rule:
    """A test for the type a column is declared to have; an empty column fits all."""

    def fits(cells: pd.Series) -> bool:
        if cells.isna().all():
            return True
        if kind == TEXT:
            return bool(pd.api.types.is_string_dtype(cells))
        return bool(is_bool_dtype(cells) if kind == BOOLEAN else is_numeric_dtype(cells))

    return fits


def _of_numbers(rule: Rule) -> Rule:
    """A rule for numbers; a column of another type is told as such and nothing else of it."""
    return lambda cells: rule(cells) if is_numeric_dtype(cells) else True


def _translated(subject: Subject, error: Any) -> Problem:
    """A failure of pandera as a problem of ours."""
    if error.reason_code.name == "CHECK_ERROR":
        raise error
    column = str(error.schema.name)
    if error.reason_code.name == "SERIES_CONTAINS_NULLS":
        return _empty_key(subject, column)
    return _misfit(subject, str(error.check.error), column, error.failure_cases)


def _empty_key(subject: Subject, column: str) -> Problem:
    empty = subject.table[column].isna().to_numpy()
    found = subject.table[column].dropna()
    example = (
        f'; the other rows hold codes such as "{as_found(found.iloc[0])}"' if len(found) else ""
    )
    return subject.tell(
        "CLW-T28",
        f"a key cell is empty: column {column}",
        column,
        empty,
        f"a value in every row{example}",
        "fill the cell, or take the row out",
    )


def _misfit(subject: Subject, code: str, column: str, cases: object) -> Problem:
    """A cell outside its type or range."""
    if not isinstance(cases, pd.DataFrame):  # the column as a whole
        kind = {TEXT: "text", BOOLEAN: "true or false"}.get(
            subject.known.columns[column], "numbers"
        )
        return subject.tell(
            code,
            f"column {column} does not hold {kind}",
            column,
            np.ones(1, dtype=bool),
            f"{kind}, or empty cells",
            "correct the column, and describe the table anew with workbench new study",
        )
    rows = np.zeros(len(subject.table), dtype=bool)
    rows[cases["index"].to_numpy(dtype="int64")] = True
    value = as_found(subject.table[column].iloc[int(rows.argmax())])
    expected = {
        "CLW-T38": "a finite number",
        "CLW-T34": "0 or more",
        "CLW-T39": YEARS_IN_WORDS,
    }.get(code) or "from {:g} to {:g}".format(*subject.known.ranges[column])
    return subject.tell(code, f"column {column} holds {value}", column, rows, expected, CORRECT)
