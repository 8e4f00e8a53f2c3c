"""Is an industry clustered in a region: many firms, and many to the square kilometre."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._answer import about, answer_by_group, answer_by_row, by_row
from workbench.measures._card import CELL_KEYS, REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Codes, Numbers, Rows, cells, ratio
from workbench.measures._door import choose, require
from workbench.measures._presence import by_year
from workbench.measures._regions import Background, background_of

AREA = "area_km2"
ROUNDING = 1e-9
PER_CENT = 100

CARD = Card(
    question="Is an industry clustered in a region: many firms, and many to the square kilometre?",
    formula="c_ir = 1 where n_ir and n_ir / a_r are both among the top p of all regions for the "
    "industry; DBI_r = sum over i of y_ir c_ir / sum over i of y_ir",
    source="Guo, Jiang, Xu and Yang (2020) (the definition's detail unverified)",
    reading="cells: 1 is a cluster; shares: 0.3 means that 30% of the region's output (or of its "
    "industries) is in industries that are clustered there",
    variants={
        "cells": Variant(
            "whether the industry is clustered in the region", CELL_KEYS, "1 or 0", "0 to 1"
        ),
        "share_of_value": Variant(
            "the share of the region's total of `weight` in industries clustered there",
            REGION_KEYS,
            "share",
            "0 to 1",
            columns=("employment",),
        ),
        "share_of_industries": Variant(
            "the share of the region's industries that are clustered there",
            REGION_KEYS,
            "share",
            "0 to 1",
        ),
    },
    tables=("activity", "regions"),
    columns=("establishments", "area_km2"),
    caveats=(
        "the share p is arbitrary: show the result over several",
        "every industry is clustered somewhere, unless regions tie, however evenly it is spread",
        "regions that tie across the edge of the top are all out, so that it never exceeds p",
        "compares regions of one level; those without firms count too",
        "a missing or suppressed cell is not ranked; how many there are is told",
    ),
    also_called={
        "Guo and others": "density-based index, DBI; no package has it",
        "Long and Zhang": "another index of clustering: see proximity_based_clustering",
    },
)


@measure(CARD)
def density_based_index(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "establishments",
    variant: str = "cells",
    weight: str = "employment",
    top: float = 0.05,
) -> pd.DataFrame:
    """Whether a region is among the first for an industry, by number and by density of firms.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    regions
        One row for each region of the whole area, or region and year: `region` and `area_km2`
        (square kilometres).
    value
        The column that counts firms.
    variant
        "cells" (each industry in each region), "share_of_value" or "share_of_industries" (of a
        region's clustered industries); see the card.
    weight
        The column that "share_of_value" takes shares of: output, employment.
    top
        The share of all regions that counts as the top, 0.05 for the first 5 of 100.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `value` (1 or 0) and `undefined`
    (the reason where there is no value); one row a region (and year) for shares. Variant, unit
    and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    ParameterError
        If the top is not a share above 0 and up to 1.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the regions come
        by year and the cells do not.

    Notes
    -----
    A cell is clustered where fewer than p n of the n other regions have as many firms of the
    industry or more, and the same holds for firms per km². A region without firms of the
    industry never is. Source: Guo, Jiang, Xu and Yang (2020), detail unverified.

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": list("ABCD"), "industry": "shoes", "establishments": [9, 8, 2, 1],
    ... })
    >>> regions = pd.DataFrame({"region": list("ABCD"), "area_km2": [3.0, 40.0, 1.0, 5.0]})
    >>> density_based_index(activity, regions, top=0.5)
      region industry  value undefined
    0      A    shoes    1.0       NaN
    1      B    shoes    0.0       NaN
    2      C    shoes    0.0       NaN
    3      D    shoes    0.0       NaN
    """
    choose("variant of density_based_index", variant, list(CARD.variants))
    _check_top(top)
    of_activity = [value, weight] if variant == "share_of_value" else [value]
    require(
        {
            "activity": (activity, ("region", "industry", *of_activity)),
            "regions": (regions, ("region", AREA)),
        }
    )
    found = cells(activity, value, ("region", "industry"))
    compared = background_of(found, "area", regions)
    region = found.by("region")
    is_clustered = _clustered(found, compared, top)
    lacking = [*compared.lacking, ("the area is 0", compared.shares == 0)]
    facts = about(found, "density_based_index", CARD, variant, compared.shares)
    facts |= {"top": top, "n_clustered": int(is_clustered.sum())}
    if variant == "cells":
        reasons = [*found.unknown, *by_row(lacking, region)]
        return answer_by_row(found, is_clustered.astype(np.float64), reasons, facts)
    reasons = [*found.nothing_in("region", region, region.total(found.amounts)), *lacking]
    shared = (found.amounts > 0).astype(np.float64)
    if variant == "share_of_value":
        weights = cells(activity, weight, ("region", "industry"))
        shared, facts["weight"] = weights.amounts, weight
        reasons += weights.nothing_in("region", region, region.total(shared))
    values = ratio(region.total(shared * is_clustered), region.total(shared))
    return answer_by_group(found, ("region",), values, reasons, facts)


def _clustered(found: Cells, compared: Background, top: float) -> Rows:
    """Which cells are in the top for their industry by number and by density of firms."""
    region, industry = found.by("region"), found.by("industry")
    share = compared.shares[region.codes]  # of the area: ranks as the area itself does
    n = industry.shared(compared.n_regions) - industry.total(found.is_unknown & (share > 0))
    # the number of regions that make the top: whole numbers below p n
    n_top = np.searchsorted(np.arange(n.max(initial=0) + 1), top * n - ROUNDING)
    numbers = np.where(share > 0, found.amounts, 0.0)
    densities = ratio(numbers, share, 0)
    is_clustered = np.zeros(len(numbers), dtype=np.bool_)
    for year in by_year(found):
        of_year = n_top.reshape(industry.first, industry.rest)[:, year.year]
        many, dense = (_is_above_edge(year.matrix(v), of_year) for v in (numbers, densities))
        is_clustered[year.rows] = year.by_row(many & dense)
    return is_clustered


def _is_above_edge(values: Numbers, n_top: Codes) -> Rows:
    """Where values are above the largest of their industry that is not in the top.

    Values that tie with it are out.
    """
    n_regions = len(values)
    places = np.maximum(n_regions - 1 - n_top, 0)
    by_industry = values.T.copy()
    by_industry.partition(np.unique(places), axis=1)
    edge = by_industry[np.arange(len(n_top)), places]
    return np.asarray(values > np.where(n_top < n_regions, edge * (1 + ROUNDING), 0.0))


def _check_top(top: float) -> None:
    """Refuse a top that is no share."""
    if not 0 < top <= 1:
        is_percentage = 1 < top <= PER_CENT
        raise ParameterError(
            Problem(
                "CLW-P06" if is_percentage else "CLW-P04",
                "the top is not a share of the regions",
                column="top",
                value=str(top),
                expected="above 0 and up to 1: 0.05 for the first 5 of 100 regions",
                remedy=f"write top={top / PER_CENT if is_percentage else 0.05:g}",
            )
        )
