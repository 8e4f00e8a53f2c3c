"""Does one industry dominate a town: the specialised towns (zhuanye zhen) of Guangdong."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import by_row
from workbench.measures._cells import cells, ratio
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import AMOUNT, PART, require_parameters

CARD = Card(
    question="Does one industry dominate the town, as in the specialised towns of Guangdong?",
    criteria=(
        "the industry has at least `share` of all `value` in the region",
        "the region's `value`, of all industries together, is at least `minimum`",
    ),
    source="programme of the province of Guangdong, launched in 2000; criteria as they are usually "
    "cited (unverified)",
    is_verified=False,
    fixed_share=False,
    parameters={
        "value": Parameter("employment", "column", "what is counted: industrial output, or jobs"),
        "share": Parameter(0.3, "share", "the least share of the dominant industry"),
        "minimum": Parameter(
            0.0, "as value", "the floor of the town; usually cited as 2 billion yuan of output"
        ),
    },
    parts={
        "share_of_region": "the industry's share in the region",
        "has_share": "whether that is at least the share asked for",
        "is_above_minimum": "whether the region is above the floor",
    },
    caveats=(
        "the unit meant is the town; in a prefecture of a million jobs 30 % means something else",
        "counts only the industries that the table holds: leave services out to judge industry",
        "a town is named on application, so the official list is not what the criteria select",
    ),
    unverified=("the share of 30 %", "the floor of 2 billion yuan", "output or employment"),
    published={
        "2010": "309 towns, 28 % of the province's GDP",
        "2012": "31.5 % of the province's GDP",
        "2015": "399 towns, 2.77 trillion yuan, 38 %",
        "2016": "416 towns",
    },
)


@rule(CARD)
def specialised_town(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    share: float = 0.3,
    minimum: float = 0.0,
) -> pd.DataFrame:
    """A cell is a cluster where the industry makes up a large part of its region.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself. The criteria are about towns and their industrial output.
    value
        The column to compare: output where there is one, else employment.
    share
        The least share of the region's total that the industry has.
    minimum
        The least the region holds of all industries together, in the unit of `value`.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said) and the parts of the rule; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.
    ParameterError
        If `share` is not a share or `minimum` is negative.

    Notes
    -----
    e_ir / e_r >= share and e_r >= minimum. A region with an unknown cell has no known total.
    Source: Guangdong's programme of specialised towns (2000); the criteria are unverified.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAA"),
    ...     "industry": ["shoes", "lamps", "food"],
    ...     "employment": [60, 20, 20],
    ... })
    >>> specialised_town(toy)["is_cluster"].tolist()
    [True, False, False]
    """
    name = "specialised_town"
    require_parameters(name, {"share": (share, PART), "minimum": (minimum, AMOUNT)})
    found = cells(activity, value, ("region", "industry"))
    region = found.by("region")
    totals = region.total(found.amounts)
    reasons = [
        *found.unknown,
        *by_row([(f"{text} in the region", region.holds(r)) for text, r in found.unknown], region),
        *by_row(found.nothing_in("region", region, totals), region),
    ]
    own_share = ratio(found.amounts, totals[region.codes])
    has_share, is_above = own_share >= share, totals[region.codes] >= minimum
    return answer(
        found,
        has_share & is_above,
        reasons,
        CARD,
        name,
        {"share": share, "minimum": minimum},
        share_of_region=own_share,
        has_share=has_share,
        is_above_minimum=is_above,
    )
