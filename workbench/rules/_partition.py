"""How good is a partition of industries: made from similarities, scored, compared with another."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.measures._cells import Numbers, ratio

HIGH, RESTARTS = 0.95, 10
Groups = npt.NDArray[np.intp]


def partition(matrix: Numbers, n: int, method: str, seed: int) -> Groups:
    """Which of `n` groups each industry is in, numbered by their first industry."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    profiles = matrix.copy()
    # an industry is as similar to itself as any two are
    np.fill_diagonal(profiles, np.nanmax(matrix))
    if method == "k-means":
        labels = _k_means(profiles, n, seed)
    else:
        what = profiles if method == "ward" else squareform(profiles.max() - profiles, checks=False)
        labels = fcluster(linkage(what, method), n, "maxclust")
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[inverse], dtype=np.intp)


def _k_means(profiles: Numbers, n: int, seed: int) -> Groups:
    """The best of several runs of k-means, by the squares within."""
    from scipy.cluster.vq import kmeans

    random = np.random.default_rng(seed)
    centres, _ = kmeans(profiles, n, iter=RESTARTS, rng=random)
    apart = ((profiles[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(apart.argmin(axis=1), dtype=np.intp)


def _to_clusters(matrix: Numbers, own: Groups) -> Numbers:
    """The mean similarity of each industry to the industries of each cluster, itself left out."""
    member = np.eye(own.max() + 1)[own]
    sums = np.nan_to_num(matrix) @ member
    counts = member.sum(axis=0) - member
    return ratio(sums, counts)


def _compared(similar: Numbers, own: Groups) -> dict[str, Any]:
    """Within and between from similarities to clusters, and whether within is the higher."""
    rows = np.arange(len(own))
    within = similar[rows, own]
    others = similar.copy()
    others[rows, own] = np.nan
    mean, high = np.nanmean(others, axis=1), np.nanquantile(others, HIGH, axis=1)
    return {
        "within": within,
        "between": mean,
        "between_highest": np.nanmax(others, axis=1),
        "is_validated": within > mean,
        "is_validated_strictly": within > high,
    }


def relatedness(matrix: Numbers, own: Groups) -> dict[str, Any]:
    """How each industry is related to its own cluster and to the others."""
    return _compared(_to_clusters(matrix, own), own)


def cluster_relatedness(matrix: Numbers, own: Groups) -> dict[str, Any]:
    """How the industries of each cluster are related within it and to the other clusters."""
    member = np.eye(own.max() + 1)[own]
    sizes = member.sum(axis=0)
    sums = member.T @ np.nan_to_num(matrix) @ member
    counts = np.outer(sizes, sizes) - np.diag(sizes)
    similar = ratio(sums, counts)
    return _compared(similar, np.arange(own.max() + 1))


def score(matrix: Numbers, own: Groups, n: int) -> dict[str, float]:
    """The validation score of a partition, and what it is made of."""
    industries, clusters = relatedness(matrix, own), cluster_relatedness(matrix, own)
    shares = {
        f"{what}_{how}": float(table[f"is_{how}"].mean())
        for what, table in (("industries", industries), ("clusters", clusters))
        for how in ("validated", "validated_strictly")
    }
    same = own[:, None] == own
    is_pair = ~np.eye(len(own), dtype=bool)
    within = matrix[same & is_pair]
    difference = float(within.mean() - matrix[~same].mean()) if len(within) else np.nan
    return {
        "groups": n,
        "score": float(np.mean(list(shares.values()))),
        "difference": difference,
        **shares,
    }


def adjusted_rand_index(one: Groups, other: Groups) -> float:
    """How far two partitions agree beyond chance: 1 the same, 0 as by chance (Hubert, Arabie 1985).

    Examples
    --------
    >>> adjusted_rand_index(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2]))
    1.0
    """
    _, a = np.unique(one, return_inverse=True)
    _, b = np.unique(other, return_inverse=True)
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)

    def pairs(counts: Numbers) -> float:
        return float((counts * (counts - 1) / 2).sum())

    together, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / pairs(np.array([len(a)], dtype=np.float64))
    highest = (rows + columns) / 2
    return 1.0 if highest == expected else float((together - expected) / (highest - expected))
