"""What does the user want of a source: options as text or values, checked against its card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.data.sources._card import BOOLEAN, INTEGER, LIST, YEARS, Card, Option
from workbench.errors import ParameterError, Problem, unknown

TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
LONGEST_SPAN = 100


def chosen(name: str, card: Card, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every option of a source with its value: what was given, else the default.

    Parameters
    ----------
    name, card
        The source and its card.
    given
        Option to value; text as the command line passes it, or a plain value.

    Raises
    ------
    ParameterError
        With every option that does not exist or has a value it cannot take.

    Examples
    --------
    >>> from workbench.data.sources._card import YEARS
    >>> card = Card("", "", "", "", (), {"years": Option("which years", (2020,), YEARS)}, {}, "")
    >>> chosen("demo", card, {"years": "2018:2020"})
    {'years': (2018, 2019, 2020)}
    """
    problems: list[Problem] = []
    values = {key: option.default for key, option in card.options.items()}
    for key, value in given.items():
        if key not in card.options:
            problems.append(unknown("CLW-W03", f"option of {name}", key, card.options))
            continue
        try:
            values[key] = _value(card.options[key], value)
        except ValueError as error:
            problems.append(_misfit(name, key, card.options[key], value, str(error)))
    missing = [k for k, v in values.items() if v is None and card.options[k].pattern]
    problems += [_misfit(name, key, card.options[key], "", "it is required") for key in missing]
    if problems:
        raise ParameterError(problems)
    return values


def _value(option: Option, value: object) -> Any:
    if option.type == BOOLEAN:
        if str(value).lower() not in TRUTH:
            raise ValueError("it is true or false")
        return TRUTH[str(value).lower()]
    if option.type == INTEGER:
        return _whole(option, str(value))
    items = _items(value)
    if option.type == YEARS:
        years = {year for item in items for year in _span(option, item)}
        if not years:
            raise ValueError("no year is named")
        return tuple(sorted(years))
    for item in items:
        _refuse_text(option, item)
    if option.type == LIST:
        return tuple(dict.fromkeys(items))
    if len(items) != 1:
        raise ValueError("it is one text")
    return items[0]


def _refuse_text(option: Option, text: str) -> None:
    if option.choices and text not in option.choices:
        raise ValueError(f"{text} is not one of the choices")
    if option.pattern and not re.fullmatch(option.pattern, text):
        raise ValueError("it has characters that no such code has")


def _items(value: object) -> list[str]:
    parts = value if isinstance(value, list | tuple) else str(value).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def _whole(option: Option, text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text.strip()):
        raise ValueError("it is a whole number")
    number = int(text)
    low, high = option.range or (number, number)
    if not low <= number <= high:
        raise ValueError(f"it lies between {low} and {high}")
    return number


def _span(option: Option, text: str) -> range:
    first, _, last = text.partition(":")
    start, stop = _whole(option, first), _whole(option, last or first)
    if not 0 <= stop - start <= LONGEST_SPAN:
        raise ValueError("a span runs from the earlier to the later year")
    return range(start, stop + 1)


def _misfit(name: str, key: str, option: Option, value: object, why: str) -> Problem:
    bounds = f", {option.range[0]} to {option.range[1]}" if option.range else ""
    choices = f": {', '.join(option.choices)}" if option.choices else ""
    return Problem(
        "CLW-W04",
        f"the option {key} of {name} cannot be what was given: {why}",
        column=key,
        value=str(value),
        expected=f"{option.type}{bounds}{choices} ({option.meaning})",
        remedy=f"workbench show {name}, for the options; then -p {key}=…",
    )
