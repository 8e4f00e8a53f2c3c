"""How many digits of a result are right, ours and those of other software."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

import workbench as wb
from tests.reference.nist.data import REFERENCES, Reference

MOST = 15.0  # digits that were certified
Answer = tuple[Sequence[float], Sequence[float]]


def digits(found: Sequence[float], certified: Sequence[float]) -> float:
    """The right digits of the worst number: -log10 of the relative error, of 0 the absolute one.

    McCullough, B. D. (1998), Assessing the reliability of statistical software, The American
    Statistician 52.
    """
    sure = np.asarray(certified, dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.abs(np.asarray(found) - sure) / np.where(sure == 0, 1.0, np.abs(sure))
        worst = -np.log10(np.nan_to_num(error, nan=np.inf).max())
    return float(np.clip(worst, 0.0, MOST))


def ours(reference: Reference) -> Answer:
    """The workbench."""
    table = wb.fit(reference.formula, reference.table, standard_errors="classical").coefficients
    return table["estimate"].tolist(), table["std_error"].tolist()


def statsmodels_default(reference: Reference) -> Answer:
    """The ordinary least squares of statsmodels, by its pseudo-inverse."""
    from statsmodels.regression.linear_model import OLS

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The design matrix is rank-deficient")
        result = OLS(reference.table["y"].to_numpy(), reference.exog).fit()
    return result.params, result.bse


def numpy_lstsq(reference: Reference) -> Answer:
    """numpy's lstsq, with standard errors from the inverse of X'X as textbooks write them."""
    exog, outcome = reference.exog, reference.table["y"].to_numpy()
    found = np.linalg.lstsq(exog, outcome, rcond=None)[0]
    variance = ((outcome - exog @ found) ** 2).sum() / (len(exog) - exog.shape[1])
    inverse = np.linalg.pinv(exog.T @ exog)
    return found, np.sqrt(np.maximum(variance * np.diag(inverse), 0.0))


SOFTWARE: dict[str, Callable[[Reference], Answer]] = {
    "workbench": ours,
    "statsmodels": statsmodels_default,
    "numpy": numpy_lstsq,
}


def table_of_digits() -> pd.DataFrame:
    """Right digits of coefficients and standard errors: a row a data set, two columns a software.

    A standard error that is certified as 0 is met to so many decimals of the largest coefficient.
    """
    lines = {}
    for reference in REFERENCES:
        line = {}
        for name, solve in SOFTWARE.items():
            estimate, std_error = solve(reference)
            line[f"{name}, coefficients"] = digits(estimate, reference.estimate)
            line[f"{name}, standard errors"] = digits(std_error, reference.std_error)
        lines[reference.name] = line
    return pd.DataFrame.from_dict(lines, orient="index")
