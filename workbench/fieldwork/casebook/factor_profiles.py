"""How do regions stand on the five factors of productivity, as far as a study can tell."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.data import Study
from workbench.errors import UnknownName, unknown
from workbench.fieldwork.casebook.records import records
from workbench.measures.relatedness_density import relatedness_density
from workbench.models.names import cards_of

MOST_REGIONS = 3
FROM_ACTIVITY = {
    "labour": "workers of the industry in the region",
    "cost": "mean size of an establishment",
    "complementarity": "relatedness density, without the industry itself",
}


def factor_profiles(
    study: Study, industry: str, regions: Sequence[str] | None = None
) -> pd.DataFrame:
    """The rank of regions on a proxy for each factor, among all that have the industry.

    Parameters
    ----------
    study
        With `employment` and `establishments` by region and industry. An indicator whose card
        names one of the factors in the column `factor` stands for it, as in hypothesis H4;
        otherwise labour, cost and complementarity are taken from `activity`, in its last year.
    industry
        Its code.
    regions
        Their codes; by default the three with most workers in the industry.

    Returns
    -------
    One row a factor in the order of document 000: `factor`, `proxy` (what stands for it, or that
    nothing does), and a column of ranks for each region, from 0 (lowest) to 1 (highest); missing
    where nothing stands for a factor.

    Raises
    ------
    UnknownName
        If the study has no such industry, or a region that is asked for lacks it.

    Notes
    -----
    The factors are those of document 000; the proxies are ours. A rank says nothing of how far two
    regions are apart, and nothing of whether a factor raises productivity.

    Examples
    --------
    >>> from workbench.data import load
    >>> told = factor_profiles(load("us_metro_clusters"), "4")
    >>> told["factor"][told.iloc[:, 2].isna()].tolist()
    ['information', 'capital']
    """
    proxies = _proxies(study, industry)
    workers = proxies["labour"]
    asked = workers.nlargest(MOST_REGIONS).index if regions is None else regions
    for region in asked:
        if region not in workers.index:
            raise UnknownName(
                unknown("CLW-P10", f"region with industry {industry}", region, workers.index)
            )
    own, words = _stand_ins(study, proxies)
    ranks = ((own.rank() - 1) / (own.notna().sum() - 1)).loc[list(asked)]
    factors = records("productivity_factors").sort_values("position")["factor"]
    rows = ranks.T.reindex(factors)
    rows.insert(0, "proxy", [words.get(factor, "nothing stands for it") for factor in factors])
    return rows.rename_axis("factor").rename_axis(columns=None).reset_index()


def _proxies(study: Study, industry: str) -> pd.DataFrame:
    """What `activity` tells of an industry in its last year, one row a region that has it."""
    rows = study.activity[study.activity["year"] == study.activity["year"].max()]
    if industry not in set(rows["industry"]):
        raise UnknownName(unknown("CLW-P19", "industry", industry, rows["industry"].unique()))
    related = relatedness_density(rows)  # says so where there is no employment
    related = related[related["industry"] == industry].set_index("region")
    own = rows[(rows["industry"] == industry) & (rows["employment"] > 0)].set_index("region")
    plants = own.reindex(columns=["establishments"])["establishments"]
    found = pd.DataFrame(index=own.index)
    found["labour"] = own["employment"].astype("float64")
    found["cost"] = found["labour"] / plants.astype("float64").where(plants > 0)
    found["complementarity"] = related["value"].astype("float64")
    return found


def _stand_ins(study: Study, proxies: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The proxies, each replaced by the indicator whose card names the factor; and in words."""
    found, words = proxies.copy(), dict(FROM_ACTIVITY)
    for name, card in cards_of(study).items():
        factor = card.get("factor")
        if isinstance(factor, str):
            rows = study.indicators[study.indicators["indicator"] == name]
            rows = rows[rows["year"] == rows["year"].max()].drop_duplicates("region")
            found[factor] = rows.set_index("region")["value"].astype("float64")
            words[factor] = str(card.get("name", name))
    return found, words
