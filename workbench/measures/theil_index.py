"""How far is the spread of an industry from that of everything, as information."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import AREA_KEYS, INDUSTRY_KEYS, REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Numbers, Reason, cells, pooled
from workbench.measures._door import choose
from workbench.measures._entropies import surprise
from workbench.measures._regions import ALL_INDUSTRIES, Background, background_of

CARD = Card(
    question="How far is the spread of an industry from that of everything, as information?",
    formula="T_i = sum over r of s_ir ln(s_ir / x_r), L_i = sum over r of x_r ln(x_r / s_ir), "
    "s_ir = e_ir / e_i, x_r the region's share of the background",
    source="Theil (1967); Brülhart and Traeger (2005) (unverified)",
    reading="0 is the spread of the background; ln 2 = 0.69 all of the industry in regions that "
    "hold half of the background, and there in proportion",
    variants={
        "theil_t": Variant(
            "an industry's spread over regions, weighted by where the industry is",
            INDUSTRY_KEYS,
            "nats",
            "0 to ln(1 / min x)",
        ),
        "theil_l": Variant(
            "the same, weighted by where the background is: the mean log deviation. Undefined "
            "where a region has none of the industry",
            INDUSTRY_KEYS,
            "nats",
            "0 or more",
        ),
        "specialisation": Variant(
            "a region's mix of industries against that of all regions together",
            REGION_KEYS,
            "nats",
            "0 to ln(1 / min x)",
        ),
        "overall": Variant(
            "T of all industries, each by its share in everything: the mutual information of "
            "regions and industries",
            AREA_KEYS,
            "nats",
            "0 or more",
        ),
    },
    optional_tables=("regions",),
    caveats=(
        "T and L go by the same name and differ: name the variant",
        "T: a region without the industry adds 0. L: it makes the index infinite, so undefined",
        "an industry of few large plants looks concentrated although chance placed them; biased "
        "upwards where jobs are few, by about (regions - 1) / (2 jobs)",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "REAT": "theil is the mean log deviation L of one column, and divides by n once more "
        "where it is given weights",
        "PySAL": "inequality's Theil is T, unweighted: see theil_inequality",
    },
)

UNITS = {
    "theil_t": ("industry",),
    "theil_l": ("industry",),
    "specialisation": ("region",),
    "overall": (),
}


@measure(CARD)
def theil_index(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "theil_t",
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How much an industry's spread over regions differs from the background's: 0 is not at all.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "theil_t" or "theil_l" (of industries over regions), "specialisation" (of regions in
        industries) or "overall" (one number); see the card.
    background
        What an industry is compared with: "all industries" together, or the "area" or
        "population" of regions, or regions counted "equal". "specialisation" and "overall" know
        the first only.
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".

    Returns
    -------
    One row an industry or region (and year), in the order of the table, with `value` and
    `undefined` (the reason where there is no value). Variant, unit and counts stand in
    `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the background
        needs `regions` and there are none.

    Notes
    -----
    T_i = Σ_r s_ir ln(s_ir / x_r), with 0 ln 0 = 0. Over industries Σ_i w_i T_i = Σ_r x_r T_r, the
    mutual information. Between and within groups of regions: theil_decomposition. Source: Theil
    (1967); Brülhart and Traeger (2005).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> theil_index(toy).round(4)
      industry   value undefined
    0  textile  0.2974       NaN
    1    shoes  0.2804       NaN
    2    lamps  0.1358       NaN
    """
    choose("variant of theil_index", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    if variant in ("specialisation", "overall"):
        choose(f"background of {variant}", background, [ALL_INDUSTRIES])
    units = UNITS[variant]
    own = found.by(*units)
    totals = own.total(found.amounts)
    reasons = found.nothing_in(" and ".join(units) or "area", own, totals)
    shares = found.shares_in(*units)
    if units == ("industry",):
        compared = background_of(found, background, regions)
        expected = compared.shares[found.by("region").codes]
        reasons += [*compared.lacking_in(found), *_out_of_nothing(found, expected)]
    else:
        expected = _expected(found, variant)
    if variant == "theil_l":
        values = own.total(surprise(expected, shares))
        reasons += _not_everywhere(found, expected, compared)
    else:
        values = own.total(surprise(shares, expected))
    facts = about(found, "theil_index", CARD, variant, expected, background=background)
    return answer_by_group(found, units, values.clip(min=0), reasons, facts)


def _expected(found: Cells, variant: str) -> Numbers:
    """The share of a cell in its region, or in everything, if regions were all alike."""
    of_industry = pooled(found, "industry")[found.by("industry").codes]
    if variant == "specialisation":
        return of_industry
    return of_industry * pooled(found, "region")[found.by("region").codes]


def _out_of_nothing(found: Cells, expected: Numbers) -> list[Reason]:
    """Why an industry has no T: it is in a region that has no part of the background."""
    rows = (found.amounts > 0) & (expected == 0)
    text = f"a region with {found.value} has no part of the background"
    return [(text, found.by("industry").holds(rows))]


def _not_everywhere(found: Cells, expected: Numbers, compared: Background) -> list[Reason]:
    """Why an industry has no L: one of the regions with a share has nothing of it, or a gap."""
    industry, has_share = found.by("industry"), expected > 0
    n_there = industry.total((found.amounts > 0) & has_share)
    return [
        *((f"{text} in one of the regions", industry.holds(r)) for text, r in found.unknown),
        (
            f"no {found.value} in one of the regions, and 0 has no logarithm",
            n_there < industry.shared(compared.n_regions),
        ),
    ]
