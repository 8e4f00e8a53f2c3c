"""How far apart are the plants of every pair: counts by distance, never a matrix of distances.

Distances are sorted into bins of one width while they are computed, block by block, so that memory
grows with sites x bins and not with sites squared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from workbench.measures._cells import Codes, Numbers, ratio
from workbench.measures._places import EARTH_RADIUS_KM
from workbench.measures._points import Points
from workbench.workers import in_order

Result = TypeVar("Result")
Profiles = npt.NDArray[np.floating]
BLOCK = 1 << 20  # pairs at a time: about 8 MB an array
# A distance that exceeds a step by less, relative to the step, is on it.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Bins:
    """Bins of distance, all of one `width`; what lies beyond the last is counted in the last.

    Bin b holds distances from b x width up to, and without, (b + 1) x width. Where bins are `upto`,
    bin b holds those above (b - 1) x width up to b x width: bin 0 holds 0 alone.
    """

    width: float
    count: int
    upto: bool = False

    @property
    def edges(self) -> Numbers:
        """Where the bins begin and end."""
        return np.arange(self.count + 1, dtype=np.float64) * self.width

    @property
    def middles(self) -> Numbers:
        """The middle of each bin."""
        return self.edges[:-1] + self.width / 2

    def codes(self, rows: Numbers, columns: Numbers) -> Codes:
        """The bin of each distance between two sets of coordinates, rows by columns.

        Leading axes, where there are any, are worked through side by side.
        """
        lengths = np.zeros((*rows.shape[:-1], columns.shape[-2]))
        for axis in range(rows.shape[-1]):
            apart = rows[..., :, None, axis] - columns[..., None, :, axis]
            apart *= apart
            lengths += apart
        np.sqrt(lengths, out=lengths)
        if rows.shape[-1] == len("xyz"):
            lengths *= 1 / (2 * EARTH_RADIUS_KM)
            np.minimum(lengths, 1.0, out=lengths)
            np.arcsin(lengths, out=lengths)
            lengths *= 2 * EARTH_RADIUS_KM
        lengths *= 1 / self.width
        if self.upto:
            lengths += 1 - ROUNDING
        np.minimum(lengths, self.count - 1, out=lengths)
        return lengths.astype(np.intp)

    def worth(self, rows: Numbers, columns: Numbers) -> Numbers | None:  # noqa: ARG002 - see Window
        """What each pair counts for, where pairs do not all count for 1."""
        return None

    def squared(self) -> Bins:
        """The same bins where each pair counts for the square of what it counts for here."""
        return self


@dataclass(frozen=True)
class Window(Bins):
    """Bins of pairs seen through a rectangle with these sides, in the plane.

    Long pairs are seen less often: each counts for the area over the part of it from where it
    would be seen, the translation correction (Ohser 1983), to some power.
    """

    sides: tuple[float, float] = (np.inf, np.inf)
    power: int = 1

    def squared(self) -> Window:
        """The same bins where each pair counts for the square of what it counts for here."""
        return replace(self, power=2 * self.power)

    def worth(self, rows: Numbers, columns: Numbers) -> Numbers:
        """What each pair counts for."""
        found = np.ones((*rows.shape[:-1], columns.shape[-2]))
        for axis, side in enumerate(self.sides):
            apart = np.abs(rows[..., :, None, axis] - columns[..., None, :, axis])
            found *= ratio(side, side - apart, 0)
        return np.asarray(found**self.power)


def blocks(n_rows: int, n_columns: int) -> Iterator[slice]:
    """Slices of rows such that rows by columns stays small."""
    step = max(BLOCK // max(n_columns, 1), 1)
    for start in range(0, n_rows, step):
        yield slice(start, min(start + step, n_rows))


def in_blocks(
    compute: Callable[[slice], Result], n_rows: int, n_columns: int
) -> Iterator[tuple[slice, Result]]:
    """Slices of rows with what is computed of each, dealt out among workers."""
    parts = list(blocks(n_rows, n_columns))
    yield from zip(parts, in_order(compute, parts), strict=True)


def by_row(codes: Codes, bins: Bins, weights: Numbers | None = None) -> Numbers:
    """The count, or sum of weights, of each bin: one row for each row of codes."""
    flat = codes.reshape(len(codes), -1) + np.arange(len(codes))[:, None] * bins.count
    given = None if weights is None else np.broadcast_to(weights, codes.shape).ravel()
    counts = np.bincount(flat.ravel(), given, minlength=len(codes) * bins.count)
    return counts.reshape(len(codes), bins.count).astype(np.float64, copy=False)


def times(worth: Numbers | None, weights: Numbers | None) -> Numbers | None:
    """The product of what pairs count for and of their weights, where there are any."""
    if worth is None or weights is None:
        return weights if worth is None else worth
    return worth * weights


def profiles(points: Points, bins: Bins, amounts: Numbers, kind: type = np.float32) -> Profiles:
    """How much lies in each bin of distance from each site, the site itself included.

    `amounts` is what each site holds: plants, or their weights. One row a site. In the single
    precision of `kind` whole numbers are exact up to 16 million.
    """
    found: Profiles = np.empty((len(points.sites), bins.count), dtype=kind)
    weights = None if (amounts == 1).all() else amounts

    def around(rows: slice) -> Numbers:
        here = points.sites[rows]
        worth = times(bins.worth(here, points.sites), weights)
        return by_row(bins.codes(here, points.sites), bins, worth)

    for rows, part in in_blocks(around, len(points.sites), len(points.sites)):
        found[rows] = part
    return found


def histogram_of_sites(points: Points, bins: Bins, amounts: Numbers, own: float) -> Numbers:
    """The sum of the products of weights over all pairs of some plants, by bin of distance.

    `amounts` is what each site holds; the pairs of a plant with itself, `own` in all, do not count.
    """
    held = np.flatnonzero(amounts)
    sites, amounts = points.sites[held], amounts[held]
    is_plain = bool((amounts == 1).all())

    def counted(rows: slice) -> list[Profiles]:
        columns = slice(rows.start, None)
        codes = bins.codes(sites[rows], sites[columns])
        products = None if is_plain else amounts[rows, None] * amounts[columns]
        worth = times(bins.worth(sites[rows], sites[columns]), products)
        n_square = rows.stop - rows.start
        found = []
        # in the square on the diagonal every pair is met twice
        for part, factor in ((np.s_[:, :n_square], 0.5), (np.s_[:, n_square:], 1.0)):
            given = None if worth is None else worth[part].ravel()
            found.append(factor * np.bincount(codes[part].ravel(), given, minlength=bins.count))
        return found

    total = np.zeros(bins.count)
    for _, parts in in_blocks(counted, len(sites), len(sites)):
        for part in parts:  # one after the other, as another order would be rounded otherwise
            total += part
    total[0] -= own / 2
    return total


def histograms_of_draws(points: Points, bins: Bins, sites: Codes, weights: Numbers) -> Numbers:
    """The same for many draws of few plants: one row a draw, one column of `sites` a plant."""
    products = None if (weights == 1).all() else np.outer(weights, weights)
    found = np.empty((len(sites), bins.count))

    def among(rows: slice) -> Numbers:
        places = points.sites[sites[rows]]
        worth = times(bins.worth(places, places), products)
        return by_row(bins.codes(places, places), bins, worth)

    for rows, part in in_blocks(among, len(sites), len(weights) ** 2):
        found[rows] = part
    found[:, 0] -= np.dot(weights, weights)
    return found / 2
