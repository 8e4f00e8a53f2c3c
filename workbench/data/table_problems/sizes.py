"""Does a firm's size class agree with the number of its workers: European classes and ranges."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from workbench.data.table_problems.subject import FIRST_ROW, Subject, as_found
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
WORKERS = ("employees", "employment", "number_of_employees", "workers", "staff")
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
            is_warning=subject.name == "activity",  # there, a mean of firms that may be rounded
        )


def firm_sizes_at_odds(
    answers: pd.DataFrame, items: Collection[str], file: str
) -> Iterator[Problem]:
    """Size classes that the workers contradict, in columns of answers that are no items.

    Answers of one firm a row often have both, as facts about the firm, beside the questions.
    """
    workers = [c for c in map(str, answers) if c in WORKERS]
    for column in map(str, answers):
        classes = answers[column].dropna().str.strip().str.casefold()
        if classes.empty or not set(classes) <= set(CLASSES):
            continue
        for counted_in in (w for w in workers if not {w, column} <= set(items)):
            number = pd.to_numeric(answers[counted_in], errors="coerce").to_numpy("float64")
            ends = [workers_of(str(size)) or (-math.inf, math.inf) for size in answers[column]]
            low, high = np.array(ends, dtype="float64").T
            odd = (number < low) | (number >= high + 1)
            if odd.any():
                yield _odd_size(answers, column, counted_in, odd, file)


def _odd_size(
    answers: pd.DataFrame, column: str, counted_in: str, odd: np.ndarray, file: str
) -> Problem:
    at = int(odd.argmax())
    size, workers = str(answers[column].iloc[at]), str(answers[counted_in].iloc[at])
    low, high = workers_of(size) or (-math.inf, math.inf)
    return Problem(
        "CLW-Q06",
        f"{column} is {quoted(size)} but {counted_in} is {workers}",
        file=file,
        row=at + FIRST_ROW,
        column=counted_in,
        value=workers,
        expected=f"{low:g} to {high:g} workers for {size} (European Commission, 2003/361/EC)",
        remedy="correct the class or the number",
        more=int(odd.sum()) - 1,
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
