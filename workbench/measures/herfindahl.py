"""Does a region live on few industries, or an industry in few regions."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import cells, ratio
from workbench.measures._door import choose

CARD = Card(
    question="Does a region live on few industries, or an industry in few regions?",
    formula="H_r = sum over i of (e_ir / e_r)²; H_i = sum over r of (e_ir / e_i)²",
    source="Hirschman (1945); Herfindahl (1950) (first citations unverified)",
    reading="1 over H is the number of equal industries (or regions) that would give the same "
    "value: 0.25 is four",
    variants={
        "region": Variant(
            "squared shares of the region's industries", REGION_KEYS, "index", "1 / n to 1"
        ),
        "region_normalised": Variant(
            "(H - 1 / n) / (1 - 1 / n), n industries with any employment",
            REGION_KEYS,
            "index",
            "0 to 1",
        ),
        "region_equivalent_number": Variant(
            "1 / H, the number of equal industries", REGION_KEYS, "industries", "1 to n"
        ),
        "industry": Variant(
            "squared shares of the industry's regions", INDUSTRY_KEYS, "index", "1 / n to 1"
        ),
    },
    caveats=(
        "depends on how finely industries or regions are cut; the normalised one less so",
        "ignores how large the other regions or industries are: a large region looks concentrated",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "EconGeo": "herfindahl; whole numbers beyond 46,340 overflow to NA",
        "REAT": "herf; coefnorm=TRUE is region_normalised, output='eq' region_equivalent_number",
    },
)


@measure(CARD)
def herfindahl(
    activity: pd.DataFrame, *, value: str = "employment", variant: str = "region"
) -> pd.DataFrame:
    """How unevenly a region is spread over industries, or an industry over regions: Σ share².

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "region", "region_normalised", "region_equivalent_number" or "industry"; see the card.

    Returns
    -------
    One row a region or industry (and year), in the order of the table, with `value` and
    `undefined` (the reason where there is no value). Variant, unit and counts stand in
    `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a cell is there twice.

    Notes
    -----
    H_r = Σ_i (e_ir / e_r)². A region without employment has no shares, so it is undefined.
    Normalised by the number n of industries that have employment anywhere in that year, it is
    (H - 1/n) / (1 - 1/n). Source: Hirschman (1945); Herfindahl (1950).

    Examples
    --------
    >>> sales = pd.DataFrame({
    ...     "region": ["A"] * 4, "industry": list("wxyz"), "employment": [20, 50, 20, 10],
    ... })
    >>> herfindahl(sales)
      region  value undefined
    0      A   0.34       NaN
    """
    choose("variant of herfindahl", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    unit = "industry" if variant == "industry" else "region"
    groups, industries = found.by(unit), found.by("industry")
    totals = groups.total(found.amounts)
    values = groups.total(found.shares_in(unit) ** 2)
    reasons = found.nothing_in(unit, groups, totals)
    if variant == "region_normalised":
        n = groups.shared(industries.over_first(industries.total(found.amounts) > 0))
        values = ratio(values - ratio(1, n), 1 - ratio(1, n))
        reasons.append(("only one industry", n <= 1))
    elif variant == "region_equivalent_number":
        values = ratio(1, values)
    facts = about(found, "herfindahl", CARD, variant)
    return answer_by_group(found, (unit,), values, reasons, facts)
