"""Which value does a text stand for: plain data of a declared type, or a refusal."""

from __future__ import annotations

import math
import re
import shlex
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from workbench.errors import ParameterError, Problem, quoted

Plain = str | int | float | bool | list[Any] | None

IN_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
}
ANNOTATION = re.compile(
    r"(?:list\[(?P<item>str|int|float|bool)\]|(?P<base>str|int|float|bool))(?P<none> \| None)?"
)
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,30}")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
NOT_A_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
PERCENT = 100
TRUTHS = {"yes": "true", "1": "true", "no": "false", "0": "false"}


@dataclass(frozen=True)
class Kind:
    """A declared type: text, a number, true or false, or a list of these; None where allowed."""

    base: str
    is_list: bool = False
    is_optional: bool = False

    def __str__(self) -> str:
        item = f"list[{self.base}]" if self.is_list else self.base
        return f"{item} | None" if self.is_optional else item

    @property
    def in_words(self) -> str:
        """The type in words, for messages."""
        return f"a list of {self.base}" if self.is_list else IN_WORDS[self.base]


def kind_of_annotation(text: str) -> Kind | None:
    """The type that an annotation declares, or None where it is none of ours.

    Examples
    --------
    >>> kind_of_annotation("list[str] | None")
    Kind(base='str', is_list=True, is_optional=True)
    """
    found = ANNOTATION.fullmatch(text)
    if not found:
        return None
    return Kind(found["item"] or found["base"], bool(found["item"]), bool(found["none"]))


def kind_of_value(value: object) -> Kind | None:
    """The type of a default that has no annotation, or None where it says too little."""
    if type(value) is list:
        kinds = {type(item).__name__ for item in value} or {"str"}
        base = kinds.pop()
        return Kind(base, is_list=True) if not kinds and base in IN_WORDS else None
    base = type(value).__name__
    return Kind(base) if base in IN_WORDS else None


def refused(
    code: str, name: str, value: object, says: str, expected: str, remedy: str | None = None
) -> ParameterError:
    """The error of one parameter value that cannot be taken."""
    found = _found(value)
    shown = quoted(found) if isinstance(value, str) else quoted(found)[1:-1]
    return ParameterError(
        Problem(code, f"{name} = {shown}: {says}", value=found, expected=expected, remedy=remedy)
    )


