"""How sure is a coefficient: its covariance under each assumption about the errors.

Every estimator that solves "the sum of the scores is zero" hands in its `Moments` and gets back
the covariance of its coefficients, the degrees of freedom of Student's t, and words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.conley import conley_meat, sums_by_group
from workbench.models.design import Design
from workbench.models.estimators._card import Errors
from workbench.models.standard_errors import KINDS

LEVEL = 0.95
ALONE = 1 - 1e-10  # the leverage of a row that has a coefficient to itself


@dataclass(frozen=True)
class Moments:
    """What the covariance of an estimator is made of; rows as in its design.

    Parameters
    ----------
    bread
        K x K: the inverse of X'WX, or of minus the second derivatives of a likelihood.
    scores
        n x K: x_i w_i e_i, what each row adds to the equations that the coefficients solve.
    n_coefficients
        How many coefficients were estimated, the groups of fixed effects among them.
    leverage
        n: the diagonal of the projection on X (and the effects); HC2 and HC3 need it.
    variance
        The variance of an error of weight 1; classical errors need it.
    """

    bread: np.ndarray
    scores: np.ndarray
    n_coefficients: int
    leverage: np.ndarray | None = None
    variance: float = float("nan")


def covariance(
    moments: Moments, arrays: Design, errors: Errors, *, nested: int = 0
) -> tuple[np.ndarray, float, str]:
    """The covariance of the coefficients, as the errors are assumed to be.

    Parameters
    ----------
    moments
        Bread and scores, rows in the order of `arrays`.
    arrays
        The design: groups in `clusters`, coordinates in `also`.
    errors
        The kind with its options.
    nested
        How many of the coefficients belong to fixed effects that lie within one cluster each;
        they cost no degree of freedom where errors are clustered.

    Returns
    -------
    The K x K covariance, the degrees of freedom of Student's t, and what the errors are in words.

    Raises
    ------
    FormulaError
        If HC2 or HC3 meet a row that is fitted exactly, or coordinates are no degrees.
    ParameterError
        For an option of Conley's errors out of its range.

    Notes
    -----
    With B the bread, s_i the scores, h_i the leverages, N rows, K coefficients, G groups:
    classical s^2 B; HC1 B (sum s_i s_i') B N / (N - K); HC2 and HC3 divide s_i by the root of
    1 - h_i and by 1 - h_i (MacKinnon and White 1985, Journal of Econometrics 29); clustered sums
    s_i within groups first and multiplies by G / (G - 1) x (N - 1) / (N - K) (Cameron and Miller
    2015, Journal of Human Resources 50), with G - 1 degrees of freedom; Conley (1999) weighs the
    products of all pairs by their nearness, times N / (N - K), so that a cut-off short of every
    neighbour gives HC1. "wild" is the clustered covariance; its p values come from `wild`.

    Examples
    --------
    >>> one = pd.Series([1.0, 2.0, 6.0])
    >>> mean = Design(one, pd.DataFrame({"constant": [1.0] * 3}), pd.DataFrame(), None, one)
    >>> scores = (one - one.mean()).to_numpy()[:, None]
    >>> variance, degrees, words = covariance(
    ...     Moments(np.array([[1 / 3]]), scores, 1), mean, Errors("robust"))
    >>> variance.round(3).tolist(), degrees, words
    ([[2.333]], 2.0, 'heteroskedasticity-robust (HC1)')
    """
    n_rows, k = len(moments.scores), moments.n_coefficients
    degrees = float(n_rows - k)
    words = KINDS[errors.kind].words
    if errors.kind in ("clustered", "wild"):
        number, n_groups, words = _groups(arrays, words)
        factor = n_groups / (n_groups - 1) * (n_rows - 1) / (n_rows - k + nested)
        sums = sums_by_group(moments.scores, number)
        return _sandwich(moments, sums.T @ sums) * factor, float(n_groups - 1), words
    if errors.kind == "classical":
        return moments.bread * moments.variance, degrees, words
    if errors.kind == "conley":
        meat = conley_meat(moments.scores, arrays.also, **errors.options)
        words = f"{words} ({errors.options['cutoff_km']:g} km, {errors.options['kernel']} kernel)"
        return _sandwich(moments, meat) * n_rows / degrees, degrees, words
    scores, factor = _HETEROSKEDASTIC[errors.kind](moments, arrays)
    return _sandwich(moments, scores.T @ scores) * factor, degrees, words


def std_errors_of(matrix: np.ndarray, terms: pd.Index) -> pd.Series:
    """Roots of the diagonal of a covariance; missing where a variance came out negative."""
    variances = np.diag(matrix)
    return pd.Series(np.sqrt(np.where(variances >= 0, variances, np.nan)), terms)


def coefficients_table(
    estimates: pd.Series, std_errors: pd.Series, degrees: float | pd.Series
) -> pd.DataFrame:
    """Estimates with t statistics, two-sided p values and 95 % intervals, one row a term.

    `degrees` of freedom are those of all terms, or of each; infinite where the interval is normal.

    Examples
    --------
    >>> slope = pd.Series({"x": 2.0})
    >>> coefficients_table(slope, slope / 2, np.inf)[["low", "high"]].round(2)
           low  high
    term
    x     0.04  3.96
    """
    from scipy.special import stdtr, stdtrit  # Student's t, without the second of scipy.stats

    if not std_errors.index.equals(estimates.index):
        std_errors = std_errors.reindex(estimates.index)
    estimate, std_error = estimates.to_numpy(dtype="float64"), std_errors.to_numpy(dtype="float64")
    free = np.asarray(degrees, dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / std_error
    reach = stdtrit(free, (1 + LEVEL) / 2) * std_error
    columns = {
        "estimate": estimate,
        "std_error": std_error,
        "statistic": statistic,
        "p_value": 2 * stdtr(free, -np.abs(statistic)),
        "low": estimate - reach,
        "high": estimate + reach,
    }
    return pd.DataFrame(columns, estimates.index.rename("term"))


def negative_variances(coefficients: pd.DataFrame) -> tuple[str, ...]:
    """A plain sentence for each term whose variance came out negative."""
    return tuple(
        f"no standard error for {term}: its variance comes out negative, as can happen with "
        "Conley's kernels; take another cut-off or the other kernel"
        for term in coefficients.index[coefficients["std_error"].isna()]
    )


def _sandwich(moments: Moments, meat: np.ndarray) -> np.ndarray:
    return np.asarray(moments.bread @ meat @ moments.bread.T)


def _groups(arrays: Design, words: str) -> tuple[np.ndarray, int, str]:
    """The clusters numbered from 0, how many there are, and "clustered by state (48 groups)"."""
    if arrays.clusters is None:
        raise FormulaError(
            Problem(
                "CLW-P08",
                "clustered standard errors need groups",
                column="cluster",
                expected="a column whose groups have dependent errors",
                remedy="cluster=COLUMN",
            )
        )
    number, groups = pd.factorize(arrays.clusters)
    words = words.removesuffix(" by cluster")
    return number, len(groups), f"{words} by {arrays.clusters.name} ({len(groups)} groups)"


def _robust(moments: Moments, _: Design) -> tuple[np.ndarray, float]:
    n_rows = len(moments.scores)
    return moments.scores, n_rows / (n_rows - moments.n_coefficients)


def _by_leverage(power: float) -> Callable[[Moments, Design], tuple[np.ndarray, float]]:
    """Scores divided by (1 - leverage) to a power: 1/2 for HC2, 1 for HC3."""

    def scores(moments: Moments, arrays: Design) -> tuple[np.ndarray, float]:
        if moments.leverage is None:
            raise ValueError("HC2 and HC3 need the leverage of each row")
        alone = moments.leverage > ALONE
        if alone.any():
            raise FormulaError(_alone(arrays, alone))
        return moments.scores / ((1 - moments.leverage) ** power)[:, None], 1.0

    return scores


_HETEROSKEDASTIC: Mapping[str, Callable[[Moments, Design], tuple[np.ndarray, float]]] = {
    "robust": _robust,
    "HC2": _by_leverage(1 / 2),
    "HC3": _by_leverage(1.0),
}


def _alone(arrays: Design, alone: np.ndarray) -> Problem:
    rows = arrays.outcome.index[alone]
    return Problem(
        "CLW-F21",
        "a row has a coefficient to itself, so it shows no error that HC2 or HC3 could enlarge",
        value=f"row {rows[0]}",
        expected="each category and each fixed effect with two rows or more",
        remedy='standard_errors="robust"',
        more=len(rows) - 1,
    )
