"""How sure is a coefficient beside fixed effects, with or without a small-sample correction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.models.covariance import Moments, covariance
from workbench.models.estimators._card import Errors, Option
from workbench.models.estimators._linear import Within

CLUSTERED = ("clustered", "wild")
SMALL_SAMPLE = Option(
    True,
    "yes or no",
    "whether variances are enlarged for the coefficients estimated and intervals rest on "
    "Student's t; articles made with Stata's ivreg2 or ivregress print them without",
)


@dataclass(frozen=True)
class Inference:
    """How uncertainty is asked for, on a design whose fixed effects count as coefficients."""

    model: Within
    errors: Errors
    small_sample: bool = True

    @property
    def n_effects(self) -> int:
        """How many coefficients the fixed effects cost."""
        return self.model.n_coefficients - self.model.regressors.shape[1]

    def n_left(self, n_terms: int) -> int:
        """How many degrees of freedom a model of so many terms leaves."""
        return len(self.model.outcome) - n_terms - self.n_effects

    def covariance(
        self, bread: np.ndarray, scores: np.ndarray, n_terms: int, squares: float
    ) -> tuple[np.ndarray, float, str]:
        """Covariance, degrees of freedom and words; `squares` is the sum of squared residuals."""
        n_rows, left, nested = len(scores), self.n_left(n_terms), self.model.nested
        moments = Moments(bread, scores, n_rows - left, variance=squares / left)
        matrix, degrees, words = covariance(moments, self.model.arrays, self.errors, nested=nested)
        if self.small_sample:
            return matrix, degrees, words
        factor = left / n_rows
        if self.errors.kind in CLUSTERED:
            factor = degrees / (degrees + 1) * (left + nested) / (n_rows - 1)
        return matrix * factor, np.inf, f"{words}, not enlarged for a small sample"


def f_tail(statistic: float, n_restrictions: int, degrees: float) -> float:
    """The probability of a larger F; of chi squared over its degrees where these are infinite."""
    from scipy.special import chdtrc, fdtrc

    if np.isinf(degrees):
        return float(chdtrc(n_restrictions, statistic * n_restrictions))
    return float(fdtrc(n_restrictions, degrees, statistic))


def f_critical(n_restrictions: int, degrees: float, size: float = 0.05) -> float:
    """The F that is exceeded with probability `size`."""
    from scipy.special import chdtri, fdtri

    if np.isinf(degrees):
        return float(chdtri(n_restrictions, size) / n_restrictions)
    return float(fdtri(n_restrictions, degrees, 1 - size))
