"""Studies with a known truth, made in memory; nothing here is real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.data import Study

CARD = {
    "unit": "dollars",
    "direction": "higher is better",
    "dimension": "wages",
    "scale": "log",
    "source": "made",
}


def study_of(tables: dict[str, pd.DataFrame], **question: Any) -> Study:
    """A study of these tables with that question."""
    descriptor = {
        "name": "made",
        "resources": [{"name": name, "schema": {"fields": []}} for name in tables],
        "workbench": {"question": question},
    }
    return Study("made", Path("nowhere"), descriptor, tables)


def places(n: int) -> pd.DataFrame:
    """Regions on a square grid some fifty kilometres wide."""
    side = int(np.ceil(np.sqrt(n)))
    number = np.arange(n)
    return pd.DataFrame(
        {
            "region": [f"{i:03d}" for i in number],
            "name": [f"Place {i}" for i in number],
            "level": "place",
            "parent": [f"S{i % 12:02d}" for i in number],
            "longitude": 10 + (number % side) * 0.5,
            "latitude": 45 + (number // side) * 0.5,
        }
    )


def cells(n_regions: int = 60, n_industries: int = 12, seed: int = 0) -> pd.DataFrame:
    """Employment and establishments of each industry of each region."""
    random = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product(
        [[f"{i:03d}" for i in range(n_regions)], [f"I{j:02d}" for j in range(n_industries)]],
        names=["region", "industry"],
    )
    table = pd.DataFrame(index=index).reset_index()
    table["year"] = 2016
    table["employment"] = np.ceil(random.lognormal(6, 1.2, len(table)))
    table["establishments"] = np.ceil(table["employment"] / random.lognormal(2.5, 0.8, len(table)))
    return table


def location_quotients(activity: pd.DataFrame) -> pd.Series:
    """The quotient of each row, by its definition."""
    total = activity["employment"].sum()
    region = activity.groupby("region")["employment"].transform("sum")
    industry = activity.groupby("industry")["employment"].transform("sum")
    return activity["employment"] * total / region / industry


def standard(values: pd.Series) -> pd.Series:
    """In units of the standard deviation."""
    return (values - values.mean()) / values.std()


def wages(activity: pd.DataFrame, logarithms: pd.Series) -> dict[str, pd.DataFrame]:
    """The tables of an indicator with these logarithms."""
    values = np.exp(10 + logarithms)
    keys = activity[["region", "industry", "year"]]
    return {
        "indicators": keys.assign(indicator="wage", value=values.to_numpy()),
        "indicator_cards": pd.DataFrame([{"indicator": "wage", "name": "Mean wage", **CARD}]),
    }


def study_of_cells(
    activity: pd.DataFrame, logarithms: pd.Series, effects: tuple[str, ...] = ("region", "industry")
) -> Study:
    """A study whose question is wages on the location quotient."""
    n = activity["region"].nunique()
    tables = {"regions": places(n), "activity": activity, **wages(activity, logarithms)}
    return study_of(
        tables,
        outcome="wage",
        measures=["location_quotient"],
        fixed_effects=list(effects),
        cluster="region",
        year=2016,
    )
