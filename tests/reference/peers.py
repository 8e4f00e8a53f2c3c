"""The shared inputs, what the packages make of them, and what we do: for tests and for the page."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.measures import measures

PEERS = json.loads(Path(__file__).with_name("peers.json").read_text(encoding="utf-8"))
INPUTS = {name: pd.DataFrame(columns) for name, columns in PEERS["inputs"].items()}


def theirs(package, result):
    """What a package says; nan where it says NA."""
    return np.array(PEERS["results"][package][result], dtype=float)


def table(name, year=None):
    """A shared input; where a year is named, that year alone."""
    known = INPUTS[name].copy()
    return known if year is None else known[known["year"] == year].drop(columns="year")


def ours(name, *tables, **options):
    """A measure's values by label, a matrix where it has two keys."""
    answer = measures[name](*tables, **options)
    keys = [
        key for key in measures[name].card.variants[option(name, options)].keys if key in answer
    ]
    if len(keys) == 2:
        return answer.pivot_table("value", *keys).to_numpy()
    return answer.sort_values(keys)["value"].to_numpy() if keys else answer["value"].to_numpy()


def option(name, options):
    return options.get("variant", measures[name].card.default)


def late(name, variant, *tables):
    return ours(name, table("activity", 2020), *tables, variant=variant)


def matrix(year=2020):
    wide = table("activity", year).pivot_table("employment", "region", "industry")
    return wide.to_numpy(dtype=float)


def plants(name, column="value", **options):
    return measures[name](table("plants"), **options).sort_values("industry")[column].to_numpy()


def incomes():
    """Towns as tables: all income made by people, for measures of inequality per head."""
    towns = table("towns").rename(columns={"people": "population"})
    made = towns["income_2020"] * towns["population"]
    return towns.assign(industry="all", employment=made), towns[["region", "population"]]


def per_head(variant):
    """Each town counts once, as packages have it without weights."""
    towns = incomes()[0].assign(employment=lambda known: known["income_2020"])
    groups = incomes()[1].assign(parent=[f"g{i % 3}" for i in range(len(towns))])
    return ours("theil_inequality", towns, groups, variant=variant, background="equal")


def indicators():
    towns = table("towns")
    parts = [
        pd.DataFrame(
            {
                "region": towns["region"],
                "year": year,
                "indicator": "income",
                "value": towns[f"income_{year}"],
            }
        )
        for year in (2000, 2020)
    ]
    return pd.concat(parts)


def shifts(variant):
    """Components by region, in the order in which REAT has them."""
    answer = measures["shift_share"](table("activity"), variant=variant)
    return answer.pivot_table("value", "region", "component")


def weighted_gini():
    """Incomes per head over people: the locational Gini of income against population."""
    made, regions = incomes()
    answer = measures["locational_gini"](made, background="population", regions=regions)
    return answer["value"].item()


ALONG = {"industries": "i0", "max_distance": 40, "step": 2, "n_draws": 2}
NEAR = {"industries": "i0", "max_distance": 16, "step": 1, "n_draws": 2}


def curve(name, given="plants", **options):
    """The values of a curve of industry i0, and nothing of its bands."""
    known = table(given)
    known = known.assign(plant=[f"p{i:03d}" for i in range(len(known))])
    return measures[name](known, **options)["value"].to_numpy()
