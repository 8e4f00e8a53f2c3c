"""How sure is the potential of a chain: capacities drawn between their lows and highs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork.chains.chain import Chain
from workbench.fieldwork.chains.potential import Numbers, Potential, potential

NOW, FULL = "now", "full"
OWN = 2  # of the numbers of the seed: apart from those that make examples
OUTER = (0.025, 0.975)


def capacity_of(capacities: pd.DataFrame, *, at: str = NOW) -> dict[str, float]:
    """The capacity of each stage: the sum over its actors.

    Parameters
    ----------
    capacities
        `stage`, `capacity`, and `utilisation` (a share) where it is known, else all is used.
    at
        "now": capacity times utilisation, what is made today; "full": all of the capacity.

    Examples
    --------
    >>> asked = pd.DataFrame({"stage": ["milk", "milk"], "capacity": [100.0, 50.0],
    ...                       "utilisation": [0.5, None]})
    >>> capacity_of(asked), capacity_of(asked, at="full")
    ({'milk': 100.0}, {'milk': 150.0})
    """
    own = capacities["capacity"] * (_utilisation(capacities) if at == NOW else 1.0)
    sums = own.groupby(capacities["stage"]).sum()
    return {str(stage): float(size) for stage, size in sums.items()}


def _utilisation(capacities: pd.DataFrame) -> pd.Series:
    if "utilisation" not in capacities:
        return pd.Series(1.0, capacities.index)
    return capacities["utilisation"].astype("float64").fillna(1.0)


def triangular(random: np.random.Generator, table: pd.DataFrame, value: str, draws: int) -> Numbers:
    """Draws of a column between its low and its high, most often near itself; a column each row.

    Without a low or a high the value itself stands for it.
    """
    likely = table[value].to_numpy("float64")
    ends = []
    for end in ("low", "high"):
        name = end if end in table else f"{value}_{end}"
        given = table[name].to_numpy("float64") if name in table else np.full(len(table), np.nan)
        ends.append(np.where(np.isnan(given), likely, given))
    low, high = ends
    is_sure = high <= low
    drawn = random.triangular(low, likely, np.where(is_sure, low + 1.0, high), (draws, len(table)))
    return np.where(is_sure, likely, drawn)


def drawn_potential(chain: Chain, capacities: pd.DataFrame, *, draws: int, seed: int) -> Potential:
    """The potential of the chain in each of many draws of the capacities of its actors.

    Notes
    -----
    Each capacity is drawn by itself from a triangular distribution. Rows are put in order before
    they are drawn, so that their order in the sheet changes nothing; everything is drawn at once
    from one generator, so that the number of workers changes nothing either.
    """
    keys = [c for c in ("stage", "actor", "capacity") if c in capacities]
    own = capacities.sort_values(keys, kind="stable", ignore_index=True)
    random = np.random.default_rng(np.random.SeedSequence([seed, OWN]))
    drawn = triangular(random, own, "capacity", draws) * _utilisation(own).to_numpy("float64")
    stages = own["stage"].to_numpy()
    columns = [
        drawn[:, stages == stage].sum(axis=1) if (stages == stage).any() else np.full(draws, np.inf)
        for stage in chain.stages
    ]
    return potential(chain, np.column_stack(columns))


def interval(values: Numbers) -> tuple[float, float]:
    """The range that holds 95 of 100 draws."""
    low, high = np.quantile(values, OUTER)
    return float(low), float(high)


def in_draws(chain: Chain, found: Potential) -> pd.DataFrame:
    """How often each stage holds the chain back, and how much goes through it.

    Returns
    -------
    stage, bottleneck_share (of the draws), used_low, used_high (95 of 100 draws).
    """
    low, high = np.quantile(found.used, OUTER, axis=0)
    share = (found.worth > 0).mean(axis=0)
    return pd.DataFrame(
        {"stage": chain.stages, "bottleneck_share": share, "used_low": low, "used_high": high}
    )
