"""How does a measure of two industries at a time hand back its numbers: each pair both ways."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.measures._answer import answer, at
from workbench.measures._cells import YEAR, Cells, Codes, Numbers, either
from workbench.measures._spread import Compared


def coagglomerations(compared: Compared) -> Numbers:
    """By year, industry and other: the sum of (s_ir - x_r) (s_jr - x_r), over 1 - sum of x_r²."""
    n = len(compared.found.keys["industry"].levels)
    values = np.zeros((len(compared.shares), n, n))
    for year, spread in enumerate(compared.spreads()):
        np.matmul(spread.excess, spread.excess.T, out=values[year])
        values[year] /= spread.room or 1.0
    return values


def answer_by_pair(compared: Compared, values: Numbers, facts: dict[str, Any]) -> pd.DataFrame:
    """One row for each industry with each other one of its year, in the order of the table.

    `values` go by year, industry and other industry.
    """
    found, industry = compared.found, compared.found.by("industry")
    rows, own, other, year = _pairs(found)
    of_own, of_other = (each * industry.rest + year for each in (own, other))
    reasons = compared.reasons()
    told = [*at(reasons, of_own), *at(reasons, of_other, "other industry: ")]
    is_undefined = either(len(own), (pairs for _, pairs in told))
    is_incomplete = industry.holds(found.is_unknown)
    is_incomplete = (is_incomplete[of_own] | is_incomplete[of_other]) & ~is_undefined
    facts = {**facts, "n_incomplete": int(is_incomplete.sum())}
    return answer(_labels(found, rows, other), values[year, own, other], told, facts)


def _pairs(found: Cells) -> tuple[Codes, Codes, Codes, Codes]:
    """Of each pair: the first row of its industry, the industry, the other one, the year."""
    industry = found.by("industry")
    rows = industry.first_rows
    own, year = np.divmod(industry.codes[rows], max(industry.rest, 1))
    is_there = np.zeros((industry.rest, industry.first), dtype=np.bool_)
    is_there[year, own] = True
    is_pair = is_there[year]
    is_pair[np.arange(len(rows)), own] = False
    first, other = np.nonzero(is_pair)
    return rows[first], own[first], other, year[first]


def _labels(found: Cells, rows: Codes, other: Codes) -> pd.DataFrame:
    """The keys of pairs, as the table has them."""
    industry, names = found.keys["industry"], found.table["industry"]
    holder = np.zeros(len(industry.levels), dtype=np.intp)
    holder[industry.codes] = np.arange(len(names))
    keys = {"industry": names.iloc[rows], "other_industry": names.iloc[holder[other]]}
    if YEAR in found.keys:
        keys[YEAR] = found.table[YEAR].iloc[rows]
    return pd.DataFrame({name: key.reset_index(drop=True) for name, key in keys.items()})
