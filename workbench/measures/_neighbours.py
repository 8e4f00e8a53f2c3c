"""What share of the neighbours of plants is of their own industry, for many drawn industries.

Plants of one site and weight are of one kind and have the same neighbours, so that an industry is
how many plants of each kind it has. What lies around sites is then one product of sparse matrices
for many industries at once, and takes as long for a million plants of some sites as for few.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from workbench.measures._cells import Codes, Numbers, ratio
from workbench.measures._pairs import Bins, blocks
from workbench.measures._points import Points, starts_of, sums_from

# What others weigh around a plant is nothing where it is so little, relative to the plant's own.
NOTHING = 1e-9


@dataclass(frozen=True)
class Kinds:
    """The plants of one site and weight each: how many there are, and of which kind a group is."""

    site: Codes
    weight: Numbers
    count: Codes
    of_group: Codes

    @classmethod
    def of(cls, points: Points) -> Kinds:
        """The kinds of plants there are, in the order of their sites."""
        starts = starts_of(points.group_site, points.group_weight)
        of_group = np.zeros(len(points.count), dtype=np.intp)
        of_group[starts[1:]] = 1
        return cls(
            points.group_site[starts],
            points.group_weight[starts],
            sums_from(starts, points.count),
            of_group.cumsum(),
        )

    def counts_in(self, points: Points, groups: Codes) -> Codes:
        """How many plants of each kind are in some groups."""
        found = np.bincount(self.of_group[groups], points.count[groups], len(self.count))
        return found.astype(np.intp)


@dataclass(frozen=True)
class Neighbours:
    """What lies around each kind of plants: in which bins, and what each counts for by distance.

    `spread` has a row a bin and a column a distance; `around` is the weight of all plants, one
    row a site, one column a distance.
    """

    points: Points
    kinds: Kinds
    bins: Bins
    spread: Numbers
    around: Numbers

    def of_all(self, kinds: Codes) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """The weight of others around plants of some kinds by distance, and where it is nothing."""
        weights = self.kinds.weight[kinds][..., None]
        of_all = self.around[self.kinds.site[kinds]] - weights * self.spread[0]
        nothing = of_all <= NOTHING * weights * self.spread[0].max()
        of_all[nothing] = 0
        return of_all, nothing

    def ratios(self, counts: Codes) -> Numbers:
        """The ratio by distance of industries with so many plants of each kind.

        `counts` has a row a kind and a column an industry; the answer a row an industry.
        """
        weights = self.kinds.weight[:, None]
        of_all, nothing = self._of_all
        others = weights.T @ counts - weights
        overall = counts * (others / (self.total - weights))
        local = np.zeros((len(self.spread[0]), counts.shape[1]))
        held = self._at_sites(counts * weights)
        shares = ratio(1.0, of_all, 0.0)
        for kinds, sites, near in self._around_sites(held):
            near_each = near[sites] - (weights[kinds] * self.spread[0])[..., None]
            near_each *= shares[kinds, :, None]
            local += np.einsum("kdn,kn->dn", near_each, counts[kinds])
        return ratio(local, (~nothing).T.astype(np.float64) @ overall).T

    @cached_property
    def _of_all(self) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        return self.of_all(np.arange(len(self.kinds.count)))

    @cached_property
    def total(self) -> float:
        """The weight of all plants."""
        return float(np.dot(self.kinds.weight, self.kinds.count))

    def _at_sites(self, by_kind: Numbers) -> Numbers:
        """The sum over the kinds of each site: one row a site; no site is without."""
        return np.asarray(np.add.reduceat(by_kind, starts_of(self.kinds.site), axis=0))

    def _around_sites(self, held: Numbers) -> Iterator[tuple[slice, Codes, Numbers]]:
        """Some kinds at a time, their sites among some, and what lies around these.

        The latter by site, distance and industry, from what sites hold by industry.
        """
        n_sites, n_industries = held.shape
        each = self.bins.count * n_industries * -(-len(self.kinds.count) // n_sites)
        for rows in blocks(n_sites, max(n_sites, each)):
            start, stop = np.searchsorted(self.kinds.site, [rows.start, rows.stop])
            kinds = slice(int(start), int(stop))
            yield kinds, self.kinds.site[kinds] - rows.start, self._near(rows, held)

    def _near(self, rows: slice, held: Numbers) -> Numbers:
        from scipy.sparse import csr_array

        codes = self.bins.codes(self.points.sites[rows], self.points.sites)
        counts_at_all = np.asarray(self.spread.any(axis=1))
        row, column = np.nonzero(counts_at_all[codes])
        ring = row * self.bins.count + codes[row, column]
        shape = (len(codes) * self.bins.count, codes.shape[1])
        rings = csr_array((np.ones(len(ring)), (ring, column)), shape=shape)
        found = (rings @ held).reshape(len(codes), self.bins.count, -1)
        if self.bins.upto:  # rings add up to discs: cheaper than the product, and the same
            return np.asarray(found.cumsum(axis=1)[:, : self.spread.shape[1]])
        return np.asarray(self.spread.T @ found)
