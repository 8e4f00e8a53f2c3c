"""How unequal are regions in an amount per head, and is it between or within their groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import AREA_KEYS, Card, Variant, measure
from workbench.measures._cells import YEAR, Cells, Grouping, Numbers, Reason, Rows, cells, ratio
from workbench.measures._door import choose, require
from workbench.measures._entropies import groups_of, surprise
from workbench.measures._regions import SIZES, sizes

POPULATION, GROUP = "population", "parent"

CARD = Card(
    question="How unequal are regions in an amount per head, between and within their groups?",
    formula="T = sum over r of s_r ln(s_r / x_r), L = sum over r of x_r ln(x_r / s_r); T = sum "
    "over groups g of S_g ln(S_g / X_g) + sum over g of S_g T_g",
    source="Theil (1967)",
    reading="0 is the same amount per head in every region; T and L add up over groups: between "
    "them and within them",
    variants={
        "theil_t": Variant("T, weighted by where the amount is", AREA_KEYS, "nats", "0 or more"),
        "theil_l": Variant(
            "L, weighted by where the people are: the mean log deviation",
            AREA_KEYS,
            "nats",
            "0 or more",
        ),
        "theil_t_between": Variant(
            "the part of T between groups of regions", AREA_KEYS, "nats", "0 or more", "", (GROUP,)
        ),
        "theil_t_within": Variant(
            "the part of T within groups of regions", AREA_KEYS, "nats", "0 or more", "", (GROUP,)
        ),
        "theil_l_between": Variant(
            "the part of L between groups of regions", AREA_KEYS, "nats", "0 or more", "", (GROUP,)
        ),
        "theil_l_within": Variant(
            "the part of L within groups of regions", AREA_KEYS, "nats", "0 or more", "", (GROUP,)
        ),
    },
    tables=("activity", "regions"),
    backgrounds={POPULATION: (POPULATION,), "area": ("area_km2",), "equal": ()},
    caveats=(
        "T and L go by the same name and differ: name the variant",
        "says how unequal regions are, not persons; with equal weights a hamlet counts like a city",
        "L does not exist where a region has nothing",
        "a region of which nothing is known is left out; how many there are is told",
    ),
    also_called={
        "REAT": "theil is L with equal weights, NA with any zero; given weights it divides by n "
        "once more",
        "PySAL": "inequality's Theil and TheilD are T with equal weights",
    },
)


@measure(CARD)
def theil_inequality(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "theil_t",
    background: str = POPULATION,
    group: str = GROUP,
) -> pd.DataFrame:
    """How unequally an amount is spread over the people of regions: 0 is the same per head.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. Industries are added up. A cell that is not there, and a
        region that only the table regions holds, counts as zero.
    regions
        `region`, one row for each region of the whole area (and year), with what the background
        and the variant need: `population` or `area_km2`, and the column `group`.
    value
        The amount: output, employment, establishments.
    variant
        "theil_t" or "theil_l", or a part of it: "theil_t_between", "theil_t_within",
        "theil_l_between", "theil_l_within"; see the card.
    background
        What the amount is per: "population" or "area" of the regions, "equal" (the amount is
        one per head already, and each region counts once), or a column of `activity`: output per
        worker is value="output", background="employment".
    group
        The column of `regions` that says which regions belong together.

    Returns
    -------
    One row (a year) with `value` and `undefined` (the reason where there is no value). Variant,
    unit, counts and `n_left_out` stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty or a row is there twice.

    Notes
    -----
    With s_r the region's share of the amount and x_r of the people, T = Σ_r s_r ln(s_r / x_r).
    L is the same with s and x exchanged. Between groups the shares are those of groups; within
    is Σ_g S_g T_g. Source: Theil (1967).

    Examples
    --------
    >>> made = pd.DataFrame({"region": list("ABC"), "industry": "all", "employment": [1, 1, 2]})
    >>> towns = pd.DataFrame({"region": list("ABC"), "population": [5, 5, 10]})
    >>> theil_inequality(made, towns)
       value undefined
    0    0.0       NaN
    """
    choose("variant of theil_inequality", variant, list(CARD.variants))
    choose("background", background, [*SIZES, *map(str, activity.columns)])
    by_group = (group,) if variant.endswith(("between", "within")) else ()
    column = (SIZES[background],) if background in ("population", "area") else ()
    wanted = (activity, ("region", "industry", value))
    require({"activity": wanted, "regions": (regions, ("region", *column, *by_group))})
    found = cells(activity, value, ("region", "industry"))
    whole = _with_all_regions(found, regions) if background in SIZES else found
    s, x, reasons = _shares(whole, regions, background)
    reasons += _out_of_nothing(whole, s, x, background)
    if variant.startswith("theil_l"):
        reasons += _no_logarithm(whole, s, x)
        s, x = x, s
    groups, no_group = _groups(whole, regions, group) if by_group else (whole.by(), [])
    values = _part(whole.by("region"), groups, variant, s, x)
    facts = about(found, "theil_inequality", CARD, variant, s, x, background=background)
    facts["n_left_out"] = int(_is_left_out(whole).sum())
    reasons = [*found.nothing_in("area", found.by(), found.by().total(found.amounts)), *reasons]
    return answer_by_group(found, (), values.clip(min=0), [*reasons, *no_group], facts)


def _part(region: Grouping, groups: Grouping, variant: str, s: Numbers, x: Numbers) -> Numbers:
    """The sum of s ln(s / x) over regions, or its part between or within groups, by year."""
    if variant.endswith("between"):
        return groups.over_first(surprise(groups.total(s), groups.total(x)))
    if variant.endswith("within"):
        x = x * ratio(groups.total(s), groups.total(x), 0)[groups.codes]
    return region.over_first(surprise(s, x))


def _with_all_regions(found: Cells, regions: pd.DataFrame) -> Cells:
    """The cells, with a zero for each region (and year) that only the table regions holds."""
    keys = [key for key in ("region", YEAR) if key in found.keys]
    held = found.table[keys].iloc[found.by("region").first_rows]
    listed = regions[[key for key in keys if key in regions]]
    if YEAR in keys:
        years = held[[YEAR]].drop_duplicates()
        listed = listed.merge(years, how="inner" if YEAR in listed else "cross")
    absent = listed.merge(held, how="left", indicator="where")
    absent = absent.loc[absent["where"] == "left_only", keys].drop_duplicates()
    if absent.empty or found.table.empty:
        return found
    absent = absent.assign(industry=found.table["industry"].iloc[0], **{found.value: 0.0})
    columns = [
        column for column in (*found.key_names, found.value, "flag") if column in found.table
    ]
    return cells(pd.concat([found.table[columns], absent]), found.value, ("region", "industry"))


def _is_left_out(whole: Cells) -> Rows:
    """The regions of which nothing is known, by group of `by("region")`."""
    region = whole.by("region")
    return region.holds(whole.is_unknown) & ~region.holds(~whole.is_unknown)


def _shares(
    whole: Cells, regions: pd.DataFrame, background: str
) -> tuple[Numbers, Numbers, list[Reason]]:
    """Each region's share of the amount and of what it is per, and why a year has none."""
    region = whole.by("region")
    if background in SIZES:
        per, lacking = sizes(whole, regions.assign(equal=1.0), SIZES[background])
    else:
        other = cells(whole.table, background, ("region", "industry"))
        per = region.total(other.amounts)
        lacking = [(f"{text} in {background}", region.holds(rows)) for text, rows in other.unknown]
    is_counted = region.holds(~whole.is_unknown)
    reasons = _for_one(region, lacking, is_counted)
    amounts = (region.total(whole.amounts), np.where(is_counted, np.nan_to_num(per), 0.0))
    s, x = (ratio(n, region.shared(region.over_first(n)), 0) for n in amounts)
    return s, x, reasons


