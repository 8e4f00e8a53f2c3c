"""S7: what does a shock do that reaches areas through the industries they have."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import require

CARD = Card(
    number="S7",
    question="What does a shock to industries do to the areas that have them?",
    equation="y_r = b exposure_r + c'X_r + effects, with z_r = sum over i of share_ir shock_i as "
    "instrument for the exposure",
    papers=(
        "Bartik, T. (1991), Who Benefits from State and Local Economic Development Policies?",
        "Autor, D., Dorn, D. and Hanson, G. (2013), American Economic Review 103",
        "Goldsmith-Pinkham, P., Sorkin, I. and Swift, H. (2020), American Economic Review 110",
        "Borusyak, K., Hull, P. and Jaravel, X. (2022), Review of Economic Studies 89",
        "Adao, R., Kolesar, M. and Morales, E. (2019), Quarterly Journal of Economics 134",
    ),
    coefficient="exposure",
    typical="-0.596 (0.099): percentage points of manufacturing employment per 1,000 dollars of "
    "imports a worker (Autor, Dorn and Hanson 2013, table 3, column 6)",
    roles={
        "outcome": "what the shock may have changed",
        "exposure": "how much of the shock reached the area",
        "instrument": "the shift-share column",
        "controls": "further columns, as they are",
        "fixed_effects": "groups within which areas are compared",
        "cluster": "groups whose errors depend on each other",
        "weights": "how much each row counts",
    },
    is_verified=True,
    caveats=(
        "valid if the shocks are as good as random, or the shares are: say which, and why",
        "areas with like shares have like errors wherever they lie: the estimator shift_share has "
        "standard errors for that",
    ),
)


@recipe(CARD)
def shift_share_instrument(
    panel: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    instrument: str,
    controls: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
    cluster: str | None = None,
    weights: str | None = None,
) -> Fit:
    """An outcome on exposure, moved by a shift-share instrument only.

    Parameters
    ----------
    panel
        One row an area, or an area and period.
    outcome, exposure, instrument, controls, fixed_effects, cluster, weights
        Columns: see the card.

    Returns
    -------
    The fit by `two_stage_least_squares`.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there; all at once.

    Examples
    --------
    >>> from workbench.models import panel
    >>> found = shift_share_instrument(
    ...     panel("us_commuting_zones"), outcome="change_manufacturing_employment",
    ...     exposure="import_exposure_change", instrument="import_exposure_instrument",
    ...     fixed_effects=["year"], cluster="state", weights="population_weight")
    >>> float(found.term("import_exposure_change")["estimate"].round(3))
    -0.746
    """
    require(panel, [outcome, exposure, instrument, *controls, *fixed_effects])
    effects = f" | {' + '.join(fixed_effects)}" if fixed_effects else ""
    right = " + ".join(controls) or "1"
    text = f"{outcome} ~ {right}{effects} | {exposure} ~ {instrument}"
    return fit(text, panel, cluster=cluster, weights=weights)
