"""How much of the variation is between groups, terms held fixed: a likelihood in one number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

LEVEL = 0.95
NEARLY_ALL = 1 - 1e-9


@dataclass(frozen=True)
class Solution:
    """Coefficients with their covariance, the variance of a row, and R of the QR factors."""

    estimates: np.ndarray
    covariance: np.ndarray
    variance: float
    factor: np.ndarray


@dataclass(frozen=True)
class Profile:
    """The restricted likelihood of a random intercept as a function of the share of groups.

    The share is the intraclass correlation; at each share all other parameters are best.
    """

    outcome: np.ndarray
    columns: np.ndarray
    group: np.ndarray

    @cached_property
    def _sizes(self) -> np.ndarray:
        return np.bincount(self.group)

    @cached_property
    def _means(self) -> np.ndarray:
        """The means of outcome and columns in each group."""
        both = pd.DataFrame(np.column_stack([self.outcome, self.columns]))
        return both.groupby(self.group).mean().to_numpy()

    def solved(self, share: float) -> Solution:
        """Generalised least squares at a share, of rows less part of their group's mean."""
        between = 1 - share + self._sizes * share
        part = 1 - np.sqrt((1 - share) / between)
        both = np.column_stack([self.outcome, self.columns])
        both = (both - (part[:, None] * self._means)[self.group]) / np.sqrt(1 - share)
        q, r = np.linalg.qr(both[:, 1:])
        left = both[:, 0] - q @ (q.T @ both[:, 0])
        back = np.linalg.inv(r)
        variance = float(left @ left) / (len(left) - r.shape[1])
        return Solution(back @ (q.T @ both[:, 0]), back @ back.T * variance, variance, r)

    def value(self, share: float) -> float:
        """The log likelihood but for a constant (Harville 1977)."""
        found = self.solved(share)
        between = 1 - share + self._sizes * share
        n_free = len(self.outcome) - len(found.estimates)
        log_size = ((self._sizes - 1) * np.log(1 - share) + np.log(between)).sum()
        log_terms = 2 * np.log(np.abs(np.diag(found.factor))).sum()
        return float(-0.5 * (n_free * np.log(found.variance) + log_size + log_terms))

    def own(self) -> np.ndarray:
        """What each group has of its own: its mean residual, drawn towards zero."""
        residuals = self.outcome - self.columns @ self.solved(self.best).estimates
        means = np.bincount(self.group, residuals) / self._sizes
        whole = self.best * self._sizes
        return np.asarray(means * whole / (1 - self.best + whole))

    @cached_property
    def best(self) -> float:
        """The share at which the likelihood is largest."""
        from scipy.optimize import minimize_scalar

        found = minimize_scalar(
            lambda share: -self.value(share),
            bounds=(0.0, NEARLY_ALL),
            method="bounded",
            options={"xatol": 1e-9},
        )
        return float(found.x) if -found.fun > self.value(0.0) else 0.0

    @cached_property
    def p_value(self) -> float:
        """That of no difference between groups: half of a chi-squared (Self and Liang 1987)."""
        from scipy.special import chdtrc

        gain = 2 * (self.value(self.best) - self.value(0.0))
        return float(0.5 * chdtrc(1, gain)) if self.best > 0 else 1.0

    def interval(self) -> tuple[float, float]:
        """The shares that the likelihood does not rule out at 95 %; 0 and 1 are their bounds."""
        from scipy.optimize import brentq
        from scipy.special import chdtri

        least = self.value(self.best) - chdtri(1, 1 - LEVEL) / 2

        def above(share: float) -> float:
            return float(self.value(share) - least)

        low = 0.0 if above(0.0) >= 0 else brentq(above, 0.0, self.best)
        high = 1.0 if above(NEARLY_ALL) >= 0 else brentq(above, self.best, NEARLY_ALL)
        return float(low), float(high)
