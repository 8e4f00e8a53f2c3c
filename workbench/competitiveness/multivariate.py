"""Do the indicators hang together: pairs of them, Cronbach's alpha, principal components."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.competitiveness._components import Components, principal_components
from workbench.competitiveness._values import is_constant
from workbench.competitiveness._whole import FEWEST_REGIONS, no_level, whole_regions
from workbench.errors import ParameterError, UnknownName, unknown
from workbench.measures import false_discoveries

__all__ = ["Alpha", "Components", "correlations", "cronbach_alpha", "principal_components"]

Numbers = npt.NDArray[np.float64]

NEARLY_THE_SAME = 0.92
FOUND = ["correlation", "n", "p_value", "undefined"]


def correlations(
    values: pd.DataFrame, dimensions: pd.Series | None = None, *, method: str = "pearson"
) -> pd.DataFrame:
    """How every two indicators go together, and which pairs deserve a second look.

    Parameters
    ----------
    values
        Region x indicator, higher is better; missing where empty.
    dimensions
        The dimension of each indicator, by indicator; where it is not told, whether a pair lies
        within one dimension is not known.
    method
        "pearson", "spearman" (of ranks) or "kendall" (tau-b, of orders of two).

    Returns
    -------
    One row a pair: `indicator`, `other`, `is_within` (one dimension), `correlation`, `n` (regions
    that have both), `p_value` (that there is none), `undefined` (why there is no correlation,
    else empty), `is_nearly_the_same` (beyond 0.92 either way), `is_against` (below 0 within one
    dimension), and `q_value`, `is_discovery` of `false_discoveries` over all pairs.

    Raises
    ------
    UnknownName
        For a method that does not exist; with the nearest.

    Notes
    -----
    Beyond 0.92 two indicators say the same thing twice, and it counts twice; that number is the
    habit of the audits of the JRC's centre for composite indicators (unverified). Below 0 within
    one dimension they cancel out in its mean. The pairs of one indicator lean on each other, so
    false discoveries are held by the method for any tests (Benjamini and Yekutieli 2001).

    Examples
    --------
    >>> values = pd.DataFrame(
    ...     {"schooling": [1.0, 2, 3, 4], "roads": [2.0, 4, 6, 9], "patents": [4.0, 1, 2, 0]}
    ... )
    >>> pairs = correlations(values, pd.Series({"schooling": "a", "roads": "a", "patents": "a"}))
    >>> pairs[["indicator", "other", "correlation", "is_nearly_the_same", "is_against"]].round(2)
       indicator    other  correlation  is_nearly_the_same  is_against
    0  schooling    roads         0.99                True       False
    1  schooling  patents        -0.83               False        True
    2      roads  patents        -0.83               False        True
    """
    if method not in METHODS:
        raise UnknownName(
            unknown("CLW-I01", "way of correlating called", method, METHODS, column="method")
        )
    table = values.to_numpy(dtype="float64")
    pairs = list(combinations(range(table.shape[1]), 2))
    found = pd.DataFrame([_pair(table[:, pair], method) for pair in pairs], columns=FOUND)
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    names = values.columns
    labels = pd.DataFrame({"indicator": names[first], "other": names[second]})
    within = _within(names, dimensions).to_numpy()[first, second]
    labels["is_within"] = pd.array(within, dtype="boolean")
    return _flagged(pd.concat([labels, found], axis=1))


def _within(names: pd.Index, dimensions: pd.Series | None) -> pd.DataFrame:
    """Whether two indicators lie in one dimension; not known where either's is not told."""
    told = {} if dimensions is None else dimensions.dropna().to_dict()
    rows = [
        [told[one] == told[other] if one in told and other in told else pd.NA for other in names]
        for one in names
    ]
    return pd.DataFrame(rows, names, names, dtype="object")


def _pair(columns: Numbers, method: str) -> tuple[float, int, float, str]:
    """One correlation with its rows and p-value, or why there is none."""
    known = columns[~np.isnan(columns).any(axis=1)]
    n = len(known)
    if n < FEWEST_REGIONS:
        return np.nan, n, np.nan, f"fewer than {FEWEST_REGIONS} regions have both"
    if is_constant(known.min(axis=0), known.max(axis=0)).any():
        return np.nan, n, np.nan, "one is the same everywhere"
    correlation, p_value = METHODS[method](known)
    return correlation, n, p_value, ""


def _pearson(known: Numbers) -> tuple[float, float]:
    from scipy.special import stdtr

    correlation = np.clip(np.asarray(np.corrcoef(known.T))[0, 1], -1, 1)
    degrees = len(known) - 2
    with np.errstate(divide="ignore"):  # a perfect correlation is infinitely far from none
        t = np.sqrt(degrees / (1 - correlation**2)) * abs(correlation)
    return float(correlation), float(2 * stdtr(degrees, -t))


