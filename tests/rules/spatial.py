"""A field of one industry over a line or a grid of regions, for the tests of hot spots."""

from __future__ import annotations

import numpy as np
import pandas as pd


def field(amounts):
    """Activity of an industry `a` and a rest that makes every region equally large; and regions."""
    amounts = np.asarray(amounts, dtype="float64")
    n = len(amounts)
    names = [f"r{i:03d}" for i in range(n)]
    known = np.nan_to_num(amounts)
    table = pd.concat(
        [
            pd.DataFrame({"region": names, "industry": "a", "employment": amounts}),
            pd.DataFrame({"region": names, "industry": "rest", "employment": 1000 - known}),
        ],
        ignore_index=True,
    )
    places = pd.DataFrame(
        {"region": names, "longitude": np.arange(n) * 0.1, "latitude": 0.0, "area_km2": 5.0}
    )
    return table, places


def of_industry(answer):
    """The rows of the industry."""
    return answer[answer["industry"] == "a"]
