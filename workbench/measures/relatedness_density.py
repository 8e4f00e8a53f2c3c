"""How many of the industries related to one industry does a region have."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer, at
from workbench.measures._card import CELL_KEYS, Card, Variant, measure
from workbench.measures._cells import (
    YEAR,
    Cells,
    Codes,
    Numbers,
    Reason,
    Rows,
    cells,
    either,
    ratio,
)
from workbench.measures._door import choose
from workbench.measures._presence import (
    TOO_SMALL,
    check_threshold,
    labels,
    listed,
    presence_by_year,
)
from workbench.measures._proximity import proximities_for

Places = tuple[Codes, Codes, Codes]

INCLUDING = "including_own"

CARD = Card(
    question="How many of the industries related to one industry does a region have?",
    formula="d_ri = sum over j of M_rj phi_ij / sum over j of phi_ij, M_rj = 1 where the region's "
    "location quotient of industry j is 1 or more",
    source="Hidalgo, Klinger, Barabási and Hausmann (2007); Boschma, Balland and Kogler (2015)",
    reading="0.4 means that the region has 40% of what is related to the industry, counted by how "
    "closely it is",
    variants={
        "excluding_own": Variant(
            "related industries without the industry itself", CELL_KEYS, "share", "0 to 1"
        ),
        "including_own": Variant(
            "the industry counts as related to itself by 1, so a region that has it has more",
            CELL_KEYS,
            "share",
            "0 to 1",
        ),
    },
    caveats=(
        "including_own says little on entry: the industry itself is most of what is counted",
        "a region with many industries has high densities everywhere: compare within a region",
        "cells that the table lacks have a density too: every_cell=True shows them",
        "a missing or suppressed cell counts as not specialised; how many there are is told",
    ),
    also_called={
        "EconGeo": "relatedness_density, in per cent with 2 digits; excluding the own",
        "ecomplexity": "density, including the own; with knn it leaves the sum undivided, so that "
        "values exceed 1",
        "economic-complexity": "relatedness, excluding the own",
    },
)


@measure(CARD)
def relatedness_density(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "excluding_own",
    threshold: float = 1.0,
    proximity: str = "minimum_conditional_probability",
    proximities: pd.DataFrame | None = None,
    every_cell: bool = False,
) -> pd.DataFrame:
    """What share of all that is related to an industry a region is specialised in.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column that location quotients are taken of: employment, establishments, exports.
    variant
        "excluding_own" or "including_own": is an industry related to itself; see the card.
    threshold
        A region has an industry where the location quotient is at least this. 0 stands for any
        amount above 0, so that a table of 0 and 1 is taken as it is.
    proximity
        How related two industries are, where no table says so: a variant of `relatedness` from
        0 to 1, computed from the same table.
    proximities
        `industry`, `other_industry`, (`year`,) `value` from 0 to 1, such as `relatedness` gives
        for a larger area. A pair without a value is left out of both sums.
    every_cell
        Whether to add rows for the cells that the table lacks, after its own.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `value` and `undefined` (the reason
    where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or proximity does not exist; with the nearest names.
    ParameterError
        If the threshold is negative.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or a proximity is
        not from 0 to 1.

    Notes
    -----
    d_ri = Σ_j M_rj φ_ij / Σ_j φ_ij over all industries j but i itself. An industry that is
    related to no other has no density. Source: Hidalgo, Klinger, Barabási and Hausmann (2007).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [1, 1, 0, 1, 1, 0, 1, 0, 1],
    ... })
    >>> relatedness_density(toy, threshold=0).round(6).tail(3)
      region industry     value undefined
    6      C  textile  0.333333       NaN
    7      C    shoes  1.000000       NaN
    8      C    lamps  1.000000       NaN
    """
    choose("variant of relatedness_density", variant, list(CARD.variants))
    check_threshold(threshold)
    found = cells(activity, value, ("region", "industry"))
    weights = proximities_for(found, proximity, proximities)
    keys, places = _places(found, every_cell)
    region, industry, when = places
    n_rows, values = len(activity), np.zeros(len(keys))
    n_years = found.by("industry").rest
    related = np.zeros((len(found.keys["industry"].levels), n_years))
    for presence in presence_by_year(found, threshold):
        weight = np.nan_to_num(weights.of(presence))
        np.fill_diagonal(weight, 0)
        related[:, presence.year] = weight.sum(axis=1)
        np.fill_diagonal(weight, 1 if variant == INCLUDING else 0)
        density = _density(presence.is_present, weight)
        values[:n_rows][presence.cells.rows] = presence.cells.by_row(density)
        added = n_rows + np.flatnonzero(when[n_rows:] == presence.year)
        values[added] = density[region[added], industry[added]]
    of_region, of_industry = (codes * n_years + when for codes in (region, industry))
    reasons = _reasons(found, of_region, of_industry)
    reasons += at([(TOO_SMALL, related.sum(axis=0) == 0)], when)
    if variant != INCLUDING:
        reasons += at([("related to no other industry", related.ravel() == 0)], of_industry)
    (_, has_unknown), *_ = at([("", found.by("region").holds(found.is_unknown))], of_region)
    is_defined = ~either(len(keys), (rows for _, rows in reasons))
    facts = about(found, "relatedness_density", CARD, variant)
    facts |= {"threshold": threshold, "proximity": proximity if proximities is None else "given"}
    facts |= {"n_incomplete": int((has_unknown & is_defined).sum())}
    return answer(keys, values, reasons, facts)


def _density(is_present: Rows, weight: Numbers) -> Numbers:
    """The share of the weights of each industry's related ones that a region has."""
    # a sum of all weights may come out by a rounding above their sum taken otherwise
    shares = ratio(is_present.astype(np.float64) @ weight.T, weight.sum(axis=1))
    return np.minimum(shares, 1.0, out=shares)


def _places(found: Cells, every_cell: bool) -> tuple[pd.DataFrame, Places]:
    """The cells to give a density for: their labels, and codes of region, industry and year."""
    region, industry = found.keys["region"].codes, found.keys["industry"].codes
    when = found.keys[YEAR].codes if YEAR in found.keys else np.zeros_like(region)
    keys = found.table[found.key_names]
    if not every_cell:
        return keys, (region, industry, when)
    is_absent = listed(found, "region")[:, None] & listed(found, "industry")
    is_absent[region, industry, when] = False
    places = np.append([region, industry, when], np.nonzero(is_absent), axis=1)
    added = dict(zip(CELL_KEYS, places[:, len(keys) :], strict=True))
    rest = pd.DataFrame({name: labels(found, name, added[name]) for name in found.key_names})
    region, industry, when = places
    return pd.concat([keys, rest], ignore_index=True), (region, industry, when)


def _reasons(found: Cells, of_region: Codes, of_industry: Codes) -> list[Reason]:
    """Why a cell has no density: its region or its industry has nothing."""
    reasons = []
    for name, places in (("region", of_region), ("industry", of_industry)):
        groups = found.by(name)
        reasons += at(found.nothing_in(name, groups, groups.total(found.amounts)), places)
    return reasons
