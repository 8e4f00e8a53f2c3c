"""What is this thing called so: one card for each thing on a shelf, and for each code."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from workbench.codes import CODES
from workbench.data import load, studies
from workbench.data.sources import sources
from workbench.errors import UnknownName, unknown
from workbench.measures import measures
from workbench.rules import rules


def card_of(name: str) -> dict[str, Any]:
    """The card of whatever is called `name`, as a plain record.

    Raises
    ------
    UnknownName
        If nothing is called so; with the nearest names of all shelves.
    """
    from workbench.reports import notebooks, read_card

    if name.upper() in CODES:
        return {"code": name.upper()} | asdict(CODES[name.upper()])
    if name in measures:
        return {"name": name} | measures[name].card.as_record()
    if name in rules:
        return {"name": name} | rules[name].card.as_record()
    if name in sources:
        return {"name": name} | sources[name].card.as_record()
    if name in notebooks:
        return {"name": name} | read_card(notebooks[name]).as_record()
    if name in studies or Path(name).is_dir():
        return load(name).card()
    known = [*measures, *rules, *studies, *sources, *notebooks, *CODES]
    raise UnknownName(
        unknown("CLW-N11", "study, measure, rule, source, notebook or code", name, known)
    )
