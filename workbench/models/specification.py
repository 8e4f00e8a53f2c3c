"""What exactly is fitted, and which of its coefficients is asked for: one model as a value.

Attacks take a `Specification` apart and put it together again with one thing changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from workbench.data import Question
from workbench.models.estimate import Fit, fit
from workbench.models.formula import parse
from workbench.models.ladder import formula_of


@dataclass(frozen=True)
class Specification:
    """A model and the column whose effect is asked for.

    Parameters
    ----------
    formula
        As `fit` takes it.
    term
        The column whose coefficient is asked for.
    cluster, weights, estimator, options
        As `fit` takes them; `options` may hold "standard_errors".
    """

    formula: str
    term: str
    cluster: str | None = None
    weights: str | None = None
    estimator: str = "least_squares"
    options: Mapping[str, Any] = field(default_factory=dict)

    def fit(self, panel: pd.DataFrame, **changes: Any) -> Fit:
        """The fit on a panel; `changes` are fields of the specification, such as `formula`."""
        asked = replace(self, **changes) if changes else self
        return fit(
            asked.formula,
            panel,
            estimator=asked.estimator,
            cluster=asked.cluster,
            weights=asked.weights,
            **asked.options,
        )

    @property
    def controls(self) -> list[str]:
        """The terms of the formula besides the one that is asked for, as they are written."""
        terms = parse(self.formula).terms
        written = {":".join(map(str, term)): [factor.name for factor in term] for term in terms}
        return [text for text, names in written.items() if self.term not in names]


def specification_of(panel: pd.DataFrame, question: Question) -> Specification:
    """The fullest model of a study's question: its measure, controls and fixed effects.

    Columns whose card says "log" enter in logarithms.

    Examples
    --------
    >>> from workbench.data import load
    >>> from workbench.models import panel
    >>> study = load("china_prefectures")
    >>> specification_of(panel(study), study.question).formula
    'log(gdp_per_head) ~ log(employment_density) + log(population_density) + \
mean_years_schooling | province'
    """
    term = question.measures[0]
    formula = formula_of(
        panel, question.outcome, [term, *question.controls], question.fixed_effects
    )
    return Specification(formula, term, question.cluster or None)
