"""How many stars did the European Cluster Observatory give: size, specialisation, focus."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.measures._cells import cells, ratio
from workbench.measures._door import choose
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import AMOUNT, COUNT, SHARE, require_parameters
from workbench.rules._parts import quotients
from workbench.rules._stars import judged, starred

AMONG = ("all industries", "industry")

CARD = Card(
    question="How many stars would the European Cluster Observatory give, as it did in 2007-2012?",
    criteria=(
        "size: among the `size_share` of regions with the most employment in the industry",
        "specialisation: a location quotient of at least `specialisation`",
        "focus: among the `focus_share` of cells with the largest share of their region's jobs",
        "no star with less employment than `minimum`; a cluster has at least `stars` of the three",
    ),
    source="European Cluster Observatory, page on its method (2007-2012)",
    is_verified=False,
    fixed_share=True,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "stars": Parameter(2, "stars", "how many stars make a cluster: 1, 2 or 3; our choice"),
        "size_share": Parameter(0.1, "share of regions", "the top by size"),
        "specialisation": Parameter(2.0, "ratio", "the least location quotient"),
        "focus_share": Parameter(0.1, "share of cells", "the top by share of the region"),
        "focus_among": Parameter(
            "all industries",
            "choice",
            'focus is ranked over "all industries", or in one "industry"',
        ),
        "minimum": Parameter(1000.0, "as value", "the least employment for any star"),
    },
    parts={
        "stars": "how many stars",
        "star_size": "the star for size",
        "star_specialisation": "the star for specialisation",
        "star_focus": "the star for focus",
        "location_quotient": "the quotient behind the star for specialisation",
        "share_of_region": "the share behind the star for focus",
    },
    caveats=(
        "size favours large regions and focus small ones, by design",
        "made for about 250 European regions: the floor of 1,000 jobs means more in small regions",
        "two of the stars go to a constant share of cells by construction",
        "focus ranked in one industry says the same as the location quotient",
    ),
    unverified=(
        "the minimum of 1,000 employees",
        "whether focus is ranked over all industries or in each",
        "how many stars make a cluster",
    ),
)


@rule(CARD)
def observatory_stars(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    stars: int = 2,
    size_share: float = 0.1,
    specialisation: float = 2.0,
    focus_share: float = 0.1,
    focus_among: str = "all industries",
    minimum: float = 1000.0,
) -> pd.DataFrame:
    """A cell is a cluster where it is large, specialised, or weighs much in its region.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself.
    value
        The column to compare: employment, as a rule.
    stars
        How many of the three stars make a cluster.
    size_share
        The share of the regions with the industry that get the star for size.
    specialisation
        The least location quotient for the star for specialisation.
    focus_share
        The share of cells that get the star for focus.
    focus_among
        "all industries": focus is ranked over all cells; "industry": in each industry.
    minimum
        The least a cell holds to get any star.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said), `stars` (0 to 3) and the parts of the rule; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column or `focus_among` does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.
    ParameterError
        If a share, the number of stars, the quotient or the minimum is out of its range.

    Notes
    -----
    Size and focus: fewer than that share of the cells with any of the industry lie above.
    Specialisation: LQ >= 2. Source: European Cluster Observatory (2007-2012); the minimum, the
    ranking of focus and the number of stars are unverified.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AABBCC"),
    ...     "industry": ["shoes", "lamps"] * 3,
    ...     "employment": [9000, 1000, 2000, 8000, 100, 80000],
    ... })
    >>> found = observatory_stars(toy)
    >>> found[["region", "industry", "stars", "is_cluster"]].head(3)
      region industry  stars  is_cluster
    0      A    shoes    2.0        True
    1      A    lamps    0.0       False
    2      B    shoes    0.0       False
    """
    name = "observatory_stars"
    choose("ranking of the focus of observatory_stars", focus_among, AMONG)
    shares = {"size_share": (size_share, SHARE), "focus_share": (focus_share, SHARE)}
    floors = {"specialisation": (specialisation, AMOUNT), "minimum": (minimum, AMOUNT)}
    require_parameters(name, {"stars": (stars, COUNT), **shares, **floors})
    found = cells(activity, value, ("region", "industry"))
    quotient, reasons = quotients(activity, value, "all industries", None)
    region, industry = found.by("region"), found.by("industry")
    focus = ratio(found.amounts, region.total(found.amounts)[region.codes])
    among = found.by() if focus_among == AMONG[0] else industry
    present, is_enough = found.amounts > 0, found.amounts >= minimum
    none = np.zeros(len(activity), dtype=np.bool_)
    criteria = {
        "size": starred(found.amounts, industry.codes, present, size_share),
        "specialisation": (quotient >= specialisation, none),
        "focus": starred(np.nan_to_num(focus), among.codes, present, focus_share),
    }
    enough = {star: (is_met & is_enough, unknown) for star, (is_met, unknown) in criteria.items()}
    is_cluster, _, parts = judged(enough, stars)
    options: dict[str, Any] = {
        "stars": stars,
        "size_share": size_share,
        "specialisation": specialisation,
    }
    options |= {"focus_share": focus_share, "focus_among": focus_among, "minimum": minimum}
    more = {"location_quotient": quotient, "share_of_region": focus}
    return answer(found, is_cluster, reasons, CARD, name, options, **parts, **more)
