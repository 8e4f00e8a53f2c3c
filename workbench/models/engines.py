"""How are coefficients computed: least squares with and without fixed effects.

Coefficients come from statsmodels where there are no fixed effects and from pyfixest where there
are.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.design import CONSTANT, Design, count_of_coefficients
from workbench.models.diagnostics import collinear, explained

LEVEL = 0.95
# The share of its own variation that a term must add; what is left of an exact combination is
# rounding. Normal equations, on which the fixed effects rest, square it.
EXACT, EXACT_WITHIN = 1e-8, 1e-6
PRECISE = 1e-12
ROUNDING = 1e-14
NEVER = 1e-15  # pyfixest must not drop terms, for collinear ones are refused with their names


@dataclass(frozen=True)
class Solved:
    """What an engine hands back; `within` are the regressors net of the fixed effects.

    `coefficients` has one row a term: estimate, std_error, statistic, p_value, low, high.
    """

    coefficients: pd.DataFrame
    residuals: pd.Series
    within: pd.DataFrame
    degrees_of_freedom: int
    r_squared: float
    r_squared_within: float | None


def plain(arrays: Design, standard_errors: str) -> Solved:
    """Least squares without fixed effects, by statsmodels.

    The model is fitted on the orthonormal Q of X = QR, and the answer taken back through R:
    standard errors from the inverse of X'X have no correct digit where terms are nearly
    collinear.

    Raises
    ------
    FormulaError
        If a term is an exact combination of others.
    """
    from statsmodels.regression.linear_model import OLS  # heavy, and only models need it

    scaled, spread = _standardised(arrays.regressors.drop(columns=CONSTANT))
    _refuse_collinear(scaled, spread, EXACT)
    options: dict[str, Any] = {"cov_type": "HC1"}
    if arrays.clusters is not None:
        groups = pd.factorize(arrays.clusters)[0]
        options = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    elif standard_errors == "classical":
        options = {"cov_type": "nonrobust"}
    q, r = np.linalg.qr(arrays.regressors.to_numpy())
    result = OLS(arrays.outcome.to_numpy(), q).fit(use_t=True, **options)
    back = np.linalg.inv(r)
    estimates, variances = back @ result.params, np.diag(back @ result.cov_params() @ back.T)
    degrees = int(getattr(result, "df_resid_inference", result.df_resid))
    terms = arrays.regressors.columns
    residuals = pd.Series(result.resid, arrays.outcome.index)
    return Solved(
        _coefficients(pd.Series(estimates, terms), pd.Series(np.sqrt(variances), terms), degrees),
        residuals,
        arrays.regressors,
        degrees,
        explained(residuals, arrays.outcome - arrays.outcome.mean()),
        None,
    )


@contextmanager
def _silent() -> Iterator[None]:
    """Let pyfixest use pandas in its old way, and divide by the standard error of a perfect fit."""
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.filterwarnings("ignore", "The inplace keyword", DeprecationWarning)
        yield


@_silent()
def absorbed(arrays: Design, standard_errors: str) -> Solved:
    """Least squares with fixed effects, by pyfixest on columns renamed to x0, f0, c.

    Columns are put into units of their standard deviation first: pyfixest drops a term as
    collinear, and stops iterating, by absolute tolerances.

    Raises
    ------
    FormulaError
        If a term is an exact combination of others and the fixed effects.
    """
    scaled, spread = _standardised(arrays.regressors)
    outcome, unit = _standardised(arrays.outcome.to_frame("y"))
    data, names, groups = _renamed(arrays, scaled.assign(y=outcome["y"]))

    def net(name: str) -> pd.Series:
        return pd.Series(_feols(f"{name} ~ 1 | {groups}", data).resid(), index=scaled.index)

    within = pd.DataFrame({term: net(name) for name, term in names.items()}, index=scaled.index)
    _refuse_collinear(within, spread, EXACT_WITHIN)
    kind: Any = {"robust": "HC1", "classical": "iid"}[standard_errors]
    if arrays.clusters is not None:
        # A copy of the column: where a fixed effect has the cluster's name, pyfixest 0.60 takes
        # the size of another one for it in some processes and not in others.
        kind = {"CRV1": "c"}
    formula = f"y ~ {' + '.join(names)} | {groups}"
    result = _feols(formula, data, vcov=kind, collin_tol=NEVER)
    residuals = pd.Series(result.resid(), index=scaled.index)
    degrees = len(scaled) - count_of_coefficients(arrays)
    if arrays.clusters is not None:
        degrees = arrays.clusters.nunique() - 1
    estimates, errors = (found.rename(names) for found in (result.coef(), result.se()))
    scale = unit["y"] / spread
    return Solved(
        _coefficients(estimates * scale, errors * scale, degrees),
        residuals * unit["y"],
        within * spread,
        degrees,
        explained(residuals, outcome["y"]),
        explained(residuals, net("y")),
    )


def _feols(formula: str, data: pd.DataFrame, **options: Any) -> Any:
    """Least squares by pyfixest, precise and on all rows."""
    import pyfixest  # heavy, and only fixed effects need it

    demeaner = pyfixest.LsmrDemeaner(fixef_atol=PRECISE, fixef_btol=PRECISE)
    return pyfixest.feols(formula, data, demeaner=demeaner, fixef_rm="none", **options)


def _standardised(columns: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Columns around their mean in units of their standard deviation, and these units.

    The unit of a column whose values differ by rounding only is 0.
    """
    centred = columns - columns.mean()
    spread = np.sqrt((centred**2).mean())
    spread = spread.where(spread > ROUNDING * columns.abs().max(), 0.0)
    return centred / spread.where(spread > 0, 1.0), spread


def _renamed(arrays: Design, values: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str], str]:
    """The design under neutral names, so that no column name is ever part of a formula."""
    names = {f"x{i}": str(term) for i, term in enumerate(arrays.regressors)}
    data = values.set_axis([*names, "y"], axis=1)
    groups = {
        f"f{i}": pd.factorize(arrays.fixed_effects[e])[0]
        for i, e in enumerate(arrays.fixed_effects)
    }
    data = data.assign(**groups)
    if arrays.clusters is not None:
        data["c"] = pd.factorize(arrays.clusters)[0]
    return data.reset_index(drop=True), names, " + ".join(groups)


def _coefficients(estimate: pd.Series, std_error: pd.Series, degrees: int) -> pd.DataFrame:
    """Estimates with t statistics, p values and 95 % intervals, alike for both engines."""
    from scipy.special import stdtr, stdtrit  # Student's t, without the second of scipy.stats

    statistic = estimate / std_error
    reach = stdtrit(degrees, (1 + LEVEL) / 2) * std_error
    columns = {
        "estimate": estimate,
        "std_error": std_error,
        "statistic": statistic,
        "p_value": 2 * stdtr(degrees, -statistic.abs()),
        "low": estimate - reach,
        "high": estimate + reach,
    }
    return pd.DataFrame(columns).astype("float64").rename_axis("term")


def _refuse_collinear(terms: pd.DataFrame, spread: pd.Series, least: float) -> None:
    """Stop where a term is an exact combination of the others and the fixed effects."""
    guilty = set(collinear(terms, least)) | set(spread.index[spread == 0])
    if guilty:
        raise FormulaError(
            [
                Problem(
                    "CLW-F05",
                    f"the term {name} is an exact combination of the others",
                    column=name,
                    expected="terms that carry information of their own",
                    remedy=f"take {name} out of the formula, or drop a fixed effect",
                )
                for name in map(str, terms)
                if name in guilty
            ]
        )
