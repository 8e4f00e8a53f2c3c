"""What is different between two tables: cells by the keys of their rows, and rows come and gone."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?")
WHOLE = re.compile(r"\d+")
NAME = "name"  # the column that tells a reader what a code stands for

Row = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A cell that changed; `absolute` and `relative` where it was and is a number.

    `relative` is the change as a share of what it was, and None where that was nought.
    """

    row: str
    column: str
    before: str
    after: str
    absolute: float | None = None
    relative: float | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is, or was, a number."""
        return number(self.before) is not None or number(self.after) is not None

    @property
    def size(self) -> float:
        """The change against the larger of the two numbers: from 0 to 2, and 1 from nought."""
        before, after = number(self.before) or 0.0, number(self.after) or 0.0
        largest = max(abs(before), abs(after))
        return abs(after - before) / largest if largest else 0.0


@dataclass(frozen=True)
class TableChanges:
    """All that is different between two tables; `keys` are the columns that tell rows apart."""

    keys: Row = ()
    cells: list[Change] = field(default_factory=list)
    rows_added: list[str] = field(default_factory=list)
    rows_gone: list[str] = field(default_factory=list)
    columns_added: list[str] = field(default_factory=list)
    columns_gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        lists = (self.cells, self.rows_added, self.rows_gone, self.columns_added, self.columns_gone)
        return any(lists)


def number(text: str) -> float | None:
    """The number that a cell holds, None where it holds none.

    Examples
    --------
    >>> number("1,200.5"), number("-2e3"), number("p < 0.05"), number("")
    (1200.5, -2000.0, None, None)
    """
    if not NUMBER.fullmatch(text) or not any(letter.isdigit() for letter in text):
        return None
    value = float(text.replace(",", ""))
    return value if math.isfinite(value) else None


def changed(row: str, column: str, before: str, after: str) -> Change | None:
    """How a cell changed, None where it says the same.

    Examples
    --------
    >>> change = changed("Wenzhou", "jobs", "200", "150")
    >>> change.absolute, change.relative
    (-50.0, -0.25)
    >>> changed("Wenzhou", "jobs", "200", "200.0") is None
    True
    """
    if before == after:
        return None
    was, now = number(before), number(after)
    if was is None or now is None:
        return Change(row, column, before, after)
    if was == now:
        return None
    return Change(row, column, before, after, now - was, (now - was) / abs(was) if was else None)


def compare_tables(before: str, after: str) -> TableChanges:
    r"""Compare two tables in CSV, row by row.

    Rows are matched by the fewest columns from the left that hold names and tell the rows of both
    tables apart; where no such columns do, also by how often the same names came before.

    Parameters
    ----------
    before, after
        The tables, with a header each.

    Returns
    -------
    The cells, rows and columns that differ.

    Examples
    --------
    >>> found = compare_tables("region,jobs\n01,5\n02,7\n", "region,jobs\n02,8\n03,1\n")
    >>> [(change.row, change.before, change.after) for change in found.cells]
    [('02', '7', '8')]
    >>> found.rows_gone, found.rows_added
    (['01'], ['03'])
    """
    (head, rows), (new_head, new_rows) = _read(before), _read(after)
    keys = _keys(head, rows, new_head, new_rows)
    old, new = _by_key(keys, head, rows), _by_key(keys, new_head, new_rows)
    columns = [column for column in head if column in new_head and column not in keys]
    names = {key: _label(key, row) for key, row in (old | new).items()}
    cells = [
        changed(names[key], column, row[column], new[key][column])
        for key, row in old.items()
        if key in new
        for column in columns
    ]
    return TableChanges(
        keys,
        [cell for cell in cells if cell],
        [names[key] for key in new if key not in old],
        [names[key] for key in old if key not in new],
        [column for column in new_head if column not in head],
        [column for column in head if column not in new_head],
    )


def _read(text: str) -> tuple[Row, list[Row]]:
    """The header and the rows of a table, each as wide as the header; repeated names numbered."""
    lines = [tuple(line) for line in csv.reader(io.StringIO(text, newline="")) if line]
    if not lines:
        return (), []
    seen: Counter[str] = Counter()
    head = []
    for name in lines[0]:
        seen[name] += 1
        head.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(head), [(*row, *[""] * len(head))[: len(head)] for row in lines[1:]]


def _keys(head: Row, rows: Sequence[Row], new_head: Row, new_rows: Sequence[Row]) -> Row:
    """The columns from the left that are in both tables, hold names, and tell the rows apart."""
    width = 0
    while width < min(len(head), len(new_head)) and head[width] == new_head[width]:
        if not all(_holds_names([row[width] for row in table]) for table in (rows, new_rows)):
            break
        width += 1
        if all(len({row[:width] for row in table}) == len(table) for table in (rows, new_rows)):
            break
    return head[:width]


def _holds_names(cells: Sequence[str]) -> bool:
    """Whether cells are words, codes or years, and not what was measured."""
    return not any(number(cell) is not None and not WHOLE.fullmatch(cell) for cell in cells)


def _by_key(keys: Row, head: Row, rows: Sequence[Row]) -> dict[Row, dict[str, str]]:
    """Rows by their key, to which the how-manieth of its like is added from the second on."""
    seen: Counter[Row] = Counter()
    found = {}
    for row in rows:
        key = row[: len(keys)]
        seen[key] += 1
        is_first = keys and seen[key] == 1
        found[key if is_first else (*key, f"#{seen[key]}")] = dict(zip(head, row, strict=True))
    return found


def _label(key: Row, row: dict[str, str]) -> str:
    """What a row is called: its key, with the name that belongs to its code."""
    name = row.get(NAME, "")
    return " · ".join(part for part in (*key, name if name not in key else "") if part)
