"""How many industries does a region really live on, given that they are unequal."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import cells, ratio
from workbench.measures._door import choose
from workbench.measures._entropies import surprise

CARD = Card(
    question="How diverse is a region's mix of industries?",
    formula="E_r = - sum over i of w_ir ln(w_ir), w_ir = e_ir / e_r",
    source="Shannon (1948); as a measure of diversification Attaran (1986) (unverified)",
    reading="0 is a single industry, ln n the same share in each of n; exp(E) equal industries "
    "would give the same value",
    variants={
        "region": Variant("over the region's industries", REGION_KEYS, "nats", "0 to ln n"),
        "region_bits": Variant(
            "the same with the logarithm to base 2", REGION_KEYS, "bits", "0 to log2 n"
        ),
        "region_normalised": Variant(
            "E / ln n, n industries with any employment", REGION_KEYS, "index", "0 to 1"
        ),
        "region_equivalent_number": Variant(
            "exp(E), the number of equal industries", REGION_KEYS, "industries", "1 to n"
        ),
        "industry": Variant("over the industry's regions", INDUSTRY_KEYS, "nats", "0 to ln n"),
    },
    caveats=(
        "depends on how finely industries or regions are cut; the normalised one less so",
        "biased downwards where a region has few jobs: small industries are missing by chance",
        "says nothing of how related the industries are: see related_variety",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={
        "EconGeo": "entropy is region_bits with 1e-9 added to every share and 3 digits kept",
    },
)


@measure(CARD)
def entropy(
    activity: pd.DataFrame, *, value: str = "employment", variant: str = "region"
) -> pd.DataFrame:
    """How evenly a region is spread over industries: 0 for one industry, ln n for n equal ones.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to take shares of: employment, establishments, output.
    variant
        "region", "region_bits", "region_normalised", "region_equivalent_number" or "industry";
        see the card.

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
    E_r = -Σ_i w_ir ln w_ir with w_ir = e_ir / e_r; a share of 0 adds nothing. Normalised by ln n,
    n the industries that have employment anywhere in that year. Source: Shannon (1948).

    Examples
    --------
    >>> sales = pd.DataFrame({
    ...     "region": ["A"] * 4, "industry": list("wxyz"), "employment": [25, 25, 25, 25],
    ... })
    >>> entropy(sales, variant="region_bits")
      region  value undefined
    0      A    2.0       NaN
    """
    choose("variant of entropy", variant, list(CARD.variants))
    found = cells(activity, value, ("region", "industry"))
    unit, over = ("industry", "region") if variant == "industry" else ("region", "industry")
    own, other = found.by(unit), found.by(over)
    totals = own.total(found.amounts)
    nats = -own.total(surprise(found.shares_in(unit), 1.0))
    values = np.maximum(nats, 0.0)  # -0.0 is 0
    reasons = found.nothing_in(unit, own, totals)
    if variant == "region_bits":
        values /= np.log(2)
    elif variant == "region_equivalent_number":
        values = np.exp(values)
    elif variant == "region_normalised":
        n = own.shared(other.over_first(other.total(found.amounts) > 0))
        values = ratio(values, np.log(np.maximum(n, 1)))
        reasons.append(("only one industry", n <= 1))
    facts = about(found, "entropy", CARD, variant)
    return answer_by_group(found, (unit,), values, reasons, facts)
