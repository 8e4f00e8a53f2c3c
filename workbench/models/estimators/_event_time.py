"""How sure are effects by event time together: bands, the test of trends, honest bounds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.models.estimators._cohorts import BEFORE

LEVEL = 0.95
VIOLATIONS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Path:
    """Effects by event time: `estimates`, their covariance, and the degrees of freedom."""

    estimates: pd.Series
    covariance: np.ndarray
    degrees: float

    @property
    def std_errors(self) -> np.ndarray:
        """Roots of the variances."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    def reach(self) -> float:
        """How many standard errors a pointwise 95 % interval goes."""
        from scipy.special import stdtrit

        return float(stdtrit(self.degrees, (1 + LEVEL) / 2))


def band(path: Path, *, draws: int, seed: int) -> float:
    """How many standard errors a band goes that covers the whole path with 95 %.

    The quantile of the largest |t| in draws of a normal with the path's correlation, over the
    root of a chi-squared (Montiel Olea and Plagborg-Moller 2019).
    """
    random = np.random.default_rng(seed)
    correlation = path.covariance / np.outer(path.std_errors, path.std_errors)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    largest = np.abs(random.standard_normal((draws, len(values))) @ root.T).max(axis=1)
    spread = np.sqrt(random.chisquare(path.degrees, draws) / path.degrees)
    return max(float(np.quantile(largest / spread, LEVEL)), path.reach())


def trends(path: Path) -> tuple[float, float]:
    """F statistic and p value of no effect at any time before adoption."""
    from scipy.special import fdtrc

    early = np.flatnonzero(path.estimates.index.to_numpy() < BEFORE)
    if not len(early):
        return float("nan"), float("nan")
    matrix = path.covariance[np.ix_(early, early)]
    values = path.estimates.to_numpy()[early]
    rank = int(np.linalg.matrix_rank(matrix))
    statistic = float(values @ np.linalg.pinv(matrix, hermitian=True) @ values) / rank
    return statistic, float(fdtrc(rank, path.degrees, statistic))


def honest_bounds(path: Path, overall: pd.Series) -> pd.DataFrame:
    """Intervals of the overall effect that allow for trends which no policy made.

    Parameters
    ----------
    path
        Effects by event time, with one column before adoption at least.
    overall
        The weight of each event time in the overall effect.

    Returns
    -------
    One row for each size of the violation: `low`, `high` (at least 95 %).

    Notes
    -----
    From one period to the next, controls and adopters may drift apart by M times the largest
    drift seen between two periods before adoption (relative magnitudes, Rambachan and Roth 2023,
    Review of Economic Studies 90). At event time e the drift is at most (e + 1) M max |d_s|, so
    the effect lies between the least and the largest of b_e -/+ (e + 1) M d_s over all s. Each of
    these is linear in the estimates and has its own interval; from the lowest end to the highest
    is a valid interval, wider than the one of that paper.
    """
    times = path.estimates.index.to_numpy()
    weights = overall.reindex(times).fillna(0.0).to_numpy()
    spans = float((weights * (times + 1))[times >= 0].sum())
    drifts = _drifts(times)
    lines = {}
    for violation in VIOLATIONS:
        step = violation * spans * drifts
        ways = np.vstack([weights + step, weights - step])
        values = ways @ path.estimates.to_numpy()
        std_errors = np.sqrt(np.einsum("ij,jk,ik->i", ways, path.covariance, ways))
        reach = path.reach() * std_errors
        lines[violation] = {"low": (values - reach).min(), "high": (values + reach).max()}
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("violation")


def _drifts(times: np.ndarray) -> np.ndarray:
    """One row for each step between periods before adoption: its drift as weights on the path."""
    early = [*times[times < BEFORE], BEFORE]
    rows = []
    for first, then in pairwise(early):
        gap = then - first
        rows.append(((times == then).astype("float64") - (times == first)) / gap)
    return np.array(rows).reshape(len(rows), len(times))
