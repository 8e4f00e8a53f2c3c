"""S14: what do the studies of an effect say together, and do only the striking ones appear."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require

CARD = Card(
    number="S14",
    question="What do the studies of an effect say together, what moves their answers, and are "
    "the striking ones reported more?",
    equation="effect_j = a + c'X_j + u_j + e_j; FAT-PET: effect_j = b0 + b1 std_error_j",
    papers=(
        "Stanley, T. and Doucouliagos, H. (2014), Research Synthesis Methods 5",
        "Melo, P., Graham, D. and Noland, R. (2009), Regional Science and Urban Economics 39",
        "Grashof, N. (2020), 168 studies of clusters and firms",
        "De Groot, H., Poot, J. and Smit, M. (2016), Journal of Economic Surveys 30 (unverified)",
    ),
    coefficient="constant",
    typical="elasticities of wages 0.04 in rich and 0.08 in developing countries (Ahlfeldt and "
    "Pietrostefani 2019, 347 estimates)",
    roles={
        "effect": "each estimate, all in one unit",
        "std_error": "its standard error",
        "moderators": "what may move the answer, in logarithms where cards say so",
        "study": "which estimates are of one study: errors are clustered by it",
    },
    caveats=("estimates in different units cannot be pooled", "a funnel needs many studies"),
)


@recipe(CARD)
def effects_across_studies(
    panel: pd.DataFrame,
    *,
    effect: str,
    std_error: str,
    moderators: Sequence[str] = (),
    study: str | None = None,
) -> Fit:
    """A random-effects meta-regression with tests of selective reporting.

    Parameters
    ----------
    panel
        One row an estimate.
    effect, std_error, moderators, study
        Columns: see the card.

    Returns
    -------
    The fit by `meta_regression`, with the tables `pooled`, `publication_bias` and `funnel`.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there, and standard errors that are not positive.

    Examples
    --------
    >>> studies = pd.DataFrame({"elasticity": [0.03, 0.05, 0.04, 0.08, 0.02, 0.06],
    ...                         "std_error": [0.01, 0.02, 0.01, 0.03, 0.01, 0.02]})
    >>> found = effects_across_studies(studies, effect="elasticity", std_error="std_error")
    >>> float(found.term("constant")["estimate"].round(3))
    0.037
    """
    require(panel, [effect, std_error, *moderators, *([study] if study else [])])
    text = formula(panel, effect, [], moderators)
    return fit(text, panel, estimator="meta_regression", cluster=study, std_error=std_error)
