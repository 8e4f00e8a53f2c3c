"""S1: by how much is an outcome higher where economic activity is denser."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require

CARD = Card(
    number="S1",
    question="By how many percent is an outcome higher where density is one percent higher?",
    equation="ln y_r = a + b ln density_r + c'X_r + effects",
    papers=(
        "Ciccone, A. and Hall, R. (1996), American Economic Review 86",
        "Ciccone, A. (2002), European Economic Review 46",
        "Combes, P.-P., Duranton, G. and Gobillon, L. (2008), Journal of Urban Economics 63",
        "Ahlfeldt, G. and Pietrostefani, E. (2019), Journal of Urban Economics 111",
    ),
    coefficient="log(density)",
    typical="0.02 to 0.06 in rich countries; wages 0.04 in rich and 0.08 in developing countries "
    "(Ahlfeldt and Pietrostefani 2019); a doubling goes with about 6 % more labour productivity "
    "(Ciccone and Hall 1996); 4.5 % in Europe and 3 % after worker effects are unverified",
    roles={
        "outcome": "a wage, productivity or income; positive",
        "density": "jobs or people per square kilometre; positive",
        "controls": "further columns, in logarithms where their cards say so",
        "fixed_effects": "groups within which places are compared",
        "cluster": "groups whose errors depend on each other",
    },
    caveats=(
        "able workers sort into dense places, and productive places become dense: not causal as "
        "it stands; see historical_instruments",
        "an outcome per worker and a density of workers share a denominator",
    ),
)


@recipe(CARD)
def density_elasticity(
    panel: pd.DataFrame,
    *,
    outcome: str,
    density: str,
    controls: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
    cluster: str | None = None,
) -> Fit:
    """The elasticity of an outcome with respect to density.

    Parameters
    ----------
    panel
        One row a place.
    outcome, density, controls, fixed_effects, cluster
        Columns: see the card.

    Returns
    -------
    The fit; its term `log(density)` is the elasticity.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there; all at once.

    Examples
    --------
    >>> from workbench.models import panel
    >>> table = panel("china_prefectures")
    >>> found = density_elasticity(table, outcome="gdp_per_head", density="employment_density")
    >>> float(found.term("employment_density")["estimate"].round(3))
    0.15
    """
    require(panel, [outcome, density, *controls, *fixed_effects])
    text = formula(panel, f"log({outcome})", [f"log({density})"], controls, fixed_effects)
    return fit(text, panel, cluster=cluster)
