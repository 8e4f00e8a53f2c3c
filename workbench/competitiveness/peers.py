"""Which regions are most alike a region: by its indicators, its context or its industries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.framework import ROOT, Framework
from workbench.competitiveness.selecting import of_whole_regions, select
from workbench.data import Study, at_level, load
from workbench.errors import ParameterError, Problem, StudyError, UnknownName, unknown
from workbench.rules._of_region import counted_in

ENOUGH = 0.5  # of the region's features, for a distance to another to say something
TOLD = 3  # features named as closest and as most different
CONTEXT, LOGARITHMIC = "context", "log"  # the words of the cards
DENSITY = "population_density"
SAME = 1e-9  # distances closer than this are one distance: the order of the index decides


@dataclass(frozen=True, eq=False)
class Features:
    """What regions are compared by: regions x features, and what each feature is called."""

    values: pd.DataFrame
    names: Mapping[str, str]


def peers(
    index: CompositeIndex,
    region: str,
    *,
    number: int = 3,
    by: str = "indicators",
    study: str | Study | None = None,
) -> pd.DataFrame:
    """The regions that are most alike a region.

    Parameters
    ----------
    index
        The index; only its ranked regions are compared.
    region
        A ranked region.
    number
        How many peers.
    by
        "indicators" of the index; "context" indicators of the study and its density of
        population; or "structure", the shares of industries in employment (or,
        where there is none, in the first column of numbers of `activity`).
    study
        For context and structure: the study of the index, its name or its folder. By default the
        one the index was made from.

    Returns
    -------
    One row a peer, the nearest first: region, name, distance, shared (features that both have),
    alike and different (the three closest and the three most different features, in words).
    Equal distances keep the order of the index.

    Raises
    ------
    UnknownName, ParameterError, StudyError
        For a region that is not ranked, another `by`, fewer than one peer; if there is no study,
        or it holds no context indicators or no employment; if the region has no features.

    Notes
    -----
    Indicators (normalised, as they enter the index) and context (in logarithms where the card's
    scale says so) are brought to mean 0 and standard deviation 1 over the ranked regions; the
    distance is the root of the mean squared difference over the features that both regions have.
    A region with fewer than half of them is no peer. Structure: half the sum over industries of
    |share - share|, the part of jobs that would have to change industry, 0 to 1 (Krugman 1991,
    Hoover 1936); an industry without a figure counts as 0.

    Examples
    --------
    >>> from workbench.competitiveness import Framework, build
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs"], "name": ["Wage", "Jobs"],
    ...                       "direction": "higher is better"})
    >>> raw = pd.DataFrame({"wage": [1.0, 2.0, 9.0], "jobs": [9.0, 8.0, 3.0]}, index=list("abc"))
    >>> found = peers(build(raw, Framework.from_cards(cards)), "a", number=1)
    >>> found[["region", "alike"]].values.tolist()
    [['b', 'Wage']]
    """
    index.check_region(region)
    _check(number, by)
    features = WAYS[by](index, study)
    values = features.values.reindex(index.scores.index).dropna(axis=1, how="all")
    if values.loc[region].isna().all():
        raise StudyError(_nothing_known(region, by))
    differences = (values - values.loc[region]).abs()
    # Industries that neither has are no likeness: there it is the jobs that both have.
    alike = _in_common(values, region) if by == "structure" else -differences
    shared = differences.notna().sum(axis=1)
    distances = _distances(differences, by).where(shared >= ENOUGH * shared[region])
    order = (distances / SAME).round().drop(index=region).dropna().sort_values(kind="stable")
    chosen = list(order.index[:number])
    return pd.DataFrame(
        {
            "region": chosen,
            "name": [index.name_of(each) for each in chosen],
            "distance": distances[chosen].to_numpy(),
            "shared": shared[chosen].to_numpy(),
            "alike": [_told(alike.loc[each], features) for each in chosen],
            "different": [_told(differences.loc[each], features) for each in chosen],
        }
    )


def _distances(differences: pd.DataFrame, by: str) -> pd.Series:
    if by == "structure":
        return differences.sum(axis=1) / 2
    return (differences**2).mean(axis=1) ** 0.5


def _in_common(shares: pd.DataFrame, region: str) -> pd.DataFrame:
    """The smaller of the two shares of each industry."""
    smaller = np.minimum(shares.to_numpy("float64"), shares.loc[[region]].to_numpy("float64"))
    return pd.DataFrame(smaller, shares.index, shares.columns)


def _told(sizes: pd.Series, features: Features) -> str:
    """The features with the largest sizes; at most half of them, so that no list has all."""
    known = sizes.dropna().sort_values(ascending=False, kind="stable")
    told = known.index[: min(TOLD, max(len(known) // 2, 1))]
    return ", ".join(features.names[str(code)] for code in told)


def _standardised(values: pd.DataFrame) -> pd.DataFrame:
    """Mean 0 and standard deviation 1; what is the same everywhere is left out."""
    spread = values.std()
    return ((values - values.mean()) / spread).loc[:, spread > 0]


def _indicators(index: CompositeIndex, study: str | Study | None) -> Features:
    """The indicators of the index."""
    del study
    codes = index.framework.indicators.index
    names = {str(code): index.framework.name_of(code) for code in codes}
    return Features(_standardised(index.normalised), names)


def _context(index: CompositeIndex, study: str | Study | None) -> Features:
    """What the study knows of regions beside the index: size, density, structure of people."""
    found = study_of(index, study)
    cards = _context_cards(found, index.year)
    columns = {str(code): _latest(found, cards.loc[[code]], index.year) for code in cards.index}
    names = {str(code): str(name) for code, name in cards["name"].items()}
    logged = {str(code) for code in cards.index[cards["scale"] == LOGARITHMIC]}
    regions = found.regions.set_index("region")
    if {"population", "area_km2"} <= set(regions):
        columns[DENSITY] = regions["population"] / regions["area_km2"]
        names[DENSITY] = "Density of population"
        logged.add(DENSITY)
    if not columns:
        raise StudyError(_no_table(found, "indicators", "indicators of direction context"))
    values = pd.DataFrame(columns).reindex(index.scores.index)
    for code in logged:
        values[code] = np.log(values[code].where(values[code] > 0))
    return Features(_standardised(values), names)


def _context_cards(study: Study, year: int | None) -> pd.DataFrame:
    """The cards of context indicators with figures of whole regions up to a year."""
    if not {"indicators", "indicator_cards"} <= set(study.tables):
        return pd.DataFrame(columns=["name", "scale"])
    rows, cards = of_whole_regions(study), study.indicator_cards
    seen = rows if year is None else rows[rows["year"] <= year]
    is_used = (cards["direction"] == CONTEXT) & cards["indicator"].isin(seen["indicator"])
    cards = cards[is_used].set_index("indicator")
    return cards if "scale" in cards else cards.assign(scale=None)


def _latest(study: Study, card: pd.DataFrame, year: int | None) -> pd.Series:
    """One indicator in the latest year up to a year, by region."""
    rows = of_whole_regions(study)
    code = str(card.index[0])
    years = rows.loc[rows["indicator"] == code, "year"]
    last = int(years.max() if year is None else years[years <= year].max())
    frame = Framework(card.assign(denominator=None), pd.DataFrame(index=[ROOT]))
    return pd.Series(select(study, frame, year=last).values[code])


def _structure(index: CompositeIndex, study: str | Study | None) -> Features:
    """The shares of industries in the jobs of each region, or in what the study counts instead."""
    found = study_of(index, study)
    counted = counted_in(found)
    if counted is None:
        raise StudyError(_no_table(found, "activity", "employment by region and industry"))
    rows = found.activity
    years = rows["year"].unique()
    year = min(years, key=lambda each: (abs(int(each) - (index.year or int(max(years)))), each))
    rows = rows[rows["year"] == year]
    jobs = rows.pivot_table(index="region", columns="industry", values=counted, aggfunc="sum")
    jobs = jobs.reindex(index.scores.index).fillna(0.0)
    totals = jobs.sum(axis=1)
    table = found.tables.get("industries", pd.DataFrame(columns=["industry", "name"]))
    known = dict(zip(table["industry"], table["name"], strict=True))
    names = {str(code): str(known.get(code, code)) for code in jobs.columns}
    return Features(jobs.div(totals.where(totals > 0), axis=0), names)


def study_of(index: CompositeIndex, study: str | Study | None) -> Study:
    """The study of an index, at its level of regions.

    Raises
    ------
    ParameterError
        If none is given and the index does not come from one.
    """
    if study is None and not index.study:
        raise ParameterError(
            Problem(
                "CLW-I46",
                "the index was made from a table, so what else is known of its regions is not",
                column="study",
                expected="the study with the indicators or the activity of these regions",
                remedy="give study, its name or its folder",
            )
        )
    found = load(index.study if study is None else study)
    regions = found.regions
    if "level" not in regions:
        return found
    levels = regions.loc[regions["region"].isin(index.scores.index), "level"].dropna().unique()
    return at_level(found, str(levels[0]) if len(levels) == 1 else None)


WAYS: Mapping[str, Callable[[CompositeIndex, str | Study | None], Features]] = {
    "indicators": _indicators,
    "context": _context,
    "structure": _structure,
}


def _check(number: int, by: str) -> None:
    if by not in WAYS:
        raise UnknownName(unknown("CLW-I45", "likeness of regions by", by, WAYS, column="by"))
    if number < 1:
        raise ParameterError(
            Problem(
                "CLW-I44",
                f"number is {number}",
                column="number",
                value=str(number),
                expected="a whole number of 1 or more",
                remedy="give number=3",
            )
        )


def _nothing_known(region: str, by: str) -> Problem:
    return Problem(
        "CLW-I47",
        f"nothing is known of {region} to compare it by its {by}",
        column="by",
        value=by,
        expected="a region with figures",
        remedy="compare it by something else: " + " or ".join(each for each in WAYS if each != by),
    )


def _no_table(study: Study, table: str, what: str) -> Problem:
    return Problem(
        "CLW-I47",
        f"study {study.name} has no {what}",
        file=table,
        expected=what,
        remedy='take by="indicators", which needs nothing but the index',
    )
