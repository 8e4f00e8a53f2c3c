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

from workbench.reports.blocks import Block, Story
from workbench.reports.languages import ENGLISH, words

ITEMS = Path(__file__).parent / "referee.toml"
SHOWN, IN_PART, NOT_SHOWN = "shown", "in part", "not shown"
PAGE, PROVENANCE = "page", "provenance"
LABEL_LENGTH = 60


@dataclass(frozen=True)
class Item:
    """One thing referees ask for; its words are those of the page's language.

    `by` are the kinds of exhibit that can answer it. `holds` says what they must tell between
    them: each part with the signs one of which must be found. `how` is for the author of a
    notebook.
    """

    id: str
    by: tuple[str, ...]
    how: str
    holds: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tick:
    """What became of an item: shown, in part or not shown; where, and why not wholly.

    `asks` says in words what is asked. `places` are pairs of a label and the name that links
    lead to.
    """

    item: Item
    asks: str
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
    texts = words(record.get("language", ENGLISH))
    ticks = [
        _of_page(item, record, texts) if PAGE in item.by else _tick(item, places, texts)
        for item in referee_items()
    ]
    return [*ticks, *_strange(places, texts)]


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


def _tick(item: Item, places: Sequence[Place], texts: Mapping[str, str]) -> Tick:
    """An item against the places that are marked with it."""
    asks = texts[f"asks_{item.id}"]
    marked = [place for place in places if item.id in place.answers]
    good = [place for place in marked if place.kind in item.by and place.has_content]
    if not good:
        why = " ".join(_why_not(item, marked, places, texts)) or texts["nobody"]
        return Tick(item, asks, NOT_SHOWN, why=why)
    links = tuple((place.label, place.anchor) for place in good)
    told = "\n".join(place.text for place in good).lower()
    missing = [
        part
        for part, signs in item.holds.items()
        if not any(sign.lower() in told for sign in signs)
    ]
    if missing:
        return Tick(item, asks, IN_PART, links, _lacking(missing, texts))
    return Tick(item, asks, SHOWN, links)


def _lacking(parts: Sequence[str], texts: Mapping[str, str]) -> str:
    told = texts["comma"].join(texts[f"part_{part}"] for part in parts)
    return texts["lacking"].format(parts=told)


def _why_not(
    item: Item, marked: Sequence[Place], places: Sequence[Place], texts: Mapping[str, str]
) -> Iterator[str]:
    """Why marked exhibits do not count, and what the page itself says is lacking."""
    kinds = texts["or"].join(texts[f"kind_{kind}"] for kind in item.by)
    for place in marked:
        key = "holds_nothing" if place.kind in item.by else "not_of_kind"
        yield texts[key].format(place=place.label, kinds=kinds)
    yield from (place.text for place in places if item.id in place.lacks and place.has_content)


def _of_page(item: Item, record: Mapping[str, Any], texts: Mapping[str, str]) -> Tick:
    """What the section on what made the page shows by itself."""
    asks = texts[f"asks_{item.id}"]
    there = {
        "versions": bool(record.get("versions")),
        "seed": record.get("seed") is not None,
        "notebook_hash": bool(record.get("notebook", {}).get("sha256")),
        "data_hashes": bool(record.get("data", {}).get("files")),
    }
    missing = [part for part, is_there in there.items() if not is_there]
    where = ((texts["provenance"], PROVENANCE),)
    if missing:
        return Tick(item, asks, IN_PART, where, _lacking(missing, texts))
    return Tick(item, asks, SHOWN, where)


def _strange(places: Sequence[Place], texts: Mapping[str, str]) -> Iterator[Tick]:
    """Marks that are not on the list."""
    known = {item.id for item in referee_items()}
    marks = {mark: place for place in places for mark in (*place.answers, *place.lacks)}
    for mark, place in marks.items():
        if mark not in known:
            items = texts["comma"].join(sorted(known))
            why = texts["list_has"].format(place=place.label, items=items)
            yield Tick(Item(mark, (), ""), texts["not_on_list"], NOT_SHOWN, why=why)
