"""How much of the variation lies between groups: the intraclass correlation, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem

LEVEL = 0.95
PAIR = 2  # groups, members and values below which there is nothing to compare


@dataclass(frozen=True)
class Intraclass:
    """The share of variance that lies between groups, and what it rests on.

    `p_value` is that of groups which do not differ. `within` and `between` are variances;
    `between` is negative where groups are more alike than chance would have them.
    """

    estimate: float
    low: float
    high: float
    p_value: float
    between: float
    within: float
    n: int
    n_groups: int


def intraclass_correlation(
    values: pd.Series, groups: pd.Series, *, level: float = LEVEL
) -> Intraclass:
    """How alike members of one group are, compared with members of different groups.

    Parameters
    ----------
    values
        One number a member; rows without one are left out.
    groups
        The group of each member, on the same index.
    level
        Of the interval.

    Returns
    -------
    An `Intraclass`: 0 where groups do not matter, 1 where members of a group are the same.

    Raises
    ------
    ParameterError
        If there are not two groups, or no group has two members, or nothing varies.

    Notes
    -----
    (MSB - MSW) / (MSB + (m - 1) MSW) from the one-way analysis of variance, with m = (N - sum
    n_j^2 / N) / (G - 1) where groups differ in size; with equal sizes it is the ICC(1,1) of
    Shrout and Fleiss (1979), and the interval, from the F distribution, is exact (Searle 1971);
    with unequal sizes it is an approximation (Donner 1986).

    Examples
    --------
    >>> values, groups = pd.Series([1.0, 2, 5, 6, 9, 10]), pd.Series(list("aabbcc"))
    >>> round(intraclass_correlation(values, groups).estimate, 3)
    0.969
    """
    from scipy.special import fdtrc, fdtri

    kept = values.notna() & groups.notna()
    sizes, mean_squares = _analysis_of_variance(values[kept].astype("float64"), groups[kept])
    n, n_groups = int(sizes.sum()), len(sizes)
    size = (n - (sizes**2).sum() / n) / (n_groups - 1)
    degrees = (n_groups - 1, n - n_groups)
    between, within = mean_squares
    ratio = between / within if within > 0 else float("inf")
    tail = (1 + level) / 2
    bounds = (ratio / fdtri(*degrees, tail), ratio * fdtri(*degrees[::-1], tail))
    estimate, low, high = (_correlation(f, size) for f in (ratio, *bounds))
    return Intraclass(
        estimate,
        low,
        high,
        float(fdtrc(*degrees, ratio)) if np.isfinite(ratio) else 0.0,
        float((between - within) / size),
        float(within),
        n,
        n_groups,
    )


def _correlation(ratio: float, size: float) -> float:
    """The correlation that belongs to a ratio of mean squares."""
    return float((ratio - 1) / (ratio + size - 1)) if np.isfinite(ratio) else 1.0


def _analysis_of_variance(
    values: pd.Series, groups: pd.Series
) -> tuple[np.ndarray, tuple[float, float]]:
    """The sizes of the groups, and the mean squares between and within them."""
    numbers = pd.factorize(groups)[0]
    sizes = np.bincount(numbers)
    if min(len(sizes), sizes.max(initial=0), values.nunique()) < PAIR:
        raise ParameterError(
            Problem(
                "CLW-F66",
                "these groups cannot be compared",
                column=str(groups.name),
                value=f"{len(values)} values in {len(sizes)} groups",
                expected="two groups or more, one of them with two members, and values that vary",
                remedy="choose a column that sorts the rows into groups",
            )
        )
    centred = values.to_numpy() - values.mean()
    means = np.bincount(numbers, centred) / sizes
    between = float((sizes * means**2).sum() / (len(sizes) - 1))
    within = float(((centred - means[numbers]) ** 2).sum() / (len(values) - len(sizes)))
    return sizes, (between, within)
