"""What would the curve of an industry be had chance put its plants on the existing sites.

The curve is a sum over pairs of plants, T(d) = sum of w_a w_c A_ij(d) over pairs of plants a, c at
sites i, j. Chance puts the plants of an industry, with their weights, on different sites out of
all N, each choice as likely as another (Duranton and Overman 2005). Hoeffding's decomposition for
draws without replacement (Zhao and Chen 1990) splits what a pair adds,

    A_ij = p + f_i + f_j + g_ij,   f_i = (sum over j of A_ij - (N - 1) p) / (N - 2),

so that mean and covariance of T over all draws are known without drawing, from the sums A_i. of
each site: the first part is a plain sum over sites, and the g_ij of pairs that share a site have
the covariance -t / (N - 2), of those that share none 2 t / ((N - 2)(N - 3)), t that of one pair.

Up to `EXACT_UP_TO` plants all pairs of every draw are computed. Above, the sum of the f_i is
computed for every draw, the rest is a normal variate with its exact covariance, and the curves
are shifted and stretched so that their mean and variance are the exact ones. Where few heavy
plants make much of the rest, their pairs are computed too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbench.measures._cells import Codes, Numbers, ratio
from workbench.measures._pairs import Profiles, blocks
from workbench.measures._points import Points

EXACT_UP_TO = 200
# The pairs of the heaviest plants are computed where they make so much of the rest's variance.
MUCH = 0.1
# The sums over pairs by draw and distance, of plants on sites (one row a draw) with weights.
Direct = Callable[[Codes, Numbers], Numbers]


@dataclass(frozen=True)
class Null:
    """Mean and parts of the sums over pairs, over all draws: the f by site and the covariance t."""

    size: int
    mean: Numbers
    of_site: Profiles
    of_pair: Numbers
    covariance: Numbers

    @classmethod
    def of(cls, sums: Profiles, plants_at: Numbers, product: Numbers) -> Null:
        """The null from what the pairs of a plant at each site add up to.

        Parameters
        ----------
        sums
            The sum of A_ij over all other plants j, one row a site i, one column a distance.
        plants_at
            How many plants stand at each site.
        product
            The mean of A_ij(d) A_ij(e) over all pairs, by d and e.
        """
        size = int(plants_at.sum())
        mean = plants_at @ sums / (size * (size - 1))
        of_site = ((sums - (size - 1) * mean) / max(size - 2, 1)).astype(sums.dtype)
        covariance = (of_site * plants_at[:, None].astype(sums.dtype)).T @ of_site / size
        shared = 2 * (size - 2) / (size - 1)
        of_pair = product - np.outer(mean, mean) - shared * covariance
        return cls(size, mean, of_site, of_pair, covariance)

    def moments(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        """Mean and covariance, over all draws, of the mean over pairs of plants, by distance."""
        total = pairs_of(weights)
        reach = weights * (weights.sum() - weights)
        spread = np.dot(reach, reach) - (reach.sum() ** 2 - np.dot(reach, reach)) / (self.size - 1)
        rest = self._share_of_rest(weights)
        return self.mean, (spread * self.covariance + rest * self.of_pair) / total**2

    def _share_of_rest(self, weights: Numbers) -> float:
        """How many times the covariance of one pair is in that of the rest of all pairs.

        The rest of two pairs that are the same, that share one plant, that share none.
        """
        squares = weights**2
        same = pairs_of(squares)
        one = np.dot(squares, (weights.sum() - weights) ** 2 - (squares.sum() - squares))
        none = pairs_of(weights) ** 2 - same - one
        n = self.size
        return max(float(same - one / (n - 2) + 2 * none / ((n - 2) * (n - 3))), 0.0)

    def draws(
        self,
        points: Points,
        weights: Numbers,
        sites: Codes,
        chance: np.random.Generator,
        direct: Direct,
    ) -> Numbers:
        """Curves of an industry of so many plants on the drawn sites: one row a draw.

        `direct` computes the sums over all pairs of few plants.
        """
        drawn = self._sum_over_sites(points, sites, weights)
        rest = self._share_of_rest(weights)
        heavy = np.argsort(weights)[::-1][:EXACT_UP_TO]
        known = min(self._share_of_rest(weights[heavy]), rest)
        if known > MUCH * rest:
            pairs, own = sites[:, heavy], weights[heavy]
            part = direct(pairs, own) - pairs_of(own) * self.mean
            part -= self._sum_over_sites(points, pairs, own)
            drawn += part * np.sqrt(known / self._share_of_rest(own))
            rest -= known
        drawn += np.sqrt(rest) * _normal(chance, len(sites), self.of_pair)
        mean, covariance = self.moments(weights)
        drawn -= drawn.mean(axis=0)
        wanted = np.sqrt(np.maximum(np.diag(covariance), 0))
        found = drawn.std(axis=0)
        return mean + drawn * ratio(wanted, found, 0)

    def _sum_over_sites(self, points: Points, sites: Codes, weights: Numbers) -> Numbers:
        """The part of each draw that is a plain sum over its sites."""
        reach = weights * (weights.sum() - weights)
        found = np.empty((len(sites), len(self.mean)))
        n_sites = len(points.sites)
        for rows in blocks(len(sites), n_sites):
            n_rows = rows.stop - rows.start
            flat = sites[rows] + np.arange(n_rows)[:, None] * n_sites
            held = np.bincount(flat.ravel(), np.tile(reach, n_rows), minlength=n_rows * n_sites)
            found[rows] = held.reshape(n_rows, n_sites).astype(self.of_site.dtype) @ self.of_site
        return found


def pairs_of(weights: Numbers) -> float:
    """The sum of the products of weights over all pairs."""
    return float(weights.sum() ** 2 - np.dot(weights, weights)) / 2


def drawn_plants(points: Points, n: int, n_draws: int, chance: np.random.Generator) -> Codes:
    """So many different plants out of all, drawn many times: one row a draw."""
    found = np.empty((n_draws, n), dtype=np.intp)
    for draw in range(n_draws):
        found[draw] = chance.choice(points.size, n, replace=False)
    return found


def _normal(chance: np.random.Generator, n_draws: int, covariance: Numbers) -> Numbers:
    """Normal curves with mean 0 and that covariance: one row a draw."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    return np.asarray(chance.standard_normal((n_draws, len(values))) @ root.T)
