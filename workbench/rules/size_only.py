"""Is a region among the largest of an industry: the rule that every better one has to beat."""

from __future__ import annotations

import pandas as pd

from workbench.measures._cells import cells
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import SHARE, require_parameters
from workbench.rules._parts import top

CARD = Card(
    question="Is the region among the largest of the industry, whatever its own size?",
    criteria=("in the top `share` of the regions that have the industry, by `value`",),
    source="a null rule of this workbench, without a first author",
    is_verified=True,
    fixed_share=True,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "share": Parameter(0.1, "share of regions", "how many regions are at the top"),
    },
    parts={"is_large": "the one criterion"},
    caveats=(
        "a null to compare with: it finds large regions and knows nothing of specialisation",
        "the number of clusters is constant by construction",
    ),
)


@rule(CARD)
def size_only(
    activity: pd.DataFrame, *, value: str = "employment", share: float = 0.1
) -> pd.DataFrame:
    """A cell is a cluster where it is among the largest of its industry, and nothing else.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself.
    value
        The column to compare: employment, establishments, output.
    share
        The share of the regions with any of the industry that are at the top; ties stay together.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said) and `is_large`; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.
    ParameterError
        If `share` is not between 0 and 1.

    Notes
    -----
    A cell is at the top if fewer than `share` of the cells of its industry lie above it. Source:
    a null rule, without a first author.

    Examples
    --------
    >>> toy = pd.DataFrame({"region": list("ABCD"), "industry": "a", "employment": [9, 4, 2, 1]})
    >>> size_only(toy, share=0.25)["is_cluster"].tolist()
    [True, False, False, False]
    """
    require_parameters("size_only", {"share": (share, SHARE)})
    found = cells(activity, value, ("region", "industry"))
    is_large = top(found.amounts, found.by("industry").codes, found.amounts > 0, share)
    options = {"share": share}
    return answer(found, is_large, found.unknown, CARD, "size_only", options, is_large=is_large)
