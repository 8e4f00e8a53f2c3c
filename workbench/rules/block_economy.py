"""Is there enough of an industry in one place: the block economies of Zhejiang."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._cells import cells
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import AMOUNT, require_parameters

CARD = Card(
    question="Is there so much of an industry in the region that Zhejiang counted it as a block?",
    criteria=(
        "`value` of the industry in the region is at least `minimum`",
        "the industry has at least `establishments` firms there, where that is asked for",
    ),
    source="surveys of the province of Zhejiang; census study of its Bureau of Statistics (2004); "
    "Marukawa (2006) calls the definition vague (criteria unverified)",
    is_verified=False,
    fixed_share=False,
    parameters={
        "value": Parameter("output_yuan", "column", "what is counted: output in yuan"),
        "minimum": Parameter(
            100_000_000.0, "as value", "the floor: 100 million yuan of output, later 1 billion"
        ),
        "establishments": Parameter(0.0, "establishments", "the least number of firms, 0 for any"),
    },
    parts={
        "is_above_minimum": "whether the cell is above the floor",
        "has_establishments": "whether there are enough firms",
    },
    caveats=(
        "an absolute floor: inflation and growth alone make more blocks",
        "says nothing of specialisation: a large city passes in every industry",
        "the characteristic towns planned since 2015 are another instrument",
    ),
    unverified=("the floor of 100 million yuan", "the later floor of 1 billion yuan"),
    columns=("output_yuan",),
    published={"2004": "blocks make about 80 % of the province's manufacturing output"},
)


@rule(CARD)
def block_economy(
    activity: pd.DataFrame,
    *,
    value: str = "output_yuan",
    minimum: float = 100_000_000.0,
    establishments: float = 0.0,
) -> pd.DataFrame:
    """A cell is a cluster where the industry's output in the region is above a floor.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself. `establishments` too where a number of firms is asked for.
    value
        The column to compare, output in yuan; with another one give another `minimum`.
    minimum
        The least that a block holds, in the unit of `value`.
    establishments
        The least number of firms; 0 asks for none.

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
        If `minimum` or `establishments` is negative.

    Notes
    -----
    e_ir >= minimum, and firms >= establishments. Source: the surveys of Zhejiang (2004); the
    criteria are unverified.

    Examples
    --------
    >>> toy = pd.DataFrame({"region": list("AB"), "industry": "socks", "output_yuan": [2e8, 3e7]})
    >>> block_economy(toy)["is_cluster"].tolist()
    [True, False]
    """
    name = "block_economy"
    given = {"minimum": (minimum, AMOUNT), "establishments": (establishments, AMOUNT)}
    require_parameters(name, given)
    found = cells(activity, value, ("region", "industry"))
    reasons = list(found.unknown)
    is_above = found.amounts >= minimum
    has_firms = np.ones(len(activity), dtype=np.bool_)
    if establishments > 0:
        firms = cells(activity, "establishments", ("region", "industry"))
        has_firms = firms.amounts >= establishments
        reasons += [(f"{text}: establishments", rows) for text, rows in firms.unknown]
    return answer(
        found,
        is_above & has_firms,
        reasons,
        CARD,
        name,
        {"minimum": minimum, "establishments": establishments},
        is_above_minimum=is_above,
        has_establishments=has_firms,
    )
