"""Where in a box is a function of many numbers smallest and largest: tried, not proved."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbench.measures._cells import Numbers, Rows

# From points to what a measure says at each: one row a key, one column a point.
Evaluate = Callable[[list[Numbers]], Numbers]
SMALLEST_STEP = 1 / 16  # of the width of the box
SMALLEST_GAIN = 1e-9  # relative


def searched(
    evaluate: Evaluate, low: Numbers, high: Numbers, draws: int, random: np.random.Generator
) -> tuple[Numbers, Numbers, Rows]:
    """The smallest and the largest value found for each key, and which keys had none somewhere.

    First corners, random points and random corners, for all keys at once; then, key by key, the
    best of these is moved along one axis after the other, in smaller and smaller steps.
    """
    points = _first_points(low, high, draws, random)
    values = evaluate(points)
    reach = _reach(evaluate, low, high)
    ends = []
    for sign in (-1.0, 1.0):
        scores = np.where(np.isnan(values), -np.inf, sign * values)
        found = scores.max(axis=1, initial=-np.inf)
        for key in np.flatnonzero(reach.any(axis=1)):
            start, row = points[int(scores[key].argmax())], int(key)
            found[key] = _climbed(evaluate, row, sign, start, (low, high, reach[key]), found[key])
        ends.append(np.where(np.isinf(found) & np.isnan(values).all(axis=1), np.nan, sign * found))
    return ends[0], ends[1], np.asarray(np.isnan(values).any(axis=1))


def _first_points(
    low: Numbers, high: Numbers, draws: int, random: np.random.Generator
) -> list[Numbers]:
    """The two extreme corners, the middle, random points inside, and random corners."""
    inside = [random.uniform(low, high) for _ in range(draws)]
    corners = [np.where(random.random(len(low)) < 1 / 2, low, high) for _ in range(draws)]
    return [low, high, (low + high) / 2, *inside, *corners]


def _reach(evaluate: Evaluate, low: Numbers, high: Numbers) -> Rows:
    """Which axes (columns) change the value of each key (rows), all else in the middle."""
    middle = np.tile((low + high) / 2, (2 * len(low) + 1, 1))
    axes = np.arange(len(low))
    middle[axes, axes], middle[len(low) + axes, axes] = low, high
    values = np.nan_to_num(evaluate(list(middle)), nan=np.inf)
    at_low, at_high, here = np.split(values, [len(low), 2 * len(low)], axis=1)
    return np.asarray((at_low != here) | (at_high != here))


def _climbed(
    evaluate: Evaluate,
    key: int,
    sign: float,
    start: Numbers,
    box: tuple[Numbers, Numbers, Rows],
    best: float,
) -> float:
    """The largest value (times `sign`) found on the way up from a point."""

    def scores(points: list[Numbers]) -> Numbers:
        values = sign * evaluate(points)[key]
        return np.where(np.isnan(values), -np.inf, values)

    here, step = start, 1.0
    while step >= SMALLEST_STEP:
        moves = _moves(here, step, box)
        found = scores(moves)
        enough = best + SMALLEST_GAIN * abs(best) if np.isfinite(best) else best
        better = [move for move, score in zip(moves, found, strict=True) if score > enough]
        if not better:
            step /= 2
            continue
        # what helps alone may help together
        together = here + np.sum([move - here for move in better], axis=0)
        choices = [moves[int(found.argmax())], np.clip(together, *box[:2])]
        both = scores(choices)
        here, best = choices[int(both.argmax())], float(both.max())
    return best


def _moves(here: Numbers, step: float, box: tuple[Numbers, Numbers, Rows]) -> list[Numbers]:
    """The points a step away along each axis that matters, inside the box."""
    low, high, matters = box
    moves = []
    for axis in np.flatnonzero(matters):
        for way in (-step, step):
            there = here.copy()
            aim = here[axis] + way * (high[axis] - low[axis])
            there[axis] = min(max(aim, low[axis]), high[axis])
            if there[axis] != here[axis]:
                moves.append(there)
    return moves