def _groups(whole: Cells, regions: pd.DataFrame, column: str) -> tuple[Grouping, list[Reason]]:
    """The regions sorted by group and year, and why a year cannot be: one has no group."""
    region = whole.by("region")
    codes, levels, lacking = groups_of(whole, regions, column)
    years = np.arange(region.size) % max(region.rest, 1)
    groups = Grouping(codes * region.rest + years, len(levels), region.rest)
    return groups, _for_one(region, lacking, region.holds(~whole.is_unknown))


def _for_one(region: Grouping, lacking: Sequence[Reason], is_counted: Rows) -> list[Reason]:
    """Reasons by region as reasons by year."""
    return [
        (f"{text}, for one of the regions", region.over_first(rows & is_counted) > 0)
        for text, rows in lacking
    ]


def _out_of_nothing(whole: Cells, s: Numbers, x: Numbers, background: str) -> list[Reason]:
    """Why a year has no T: a region has an amount and nothing that it is per."""
    rows = whole.by("region").over_first((s > 0) & (x == 0)) > 0
    return [(f"a region with {whole.value} has no {background}", rows)]


def _no_logarithm(whole: Cells, s: Numbers, x: Numbers) -> list[Reason]:
    """Why a year has no L: one of its regions has nothing."""
    rows = whole.by("region").over_first((x > 0) & (s == 0)) > 0
    return [(f"no {whole.value} in one of the regions, and 0 has no logarithm", rows)]
