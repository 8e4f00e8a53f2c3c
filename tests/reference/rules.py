"""The rules for what counts as a cluster once more, cell by cell in plain Python.

Written from the cited criteria, for tests to compare with; shares no code with the workbench. A
matrix has regions in rows and industries in columns. Verdicts are compared exactly: there is no
tolerance.
"""

from __future__ import annotations

import math

import numpy as np


def quantile(values, probability):
    """Hyndman and Fan (1996), type 7: the default of R and of numpy."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * probability
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def is_top(value, others, share):
    """Whether fewer than a share of the numbers lie above."""
    return sum(other > value for other in others) < share * len(others) - 1e-9


def quotient(matrix, r, i):
    return (matrix[r, i] / matrix[r].sum()) / (matrix[:, i].sum() / matrix.sum())


def cells(matrix):
    return np.ndindex(*matrix.shape)


def observatory_stars(matrix, minimum, size_share=0.1, least=2.0, focus_share=0.1, among="all"):
    """Stars for size, specialisation and focus (European Cluster Observatory)."""
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    stars = np.zeros(matrix.shape)
    for r, i in cells(matrix):
        if matrix[r, i] < minimum or matrix[r, i] == 0:
            continue
        present = matrix[:, i] > 0
        rivals = shares[matrix > 0] if among == "all" else shares[present, i]
        stars[r, i] = (
            int(is_top(matrix[r, i], matrix[present, i], size_share))
            + int(quotient(matrix, r, i) >= least)
            + int(is_top(shares[r, i], rivals, focus_share))
        )
    return stars


def us_cluster_mapping(jobs, firms, strength):
    """Qualifying, significant, strong and strong10 (U.S. Cluster Mapping Project)."""
    out = np.zeros(jobs.shape, dtype=bool)
    for r, i in cells(jobs):
        there = [s for s in range(len(jobs)) if jobs[s, i] > 0]
        if r not in there:
            continue
        quotients = [quotient(jobs, s, i) for s in there]
        own = quotient(jobs, r, i)
        high = {
            "qualifying": own > quantile(quotients, 0.25),
            "significant": own > quantile(quotients, 0.5),
            "strong": own >= quantile(quotients, 0.75) and own >= 1,
            "strong10": own >= quantile(quotients, 0.9) and own >= 1,
        }[strength]
        out[r, i] = (
            jobs[r, i] > quantile([jobs[s, i] for s in there], 0.25)
            and firms[r, i] > quantile([firms[s, i] for s in there], 0.25)
            and high
        )
    return out


def industrial_district(cube, sectors, manufacturing="manufacturing"):
    """Sforzi's four steps on regions x industries x (small, medium, large)."""
    jobs = cube.sum(axis=2)
    made = [i for i, sector in enumerate(sectors) if sector == manufacturing]
    out = np.zeros(jobs.shape, dtype=bool)
    for r in range(len(jobs)):
        above, quotients = {}, {}
        for sector in set(sectors):
            own = [i for i, s in enumerate(sectors) if s == sector]
            expected = jobs[r].sum() * jobs[:, own].sum() / jobs.sum()
            above[sector] = jobs[r, own].sum() - expected
            quotients[sector] = jobs[r, own].sum() / expected
        if max(above, key=above.get) != manufacturing or quotients[manufacturing] <= 1:
            continue
        sizes = cube[:, made].sum(axis=1)
        weights = (sizes[r] / sizes[r].sum()) / (sizes.sum(axis=0) / sizes.sum())
        if weights.argmax() == 2:
            continue
        factory = jobs[:, made]
        expected = factory[r].sum() * factory.sum(axis=0) / factory.sum()
        best = int((factory[r] - expected).argmax())
        if factory[r, best] <= expected[best]:
            continue
        own = cube[r, made[best]]
        out[r, made[best]] = own[:2].sum() / own.sum() > 0.5
    return out
