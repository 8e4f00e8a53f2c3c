"""What would ranks be without this indicator."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from workbench.competitiveness.building import build
from workbench.competitiveness.composite import CompositeIndex, ranked
from workbench.competitiveness.framework import Framework
from workbench.errors import ParameterError, Problem, UnknownName, unknown
from workbench.measures._progress import shown

FEWEST = 2  # of which one can be left out
WAYS = ("indicators", "dimensions")


def without_each(index: CompositeIndex, by: str = "indicators") -> pd.DataFrame:
    """How ranks move when one indicator, or one dimension, is left out of the index.

    Parameters
    ----------
    index
        A composite index.
    by
        "indicators", or "dimensions": all indicators of one at a time.

    Returns
    -------
    DataFrame
        One row for each that is left out, in the order of the framework: left_out (its code),
        name, mean_shift and largest_shift (of the rank, in absolute terms, over the regions),
        spearman (the correlation of the ranks with and without), moves_most (the region that moves
        most, the better ranked of several) with moves_most_name and moves_most_by (ranks; below
        zero where it rises without), regions (how many are compared).

    Raises
    ------
    UnknownName
        If `by` is neither of the two.
    ParameterError
        If nothing would be left, or the rest makes no index.

    Notes
    -----
    The index is made anew from the first step, so that imputation and the weights that come from
    the data may change too. A region that only one of the two indices ranks is not compared, and
    ranks are counted among those compared.

    Examples
    --------
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs", "new"], "direction":
    ...                       "higher is better"})
    >>> raw = pd.DataFrame({"wage": [1.0, 2, 4], "jobs": [9.0, 5, 3], "new": [9.0, 6, 3]},
    ...                    index=["A", "B", "C"])
    >>> without_each(build(raw, Framework.from_cards(cards)))["largest_shift"].tolist()
    [0, 2, 2]
    """
    if by not in WAYS:
        raise UnknownName(unknown("CLW-I33", "way to leave out", by, WAYS, column="by"))
    parts = _parts(index.framework, by)
    if len(parts) < FEWEST:
        raise ParameterError(_nothing_left(by, parts))
    rows = shown(parts.items(), len(parts), "Left out")
    return pd.DataFrame([_row(index, code, leaves) for code, leaves in rows])


def _parts(framework: Framework, by: str) -> Mapping[str, list[str]]:
    """The indicators to leave out at a time, by what they make up."""
    below = {code: [code] for code in framework.indicators.index}
    if by == "indicators":
        return below
    for own, children in framework.groups:
        below[own] = [leaf for child in children for leaf in below[child]]
    everything = len(framework.indicators)
    return {c: below[c] for c in framework.dimensions.index if len(below[c]) < everything}


def _row(index: CompositeIndex, code: str, leaves: list[str]) -> dict[str, object]:
    """What leaving out does."""
    framework = index.framework
    for leaf in leaves:
        framework = framework.without(leaf)
    rest = build(index.raw, framework, index.recipe, groups=index.groups).scores.dropna()
    before = index.scores.dropna()
    before = before[before.index.isin(rest.index)]
    old, new = ranked(before).astype("int64"), ranked(rest[before.index]).astype("int64")
    shift = new - old
    most = shift.abs().idxmax()
    return {
        "left_out": code,
        "name": index.framework.name_of(code),
        "mean_shift": float(shift.abs().mean()),
        "largest_shift": int(shift.abs().max()),
        "spearman": float(before.rank().corr(rest[before.index].rank())),
        "moves_most": most,
        "moves_most_name": index.name_of(most),
        "moves_most_by": int(shift.to_numpy()[before.index.get_loc(most)]),
        "regions": len(before),
    }


def _nothing_left(by: str, parts: Mapping[str, list[str]]) -> Problem:
    return Problem(
        "CLW-I35",
        f"the index has too few {by} to leave one out",
        column=by,
        value=", ".join(parts) or "one that holds all",
        expected="at least two, so that one is left",
        remedy="leave out indicators one by one, or give the index more of them",
    )
