"""Is what a count of capacity was given sound: stages, units, utilisation, ranges, scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pandas as pd

from workbench.data.table_problems import Subject
from workbench.errors import Problem, listed, quoted
from workbench.fieldwork._instrument import Form
from workbench.fieldwork.chains.capacity_sheets import SHEETS
from workbench.fieldwork.chains.chain import (
    Chain,
    chain_of,
    chain_problems,
    tell,
    unknown_stage,
)
from workbench.fieldwork.chains.money import COSTS, WHAT
from workbench.fieldwork.chains.potential import by_stage
from workbench.fieldwork.chains.ranges import capacity_of

HUNDRED = 100


@dataclass(frozen=True, eq=False)
class Counted:
    """What a count of capacity looks at: sound tables, the chain, and flags."""

    chain: Chain
    capacities: pd.DataFrame
    costs: pd.DataFrame
    scenarios: pd.DataFrame
    flags: tuple[Problem, ...]


def capacity_rules(form: Form) -> list[Problem]:
    """What the count of capacity asks of its sheets: stages, units, shares, ranges, scenarios."""
    found = {name: form.subject(name) for name in SHEETS}
    problems = list(chain_problems(found["chain"]))
    problems += _stages_astray(found)
    problems += _utilisation_astray(found["capacities"])
    problems += _ranges_astray(found)
    problems += _capacities_apart(found)
    problems += _scenarios_astray(found["scenarios"])
    problems += _prices_low(found["costs"])
    if _is_clean([*form.flags, *problems]):  # what nothing limits can be told of sound sheets alone
        problems += _no_capacity(found, chain_of(found["chain"].table))
    return problems


def counted_of(form: Form) -> Counted:
    """The sheets of a form that keeps the rules."""
    costs, scenarios = form.table("costs"), form.table("scenarios")
    return Counted(
        chain=chain_of(form.table("chain")),
        capacities=form.table("capacities").dropna(subset=["capacity"]),
        costs=costs.dropna(subset=list(COSTS)) if len(costs) else costs,
        scenarios=scenarios.dropna(subset=["factor"]) if len(scenarios) else scenarios,
        flags=form.flags,
    )


def _is_clean(problems: Iterable[Problem]) -> bool:
    return all(problem.is_warning for problem in problems)


def _stages_astray(found: dict[str, Subject]) -> Iterator[Problem]:
    if not found["chain"].has("stage"):
        return
    known = list(dict.fromkeys(found["chain"].table["stage"].dropna()))
    for name in ("capacities", "costs", "scenarios"):
        own = found[name]
        if "stage" in own.table:
            stray = own.table["stage"].notna() & ~own.table["stage"].isin(known)
            if stray.any():
                yield unknown_stage(own, "stage", stray, known)


def _utilisation_astray(found: Subject) -> Iterator[Problem]:
    if "utilisation" not in found.table:
        return
    used = found.table["utilisation"]
    wrong = (used < 0) | (used > 1)
    if wrong.any():
        is_percent = bool((used[wrong] > 1).all() and (used <= HUNDRED).all())
        yield tell(
            found,
            "CLW-E41",
            "more than all of a capacity is used, or less than nothing",
            "utilisation",
            wrong,
            "a share from 0 to 1: 0.8 is 80 %",
            "divide the column by 100, if these are percent"
            if is_percent
            else "correct the share; where more is made than the capacity, raise the capacity",
        )


def _ranges_astray(found: dict[str, Subject]) -> Iterator[Problem]:
    """A low above the likely value, or a high below it."""
    triples = [("capacities", "capacity", "low", "high")]
    triples += [("costs", name, f"{name}_low", f"{name}_high") for name in COSTS]
    for name, likely, low, high in triples:
        own = found[name]
        for end in (low, high):
            if end not in own.table or likely not in own.table:
                continue
            apart = own.table[end] - own.table[likely]
            wrong = apart > 0 if end == low else apart < 0
            if wrong.any():
                side = "above" if end == low else "below"
                yield tell(
                    own,
                    "CLW-E42",
                    f"{end} is {side} {likely}",
                    end,
                    wrong,
                    f"{low}, {likely} and {high} in this order",
                    "correct the number, or leave the cell empty",
                )


def _capacities_apart(found: dict[str, Subject]) -> Iterator[Problem]:
    """Capacities that are empty, in another unit than the stage, or of an actor of another one."""
    own, table = found["capacities"], found["capacities"].table
    if own.has("capacity") and table["capacity"].isna().any():
        empty = table["capacity"].isna()
        words = "a number; 0 means that nothing can be made"
        remedy = "ask again; until then the actor counts as nothing"
        told = tell(own, "CLW-E40", "a capacity is empty", "capacity", empty, words, remedy)
        yield replace(told, is_warning=True)
    steps, actors = found["chain"].table, found["actors"].table
    if own.has("stage", "unit") and found["chain"].has("stage", "unit"):
        yield from _units_apart(own, steps)
    if found["actors"].has("actor", "chain_stage") and own.has("actor", "stage"):
        yield from _actors_elsewhere(own, steps, actors)


def _units_apart(own: Subject, steps: pd.DataFrame) -> Iterator[Problem]:
    table = own.table
    unit = table["stage"].map(steps.drop_duplicates("stage").set_index("stage")["unit"])
    apart = table["unit"].notna() & unit.notna() & (table["unit"] != unit)
    if apart.any():
        value, words = (quoted(column[apart].iloc[0]) for column in (table["unit"], unit))
        message = f"a capacity is in another unit than its stage: {value}"
        remedy = "turn the number into the unit of the stage"
        yield tell(
            own, "CLW-E39", message, "unit", apart, f"the unit of the stage: {words}", remedy
        )


def _actors_elsewhere(own: Subject, steps: pd.DataFrame, actors: pd.DataFrame) -> Iterator[Problem]:
    table = own.table
    stage = table["actor"].map(actors.drop_duplicates("actor").set_index("actor")["chain_stage"])
    apart = stage.notna() & (stage != "") & (stage != table["stage"])
    apart &= table["stage"].isin(steps.get("stage", ()))
    if apart.any():
        words = f"the stage in the sheet actors: {quoted(stage[apart].iloc[0])}"
        remedy = "correct one of the two, if the actor does not work at both"
        message = "an actor has a capacity at another stage than its own"
        told = tell(own, "CLW-E37", message, "stage", apart, words, remedy)
        yield replace(told, is_warning=True)


def _scenarios_astray(found: Subject) -> Iterator[Problem]:
    if found.has("factor") and found.table["factor"].isna().any():
        yield _empty(found, "factor", "CLW-E43", "a change has no factor")
    if "what" not in found.table:
        return
    stray = found.table["what"].notna() & ~found.table["what"].isin(WHAT)
    if stray.any():
        yield unknown_stage(found, "what", stray, WHAT, "quantity in scenarios", "CLW-E43")


def _empty(found: Subject, column: str, code: str, message: str) -> Problem:
    rows = found.table[column].isna()
    told = tell(found, code, message, column, rows, "a number", "fill it in; the row is left out")
    return replace(told, is_warning=True)


def _prices_low(found: Subject) -> Iterator[Problem]:
    if not set(COSTS) <= set(found.table):
        return
    for name in COSTS:
        if found.table[name].isna().any():
            yield _empty(found, name, "CLW-E45", f"a stage has no {name}, so no break-even")
    low = found.table["price"] <= found.table["variable_cost"]
    if low.any():
        words = "a price above the variable cost of a unit"
        remedy = "look at both numbers: no amount earns the fixed cost"
        message = "the price does not cover the variable cost of a unit"
        yield replace(tell(found, "CLW-E44", message, "price", low, words, remedy), is_warning=True)


def _no_capacity(found: dict[str, Subject], chain: Chain) -> Iterator[Problem]:
    """Stages without any capacity; an error where nothing limits the chain."""
    own = found["capacities"].table.dropna(subset=["capacity"])
    absent = [stage for stage in chain.stages if stage not in set(own["stage"])]
    if not absent:
        return
    product = by_stage(chain, capacity_of(own)).attrs["potential"]
    is_endless = product == float("inf")
    yield Problem(
        "CLW-E40",
        f"no capacity is known of: {listed(absent)}"
        + ("; nothing limits what reaches the market" if is_endless else ""),
        file=found["capacities"].file,
        column="stage",
        expected="at least one actor with a capacity at each stage",
        remedy="add the rows; a stage without any is taken as no limit"
        if not is_endless
        else "add rows for the stages on the way to the market",
        is_warning=not is_endless,
    )
