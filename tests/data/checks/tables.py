"""Small tables to spoil, and large lawful ones to leave alone."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import partial

import numpy as np
import pandas as pd

from workbench.data.table_problems import table_problems
from workbench.data.tables import BOOLEAN, INTEGER, NUMBER, TABLES
from workbench.errors import Problem


def read(name: str, text: str) -> pd.DataFrame:
    """A table of the schema from text, with its columns as the reader types them."""
    raw = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, na_values=[""])
    known = TABLES[name].columns if name in TABLES else {}
    for column in raw:
        kind = known.get(column)
        if kind in (NUMBER, INTEGER):
            raw[column] = pd.to_numeric(raw[column])
        elif kind == BOOLEAN:
            raw[column] = raw[column].map({"true": True, "false": False}).astype("boolean")
    return raw


def told(name: str, table: pd.DataFrame | str, confirmed=(), **tables) -> list[Problem]:
    """All problems of one table, beside other tables of its study."""
    frames = {n: read(n, t) if isinstance(t, str) else t for n, t in tables.items()}
    frame = read(name, table) if isinstance(table, str) else table
    asked = partial(table_problems, f"{name}.csv", name, frame, {name: frame, **frames}, confirmed)
    problems = list(asked())
    # rules that are left out when a study is loaded must be such as can only warn
    assert _errors(asked(errors_only=True)) == _errors(problems)
    return problems


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.is_warning]


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def of_kind(code: str, problems: list[Problem]) -> Problem:
    """The one problem of a kind."""
    [found] = [problem for problem in problems if problem.code == code]
    return found


def activity(
    regions: int = 20, industries: int = 6, years: int = 3, seed: int = 7, spread: float = 0.5
) -> pd.DataFrame:
    """Employment of regions and industries of different size, with lognormal noise."""
    rng = np.random.default_rng(seed)
    table = pd.MultiIndex.from_product(
        [
            [f"33{r:02d}00" for r in range(1, regions + 1)],
            [f"i{i}" for i in range(industries)],
            range(2010, 2010 + years),
        ],
        names=["region", "industry", "year"],
    ).to_frame(index=False)
    size = {r: 2000.0 / (1 + k) for k, r in enumerate(table["region"].unique())}
    share = {i: 1 / (1 + k) for k, i in enumerate(table["industry"].unique())}
    expected = table["region"].map(size) * table["industry"].map(share)
    table["employment"] = (expected * rng.lognormal(0, spread, len(table))).round() + 20
    table["establishments"] = np.ceil(table["employment"] / 12) + 3
    return table


def interviews(number: int = 40, items: int = 6, seed: int = 3) -> tuple[pd.DataFrame, str]:
    """Answers on a 1-5 scale around each respondent's own mood, and the list of items."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(3, 0.8, number)
    rows = [
        (f"r{r}", f"q{q}", str(int(np.clip(round(mood[r] + rng.normal(0, 0.9)), 1, 5))))
        for r in range(number)
        for q in range(1, items + 1)
    ]
    listing = "item,scale,level\n" + "".join(f"q{q},1-5,micro\n" for q in range(1, items + 1))
    return pd.DataFrame(rows, columns=["respondent", "item", "answer"]), listing
