"""The example of monitoring: eight indicators of a dairy cluster, two of them planted behind."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork._dairy import actors

HIGHER, LOWER = "higher is better", "lower is better"
FIRST, LAST = 2021, 2028  # of the example
# What the example's indicators do: their spread, and how much of the way they go (1: all of it).
PLANTED = (
    ("output", "Milk products made", "tonnes a year", HIGHER, 900, 1500, 30.0, 1.0),
    ("sales", "Sales of the members", "million a year", HIGHER, 40, 70, 1.5, 1.0),
    ("capacity", "Milk that can be processed", "tonnes a day", HIGHER, 12, 20, 0.25, 0.15),
    ("projects", "Large projects under way", "projects", HIGHER, 0, 6, 0.9, 0.8),
    ("cost_gap", "Cost above the import price", "percent", LOWER, 18, 4, 1.2, 1.0),
    ("home_share", "Share of the domestic market", "percent", HIGHER, 8, 14, 0.5, 1.0),
    ("foreign_share", "Share sold abroad", "percent", HIGHER, 2, 10, 0.5, 0.1),
    ("joint_work", "Members with a joint project", "percent", HIGHER, 10, 40, 7.0, 0.8),
)

TARGET_COLUMNS = ["indicator", "name", "unit", "direction", "baseline", "baseline_period"]
TARGET_COLUMNS += ["target", "target_period"]


def example(seed: int) -> dict[str, pd.DataFrame]:
    """Eight indicators, of which two are planted behind, six milestones, one of them overdue."""
    random = np.random.default_rng(np.random.SeedSequence([seed, 6]))
    targets = [
        (code, name, unit, direction, low, FIRST, high, LAST + 2)
        for code, name, unit, direction, low, high, _, _ in PLANTED
    ]
    years = np.arange(FIRST, LAST + 1)
    seen = [
        (code, int(year), round(float(value), 2))
        for code, *_, low, high, spread, share in PLANTED
        for year, value in zip(years, _series(random, low, high, (spread, share)), strict=True)
    ]
    none = float("nan")
    plan = [("initiative group", 3, 2.0), ("diagnosis", 9, 10.0), ("first agreement", 14, 15.0)]
    plan += [("joint purchase", 20, 19.0), ("brand", 24, none), ("export office", 34, none)]
    return {
        "targets": pd.DataFrame(targets, columns=TARGET_COLUMNS),
        "observations": pd.DataFrame(seen, columns=["indicator", "period", "value"]),
        "milestones": pd.DataFrame(plan, columns=["milestone", "due", "reached"]),
        "actors": actors(seed),
    }


def _series(
    random: np.random.Generator, low: float, high: float, moves: tuple[float, float]
) -> np.ndarray:
    """A noisy way from low towards high; `moves` are its spread and how much of the way it goes."""
    share = (np.arange(FIRST, LAST + 1) - FIRST) / (LAST + 2 - FIRST)
    noisy = random.normal(0, moves[0], len(share))
    return np.maximum(low + share * moves[1] * (high - low) + noisy, 0)
