"""From which amount on does a stage earn its costs, and what would change it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.fieldwork.chains.chain import Chain
from workbench.fieldwork.chains.potential import by_stage
from workbench.fieldwork.chains.ranges import OWN, interval, triangular

COSTS = ("fixed_cost", "variable_cost", "price")
CAPACITY, YIELD = "capacity", "yield"
WHAT = (CAPACITY, YIELD, *COSTS)


def break_even(
    costs: pd.DataFrame, used: pd.DataFrame, *, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """The amount from which on a stage earns its fixed cost, with an interval.

    Parameters
    ----------
    costs
        `stage`, `fixed_cost` a period, `variable_cost` and `price` of one unit, and for each where
        it is not sure `..._low` and `..._high`.
    used
        `stage` and `used`, the amount that goes through it in a period.
    draws, seed
        Of the triangular draws of the three numbers.

    Returns
    -------
    stage, break_even (missing where the price does not cover the variable cost), low, high (95 of
    100 draws; high is missing where some of the draws never earn it), used, safety (the share that
    the amount may fall by), surplus (of a period), never_share (of the draws without any
    break-even).

    Notes
    -----
    break-even = fixed cost / (price - variable cost); safety = 1 - break-even / amount.

    Examples
    --------
    >>> told = pd.DataFrame({"stage": ["dairy"], "fixed_cost": [100.0], "variable_cost": [3.0],
    ...                      "price": [5.0]})
    >>> made = pd.DataFrame({"stage": ["dairy"], "used": [80.0]})
    >>> break_even(told, made, draws=9)[["break_even", "safety", "surplus"]].values.tolist()
    [[50.0, 0.375, 60.0]]
    """
    random = np.random.default_rng(np.random.SeedSequence([seed, OWN, 1]))
    own = costs.sort_values("stage", kind="stable", ignore_index=True)
    drawn = {name: triangular(random, own, name, draws) for name in COSTS}
    amount = used.set_index("stage")["used"]
    rows = []
    for at, row in enumerate(own.to_dict("records")):
        fixed, variable, price = (drawn[name][:, at] for name in COSTS)
        rows.append(_row(row, float(amount.get(row["stage"], np.nan)), fixed, price - variable))
    return pd.DataFrame(rows)


def _row(row: dict[Any, Any], used: float, fixed: Any, margins: Any) -> dict[str, Any]:
    earns = margins > 0
    points = np.where(earns, fixed / np.where(earns, margins, 1.0), np.inf)
    ordered = np.sort(points)
    low, high = interval(points) if np.isfinite(points).all() else (_finite(ordered, 0.025), np.nan)
    margin = row["price"] - row["variable_cost"]
    point = row["fixed_cost"] / margin if margin > 0 else np.nan
    return {
        "stage": row["stage"],
        "break_even": point,
        "low": low,
        "high": high,
        "used": used,
        "safety": 1 - point / used if used > 0 else np.nan,
        "surplus": used * margin - row["fixed_cost"],
        "never_share": float((~earns).mean()),
    }


def _finite(ordered: Any, share: float) -> float:
    """A quantile of sorted numbers some of which are infinite; missing where it is itself."""
    value = float(ordered[int(share * (len(ordered) - 1))])
    return value if np.isfinite(value) else float("nan")


def scenario_table(
    chain: Chain, capacities: dict[str, float], costs: pd.DataFrame, scenarios: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the chain would produce and earn under each scenario.

    Parameters
    ----------
    chain, capacities
        As for `by_stage`.
    costs
        As for `break_even`; may be empty.
    scenarios
        `scenario`, `stage`, `what` (one of `WHAT`), `factor` that it is multiplied by.

    Returns
    -------
    potentials
        scenario ("as it is" first), potential, change (share), bottleneck, and with costs
        surplus (of all stages that have costs).
    earnings
        scenario, stage, break_even, used, safety, surplus; empty without costs.
    """
    potentials: list[dict[str, Any]] = []
    earnings = []
    named = dict.fromkeys(scenarios["scenario"]) if len(scenarios) else {}
    for name in ("as it is", *named):
        own = scenarios[scenarios["scenario"] == name] if len(scenarios) else scenarios
        changed, sizes, prices = _changed(chain, capacities, costs, own)
        table = by_stage(changed, sizes)
        first = potentials[0]["potential"] if potentials else table.attrs["potential"]
        potentials.append(
            {
                "scenario": name,
                "potential": table.attrs["potential"],
                "change": table.attrs["potential"] / first - 1 if first > 0 else np.nan,
                "bottleneck": ", ".join(table.loc[table["is_bottleneck"], "stage"]),
            }
        )
        if len(prices):
            point = break_even(prices, table, draws=1)
            potentials[-1]["surplus"] = float(point["surplus"].sum())
            kept = point[["stage", "break_even", "used", "safety", "surplus"]]
            earnings.append(kept.assign(scenario=name))
    told = pd.concat(earnings, ignore_index=True) if earnings else pd.DataFrame()
    return pd.DataFrame(potentials), told


def _changed(
    chain: Chain, capacities: dict[str, float], costs: pd.DataFrame, changes: pd.DataFrame
) -> tuple[Chain, dict[str, float], pd.DataFrame]:
    """Chain, capacities and costs with the factors of one scenario."""
    steps, sizes = chain.steps.copy(), dict(capacities)
    prices = (
        costs[["stage", *COSTS]].astype(dict.fromkeys(COSTS, "float64")) if len(costs) else costs
    )
    for row in changes.to_dict("records"):
        stage, factor = row["stage"], float(row["factor"])
        if row["what"] == CAPACITY and stage in sizes:
            sizes[stage] *= factor
        elif row["what"] == YIELD:
            steps.loc[steps["stage"] == stage, "conversion"] *= factor
        elif row["what"] in COSTS and len(prices):
            prices.loc[prices["stage"] == stage, row["what"]] *= factor
    return replace(chain, steps=steps), sizes, prices
