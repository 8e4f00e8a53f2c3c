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
        reach = reach_of(weights)
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

    def draws_among(
        self,
        points: Points,
        weights: Numbers,
        n_draws: int,
        chance: np.random.Generator,
        direct: Direct,
    ) -> Numbers:
        """Curves of an industry of so many plants on sites drawn by chance: one row a draw.

        `direct` computes the sums over all pairs of few plants.
        """
        pairs = np.empty((n_draws, min(len(weights), EXACT_UP_TO)), dtype=np.intp)
        drawn = np.empty((n_draws, len(self.mean)))
        draw = one_draw(points, weights, chance)
        for rows in blocks(n_draws, len(points.sites)):
            held = np.empty((rows.stop - rows.start, len(points.sites)))
            for place in range(len(held)):
                held[place], pairs[rows.start + place] = draw()
            drawn[rows] = held.astype(self.of_site.dtype) @ self.of_site
        return self._completed(drawn, points, weights, pairs, chance, direct)

    def _completed(
        self,
        drawn: Numbers,
        points: Points,
        weights: Numbers,
        pairs: Codes,
        chance: np.random.Generator,
        direct: Direct,
    ) -> Numbers:
        """Sums over sites with the rest added; `pairs` are the sites of the heaviest plants."""
        rest = self._share_of_rest(weights)
        own = weights[heaviest(weights)]
        known = min(self._share_of_rest(own), rest)
        if known > MUCH * rest:
            part = direct(pairs, own) - pairs_of(own) * self.mean
            part -= self._sum_over_sites(points, pairs, own)
            drawn += part * np.sqrt(known / self._share_of_rest(own))
            rest -= known
        drawn += np.sqrt(rest) * _normal(chance, len(drawn), self.of_pair)
        mean, covariance = self.moments(weights)
        drawn -= drawn.mean(axis=0)
        wanted = np.sqrt(np.maximum(np.diag(covariance), 0))
        found = drawn.std(axis=0)
        return mean + drawn * ratio(wanted, found, 0)

    def _sum_over_sites(self, points: Points, sites: Codes, weights: Numbers) -> Numbers:
        """The part of each draw that is a plain sum over its sites."""
        reach = reach_of(weights)
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


def drawn_sites(points: Points, n: int, n_draws: int, chance: np.random.Generator) -> Codes:
    """The sites of so many different plants, drawn many times: one row a draw."""
    ends = np.cumsum(points.count)
    plants = drawn_plants(points, n, n_draws, chance)
    return np.asarray(points.group_site[np.searchsorted(ends, plants, side="right")])


def drawn_counts(counts: Codes, n: int, n_draws: int, chance: np.random.Generator) -> Codes:
    """How many of n different plants are of each kind, of which there are `counts`.

    One row a kind, one column a draw; a multivariate hypergeometric variate.
    """
    if (counts > 1).any():
        found = chance.multivariate_hypergeometric(counts, n, n_draws, method="marginals")
        return np.ascontiguousarray(found.T)
    found = np.zeros((len(counts), n_draws), dtype=np.intp)
    for draw in range(n_draws):
        found[chance.choice(len(counts), n, replace=False), draw] = 1
    return found


def one_draw(
    points: Points, weights: Numbers, chance: np.random.Generator
) -> Callable[[], tuple[Numbers, Codes]]:
    """What draws the sites of plants: a function of nothing, for one draw after the other.

    It tells the sum of the reach of plants by site, and the sites of the heaviest plants. Where
    sites have several plants, only these are drawn one by one: of the others it is drawn how many
    are at each site and, where their weights differ, which.
    """
    n_sites, heavy, reach = len(points.sites), heaviest(weights), reach_of(weights)
    plants_at = points.plants_at.astype(np.intp)
    others = np.delete(reach, heavy)
    is_alike = len(np.unique(others)) == 1

    def by_plant() -> tuple[Numbers, Codes]:
        sites = drawn_sites(points, len(weights), 1, chance)[0]
        return _by_site(sites, reach, n_sites), sites[heavy]

    def by_count() -> tuple[Numbers, Codes]:
        sites = drawn_sites(points, len(heavy), 1, chance)[0]
        left = plants_at - np.bincount(sites, minlength=n_sites)
        found = chance.multivariate_hypergeometric(left, len(others), method="marginals")
        held = _by_site(sites, reach[heavy], n_sites)
        if is_alike:
            return held + others[0] * found, sites
        at = np.repeat(np.arange(n_sites), found)
        return held + _by_site(at, chance.permutation(others), n_sites), sites

    return by_count if (plants_at > 1).any() else by_plant


def _by_site(sites: Codes, reach: Numbers, n_sites: int) -> Numbers:
    return np.bincount(sites, reach, n_sites).astype(np.float64)


def heaviest(weights: Numbers) -> Codes:
    """The places of the heaviest plants, as many as all pairs are computed of."""
    return np.asarray(np.argsort(weights)[::-1][:EXACT_UP_TO])


def reach_of(weights: Numbers) -> Numbers:
    """The weight of all pairs that each plant is in."""
    return np.asarray(weights * (weights.sum() - weights))


def _normal(chance: np.random.Generator, n_draws: int, covariance: Numbers) -> Numbers:
    """Normal curves with mean 0 and that covariance: one row a draw."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    return np.asarray(chance.standard_normal((n_draws, len(values))) @ root.T)
