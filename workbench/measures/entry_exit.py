"""How many plants came and how many went, against those that are there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import (
    AREA_KEYS,
    CELL_KEYS,
    INDUSTRY_KEYS,
    REGION_KEYS,
    Card,
    Variant,
    measure,
)
from workbench.measures._cells import Reason, ratio
from workbench.measures._door import choose
from workbench.measures._plant_years import NEEDED, lives

ENTRY, EXIT, CHURN = "entry_rate", "exit_rate", "churn"
MEANINGS = {
    ENTRY: ("births over the stock", "0 to 1"),
    EXIT: ("deaths over the stock", "0 to 1"),
    CHURN: ("births and deaths over the stock", "0 to 2"),
}
UNITS = {
    "region_": ("of a region", REGION_KEYS),
    "industry_": ("of an industry", INDUSTRY_KEYS),
    "cell_": ("of an industry in a region", CELL_KEYS),
    "area_": ("of the whole area", AREA_KEYS),
}
NO_BIRTHS = "who came in the first year of the table is not known"
NO_DEATHS = "who leaves after the last year of the table is not known"

CARD = Card(
    question="How many plants came and how many went, for each of those that are there?",
    formula="entry rate = births_t / stock_t; exit rate = deaths_t / stock_t; churn = entry rate "
    "+ exit rate",
    source="Eurostat and OECD (2007), Manual on Business Demography Statistics (detail unverified)",
    reading="an entry rate of 0.1: every tenth plant of the year is new; an exit rate of 0.1: "
    "every tenth is not there the next year",
    variants={
        start + name: Variant(f"{meaning}, plants {whose}", keys, "share of the stock", words)
        for start, (whose, keys) in UNITS.items()
        for name, (meaning, words) in MEANINGS.items()
    },
    tables=("plants",),
    columns=NEEDED,
    caveats=(
        "a plant is born in its first year of the table and dies after its last, whatever made it "
        "appear or vanish: a threshold of the register, a merger, a new number",
        "a plant that moves or changes its industry is no birth and no death; it is a birth where "
        "it first was and a death where it last was",
        "a plant that is away for a year and comes back is counted neither out nor in again; "
        "n_gaps of the facts says how many there are",
        "where the table skips years, births and deaths of all skipped years come together",
    ),
    also_called={
        "EconGeo": "entry_list and exit_list: industries new to a region, from matrices; they "
        "ignore the tables they are given"
    },
    more={
        "stock": "plants there in the year",
        "births": "of these, how many were not there before; empty in the first year",
        "deaths": "of these, how many are never there again; empty in the last year",
    },
    over_time=True,
)


@measure(CARD)
def entry_exit(plants: pd.DataFrame, *, variant: str = "region_entry_rate") -> pd.DataFrame:
    """What share of the plants of a year is new, and what share is gone a year later.

    Parameters
    ----------
    plants
        One row a plant and year in which it is there: `plant`, `year`, and `region` and
        `industry` as the variant needs them.
    variant
        "region_entry_rate", "region_exit_rate" or "region_churn" for regions;
        "industry_entry_rate", "industry_exit_rate" or "industry_churn" for industries;
        "cell_entry_rate", "cell_exit_rate" or "cell_churn" for an industry in a region;
        "area_entry_rate", "area_exit_rate" or "area_churn" for the whole area.

    Returns
    -------
    One row a region or industry and year in which it has plants, in the order of the table, with
    `value`, `undefined` (the reason where there is no value), `stock`, `births` and `deaths`.
    Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a key is empty, or a plant is there twice in a year.

    Notes
    -----
    Entry rate = births_t / stock_t. The first year of the table has no births and the last no
    deaths: they are undefined, not 0. Source: Eurostat and OECD (2007).

    Examples
    --------
    >>> plants = pd.DataFrame({
    ...     "plant": ["a", "b", "a", "c", "a"], "region": "A",
    ...     "year": [2018, 2018, 2019, 2019, 2020],
    ... })
    >>> entry_exit(plants)[["year", "value", "stock", "births", "deaths"]]
       year  value  stock  births  deaths
    0  2018    NaN    2.0     NaN     1.0
    1  2019    0.5    2.0     1.0     1.0
    2  2020    0.0    1.0     0.0     NaN
    """
    choose("variant of entry_exit", variant, list(CARD.variants))
    names = [key for key in CARD.variants[variant].keys if key != "year"]
    own = lives(plants, *names)
    found, groups = own.found, own.found.by(*names)
    plant, place = found.keys["plant"].codes, own.place
    is_first = groups.holds(place == 0)
    is_last = groups.holds(place == len(own.years) - 1)
    stock = groups.total(found.amounts)
    births = np.where(is_first, np.nan, groups.total(place == own.first[plant]))
    deaths = np.where(is_last, np.nan, groups.total(place == own.last[plant]))
    counted = {ENTRY: births, EXIT: deaths, CHURN: births + deaths}
    method = variant.partition("_")[2]
    reasons: list[Reason] = []
    if method != EXIT:
        reasons.append((NO_BIRTHS, is_first))
    if method != ENTRY:
        reasons.append((NO_DEATHS, is_last))
    facts = about(found, "entry_exit", CARD, variant) | {"n_gaps": own.n_gaps}
    more = {"stock": stock, "births": births, "deaths": deaths}
    return answer_by_group(found, names, ratio(counted[method], stock), reasons, facts, **more)
