"""What goes with what, a few columns at a time: least squares with careful intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import listed
from workbench.hypotheses._card import Untestable
from workbench.models.covariance import Moments, coefficients_table, covariance, std_errors_of
from workbench.models.design import Design
from workbench.models.estimators._card import Errors


def linear(
    outcome: pd.Series,
    regressors: pd.DataFrame,
    clusters: pd.Series | None = None,
    absorbed: int = 1,
) -> pd.DataFrame:
    """Least squares: one row a term with estimate, std_error, p_value, low and high (95 %).

    Parameters
    ----------
    outcome, regressors
        On one index, without missing values; the constant is among the regressors, or taken out
        with the groups beforehand.
    clusters
        Groups whose errors may depend on each other; without them the errors are HC3.
    absorbed
        How many means were taken out beforehand, where there is no constant; they lie within
        clusters.

    Returns
    -------
    The table of coefficients; the root mean square of the residuals stands in
    `.attrs["residual_sd"]`.

    Raises
    ------
    Untestable
        If the terms move together, or rows are fewer than terms.

    Examples
    --------
    >>> x = pd.DataFrame({"constant": 1.0, "x": [0.0, 1, 2, 3, 4, 5]})
    >>> linear(pd.Series([0.0, 1, 2, 3, 4, 6]), x)["estimate"].round(2).to_dict()
    {'constant': -0.19, 'x': 1.14}
    """
    matrix = regressors.to_numpy(dtype="float64")
    if len(matrix) <= matrix.shape[1] or np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        names = [str(name) for name in regressors if name != "constant"]
        raise Untestable(
            f"These data cannot tell apart {listed(names)}: more rows, or rows in which they do "
            "not move together, would make it testable."
        )
    bread = np.linalg.inv(matrix.T @ matrix)
    estimates = bread @ matrix.T @ outcome.to_numpy(dtype="float64")
    residual = outcome.to_numpy(dtype="float64") - matrix @ estimates
    n_means = 0 if "constant" in regressors else absorbed
    n_coefficients = len(estimates) + n_means
    leverage = np.einsum("ij,jk,ik->i", matrix, bread, matrix)
    moments = Moments(bread, matrix * residual[:, None], n_coefficients, leverage)
    arrays = Design(outcome, regressors, pd.DataFrame(), clusters, pd.DataFrame())
    errors = Errors("HC3" if clusters is None else "clustered")
    variance, degrees, _ = covariance(moments, arrays, errors, nested=n_means)
    terms = pd.Index(regressors.columns, name="term")
    table = coefficients_table(pd.Series(estimates, terms), std_errors_of(variance, terms), degrees)
    table.attrs["residual_sd"] = float(
        np.sqrt(residual @ residual / (len(outcome) - n_coefficients))
    )
    return table


def line_of(table: pd.DataFrame, name: str) -> dict[str, float]:
    """One row of a table of numbers, by column."""
    return {str(column): float(value) for column, value in table.loc[[name]].T[name].items()}


def within(values: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """The values less the mean of their group."""
    number = pd.factorize(groups)[0]
    known = values.to_numpy(dtype="float64")
    sizes = np.bincount(number)
    means = [np.bincount(number, column) / sizes for column in known.T]
    return values - np.column_stack(means)[number]
