"""How are local estimates told: a row a place and term, and a summary."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.design import Design
from workbench.models.estimators._local_regression import Matrix

LEVEL = 0.05
PLACES = ("longitude", "latitude")


def adjusted_level(trace: float, n_coefficients: int) -> float:
    """The level of one local p value at which all places together hold 5 %."""
    return min(LEVEL * n_coefficients / trace, LEVEL)


def local_table(
    arrays: Design, estimates: Matrix, std_errors: Matrix, trace: float
) -> pd.DataFrame:
    """Estimates at each place with t statistics and p values, one row a place and term."""
    from scipy.special import stdtr

    terms = list(map(str, arrays.regressors))
    keys = arrays.also.drop(columns=list(PLACES)).reset_index(drop=True)
    table = keys.loc[np.repeat(keys.index, len(terms))].reset_index(drop=True)
    statistic = estimates / std_errors
    return table.assign(
        term=terms * len(keys),
        estimate=estimates.ravel(),
        std_error=std_errors.ravel(),
        statistic=statistic.ravel(),
        p_value=2 * stdtr(len(keys) - trace, -np.abs(statistic)).ravel(),
    )


def summary_of(arrays: Design, estimates: Matrix) -> pd.DataFrame:
    """The spread of each coefficient over the places."""
    quarters = np.quantile(estimates, (0, 0.25, 0.5, 0.75, 1), axis=0).T
    names = ["lowest", "lower_quartile", "median", "upper_quartile", "highest"]
    table = pd.DataFrame(quarters, list(map(str, arrays.regressors)), names)
    return table.assign(mean=estimates.mean(axis=0), std=estimates.std(axis=0)).rename_axis("term")
