"""Tables of plants for the tests of distances."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.reference import distances as reference


def toy():
    """The toy of the reference: six shoemakers among twelve plants, with sizes."""
    places = np.array(reference.PLACES, dtype=float)
    return pd.DataFrame(
        {
            "plant": [f"p{i:02d}" for i in range(len(places))],
            "industry": ["shoes" if i in reference.CASES else "lamps" for i in range(len(places))],
            "x": places[:, 0],
            "y": places[:, 1],
            "employment": np.arange(1.0, len(places) + 1) * 10,
        }
    )


def plants(n=200, cases=60, seed=0, towns=0):
    """Plants on a plain of 100 km by 80 km, even or in towns; the first are the industry "case"."""
    random = np.random.default_rng(seed)
    places = random.uniform(0, 1, (n, 2)) * (100, 80)
    if towns:
        places = places[random.integers(0, towns, n)] + random.normal(0, 2, (n, 2))
    return pd.DataFrame(
        {
            "plant": [f"p{i:05d}" for i in range(n)],
            "industry": np.where(np.arange(n) < cases, "case", "other"),
            "x": places[:, 0],
            "y": places[:, 1],
            "employment": random.lognormal(3, 1, n),
        }
    )


def at_few_places(places, cases, everyone):
    """So many plants at each place, `cases` of `everyone` in the industry "case"."""
    x, y = np.array(places, dtype=float).T
    others = np.array(everyone) - np.array(cases)
    return pd.DataFrame(
        {
            "plant": [f"p{i}" for i in range(2 * len(places))],
            "industry": ["case"] * len(places) + ["other"] * len(places),
            "x": np.tile(x, 2),
            "y": np.tile(y, 2),
            "establishments": [*cases, *others],
        }
    )


def relabelled(table, seed):
    """The same plants, each at the place of another."""
    other = np.random.default_rng(seed).permutation(len(table))
    return table.assign(x=table["x"].to_numpy()[other], y=table["y"].to_numpy()[other])
