"""Fits made up for the tests of tables and sentences: no model is estimated."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.estimate import Fit
from workbench.models.estimators import Test


def coefficients(**lines):
    """By term: estimate and standard error, with an interval of 1.96 errors."""
    table = pd.DataFrame(lines, index=["estimate", "std_error"]).T
    table["p_value"] = [0.0004 if abs(e) > 3 * s else 0.2 for e, s in lines.values()]
    table["low"] = table["estimate"] - 1.96 * table["std_error"]
    table["high"] = table["estimate"] + 1.96 * table["std_error"]
    return table


def made_up(formula="log(wage) ~ log(density)", terms=None, **changes):
    """A fit on the rows 0 to 4 of seven."""
    table = coefficients(**(terms or {"constant": (9.71, 0.63), "log(density)": (0.0449, 0.0123)}))
    parts = {
        "formula": formula,
        "outcome": formula.partition(" ~ ")[0],
        "coefficients": table,
        "effects": pd.DataFrame(columns=["term", "change", "effect", "low", "high", "unit"]),
        "rows": pd.DataFrame(
            {"reason": ["in the study's table", "wage: no value", "used"], "rows": [7, 2, 5]}
        ),
        "standard_errors": "clustered by state (48 groups)",
        "degrees_of_freedom": 47.0,
        "r_squared": 0.41234,
        "r_squared_within": None,
        "warnings": (),
        "residuals": pd.Series(np.zeros(5)),
        "provenance": {"estimator": "least_squares", "outcome": "Wage"},
        "tests": (Test("first-stage effective F", 23.14, float("nan"), "not weak"),),
    }
    return Fit(**(parts | changes))


def panel():
    """Seven rows with labels and units."""
    table = pd.DataFrame(
        {
            "wage": [40_000.0, 50_000, 52_000, 60_000, 58_000, np.nan, np.nan],
            "density": [1.0, 2, 4, 8, 16, 3, 5],
        }
    )
    table.attrs["columns"] = {
        "wage": {"label": "Wage", "unit": "yuan"},
        "density": {"label": "employment density", "unit": "jobs per km²"},
    }
    return table
