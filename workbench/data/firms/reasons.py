"""Which rows of a register cannot be counted, and why: the reasons, in the order they are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.data.firms.grouping import GIVEN, ODD, UNPLACED, is_missing, is_without
from workbench.data.firms.roles import NUMBERS
from workbench.data.tables import YEARS

if TYPE_CHECKING:
    import ibis.expr.types as ir

CODES = ("region", "industry")
OUTSIDE, SEVERAL, POINTLESS = "outside", "several", "pointless"
CORRECT = "correct the cells, or leave the rows out in writing: --skip-bad-rows"


@dataclass(frozen=True)
class Reason:
    """Why a row cannot be counted; `role` is the column at fault."""

    role: str
    code: str
    says: str
    expected: str


def _keys() -> dict[str, Reason]:
    years = f"a year from {YEARS[0]} to {YEARS[1]} in four digits"
    code = "a code in every row"
    return {
        OUTSIDE: Reason("region", "CLW-A08", "a point lies in no outline", "a point in an outline"),
        SEVERAL: Reason(
            "region", "CLW-A09", "a point lies in several outlines", "a point in one outline"
        ),
        POINTLESS: Reason(
            "region",
            "CLW-A10",
            "a row has no point in degrees",
            "longitude from -180 to 180 and latitude from -90 to 90",
        ),
        "no region": Reason("region", "CLW-T28", "a row has no region", code),
        "no industry": Reason("industry", "CLW-T28", "a row has no industry", code),
        "no year": Reason("year", "CLW-T28", "a row has no year", years),
        "odd year": Reason("year", "CLW-T39", "a row has a year that is none", years),
    }


def _numbers(role: str) -> dict[str, Reason]:
    of_role = f"{role} of a row"
    return {
        f"{role} no number": Reason(
            role, "CLW-T10", f"the {of_role} is not a number", "a number, or an empty cell"
        ),
        f"{role} negative": Reason(role, "CLW-T34", f"the {of_role} is negative", "0 or more"),
        f"{role} infinite": Reason(
            role, "CLW-T38", f"the {of_role} is not a finite number", "a finite number"
        ),
    }


REASONS: Mapping[str, Reason] = {
    **_keys(),
    **{name: reason for role in NUMBERS for name, reason in _numbers(role).items()},
}


def odd_keys(cells: pd.DataFrame) -> dict[str, list[Any]]:
    """The values of keys that are none: codes of blanks alone, and years that are no years."""
    odd: dict[str, list[Any]] = {}
    for role in CODES:
        values = cells[role].unique()  # a missing one is no text
        odd[role] = [value for value in values if isinstance(value, str) and not value.strip()]
    if "year" in cells:
        odd["year"] = [year for year in cells["year"].dropna().unique() if not _is_year(year)]
    return odd


def _is_year(value: Any) -> bool:
    if isinstance(value, str):
        is_whole = len(value) == len("2015") and value.isascii() and value.isdigit()
    else:
        is_whole = float(value).is_integer()
    return is_whole and YEARS[0] <= int(value) <= YEARS[1]


def has_bad_rows(cells: pd.DataFrame, odd: Mapping[str, Sequence[Any]]) -> bool:
    """Whether any cell holds rows that cannot be counted."""
    keys = [key for key in (*CODES, "year") if key in cells]
    if any(map(len, odd.values())) or any(cells[key].hasnans for key in keys):
        return True
    return any(_has_bad_numbers(cells, role) for role in NUMBERS if role in cells)


def _has_bad_numbers(cells: pd.DataFrame, role: str) -> bool:
    """A bad number makes the sum of its cell NaN or infinite."""
    is_finite = cells[role].abs() < float("inf")  # false for NaN, too
    return bool(((cells[f"{role}_known"] > 0) & ~is_finite).any())


def reason_of(rows: ir.Table, odd: Mapping[str, Sequence[Any]]) -> Any:
    """Why a row cannot be counted, as an Ibis expression: its first reason, missing if good."""
    import ibis

    tests: list[tuple[Any, str]] = []
    if UNPLACED in rows.columns:
        tests += [(rows[UNPLACED] == name, name) for name in (OUTSIDE, SEVERAL, POINTLESS)]
    for role in CODES:
        tests.append((is_missing(rows[role]) | _among(rows[role], odd[role]), f"no {role}"))
    if "year" in rows.columns:
        tests.append((is_missing(rows["year"]), "no year"))
        tests.append((_among(rows["year"], odd["year"]), "odd year"))
    for role in NUMBERS:
        if role in rows.columns:
            tests += _number_tests(rows, role)
    return ibis.cases(*tests)


def _among(column: Any, values: Sequence[Any]) -> Any:
    import ibis

    plain = [
        value if isinstance(value, str) else getattr(value, "item", lambda v=value: v)()
        for value in values
    ]
    return column.isin(plain) if plain else ibis.literal(value=False)


def _number_tests(rows: ir.Table, role: str) -> list[tuple[Any, str]]:
    """Text that is no finite number is no number: engines differ in what they make of "inf"."""
    number: Any = rows[role]
    is_infinite = number.isnan() | number.isinf()
    tests = [(is_infinite, f"{role} infinite"), (number < 0, f"{role} negative")]
    if role + GIVEN in rows.columns:
        unread = ~is_without(rows, role) & (is_missing(number) | is_infinite | rows[role + ODD])
        tests[0] = (unread, f"{role} no number")
    return tests


def value_of(rows: ir.Table) -> Any:
    """The value at fault as text, by the reason in the column `reason`."""
    import ibis

    branches = []
    for name, reason in REASONS.items():
        column = reason.role + GIVEN if reason.role + GIVEN in rows.columns else reason.role
        if column in rows.columns:
            branches.append((rows["reason"] == name, rows[column].cast("string")))
    return ibis.cases(*branches)
