"""How fast did an industry, a region or both grow from one year to another."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer
from workbench.measures._card import CELL_KEYS, INDUSTRY_KEYS, REGION_KEYS, Card, Variant, measure
from workbench.measures._cells import Numbers, Reason, cells, ratio
from workbench.measures._door import choose, require
from workbench.measures._years import between, paths, span

ANNUAL, LOGARITHMIC, TOTAL = "annual", "logarithmic", "total"
MEANINGS = {
    ANNUAL: ("compound rate: (e_T / e_0)^(1 / T) - 1", "share per year", "-1 or more"),
    LOGARITHMIC: ("ln(e_T / e_0) / T", "log points per year", "unbounded"),
    TOTAL: ("e_T / e_0 - 1, over all the years together", "share", "-1 or more"),
}
UNITS = {
    "": ("each industry in each region", CELL_KEYS),
    "region_": ("all industries of a region together", REGION_KEYS),
    "industry_": ("all regions of an industry together", INDUSTRY_KEYS),
}

CARD = Card(
    question="How fast did an industry in a region, or either of them as a whole, grow?",
    formula="annual = (e_T / e_0)^(1 / T) - 1; logarithmic = ln(e_T / e_0) / T; "
    "total = e_T / e_0 - 1, T years apart",
    source="the compound rate of interest, without a first author",
    reading="0.03 is three percent a year (annual), or three percent altogether (total)",
    variants={
        start + name: Variant(f"{meaning}; {whose}", keys, unit, words)
        for start, (whose, keys) in UNITS.items()
        for name, (meaning, unit, words) in MEANINGS.items()
    },
    columns=("employment", "year"),
    caveats=(
        "sees the first and the last year only, however sizes moved between them",
        "small cells grow and shrink wildly, and fall back: the fastest are among the smallest",
        "what starts from nothing has no growth rate; entry_exit counts what is new",
        "regions and industries as a whole: undefined where any of their cells is unknown",
    ),
    also_called={
        "EconGeo": "growth_list, in percent; it ignores the tables it is given and takes objects "
        "called mat1 and mat2 from the workspace",
        "REAT": "growth",
    },
    more={"start": "the first year"},
    over_time=True,
)


@measure(CARD)
def growth_rate(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = ANNUAL,
    start: int | None = None,
    end: int | None = None,
) -> pd.DataFrame:
    """By what share an industry in a region, a region or an industry grew, by year or in all.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `year`, `value`. A cell that is not there counts
        as zero.
    value
        The column that grows: employment, establishments, output.
    variant
        "annual", "logarithmic" or "total" for each industry in each region; "region_annual",
        "region_logarithmic" or "region_total" for regions; "industry_annual",
        "industry_logarithmic" or "industry_total" for industries.
    start
        The first year compared; by default the first of the table.
    end
        The last year compared; by default the last of the table.

    Returns
    -------
    One row a cell, region or industry, in the order of the table, with `year` (the end),
    `value`, `undefined` (the reason where there is no value) and `start`. Variant, unit and
    counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or year does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or there is only
        one year.
    ParameterError
        If `start` is not before `end`.

    Notes
    -----
    annual = (e_T / e_0)^(1 / T) - 1, T the number of years between. What ends at nothing has
    grown by -1, and has no logarithm. A plain ratio.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": ["A", "B"] * 2, "industry": ["shoes"] * 4,
    ...     "year": [2018, 2018, 2020, 2020], "employment": [100, 0, 121, 30],
    ... })
    >>> growth_rate(toy).round(6)
      region industry  year  value                   undefined  start
    0      A    shoes  2020    0.1                         NaN   2018
    1      B    shoes  2020    NaN  no employment to grow from   2018
    """
    choose("variant of growth_rate", variant, list(CARD.variants))
    require({"activity": (activity, ("region", "industry", "year", value))})
    found = cells(activity, value, ("region", "industry"))
    years = between(found, start, end)
    ends = [years[0], years[-1]]
    names = [key for key in CARD.variants[variant].keys if key != "year"]
    units = paths(found, names, ends)
    before, after = units.amounts.T
    method = variant.rpartition("_")[2]
    reasons: list[Reason] = [
        *units.unknown_units(),
        (f"no {value} to grow from", before == 0),
    ]
    if method == LOGARITHMIC:
        reasons.append((f"no {value} left, which has no logarithm", after == 0))
    values = _rate(method, before, after, ends[1] - ends[0])
    facts = about(found, "growth_rate", CARD, variant) | span(years)
    return answer(units.labels.assign(year=ends[1]), values, reasons, facts, start=ends[0])


def _rate(method: str, before: Numbers, after: Numbers, n_years: int) -> Numbers:
    """The rate at which one amount becomes another."""
    times = ratio(after, before, 1)
    if method == TOTAL:
        return times - 1
    if method == LOGARITHMIC:
        return np.log(np.where(times > 0, times, 1)) / n_years
    return np.asarray(times ** (1 / n_years) - 1)
