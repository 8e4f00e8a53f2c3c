"""How do the regions of every year of a study lead to one division: all crosswalks together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.data.divisions.crosswalks import CONSTANT, Crosswalk, crosswalk
from workbench.data.divisions.records import ENDING


@dataclass(frozen=True, eq=False)
class Way:
    """The crosswalks of all years of a study as tables.

    `links` has one row a year, source and target: year, region, target, share, change (the kind
    of the last change, empty where nothing changed). `parts` has one row a year and target:
    parts, how many regions of the year the target is made of. `ends` has one row a code that
    exists at the end: region, target.
    """

    to: str
    links: pd.DataFrame
    parts: pd.DataFrame
    ends: pd.DataFrame
    division: pd.DataFrame
    changes: pd.DataFrame

    def __repr__(self) -> str:
        changed = self.links.loc[self.links["change"].notna(), "region"].nunique()
        years = sorted(self.links["year"].unique())
        return (
            f"way to {self.to} from {years[0]} to {years[-1]}: {self.links['region'].nunique()} "
            f"codes to {self.links['target'].nunique()}, {changed} of them changed"
        )


def way(
    division: pd.DataFrame,
    changes: pd.DataFrame,
    years: Sequence[int],
    *,
    to: int | str = CONSTANT,
    weights: pd.DataFrame | None = None,
) -> Way:
    """The crosswalks of some years to one division.

    Parameters
    ----------
    division, changes, to, weights
        As in `crosswalk`.
    years
        The years of the tables. Constant units are constant from the first of them to the end
        of the division.

    Raises
    ------
    StudyError, ParameterError
        As `crosswalk` does.
    """
    walks = [
        crosswalk(division, changes, year=year, to=to, weights=weights, first=min(years))
        for year in sorted(set(years))
    ]
    parts = [_parts(walk, changes) for walk in walks]
    links = [
        walk.table.assign(year=walk.year).rename(columns={"source": "region", "kind": "change"})
        for walk in walks
    ]
    return Way(
        str(to),
        pd.concat(links, ignore_index=True),
        pd.concat(parts, ignore_index=True),
        _ends(division, changes, to, min(years)),
        division,
        changes,
    )


def _parts(walk: Crosswalk, changes: pd.DataFrame) -> pd.DataFrame:
    """How many regions a target has; in the year of a change its old and new codes do not count."""
    now = changes[changes["year"] == walk.year]
    unsure = set(now["old_region"]) | set(now["new_region"])
    sure = walk.table[~walk.table["source"].isin(unsure) & (walk.table["share"] > 0)]
    sizes = sure.groupby("target")["source"].nunique().rename("parts").reset_index()
    return sizes.assign(year=walk.year)


def _ends(division: pd.DataFrame, changes: pd.DataFrame, to: int | str, first: int) -> pd.DataFrame:
    """The codes that exist at the end, each with the region of the new division that holds it."""
    last = int(division["valid_to"].max()) if to == CONSTANT else int(to)
    table = crosswalk(division, changes, year=last, to=to, first=first).table
    is_over = (changes["year"] == last) & changes["kind"].isin(ENDING)
    table = table[~table["source"].isin(changes.loc[is_over, "old_region"])]
    return table.rename(columns={"source": "region"})[["region", "target"]]