def _spearman(known: Numbers) -> tuple[float, float]:
    from scipy.stats import rankdata

    return _pearson(rankdata(known, axis=0))


def _kendall(known: Numbers) -> tuple[float, float]:
    from scipy.stats import kendalltau

    found = kendalltau(known[:, 0], known[:, 1])
    return float(found.statistic), float(found.pvalue)


METHODS: Mapping[str, Callable[[Numbers], tuple[float, float]]] = {
    "pearson": _pearson,
    "spearman": _spearman,
    "kendall": _kendall,
}


def _flagged(pairs: pd.DataFrame) -> pd.DataFrame:
    numbers = {"correlation": "float64", "p_value": "float64", "n": "int64"}
    pairs = pairs.astype({**numbers, "undefined": "str"})
    pairs["is_nearly_the_same"] = pairs["correlation"].abs() > NEARLY_THE_SAME
    pairs["is_against"] = (pairs["correlation"] < 0) & pairs["is_within"]
    return false_discoveries(pairs, method="by")


@dataclass(frozen=True)
class Alpha:
    """How far the indicators of one group measure one thing.

    Parameters
    ----------
    raw
        Cronbach's alpha of the values as they are.
    standardised
        Alpha of the values in standard deviations: from the mean correlation alone.
    low, high
        The interval of `raw`.
    level
        How sure the interval is.
    n
        Regions that have every indicator; the others are left out.
    left_out
        By indicator: `alpha` of the others without it, and its `correlation_with_rest`, their
        sum. Where alpha rises without it, it does not belong.
    """

    raw: float
    standardised: float
    low: float
    high: float
    level: float
    n: int
    left_out: pd.DataFrame


def cronbach_alpha(values: pd.DataFrame, *, level: float = 0.95) -> Alpha:
    """Whether the indicators of one group say the same thing (1) or each its own (0).

    Parameters
    ----------
    values
        Region x indicator, normalised, higher is better; regions with a gap are left out.
    level
        How sure the interval is, between 0 and 1.

    Returns
    -------
    Raw and standardised alpha, the interval of the raw one, and alpha without each indicator.

    Raises
    ------
    StudyError
        If there are fewer than 2 indicators or 3 whole regions, or an indicator is the same
        everywhere.
    ParameterError
        If the level is not between 0 and 1.

    Notes
    -----
    With k indicators, covariances c_ij and the mean correlation r: raw = k / (k - 1)
    (1 - Σ c_ii / ΣΣ c_ij); standardised = k r / (1 + (k - 1) r) (Cronbach 1951). The interval
    is 1 - (1 - raw) F with F the quantiles of F(n - 1, (n - 1)(k - 1)) (Feldt 1965): exact for
    indicators that are jointly normal and interchangeable, else a guide. Alpha grows with the
    number of indicators, and an index of *different* causes need not have a high one.

    Examples
    --------
    >>> values = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [2.0, 1, 4, 3], "c": [1.0, 3, 2, 4]})
    >>> found = cronbach_alpha(values)
    >>> round(found.raw, 3), found.left_out["alpha"].round(3).to_dict()
    (0.724, {'a': 0.0, 'b': 0.889, 'c': 0.75})
    """
    if not 0 < level < 1:
        raise ParameterError(no_level(level))
    whole = whole_regions(values)
    covariance = np.cov(whole.to_numpy(), rowvar=False)
    size = len(covariance)
    correlation = np.corrcoef(whole.to_numpy(), rowvar=False)
    raw = _alpha(covariance)
    low, high = feldt_interval(raw, len(whole), size, level)
    return Alpha(
        raw, _alpha(correlation), low, high, level, len(whole), _left_out(whole, covariance)
    )


def _alpha(covariance: Numbers) -> float:
    size, total = len(covariance), float(covariance.sum())
    if size == 1 or total <= 0:
        return float("nan")
    return size / (size - 1) * (1 - float(np.trace(covariance)) / total)


def feldt_interval(alpha: float, n: int, size: int, level: float) -> tuple[float, float]:
    """The interval of an alpha found on `n` regions and `size` indicators (Feldt 1965)."""
    from scipy.stats import f

    sides = f.ppf([(1 + level) / 2, (1 - level) / 2], n - 1, (n - 1) * (size - 1))
    low, high = 1 - (1 - alpha) * sides
    return float(low), float(high)


def _left_out(whole: pd.DataFrame, covariance: Numbers) -> pd.DataFrame:
    lines = []
    for at in range(len(covariance)):
        others = np.delete(np.delete(covariance, at, axis=0), at, axis=1)
        own = np.delete(covariance[at], at).sum() / np.sqrt(covariance[at, at] * others.sum())
        lines.append((_alpha(others), float(own)))
    return pd.DataFrame(lines, whole.columns, ["alpha", "correlation_with_rest"])
