"""What does a regression say, in numbers and in words: one `fit`, one frozen result.

The formula is parsed by `formula` and never evaluated; the numbers come from `engines`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.errors import FormulaError, ParameterError, unknown
from workbench.models.design import design
from workbench.models.diagnostics import circular, effects, influence, warnings
from workbench.models.engines import absorbed, plain
from workbench.models.formula import parse

STANDARD_ERRORS = {
    "robust": "heteroskedasticity-robust (HC1)",
    "classical": "classical (equal variances)",
}


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
        """The result as plain data for JSON, without the residuals; undefined numbers are None."""
        record = {
            "formula": self.formula,
            "outcome": self.outcome,
            "standard_errors": self.standard_errors,
            "degrees_of_freedom": self.degrees_of_freedom,
            "r_squared": self.r_squared,
            "r_squared_within": self.r_squared_within,
            "warnings": list(self.warnings),
            "coefficients": self.coefficients.reset_index().to_dict("records"),
            "effects": self.effects.to_dict("records"),
            "rows": self.rows.to_dict("records"),
            "n_used": self.n_used,
            "study": self.provenance.get("study"),
        }
        return {name: _finite(value) for name, value in record.items()}

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


def _finite(value: Any) -> Any:
    """Plain data with None for numbers that JSON cannot hold."""
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


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
        If the formula cannot be read, names columns the panel lacks, leaves too few rows or
        groups, has an outcome that never changes, or a term that is an exact combination of
        others.
    ParameterError
        For unknown standard errors.

    Notes
    -----
    Of N rows with K coefficients, classical variances rest on N - K degrees of freedom, robust
    ones are multiplied by N / (N - K), and those clustered in G groups by
    G / (G - 1) x (N - 1) / (N - K). K counts each group of a fixed effect, and with clusters
    not those that lie within one cluster (Cameron and Miller 2015). Rows that are alone in a
    group of a fixed effect are left out and counted.

    Examples
    --------
    >>> table = pd.DataFrame({"wage": [10.0, 12, 15, 20, 22], "density": [1.0, 2, 4, 8, 16]})
    >>> fit("log(wage) ~ log(density)", table).coefficients["estimate"].round(3).to_dict()
    {'constant': 2.299, 'log(density)': 0.301}
    """
    if standard_errors not in STANDARD_ERRORS:
        problem = unknown("CLW-P07", "standard errors called", standard_errors, STANDARD_ERRORS)
        raise ParameterError(problem)
    parsed = parse(formula)
    arrays = design(parsed, panel, cluster)
    solved = (
        absorbed(arrays, standard_errors)
        if parsed.fixed_effects
        else plain(arrays, standard_errors)
    )
    described = (
        f"clustered by {cluster} ({arrays.clusters.nunique()} groups)"
        if arrays.clusters is not None
        else STANDARD_ERRORS[standard_errors]
    )
    cards = panel.attrs.get("columns", {})
    std_errors = solved.coefficients["std_error"]
    pulls = influence(solved.within, solved.residuals, std_errors, arrays.fixed_effects)
    return Fit(
        str(parsed),
        str(parsed.outcome),
        solved.coefficients,
        effects(parsed, solved.coefficients, arrays.regressors, cards),
        arrays.rows,
        described,
        solved.degrees_of_freedom,
        solved.r_squared,
        solved.r_squared_within,
        (*circular(parsed, cards), *warnings(arrays, solved.within, pulls, panel)),
        solved.residuals,
        {
            "study": panel.attrs.get("study"),
            "keys": panel.attrs.get("keys", []),
            "outcome": cards.get(parsed.outcome.name, {}).get("label"),
        },
    )
