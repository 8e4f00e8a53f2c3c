"""How unevenly is an industry spread over regions, given how everything is spread."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import Codes, Grouping, Numbers, Rows, cells, ratio
from workbench.measures._door import choose
from workbench.measures._regions import ALL_INDUSTRIES, background_of

FULL = 4  # cells of a matrix that is worth its room, as many times the rows
AT_A_TIME = 1 << 14  # cells that are sorted: as many as a processor keeps at hand

CARD = Card(
    question="How unevenly is an industry spread over regions, given how everything is spread?",
    formula="G_i = 1 - 2 (area under the curve of cumulated s_ir against cumulated x_r, regions "
    "in the order of s_ir / x_r)",
    source="Krugman (1991); Kim (1995) (unverified)",
    reading="0 is the spread of the background; near 1 all of the industry is in a small region",
    variants={
        "area": Variant(
            "twice the area between the curve and the diagonal",
            INDUSTRY_KEYS,
            "index",
            "0 to 1 - min x",
        ),
        "halved": Variant(
            "the area between the curve and the diagonal itself",
            INDUSTRY_KEYS,
            "index",
            "0 to (1 - min x) / 2",
        ),
        "unweighted": Variant(
            "the Gini coefficient of the location quotients, each region counting once",
            INDUSTRY_KEYS,
            "index",
            "0 to 1 - 1 / n",
            "Farhauer and Kröll (2013)",
        ),
    },
    optional_tables=("regions",),
    caveats=(
        "three indices go by this name: name the variant",
        "an industry of few large plants looks concentrated although chance placed them",
        "unweighted: a tiny region counts like the largest",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "EconGeo": "locational_gini is halved; hoover_gini is area, rounded to 3 digits",
        "REAT": "gini.conc is unweighted",
    },
)


@measure(CARD)
def locational_gini(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "area",
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How far an industry's spread over regions is from the background's, from 0 to nearly 1.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "area", "halved" or "unweighted"; see the card.
    background
        What an industry is compared with: "all industries" together, or the "area" or
        "population" of regions, or regions counted "equal".
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".

    Returns
    -------
    One row an industry (and year), in the order of the table, with `value` and `undefined` (the
    reason where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the background
        needs `regions` and there are none.

    Notes
    -----
    G_i = 1 - Σ_r x_r (2 S_r + s_ir), regions in the order of s_ir / x_r, S_r what the regions
    before r hold of the industry. A region without a cell of the industry comes first and adds
    nothing. Source: Krugman (1991); Kim (1995).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> locational_gini(toy).round(6)
      industry   value undefined
    0  textile  0.4000       NaN
    1    shoes  0.3750       NaN
    2    lamps  0.2625       NaN
    """
    choose("variant of locational_gini", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    compared = background_of(found, background, regions)
    industry = found.by("industry")
    totals = industry.total(found.amounts)
    x = compared.shares[found.by("region").codes]
    s = found.shares_in("industry")
    reasons = [*found.nothing_in("industry", industry, totals), *compared.lacking_in(found)]
    if variant == "unweighted":
        is_known = ~found.is_unknown & (x > 0)
        n_unknown = industry.total(found.is_unknown & (x > 0))
        n_regions = industry.shared(compared.n_regions) - n_unknown
        values = _gini_of_quotients(ratio(s, x, 0), is_known, industry, n_regions)
    else:
        region = found.by("region")
        is_dense = industry.size * region.first <= FULL * len(s)
        dense = _gini_of_matrix(s, compared.shares, industry, region) if is_dense else None
        values = _gini_of_shares(s, x, industry) if dense is None else dense
        values = values / (2 if variant == "halved" else 1)
    facts = about(found, "locational_gini", CARD, variant, compared.shares, background=background)
    return answer_by_group(found, ("industry",), values, reasons, facts)


def _gini_of_shares(s: Numbers, x: Numbers, industry: Grouping) -> Numbers:
    """One minus twice the area under the curve of s against x, by industry."""
    order, ordered = _sorted(industry, ratio(s, x, np.inf))
    s, x = s[order], x[order]
    return 1 - ordered.total(x * (2 * _before(s, ordered) + s))


def _gini_of_matrix(s: Numbers, shares: Numbers, industry: Grouping, region: Grouping) -> Numbers:
    """The same from a matrix of industries by regions, faster where few cells are absent."""
    table = np.zeros((industry.size, region.first))
    places = industry.codes * region.first + region.codes // max(region.rest, 1)
    table.ravel()[places] = s
    by_year = shares.reshape(region.first, region.rest).T
    found, step = np.empty(industry.size), max(AT_A_TIME // max(region.first, 1), 1)
    for start in range(0, industry.size, step):
        s = table[start : start + step]
        # industries come with their years, one after the other
        x = by_year[np.arange(start, start + len(s)) % by_year.shape[0]]
        order = np.argsort(ratio(s, x, np.inf), axis=1)
        s, x = (np.take_along_axis(each, order, axis=1) for each in (s, x))
        found[start : start + step] = 1 - np.einsum("ir,ir->i", x, 2 * np.cumsum(s, axis=1) - s)
    return found


def _gini_of_quotients(
    quotients: Numbers, is_counted: Rows, industry: Grouping, n_regions: Numbers
) -> Numbers:
    """The Gini coefficient of the counted quotients and of zeros up to n, by industry."""
    order, ordered = _sorted(industry, quotients)
    quotients, counted = quotients[order], is_counted[order].astype(np.float64)
    n_absent = n_regions - industry.total(is_counted)
    rank = n_absent[ordered.codes] + _before(counted, ordered) + 1
    above = ordered.total((2 * rank - n_regions[ordered.codes] - 1) * quotients)
    return ratio(above, n_regions * ordered.total(quotients))


def _sorted(groups: Grouping, values: Numbers) -> tuple[Codes, Grouping]:
    """The order of rows by group and value, and the groups of the rows in that order."""
    order = np.argsort(values)
    # numpy sorts short integers by counting, which is several times faster
    codes = groups.codes[order].astype(np.min_scalar_type(groups.size))
    order = order[np.argsort(codes, kind="stable")]
    return order, Grouping(groups.codes[order], groups.first, groups.rest)


def _before(values: Numbers, ordered: Grouping) -> Numbers:
    """What the earlier rows of the same group add up to, by row."""
    before = np.cumsum(values) - values
    counts = np.bincount(ordered.codes, minlength=ordered.size)
    starts = np.minimum(np.cumsum(counts) - counts, max(len(values) - 1, 0))
    return before - before[starts[ordered.codes]] if len(values) else before
