"""Do points lie where the others lie: not at 0, 0, not swapped, not mirrored."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.data.table_problems.subject import Subject
from workbench.errors import Problem

FEWEST, FAR, MOST_FAR = 5, 30.0, 0.2  # points, degrees, share of points


def points_astray(subject: Subject) -> Iterator[Problem]:
    """Points at 0, 0, and points that fall among the others once swapped or mirrored."""
    if not subject.has("longitude", "latitude"):
        return
    east, north = subject.numbers("longitude"), subject.numbers("latitude")
    null = (east == 0) & (north == 0)
    if null.any():
        yield _astray(subject, null, "a point lies at 0, 0, in the sea off Africa")
    known = np.isfinite(east) & np.isfinite(north) & ~null
    if known.sum() < FEWEST:
        return
    middle = (float(np.median(east[known])), float(np.median(north[known])))
    far = known & (_distance(east, north, middle) > FAR)
    if far.sum() > MOST_FAR * known.sum():
        return  # the points are all over the world
    for says, (x, y) in {
        "longitude and latitude are swapped": (north, east),
        "the longitude has the wrong sign": (-east, north),
        "the latitude has the wrong sign": (east, -north),
    }.items():
        moved = far & (_distance(x, y, middle) <= FAR)
        if moved.any():
            yield _astray(subject, moved, f"{says}, it seems: the point then lies among the others")


def _distance(x: np.ndarray, y: np.ndarray, middle: tuple[float, float]) -> np.ndarray:
    """How far points lie from the middle of the table's points, in degrees."""
    distance: np.ndarray = np.hypot(x - middle[0], y - middle[1])
    return distance


def _astray(subject: Subject, rows: np.ndarray, says: str) -> Problem:
    return subject.tell(
        "CLW-T69",
        says,
        "longitude",
        rows,
        "degrees, longitude east and latitude north, like the points of the other rows",
        "correct the point, or leave both cells empty",
        is_warning=True,
    )
