"""What does the same model say with one thing changed: what the attacks that re-fit share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

import numpy as np
import pandas as pd

from workbench.errors import (
    FormulaError,
    ParameterError,
    Problem,
    UnknownName,
    WorkbenchError,
    unknown,
)
from workbench.models.attacks._card import Attack
from workbench.models.estimate import Fit
from workbench.models.specification import Specification

COLUMNS = ("label", "estimate", "low", "high", "rows", "std_error", "p_value", "undefined")
AS_FITTED = "as fitted"
NO_ERROR = "the variance came out negative or undefined"

Given = ParamSpec("Given")
Line = dict[str, Any]


class Impossible(Exception):
    """Why an attack cannot be made on this panel and specification."""


def tells_why(function: Callable[Given, Attack]) -> Callable[Given, Attack]:
    """An attack that cannot be made hands back the reason in place of an error.

    Options that are wrong in themselves are still refused.
    """

    @wraps(function)
    def told(*things: Given.args, **options: Given.kwargs) -> Attack:
        try:
            return function(*things, **options)
        except Impossible as reason:
            return undone(function.__name__, str(reason))
        except FormulaError as error:
            return undone(function.__name__, reason_of(error))

    return told


def undone(name: str, reason: str) -> Attack:
    """An attack that could not be made, and why."""
    words = f"This attack could not be made: {reason}."
    return Attack(name, None, words, pd.DataFrame(columns=list(COLUMNS)), undone=reason)


def reason_of(error: WorkbenchError) -> str:
    """The first problem of an error, as part of a sentence."""
    return error.problems[0].message


def bare(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel with what a fit needs to know of it, and no more; pandas copies it at each step."""
    lean = panel.copy(deep=False)
    lean.attrs = {name: panel.attrs[name] for name in ("keys", "columns") if name in panel.attrs}
    return lean


def line_of(label: str, fitted: Fit, term: str) -> Line:
    """One fit as a row of an attack's table."""
    found = fitted.term(term)
    numbers = {name: float(found[name]) for name in ("estimate", "low", "high")}
    is_sure = bool(np.isfinite(found["std_error"]))
    more = {name: float(found[name]) for name in ("std_error", "p_value")}
    rest = {"rows": fitted.n_used, **more, "undefined": None if is_sure else NO_ERROR}
    return {"label": label, **numbers, **rest}


def refit(label: str, panel: pd.DataFrame, specification: Specification, **changes: Any) -> Line:
    """The line of a fit, or of the reason why there is none."""
    try:
        return line_of(label, specification.fit(panel, **changes), specification.term)
    except WorkbenchError as error:
        return lost(label, reason_of(error))


def lost(label: str, reason: str) -> Line:
    """The line of a fit that could not be made."""
    empty = dict.fromkeys(COLUMNS, np.nan)
    return empty | {"label": label, "rows": 0, "undefined": reason}


def direction(line: Mapping[str, Any]) -> int:
    """What an interval says: 1 for more, -1 for less, 0 where it holds zero."""
    return int(line["low"] > 0) - int(line["high"] < 0)


def stands(fitted: Line, lines: Iterable[Line], smallest_effect: float | None = None) -> bool:
    """Whether each line that has a number gives the answer of the fit.

    The answer is more, less, or not to be told from none; with a smallest effect of interest
    also whether the estimate reaches it.
    """
    return all(answer(each, smallest_effect) == answer(fitted, smallest_effect) for each in lines)


def answer(line: Mapping[str, Any], smallest_effect: float | None = None) -> tuple[int, bool]:
    """The direction of an interval, and whether the estimate reaches the smallest effect."""
    reaches = smallest_effect is not None and abs(line["estimate"]) >= smallest_effect
    return direction(line), reaches


def defined(lines: Sequence[Line]) -> list[Line]:
    """The lines that have a number and an interval.

    Raises
    ------
    Impossible
        If there is none.
    """
    found = [line for line in lines if line["undefined"] is None]
    if not found:
        raise Impossible(lines[0]["undefined"] if lines else "there is nothing to change")
    return found


def said(line: Mapping[str, Any]) -> str:
    """An estimate with its interval in words."""
    return f"{line['estimate']:.3g} ({line['low']:.3g} to {line['high']:.3g})"


ANSWERS = {1: "more", -1: "less", 0: "not to be told from none"}


def answered(line: Mapping[str, Any]) -> str:
    """What an interval says, as part of a sentence."""
    return ANSWERS[direction(line)]


def check_above_zero(**options: float | None) -> None:
    """Refuse options that are not above zero, all at once; None is nothing asked.

    Raises
    ------
    ParameterError
        With the name and the value of each.
    """
    wrong = [
        Problem(
            "CLW-F55",
            f"{name} = {value}: must be more than 0",
            column=name,
            value=str(value),
            expected="a finite number above 0",
            remedy=f"leave {name} out, or give a number above 0",
        )
        for name, value in options.items()
        if value is not None and not (np.isfinite(value) and value > 0)
    ]
    if wrong:
        raise ParameterError(wrong)


def check_columns(panel: pd.DataFrame, names: Iterable[str]) -> None:
    """Refuse columns that the panel lacks, all at once.

    Raises
    ------
    UnknownName
        With the nearest names.
    """
    wrong = [
        unknown("CLW-N04", "column of the panel called", name, map(str, panel.columns))
        for name in names
        if name not in panel
    ]
    if wrong:
        raise UnknownName(wrong)
