"""How far would the nearest neighbour be if firms had been strewn over a region at random."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import answer
from workbench.measures._card import CELL_KEYS, REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import ratio
from workbench.measures._density import ALL
from workbench.measures._door import choose
from workbench.measures.establishment_density import establishment_density

OWN, EVERY = "own_industry", "all_industries"
# A density of each kind, and this measure's name for it.
DENSITIES = {OWN: "per_km2", EVERY: ALL + "per_km2"}

CARD = Card(
    question="How far would the nearest neighbour be if firms were strewn at random?",
    formula="distance = 1 / (2 square root of (n_ir / a_r))",
    source="Clark and Evans (1954)",
    reading="0.13 km: firms strewn over the region at random are 130 m from the nearest on "
    "average; where they are closer in fact, they cluster within it",
    variants={
        OWN: Variant("the nearest of the same industry", CELL_KEYS, "km", "0 or more"),
        EVERY: Variant("the nearest of any industry", REGION_KEYS, "km", "0 or more"),
    },
    tables=("activity", "regions"),
    columns=("establishments", "area_km2"),
    scale="log",
    caveats=(
        "for many firms on a wide plane: where there are few, or the region is narrow, neighbours "
        "are further than this",
        "mountains and lakes count as if firms could be there",
        "all industries together: undefined where any cell of the region is unknown",
    ),
    also_called={"pointpats": "the expectation in its test of nearest neighbours"},
)


@measure(CARD)
def expected_nearest_neighbour(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "establishments",
    variant: str = OWN,
) -> pd.DataFrame:
    """How many kilometres a firm would on average be from the nearest, were all strewn at random.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years.
    regions
        One row a region, or a region and year: `region` with `area_km2` (square kilometres).
    value
        The column that counts firms.
    variant
        "own_industry" for each industry by itself, "all_industries" for all together.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `value` and `undefined` (the reason
    where there is no value); one row a region (and year) for all industries. Variant, unit and
    counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the regions come
        by year and the cells do not.

    Notes
    -----
    distance = 1 / (2 √(n_ir / a_r)). Where there is no firm there is no distance. Source: Clark
    and Evans (1954).

    Examples
    --------
    >>> activity = pd.DataFrame({"region": ["A"], "industry": ["shoes"], "establishments": [1200]})
    >>> regions = pd.DataFrame({"region": ["A"], "area_km2": [85.0]})
    >>> expected_nearest_neighbour(activity, regions).round(3)
      region industry  value undefined
    0      A    shoes  0.133       NaN
    """
    choose("variant of expected_nearest_neighbour", variant, list(CARD.variants))
    found = establishment_density(activity, regions, value=value, variant=DENSITIES[variant])
    densities, why = found["value"].to_numpy(), found["undefined"]
    reasons = [(text, (why == text).to_numpy(dtype=bool)) for text in why.cat.categories]
    reasons.append((f"no {value}, so no neighbour", densities == 0))
    own = {"name": "expected_nearest_neighbour", "variant": variant, "unit": "km"}
    keys = found.columns[: found.columns.get_loc("value")]
    return answer(
        found[keys], ratio(0.5, np.sqrt(densities)), reasons, found.attrs["measure"] | own
    )
