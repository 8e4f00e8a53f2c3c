"""Are shares between 0 and 1 or percentages between 0 and 100: never both in a column."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from workbench.data.table_problems.subject import Subject
from workbench.errors import Problem

SHARE = re.compile(r"(^|_)(share|shares|percent|percentage|pct)(_|$)")
SHARES_OF_REGION = ("share", "employment_share", "share_of_employment", "percent")
ROUNDING, CLOSE, ODD_SHARE = 1.005, 1.02, 1.5
PERCENT, PERCENT_GAP = 100.0, np.log(20)


def shares_beyond_one(subject: Subject) -> Iterator[Problem]:
    """Shares and percentages below 0 or above 100, and shares of a region that sum above 1."""
    for column in subject.measured:
        if not SHARE.search(column):
            continue
        values = subject.numbers(column)
        top = np.nanmax(values, initial=0.0)
        limit = 1.0 if np.nanmedian(values) <= 1 and top <= ODD_SHARE else 100.0
        outside = (values < 0) | (values > limit * ROUNDING)
        if outside.any() and "change" not in column and "growth" not in column:
            yield subject.tell(
                "CLW-T71",
                f"a share in column {column} is beyond 0 to {limit:g}",
                column,
                outside,
                f"0 to {limit:g}, as in the other rows",
                "correct the cell, or name the column as what it is",
                is_warning=True,
            )
        elif subject.name == "activity" and column in SHARES_OF_REGION:
            yield from _sum_above_one(subject, column, limit)


def _sum_above_one(subject: Subject, column: str, limit: float) -> Iterator[Problem]:
    groups = subject.groups("region", "year")
    above = (np.bincount(groups, subject.filled(column)) > limit * CLOSE)[groups]
    if above.any():
        yield subject.tell(
            "CLW-T71",
            f"the shares of a region in column {column} sum to more than {limit:g}",
            column,
            above,
            f"shares of one region and year that sum to at most {limit:g}",
            "look for totals or double rows among the industries",
            is_warning=True,
        )


def percent_and_fraction(subject: Subject) -> Iterator[Problem]:
    """Shares that are fractions in some rows (0.12) and percentages in others (12)."""
    if subject.name == "activity":
        for column in (c for c in subject.measured if SHARE.search(c)):
            values = subject.numbers(column)
            one = np.zeros(len(values), dtype=np.int64)
            for _, low, high in _on_two_scales(one, values):
                yield _mixed(subject, column, f"column {column}", one == 0, low, high)
    if subject.name == "indicators" and subject.has("indicator", "value"):
        found, values = subject.distinct("indicator"), subject.numbers("value")
        for place, low, high in _on_two_scales(found.places, values):
            what = f"indicator {found.each[place]}"
            yield _mixed(subject, "value", what, found.places == place, low, high)


def _on_two_scales(
    places: np.ndarray, values: np.ndarray
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Items whose values stand apart below and above 1: the item, the lower and the higher."""
    order = np.lexsort((values, places))
    items, ordered = places[order], values[order]
    inside = (ordered > 0) & (ordered <= PERCENT)
    below, above = ordered[:-1], ordered[1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.log(above) - np.log(below)
    crosses = (items[:-1] == items[1:]) & inside[:-1] & inside[1:] & (below <= 1) & (above > 1)
    for at in np.flatnonzero(crosses & (gap > PERCENT_GAP)):
        ours = ordered[items == items[at]]
        ours = ours[np.isfinite(ours)]
        if ours.min() < 0 or ours.max() > PERCENT or (ours == 0).any():
            continue
        low, high = ours[ours <= 1], ours[ours > 1]
        if max(_span(low), _span(high)) <= gap[at]:
            yield int(items[at]), low, high


def _mixed(
    subject: Subject, column: str, what: str, rows: np.ndarray, low: np.ndarray, high: np.ndarray
) -> Problem:
    values = subject.numbers(column)
    return subject.tell(
        "CLW-T68",
        f"{what} is a fraction in some rows ({low.size}, up to {low.max():g}) and a percentage in "
        f"others ({high.size}, from {high.min():g}), it seems",
        column,
        rows & (values <= 1 if low.size <= high.size else values > 1),
        "fractions or percentages, not both",
        "divide the percentages by 100; if the values are true, add "
        '"confirmed": ["CLW-T68"] to the resource in datapackage.json',
        is_warning=True,
    )


def _span(values: np.ndarray) -> float:
    return float(np.log(values.max()) - np.log(values.min()))
