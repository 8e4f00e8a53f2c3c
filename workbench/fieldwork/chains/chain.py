"""Which stage feeds which: a value chain as a graph, read from a sheet or from a template."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.table_problems import Subject
from workbench.errors import ParameterError, Problem, listed, quoted, unknown

MARKET = "market"  # where every chain has to end
TEMPLATES = Path(__file__).with_name("templates.toml")
STEP = ["stage", "feeds", "input"]
NEEDED = ["from_group", "to_group", "kind", "why"]


@dataclass(frozen=True, eq=False)
class Chain:
    """A value chain without faults.

    `stages` stand in the order of flow. `steps` has `stage`, `feeds`, `input` (steps with the same
    input to one stage can stand in for one another; a stage needs all its inputs) and
    `conversion` (units of the fed stage from one unit of this one).
    """

    stages: tuple[str, ...]
    steps: pd.DataFrame

    @property
    def within(self) -> pd.DataFrame:
        """The steps from a stage to a stage."""
        return self.steps[self.steps["feeds"] != MARKET]

    @property
    def last(self) -> tuple[str, ...]:
        """The stages that feed the market."""
        return tuple(self.steps.loc[self.steps["feeds"] == MARKET, "stage"])

    def depths(self) -> dict[str, int]:
        """For each stage the number of steps of the longest way to it."""
        found = dict.fromkeys(self.stages, 0)
        for stage in self.stages:
            for fed in self.within.loc[self.within["stage"] == stage, "feeds"]:
                found[fed] = max(found[fed], found[stage] + 1)
        return found


@dataclass(frozen=True, eq=False)
class Template:
    """A value chain that ships: its steps, and the links that it needs besides supply."""

    name: str
    title: str
    document: str
    steps: pd.DataFrame
    needed: pd.DataFrame

    @property
    def stages(self) -> set[str]:
        """Every stage of it."""
        return set(self.steps["stage"])


def chain_of(table: pd.DataFrame) -> Chain:
    """A chain from a sheet in which `chain_problems` finds nothing.

    Examples
    --------
    >>> steps = pd.DataFrame({"stage": ["shop", "farm"], "feeds": ["market", "shop"]})
    >>> chain_of(steps).stages
    ('farm', 'shop')
    """
    import networkx

    steps = table.reindex(columns=[*STEP, "unit", "conversion"])
    steps["input"] = steps["input"].where(steps["input"].notna(), steps["stage"])
    steps["conversion"] = steps["conversion"].astype("float64").fillna(1.0)
    graph = _graph(steps)
    graph.remove_nodes_from([MARKET])
    place = {stage: number for number, stage in enumerate(graph)}
    order = networkx.lexicographical_topological_sort(graph, key=place.get)
    return Chain(tuple(order), steps.reset_index(drop=True))


def _graph(steps: pd.DataFrame) -> Any:
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(dict.fromkeys(steps["stage"]))
    graph.add_edges_from(steps[["stage", "feeds"]].itertuples(index=False, name=None))
    return graph


@cache
def templates() -> dict[str, Template]:
    """The value chains that ship, by name."""
    records = tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))
    return {
        name: Template(
            name,
            told["title"],
            told["document"],
            pd.DataFrame(told["steps"]).reindex(columns=STEP),
            pd.DataFrame(told["needed"], columns=NEEDED),
        )
        for name, told in records.items()
    }


def template_of(name: str, stages: Collection[str]) -> Template | None:
    """The template of a name; without a name the only one that has all the stages, if any.

    Raises
    ------
    ParameterError
        If no template has that name (CLW-E38).
    """
    known = templates()
    if name and name not in known:
        raise ParameterError(unknown("CLW-E38", "value chain that ships called", name, known))
    if name:
        return known[name]
    fitting = [own for own in known.values() if stages and set(stages) <= own.stages]
    return fitting[0] if len(fitting) == 1 else None


def tell(
    found: Subject, code: str, message: str, column: str, rows: pd.Series, *words: str
) -> Problem:
    """An error in some rows of a sheet; `words` are what was expected, and what to do."""
    expected, remedy = words
    is_at_fault = rows.fillna(False).to_numpy(dtype=bool)
    return found.tell(code, message, column, is_at_fault, expected, remedy)


def chain_problems(found: Subject) -> Iterator[Problem]:
    """What is wrong with the sheet `chain`: stages unknown, a circle, no market, units at odds."""
    table = found.table
    if not found.has("stage", "feeds"):
        return
    yield from _wrong_units(found)
    if table["stage"].isna().any():
        return  # told already, and what leads where cannot be judged
    stages = set(table["stage"])
    stray = table["feeds"].notna() & ~table["feeds"].isin(stages | {MARKET})
    if stray.any():
        yield unknown_stage(found, "feeds", stray, [*stages, MARKET])
        return
    graph = _graph(table.dropna(subset="feeds"))
    circle = _circle(graph)
    if circle:
        yield tell(
            found,
            "CLW-E32",
            f"the chain runs in a circle: {' - '.join(circle)}",
            "feeds",
            (table["stage"] == circle[0]) & (table["feeds"] == circle[1]),
            "stages that lead from the first material to the market and never back",
            "take out the step that leads back, or write the second visit as a stage of its own",
        )
        return
    yield from _market_missed(found, graph)


def _circle(graph: Any) -> list[str]:
    """The stages of one circle, the first again at the end; empty where there is none."""
    import networkx

    try:
        steps = networkx.find_cycle(graph)
    except networkx.NetworkXNoCycle:
        return []
    return [*(step[0] for step in steps), steps[-1][1]]


def _market_missed(found: Subject, graph: Any) -> Iterator[Problem]:
    import networkx

    reaching = networkx.ancestors(graph, MARKET) if MARKET in graph else set()
    lost = [own for own in dict.fromkeys(found.table["stage"]) if own not in reaching]
    if not lost:
        return
    yield tell(
        found,
        "CLW-E31",
        f"the chain never reaches a market from: {listed(lost)}",
        "feeds",
        found.table["stage"].isin(lost) & found.table["feeds"].isna(),
        f'that every stage leads, over others or by itself, to "{MARKET}"',
        f'write the stage that it feeds; "{MARKET}" for the last one',
    )


def _wrong_units(found: Subject) -> Iterator[Problem]:
    """One stage in two units, or two units without the number that leads from one to the other."""
    table = found.table
    if "unit" not in table:
        return
    units = table.groupby("stage")["unit"].transform("nunique")
    if (units > 1).any():
        words = "one unit a stage, the same in all its rows"
        remedy = "write one unit, and the step to another in the column conversion"
        message = "a stage is counted in two units"
        yield tell(found, "CLW-E39", message, "unit", units > 1, words, remedy)
        return
    yield from _conversions_absent(found)


def _conversions_absent(found: Subject) -> Iterator[Problem]:
    table = found.table
    own = table.drop_duplicates("stage").set_index("stage")["unit"]
    known = table.get("conversion", pd.Series(np.nan, table.index))
    is_last = table["feeds"] == MARKET
    other = table["feeds"].map(own).where(~is_last, own[table.loc[is_last, "stage"]].min())
    apart = (other != table["unit"]).fillna(True).astype(bool) & known.isna()
    words = "how many units of the fed stage come from one unit of this stage, above 0"
    remedy = "write the number in the column conversion, such as 0.12 (kg of cheese from a litre)"
    if apart.any():
        first = int(np.argmax(apart.to_numpy()))
        ends = f"{quoted(table['unit'].iloc[first])} and {quoted(other.iloc[first])}"
        message = f"the units of a stage and of what it feeds do not meet: {ends}"
        yield tell(found, "CLW-E39", message, "conversion", apart, words, remedy)
    if (known <= 0).any():
        message = "nothing comes from one stage to the next: the conversion is 0 or less"
        yield tell(found, "CLW-E39", message, "conversion", known <= 0, words, remedy)


def unknown_stage(
    found: Subject,
    column: str,
    rows: pd.Series,
    known: Collection[str],
    kind: str = "stage",
    code: str = "CLW-E30",
) -> Problem:
    """The problem of stages (or other words) that are not known, with the nearest of them."""
    stray = found.table.loc[rows, column]
    told = unknown(code, kind, stray.iloc[0], map(str, known))
    return tell(found, code, told.message, column, rows, str(told.expected), str(told.remedy))
