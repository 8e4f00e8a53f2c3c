"""How far are regions apart: is what divides rich from poor shrinking from year to year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import AREA_KEYS, Card, Variant, measure
from workbench.measures._cells import Grouping, Numbers, Reason, ratio
from workbench.measures._door import choose
from workbench.measures._indicators import DEFAULT, indicator_cells

LOGARITHMS = ("standard_deviation", "sample_standard_deviation")
SAMPLE = "sample_standard_deviation"
VARIATION = "coefficient_of_variation"
FEWEST = 2

CARD = Card(
    question="How far apart are regions, and do they come closer from year to year?",
    formula="sigma = square root of (sum over r of (ln y_r - mean)² / n)",
    source="Barro and Sala-i-Martin (1992) (unverified)",
    reading="0.3 means that regions lie about 30% from their (geometric) mean; sigma convergence "
    "is a value that falls from year to year",
    variants={
        "standard_deviation": Variant(
            "of logarithms, all regions of the area taken as the whole (divisor n)",
            AREA_KEYS,
            "log points",
            "0 or more",
        ),
        SAMPLE: Variant(
            "of logarithms, regions taken as a sample (divisor n - 1)",
            AREA_KEYS,
            "log points",
            "0 or more",
        ),
        VARIATION: Variant(
            "standard deviation (divisor n) over the mean, of the values themselves",
            AREA_KEYS,
            "share of the mean",
            "0 or more",
        ),
    },
    tables=("indicators",),
    columns=("value",),
    caveats=(
        "each region counts once, a village like a metropolis",
        "regions that are not in the table in some year make years hard to compare: look at "
        "n_regions",
        "prices differ by region; without them, distances in purchasing power are unknown",
        "says nothing of who moved: beta_convergence does",
    ),
    also_called={
        "REAT": "sigmaconv; sigma.issample=TRUE is sample_standard_deviation; its coefficient of "
        "variation is of logarithms unless sigma.log=FALSE",
    },
    more={"n_regions": "how many regions have a value"},
)


@measure(CARD)
def sigma_convergence(
    indicators: pd.DataFrame,
    *,
    indicator: str = DEFAULT,
    variant: str = "standard_deviation",
) -> pd.DataFrame:
    """How far regions lie apart in an indicator, year by year: σ, which falls if they converge.

    Parameters
    ----------
    indicators
        One row a region and indicator (and year): `region`, `indicator`, `value`, and `year`
        where there are years.
    indicator
        Which indicator: GDP per head, income, productivity; 0 or more.
    variant
        "standard_deviation" or "sample_standard_deviation" of logarithms, or
        "coefficient_of_variation" of the values.

    Returns
    -------
    One row a year, in the order of the table, with `value`, `undefined` (the reason where there
    is no value) and `n_regions`. Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or indicator does not exist; with the nearest names.
    StudyError
        If a value is negative or infinite, a key is empty, or a region is there twice in a year.

    Notes
    -----
    σ² = Σ_r (ln y_r - mean)² / n over the regions with a value. A region with 0 has no
    logarithm. Source: Barro and Sala-i-Martin (1992).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": ["A", "B"] * 2, "year": [2010, 2010, 2020, 2020],
    ...     "indicator": "gdp_per_head", "value": [10.0, 40.0, 20.0, 40.0],
    ... })
    >>> sigma_convergence(toy).round(4)
       year   value undefined  n_regions
    0  2010  0.6931       NaN        2.0
    1  2020  0.3466       NaN        2.0
    """
    choose("variant of sigma_convergence", variant, list(CARD.variants))
    (found,) = indicator_cells(indicators, indicator)
    years, is_known = found.by(), ~found.is_unknown
    n = years.total(is_known)
    reasons: list[Reason] = [(f"fewer than {FEWEST} regions with a value", n < FEWEST)]
    if variant in LOGARITHMS:
        is_zero = is_known & (found.amounts == 0)
        reasons.append(("a region has the value 0, which has no logarithm", years.holds(is_zero)))
        amounts = np.log(np.where(is_known & ~is_zero, found.amounts, 1))
        values = _spread(amounts, is_known, years, n, n - 1 if variant == SAMPLE else n)
    else:
        mean = ratio(years.total(found.amounts), n)
        reasons.append(("the mean is 0", mean == 0))
        values = ratio(_spread(found.amounts, is_known, years, n, n), mean)
    facts = about(found, "sigma_convergence", CARD, variant, of=indicator)
    return answer_by_group(found, (), values, reasons, facts, n_regions=n)


def _spread(
    amounts: Numbers, is_known: np.ndarray, years: Grouping, n: Numbers, divisor: Numbers
) -> Numbers:
    """The standard deviation of the known amounts, by year."""
    mean = ratio(years.total(amounts), n)[years.codes]
    squares = np.where(is_known, (amounts - mean) ** 2, 0.0)
    return np.asarray(np.sqrt(ratio(years.total(squares), divisor)))
