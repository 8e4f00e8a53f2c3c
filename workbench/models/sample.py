"""Which rows is a question about: the sample rules of a study, with what each leaves out."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from workbench.errors import ParameterError, Problem, UnknownName, unknown

RULES: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def sampled(
    table: pd.DataFrame, rules: Sequence[Mapping[str, Any]]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows that pass every rule, and how many each rule left out, in order.

    Parameters
    ----------
    table
        One row a unit.
    rules
        Records of `column`, `rule` (one of == != > >= < <=), `value` and `reason`.

    Raises
    ------
    UnknownName
        For columns the table does not have, and rules that do not exist.
    ParameterError
        If a column cannot be compared with the value.
    """
    wrong = [
        unknown("CLW-N04", "column of the sample rule called", rule.get("column"), map(str, table))
        for rule in rules
        if rule.get("column") not in table
    ]
    wrong += [
        unknown("CLW-P07", "sample rule called", rule.get("rule"), RULES)
        for rule in rules
        if rule.get("rule") not in RULES
    ]
    if wrong:
        raise UnknownName(wrong)
    excluded: dict[str, int] = {}
    for rule in rules:
        holds = _holds(table[rule["column"]], rule["rule"], rule.get("value"))
        text = f"outside {rule['column']} {rule['rule']} {rule.get('value')}"
        text += f": {rule['reason']}" if rule.get("reason") else ""
        excluded[text] = excluded.get(text, 0) + int((~holds).sum())
        table = table[holds]
    return table.copy(), excluded


def _holds(column: pd.Series, rule: str, value: object) -> pd.Series:
    """Where a rule holds; a missing value passes none but "!="."""
    try:
        found = RULES[rule](column, value)
    except TypeError as error:
        raise ParameterError(
            Problem(
                "CLW-P02",
                f"the column {column.name} cannot be compared with {value!r}",
                column=str(column.name),
                value=str(value),
                expected=f"a value like those of the column, which is of type {column.dtype}",
                remedy="give a value of that type",
            )
        ) from error
    return pd.Series(found.where(column.notna(), rule == "!="), dtype=bool)
