"""Is a parameter of a rule one that makes sense: every one that does not is told at once."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbench.errors import ParameterError, Problem

# What a parameter may be: its bounds, and whether it may touch them.
SHARE = (0.0, 1.0, "a share above 0 and below 1")
PART = (0.0, 1.0, "a share from 0 to 1")
AMOUNT = (0.0, math.inf, "0 or more")
NUMBER = (-math.inf, math.inf, "a finite number")
PERCENT = 100
COUNT = (1.0, math.inf, "a whole number, 1 or more")


def require_parameters(
    rule: str, given: Mapping[str, tuple[float, tuple[float, float, str]]]
) -> None:
    """Refuse parameters outside their range.

    Parameters
    ----------
    rule
        The name of the rule, for the message.
    given
        For each parameter, by name: its value and the kind of number it has to be.

    Raises
    ------
    ParameterError
        With every parameter that is outside.
    """
    problems = [
        _problem(rule, name, value, kind)
        for name, (value, kind) in given.items()
        if not _is_inside(value, kind)
    ]
    if problems:
        raise ParameterError(problems)


def _problem(rule: str, name: str, value: float, kind: tuple[float, float, str]) -> Problem:
    is_percentage = kind in (SHARE, PART) and 1 < value <= PERCENT
    remedy = f"leave {name} out for the default; `workbench show {rule}` explains it"
    return Problem(
        "CLW-P06" if is_percentage else "CLW-P04",
        f"parameter {name} of {rule} is not {kind[2]}",
        column=name,
        value=str(value),
        expected=kind[2],
        remedy=f"write {value / PERCENT:g} for {value:g} %" if is_percentage else remedy,
    )


def _is_inside(value: float, kind: tuple[float, float, str]) -> bool:
    low, high, _ = kind
    if isinstance(value, bool) or not math.isfinite(value):
        return False
    if kind is COUNT and value != int(value):
        return False
    return low < value < high if kind is SHARE else low <= value <= high
