"""Which cells are at the top of their industry: ranks and quantiles by group, ties kept together.

A quantile is of type 7 (Hyndman and Fan 1996): linear between the order statistics, exactly an
order statistic where two neighbours are equal.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._cells import Codes, Numbers, Reason, Rows
from workbench.measures.location_quotient import location_quotient

# A share times a count is a whole number but for rounding: 0.07 * 100 is 7.000000000000001.
ROUNDING = 1e-9
FEW = 2**16


def top(values: Numbers, group: Codes, eligible: Rows, share: float) -> Rows:
    """The eligible cells that fewer than `share` of the group's eligible cells lie above."""
    above, counts = _above(values, group, eligible)
    return eligible & (above < share * counts - ROUNDING)


def quantiles(values: Numbers, group: Codes, eligible: Rows, probability: float) -> Numbers:
    """The quantile of the eligible cells of each row's group; nan where a group has none."""
    rows = np.flatnonzero(eligible)
    size = int(group.max()) + 1 if len(group) else 0
    ordered = values[rows][_order(values[rows], group[rows])]
    counts = np.bincount(group[rows], minlength=size)
    place = np.maximum(counts - 1, 0) * probability
    low = np.floor(place + ROUNDING).astype(np.intp)
    part = np.maximum(place - low, 0)
    starts = np.cumsum(counts) - counts
    padded = np.append(ordered, np.nan)
    below = padded[np.where(counts > 0, starts + low, len(ordered))]
    above = padded[np.where(counts > 0, starts + np.minimum(low + 1, counts - 1), len(ordered))]
    found: Numbers = (below + part * (above - below))[group]
    return found


def reasons_of(answer: pd.DataFrame) -> list[Reason]:
    """Why a measure has no value, each reason with its rows."""
    codes = answer["undefined"].cat.codes.to_numpy()
    texts = answer["undefined"].cat.categories
    return [(str(text), codes == code) for code, text in enumerate(texts)]


def quotients(
    activity: pd.DataFrame, value: str, background: str, industries: pd.DataFrame | None
) -> tuple[Numbers, list[Reason]]:
    """The location quotient of each cell by row, and why it has none."""
    found = location_quotient(activity, value=value, background=background, industries=industries)
    return found["value"].to_numpy(dtype="float64"), reasons_of(found)


def _order(values: Numbers, group: Codes) -> Codes:
    """Places by group, and by value in it; two sorts of one key each are faster than a lexsort."""
    by_value = np.argsort(values)
    codes = group[by_value]
    if codes.max(initial=0) < FEW:
        codes = codes.astype(np.uint16)  # sorted by radix
    return np.asarray(by_value[np.argsort(codes, kind="stable")], dtype=np.intp)


def _above(values: Numbers, group: Codes, eligible: Rows) -> tuple[Numbers, Numbers]:
    """How many eligible cells of its group lie above each, and how many there are; by row."""
    rows = np.flatnonzero(eligible)
    order = rows[_order(-values[rows], group[rows])]
    is_new = np.ones(len(order), dtype=np.bool_)
    own, number = group[order], values[order]
    starts_group = is_new.copy()
    starts_group[1:] = own[1:] != own[:-1]
    is_new[1:] = starts_group[1:] | (number[1:] != number[:-1])
    place = np.arange(len(order))
    first_of_ties = np.maximum.accumulate(np.where(is_new, place, 0))
    first_of_group = np.maximum.accumulate(np.where(starts_group, place, 0))
    above = np.zeros(len(values))
    above[order] = first_of_ties - first_of_group
    size = int(group.max()) + 1 if len(group) else 0
    counts = np.bincount(group[rows], minlength=size)[group]
    return above, counts.astype(np.float64)
