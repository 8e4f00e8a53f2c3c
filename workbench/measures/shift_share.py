"""How much of a region's growth is the nation's, how much its industries', how much its own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer
from workbench.measures._card import Card, Variant, measure
from workbench.measures._cells import Numbers, Reason, cells, ratio
from workbench.measures._door import choose, require
from workbench.measures._years import Paths, between, paths, span

REGION = "region_"
CLASSIC, ESTEBAN, DYNAMIC = "classic", "esteban_marquillas", "dynamic"
PARTS = ("national", "industry_mix", "competitive")
ESTEBAN_PARTS = ("national", "industry_mix", "homothetic_competitive", "allocation")
MEANINGS = {
    CLASSIC: ("national, industry_mix and competitive", "Dunn (1960)"),
    ESTEBAN: (
        "the competitive part split: homothetic_competitive is what it would be if the region "
        "had the nation's mix of industries, allocation is the rest",
        "Esteban-Marquillas (1972)",
    ),
    DYNAMIC: (
        "the classic parts from each year of the table to the next, added up",
        "Barff and Knight (1988)",
    ),
}

CARD = Card(
    question="How much of a region's growth is the nation's, its industries' or its own?",
    formula="e'_ir - e_ir = e_ir g + e_ir (g_i - g) + e_ir (g_ir - g_i), g the growth of all, "
    "g_i of the industry, g_ir of the industry in the region",
    source="Dunn (1960); Esteban-Marquillas (1972); Barff and Knight (1988)",
    reading="the parts add up to the change; a competitive part of -3 means three jobs fewer than "
    "if each industry had grown here as everywhere",
    variants={
        start + name: Variant(
            f"{meaning}{', added up over industries' if start else ''}",
            ("region", *(() if start else ("industry",)), "component", "year"),
            "change of the value",
            "unbounded",
            source,
        )
        for start in ("", REGION)
        for name, (meaning, source) in MEANINGS.items()
    },
    columns=("employment", "year"),
    caveats=(
        "an identity, not an explanation: the competitive part is whatever the others leave",
        "depends on how finely industries are cut and on which years are compared",
        "an industry that is new to the whole area has no growth rate; where it grew, its parts "
        "are undefined, and so is its region's sum",
        "a cell unknown in any of the years adds to no total; how many there are is told",
        "dynamic: years that are not in the table are stepped over",
    ),
    also_called={
        "REAT": "shift: industrial mix and regional share; shiftd is region_dynamic; only for one "
        "region at a time",
    },
    more={"start": "the first year"},
    over_time=True,
)


@measure(CARD)
def shift_share(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = CLASSIC,
    start: int | None = None,
    end: int | None = None,
) -> pd.DataFrame:
    """How a region's change splits into the nation's growth, its industries' and its own.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `year`, `value`, with all regions of the area. A
        cell that is not there counts as zero.
    value
        The column whose change is split: employment, establishments, output.
    variant
        "classic", "esteban_marquillas" or "dynamic" for each industry in each region;
        "region_classic", "region_esteban_marquillas" or "region_dynamic" for whole regions.
    start
        The first year compared; by default the first of the table.
    end
        The last year compared; by default the last of the table.

    Returns
    -------
    One row a cell (or region) and `component`, in the order of the table, with `year` (the end),
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
    e'_ir - e_ir = e_ir g + e_ir (g_i - g) + e_ir (g_ir - g_i). Esteban-Marquillas (1972) takes
    e*_ir = e_r e_i / e in place of e_ir in the last part; allocation is (e_ir - e*_ir)
    (g_ir - g_i). Barff and Knight (1988) add up the parts of consecutive years. Source: Dunn
    (1960).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": ["A", "A", "B", "B"] * 2, "industry": ["shoes", "lamps"] * 4,
    ...     "year": [2010] * 4 + [2020] * 4, "employment": [60, 40, 40, 60, 66, 44, 44, 86],
    ... })
    >>> shift_share(toy, variant="region_classic").head(3)
      region     component  year  value undefined  start
    0      A      national  2020   20.0       NaN   2010
    1      A  industry_mix  2020   -2.0       NaN   2010
    2      A   competitive  2020   -8.0       NaN   2010
    """
    choose("variant of shift_share", variant, list(CARD.variants))
    require({"activity": (activity, ("region", "industry", "year", value))})
    found = cells(activity, value, ("region", "industry"))
    years = between(found, start, end)
    method = variant.removeprefix(REGION)
    used = years if method == DYNAMIC else [years[0], years[-1]]
    units = paths(found, ("region", "industry"), used)
    known = np.where(units.is_unknown[:, None], 0.0, units.amounts)
    names = ESTEBAN_PARTS if method == ESTEBAN else PARTS
    parts, reasons = _parts(known, units, method, value)
    reasons = [*units.unknown_units(), *reasons]
    labels = units.labels
    if variant.startswith(REGION):
        labels, parts, reasons = _of_regions(units, parts, reasons)
    facts = about(found, "shift_share", CARD, variant, unit=value) | span(years)
    columns = list(CARD.variants[variant].keys[:-2])
    unit, part = np.divmod(np.arange(parts.size), len(names))
    rows = labels[columns].take(unit).reset_index(drop=True)
    rows = rows.assign(component=pd.array(names, dtype="str").take(part), year=years[-1])
    spread = [(text, is_so[unit]) for text, is_so in reasons]
    return answer(rows, parts.ravel(), spread, facts, start=years[0])


def _parts(amounts: Numbers, units: Paths, method: str, value: str) -> tuple[Numbers, list[Reason]]:
    """The parts of each unit (one column each), added up over the steps between years."""
    steps = [_step(before, after, units, method, value) for before, after in pairwise(amounts.T)]
    parts = np.sum([parts for parts, _ in steps], axis=0)
    return parts, [reason for _, reasons in steps for reason in reasons]


def _step(
    before: Numbers, after: Numbers, units: Paths, method: str, value: str
) -> tuple[Numbers, list[Reason]]:
    """The parts of the change from one year to another, by unit."""
    industry, region = units.by("industry"), units.by("region")
    in_industry = industry.total(before)
    total = before.sum()
    growth_of_all = (after.sum() - total) / total if total else 0.0
    growth = ratio(industry.total(after) - in_industry, in_industry, 0)[industry.codes]
    competitive = after - before * (1 + growth)
    parts = [before * growth_of_all, before * (growth - growth_of_all), competitive]
    is_new = (in_industry == 0)[industry.codes] & (after > 0)
    reasons = [(f"no {value} in the industry to grow from", is_new)]
    if method == ESTEBAN:
        expected = region.total(before)[region.codes] * in_industry[industry.codes] / (total or 1)
        homothetic = expected * ratio(competitive, before, 0)
        parts[2:] = [homothetic, competitive - homothetic]
        is_new_here = (before == 0) & (after > 0)
        reasons.append((f"no {value} in the cell to grow from", is_new_here))
    return np.column_stack(parts), reasons


def _of_regions(
    units: Paths, parts: Numbers, reasons: list[Reason]
) -> tuple[pd.DataFrame, Numbers, list[Reason]]:
    """The sums over the industries of each region; undefined where any of them is."""
    region = units.by("region")
    firsts = region.first_rows
    order = region.codes[firsts]
    sums = np.column_stack([region.total(column) for column in parts.T])[order]
    lacking = [
        (f"{text}, for one of its industries", region.holds(rows)[order]) for text, rows in reasons
    ]
    return units.labels.iloc[firsts].reset_index(drop=True), sums, lacking
