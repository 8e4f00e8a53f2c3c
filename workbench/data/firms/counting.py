"""What are the cells of a register, with every row in one of them or told why it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.data.firms.engines import EMBEDDED, Engine
from workbench.data.firms.grouping import KEYS, cells_of, is_missing, prepared
from workbench.data.firms.judging import (
    bad_row_problems,
    counts_by_reason,
    first_places,
    type_problems,
)
from workbench.data.firms.knowing import clear_numbers, plain_counts
from workbench.data.firms.reasons import CODES, has_bad_rows, odd_keys, reason_of
from workbench.data.firms.register import Register
from workbench.data.firms.roles import Roles
from workbench.data.firms.size import NOT_STATED
from workbench.errors import Problem, StudyError

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Counted:
    """The cells before any is hidden, the rows left out by reason, and what is to be told."""

    cells: pd.DataFrame
    left_out: Mapping[str, int]
    problems: tuple[Problem, ...]


def count(
    register: Register,
    roles: Roles,
    engine: Engine,
    classes: Mapping[str, float] | None,
    *,
    skip_bad_rows: bool,
) -> Counted:
    """Add a register up to cells.

    One pass where every row is good; where one is not, a second pass counts the reasons, and
    a third, without the bad rows, follows where they are to be left out.

    Parameters
    ----------
    register, roles, engine
        The register, which column is what, and where it is added up.
    classes
        Size class to least number of persons employed, to compute classes.
    skip_bad_rows
        Leave out rows that cannot be counted, and tell them as warnings.

    Raises
    ------
    StudyError
        If rows cannot be counted and are not to be left out, or no row is left; all of it.
    """
    table = engine.read(register)
    problems = list(type_problems(table, roles, register.names[0]))
    if any(not problem.is_warning for problem in problems):
        raise StudyError(problems)
    cells = _all_good(register, roles, engine, classes)
    if cells is None:
        plain = plain_counts(register, roles)
        cells = _answer(cells_of(prepared(table, roles, engine, classes, plain), plain), engine)
    odd = odd_keys(cells)
    left_out: dict[str, int] = {}
    if has_bad_rows(cells, odd):
        rows = prepared(table, roles, engine, classes)
        counts = counts_by_reason(rows, odd, engine)
        places = first_places(register, roles, classes, odd, list(counts))
        problems += bad_row_problems(counts, places, roles, are_skipped=skip_bad_rows)
        if not skip_bad_rows:
            raise StudyError(problems)
        left_out = {name: number for name, (number, _) in counts.items()}
        reason: Any = reason_of(rows, odd)
        cells = _answer(cells_of(rows.filter(is_missing(reason))), engine)
    if cells.empty:
        raise StudyError([_no_rows(register), *problems])
    return Counted(_finished(cells, roles), left_out, tuple(problems))


def _all_good(
    register: Register, roles: Roles, engine: Engine, classes: Mapping[str, float] | None
) -> pd.DataFrame | None:
    """The cells of CSV whose numbers can be read as numbers at once; None if any row is bad."""
    numbers = clear_numbers(register, roles, engine) if engine.name == EMBEDDED else ()
    if not numbers:
        return None
    table = engine.read(replace(register, numbers=numbers))
    try:
        cells = _answer(cells_of(prepared(table, roles, engine, classes)), engine)
    except StudyError:  # read as text, it will be told where and why
        return None
    return None if has_bad_rows(cells, odd_keys(cells)) else cells


def _answer(expression: ir.Table, engine: Engine) -> pd.DataFrame:
    """The cells, codes as text."""
    import pyarrow as pa

    answer = engine.answer(expression)
    for role in CODES:
        place = answer.schema.get_field_index(role)
        answer = answer.set_column(place, role, answer.column(role).cast(pa.string()))
    cells: pd.DataFrame = answer.to_pandas()
    return cells


def _finished(cells: pd.DataFrame, roles: Roles) -> pd.DataFrame:
    """The cells in order, with years as whole numbers and a size class in each."""
    years = roles.year if roles.year is not None else cells["year"].astype("int64")
    made = cells.assign(year=years)
    if "size_class" in made:
        made["size_class"] = made["size_class"].astype("str").replace("", None).fillna(NOT_STATED)
    keys = [key for key in KEYS if key in made]
    # by the places of the few distinct values, which is quicker than by the values themselves
    places = [made[key].astype("category").cat.codes for key in reversed(keys)]
    return made.take(np.lexsort(places)).reset_index(drop=True)


def _no_rows(register: Register) -> Problem:
    return Problem(
        "CLW-T03",
        "the register has no row that can be counted",
        file=register.names[0],
        expected="a header and rows",
        remedy="mend the rows that are told, or bring the whole register",
    )
