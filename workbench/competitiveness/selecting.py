"""Which figures enter: one column an indicator, one year each, divided by its denominator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.competitiveness.framework import Framework
from workbench.data import Study
from workbench.errors import ParameterError, Problem, unknown

ENOUGH = 0.8  # of an indicator's best-covered year, for a later year to be taken instead
OLDEST = 5  # years that an indicator may lag behind the year asked for


@dataclass(frozen=True, eq=False)
class Selection:
    """The figures of an index before any step has changed them.

    `values` is regions x indicators, divided by denominators; `years` is the year each indicator
    was taken from; `notes` tell what the reader should know.
    """

    values: pd.DataFrame
    years: pd.Series
    notes: tuple[str, ...]


def framework_of(
    study: Study, *, only: Sequence[str] | None = None, role: str | None = None
) -> Framework:
    """The framework that the cards of a study describe.

    Parameters
    ----------
    study
        With the tables `indicators` and `indicator_cards`, and perhaps `dimensions`.
    only
        The indicators to take; by default all that have a direction and a weight.
    role
        Take only indicators of this role: outcome or driver.

    Raises
    ------
    ParameterError
        If the study has no indicators, or fewer than two of them can enter an index.
    """
    if not {"indicators", "indicator_cards"} <= set(study.tables):
        raise ParameterError(
            Problem(
                "CLW-I03",
                f"study {study.name} has no indicators, so there is nothing to make an index of",
                file="datapackage.json",
                expected="the tables indicators and indicator_cards",
                remedy="add them with: workbench new study, or take another study",
            )
        )
    cards = study.indicator_cards
    if role is not None:
        cards = _of_role(cards, role)
    return Framework.from_cards(cards, study.tables.get("dimensions"), only=only)


def _of_role(cards: pd.DataFrame, role: str) -> pd.DataFrame:
    """The cards of one role."""
    roles = cards["role"] if "role" in cards else pd.Series(None, index=cards.index, dtype="str")
    if not (roles == role).any():
        known = [str(each) for each in roles.dropna().unique()]
        raise ParameterError(
            unknown(
                "CLW-I06",
                "role of an indicator",
                role,
                known,
                column="role",
                remedy="write outcome or driver into the column role of indicator_cards",
            )
        )
    return cards[roles == role]


def select(
    study: Study, framework: Framework, *, year: int | None = None, oldest: int = OLDEST
) -> Selection:
    """The figures of the framework's indicators, one year each.

    Parameters
    ----------
    study
        At the level of regions wanted.
    framework
        The indicators, and what each is divided by.
    year
        The year of the index; the latest there is by default. An indicator without figures for
        it is taken from the latest earlier year, at most `oldest` years before, that covers 80 %
        of the regions of its best year.

    Returns
    -------
    Selection
        Regions without any figure are not in it.

    Raises
    ------
    ParameterError
        For indicators without figures in those years, and denominators that are neither an
        indicator nor a column of regions; all at once.
    """
    rows = of_whole_regions(study)
    if rows.empty:
        raise ParameterError(_only_of_industries(study))
    latest = int(year if year is not None else rows["year"].max())
    rows = rows[rows["year"].between(latest - oldest, latest)]
    columns: dict[str, pd.Series] = {}
    years: dict[str, int] = {}
    problems: list[Problem] = []
    for code, divisor in framework.indicators["denominator"].items():
        name = str(code)
        taken = _year_of(rows, name)
        if taken is None:
            problems.append(_without_figures(name, latest, oldest))
            continue
        years[name] = taken
        columns[name] = _figures(rows, name, taken)
        if not pd.isna(divisor):
            below = _denominator(study, rows, str(divisor), taken)
            if below is None:
                problems.append(_no_denominator(study, name, str(divisor)))
            else:
                columns[name] = columns[name] / below.where(below > 0)
    if problems:
        raise ParameterError(problems)
    values = pd.DataFrame(columns).reindex(study.regions["region"])
    values = values.dropna(how="all").rename_axis(index="region", columns="indicator")
    taken_from = pd.Series(years, dtype="int64", name="year").rename_axis("indicator")
    return Selection(values, taken_from, tuple(_notes(taken_from, latest)))


def of_whole_regions(study: Study) -> pd.DataFrame:
    """The rows of `indicators` that are about regions, without those about single industries."""
    rows = study.indicators
    return rows[rows["industry"].isna()] if "industry" in rows else rows


def has_figures(study: Study, indicator: str, year: int, *, oldest: int = OLDEST) -> bool:
    """Whether an indicator of regions has figures for a year, or shortly before."""
    rows = of_whole_regions(study)
    is_near = rows["year"].between(year - oldest, year)
    return bool((is_near & (rows["indicator"] == indicator)).any())


def latest_figures(study: Study, year: int | None, *, oldest: int = OLDEST) -> pd.DataFrame:
    """Every indicator of regions at its latest year up to one: regions x indicators."""
    rows = of_whole_regions(study)
    latest = int(year if year is not None else rows["year"].max())
    rows = rows[rows["year"].between(latest - oldest, latest)]
    taken = {str(name): _year_of(rows, str(name)) for name in rows["indicator"].unique()}
    columns = {name: _figures(rows, name, own) for name, own in taken.items() if own is not None}
    return pd.DataFrame(columns)


def _figures(rows: pd.DataFrame, name: str, year: int) -> pd.Series:
    """One indicator in one year, by region."""
    own = rows[(rows["indicator"] == name) & (rows["year"] == year)]
    return pd.Series(own["value"].to_numpy("float64"), index=own["region"].to_numpy())


def _year_of(rows: pd.DataFrame, name: str) -> int | None:
    """The latest year that covers enough regions of the indicator's best year."""
    counts = rows.loc[rows["indicator"] == name, "year"].value_counts()
    if counts.empty:
        return None
    return int(counts.index[counts >= ENOUGH * counts.max()].max())


