"""What other tables could chance have given: counts, plants or regions drawn again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._cells import YEAR, Codes
from workbench.measures._counting import ESTABLISHMENTS, UNITS, counts_again, counts_by_chance
from workbench.measures._door import choose
from workbench.measures._many import (
    Call,
    Columns,
    Random,
    Redraw,
    Tables,
    coded,
    of_columns,
    of_tables,
)

SITE = ("region", "x", "y", "longitude", "latitude")  # what a place is, whoever stands there
SUBJECTS = ("activity", "plants")
KEYS = {"region", "industry", "year", "size_class"}  # they stay as they are
BESIDE = {"regions", "industries"}  # tables that may go along


def redraw_of(call: Call, kind: str, units: str) -> Redraw:
    """The redraw of that kind for a call.

    Raises
    ------
    UnknownName
        If there are no such units, or a column is absent.
    ParameterError
        If tables of this measure cannot be drawn again in this way.
    StudyError
        If the units are no counts.
    """
    choose("units called", units, UNITS)
    subject = subject_of(call)
    problems = [*_not_for(call, kind, subject), *_not_counted(call, kind, subject, units)]
    if problems:
        raise ParameterError(problems)
    if subject == "plants":
        return _plants_again(call) if kind == "bootstrap" else _plants_elsewhere(call)
    if kind == "bootstrap":
        return _regions_again(call)
    made = counts_again if kind == "multinomial" else counts_by_chance
    return made(call, units)


def subject_of(call: Call) -> str:
    """The table that is drawn again: activity, or plants."""
    found = [name for name in SUBJECTS if name in call.function.card.tables]
    if len(found) == 1:
        return found[0]
    raise ParameterError(
        _no_redraw(call, "which table to draw again is not clear", "one table activity or plants")
    )


def _no_redraw(call: Call, why: str, expected: str, remedy: str = "") -> Problem:
    name = call.function.__name__
    return Problem(
        "CLW-M61",
        f"no such interval for {name}: {why}",
        column="kind",
        expected=expected,
        remedy=remedy or f"take another kind, or use what {name} itself tells of its precision",
    )


def _not_for(call: Call, kind: str, subject: str) -> Iterator[Problem]:
    """Why a measure has no interval of that kind."""
    others = sorted(set(call.tables) - {subject} - BESIDE)
    if others:
        yield _no_redraw(
            call,
            f"it also takes the table {others[0]}, which does not go with the others drawn again",
            "a measure of activity or plants, with regions and industries at most",
        )
    if kind == "multinomial" and subject == "plants":
        yield _no_redraw(
            call,
            "plants are rows, not counts",
            'kind "bootstrap" or "permutation" for a table of plants',
            'kind="bootstrap" draws the plants again',
        )
    keys = call.function.card.variants[call.variant].keys
    if kind == "bootstrap" and subject == "activity" and "region" in keys:
        yield _no_redraw(
            call,
            "a value of one region does not vary when regions are drawn again; it only comes "
            "and goes",
            'kind "multinomial" for a value by region',
            'kind="multinomial"',
        )
    if kind == "permutation" and call.function.card.over_time:
        yield _no_redraw(
            call,
            "it compares years, and chance places do not say how they change",
            'kind "multinomial" or "bootstrap" for a measure that compares years',
            'kind="multinomial" for counts, kind="bootstrap" for plants',
        )


def _not_counted(call: Call, kind: str, subject: str, units: str) -> Iterator[Problem]:
    """Which columns of a table of activity a redraw cannot fill."""
    if subject == "plants" or kind == "bootstrap":
        return
    filled = {call.value, ESTABLISHMENTS} if units == ESTABLISHMENTS else {call.value}
    left = sorted(set(call.needs) & set(call.tables["activity"]) - filled - KEYS)
    if left:
        yield _no_redraw(
            call,
            f"it also measures {left[0]}, which would not go with the counts drawn again",
            f"a measure of {' and '.join(sorted(filled))}",
            f'units="{ESTABLISHMENTS}" draws employment and establishments together'
            if left == [ESTABLISHMENTS]
            else 'kind="bootstrap", where the answer does not go by region',
        )


def _again(codes: Codes, n: int) -> Callable[[Codes], tuple[Codes, Codes]]:
    """From the units drawn (numbers below `n`) to the rows they have, and the draw of each row."""
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes, minlength=n)
    starts = np.cumsum(counts) - counts

    def rows(drawn: Codes) -> tuple[Codes, Codes]:
        lengths = counts[drawn]
        draw = np.repeat(np.arange(len(drawn)), lengths)
        within = np.arange(len(draw)) - (np.cumsum(lengths) - lengths)[draw]
        return order[starts[drawn][draw] + within], draw

    return rows


def _regions_again(call: Call) -> Redraw:
    """As many regions as there are, each drawn from all of them; one drawn twice counts twice."""
    tables = {name: coded(t) for name, t in call.tables.items() if "region" in t}
    together = pd.concat([table["region"].astype(object) for table in tables.values()])
    codes, regions = pd.factorize(together)
    ends = np.cumsum([len(table) for table in tables.values()])[:-1]
    n = len(regions)
    rows_of = {
        name: _again(own, n) for name, own in zip(tables, np.split(codes, ends), strict=True)
    }
    labels = pd.Index([str(number) for number in range(n)])

    def draw(random: Random) -> Tables:
        drawn = random.integers(0, n, n)
        changed = {}
        for name, table in tables.items():
            rows, copies = rows_of[name](drawn)
            region = pd.Categorical.from_codes(copies, categories=labels)
            changed[name] = table.iloc[rows].assign(region=region).reset_index(drop=True)
        return changed

    return of_tables(call, "regions, with replacement", draw)


def _plants_again(call: Call) -> Redraw:
    """As many plants as there are, each drawn from all of them, with all its years."""
    table = coded(call.tables["plants"])
    codes = pd.factorize(table["plant"])[0] if "plant" in table else np.arange(len(table))
    n = int(codes.max(initial=-1)) + 1
    rows_of = _again(codes, n)

    def draw(random: Random) -> Mapping[str, Any]:
        rows, copies = rows_of(random.integers(0, n, n) if n else np.zeros(0, dtype=np.intp))
        return {"plants": table.iloc[rows].assign(plant=copies).reset_index(drop=True)}

    return of_tables(call, "plants, with replacement", draw)


def _plants_elsewhere(call: Call) -> Redraw:
    """The plants of each year, with their industries and sizes, dealt out to their sites."""
    table = coded(call.tables["plants"])
    years = pd.factorize(table[YEAR])[0] if YEAR in table else np.zeros(len(table), dtype=np.intp)
    by_year = np.argsort(years, kind="stable")
    site = [name for name in SITE if name in table]

    def draw(random: Random) -> Columns:
        # sorting random numbers within years deals out the rows of each year among themselves
        order = np.empty(len(table), dtype=np.intp)
        order[by_year] = np.lexsort((random.random(len(table)), years))
        return {name: table[name].array.take(order) for name in site}

    return of_columns(call, "plants of each year, dealt out to their sites", "plants", table, draw)
