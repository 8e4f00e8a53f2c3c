"""Which industries belong together: a partition from their similarity, its score, its stability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._door import choose
from workbench.rules._door import COUNT, require_parameters
from workbench.rules._partition import (
    adjusted_rand_index,
    cluster_relatedness,
    partition,
    relatedness,
    score,
)
from workbench.rules._similarity import colocation, refuse_years, square

METHODS = ("average", "complete", "ward", "k-means")
FEWEST = 2


@dataclass(frozen=True)
class BenchmarkClusters:
    """Industries in groups, how good the partition is, and how stable.

    `industries` has a row an industry: its cluster, its mean similarity to the rest of it
    (`within`), to the most similar other cluster (`between_highest`) and to the others in the
    mean (`between`). `clusters` has the same for each cluster. `scores` has a row for each
    number of groups that was tried. `stability` holds the adjusted Rand index of each resample
    with the partition; it is empty where no activity was given.
    """

    industries: pd.DataFrame
    clusters: pd.DataFrame
    scores: pd.DataFrame
    stability: pd.Series
    method: str
    seed: int

    @property
    def n_clusters(self) -> int:
        """How many groups there are."""
        return len(self.clusters)

    def as_record(self) -> dict[str, Any]:
        """The partition, its scores and its stability as plain data."""
        return {
            "method": self.method,
            "seed": self.seed,
            "n_clusters": self.n_clusters,
            "industries": self.industries.to_dict("records"),
            "clusters": self.clusters.to_dict("records"),
            "scores": self.scores.to_dict("records"),
            "stability": self._stability(),
        }

    def _stability(self) -> dict[str, float]:
        if self.stability.empty:
            return {}
        low, middle, high = self.stability.quantile([0.05, 0.5, 0.95])
        return {"resamples": len(self.stability), "low": low, "median": middle, "high": high}

    def __repr__(self) -> str:
        best = self.scores[self.scores["groups"] == self.n_clusters].iloc[0]
        lines = [
            f"{len(self.industries)} industries in {self.n_clusters} clusters ({self.method})",
            f"validation score {best['score']:.3f}; within less between {best['difference']:.3f}",
        ]
        if len(self.stability):
            s = self._stability()
            lines.append(
                f"adjusted Rand index over {s['resamples']:.0f} resamples of regions: median "
                f"{s['median']:.2f}, 5 % to 95 % {s['low']:.2f} to {s['high']:.2f}"
            )
        return "\n".join([*lines, "", self.clusters.to_string(index=False)])


def benchmark_clusters(
    similarity: pd.DataFrame,
    groups: int | Sequence[int],
    *,
    method: str = "average",
    activity: pd.DataFrame | None = None,
    similarity_of: Callable[[pd.DataFrame], pd.DataFrame] = colocation,
    resamples: int = 100,
    seed: int = 0,
) -> BenchmarkClusters:
    """Sort industries into clusters by how similar they are, and say how far to trust it.

    Parameters
    ----------
    similarity
        `industry`, `other_industry` and `value`, higher for more alike; each pair at least once,
        in either order. From `colocation`, or a measure of relatedness.
    groups
        How many clusters; of several numbers the one with the best validation score is taken,
        of equals the one that tells within from between most clearly.
    method
        "average" or "complete" linkage of what the pair lacks to the highest similarity; "ward"
        linkage, or "k-means", of the profiles of similarities.
    activity
        One row a cell of one year: then regions are drawn anew, with replacement, to see whether
        the partition stays.
    similarity_of
        What makes a similarity of an activity table, for the resamples.
    resamples
        How often regions are drawn anew.
    seed
        Seed of the draws, and of k-means.

    Returns
    -------
    A frozen `BenchmarkClusters`.

    Raises
    ------
    UnknownName
        If a column or method does not exist; with the nearest names.
    ParameterError
        If a number of groups or resamples cannot be.
    StudyError
        If a pair has no similarity, or activity holds several years.

    Notes
    -----
    The validation score is the mean of four shares: of industries, and of clusters, whose
    similarity within is above the mean, and above the 95th percentile, of that to the other
    clusters. An industry alone in its cluster is not validated. Source: Delgado, Porter and
    Stern (2016); the detail of the four shares is unverified.

    Examples
    --------
    >>> pairs = [("shoes", "leather", 0.9), ("lamps", "glass", 0.8), ("shoes", "lamps", 0.1),
    ...          ("shoes", "glass", 0.2), ("leather", "lamps", 0.1), ("leather", "glass", 0.1)]
    >>> table = pd.DataFrame(pairs, columns=["industry", "other_industry", "value"])
    >>> benchmark_clusters(table, 2).industries[["industry", "cluster"]]
      industry  cluster
    0    shoes        1
    1    lamps        2
    2  leather        1
    3    glass        2
    """
    choose("method of benchmark_clusters", method, METHODS)
    require_parameters("benchmark_clusters", {"resamples": (resamples, COUNT)})
    matrix, industries = square(similarity)
    tried = [groups] if isinstance(groups, int) else list(groups)
    _check_groups(tried, len(industries))
    partitions = {n: partition(matrix, n, method, seed) for n in tried}
    scores = pd.DataFrame([score(matrix, own, n) for n, own in partitions.items()])
    ranked = scores.sort_values(["score", "difference"], ascending=False, kind="stable")
    best = int(ranked["groups"].iloc[0])
    own = partitions[best]
    stability = pd.Series(dtype="float64", name="adjusted_rand_index")
    if activity is not None:
        refuse_years(activity)

        def again(drawn: pd.DataFrame) -> pd.Series:
            other, names = square(similarity_of(drawn))
            return pd.Series(partition(other, min(best, len(names) - 1), method, seed), names)

        stability = _stability(pd.Series(own, industries), activity, again, resamples, seed)
    by_industry = relatedness(matrix, own)
    by_cluster = cluster_relatedness(matrix, own)
    return BenchmarkClusters(
        pd.DataFrame({"industry": industries, "cluster": own + 1}).assign(**by_industry),
        pd.DataFrame(
            {"cluster": np.arange(own.max() + 1) + 1, "industries": np.bincount(own)}
        ).assign(**by_cluster),
        scores,
        stability,
        method,
        seed,
    )


def _check_groups(tried: Sequence[int], n_industries: int) -> None:
    wrong = [n for n in tried if not FEWEST <= n < n_industries]
    if wrong or not tried:
        raise ParameterError(
            Problem(
                "CLW-C03",
                "the industries cannot be sorted into that many groups",
                column="groups",
                value=str(wrong[0]) if wrong else "none",
                expected=f"{FEWEST} to {n_industries - 1} groups of {n_industries} industries",
                remedy=f"give a number from {FEWEST} to {n_industries - 1}, or several",
            )
        )


def _stability(
    own: pd.Series,
    activity: pd.DataFrame,
    again: Callable[[pd.DataFrame], pd.Series],
    resamples: int,
    seed: int,
) -> pd.Series:
    """The adjusted Rand index of the partition with those of resampled regions.

    An industry that a resample leaves without a similarity is compared in the others only.
    """
    random = np.random.default_rng(seed)
    regions = np.unique(activity["region"].to_numpy(dtype=object))
    rows = activity.groupby("region", sort=False).indices
    found = []
    for _ in range(resamples):
        drawn = [rows[region] for region in random.choice(regions, len(regions))]
        names = np.repeat(np.arange(len(drawn)), [len(places) for places in drawn])
        table = activity.iloc[np.concatenate(drawn)].assign(region=names)
        other = again(table.reset_index(drop=True))
        both = own.index.intersection(other.index, sort=False)
        found.append(adjusted_rand_index(own[both].to_numpy(), other[both].to_numpy()))
    return pd.Series(found, name="adjusted_rand_index")
