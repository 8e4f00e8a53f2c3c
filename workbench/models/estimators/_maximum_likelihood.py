"""How is a spatial model that was fitted by maximum likelihood told: one table, one estimate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.covariance import coefficients_table
from workbench.models.diagnostics import explained
from workbench.models.estimators._card import Errors, Estimate, Test
from workbench.models.estimators._impacts import impacts, total_effects
from workbench.models.estimators._neighbours import Space
from workbench.models.estimators._spatial_likelihood import Maximum
from workbench.models.standard_errors import KINDS

LAG, ERROR = "spatial_lag", "spatial_error"


def told(
    found: Maximum, where: Space, strength: str, errors: Errors, tests: tuple[Test, ...]
) -> Estimate:
    """The estimate of a spatial lag (with its impacts) or of a spatial error.

    The groups of fixed effects are estimated and not told.
    """
    kept = [*range(len(where.terms)), -1]
    terms = pd.Index([*where.terms, strength])
    values = np.append(found.coefficients, found.strength)
    std_errors = pd.Series(np.sqrt(np.diag(found.covariance))[kept], terms)
    table = coefficients_table(pd.Series(values[kept], terms), std_errors, np.inf)
    rows, total = where.design.outcome.index, None
    tables = {"neighbours": where.weights.card}
    fitted = where.regressors @ found.coefficients
    if strength == LAG:
        tables["impacts"] = impacts(where.terms, values, found.covariance, found.traces, len(rows))
        total = total_effects(tables["impacts"])
    return Estimate(
        table,
        pd.Series(found.residuals, rows),
        f"{KINDS[errors.kind].words} (expected information)",
        np.inf,
        r_squared=None if strength == LAG else _explained(where, fitted),
        total_effects=total,
        tests=tests,
        tables=tables,
        notes=(*where.weights.notes, *_doubts(found)),
    )


def _explained(where: Space, fitted: np.ndarray) -> float:
    outcome = where.design.outcome
    return explained(outcome - fitted, outcome - outcome.mean())


def _doubts(found: Maximum) -> tuple[str, ...]:
    if not found.is_at_bound:
        return ()
    return (
        f"the likelihood is highest at the bound {found.strength:.0f}: neighbours are alike (or "
        "unlike) beyond what this model can say, so its standard errors mean nothing",
    )
