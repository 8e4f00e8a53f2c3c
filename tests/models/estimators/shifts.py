"""Shift-share tables with known truth; `python -m tests.models.estimators.shifts` writes one.

The numbers of `test_shift_share` come from R's ShiftShareSE 1.1.0 (GPL-3, run, not copied) on
the table that this writes: see the script beside the numbers.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd


def two_years(
    regions: int = 40, industries: int = 6, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A panel of two years with an instrument made of shares and shocks; shares, long."""
    random = np.random.default_rng(seed)
    codes, years = [f"r{i:02d}" for i in range(regions)], [2000, 2007]
    keys = pd.MultiIndex.from_product([codes, years], names=["region", "year"])
    names = pd.Index([f"i{i}" for i in range(industries)], name="industry")
    shares = pd.DataFrame(random.dirichlet(np.ones(industries), len(keys)), keys, names) * 0.8
    shares.iloc[:7, 2] = 0.0
    shocks = pd.DataFrame(random.normal(size=(2, industries)), years, names)
    of_year = shocks.loc[keys.get_level_values("year")].to_numpy()
    instrument = (shares.to_numpy() * of_year).sum(axis=1)
    panel = pd.DataFrame({"instrument": instrument, "c": random.normal(size=len(keys))}, keys)
    hidden = random.normal(size=len(keys))
    panel["x"] = 0.8 * panel["instrument"] + hidden * 0.3
    panel["y"] = -0.6 * panel["x"] + 0.5 * hidden + 0.2 * panel["c"]
    panel["y"] += 0.2 * random.normal(size=len(keys))
    panel["population"] = random.uniform(0.5, 3.0, len(keys))
    panel["group"] = pd.factorize(keys.get_level_values("region"))[0] // 4
    long = shares.reset_index().melt(["region", "year"], names, "industry", "share")
    return panel.reset_index(), long[long["share"] > 0].reset_index(drop=True)


if __name__ == "__main__":
    panel, long = two_years()
    long["column"] = long["industry"] + "_" + long["year"].astype(str)
    wide = long.pivot_table("share", ["region", "year"], "column", fill_value=0.0)
    whole = panel.merge(wide.reset_index(), on=["region", "year"])
    whole.to_csv(Path(sys.argv[1]), index=False)
