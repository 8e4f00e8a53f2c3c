"""What of a referee's list does a page show, and where: ticked by the page, never by hand.

An exhibit is marked with the items it answers. A mark alone ticks nothing: the exhibit must be of
the kind that is asked for, hold rows, and say what the item asks to be told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from workbench.errors import listed
from workbench.reports.blocks import Block, Story

ITEMS = Path(__file__).parent / "referee.toml"
SHOWN, IN_PART, NOT_SHOWN = "shown", "in part", "not shown"
PAGE, PROVENANCE = "page", "provenance"
NOBODY = "nothing on this page is about it"
LABEL_LENGTH = 60


@dataclass(frozen=True)
class Item:
    """One thing referees ask for.

    `by` are the kinds of exhibit that can answer it. `holds` says what they must tell between
    them: each part in words, with the signs one of which must be found. `how` is for the author
    of a notebook.
    """

    id: str
    asks: str
    by: tuple[str, ...]
    how: str
    holds: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tick:
    """What became of an item: shown, in part or not shown; where, and why not wholly.

    `places` are pairs of a label and the name that links lead to.
    """

    item: Item
    state: str
    places: tuple[tuple[str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Place:
    """A piece of the page that is marked with items of the list."""

    label: str
    anchor: str
    kind: str
    text: str
    has_content: bool
    answers: tuple[str, ...]
    lacks: tuple[str, ...] = ()


@cache
def referee_items() -> tuple[Item, ...]:
    """The list, in the order in which pages show it."""
    records = tomllib.loads(ITEMS.read_text(encoding="utf-8"))["item"]
    return tuple(Item(**{**record, "by": tuple(record["by"])}) for record in records)


def referee_checklist(story: Story, record: Mapping[str, Any]) -> list[Tick]:
    """Tick the list against what a page holds.

    Parameters
    ----------
    story
        What the executed notebook shows.
    record
        The record of the run: its versions, seed and hashes stand on every page.

    Returns
    -------
    One tick an item; none at all where no exhibit is marked, for such a page does not ask to be
    judged. Marks that are not on the list come last, as items that are not shown.
    """
    places = [place for block in story.blocks if (place := _place(block))]
    if not places:
        return []
    ticks = [
        _of_page(item, record) if PAGE in item.by else _tick(item, places)
        for item in referee_items()
    ]
    return [*ticks, *_strange(places)]


def _place(block: Block) -> Place | None:
    """The block as a place on the list, None where it is not marked."""
    exhibit = block.exhibit
    if exhibit and exhibit.answers:
        has_rows = len(exhibit.csv.splitlines()) > 1
        is_drawn = exhibit.kind != "figure" or bool(exhibit.svg or exhibit.png)
        text = f"{exhibit.caption}\n{exhibit.alt}\n{exhibit.csv}\n{exhibit.html.striptags()}"
        return Place(
            exhibit.label, exhibit.name, exhibit.kind, text, has_rows and is_drawn, exhibit.answers
        )
    if block.answers or block.lacks:
        text = "\n".join(block.paragraphs)
        first = next(iter(text.splitlines()), "")
        label = f"“{first[:LABEL_LENGTH]}{'…' if len(first) > LABEL_LENGTH else ''}”"
        return Place(
            label, block.anchor, "words", text, bool(text.strip()), block.answers, block.lacks
        )
    return None


def _tick(item: Item, places: Sequence[Place]) -> Tick:
    """An item against the places that are marked with it."""
    marked = [place for place in places if item.id in place.answers]
    good = [place for place in marked if place.kind in item.by and place.has_content]
    if not good:
        return Tick(item, NOT_SHOWN, why=" ".join(_why_not(item, marked, places)) or NOBODY)
    links = tuple((place.label, place.anchor) for place in good)
    told = "\n".join(place.text for place in good).lower()
    missing = [
        part
        for part, signs in item.holds.items()
        if not any(sign.lower() in told for sign in signs)
    ]
    if missing:
        return Tick(item, IN_PART, links, f"without {listed(missing)}")
    return Tick(item, SHOWN, links)


def _why_not(item: Item, marked: Sequence[Place], places: Sequence[Place]) -> Iterator[str]:
    """Why marked exhibits do not count, and what the page itself says is lacking."""
    for place in marked:
        if place.kind not in item.by:
            yield f"{place.label} is marked with it, but it is not a {' or '.join(item.by)}."
        else:
            yield f"{place.label} is marked with it, but it is empty."
    yield from (place.text for place in places if item.id in place.lacks and place.has_content)


def _of_page(item: Item, record: Mapping[str, Any]) -> Tick:
    """What the section on what made the page shows by itself."""
    there = {
        "versions": bool(record.get("versions")),
        "a seed": record.get("seed") is not None,
        "a hash of the notebook": bool(record.get("notebook", {}).get("sha256")),
        "hashes of the data": bool(record.get("data", {}).get("files")),
    }
    missing = [part for part, is_there in there.items() if not is_there]
    where = (("What made this page", PROVENANCE),)
    if missing:
        return Tick(item, IN_PART, where, f"without {listed(missing)}")
    return Tick(item, SHOWN, where)


def _strange(places: Sequence[Place]) -> Iterator[Tick]:
    """Marks that are not on the list."""
    known = {item.id for item in referee_items()}
    marks = {mark: place for place in places for mark in (*place.answers, *place.lacks)}
    for mark, place in marks.items():
        if mark not in known:
            asks = "a mark that is not on the list"
            why = f"{place.label} is marked with it; the list has {', '.join(sorted(known))}"
            yield Tick(Item(mark, asks, (), ""), NOT_SHOWN, why=why)
