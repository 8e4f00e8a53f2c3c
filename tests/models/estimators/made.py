"""Seeded tables with known truth for instruments and panels, and honest bounds for counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.design import Design


def instrumented_table(n: int = 300, seed: int = 1) -> pd.DataFrame:
    """Two terms that need instruments, three instruments, a control, groups and weights."""
    random = np.random.default_rng(seed)
    one, two, three, hidden, noise, control = random.normal(size=(6, n))
    table = pd.DataFrame({"z1": one, "z2": two, "z3": three, "c": control})
    table["x"] = 0.3 * one + 0.2 * two + hidden + 0.3 * control
    table["x2"] = 0.4 * three - 0.2 * one + noise + 0.2 * hidden
    table["y"] = 1 + 0.5 * table["x"] - 0.3 * table["x2"] + hidden + control
    table["y"] += noise * random.normal(size=n)
    table["group"] = random.integers(0, 40, n)
    table["place"] = random.integers(0, 12, n)
    table["weight"] = random.uniform(0.5, 2, n)
    return table


def drawn(
    random: np.random.Generator, strength: float, *, n: int = 100, k: int = 3, effect: float = 0.0
) -> Design:
    """One draw of a design with k instruments of a strength, errors of unequal variance."""
    instruments = random.normal(size=(n, k))
    hidden, noise = random.normal(size=(2, n))
    x = instruments.sum(axis=1) * strength + hidden
    y = effect * x + 0.8 * hidden + 0.6 * noise * np.sqrt(0.5 + 0.5 * instruments[:, 0] ** 2)
    return Design(
        pd.Series(y, name="y"),
        pd.DataFrame({"constant": np.ones(n)}),
        pd.DataFrame(index=pd.RangeIndex(n)),
        None,
        pd.DataFrame(),
        pd.DataFrame({"x": x}),
        pd.DataFrame(instruments, columns=[f"z{i}" for i in range(k)]),
    )


def panel_table(
    random: np.random.Generator, *, units: int = 60, years: int = 5, correlated: float = 0.0
) -> pd.DataFrame:
    """A panel with y = 0.5 x + unit + noise; unit levels go with x by `correlated`."""
    level = random.normal(size=units)
    x = random.normal(size=(units, years)) + level[:, None]
    unit = correlated * level + random.normal(size=units)
    y = 0.5 * x + unit[:, None] + random.normal(size=(units, years))
    keys = pd.MultiIndex.from_product([range(units), range(years)], names=["region", "year"])
    return pd.DataFrame({"x": x.ravel(), "y": y.ravel()}, index=keys).reset_index()


def design_of(table: pd.DataFrame) -> Design:
    """The design of y on x with the panel's keys."""
    terms = pd.DataFrame({"constant": 1.0, "x": table["x"]})
    empty = pd.DataFrame(index=table.index)
    return Design(table["y"], terms, empty, None, empty, also=table[["region", "year"]])


def is_plausible(count: int, draws: int, probability: float) -> bool:
    """Whether a count is within the bounds that chance crosses once in a thousand."""
    from scipy.stats import binom

    low, high = binom.interval(0.999, draws, probability)
    return bool(low <= count <= high)
