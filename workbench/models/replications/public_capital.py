"""Does public capital make states productive: Munnell's panel as in Baltagi and Pinnoi (1995)."""

from __future__ import annotations

import pandas as pd

from workbench.models.estimate import fit
from workbench.models.replications._card import Card, Line, replication

TERMS = ("log(public_capital)", "log(private_capital)", "log(employment)", "unemployment_rate")
FORMULA = f"log(output) ~ {' + '.join(TERMS)}"
# Coefficients as printed, in the order of TERMS, by estimator.
PRINTED = {
    "least_squares": (0.155, 0.309, 0.594, -0.007),
    "within": (-0.026, 0.292, 0.768, -0.005),
    "random_effects": (0.004, 0.311, 0.730, -0.006),
}
HALF = 0.0005
COLUMNS = {
    "STATE": "region",
    "YR": "year",
    "GSP": "output",
    "P_CAP": "public_capital",
    "PC": "private_capital",
    "EMP": "employment",
    "UNEMP": "unemployment_rate",
}

CARD = Card(
    title="Production of 48 states, 1970-1986: pooled, within and random effects",
    source="Baltagi, B. H. and Pinnoi, N. (1995), Public capital stock and state productivity "
    "growth, Empirical Economics 20, 351-359; Munnell, A. (1990), New England Economic Review",
    data="linearmodels.datasets.munnell, installed with the package",
    method="log output on the logs of public capital, private capital and employment and on the "
    "unemployment rate",
)


@replication(CARD)
def public_capital() -> list[Line]:
    """Recompute the twelve coefficients.

    Examples
    --------
    >>> len(public_capital())
    12
    """
    table = munnell()
    return [line for estimator in PRINTED for line in _lines(estimator, table)]


def munnell() -> pd.DataFrame:
    """The panel under names that say what the columns are, one row a state and year."""
    from linearmodels.datasets import munnell as published  # heavy, and holds the data

    return pd.DataFrame(published.load()[list(COLUMNS)].rename(columns=COLUMNS))


def _lines(estimator: str, table: pd.DataFrame) -> list[Line]:
    found = fit(FORMULA, table, estimator=estimator).coefficients["estimate"]
    return [
        Line(f"{estimator.replace('_', ' ')}, {term}", printed, float(found[term]), HALF)
        for term, printed in zip(TERMS, PRINTED[estimator], strict=True)
    ]
