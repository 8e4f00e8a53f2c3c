"""Has a reply the documented shape: columns and keys are looked for before they are used."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd

from workbench.data.sources._ask import Wanted
from workbench.errors import Problem, StudyError, listed


def misshapen(wanted: Wanted, what: str, expected: str) -> StudyError:
    """The error of a reply that is data but not in the documented shape."""
    return StudyError(
        Problem(
            "CLW-W10",
            f"the reply has not the documented shape: {what}",
            value=wanted.address,
            expected=expected,
            remedy="the publisher may have changed its format; tell the maintainers",
        )
    )


@contextmanager
def in_shape(wanted: Wanted, expected: str) -> Iterator[None]:
    """Turn the surprise at a reply of another shape into a problem that names it."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        what = f"{type(error).__name__} {error}".strip()
        raise misshapen(wanted, what, expected) from error


def by_value(column: pd.Series, function: Callable[[Any], Any]) -> pd.Series:
    """What a function makes of each cell, worked out once for each value."""
    return column.map({value: function(value) for value in column.unique()})


def rows_in_words(count: int) -> str:
    """How many rows, in words.

    Examples
    --------
    >>> rows_in_words(1), rows_in_words(1200)
    ('1 row', '1,200 rows')
    """
    return f"{count:,} row" + ("" if count == 1 else "s")


def nothing_left(what: str, remedy: str, value: str | None = None) -> StudyError:
    """The error of options that no row of a reply answers to."""
    return StudyError(
        Problem(
            "CLW-W14",
            f"no rows are left: {what}",
            value=value,
            expected="at least one row for the options given",
            remedy=remedy,
        )
    )


def table(body: bytes, wanted: Wanted, columns: Collection[str]) -> pd.DataFrame:
    """The columns named of a comma-separated reply, as text cells under lower-case names."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")  # names of places in older files
    try:
        # the reader of tables takes rows of other lengths by shifting or dropping cells
        if len({len(row) for row in csv.reader(io.StringIO(text, newline="")) if row}) != 1:
            raise ValueError
        header = pd.read_csv(io.StringIO(text), nrows=0, skipinitialspace=True).columns
        names = {str(name): str(name).strip().lower() for name in header}
        require(wanted, names.values(), columns)
        found = pd.read_csv(
            io.StringIO(text),
            dtype="str",
            keep_default_na=False,
            skipinitialspace=True,
            usecols=lambda name: names.get(str(name)) in columns,
        )
    except (ValueError, csv.Error, pd.errors.ParserError):
        raise misshapen(wanted, "it is no table", "rows of as many cells") from None
    return found.rename(columns=names)


def require(wanted: Wanted, found: Iterable[str], columns: Collection[str]) -> None:
    """Stop where a column is not there.

    Raises
    ------
    StudyError
        With the columns that are absent and those that are there.
    """
    there = list(map(str, found))
    absent = [column for column in columns if column not in there]
    if absent:
        raise misshapen(wanted, f"no column {listed(absent)}", f"found: {listed(there)}")


def numbers(cells: pd.Series, wanted: Wanted, *, empty: Collection[str] = ("",)) -> pd.Series:
    """Cells as numbers; what is in `empty` becomes missing.

    Raises
    ------
    StudyError
        If another cell is not a number.
    """
    text = cells.where(cells.notna() & ~cells.isin(list(empty)))
    found = pd.to_numeric(text, errors="coerce")
    wrong = text.notna() & found.isna()
    if wrong.any():
        what = f"{text[wrong].iloc[0]!r} in column {cells.name}, and {wrong.sum() - 1} more"
        raise misshapen(wanted, what, "numbers")
    return found.astype("float64")
