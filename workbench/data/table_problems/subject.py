"""What is looked at: one table, its distinct values found once, and how its faults are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from workbench.data.distinct import factorized
from workbench.data.tables import OPTIONAL_KEYS, TABLES, TEXT, Table
from workbench.errors import Problem

ROOM = 4  # numbers of groups may leave this many times as many gaps as there are rows
FIRST_ROW = 2  # as a spreadsheet counts: the header is row 1

Found = TypeVar("Found")
Rows = np.ndarray | Sequence[bool]


@dataclass(frozen=True, eq=False)
class Distinct:
    """A column as its distinct values and the place of each row's value among them, -1 if empty."""

    each: np.ndarray
    places: np.ndarray

    def rows(self, wanted: Rows) -> np.ndarray:
        """The rows that hold one of the wanted values."""
        chosen: np.ndarray = np.append(np.asarray(wanted, dtype=bool), False)[self.places]
        return chosen

    def where(self, is_wanted: Callable[[str], bool]) -> np.ndarray:
        """Which of the distinct values are wanted."""
        return np.fromiter(map(is_wanted, map(str, self.each)), bool, len(self.each))


@dataclass(frozen=True, eq=False)
class Subject:
    """One table under examination, and the tables it may refer to.

    Parameters
    ----------
    file
        Where the table was read from.
    name
        Its name in the schema.
    table, tables
        The table, and all tables of the study.
    rows
        The row of the file that each row was read from; None where the header is row 1.
    """

    file: str
    name: str
    table: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    rows: np.ndarray | None = None
    _seen: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)

    @property
    def known(self) -> Table:
        """What the schema says of this table."""
        return TABLES[self.name]

    @property
    def optional(self) -> tuple[str, ...]:
        """The key columns this table may leave out."""
        return OPTIONAL_KEYS.get(self.name, ())

    @property
    def key(self) -> list[str]:
        """The key columns this table has to have, and those it has of its own will."""
        return [c for c in self.known.key if c in self.table or c not in self.optional]

    @property
    def codes(self) -> list[str]:
        """The columns that hold codes: keys that are text, and references."""
        columns = self.known.columns
        keys = [c for c in self.known.key if columns[c] == TEXT]
        return [c for c in dict.fromkeys([*keys, *self.known.references]) if c in self.table]

    @property
    def measured(self) -> list[str]:
        """The columns of numbers that are neither keys nor coordinates."""
        apart = {*self.known.key, *self.known.ranges}
        return [c for c in map(str, self.table.select_dtypes("number")) if c not in apart]

    def has(self, *columns: str) -> bool:
        """Whether the table has all these columns."""
        return set(columns) <= set(self.table)

    def other(self, name: str, *columns: str) -> pd.DataFrame | None:
        """Another table of the study, where it is there and has these columns."""
        table = self.tables.get(name)
        return table if table is not None and set(columns) <= set(table) else None

    def remembered(self, kind: str, name: str, make: Callable[[], Found]) -> Found:
        """What `make` returns, made once for each kind and name."""
        if (kind, name) not in self._seen:
            self._seen[kind, name] = make()
        found: Found = self._seen[kind, name]
        return found

    def distinct(self, column: str) -> Distinct:
        """The distinct values of a column."""

        def make() -> Distinct:
            places, each = factorized(self.table[column])
            return Distinct(each, places)

        return self.remembered("distinct", column, make)

    def numbers(self, column: str) -> np.ndarray:
        """A column as floats, with nan where it is empty or holds no number."""

        def make() -> np.ndarray:
            cells = self.table[column]
            if not pd.api.types.is_numeric_dtype(cells):
                cells = pd.to_numeric(cells, errors="coerce")
            floats: np.ndarray = cells.to_numpy(dtype="float64", na_value=np.nan)
            return floats

        return self.remembered("numbers", column, make)

    def groups(self, *columns: str) -> np.ndarray:
        """A whole number for each row, equal where all these columns are; columns absent are one.

        The numbers are dense: they run from 0 to a few times the number of rows.
        """
        return self._groups(tuple(column for column in columns if column in self.table))[0]

    def _groups(self, columns: tuple[str, ...]) -> tuple[np.ndarray, int]:
        """The groups of these columns, made from those of all but the last, and their number."""

        def make() -> tuple[np.ndarray, int]:
            if not columns:
                return np.zeros(len(self.table), dtype=np.int64), 1
            found = self.distinct(columns[-1])
            above, count = self._groups(columns[:-1])
            size = len(found.each) + 1
            number = above * size
            number += found.places
            number += 1
            size *= count
            if size > ROOM * len(self.table) + 1:
                number, each = pd.factorize(number)
                size = len(each)
            return number, size

        return self.remembered("groups", ",".join(columns), make)

    def tell(
        self,
        code: str,
        message: str,
        column: str,
        rows: Rows,
        expected: str,
        remedy: str,
        *,
        is_warning: bool = False,
    ) -> Problem:
        """The problem of some rows of a column, with the first of them as its place."""
        found = np.asarray(rows, dtype=bool)
        first = int(found.argmax())
        return Problem(
            code,
            message,
            file=self.file,
            row=self.row(first),
            column=column,
            value=as_found(self.table[column].iloc[first]) if column in self.table else None,
            expected=expected,
            remedy=remedy,
            more=int(found.sum()) - 1,
            is_warning=is_warning,
        )

    def row(self, place: int) -> int:
        """The row of the file, as a spreadsheet counts, of a row counted from 0."""
        return place + FIRST_ROW if self.rows is None else int(self.rows[place])


def as_found(value: object) -> str | None:
    """A cell as it stands in the file: a whole number has no decimals, an empty cell is None."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - nan is not itself
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "row", "rows"), counted(1200, "row", "rows")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {one if number == 1 else many}"
