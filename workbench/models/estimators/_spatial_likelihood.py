"""How likely is a strength of spatial dependence: the concentrated likelihood and its maximum.

ln|I - rho W| is exact at every size: by a sparse LU factorisation, or from the eigenvalues,
computed once, where many of all pairs are neighbours and a factor would fill up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

MANY = 0.05  # the share of pairs that are neighbours from which on eigenvalues are quicker
REACH = 1 - 1e-9  # rho and lambda lie between -1 and 1, where I - rho W can be inverted
PRECISE = 1e-11
BLOCK = 512  # columns that are solved for at a time


class Traces(NamedTuple):
    """Of G = W (I - rho W)^-1: tr G, tr GG, tr G'G, and tr WG + tr W'G."""

    plain: float
    square: float
    cross: float
    lagged: float


class Filter:
    """I - rho W for weights W whose rows sum to 1: its determinant, and what it undoes."""

    def __init__(self, weights: Any) -> None:
        from scipy.sparse import eye_array

        self.weights = weights.tocsc()
        self.n_rows = weights.shape[0]
        self._whole = (self.weights + eye_array(self.n_rows, format="csc")).tocsc()
        columns = np.repeat(np.arange(self.n_rows), np.diff(self._whole.indptr))
        self._is_diagonal = self._whole.indices == columns

    @cached_property
    def _counts(self) -> np.ndarray | None:
        """How many neighbours each row has where these are mutual and weigh alike, else None.

        Then W = D^-1 A with A symmetric, which is similar to the symmetric D^-1/2 A D^-1/2.
        """
        rows = self.weights.tocsr()
        counts = np.diff(rows.indptr)
        is_alike = np.allclose(rows.data * np.repeat(counts, counts), 1)
        is_mutual = ((rows > 0) != (rows.T > 0)).nnz == 0
        return counts.astype("float64") if is_alike and is_mutual else None

    @cached_property
    def _eigenvalues(self) -> np.ndarray | None:
        """All eigenvalues of W; None where a sparse factor is quicker."""
        if self.weights.nnz < MANY * self.n_rows**2:
            return None
        dense = self.weights.toarray()
        if self._counts is None:
            return np.asarray(np.linalg.eigvals(dense))
        roots = np.sqrt(self._counts)
        return np.asarray(np.linalg.eigvalsh(dense * roots[:, None] / roots))

    def factor(self, rho: float) -> Any:
        """The LU factors of I - rho W.

        Its diagonal outweighs its rows wherever |rho| < 1, so no pivot is needed, and the order
        of elimination can be that of a symmetric matrix.
        """
        from scipy.sparse.linalg import splu

        matrix = self._whole.copy()
        matrix.data = np.where(self._is_diagonal, 1.0, -rho * self._whole.data)
        return splu(
            matrix,
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )

    def log_determinant(self, rho: float) -> float:
        """ln|I - rho W|."""
        if self._eigenvalues is not None:
            return float(np.log(1 - rho * self._eigenvalues).sum().real)
        return float(np.log(np.abs(self.factor(rho).U.diagonal())).sum())

    def multiplied(self, rho: float, values: np.ndarray) -> np.ndarray:
        """G times values: what the neighbours receive in the end."""
        return np.asarray(self.factor(rho).solve(np.asarray(self.weights @ values)))

    def traces(self, rho: float) -> Traces:
        """The traces on which expected information and impacts rest, exact."""
        factors = self.factor(rho)
        transposed = self.weights.T.tocsc()
        sums = np.zeros(4)
        for start in range(0, self.n_rows, BLOCK):
            own = slice(start, start + BLOCK)
            columns = factors.solve(self.weights[:, own].toarray())
            rows = (
                factors.solve(transposed[:, own].toarray(), trans="T")
                if self._counts is None
                else columns * self._counts[:, None] / self._counts[own]
            )
            near = self.weights[:, own].toarray() + transposed[:, own].toarray()
            inside = np.arange(columns.shape[1])
            sums += (
                columns[inside + start, inside].sum(),
                (columns * rows).sum(),
                (columns**2).sum(),
                (columns * near).sum(),
            )
        return Traces(*map(float, sums))


@dataclass(frozen=True)
class Maximum:
    """Where a concentrated likelihood is highest.

    `covariance` is that of the coefficients and, last, of the strength; `variance` of the errors.
    """

    strength: float
    coefficients: np.ndarray
    variance: float
    covariance: np.ndarray
    residuals: np.ndarray
    log_likelihood: float
    log_likelihood_without: float
    traces: Traces

    @property
    def is_at_bound(self) -> bool:
        """Whether the likelihood still rises at the end of what is possible."""
        return abs(self.strength) > 1 - 1e-6


def lag_maximum(y: np.ndarray, x: np.ndarray, weights: Any) -> Maximum:
    """Maximum likelihood of y = rho W y + X b + e.

    Notes
    -----
    With M the projection off X the sum of squares is |M y - rho M W y|^2, a parabola in rho.
    The covariance is the inverse of the expected information (Anselin 1988, chapter 6).
    """
    undo, q = Filter(weights), np.linalg.qr(x)[0]
    pair = np.column_stack([y, weights @ y])
    net = pair - q @ (q.T @ pair)
    squares = net.T @ net

    def residual_sum(rho: float) -> float:
        return float(squares[0, 0] - 2 * rho * squares[0, 1] + rho**2 * squares[1, 1])

    rho, height = _highest(residual_sum, undo)
    b = np.linalg.lstsq(x, pair @ (1, -rho))[0]
    residuals = pair @ (1, -rho) - x @ b
    variance = float(residuals @ residuals) / len(y)
    found = undo.traces(rho)
    received = undo.multiplied(rho, x @ b)
    k = x.shape[1]
    information = np.zeros((k + 2, k + 2))
    information[:k, :k] = x.T @ x / variance
    information[:k, k] = information[k, :k] = x.T @ received / variance
    information[k, k] = found.square + found.cross + received @ received / variance
    information[k, k + 1] = information[k + 1, k] = found.plain / variance
    information[k + 1, k + 1] = len(y) / (2 * variance**2)
    covariance = _inverse(information)[: k + 1, : k + 1]
    without = _height(residual_sum(0.0), len(y))
    return Maximum(rho, b, variance, covariance, residuals, height, without, found)


def error_maximum(y: np.ndarray, x: np.ndarray, weights: Any) -> Maximum:
    """Maximum likelihood of y = X b + u, u = lambda W u + e; the residuals are the e.

    Notes
    -----
    All sums of squares lie in the columns X, WX, y, Wy, so that one QR of these serves every
    lambda. The covariance is the inverse of the expected information, in which b is apart.
    """
    undo, k = Filter(weights), x.shape[1]
    data = np.column_stack([x, y])
    small = np.asarray(np.linalg.qr(np.column_stack([data, weights @ data]), mode="r"))

    def filtered(strength: float) -> tuple[np.ndarray, np.ndarray]:
        both = small[:, : k + 1] - strength * small[:, k + 1 :]
        return both[:, :k], both[:, k]

    def residual_sum(strength: float) -> float:
        left, right = filtered(strength)
        return float(((right - left @ np.linalg.lstsq(left, right)[0]) ** 2).sum())

    strength, height = _highest(residual_sum, undo)
    left, right = filtered(strength)
    b = np.linalg.lstsq(left, right)[0]
    errors = y - x @ b
    residuals = errors - strength * (weights @ errors)
    variance = float(residuals @ residuals) / len(y)
    found = undo.traces(strength)
    covariance = np.zeros((k + 1, k + 1))
    covariance[:k, :k] = _inverse(left.T @ left) * variance
    # the information on lambda and the variance together, solved for lambda
    covariance[k, k] = 1 / (found.square + found.cross - 2 * found.plain**2 / len(y))
    without = _height(residual_sum(0.0), len(y))
    return Maximum(strength, b, variance, covariance, residuals, height, without, found)


def _highest(residual_sum: Callable[[float], float], undo: Filter) -> tuple[float, float]:
    """The strength at which the likelihood is highest, and its logarithm there."""
    from scipy.optimize import minimize_scalar

    def depth(strength: float) -> float:
        return -_height(residual_sum(strength), undo.n_rows) - undo.log_determinant(strength)

    found = minimize_scalar(
        depth, bounds=(-REACH, REACH), method="bounded", options={"xatol": PRECISE}
    )
    return float(found.x), -float(found.fun)


def _height(residual_sum: float, n_rows: int) -> float:
    """The logarithm of the likelihood of normal errors at their best variance."""
    return float(-n_rows / 2 * (np.log(2 * np.pi * residual_sum / n_rows) + 1))


def _inverse(information: np.ndarray) -> np.ndarray:
    """The inverse of a symmetric positive matrix, in units in which its diagonal is 1."""
    units = 1 / np.sqrt(np.diag(information))
    return np.asarray(np.linalg.inv(information * np.outer(units, units)) * np.outer(units, units))
