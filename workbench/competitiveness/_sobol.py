"""Which uncertain factor causes how much of the variance of a result: Sobol's shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.competitiveness.aggregating import Array

Function = Callable[[Array], Array]
RESAMPLES = 500
INTERVAL = (0.05, 0.95)
STILL = 1e-20  # variance over squared mean that is rounding alone


@dataclass(frozen=True, eq=False)
class Shares:
    """First-order and total shares of variance, one row a factor, and what they are shares of.

    Columns first_order, first_low, first_high, total, total_low, total_high; missing where the
    result does not vary.
    """

    table: pd.DataFrame
    mean: float
    variance: float
    runs: int


def sobol_shares(
    function: Function,
    n_factors: int,
    *,
    draws: int = 1024,
    seed: int = 0,
    factors: Sequence[Sequence[int]] | None = None,
) -> Shares:
    """Shares of the variance of a function that its factors cause, alone and with others.

    Parameters
    ----------
    function
        From an array of runs x numbers, each even between 0 and 1, to one result a run.
    n_factors
        How many numbers a run takes.
    draws
        The base sample; the next power of 2 is taken, which Sobol's sequence needs.
    seed
        Of the scrambling of the sequence and of the bootstrap.
    factors
        The numbers that make each factor, where it is more than one; by default each is one.

    Returns
    -------
    Shares
        `draws` x (factors + 2) runs. The intervals hold nine tenths of the bootstrap.

    Notes
    -----
    With samples A and B, and A with the factor's numbers from B (AB): the first order is
    mean(f(B) (f(AB) - f(A))) / variance (Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018), the
    total mean((f(A) - f(AB))²) / (2 variance) (Jansen 1999, doi:10.1016/S0010-4655(98)00154-4).
    Results are taken from their mean first, which makes the first order more exact. The numbers
    are scrambled points of Sobol's sequence. A share is an estimate, and one near 0 may come out
    just below it.

    Examples
    --------
    >>> found = sobol_shares(lambda x: x @ np.array([2.0, 1.0]), 2)
    >>> found.table["total"].round(2).tolist()
    [0.8, 0.2]
    """
    columns = [[k] for k in range(n_factors)] if factors is None else [list(f) for f in factors]
    a, b = _two_samples(n_factors, draws, seed)
    results = [function(a), function(b)]
    for own in columns:
        mixed = a.copy()
        mixed[:, own] = b[:, own]
        results.append(function(mixed))
    outcome = np.column_stack(results)
    base = outcome[:, :2]
    variance = float(base.var())
    mean = float(base.mean())
    if variance <= STILL * mean**2:
        variance, table = 0.0, np.full((len(columns), 6), np.nan)
    else:
        table = _estimates(outcome - mean, seed)
    names = ("first_order", "first_low", "first_high", "total", "total_low", "total_high")
    return Shares(pd.DataFrame(table, columns=list(names)), mean, variance, outcome.size)


def _two_samples(width: int, draws: int, seed: int) -> tuple[Array, Array]:
    """Two samples that together are points of one sequence."""
    from scipy.stats.qmc import Sobol

    power = int(np.ceil(np.log2(draws)))
    points = Sobol(2 * width, scramble=True, rng=np.random.default_rng(seed)).random_base2(power)
    return points[:, :width], points[:, width:]


def _estimates(outcome: Array, seed: int) -> Array:
    """Both shares and their bootstrap intervals, from centred results of A, B and each mixture."""
    a, b, mixed = outcome[:, [0]], outcome[:, [1]], outcome[:, 2:]
    parts = np.hstack([b * (mixed - a), (a - mixed) ** 2 / 2, a + b, a**2 + b**2])
    whole = _shares(parts.mean(axis=0, keepdims=True))[0]
    n = len(outcome)
    random = np.random.default_rng(seed)
    often = random.multinomial(n, np.full(n, 1 / n), size=RESAMPLES) / n
    low, high = np.quantile(_shares(often @ parts), INTERVAL, axis=0)
    first, total = np.split(np.column_stack([whole, low, high]), 2)
    return np.hstack([first, total])


def _shares(means: Array) -> Array:
    """Shares from the means of their parts."""
    variance = means[:, [-1]] / 2 - (means[:, [-2]] / 2) ** 2
    return np.asarray(means[:, :-2] / variance)
