"""How does a register become cells: one Ibis expression for every engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from workbench.data.firms.engines import Engine
from workbench.data.firms.roles import NUMBERS, POINT, Roles
from workbench.data.firms.size import size_class

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEYS = ("region", "industry", "year", "size_class")
GIVEN = "_given"  # numbers as text, before they were read as numbers
ODD = "_odd"  # whether the text has a mark that only this engine takes for part of a number
UNPLACED = "unplaced"  # why a point has no region


def prepared(
    table: ir.Table,
    roles: Roles,
    engine: Engine,
    classes: Mapping[str, float] | None = None,
    plain: Collection[str] = (),
) -> ir.Table:
    """The register with its columns called by their roles, and its numbers read as numbers.

    Parameters
    ----------
    table
        The register as an engine reads it.
    roles
        Which column is what.
    engine
        The engine, whose odd numbers are told as not being numbers.
    classes
        Size class to least number of persons employed, to compute the classes.
    plain
        Numbers that are known to be whole and 0 or more; they stay whole.
    """
    columns: dict[str, Any] = {
        role: table[column] for role, column in roles.columns.items() if role not in POINT
    }
    if "year" in columns and columns["year"].type().is_temporal():
        columns["year"] = columns["year"].year()
    for role in NUMBERS:
        if role in columns and role not in plain:
            columns |= _number(role, columns[role], engine.odd_marks)
    if classes is not None:
        columns["size_class"] = size_class(columns["employment"], classes)
    if UNPLACED in table.columns:
        columns[UNPLACED] = table[UNPLACED]
    return table.select(**columns)


def _number(role: str, cells: Any, odd_marks: str) -> dict[str, Any]:
    """The cells as numbers, and where they are text, the text and whether it is odd."""
    if not cells.type().is_string():
        return {role: cells.cast("float64")}
    is_odd = reduce(or_, (cells.contains(mark) for mark in odd_marks))
    return {role: cells.try_cast("float64"), role + GIVEN: cells, role + ODD: is_odd}


def cells_of(rows: ir.Table, plain: Collection[str] = ()) -> ir.Table:
    """The rows added up, one row a cell; a number that is none makes its whole cell none.

    So every row is judged by the way: the sum of a cell is NaN where a number of one of its
    rows is not a number, negative or infinite.

    Parameters
    ----------
    rows
        The register as `prepared` gives it.
    plain
        Numbers that are known to be whole and 0 or more, and need not be judged.

    Returns
    -------
    The keys; `rows`; `firms` where firms are named; each number's sum, and as `…_known` how
    many rows have it; `largest`, the most persons that one firm employs.
    """
    keys = [key for key in KEYS if key in rows.columns]
    numbers = [role for role in NUMBERS if role in rows.columns]
    judged = {role: _sound(rows, role) for role in numbers if role not in plain}
    sound = rows.mutate(**judged) if judged else rows
    made: dict[str, Any] = _sums(sound, numbers) | {"rows": sound.count()}
    made |= {f"{role}_known": sound[role].count() for role in numbers}
    if "firm" in rows.columns:
        firms = sound.aggregate(by=[*keys, "firm"], **made)  # rows without one count as one firm
        made = _sums(firms, made) | {"firms": firms.count()}
        sound = firms
    if "employment" in numbers:
        made["largest"] = sound["employment"].max()
    floats = {name: made[name].cast("float64") for name in (*numbers, "largest") if name in made}
    return sound.aggregate(by=keys, **made | floats)


def _sums(rows: ir.Table, columns: Iterable[str]) -> dict[str, Any]:
    return {column: rows[column].sum() for column in columns}


def _sound(rows: ir.Table, role: str) -> Any:
    """The number where it is one and 0 or more, missing where none was given, else NaN."""
    import ibis

    number: Any = rows[role]
    is_good = number >= 0
    if role + ODD in rows.columns:
        is_good &= ~rows[role + ODD]
    return ibis.cases(
        (is_good, number),
        (is_without(rows, role), ibis.null("float64")),  # asked of the few rows that are left
        else_=ibis.literal(float("nan"), "float64"),
    )


def is_without(rows: ir.Table, role: str) -> Any:
    """Whether a row was given no number: an empty cell, or one of no characters."""
    if role + GIVEN not in rows.columns:
        return is_missing(rows[role])
    given: Any = rows[role + GIVEN]
    return is_missing(given) | (given == "")


def is_missing(column: Any) -> Any:
    """Whether a cell is empty, as an Ibis expression."""
    return column.isnull()
