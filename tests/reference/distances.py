"""Curves of distance once more, straight from their formulas, pair by pair.

Written from the cited formulas, for tests to compare with; shares no code with the workbench.
Distances are never binned here, and relabellings are all of them, one after the other. `PLACES`
and `CASES` are a toy of our own: six plants of one industry among twelve. The worked values in
the literature list give no coordinates, so the toy's values are those of this computation.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations, product
from math import asin, comb, cos, exp, hypot, pi, prod, radians, sin, sqrt

import numpy as np

# x and y in km: four plants of the industry close together, two far off; six of another.
PLACES = [(0, 0), (1, 0), (0, 1), (2, 2), (9, 1), (3, 8)]
PLACES += [(5, 5), (6, 1), (1, 7), (8, 8), (4, 9), (9, 5)]
CASES = range(6)


def planar(a, b):
    """Distance in the plane."""
    return hypot(a[0] - b[0], a[1] - b[1])


def haversine(a, b, radius=6371.0088):
    """Distance in km along the great circle of two places in degrees: longitude, latitude."""
    (lon_a, lat_a), (lon_b, lat_b) = ([radians(v) for v in place] for place in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * radius * asin(sqrt(half))


def silverman(distances):
    """Silverman (1986, eq. 3.31), as R's bw.nrd0."""
    low, high = np.quantile(distances, [0.25, 0.75])
    spread = min(np.std(distances, ddof=1), (high - low) / 1.34)
    return 0.9 * spread * len(distances) ** -0.2


def duranton_overman(places, at, weights=None, bandwidth=None, apart=planar):
    """Duranton and Overman (2005), mirrored at 0: the density at the distances `at`."""
    weights = [1.0] * len(places) if weights is None else weights
    pairs = list(combinations(range(len(places)), 2))
    distances = [apart(places[i], places[j]) for i, j in pairs]
    h = bandwidth or silverman(distances)
    products = [weights[i] * weights[j] for i, j in pairs]

    def bell(z):
        return exp(-z * z / 2) / sqrt(2 * pi)

    return np.array(
        [
            sum(
                w * (bell((d - x) / h) + bell((d + x) / h))
                for w, x in zip(products, distances, strict=True)
            )
            / (h * sum(products))
            for d in at
        ]
    )


def marcon_puech(places, cases, at, weights=None, bandwidth=None):
    """Marcon and Puech (2010), and with a bandwidth the m of Lang, Marcon and Puech (2020)."""
    n = len(places)
    weights = [1.0] * n if weights is None else weights
    cases = set(cases)
    total, of_cases = sum(weights), sum(weights[i] for i in cases)

    def near(distance, r):
        if bandwidth is None:
            return float(distance <= r)
        return sum(exp(-(((r - s * distance) / bandwidth) ** 2) / 2) for s in (1, -1))

    found = []
    for r in at:
        local = overall = 0.0
        for i in cases:
            others = [j for j in range(n) if j != i]
            share = {j: weights[j] * near(planar(places[i], places[j]), r) for j in others}
            if sum(share.values()) > 0:
                local += sum(share[j] for j in others if j in cases) / sum(share.values())
                overall += (of_cases - weights[i]) / (total - weights[i])
        found.append(local / overall if overall else np.nan)
    return np.array(found)


def marcon_puech_of_counts(places, cases, everyone, at):
    """M where `cases` of `everyone` at each place are of the industry: place by place, not plant.

    Counts are whole numbers of any size; the sums are exact until the last division.
    """
    n, size = sum(cases), sum(everyone)
    found = []
    for r in at:
        local, overall = Fraction(0), Fraction(0)
        for here, held in zip(places, cases, strict=True):
            near = [i for i, there in enumerate(places) if planar(here, there) <= r]
            others = sum(everyone[i] for i in near) - 1
            if others:
                local += held * Fraction(sum(cases[i] for i in near) - 1, others)
                overall += held * Fraction(n - 1, size - 1)
        found.append(float(local / overall) if overall else np.nan)
    return np.array(found)


def duranton_overman_of_counts(places, counts, at, bandwidth):
    """The density where so many plants stand at each place: pairs of places, not of plants."""
    n, total = sum(counts), np.zeros(len(at))
    for a, here in enumerate(places):
        for b, there in enumerate(places):
            pairs = counts[a] * (counts[b] - (a == b))
            for sign in (1, -1):
                z = (np.asarray(at) + sign * planar(here, there)) / bandwidth
                total += pairs * np.exp(-(z**2) / 2)
    return total / (n * (n - 1) * bandwidth * sqrt(2 * pi))


def relabelled_counts(everyone, n):
    """The counts by place of n plants out of everyone, and the chance of each; all there are."""
    for counts in product(*(range(min(held, n) + 1) for held in everyone)):
        if sum(counts) == n:
            ways = prod(comb(held, drawn) for held, drawn in zip(everyone, counts, strict=True))
            yield counts, ways / comb(sum(everyone), n)


def ripley(places, at, sides, edge="translation"):
    """Ripley's K in a rectangle, with Ohser's (1983) translation correction or none."""
    width, height = sides
    n = len(places)
    found = []
    for r in at:
        total = 0.0
        for (xa, ya), (xb, yb) in permutations(places, 2):
            if hypot(xa - xb, ya - yb) <= r:
                seen = (width - abs(xa - xb)) * (height - abs(ya - yb)) / (width * height)
                total += 1 / seen if edge == "translation" else 1
        found.append(width * height * total / (n * (n - 1)))
    return np.array(found)


def relabellings(places, n):
    """The places of n plants in every possible order: each relabelling once."""
    return permutations(places, n)
