"""S5: do areas with stronger or more varied traded clusters do better."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.ladder import in_scale
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, growth, require, with_columns, year_of

CARD = Card(
    number="S5",
    question="Do areas do better, or grow faster, where traded clusters are strong or varied?",
    equation="performance_r = a + b1 strength_r + b2 diversity_r + c'X_r + effects",
    papers=("Slaper, T., Harmon, K. and Rubin, B. (2018), Economic Development Quarterly 32",),
    coefficient="strength",
    typical="strength goes with compensation and productivity growth in 366 metropolitan areas "
    "(Slaper, Harmon and Rubin 2018)",
    roles={
        "outcome": "GDP, productivity, compensation or income; its growth where years are given",
        "strength": "strength of traded clusters, such as the share of jobs in strong ones",
        "diversity": "their variety; without it no such term",
        "controls": "further columns, in logarithms where their cards say so",
        "first": "the year that explains, where growth is the outcome",
        "last": "the year up to which growth is taken",
        "cluster": "groups whose errors depend on each other",
    },
    caveats=("areas choose neither their clusters nor their growth at random: not causal",),
)

LABELS = {"outcome_growth": "growth of the outcome (log points)"}


@recipe(CARD)
def area_performance(
    panel: pd.DataFrame,
    *,
    outcome: str,
    strength: str,
    diversity: str | None = None,
    controls: Sequence[str] = (),
    first: int | None = None,
    last: int | None = None,
    cluster: str | None = None,
) -> Fit:
    """An area's performance on the strength and variety of its clusters.

    Parameters
    ----------
    panel
        One row an area, or an area and year.
    outcome, strength, diversity, controls, first, last, cluster
        Columns and years: see the card. With `first` and `last` the outcome is its growth, and
        its level at the start is a control.

    Returns
    -------
    The fit, columns in logarithms where their cards say so.

    Raises
    ------
    ParameterError, FormulaError
        For columns or years that are not there.

    Examples
    --------
    >>> areas = pd.DataFrame({"region": list("abcdef"), "income": [1.0, 2, 3, 4, 5, 7],
    ...                       "strong_share": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]})
    >>> found = area_performance(areas, outcome="income", strength="strong_share")
    >>> float(found.term("strong_share")["estimate"].round(2))
    11.43
    """
    terms = [strength, *([diversity] if diversity else [])]
    require(panel, [outcome, *terms, *controls])
    table, explained = panel, in_scale(outcome, panel)
    written = [in_scale(name, panel) for name in terms]
    if first is not None and last is not None:
        found = growth(panel, outcome, first, last)
        table = with_columns(year_of(panel, first), {"outcome_growth": found}, LABELS)
        explained, written = "outcome_growth", [*written, f"log({outcome})"]
    return fit(formula(table, explained, written, controls), table, cluster=cluster)
