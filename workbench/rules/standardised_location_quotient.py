"""Is an industry over-represented in a region by more than the spread over regions."""

from __future__ import annotations

import pandas as pd

from workbench.measures._cells import cells
from workbench.measures.location_quotient import location_quotient
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import NUMBER, require_parameters
from workbench.rules._parts import quotients, reasons_of

CARD = Card(
    question="Does the location quotient stand out from those of the same industry elsewhere?",
    criteria=("the standardised location quotient, over regions, is at least `threshold`",),
    source="O'Donoghue and Gleave (2004)",
    is_verified=True,
    fixed_share=False,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "threshold": Parameter(
            1.96, "standard deviations", "1.96 (5 %, two-sided) or 1.65 (5 %, one-sided)"
        ),
        "background": Parameter(
            "all industries", "choice", '"all industries", or "traded" industries among themselves'
        ),
    },
    parts={
        "location_quotient": "the plain quotient",
        "standardised": "the quotient in standard deviations from the mean of its industry",
    },
    caveats=(
        "assumes a near-normal distribution over regions, while quotients are skewed",
        "needs about 30 regions; with n regions no value exceeds (n - 1) / sqrt(n)",
        "one extreme region widens the spread and hides all the others",
    ),
    optional_tables=("industries",),
)


@rule(CARD)
def standardised_location_quotient(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    threshold: float = 1.96,
    background: str = "all industries",
    industries: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A cell is a cluster where its quotient lies far above the mean of its industry.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself.
    value
        The column to compare: employment, establishments, output.
    threshold
        How many standard deviations above the mean: 1.96, or 1.65.
    background
        "all industries", or "traded": traded industries are compared with the traded total.
    industries
        `industry` and `is_traded`; needed for the background "traded".

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said), `location_quotient` and `standardised`; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.
    ParameterError
        If `threshold` is not a finite number.

    Notes
    -----
    z = (LQ - mean) / sample standard deviation, over the regions of one industry and year.
    Source: O'Donoghue and Gleave (2004).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("ABC"),
    ...     "industry": "shoes",
    ...     "employment": [80, 10, 10],
    ... })
    >>> rest = toy.assign(industry="lamps", employment=[20, 90, 90])
    >>> found = standardised_location_quotient(pd.concat([toy, rest]), threshold=1.1)
    >>> found["is_cluster"].tolist()
    [True, False, False, False, False, False]
    """
    name = "standardised_location_quotient"
    require_parameters(name, {"threshold": (threshold, NUMBER)})
    found = cells(activity, value, ("region", "industry"))
    spread = location_quotient(
        activity, value=value, variant="standardised", background=background, industries=industries
    )
    standardised = spread["value"].to_numpy(dtype="float64")
    return answer(
        found,
        standardised >= threshold,
        reasons_of(spread),
        CARD,
        name,
        {"threshold": threshold, "background": background},
        location_quotient=quotients(activity, value, background, industries)[0],
        standardised=standardised,
    )
