"""Is an industry over-represented in a region by more than a threshold."""

from __future__ import annotations

import pandas as pd

from workbench.measures._cells import cells
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import AMOUNT, require_parameters
from workbench.rules._parts import quotients

CARD = Card(
    question="Is the industry over-represented in the region by more than a threshold?",
    criteria=("the location quotient is at least `threshold`",),
    source="practice since Florence (1939); thresholds of 1, 1.25, 1.5 and 2 are in use, none of "
    "them with a derivation",
    is_verified=True,
    fixed_share=False,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "threshold": Parameter(1.25, "ratio", "the lowest quotient of a cluster; also 1.5 and 2"),
        "minimum": Parameter(0.0, "as value", "the least a cluster holds, 0 for no floor"),
        "background": Parameter(
            "all industries", "choice", '"all industries", or "traded" industries among themselves'
        ),
    },
    parts={"location_quotient": "the quotient that is compared with the threshold"},
    caveats=(
        "a threshold is not a test: with few jobs in a cell it is often passed by chance",
        "finds small regions, in which one firm makes a high quotient",
    ),
    optional_tables=("industries",),
)


@rule(CARD)
def location_quotient_threshold(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    threshold: float = 1.25,
    minimum: float = 0.0,
    background: str = "all industries",
    industries: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A cell is a cluster where its location quotient is at least a threshold.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself.
    value
        The column to compare: employment, establishments, output.
    threshold
        The lowest location quotient of a cluster.
    minimum
        The least that a cluster holds, in the unit of `value`.
    background
        "all industries", or "traded": traded industries are compared with the traded total.
    industries
        `industry` and `is_traded`; needed for the background "traded".

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said) and `location_quotient`; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.
    ParameterError
        If `threshold` or `minimum` is negative.

    Notes
    -----
    A quotient that equals the threshold passes. Source: practice; no derivation of 1.25 is known.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AABB"),
    ...     "industry": ["shoes", "lamps"] * 2,
    ...     "employment": [60, 40, 20, 80],
    ... })
    >>> location_quotient_threshold(toy)[["region", "industry", "is_cluster"]]
      region industry  is_cluster
    0      A    shoes        True
    1      A    lamps       False
    2      B    shoes       False
    3      B    lamps        True
    """
    name = "location_quotient_threshold"
    require_parameters(name, {"threshold": (threshold, AMOUNT), "minimum": (minimum, AMOUNT)})
    found = cells(activity, value, ("region", "industry"))
    quotient, reasons = quotients(activity, value, background, industries)
    is_cluster = (quotient >= threshold) & (found.amounts >= minimum)
    options = {"threshold": threshold, "minimum": minimum, "background": background}
    return answer(found, is_cluster, reasons, CARD, name, options, location_quotient=quotient)
