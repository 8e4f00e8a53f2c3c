"""What is left of a column once the differences between groups are taken out: fixed effects.

The groups are factored once, so that any number of columns can be residualised. The largest
effect goes by its group means; the others by the equations that remain when it has gone (their
Schur complement), which are far fewer than rows.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Matrix = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

MOST_DENSE = 3_000  # remaining levels that are solved by one dense factor
INDEPENDENT = 1e-10  # the share of its own weight that a level must add to those before it
PRECISE = 1e-13  # what may remain of a column in any group, beside its largest sum
ROUNDING = 1e-15
MOST_PASSES = 20
MOST_STEPS = 100  # of conjugate gradients, before the equations are factored
CLOSE = 1e-10  # where conjugate gradients stop; the passes do the rest
RIDGE = 1e-11  # of a level's weight: keeps the sparse factor of equations without full rank


class Absorber:
    """Takes fixed effects out of columns, exactly.

    Parameters
    ----------
    groups
        One column a fixed effect, one row an observation; no missing values. A level that no
        row has (of a category) does not count, one that a single row has explains that row.
    weights
        Positive weights on the same rows; equal by default.

    Attributes
    ----------
    n_groups
        How many levels all effects have together.
    n_redundant
        How many of these the other levels say already. Exact, but where three or more effects
        leave over 3,000 levels beside the largest effect: then it counts for each effect what
        the largest one says, so it may be too small.

    Notes
    -----
    With weights W, dummies D of the largest effect and Z of the others, the remaining equations
    have the matrix Z'WZ - Z'WD (D'WD)^-1 D'WZ. One level in each connected part says nothing
    new where there are two effects (Abowd, Creecy and Kramarz 2002); of more effects a pivoted
    Cholesky factor finds such levels. Each answer is improved until nothing remains in any group.

    Examples
    --------
    >>> groups = pd.DataFrame({"region": ["a", "a", "b", "b"], "year": [1, 2, 1, 2]})
    >>> absorber = Absorber(groups)
    >>> absorber.residualise(np.array([[1.0], [2.0], [3.0], [6.0]])).ravel().round(6).tolist()
    [0.5, -0.5, -0.5, 0.5]
    >>> absorber.n_groups, absorber.n_redundant
    (4, 1)
    """

    def __init__(self, groups: pd.DataFrame, weights: pd.Series | None = None) -> None:
        n_rows = len(groups)
        self.weights: Matrix = (
            np.ones(n_rows) if weights is None else weights.to_numpy(dtype="float64")
        )
        found = [pd.factorize(groups[name])[0].astype(np.intp) for name in groups]
        sizes = [int(codes.max()) + 1 if n_rows else 0 for codes in found]
        order = sorted(range(len(sizes)), key=lambda i: -sizes[i])
        self.codes: list[Codes] = [found[i] for i in order]
        self.sizes = [sizes[i] for i in order]
        self.n_groups = sum(sizes)

    def residualise(self, matrix: Matrix) -> Matrix:
        """The columns of a matrix (rows x columns) net of every fixed effect."""
        left: Matrix = np.array(matrix, dtype="float64")
        if not self.codes or not len(left):
            return left
        rounding = ROUNDING * np.abs(left)
        left -= (self._dummies[0] @ left / self._size[:, None])[self.codes[0]]
        if len(self.codes) == 1:
            return left
        least = self._sums(PRECISE * np.abs(left) + rounding).max(axis=0)
        for _ in range(MOST_PASSES):
            sums = self._sums(left)
            is_open = np.abs(sums).max(axis=0) > least
            if not is_open.any():
                break
            self._take_out(left, self._rest.solve(np.where(is_open, sums, 0.0)))
        return left

    @cached_property
    def n_redundant(self) -> int:
        """How many levels the others say already."""
        return self._rest.n_redundant if len(self.codes) > 1 else 0

    def _take_out(self, left: Matrix, levels: Matrix) -> None:
        """Subtract the coefficients of the levels, net of the largest effect."""
        left += (self._rest.shares @ levels)[self.codes[0]]
        starts = np.cumsum([0, *self.sizes[1:]])
        for codes, (start, stop) in zip(self.codes[1:], pairwise(starts), strict=True):
            left -= levels[start:stop][codes]

    def _sums(self, matrix: Matrix) -> Matrix:
        """Weighted sums in each level of the remaining effects, one effect below the other."""
        return np.concatenate([dummies @ matrix for dummies in self._dummies[1:]])

    @cached_property
    def _size(self) -> Matrix:
        """The weight of each group of the largest effect."""
        size: Matrix = np.bincount(self.codes[0], self.weights, self.sizes[0]).astype("float64")
        return size

    @cached_property
    def _dummies(self) -> list[Any]:
        """For each effect the sparse matrix (levels x rows) that sums rows by weight."""
        from scipy.sparse import csr_array

        rows = np.arange(len(self.weights))
        return [
            csr_array((self.weights, (codes, rows)), shape=(size, len(rows)))
            for codes, size in zip(self.codes, self.sizes, strict=True)
        ]

    @cached_property
    def _rest(self) -> _Rest:
        """The equations that remain when the largest effect has gone."""
        from scipy.sparse import csr_array, hstack

        rows = np.arange(len(self.weights))
        ones = np.ones(len(rows))
        levels = hstack(
            [
                csr_array((ones, (rows, codes)), shape=(len(rows), size))
                for codes, size in zip(self.codes[1:], self.sizes[1:], strict=True)
            ],
            format="csr",
        )
        seen = (self._dummies[0] @ levels).tocsr()
        weighted = levels.multiply(self.weights[:, None]).tocsr()
        return _Rest((levels.T @ weighted).tocsr(), seen, self._size, self.sizes[1:])


class _Rest:
    """The equations of all effects but the largest, solved as often as asked.

    `own` is Z'WZ, `seen_by_largest` D'WZ, `size` the diagonal of D'WD, `sizes` the levels of
    each effect.
    """

    def __init__(self, own: Any, seen_by_largest: Any, size: Matrix, sizes: list[int]) -> None:
        from scipy.sparse import diags_array

        self.own, self.seen_by_largest, self.sizes = own, seen_by_largest, sizes
        self.shares = (diags_array(1 / size) @ seen_by_largest).tocsr()
        self.weight: Matrix = own.diagonal()
        self.is_dense, self.is_slow = own.shape[0] <= MOST_DENSE, False

    def solve(self, sums: Matrix) -> Matrix:
        """Coefficients of the levels, for each column of their sums; near enough to repeat.

        Groups that are well mixed are solved in few steps of conjugate gradients; where these
        are slow the groups hang together loosely, and then a sparse factor is small.
        """
        if self.is_dense:
            return self._solved(sums)
        if not self.is_slow:
            found, is_close = self._iterated(sums)
            if is_close:
                return found
            self.is_slow = True
        factored: Matrix = self._sparse_factor.solve(sums)
        return factored

    def _solved(self, sums: Matrix) -> Matrix:
        """Coefficients by the dense factor; 0 where a level is redundant."""
        from scipy.linalg import cho_solve

        found: Matrix = np.zeros_like(sums)
        if len(self._kept):
            found[self._kept] = cho_solve(self._factor, sums[self._kept], check_finite=False)
        return found

    @cached_property
    def n_redundant(self) -> int:
        """How many levels say nothing that the others do not say."""
        if len(self.sizes) > 1 and self.is_dense:
            return len(self.weight) - len(self._kept)
        starts = np.cumsum([0, *self.sizes])
        return sum(_parts(self.seen_by_largest[:, a:b])[0] for a, b in pairwise(starts))

    @cached_property
    def _kept(self) -> Codes:
        """The levels that stay: those that say something new."""
        if len(self.sizes) > 1:
            return self._independent()
        count, parts = _parts(self.seen_by_largest)
        heaviest = np.lexsort((-self.weight, parts))
        first = heaviest[np.searchsorted(parts[heaviest], np.arange(count))]
        return np.setdiff1d(np.arange(len(self.weight)), first)

    def _independent(self) -> Codes:
        """The levels that a pivoted Cholesky factor takes before nothing is left."""
        from scipy.linalg.lapack import dpstrf

        unit = 1 / np.sqrt(self.weight)
        scaled = self._matrix * np.outer(unit, unit)
        if (scaled.diagonal() <= INDEPENDENT).all():  # the first pivot is taken untested
            return np.array([], dtype=np.intp)
        _, pivots, rank, _ = dpstrf(scaled, tol=INDEPENDENT)
        return np.sort(pivots[:rank].astype(np.intp) - 1)

    @cached_property
    def _matrix(self) -> Matrix:
        """The Schur complement, dense."""
        rest: Matrix = self.own.toarray() - (self.seen_by_largest.T @ self.shares).toarray()
        return rest

    @cached_property
    def _factor(self) -> tuple[Matrix, bool]:
        from scipy.linalg import cho_factor

        kept = self._matrix[np.ix_(self._kept, self._kept)]
        factor: tuple[Matrix, bool] = cho_factor(kept, lower=True, check_finite=False)
        return factor

    @cached_property
    def _sparse_factor(self) -> Any:
        """The factor of the Schur complement, its diagonal a trace larger."""
        from scipy.sparse import diags_array
        from scipy.sparse.linalg import splu

        rest = self.own - self.seen_by_largest.T @ self.shares + diags_array(RIDGE * self.weight)
        options = {"SymmetricMode": True}
        return splu(rest.tocsc(), "MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)

    def _iterated(self, sums: Matrix) -> tuple[Matrix, bool]:
        """Conjugate gradients of all columns (Saad 2003, algorithm 9.1), and whether they end."""
        unit = 1 / self.weight[:, None]
        found, left = np.zeros_like(sums), sums.copy()
        direction = unit * left
        now = (left * direction).sum(axis=0)
        least = CLOSE**2 * now
        for _ in range(MOST_STEPS):
            if (now <= least).all():
                return found, True
            product = self.own @ direction - self.seen_by_largest.T @ (self.shares @ direction)
            curve = (direction * product).sum(axis=0)
            step = np.divide(now, curve, out=np.zeros_like(now), where=(curve > 0) & (now > least))
            found += step * direction
            left -= step * product
            ahead = unit * left
            before, now = now, (left * ahead).sum(axis=0)
            direction = ahead + np.divide(now, before, out=before * 0, where=before > 0) * direction
        return found, False


def _parts(seen_by_largest: Any) -> tuple[int, Codes]:
    """How many connected parts two effects have, and the part of each level of the second."""
    from scipy.sparse import block_array
    from scipy.sparse.csgraph import connected_components

    graph = block_array([[None, seen_by_largest], [seen_by_largest.T, None]])
    count, parts = connected_components(graph, directed=False)
    return int(count), parts[seen_by_largest.shape[0] :].astype(np.intp)
