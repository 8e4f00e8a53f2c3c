"""What is looked at: one table, its distinct values found once, and how its faults are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from workbench.data.distinct import Distinct, Rows
from workbench.data.tables import OPTIONAL_KEYS, TABLES, TEXT, Table
from workbench.errors import Problem

BLOCK = 1 << 15
ROOM = 4  # numbers of groups may leave this many times as many gaps as there are rows
FIRST_ROW = 2  # as a spreadsheet counts: the header is row 1

Found = TypeVar("Found")


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
    schema
        What is asked of it; by default what the schema says of a table of its name.
    """

    file: str
    name: str
    table: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    rows: np.ndarray | None = None
    schema: Table | None = None
    _seen: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _being_made: dict[tuple[str, str], Lock] = field(default_factory=dict, repr=False)

    @property
    def known(self) -> Table:
        """What the schema says of this table."""
        return self.schema or TABLES[self.name]

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
        """What `make` returns, made once for each kind and name, by whichever thread asks first."""
        with self._being_made.setdefault((kind, name), Lock()):
            if (kind, name) not in self._seen:
                self._seen[kind, name] = make()
            found: Found = self._seen[kind, name]
        return found

    def distinct(self, column: str) -> Distinct:
        """The distinct values of a column."""
        return self.remembered("distinct", column, lambda: Distinct.of(self.table[column]))

    def numbers(self, column: str) -> np.ndarray:
        """A column as floats, with nan where it is empty or holds no number."""
        return self.remembered("numbers", column, lambda: as_numbers(self.table[column]))

    def filled(self, column: str) -> np.ndarray:
        """A column as finite floats, with 0 where it is empty or holds no number."""

        def make() -> np.ndarray:
            numbers = self.numbers(column)
            return numbers if np.isfinite(numbers).all() else np.nan_to_num(numbers)

        return self.remembered("filled", column, make)

    def ends(self, column: str) -> tuple[int, int]:
        """The places of the least and of the largest number of a column that has numbers."""

        def make() -> tuple[int, int]:
            cells = self.table[column].to_numpy()
            is_plain = cells.dtype.kind in "iu"  # then floats would be one more copy
            numbers = cells if is_plain else self.numbers(column)
            low, high = int(numbers.argmin()), int(numbers.argmax())
            if np.isnan(numbers[low]):
                low, high = int(np.nanargmin(numbers)), int(np.nanargmax(numbers))
            return low, high

        return self.remembered("ends", column, make)

    def sizes(self, *columns: str) -> np.ndarray:
        """How many rows each of the `groups` of these columns has."""
        there = [column for column in columns if column in self.table]
        sizes: np.ndarray = self.remembered(
            "sizes", ",".join(there), lambda: np.bincount(self.groups(*there))
        )
        return sizes

    def examples(self, *columns: str) -> np.ndarray:
        """The last row of each of the `groups` of these columns; 0 for a group without rows."""
        example = np.zeros(len(self.sizes(*columns)), dtype=np.int64)
        groups = self.groups(*columns)
        for rows in blocks(len(groups)):
            example[groups[rows]] = np.arange(rows.start, rows.stop)
        return example

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
            size = len(found.each) + 1
            if len(columns) == 1:
                return found.places + 1, size
            above, count, first = self._above(columns[:-1])
            number = above * size
            number += found.places
            number += first * size + 1
            size *= count
            if size > ROOM * len(self.table) + 1:
                number, each = pd.factorize(number)
                size = len(each)
            return number, size

        return self.remembered("groups", ",".join(columns), make)

    def _above(self, columns: tuple[str, ...]) -> tuple[np.ndarray, int, int]:
        """Groups, their number, and what makes them count from 0; without a copy of one column."""
        if len(columns) == 1:
            found = self.distinct(columns[0])
            return found.places, len(found.each) + 1, 1
        return *self._groups(columns), 0

    def forget(self, kind: str, name: str) -> None:
        """Make room in memory, where something will not be asked for again."""
        self._seen.pop((kind, name), None)

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


def as_numbers(cells: pd.Series[Any]) -> np.ndarray:
    """Cells as floats, with nan where they are empty or hold no number; floats are not copied."""
    if not pd.api.types.is_numeric_dtype(cells):
        cells = pd.to_numeric(cells, errors="coerce")
    if isinstance(cells.dtype, np.dtype):
        return cells.to_numpy(dtype="float64")
    floats: np.ndarray = cells.to_numpy(dtype="float64", na_value=np.nan)
    return floats


def blocks(count: int) -> Iterator[slice]:
    """Rows by so many as a processor has at hand, which spares it the way to memory."""
    return (slice(at, min(at + BLOCK, count)) for at in range(0, count, BLOCK))


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
