"""Tables for the tests of rules: activity with what any rule may ask for, and what goes with it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.measures import tables as measured

KEYS = ["region", "industry", "year"]
SHAPE = (14, 5)
SIZE_CLASSES = pd.DataFrame({"size_class": ["s", "m", "l"], "employees_from": [1, 50, 250]})
# What each rule is asked where its defaults, made for real places, find nothing in a toy.
OPTIONS = {
    "observatory_stars": {"minimum": 50.0},
    "block_economy": {"minimum": 4e8},
    "local_moran_hot_spot": {"k": 3, "significance": 0.8},
    "getis_ord_hot_spot": {"k": 3, "significance": 0.3},
    "standardised_location_quotient": {"threshold": 1.0},
    "litzenberger_sternberg_cut_off": {"cut_off": 1.0},
    "density_based": {"top": 0.4},
}


def activity(seed=0, years=(2010, 2020)):
    """Random activity with the columns that any rule may ask for, some cells zero."""
    table = measured.activity(seed, SHAPE, years)
    random = np.random.default_rng(seed)
    is_there = (table["employment"] > 0).to_numpy()
    return table.assign(
        output_yuan=table["employment"] * 1e6,
        mean_wage=np.where(is_there, random.uniform(10, 90, len(table)), np.nan),
    )


def by_size(table):
    """The same activity in three size classes, in parts that differ from cell to cell."""
    parts = []
    for i, name in enumerate(SIZE_CLASSES["size_class"]):
        own = table.assign(size_class=name)
        number = own["region"].str[1:].astype(int) + own["industry"].str[1:].astype(int)
        shift = number % 3 == i
        own["employment"] = own["employment"].where(shift, own["employment"] // 10)
        parts.append(own)
    return pd.concat(parts)


def regions(table):
    """A row for each region of an activity table, on a grid of three columns."""
    found = measured.regions(table)
    place = np.arange(len(found))
    return found.assign(longitude=place % 3 * 1.0, latitude=place // 3 * 1.0)


def industries(table):
    """A row for each industry: every other one traded, the first three manufacturing."""
    found = measured.industries(table)
    sector = np.where(np.arange(len(found)) < 3, "manufacturing", "services")
    return found.assign(sector=sector)


def tables_of(rule, table):
    """The tables that a rule takes by position."""
    known = {
        "activity": lambda: by_size(table) if "size_class" in rule.card.columns else table,
        "regions": lambda: regions(table),
        "industries": lambda: industries(table),
        "size_classes": lambda: SIZE_CLASSES,
    }
    return {name: known[name]() for name in rule.card.tables}


def call(rule, table, **options):
    """A rule on an activity table and what goes with it."""
    asked = OPTIONS.get(rule.__name__, {}) | options
    return rule(*tables_of(rule, table).values(), **asked)


def by_key(answer, column="is_cluster"):
    """A column of an answer by its keys, in order."""
    keys = [key for key in KEYS if key in answer]
    return answer.set_index(keys)[column].sort_index()


def verdicts(answer):
    """The verdicts as plain values: True, False or None."""
    return [None if pd.isna(verdict) else bool(verdict) for verdict in answer["is_cluster"]]
