"""How closely do firms or jobs sit: the computation that all densities share."""

from __future__ import annotations

import pandas as pd

from workbench.measures._answer import about, answer_by_group, answer_by_row, by_row
from workbench.measures._card import CELL_KEYS, REGION_KEYS, Card, Variant
from workbench.measures._cells import cells, ratio
from workbench.measures._door import choose, require
from workbench.measures._regions import sizes

ALL = "all_industries_"
# The divisor of each density: the column of the regions table, and how much of it makes one unit.
PER = {"per_km2": ("area_km2", 1), "per_1000_inhabitants": ("population", 1000)}
IN_WORDS = {"per_km2": "per km²", "per_1000_inhabitants": "per 1,000 inhabitants"}


def variants(what: str) -> dict[str, Variant]:
    """The variants of a density of `what`, for its card."""
    own, every = f"the industry's own {what}", f"the {what} of all industries together"
    return {
        start + per: Variant(
            f"{counted} {IN_WORDS[per]}",
            keys,
            f"{what} {IN_WORDS[per]}",
            "0 or more",
            columns=(PER[per][0],),
        )
        for start, counted, keys in (("", own, CELL_KEYS), (ALL, every, REGION_KEYS))
        for per in PER
    }


def density(
    activity: pd.DataFrame, regions: pd.DataFrame, card: Card, name: str, value: str, variant: str
) -> pd.DataFrame:
    """What a region holds, by cell or of all industries, over its area or population."""
    choose(f"variant of {name}", variant, list(card.variants))
    column, unit = PER[variant.removeprefix(ALL)]
    require(
        {
            "activity": (activity, ("region", "industry", value)),
            "regions": (regions, ("region", column)),
        }
    )
    found = cells(activity, value, ("region", "industry"))
    size, lacking = sizes(found, regions, column)
    reasons = [*lacking, (f"the {column.removesuffix('_km2')} is 0", size == 0)]
    words = f"{value} {IN_WORDS[variant.removeprefix(ALL)]}"
    facts = about(found, name, card, variant, size, unit=words)
    groups = found.by("region")
    if variant.startswith(ALL):
        # a sum with an unknown part is unknown
        reasons += [(f"{text} in the region", groups.holds(rows)) for text, rows in found.unknown]
        values = ratio(groups.total(found.amounts), size / unit)
        return answer_by_group(found, ("region",), values, reasons, facts)
    values = ratio(found.amounts, (size / unit)[groups.codes])
    return answer_by_row(found, values, [*found.unknown, *by_row(reasons, groups)], facts)
