"""Which values does a test not reject: intervals, two rays, the whole line, or none.

A test of "the coefficient is b" that inverts a statistic d(b)' V(b)^-1 d(b), where d is linear
and V quadratic in b, rejects beyond the real roots of one polynomial. They are found all at once,
so a set need not be an interval and no grid is searched.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

REAL = 1e-7  # an imaginary part this small beside the root itself is rounding
INFINITE = 1e12  # a root so large, in units of the scale, stands for infinity


@dataclass(frozen=True)
class Linear:
    """d(b) = at_zero - b slope, with the covariance of both stacked, at_zero first."""

    at_zero: np.ndarray
    slope: np.ndarray
    variances: np.ndarray

    def statistic(self, value: float) -> float:
        """The form d' V^-1 d at one value; at infinity that of the slope alone."""
        n = len(self.slope)
        v = self.variances
        if np.isinf(value):
            difference, variance = self.slope, v[n:, n:]
        else:
            difference = self.at_zero - value * self.slope
            both = v[:n, n:] + v[n:, :n]
            variance = v[:n, :n] - value * both + value**2 * v[n:, n:]
        return float(difference @ np.linalg.solve(variance, difference))


@dataclass(frozen=True)
class SolutionSet:
    """The values that are not rejected, as pieces from low to high; infinite ends are open."""

    pieces: tuple[tuple[float, float], ...]

    @property
    def shape(self) -> str:
        """What the set looks like: interval, two rays, whole line, empty, or several pieces."""
        if not self.pieces:
            return "empty"
        bounded = [np.isfinite(piece).all() for piece in self.pieces]
        if len(self.pieces) == 1:
            whole = np.isinf(self.pieces[0]).all()
            return "whole line" if whole else "interval" if bounded[0] else "ray"
        return "several pieces" if any(bounded) else "two rays"

    @property
    def is_bounded(self) -> bool:
        """Whether the set has an end on both sides."""
        return all(np.isfinite(piece).all() for piece in self.pieces)

    def __contains__(self, value: float) -> bool:
        return any(low <= value <= high for low, high in self.pieces)

    def in_words(self) -> str:
        """The set in a sentence."""
        if self.shape == "empty":
            return "no value is left: even the best one is rejected, so the model does not fit"
        if self.shape == "whole line":
            return "every value is left: these data say nothing about the coefficient"
        if self.shape == "two rays":
            low, high = self.pieces[0][1], self.pieces[1][0]
            return f"only values between {low:.4g} and {high:.4g} are ruled out"
        spans = " or ".join(_span(*piece) for piece in self.pieces)
        return f"values {spans} are left"

    def table(self, term: str) -> pd.DataFrame:
        """One row a piece: term, shape, low, high; one row of missing ends where it is empty."""
        pieces = self.pieces or ((np.nan, np.nan),)
        return pd.DataFrame(
            [(term, self.shape, low, high) for low, high in pieces],
            columns=["term", "shape", "low", "high"],
        )


def _span(low: float, high: float) -> str:
    if np.isinf(low):
        return f"up to {high:.4g}"
    return f"from {low:.4g}" + ("" if np.isinf(high) else f" to {high:.4g}")


def not_rejected(test: Linear, critical: float) -> SolutionSet:
    """The values at which the statistic is at most `critical`.

    Notes
    -----
    det(V - dd'/c) is det(V) (1 - d'V^-1 d / c), so d'V^-1 d can be c only where cV - dd' is
    singular. That is a quadratic matrix polynomial in b; its roots are the
    eigenvalues of its companion form (Tisseur and Meerbergen 2001, SIAM Review 43).

    Examples
    --------
    >>> test = Linear(np.array([2.0]), np.array([1.0]), np.diag([1.0, 0.0]))
    >>> not_rejected(test, 4.0).pieces
    ((0.0, 4.0),)
    """
    roots = _roots(test, critical)
    edges = [-np.inf, *roots, np.inf]
    pieces: list[tuple[float, float]] = []
    for low, high in pairwise(edges):
        if test.statistic(_between(low, high)) > critical:
            continue
        touches = pieces and pieces[-1][1] == low
        pieces.append((pieces.pop()[0] if touches else low, high))
    return SolutionSet(tuple(pieces))


def _between(low: float, high: float) -> float:
    """A value inside an open interval; infinity stands for both far ends."""
    if np.isinf(low) and np.isinf(high):
        return 0.0
    if np.isinf(low) or np.isinf(high):
        end = high if np.isinf(low) else low
        step = max(1.0, abs(end))
        return end - step if np.isinf(low) else end + step
    return (low + high) / 2


def _roots(test: Linear, critical: float) -> list[float]:
    """Where the statistic may cross `critical`, in order."""
    from scipy.linalg import eigvals

    n, v = len(test.slope), critical * test.variances
    scale = _scale(test)
    constant = v[:n, :n] - np.outer(test.at_zero, test.at_zero)
    cross = np.outer(test.at_zero, test.slope)
    linear = (cross + cross.T - v[:n, n:] - v[n:, :n]) * scale
    square = (v[n:, n:] - np.outer(test.slope, test.slope)) * scale**2
    size = max(np.abs(constant).max(), np.abs(linear).max(), np.abs(square).max()) or 1.0
    zero, one = np.zeros((n, n)), np.eye(n)
    left = np.block([[zero, one], [-constant / size, -linear / size]])
    right = np.block([[one, zero], [zero, square / size]])
    with np.errstate(divide="ignore", invalid="ignore"):
        found = eigvals(left, right)
    found = found[np.isfinite(found) & (np.abs(found) < INFINITE)]
    real = found[np.abs(found.imag) <= REAL * (1 + np.abs(found.real))].real
    return sorted(float(root) for root in real * scale)


def _scale(test: Linear) -> float:
    """A size of the coefficient that makes both regressions alike in size."""
    n = len(test.slope)
    own, other = np.diag(test.variances)[:n].sum(), np.diag(test.variances)[n:].sum()
    own, other = own + test.at_zero @ test.at_zero, other + test.slope @ test.slope
    return float(np.sqrt(own / other)) if own > 0 and other > 0 else 1.0
