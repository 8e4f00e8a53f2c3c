"""Does a firm's size class agree with the number of its workers: European classes and ranges."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from workbench.data.table_problems.subject import Subject, as_found
from workbench.errors import Problem, quoted

# European Commission, Recommendation 2003/361/EC, Annex, Article 2: fewer than 10, 50, 250
CLASSES = {
    "micro": (0.0, 9.0),
    "small": (10.0, 49.0),
    "medium": (50.0, 249.0),
    "large": (250.0, math.inf),
}
NEEDED = {
    "plants": ("size_class", "employment"),
    "activity": ("size_class", "employment", "establishments"),
}
RANGE = re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)(?: .*)?")
OPEN = re.compile(r"(\d+)\s*(?:\+|(?:and|or) more)(?: .*)?")


def workers_of(size_class: str) -> tuple[float, float] | None:
    """The fewest and most workers of a size class; None where its name does not say.

    Examples
    --------
    >>> workers_of("micro"), workers_of("20-49"), workers_of("250+"), workers_of("C")
    ((0.0, 9.0), (20.0, 49.0), (250.0, inf), None)
    """
    plain = size_class.strip().casefold()
    if plain in CLASSES:
        return CLASSES[plain]
    if found := RANGE.fullmatch(plain):
        return float(found[1]), float(found[2])
    if found := OPEN.fullmatch(plain):
        return float(found[1]), math.inf
    return None


def sizes_at_odds(subject: Subject) -> Iterator[Problem]:
    """Size classes that the number of workers, for each establishment, contradicts."""
    if subject.name not in NEEDED or not subject.has(*NEEDED[subject.name]):
        return
    found, workers = subject.distinct("size_class"), subject.numbers("employment")
    if subject.name == "activity":
        firms = subject.numbers("establishments")
        workers = workers / np.where(firms > 0, firms, np.nan)
    ends = [workers_of(str(value)) or (-math.inf, math.inf) for value in found.each]
    low, high = np.array([*ends, (-math.inf, math.inf)]).T[:, found.places]
    odd = (workers >= 0) & ((workers < low) | (workers >= high + 1))
    if odd.any():
        first = int(odd.argmax())
        size = subject.table["size_class"].iloc[first]
        yield subject.tell(
            "CLW-T75",
            f"size class {quoted(size)} but {as_found(workers[first])} workers"
            + (" for each establishment" if subject.name == "activity" else ""),
            "employment",
            odd,
            f"{low[first]:g} to {high[first]:g} workers",
            "correct the class or the number",
            is_warning=True,
        )


def links_to_itself(subject: Subject) -> Iterator[Problem]:
    """Links that lead from an actor to the same actor."""
    if subject.name != "links" or not subject.has("source", "target"):
        return
    loops = (subject.table["source"] == subject.table["target"]).fillna(False).to_numpy(dtype=bool)
    if loops.any():
        yield subject.tell(
            "CLW-T74",
            "a link leads from an actor to itself",
            "target",
            loops,
            "two different actors",
            "correct one of the two, or take the row out",
        )
