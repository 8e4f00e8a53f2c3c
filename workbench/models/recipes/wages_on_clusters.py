"""S4: do workers earn more where their industry, or the cluster around it, is strong."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require, with_columns
from workbench.models.recipes._specialisation import surrounding

CARD = Card(
    number="S4",
    question="Do workers of an industry earn more where it is over-represented, and where the "
    "industries around it are?",
    equation="ln w_ir = b1 ln LQ_ir + b2 ln LQ of the surrounding cluster (without i) + c'X_r + "
    "effects",
    papers=("Ketels, C. and Protsiv, S. (2021), Regional Studies 55",),
    coefficient="log(specialisation)",
    typical="both matter to a similar degree; prosperity goes with the strength of the portfolio "
    "of clusters, not with its mix once the environment is controlled for (Ketels and Protsiv "
    "2021)",
    roles={
        "wage": "mean wage of an industry in a region; positive",
        "specialisation": "the location quotient of the industry in the region",
        "employment": "jobs, from which the surrounding quotient is derived; without it no such "
        "term",
        "group": "which cluster each industry belongs to; without it the five industries that "
        "locate most alike",
        "controls": "further columns, such as the quality of the business environment",
        "fixed_effects": "groups within which cells are compared",
        "cluster": "groups whose errors depend on each other",
    },
    caveats=(
        "the surrounding quotient is derived from the rows of the panel: bring all cells, not a "
        "sample of them",
        "a strong industry may pay more because it is rich in skills there: not causal",
        "wages per disclosed worker and quotients of all workers can share errors of counts",
    ),
)

LABELS = {"surrounding_specialisation": "location quotient of the industries around"}


@recipe(CARD)
def wages_on_clusters(
    panel: pd.DataFrame,
    *,
    wage: str,
    specialisation: str,
    employment: str | None = None,
    group: str | None = None,
    controls: Sequence[str] = (),
    fixed_effects: Sequence[str] = ("region", "industry"),
    cluster: str | None = "region",
) -> Fit:
    """Wages of cells on the strength of the industry and of what is around it.

    Parameters
    ----------
    panel
        One row for each region and industry.
    wage, specialisation, employment, group, controls, fixed_effects, cluster
        Columns: see the card.

    Returns
    -------
    The fit; its term for `specialisation` is the elasticity of wages.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there; all at once.

    Examples
    --------
    >>> from workbench.models import panel
    >>> table = panel("us_metro_clusters")
    >>> found = wages_on_clusters(table, wage="mean_wage", specialisation="location_quotient")
    >>> float(found.term("location_quotient")["estimate"].round(3))
    0.075
    """
    optional = [name for name in (employment, group) if name]
    require(panel, [wage, specialisation, *optional, *controls, *fixed_effects])
    terms, table = [f"log({specialisation})"], panel
    if employment:
        found = surrounding(panel, employment, group)
        table = with_columns(panel, {"surrounding_specialisation": found}, LABELS)
        terms.append("log(surrounding_specialisation)")
    text = formula(table, f"log({wage})", terms, controls, fixed_effects)
    return fit(text, table, cluster=cluster)
