"""What is to be said of a count of capacity: tables for drawing, and sentences with numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from workbench.errors import listed
from workbench.fieldwork._instrument import Findings, Form, Tables
from workbench.fieldwork.chains.capacity_checks import Counted
from workbench.fieldwork.chains.money import break_even, scenario_table
from workbench.fieldwork.chains.potential import by_stage, ladder
from workbench.fieldwork.chains.ranges import (
    FULL,
    capacity_of,
    drawn_potential,
    in_draws,
    interval,
)


def count(form: Form, counted: Counted, *, draws: int, seed: int) -> Findings:
    """All tables and sentences of a count of capacity."""
    chain, own = counted.chain, counted.capacities
    now = capacity_of(own)
    stages = by_stage(chain, now)
    full = by_stage(chain, capacity_of(own, at=FULL))
    drawn = drawn_potential(chain, own, draws=draws, seed=seed)
    low, high = interval(drawn.product)
    units = chain.steps.drop_duplicates("stage").set_index("stage")["unit"]
    told = {"unit": stages["stage"].map(units), "actors": _actors(stages, own)}
    tables: Tables = {
        "stages": stages.assign(**told).merge(in_draws(chain, drawn), on="stage"),
        "full": full,
        "ladder": ladder(chain, now),
        "draws": pd.DataFrame({"product": drawn.product}),
    }
    if len(counted.scenarios) or len(counted.costs):
        tables |= _of_money(counted, now, stages, draws=draws, seed=seed)
    facts = {
        "potential": stages.attrs["potential"],
        "potential_low": low,
        "potential_high": high,
        "potential_full": full.attrs["potential"],
        "unit": str(units[chain.last[0]]) if pd.notna(units[chain.last[0]]) else "units",
        "bottleneck": list(stages.loc[stages["is_bottleneck"], "stage"]),
    }
    words = tuple(_words(tables, facts))
    name = form.study.name
    return Findings("capacity", name, words, tables, facts, counted.flags, form.is_synthetic)


def _actors(stages: pd.DataFrame, capacities: pd.DataFrame) -> pd.Series:
    held = capacities.groupby("stage")["actor"].nunique()
    return stages["stage"].map(held).fillna(0).astype("int64")


def _of_money(
    counted: Counted, now: dict[str, float], stages: pd.DataFrame, *, draws: int, seed: int
) -> Tables:
    changed, earned = scenario_table(counted.chain, now, counted.costs, counted.scenarios)
    tables: Tables = {"scenarios": changed} if len(counted.scenarios) else {}
    if len(counted.costs):
        tables["break_even"] = break_even(counted.costs, stages, draws=draws, seed=seed)
        tables["earnings"] = earned
    return tables


def _words(tables: Tables, facts: dict[str, Any]) -> Iterator[str]:
    stages, unit = tables["stages"], facts["unit"]
    yield (
        f"Production potential today: {facts['potential']:,.0f} {unit} of the final product "
        f"(95 of 100 draws: {facts['potential_low']:,.0f} to {facts['potential_high']:,.0f}); "
        f"with all capacity used {facts['potential_full']:,.0f}."
    )
    limits = stages[stages["is_bottleneck"]]
    shares = [
        f"{row['stage']} (in {row['bottleneck_share']:.0%} of the draws)"
        for row in limits.to_dict("records")
    ]
    yield f"Bottleneck: {listed(shares)}."
    yield from _relief(tables["ladder"], stages.set_index("stage")["unit"], unit)
    others = stages[~stages["is_bottleneck"] & (stages["slack"] > 0)]
    if len(others):
        told = [f"{row['stage']} {row['slack']:.0%}" for row in others.to_dict("records")]
        yield f"Not used at the other stages: {listed(told)} of what they make today."
    for row in tables.get("scenarios", pd.DataFrame()).iloc[1:].to_dict("records"):
        yield (
            f"Scenario {row['scenario']}: {row['potential']:,.0f} {unit} ({row['change']:+.1%}), "
            f"bottleneck {row['bottleneck']}{_surplus_in_words(row)}."
        )
    for row in tables.get("break_even", pd.DataFrame()).to_dict("records"):
        yield _break_even_in_words(row, stages.set_index("stage")["unit"])


def _surplus_in_words(row: dict[Any, Any]) -> str:
    surplus = row.get("surplus", float("nan"))
    return "" if pd.isna(surplus) else f"; surplus of the stages with costs {surplus:,.0f}"


def _relief(steps: pd.DataFrame, units: pd.Series, unit: str) -> Iterator[str]:
    first, second = (steps[steps["step"] == step] for step in (1, 2))
    if first["next_potential"].isna().all():
        yield "Nothing else would hold the chain back."
        return
    more = [
        f"{row['stage']} {row['missing_capacity']:,.0f} {_unit(units, row['stage'])} more"
        for row in first.to_dict("records")
    ]
    yield (
        f"What relieves it: {listed(more)}; then the potential is "
        f"{first['next_potential'].iloc[0]:,.0f} {unit}, and the next bottleneck is "
        f"{listed(second['stage'])}."
    )


def _unit(units: pd.Series, stage: str) -> str:
    return str(units[stage]) if pd.notna(units[stage]) else "units"


def _room(safety: float) -> str:
    if safety >= 0:
        return f"which may fall by {safety:.0%} before it no longer earns its costs"
    return "which does not earn its costs"


def _break_even_in_words(row: dict[Any, Any], units: pd.Series) -> str:
    stage, unit = row["stage"], _unit(units, row["stage"])
    if pd.isna(row["break_even"]):
        return f"Break-even of {stage}: none, the price does not cover the variable cost."
    high = f"{row['high']:,.0f}" if pd.notna(row["high"]) else "no end"
    never = f"; in {row['never_share']:.0%} of the draws never" if row["never_share"] else ""
    return (
        f"Break-even of {stage}: {row['break_even']:,.0f} {unit} (95 of 100 draws: "
        f"{row['low']:,.0f} to {high}{never}); today's potential is {row['used']:,.0f}, "
        f"{_room(row['safety'])}."
    )
