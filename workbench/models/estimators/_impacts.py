"""What does a unit more of a term do here, and elsewhere: direct, indirect and total effects.

LeSage and Pace (2009, chapter 2): where outcomes act on neighbours' outcomes a coefficient is not
an effect. Averages over regions rest on traces, their intervals on the delta method.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.covariance import coefficients_table
from workbench.models.design import CONSTANT
from workbench.models.estimators._neighbours import LAGGED
from workbench.models.estimators._spatial_likelihood import Traces

DIRECT, INDIRECT, TOTAL = EFFECTS = ("direct", "indirect", "total")


def impacts(
    terms: tuple[str, ...],
    coefficients: np.ndarray,
    covariance: np.ndarray,
    traces: Traces,
    n_rows: int,
    degrees: float = np.inf,
) -> pd.DataFrame:
    """Average effects of each term, one row a term and effect.

    Parameters
    ----------
    terms
        Names of the first coefficients; that of a lagged term starts with `LAGGED`.
    coefficients, covariance
        Of the terms, of anything else, and last of the lag rho.
    traces
        Of G = W (I - rho W)^-1.
    n_rows
        How many regions there are.

    Returns
    -------
    `term`, `effect` (direct, indirect, total), estimate, std_error, statistic, p_value, low, high.

    Notes
    -----
    With b of the term, t of its lag, g = tr(G) / n and g' = tr(GG) / n its derivative in rho:
    direct b (1 + rho g) + t g, total (b + t) / (1 - rho), indirect the rest. The rows of W sum
    to 1.
    """
    rho, g, slope = coefficients[-1], traces.plain / n_rows, traces.square / n_rows
    names = [term for term in terms if term != CONSTANT and not term.startswith(LAGGED)]
    keys, values, variances = [], [], []
    for name in names:
        own = terms.index(name)
        other = terms.index(LAGGED + name) if LAGGED + name in terms else None
        b, t = coefficients[own], 0.0 if other is None else coefficients[other]
        direct, total = b * (1 + rho * g) + t * g, (b + t) / (1 - rho)
        changes = np.zeros((2, len(coefficients)))
        changes[:, own] = 1 + rho * g, 1 / (1 - rho)
        if other is not None:
            changes[:, other] = g, 1 / (1 - rho)
        changes[:, -1] = b * (g + rho * slope) + t * slope, (b + t) / (1 - rho) ** 2
        gradients = np.array([changes[0], changes[1] - changes[0], changes[1]])
        for effect, value, gradient in zip(
            EFFECTS, (direct, total - direct, total), gradients, strict=True
        ):
            keys.append((name, effect))
            values.append(value)
            variances.append(gradient @ covariance @ gradient)
    errors = pd.Series(variances, dtype="float64") ** 0.5
    table = coefficients_table(pd.Series(values, dtype="float64"), errors, degrees)
    named = pd.DataFrame(keys, columns=["term", "effect"])
    return pd.concat([named, table.reset_index(drop=True)], axis=1)


def total_effects(table: pd.DataFrame) -> pd.DataFrame:
    """The total effect of each term: estimate, low, high."""
    own = table[table["effect"] == TOTAL].set_index("term")
    return own[["estimate", "low", "high"]]
