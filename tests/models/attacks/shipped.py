"""The shipped studies with their own questions, and a made one on a grid; loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.data import Study, load
from workbench.models import panel
from workbench.models.specification import Specification, specification_of

SIDE = 12


@cache
def asked(name: str) -> tuple[Study, pd.DataFrame, Specification]:
    """A study, the panel of its question, and the fullest model; not to be changed."""
    study = load(name)
    table = panel(study)
    return study, table, specification_of(table, study.question)


def grid(log_density, outcome, **columns) -> Study:
    """A made study of 12 x 12 regions of 1 km² with one industry; more columns of activity."""
    row, column = np.divmod(np.arange(SIDE**2), SIDE)
    regions = pd.DataFrame(
        {
            "region": [f"{number:03}" for number in range(SIDE**2)],
            "name": [f"Place {number}" for number in range(SIDE**2)],
            "level": "cell",
            "area_km2": 1.0,
            "population": 1000.0,
            "longitude": 10 + column * 0.0129,
            "latitude": 45 + row * 0.009,
        }
    )
    activity = regions[["region"]].assign(
        industry="shoes", year=2010, employment=np.exp(log_density), **columns
    )
    indicators = regions[["region"]].assign(year=2010, indicator="wage_index", value=outcome)
    cards = pd.DataFrame(
        {"indicator": ["wage_index"], "name": ["Wage"], "unit": ["index"], "scale": ["linear"]}
    )
    industries = pd.DataFrame({"industry": ["shoes"], "name": ["Shoes"]})
    tables = {
        "regions": regions,
        "activity": activity,
        "industries": industries,
        "indicators": indicators,
        "indicator_cards": cards,
    }
    resources = [{"name": name, "path": f"{name}.csv", "schema": {"fields": []}} for name in tables]
    question = {
        "outcome": "wage_index",
        "measures": ["employment_density"],
        "industry": "shoes",
        "year": 2010,
    }
    descriptor = {"resources": resources, "workbench": {"question": question}}
    return Study("grid", Path("/nowhere"), descriptor, tables)


def places():
    """Row and column of each region of the grid, from -1 to 1."""
    row, column = np.divmod(np.arange(SIDE**2), SIDE)
    return 2 * row / (SIDE - 1) - 1, 2 * column / (SIDE - 1) - 1