def _denominator(study: Study, rows: pd.DataFrame, name: str, year: int) -> pd.Series | None:
    """What an indicator is divided by: an indicator of the same or nearest year, or a column."""
    years = rows.loc[rows["indicator"] == name, "year"].unique()
    if len(years):
        return _figures(rows, name, int(min(years, key=lambda each: abs(each - year))))
    regions = study.regions
    if name in regions and pd.api.types.is_numeric_dtype(regions[name]):
        return pd.Series(regions[name].to_numpy("float64"), index=regions["region"].to_numpy())
    return None


def _only_of_industries(study: Study) -> Problem:
    return Problem(
        "CLW-I03",
        f"every indicator of study {study.name} is about an industry, and none about a region",
        file="indicators",
        column="industry",
        expected="indicators of regions: rows whose industry is empty",
        remedy="add figures of whole regions, or take another study",
    )


def _without_figures(name: str, latest: int, oldest: int) -> Problem:
    return Problem(
        "CLW-I07",
        f"the indicator {name} has no figures from {latest - oldest} to {latest}",
        file="indicators",
        column="year",
        value=name,
        expected=f"figures of regions, at most {oldest} years before the index",
        remedy="take another year, or leave the indicator out (weight 0 on its card)",
    )


def _no_denominator(study: Study, name: str, divisor: str) -> Problem:
    numbers = study.regions.select_dtypes("number").columns
    known = [*study.indicators["indicator"].unique(), *numbers]
    return unknown(
        "CLW-I08",
        f"denominator of {name} called",
        divisor,
        known,
        file="indicator_cards",
        column="denominator",
        remedy="name an indicator with figures near that year, or a column of regions",
    )


def _notes(years: pd.Series, latest: int) -> list[str]:
    """Which indicators are older than the index."""
    older = years[years < latest]
    if older.empty:
        return []
    told = ", ".join(f"{name} {year}" for name, year in older.items())
    return [f"Older than {latest}, because there is nothing newer: {told}."]