def _found(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "a number of thousands of digits"


def assignment(name: str, value: Plain) -> str:
    """The option that sets a parameter, to paste into a command line.

    Examples
    --------
    >>> assignment("years", [2010, 2020]), assignment("label", "two words")
    ('-p years=2010,2020', "-p 'label=two words'")
    """
    text = ",".join(map(_written, value)) if isinstance(value, list) else _written(value)
    return f"-p {shlex.quote(f'{name}={text}')}"


def _written(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_kind(kind: Kind, name: str, value: object) -> Plain:
    """A value as plain data of a declared type; text is read as the type asks.

    Codes stay text ("033" is never a number), lists are split at commas, and an empty text is
    None where None is allowed.

    Raises
    ------
    ParameterError
        If the value is not plain data, of another type, or not a finite number.
    """
    if kind.is_optional and (value is None or value == ""):
        return None
    if value is None:
        raise ParameterError(
            Problem(
                "CLW-P08",
                f"{name} is required",
                value="None",
                expected=kind.in_words,
                remedy=f"give {name} a value",
            )
        )
    if not kind.is_list:
        return _item(kind.base, name, value)
    items = [part.strip() for part in value.split(",")] if type(value) is str and value else value
    items = [] if items == "" else items
    if type(items) is not list:
        raise _not_of_type(kind, name, value)
    return [_item(kind.base, name, item) for item in items]


def in_words(value: Plain) -> str:
    """A parameter's value as a reader would write it.

    Examples
    --------
    >>> in_words(["a", "b"]), in_words(True), in_words(None)
    ('a, b', 'true', 'not set')
    """
    if value is None:
        return "not set"
    if isinstance(value, list):
        return ", ".join(map(in_words, value)) or "empty"
    return str(value).lower() if isinstance(value, bool) else str(value) or "empty"


def _item(base: str, name: str, value: object) -> Plain:
    if type(value) is str:
        if any(unicodedata.category(c) in {"Cc", "Cs"} for c in value):
            says, remedy = "text with control characters", "take line breaks and the like out of it"
            raise refused("CLW-P16", name, value, says, "printable text", remedy)
        return READ[base](name, value)
    allowed = {"float": (float, int)}.get(base, ({"int": int, "bool": bool}.get(base, str),))
    if type(value) not in allowed:
        raise _not_of_type(Kind(base), name, value)
    return _finite(name, value) if base == "float" else value  # type: ignore[return-value]


def _not_of_type(kind: Kind, name: str, value: object) -> ParameterError:
    """The error of another type: plain data of the wrong type, or no plain data at all."""
    wanted = kind.in_words
    if type(value) in (str, int, float, bool, list):
        return _misread(kind.base, name, value, f"not {wanted}", wanted)
    says, expected = f"a {type(value).__name__} is not plain data", f"{wanted}; never an object"
    if isinstance(value, date):
        return refused("CLW-P18", name, value, says, expected, f"pass {value.year}")
    made = f"[{kind.base}(item) for item in …]" if kind.is_list else f"{kind.base}(…)"
    what = "the path as text: str(path)" if isinstance(value, PurePath) else f"{wanted}: {made}"
    return refused("CLW-P14", name, value, says, expected, f"pass {what}")


def _misread(base: str, name: str, value: object, says: str, expected: str) -> ParameterError:
    """The error of plain data of another type, with what it may stand for."""
    meant = _meant(base, unicodedata.normalize("NFKC", _found(value)).strip())
    if meant is None or isinstance(value, bool | list):
        return refused("CLW-P02", name, value, says, expected)
    doubt = "with any zero that the number has lost" if base == "str" else "if that is meant"
    remedy = f"{assignment(name, meant)}, {doubt}"
    return refused("CLW-P02", name, value, says, expected, remedy)


def _meant(base: str, text: str) -> str | None:
    """What a text of another notation may stand for, or None where nobody can tell.

    Examples
    --------
    >>> _meant("int", "2_010"), _meant("float", "0,05"), _meant("float", "5%"), _meant("int", "x")
    ('2010', '0.05', '0.05', None)
    """
    if base == "bool":
        return TRUTHS.get(text.lower())
    if base == "str":
        return text
    plain = text.replace("_", "")
    if base == "int":
        return plain if WHOLE_NUMBER.fullmatch(plain) else None
    number = plain.removesuffix("%").strip().replace(",", ".")
    if not NUMBER.fullmatch(number):
        return None
    return f"{float(number) / PERCENT:g}" if text.endswith("%") else number


def _text(_: str, text: str) -> str:
    return text


def _whole_number(name: str, text: str) -> int:
    if not WHOLE_NUMBER.fullmatch(text):
        if NOT_A_NUMBER.fullmatch(text):
            raise refused("CLW-P11", name, text, "not a number", IN_WORDS["int"])
        raise _misread("int", name, text, "not a whole number", IN_WORDS["int"])
    return int(text)


def _number(name: str, text: str) -> float:
    if not (NUMBER.fullmatch(text) or NOT_A_NUMBER.fullmatch(text)):
        raise _misread("float", name, text, "not a number", IN_WORDS["float"])
    return _finite(name, text)


def _truth(name: str, text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise _misread("bool", name, text, "neither true nor false", IN_WORDS["bool"])
    return text.lower() == "true"


def _finite(name: str, value: Any) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise refused("CLW-P11", name, value, "not a finite number", IN_WORDS["float"])
    return number


READ: dict[str, Callable[[str, str], Plain]] = {
    "str": _text,
    "int": _whole_number,
    "float": _number,
    "bool": _truth,
}
