"""Seeded tables that the tests of the fit share; nothing here is real."""

from __future__ import annotations

import numpy as np
import pandas as pd


def cross_section(n: int = 120, seed: int = 0) -> pd.DataFrame:
    """Rows with an outcome, two regressors, a category and groups."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "x": random.lognormal(1.0, 0.6, n),
            "z": random.normal(5.0, 2.0, n),
            "kind": random.choice(["a", "b", "c"], n),
            "group": random.integers(0, 40, n).astype(str),
        }
    )
    noise = random.normal(0, 0.4, n) * (0.5 + table["z"].abs() / 10)
    table["y"] = np.exp(0.3 * np.log(table["x"]) + 0.1 * table["z"] + noise)
    return table


def two_ways(n: int = 400, seed: int = 1) -> pd.DataFrame:
    """Rows in two crossed groupings, every group with several rows; `county` nests in `place`."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {"place": random.integers(0, 30, n), "trade": random.integers(0, 12, n)}
    ).astype("object")
    table["county"] = [f"{place}-{half}" for place, half in zip(
        table["place"], random.integers(0, 2, n), strict=True)]  # fmt: skip
    table["x"] = random.normal(size=n) + table["place"].astype(float) / 10
    table["z"] = random.normal(size=n) * (1 + table["trade"].astype(float) / 6)
    fixed = table["place"].astype(float) / 5 - table["trade"].astype(float) / 3
    table["y"] = 2 * table["x"] - 0.5 * table["z"] + fixed + random.normal(size=n)
    return table
