"""What does a regression say, in numbers and in words: one `fit`, one frozen result.

Coefficients come from statsmodels where there are no fixed effects and from pyfixest where there
are; the formula is parsed by `formula` and never evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from scipy.stats import t as student

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.models.design import Design, design
from workbench.models.diagnostics import collinear, effects, explained, influence, warnings
from workbench.models.formula import parse

STANDARD_ERRORS = {
    "robust": "heteroskedasticity-robust (HC1)",
    "classical": "classical (equal variances)",
}
LEVEL = 0.95


@dataclass(frozen=True)
class Fit:
    """The result of one regression.

    `coefficients` has one row a term: estimate, std_error, statistic, p_value, low, high (95 %).
    `effects` says the same in economic units: a doubling, one standard deviation. `rows` tells
    how many rows came in, how many fell out and why. `residuals` keep the panel's index.
    """

    formula: str
    outcome: str
    coefficients: pd.DataFrame
    effects: pd.DataFrame
    rows: pd.DataFrame
    standard_errors: str
    degrees_of_freedom: int
    r_squared: float
    r_squared_within: float | None
    warnings: tuple[str, ...]
    residuals: pd.Series
    provenance: Mapping[str, Any]

    @property
    def n_used(self) -> int:
        """How many rows the estimate rests on."""
        return len(self.residuals)

    def term(self, name: str) -> pd.Series:
        """One row of `coefficients`, found by term or by the column it is made of.

        Raises
        ------
        FormulaError
            If no term is called so; with the nearest.
        """
        terms = list(self.coefficients.index)
        found = [t for t in (name, f"log({name})") if t in terms]
        if not found:
            raise FormulaError(unknown("CLW-F04", "term", name, terms))
        return pd.Series(self.coefficients.loc[found[0]])

    def as_record(self) -> dict[str, Any]:
        """The result as plain data, without the residuals."""
        tables = {
            "coefficients": self.coefficients.reset_index().to_dict("records"),
            "effects": self.effects.to_dict("records"),
            "rows": self.rows.to_dict("records"),
        }
        plain = {
            name: value
            for name, value in asdict(self).items()
            if name not in {*tables, "residuals", "provenance"}
        }
        return plain | tables | {"n_used": self.n_used, "study": self.provenance.get("study")}

    def __repr__(self) -> str:
        within = "" if self.r_squared_within is None else f", within {self.r_squared_within:.3f}"
        notes = "".join(f"\nwarning: {text}" for text in self.warnings)
        return (
            f"{self.formula}\n"
            f"{self.n_used} rows; standard errors {self.standard_errors}; "
            f"R squared {self.r_squared:.3f}{within}\n\n"
            f"{_shown(self.coefficients)}\n\n"
            f"{_shown(self.effects, index=False)}\n\n{self.rows.to_string(index=False)}{notes}"
        )


def _shown(table: pd.DataFrame, *, index: bool = True) -> str:
    return table.to_string(index=index, float_format=lambda x: f"{x:.4g}")


def fit(
    formula: str,
    panel: pd.DataFrame,
    *,
    cluster: str | None = None,
    standard_errors: str = "robust",
) -> Fit:
    """Fit a linear regression by least squares.

    Parameters
    ----------
    formula
        `outcome ~ terms | fixed effects`; terms are x, log(x), C(x), x^2, x:z.
    panel
        A table from `panel`, or any data frame with the columns of the formula.
    cluster
        Column whose groups have dependent errors; inference uses t with (groups - 1) degrees.
    standard_errors
        "robust" (HC1) or "classical"; not used when `cluster` is given.

    Returns
    -------
    A frozen `Fit`.

    Raises
    ------
    FormulaError
        If the formula cannot be read, names columns the panel lacks, leaves no row, or holds a
        term that is an exact combination of others.
    ParameterError
        For unknown standard errors.

    Examples
    --------
    >>> table = pd.DataFrame({"wage": [10.0, 12, 15, 20, 22], "density": [1.0, 2, 4, 8, 16]})
    >>> fit("log(wage) ~ log(density)", table).coefficients["estimate"].round(3).to_dict()
    {'constant': 2.299, 'log(density)': 0.299}
    """
    if standard_errors not in STANDARD_ERRORS:
        problem = unknown("CLW-P07", "standard errors called", standard_errors, STANDARD_ERRORS)
        raise ParameterError(problem)
    parsed = parse(formula)
    arrays = design(parsed, panel, cluster)
    solved = (
        _absorbed(arrays, standard_errors)
        if parsed.fixed_effects
        else _plain(arrays, standard_errors)
    )
    described = (
        f"clustered by {cluster} ({arrays.clusters.nunique()} groups)"
        if arrays.clusters is not None
        else STANDARD_ERRORS[standard_errors]
    )
    pulls = influence(solved.within, solved.residuals, solved.coefficients["std_error"])
    return Fit(
        str(parsed),
        str(parsed.outcome),
        solved.coefficients,
        effects(parsed, solved.coefficients, arrays.regressors, panel.attrs.get("columns", {})),
        arrays.rows,
        described,
        solved.degrees_of_freedom,
        solved.r_squared,
        solved.r_squared_within,
        warnings(arrays, solved.within, pulls, panel),
        solved.residuals,
        {
            "study": panel.attrs.get("study"),
            "keys": panel.attrs.get("keys", []),
            "outcome": panel.attrs.get("columns", {}).get(parsed.outcome.name, {}).get("label"),
        },
    )


@dataclass(frozen=True)
class _Solved:
    """What an engine hands back; `within` are the regressors net of the fixed effects."""

    coefficients: pd.DataFrame
    residuals: pd.Series
    within: pd.DataFrame
    degrees_of_freedom: int
    r_squared: float
    r_squared_within: float | None


def _plain(arrays: Design, standard_errors: str) -> _Solved:
    """Least squares without fixed effects, by statsmodels."""
    from statsmodels.regression.linear_model import OLS  # heavy, and only models need it

    _refuse_collinear(arrays.regressors)
    options: dict[str, Any] = {"cov_type": "HC1"}
    if arrays.clusters is not None:
        groups = pd.factorize(arrays.clusters)[0]
        options = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    elif standard_errors == "classical":
        options = {"cov_type": "nonrobust"}
    model = OLS(arrays.outcome, arrays.regressors)
    result = model.fit(method="qr", use_t=True, **options)
    degrees = int(getattr(result, "df_resid_inference", result.df_resid))
    return _Solved(
        _coefficients(result.params, result.bse, degrees),
        result.resid,
        arrays.regressors,
        degrees,
        float(result.rsquared),
        None,
    )


def _absorbed(arrays: Design, standard_errors: str) -> _Solved:
    """Least squares with fixed effects, by pyfixest on columns renamed to x0, f0, c."""
    import pyfixest  # heavy, and only fixed effects need it

    data, names, effects_text = _renamed(arrays)
    index = arrays.outcome.index

    def net(name: str) -> pd.Series:
        alone = pyfixest.feols(f"{name} ~ 1 | {effects_text}", data, fixef_rm="none")
        return pd.Series(alone.resid(), index=index)

    within = pd.DataFrame({term: net(name) for name, term in names.items()}, index=index)
    _refuse_collinear(within, arrays.regressors)
    kind: Any = {"robust": "HC1", "classical": "iid"}[standard_errors]
    if arrays.clusters is not None:
        kind = {"CRV1": "c"}
    right = " + ".join(names) or "1"
    result = pyfixest.feols(f"y ~ {right} | {effects_text}", data, vcov=kind, fixef_rm="none")
    residuals = pd.Series(result.resid(), index=index)
    degrees = int(result._df_t)  # pyfixest has no public name for it
    return _Solved(
        _coefficients(result.coef().rename(names), result.se().rename(names), degrees),
        residuals,
        within,
        degrees,
        explained(residuals, arrays.outcome - arrays.outcome.mean()),
        explained(residuals, net("y")),
    )


def _renamed(arrays: Design) -> tuple[pd.DataFrame, dict[str, str], str]:
    """The design under neutral names, so that no column name is ever part of a formula."""
    names = {f"x{i}": str(term) for i, term in enumerate(arrays.regressors)}
    data = arrays.regressors.set_axis(list(names), axis=1)
    data["y"] = arrays.outcome
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
    statistic = estimate / std_error
    reach = student.ppf((1 + LEVEL) / 2, degrees) * std_error
    columns = {
        "estimate": estimate,
        "std_error": std_error,
        "statistic": statistic,
        "p_value": 2 * student.sf(statistic.abs(), degrees),
        "low": estimate - reach,
        "high": estimate + reach,
    }
    return pd.DataFrame(columns).astype("float64").rename_axis("term")


def _refuse_collinear(within: pd.DataFrame, raw: pd.DataFrame | None = None) -> None:
    """Stop where a term is an exact combination of the others and the fixed effects."""
    guilty = collinear(within, raw)
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
                for name in guilty
            ]
        )
