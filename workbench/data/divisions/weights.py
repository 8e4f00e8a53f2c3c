"""How is a divided unit shared out: the weight of each of its parts, where the weights say it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.data.divisions.records import ENDING
from workbench.errors import Problem, listed


def moves_of(records: pd.DataFrame) -> pd.DataFrame:
    """Old and new code of each move of one year; a code that goes on also moves to itself.

    Examples
    --------
    >>> off = pd.DataFrame({"old_region": ["1"], "new_region": ["2"], "kind": ["split off"]})
    >>> moves_of(off)["new_region"].tolist()
    ['2', '1']
    """
    pair = ["old_region", "new_region"]
    moves = records[[*pair, "kind"]].drop_duplicates(pair)
    ending = records.loc[records["kind"].isin(ENDING), "old_region"]
    staying = moves[~moves["old_region"].isin(ending)].drop_duplicates("old_region")
    stay = staying.assign(new_region=staying["old_region"])
    return pd.concat([moves, stay], ignore_index=True).drop_duplicates(pair, ignore_index=True)


def shared(moves: pd.DataFrame, weight: pd.Series) -> pd.DataFrame:
    """Moves with their shares: 1 for a code that moves to one place, else by weight."""
    old = moves["old_region"]
    is_alone = ~old.duplicated(keep=False)
    total = weight.groupby(old).transform("sum")
    is_usable = (weight >= 0).groupby(old).transform("all") & (total > 0)
    share = (weight / total.where(total > 0)).where(is_usable)
    return moves.assign(share=share.mask(is_alone, 1.0), weight=weight)


def weight_of_pairs(weights: pd.DataFrame, moves: pd.DataFrame) -> pd.Series:
    """The weight of each move, from weights by old and new code."""
    pairs = weights.set_index(["old_region", "new_region"])["weight"].astype("float64")
    wanted = pd.MultiIndex.from_frame(moves[["old_region", "new_region"]])
    return pairs.reindex(wanted).set_axis(moves.index)


def weight_of_sizes(
    weights: pd.DataFrame, moves: pd.DataFrame, here: pd.DataFrame, later: pd.DataFrame
) -> pd.Series:
    """The weight of each move, from the sizes of the regions at the end.

    A part weighs what the regions weigh that came of it. That is known only where these regions
    came of nothing else.

    Parameters
    ----------
    weights
        region, weight: the sizes of the regions of the last division.
    moves
        The moves of one year.
    here
        The codes of the division in that year: region, valid_from, valid_to.
    later
        The changes after that year, up to the last.
    """
    ended = set(moves["old_region"]) - set(moves["new_region"])
    codes = (set(here["region"]) | set(moves["new_region"])) - ended
    reach = _reach(codes, later)
    origins = pd.Series([end for ends in reach.values() for end in ends]).value_counts()
    size = weights.set_index("region")["weight"].astype("float64")
    before = set(here.loc[here["valid_from"] < here["year"], "region"])
    givers = moves.groupby("new_region")["old_region"].nunique()

    def weigh(old: str, new: str) -> float:
        is_own = new == old or new not in before
        ends = reach[new]
        if not is_own or givers[new] > 1 or any(origins[end] > 1 for end in ends):
            return np.nan
        return float(size.reindex(sorted(ends)).sum(skipna=False))

    found = [weigh(o, n) for o, n in zip(moves["old_region"], moves["new_region"], strict=True)]
    return pd.Series(found, index=moves.index, dtype="float64")


def _reach(codes: set[str], later: pd.DataFrame) -> dict[str, set[str]]:
    """The codes at the end that hold some part of each code."""
    reach = {code: {code} for code in codes}
    for _, records in later.groupby("year"):
        becomes = moves_of(records).groupby("old_region")["new_region"].agg(set)
        for code, ends in reach.items():
            reach[code] = set().union(*(becomes.get(end, {end}) for end in ends))
    return reach


def weight_problems(moves: pd.DataFrame, year: int) -> Iterator[Problem]:
    """The units that were divided without weights, or with weights that cannot be used."""
    lacking = moves[moves["share"].isna()]
    for old, rows in lacking.groupby("old_region"):
        parts = listed(str(new) for new in rows["new_region"])
        is_given = rows["weight"].notna().all()
        why = "its weights cannot be used" if is_given else "no weights say how to share it out"
        yield Problem(
            "CLW-G36" if is_given else "CLW-G33",
            f"{old} was divided in {year} (into {parts}), and {why}",
            value=str(old),
            expected="a weight of 0 or more for each part, not all of them 0; a part that went "
            "to a region that was there already needs the weight of the part itself",
            remedy="pool the regions: --to constant; or give the weights: "
            "--weights FILE with the columns old_region, new_region, weight",
        )
