"""How alike are two industries: what the regions they share say of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._cells import YEAR, Cells, Numbers, cells, ratio
from workbench.measures._door import choose, refuse
from workbench.measures._presence import Presence

MINIMUM = "minimum_conditional_probability"
SHARES = (MINIMUM, "cosine", "jaccard")  # from 0 to 1, fit to weigh industries by
ASSOCIATION, CORRELATION = "association_strength", "correlation"


def proximity(presence: Presence, variant: str = MINIMUM) -> Numbers:
    """The proximity of each pair of industries, nan where it is undefined.

    The diagonal is what the formula makes of an industry with itself.
    """
    both = presence.together
    own = np.diagonal(both)
    if variant == MINIMUM:
        return ratio(both, np.maximum.outer(own, own))
    if variant == "cosine":
        return ratio(both, np.sqrt(np.multiply.outer(own, own)))
    if variant == "jaccard":
        return ratio(both, np.add.outer(own, own) - both)
    n = np.count_nonzero(presence.is_present.any(axis=1))
    product = np.multiply.outer(own, own)
    if variant == ASSOCIATION:
        return ratio(n * both, product)
    spread = np.sqrt(own * (n - own))
    return ratio(n * both - product, np.multiply.outer(spread, spread))


@dataclass(frozen=True)
class Proximities:
    """The proximities to weigh industries by: computed from presences, or taken from a table.

    `given` is by industry, other industry and year; nan where the table says nothing.
    """

    variant: str
    given: Numbers | None = None

    def of(self, presence: Presence) -> Numbers:
        """The proximity of each pair of industries in one year, nan where it is not known."""
        if self.given is None:
            return proximity(presence, self.variant)
        return self.given[:, :, presence.year].copy()


def proximities_for(found: Cells, variant: str, table: pd.DataFrame | None) -> Proximities:
    """The proximities that a measure asks for by name, or those of a table.

    A pair that the table has in one direction only counts in both.

    Raises
    ------
    UnknownName
        If there are no proximities of that name, or the table lacks a column.
    StudyError
        If a proximity is not from 0 to 1, a pair is there twice, or the table comes by year and
        the cells do not.
    """
    choose("proximity", variant, SHARES)
    if table is None:
        return Proximities(variant)
    listed = cells(table, "value", ("industry", "other_industry"), "proximities")
    refuse(table, [(_ABOVE_ONE, listed.amounts > 1)])
    if YEAR in listed.keys and YEAR not in found.keys:
        raise StudyError(_YEARS)
    levels = found.keys["industry"].levels
    years = found.keys[YEAR].levels if YEAR in found.keys else range(1)
    given = np.full((len(levels), len(levels), len(years)), np.nan)
    first, second = (
        levels.get_indexer(key.levels)[key.codes]
        for key in (listed.keys["industry"], listed.keys["other_industry"])
    )
    is_known = (first >= 0) & (second >= 0) & ~listed.is_unknown
    if YEAR in listed.keys:
        year = found.keys[YEAR].levels.get_indexer(listed.keys[YEAR].levels)
        when = year[listed.keys[YEAR].codes]
        is_known &= when >= 0
        given[first[is_known], second[is_known], when[is_known]] = listed.amounts[is_known]
    else:
        given[first[is_known], second[is_known]] = listed.amounts[is_known, None]
    return Proximities(variant, np.where(np.isnan(given), given.swapaxes(0, 1), given))


_ABOVE_ONE = Problem(
    "CLW-M40",
    "a proximity in the table proximities is above 1",
    column="value",
    expected="a share from 0 to 1",
    remedy="take one of the proximities from 0 to 1, or divide all of them by the largest",
)
_YEARS = Problem(
    "CLW-M04",
    "the proximities come by year, and the cells do not say of which year they are",
    column=YEAR,
    expected="a column year in both tables, or proximities of one year without it",
    remedy="pick one year of the proximities, and drop the column year",
)
