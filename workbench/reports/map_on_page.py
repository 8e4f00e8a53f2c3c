"""What may a map on the page be made of: numbers, colours and outlines, checked one by one.

Outputs of a notebook are anybody's; so the page draws its maps itself, from plain values that it
has looked at, and takes no markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

COLOUR = re.compile(r"#[0-9a-f]{6}")
OUTLINE = re.compile(r"(?:M-?\d+ -?\d+l(?:[+-]\d+)+z)*")
MARGIN = 16
FEW_DOTS, MANY_DOTS, MANY = 9, 6, 300
LARGEST = 10_000


@dataclass(frozen=True)
class Spot:
    """One region on the page; `colour` is empty where it has no data."""

    name: str
    value: str
    rank: str
    colour: str
    outline: str
    x: int
    y: int


@dataclass(frozen=True)
class Inset:
    """The frame around regions that really lie elsewhere, and where they do."""

    x: int
    y: int
    width: int
    height: int
    words: str


@dataclass(frozen=True)
class PageMap:
    """A map as the template draws it."""

    label: str
    frame: str
    radius: int
    ranked: int
    classes: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    insets: tuple[Inset, ...]
    spots: tuple[Spot, ...]


def page_map(told: object) -> PageMap | None:
    """The map that an output tells of, or None where it is no map or holds anything strange."""
    if not isinstance(told, dict):
        return None
    try:
        return _checked(told)
    except (KeyError, TypeError, ValueError):
        return None


def _checked(told: Mapping[str, Any]) -> PageMap | None:
    classes = tuple((_matching(COLOUR, colour), str(words)) for colour, words in told["classes"])
    spots = tuple(_spot(place, classes) for place in told["places"])
    if not spots:
        return None
    wide, high = (_whole(told[side]) + 2 * MARGIN for side in ("width", "height"))
    frame = f"{-MARGIN} {-MARGIN} {wide} {high}"
    notes = tuple(str(note) for note in told["notes"])
    radius = FEW_DOTS if len(spots) < MANY else MANY_DOTS
    insets = tuple(
        Inset(_whole(x), _whole(y), _whole(width), _whole(height), str(words))
        for x, y, width, height, words in told["insets"]
    )
    ranked = _whole(told["ranked"])
    return PageMap(str(told["label"]), frame, radius, ranked, classes, notes, insets, spots)


def _spot(place: Mapping[str, Any], classes: tuple[tuple[str, str], ...]) -> Spot:
    number = _whole(place["number"])
    colour = classes[number][0] if 0 <= number < len(classes) else ""
    outline = _matching(OUTLINE, place["outline"])
    name, value, rank = (str(place[key]) for key in ("name", "value", "rank"))
    return Spot(name, value, rank, colour, outline, _whole(place["x"]), _whole(place["y"]))


def _matching(pattern: re.Pattern[str], text: Any) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(f"not of the form {pattern.pattern}")
    return str(text)


def _whole(number: Any) -> int:
    if type(number) is not int or abs(number) > LARGEST:
        raise ValueError("not a whole number of a drawing's size")
    return number
