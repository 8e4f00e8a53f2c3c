"""How do figures of one year's regions go over to the regions of another: shares that sum to 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.divisions.division import in_year
from workbench.data.divisions.records import ENDING
from workbench.data.divisions.units import constant_units
from workbench.data.divisions.weights import (
    moves_of,
    shared,
    weight_of_pairs,
    weight_of_sizes,
    weight_problems,
)
from workbench.errors import ParameterError, Problem, StudyError

CONSTANT = "constant"
SHARE_TOLERANCE = 1e-12


@dataclass(frozen=True, eq=False)
class Crosswalk:
    """The way from the regions of a year to those of a division.

    `table` has one row a source and target: source, target, share, year, kind. The shares of
    each source sum to 1; `year` and `kind` are those of the last change on the way, empty where
    nothing changed. `to` is a year, or "constant".
    """

    year: int
    to: str
    table: pd.DataFrame

    def __post_init__(self) -> None:
        sums = self.table.groupby("source")["share"].sum()
        wrong = sums[(sums - 1).abs() > SHARE_TOLERANCE]
        if len(wrong):
            raise StudyError(
                Problem(
                    "CLW-G36",
                    f"the shares of {wrong.index[0]} sum to {wrong.iloc[0]}, not to 1",
                    value=str(wrong.index[0]),
                    expected=f"shares that sum to 1 within {SHARE_TOLERANCE}",
                    more=len(wrong) - 1,
                    remedy="correct the weights of this region",
                )
            )

    def __repr__(self) -> str:
        table = self.table
        changed = table[(table["source"] != table["target"]) | (table["share"] < 1)]
        return (
            f"crosswalk {self.year} to {self.to}: {table['source'].nunique()} regions to "
            f"{table['target'].nunique()}, {changed['source'].nunique()} of them changed"
        )


def crosswalk(
    division: pd.DataFrame,
    changes: pd.DataFrame,
    *,
    year: int,
    to: int | str,
    weights: pd.DataFrame | None = None,
    first: int | None = None,
) -> Crosswalk:
    """The crosswalk from the regions of one year to those of another, or to constant units.

    Parameters
    ----------
    division, changes
        As `build_division` and `read_changes` give them.
    year
        The year whose codes are the sources.
    to
        The year whose codes are the targets, or "constant": the units that are constant from
        `first` to the last year of the division.
    weights
        How to share out a unit that was split, or gave a part away: old_region, new_region,
        weight, with a row for the old region itself where it goes on; or, where each receiver is
        wholly of the old unit, region and weight (such as the population of the new units).
    first
        The year from which units are to be constant; `year` by default.

    Returns
    -------
    A `Crosswalk`. Renamed, recoded and merged units have a share of 1.

    Raises
    ------
    StudyError
        If a split has no weights, weights cannot be used, or a code ends without a successor.
    ParameterError
        If `to` lies before `year`.

    Examples
    --------
    >>> division = pd.DataFrame({"region": ["1", "2"], "name": ["a", "b"],
    ...     "valid_from": [2010, 2016], "valid_to": [2020, 2020]})
    >>> changes = pd.DataFrame({"year": [2016], "kind": ["split off"], "old_region": ["1"],
    ...                         "new_region": ["2"]})
    >>> people = pd.DataFrame({"region": ["1", "2"], "weight": [30, 10]})
    >>> crosswalk(division, changes, year=2010, to=2020, weights=people).table["share"].tolist()
    [0.75, 0.25]
    """
    if to == CONSTANT:
        return _to_units(division, changes, year, year if first is None else first)
    last = int(to)
    if last < year:
        raise ParameterError(_backwards(year, last))
    walk = _unchanged(in_year(division, year)["region"])
    for when, steps in _steps(division, changes, year, last, weights):
        walk = _walked(walk, steps, when)
    problems = list(_dead_ends(walk, in_year(division, last), year, last))
    if problems:
        raise StudyError(problems)
    return Crosswalk(year, str(last), walk)


def _to_units(division: pd.DataFrame, changes: pd.DataFrame, year: int, first: int) -> Crosswalk:
    last = int(division["valid_to"].max())
    units = constant_units(division, changes, first, last)
    problems = list(_loose_ends(units, division, first))
    if problems:
        raise StudyError(problems)
    sources = in_year(division, year)["region"]
    walk = _unchanged(sources).drop(columns="target")
    walk = walk.merge(units.rename(columns={"region": "source", "unit": "target"}), on="source")
    is_pooled = walk["target"].map(units["unit"].value_counts()) > 1
    walk["kind"] = walk["kind"].mask(is_pooled, "pooled")
    return Crosswalk(year, CONSTANT, walk[["source", "target", "share", "year", "kind"]])


def _unchanged(codes: pd.Series) -> pd.DataFrame:
    unique = codes.drop_duplicates().reset_index(drop=True)
    walk = pd.DataFrame({"source": unique, "target": unique, "share": 1.0})
    no_year = pd.Series([None] * len(walk), index=walk.index, dtype="Int64")
    return walk.assign(year=no_year, kind=pd.Series(None, index=walk.index, dtype="str"))


def _steps(
    division: pd.DataFrame,
    changes: pd.DataFrame,
    year: int,
    last: int,
    weights: pd.DataFrame | None,
) -> list[tuple[int, pd.DataFrame]]:
    """What becomes of each changed code in each year, with shares; all lacking weights at once.

    Figures of the year of a change are taken as after it where the old code goes on.
    """
    is_later = (changes["year"] > year) & (changes["year"] <= last)
    is_now = (changes["year"] == year) & changes["kind"].isin(ENDING)
    steps, problems = [], list[Problem]()
    for when, records in changes[is_later | is_now].groupby("year"):
        now = int(str(when))
        moves, here = moves_of(records), in_year(division, now).assign(year=now)
        later = changes[(changes["year"] > now) & (changes["year"] <= last)]
        steps.append((now, shared(moves, _weights(weights, moves, here, later))))
        problems += weight_problems(steps[-1][1], now)
    if problems:
        raise StudyError(problems)
    return steps


def _weights(
    weights: pd.DataFrame | None, moves: pd.DataFrame, here: pd.DataFrame, later: pd.DataFrame
) -> pd.Series:
    """The weight of each move of a year, missing where the weights do not say it."""
    if weights is None:
        return pd.Series(np.nan, index=moves.index)
    if "region" in weights:
        return weight_of_sizes(weights, moves, here, later)
    return weight_of_pairs(weights, moves)


def _walked(walk: pd.DataFrame, steps: pd.DataFrame, year: int) -> pd.DataFrame:
    """The crosswalk one year further."""
    moves = steps.rename(columns={"old_region": "target", "share": "part", "kind": "now"})
    joined = walk.merge(moves[["target", "new_region", "part", "now"]], on="target", how="left")
    moved = joined["new_region"].notna()
    further = pd.DataFrame(
        {
            "source": joined["source"],
            "target": joined["new_region"].fillna(joined["target"]),
            "share": joined["share"] * joined["part"].fillna(1.0),
            "year": joined["year"].mask(moved, year),
            "kind": joined["now"].fillna(joined["kind"]),
        }
    )
    how: dict[str, Any] = {"share": "sum", "year": "max", "kind": "last"}
    return further.groupby(["source", "target"], as_index=False).agg(how)


def _dead_ends(walk: pd.DataFrame, later: pd.DataFrame, year: int, last: int) -> Iterator[Problem]:
    lost = walk.loc[~walk["target"].isin(later["region"]), "target"]
    for code in dict.fromkeys(map(str, lost)):
        yield _without_change(f"{code} is no region of {last}", f"since {year}", code)


def _loose_ends(units: pd.DataFrame, division: pd.DataFrame, first: int) -> Iterator[Problem]:
    """Codes that end with no successor, or begin with no origin, between the years."""
    for code in units.loc[units["unit"].isna(), "region"]:
        yield _without_change(f"{code} does not exist at the end", "", code)
    begins = division.groupby("region")["valid_from"].min()
    alone = units[~units["unit"].duplicated(keep=False) & units["unit"].notna()]
    for code in alone.loc[alone["region"].map(begins) > first, "region"]:
        yield _without_change(f"{code} does not exist in {first}", "", code)


def _without_change(what: str, since: str, code: str) -> Problem:
    return Problem(
        "CLW-G34",
        " ".join(f"{what}, and no change {since} says what became of it or what it was".split()),
        value=code,
        expected="codes of both years, or a change that leads from one to the other",
        remedy="add the change to the file of changes: year, kind, old_region, new_region",
    )


def _backwards(year: int, last: int) -> Problem:
    return Problem(
        "CLW-G48",
        f"figures of {year} cannot be carried back to the regions of {last}",
        value=str(last),
        expected=f"{year} or a later year",
        remedy=f"--to {year}, or --to {CONSTANT}",
    )
