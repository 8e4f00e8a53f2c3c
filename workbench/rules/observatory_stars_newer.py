"""How many stars would the newer European cluster panorama give: size, quotient, wages, more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._cells import Cells, Numbers, cells
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import COUNT, SHARE, require_parameters
from workbench.rules._indicators import of_cells
from workbench.rules._parts import quotients
from workbench.rules._stars import judged, starred

CARD = Card(
    question="How many stars would the newer European cluster panorama give?",
    criteria=(
        "size: among the `share` of regions with the most employment in the industry",
        "specialisation: among the `share` with the highest location quotient",
        "productivity: among the `share` with the highest mean wage",
        "growth: among the `share` with the highest growth of firms, where it is named",
        "innovation: among the `share` of innovation leaders, where it is named",
        "a cluster has at least `stars` of them",
    ),
    source="European Cluster Panorama (2014-2020) and tool of the European Observatory for "
    "Clusters and Industrial Change (criteria unverified)",
    is_verified=False,
    fixed_share=True,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "stars": Parameter(2, "stars", "how many stars make a cluster; our choice"),
        "share": Parameter(0.2, "share of regions", "the top, for each criterion"),
        "productivity": Parameter(
            "mean_wage", "indicator or column", "mean wage per employed person"
        ),
        "growth": Parameter(None, "indicator or column", "growth of small firms; None leaves out"),
        "innovation": Parameter(None, "indicator or column", "innovation; None leaves it out"),
    },
    parts={
        "stars": "how many stars are certain",
        "star_size": "the star for size",
        "star_specialisation": "the star for specialisation",
        "star_productivity": "the star for productivity",
        "star_growth": "the star for growth; empty where it is not asked for",
        "star_innovation": "the star for innovation; empty where it is not asked for",
    },
    caveats=(
        "the number of each star is constant by construction: growth in stars is impossible",
        "a top fifth of regions is found even where an industry clusters nowhere",
        "wages that are withheld leave the third star open; such a cell is judged only where "
        "the others decide",
    ),
    unverified=("the top 20 %", "the list of criteria", "how many stars make a cluster"),
    optional_tables=("indicators",),
    indicators=("productivity",),
    published={
        "2014-2020": "51 exporting industries, 2,950 regional clusters, about 1 in 4 jobs",
    },
)


@rule(CARD)
def observatory_stars_newer(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    stars: int = 2,
    share: float = 0.2,
    productivity: str = "mean_wage",
    growth: str | None = None,
    innovation: str | None = None,
    indicators: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A cell is a cluster where it is in the top fifth by several of size, quotient and wages.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself.
    value
        The column to compare: employment, as a rule.
    stars
        How many stars make a cluster.
    share
        The share of the regions with the industry that get a star, for each criterion.
    productivity
        The column of `activity`, or the indicator, that holds mean wages.
    growth
        The column or indicator of the growth of firms; None leaves the criterion out.
    innovation
        The column or indicator of innovation; None leaves the criterion out.
    indicators
        `region`, (`industry`, `year`,) `indicator` and `value`.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said), `stars` and the parts of the rule; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column or indicator does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.
    ParameterError
        If the share or the number of stars is out of its range.

    Notes
    -----
    Each star: fewer than `share` of the cells of the industry, of those with a value, lie above.
    A cell is undefined only where what is unknown would decide. Source: European Cluster
    Panorama (2014-2020), unverified.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("ABCDE") * 2,
    ...     "industry": ["shoes"] * 5 + ["lamps"] * 5,
    ...     "employment": [90, 40, 30, 20, 10, 10, 60, 70, 80, 90],
    ...     "mean_wage": [9, 4, 3, 2, 1, 1, 6, 7, 8, 9],
    ... })
    >>> found = observatory_stars_newer(toy, stars=3)
    >>> found.loc[found["is_cluster"], ["region", "industry", "stars"]]
      region industry  stars
    0      A    shoes    3.0
    9      E    lamps    3.0
    """
    name = "observatory_stars_newer"
    require_parameters(name, {"stars": (stars, COUNT), "share": (share, SHARE)})
    found = cells(activity, value, ("region", "industry"))
    quotient, reasons = quotients(activity, value, "all industries", None)
    given = {"productivity": productivity, "growth": growth, "innovation": innovation}
    values = _asked(found, given, indicators)
    values = {"size": found.amounts, "specialisation": np.nan_to_num(quotient), **values}
    industry, present = found.by("industry").codes, found.amounts > 0
    criteria = {star: starred(v, industry, present, share) for star, v in values.items()}
    is_cluster, open_reasons, parts = judged(criteria, stars)
    left_out = {
        f"star_{star}": pd.array([pd.NA] * len(activity), dtype="boolean")
        for star in given
        if star not in values
    }
    parts = {part: (parts | left_out)[part] for part in CARD.parts}
    options = {"stars": stars, "share": share, **given}
    return answer(found, is_cluster, [*reasons, *open_reasons], CARD, name, options, **parts)


def _asked(
    found: Cells, given: dict[str, str | None], indicators: pd.DataFrame | None
) -> dict[str, Numbers]:
    """The values of each criterion that is asked for."""
    return {
        star: of_cells(found, indicators, name) for star, name in given.items() if name is not None
    }
