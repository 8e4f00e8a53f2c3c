"""Which rows of a register are at fault: how many for each reason, and where the first one is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.firms.engines import ROW, Engine, embedded, numbered
from workbench.data.firms.grouping import is_missing, prepared
from workbench.data.firms.reasons import (
    CODES,
    CORRECT,
    REASONS,
    reason_of,
    value_of,
)
from workbench.data.firms.register import Register
from workbench.data.firms.roles import NUMBERS, Roles
from workbench.data.reading import HEADER_ROWS
from workbench.errors import Problem, quoted

if TYPE_CHECKING:
    import ibis.expr.types as ir

Classes = Mapping[str, float] | None
Odd = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Place:
    """Where the first row at fault is, and what it says there."""

    file: str
    row: int | None
    value: str | None


def type_problems(table: ir.Table, roles: Roles, shown: str) -> Iterator[Problem]:
    """Codes that are numbers, and numbers that are neither numbers nor text."""
    for role, column in roles.columns.items():
        kind: Any = table[column].type()
        if role in CODES and kind.is_integer():
            yield Problem(
                "CLW-A04",
                f"the codes of column {column} are whole numbers, so zeros at their beginning "
                "are lost if there were any",
                file=shown,
                column=column,
                expected=f"{role} codes as text: 033, not 33",
                remedy=f"save column {column} as text in the register where codes begin with zeros",
                is_warning=True,
            )
        elif role in CODES and not kind.is_string():
            yield _wrong_type(shown, column, kind, f"{role} codes as text")
        elif role in NUMBERS and not (kind.is_numeric() or kind.is_string()):
            yield _wrong_type(shown, column, kind, "numbers")
        elif role == "year" and not (kind.is_numeric() or kind.is_string() or _is_date(kind)):
            yield _wrong_type(shown, column, kind, "years or dates")


def _is_date(kind: Any) -> bool:
    return bool(kind.is_date() or kind.is_timestamp())


def _wrong_type(shown: str, column: str, kind: Any, expected: str) -> Problem:
    return Problem(
        "CLW-A05",
        f"column {column} has a type that cannot serve",
        file=shown,
        column=column,
        value=str(kind),
        expected=expected,
        remedy="save the column as that type, or name another column with --map",
    )


def counts_by_reason(rows: ir.Table, odd: Odd, engine: Engine) -> dict[str, tuple[int, Any]]:
    """How many rows cannot be counted for each reason, and the least value at fault."""
    judged = rows.mutate(reason=reason_of(rows, odd))
    bad: Any = judged.filter(~is_missing(judged["reason"]))
    found = bad.group_by("reason").aggregate(rows=bad.count(), value=value_of(bad).min())
    answers = {row["reason"]: row for row in engine.answer(found).to_pylist()}
    return {
        name: (int(answers[name]["rows"]), answers[name]["value"])
        for name in REASONS
        if name in answers
    }


def first_places(
    register: Register, roles: Roles, classes: Classes, odd: Odd, reasons: Sequence[str]
) -> dict[str, Place]:
    """The first row at fault for each reason, read again from the files one after the other."""
    found: dict[str, Place] = {}
    with tempfile.TemporaryDirectory() as folder:
        engine = embedded(Path(folder))
        for file, shown in zip(register.files, register.names, strict=True):
            one = replace(register, files=(file,))
            for name, row, value in _first_rows(engine, one, roles, classes, odd):
                found.setdefault(name, Place(shown, row + HEADER_ROWS, value))
            if set(reasons) <= set(found):
                break
    return found


def _first_rows(
    engine: Engine, register: Register, roles: Roles, classes: Classes, odd: Odd
) -> Iterator[tuple[str, int, str | None]]:
    table = numbered(engine.read(register))
    columns = {**roles.columns, ROW: ROW}
    rows = prepared(table, replace(roles, columns=columns), engine, classes)
    judged: Any = rows.mutate(reason=reason_of(rows, odd))
    bad = judged.filter(~is_missing(judged["reason"]))
    bad = bad.mutate(value=value_of(bad))
    first = bad.group_by("reason").aggregate(
        row=bad[ROW].min(), value=bad["value"].argmin(bad[ROW])
    )
    for answer in engine.answer(first).to_pylist():
        yield answer["reason"], int(answer["row"]), answer["value"]


def bad_row_problems(
    counts: Mapping[str, tuple[int, Any]],
    places: Mapping[str, Place],
    roles: Roles,
    *,
    are_skipped: bool,
) -> Iterator[Problem]:
    """One problem a reason; warnings where the rows are left out as asked."""
    for name, (count, value) in counts.items():
        reason = REASONS[name]
        place = places.get(name, Place("", None, value))
        said = f": {quoted(place.value)}" if place.value is not None else ""
        rows = f"{count:,} row{'s' * (count > 1)}"
        done = f"{rows} left out" if are_skipped else rows
        yield Problem(
            reason.code,
            f"{reason.says}{said} ({done})",
            file=place.file or None,
            row=place.row,
            column=roles.columns.get(reason.role),
            value=place.value,
            expected=reason.expected,
            remedy=None if are_skipped else CORRECT,
            more=count - 1,
            is_warning=are_skipped,
        )
