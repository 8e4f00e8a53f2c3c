"""What does a regression say, in numbers and in words: one `fit`, one frozen result.

The formula is parsed by `formula` and never evaluated; the numbers come from an estimator.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

import pandas as pd

from workbench.errors import FormulaError, unknown
from workbench.models.design import design, rows_of
from workbench.models.diagnostics import circular, effects, warnings
from workbench.models.estimators import Test
from workbench.models.formula import parse
from workbench.models.requests import Request

DEFAULT, INSTRUMENTED = "least_squares", "two_stage_least_squares"


@dataclass(frozen=True)
class Fit:
    """The result of one regression.

    `coefficients` has one row a term: estimate, std_error, statistic, p_value, low, high (95 %).
    `effects` says the same in economic units: a doubling, one standard deviation. `rows` tells
    how many rows came in, how many fell out and why. `residuals` keep the panel's index. `tests`
    are statistics beside the coefficients, `tables` further results of the estimator by name.
    """

    formula: str
    outcome: str
    coefficients: pd.DataFrame
    effects: pd.DataFrame
    rows: pd.DataFrame
    standard_errors: str
    degrees_of_freedom: float
    r_squared: float | None
    r_squared_within: float | None
    warnings: tuple[str, ...]
    residuals: pd.Series
    provenance: Mapping[str, Any]
    tests: tuple[Test, ...] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

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
            "estimator": self.provenance.get("estimator"),
            "tests": [asdict(test) for test in self.tests],
            "tables": {name: _plain(table) for name, table in self.tables.items()},
            "study": self.provenance.get("study"),
        }
        return {name: _finite(value) for name, value in record.items()}

    def __repr__(self) -> str:
        within = "" if self.r_squared_within is None else f", within {self.r_squared_within:.3f}"
        explained = "" if self.r_squared is None else f"; R squared {self.r_squared:.3f}"
        notes = "".join(f"\nwarning: {text}" for text in self.warnings)
        tests = pd.DataFrame([asdict(test) for test in self.tests])
        beside = f"\n\n{_shown(tests, index=False)}" if self.tests else ""
        return (
            f"{self.formula}\n"
            f"{self.n_used} rows; standard errors {self.standard_errors}{explained}{within}\n\n"
            f"{_shown(self.coefficients)}\n\n"
            f"{_shown(self.effects, index=False)}\n\n{self.rows.to_string(index=False)}"
            f"{beside}{notes}"
        )


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as records, with its index where that says something."""
    named = table.reset_index() if any(table.index.names) else table
    return cast(list[dict[str, Any]], named.to_dict("records"))


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
    estimator: str = "least_squares",
    cluster: str | None = None,
    standard_errors: str | None = None,
    weights: str | None = None,
    **options: Any,
) -> Fit:
    """Fit a model.

    Parameters
    ----------
    formula
        `outcome ~ terms | fixed effects | explained ~ instruments`; terms are x, log(x), C(x),
        lag(x), x^2, x:z, x*z.
    panel
        A table from `panel`, or any data frame with the columns of the formula.
    estimator
        A name from `workbench list estimators`. Where the formula has instruments,
        `two_stage_least_squares` takes the place of the default.
    cluster
        Column whose groups have dependent errors; inference uses t with (groups - 1) degrees.
    standard_errors
        One of the kinds on the estimator's card, such as "robust" (HC1), "classical", "HC3",
        "wild" (bootstrap by cluster) or "conley"; its first by default.
    weights
        Column of positive weights.
    options
        Of the estimator and of the standard errors, by name: see `workbench show ESTIMATOR`.

    Returns
    -------
    A frozen `Fit`.

    Raises
    ------
    FormulaError
        If the formula cannot be read, names columns the panel lacks, leaves too few rows or
        groups, has an outcome that never changes, a term that is an exact combination of others,
        or parts the estimator cannot do with.
    UnknownName
        For an estimator that does not exist.
    ParameterError
        For unknown standard errors or options.

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
    parsed = parse(formula)
    name = INSTRUMENTED if parsed.endogenous and estimator == DEFAULT else estimator
    asked = Request(name, parsed, cluster, standard_errors, weights, options)
    method, errors, own = asked.checked()
    arrays = design(parsed, panel, asked.roles(panel))
    found = method(arrays, errors, **own)
    cards = panel.attrs.get("columns", {})
    return Fit(
        str(parsed),
        str(parsed.outcome),
        found.coefficients,
        effects(parsed, found.total_effects, arrays.explaining, cards)
        if found.total_effects is not None
        else effects(parsed, found.coefficients, arrays.explaining, cards, method.card.link),
        rows_of(arrays.rows, len(found.residuals)),
        found.standard_errors,
        found.degrees_of_freedom,
        found.r_squared,
        found.r_squared_within,
        (*circular(parsed, cards), *warnings(arrays, found, panel), *found.notes),
        found.residuals,
        {
            "study": panel.attrs.get("study"),
            "keys": panel.attrs.get("keys", []),
            "outcome": cards.get(parsed.outcome.name, {}).get("label"),
            "estimator": name,
        },
        found.tests,
        found.tables,
    )
