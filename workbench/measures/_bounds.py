"""What could a measure be, whatever the suppressed cells hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._card import Measure
from workbench.measures._cells import YEAR, Numbers, Rows, cells, ratio
from workbench.measures._limits import Limits, Within, limits_of
from workbench.measures._many import Call, Keys, on_columns
from workbench.measures._searching import searched
from workbench.measures._traded import TRADED, traded

# Measures that can only grow with each cell.
GROWING = {"employment_density", "establishment_density"}
QUOTIENTS = {"ratio", "symmetric"}
Ends = tuple[Numbers, Numbers, Rows]  # the smallest and the largest value; may it be undefined


def bounds(
    measure: str | Measure,
    *tables: pd.DataFrame,
    within: Within | None = None,
    draws: int = 200,
    seed: int = 0,
    **options: Any,
) -> pd.DataFrame:
    """The answer of a measure with the smallest and largest value it could have.

    Parameters
    ----------
    measure
        A measure of activity, or its name on the shelf.
    *tables
        The tables that the measure takes. Cells that the table of activity flags "suppressed"
        are unknown between limits; its columns `<value>_low` and `<value>_high` tell them.
    within
        Limits for the suppressed cells that these columns do not tell: one pair for all, or a
        pair for each class of the column `<value>_size_class`.
    draws
        How many random points to try where the bounds are searched.
    seed
        Of the random points.
    **options
        Options of the measure, such as `value`, `variant` and `regions`.

    Returns
    -------
    The measure's own answer, which leaves suppressed cells out, with `low` and `high`, and
    `may_be_undefined` (for some of what the cells may hold there is no value). How many cells
    are bounded, and whether the bounds are exact or "searched, not proved", stands in
    `.attrs["measure"]["bounds"]`.

    Raises
    ------
    UnknownName
        If a measure, variant or column does not exist; with the nearest names.
    ParameterError
        If the measure does not take a table of activity.
    StudyError
        If a table is not fit to be measured, or a suppressed cell has no limits.

    Notes
    -----
    Cells are unknown independently of each other, whole numbers or not; known totals are not
    used, so the true range may be narrower. The location quotient (and its symmetric variant)
    is exact: with a the cell, R and C what the others of its region and industry hold and D the
    rest, LQ = a (a + R + C + D) / ((a + R)(a + C)) falls with R and C and grows with D; in a it
    rises to (RC + sqrt(R²C² + DRC(R + C + D))) / D and falls after. Densities grow with each
    cell. Anything else is searched: random points, then one cell after the other moved in
    smaller and smaller steps; a searched range may be too narrow, never too wide. A bound may be
    a limit that is not reached. Source: bounds by partial identification, Manski (1995).

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "region": list("AABB"), "industry": ["shoes", "lamps"] * 2,
    ...     "employment": [None, 30, 20, 50], "flag": ["suppressed", None, None, None],
    ... })
    >>> found = bounds("location_quotient", table, within=(10, 20))
    >>> found[["region", "industry", "value", "low", "high"]].round(2)
      region industry  value   low  high
    0      A    shoes    NaN  0.92  1.20
    1      A    lamps   1.25  0.90  1.03
    2      B    shoes   1.43  0.86  1.05
    3      B    lamps   0.89  0.98  1.07
    """
    call = Call.of(measure, tables, options)
    answer = call.function(*tables, **options)
    if "activity" not in call.tables:
        raise ParameterError(_not_of_activity(call))
    limits = limits_of(call, within)
    ends, method = _exact(call, limits, answer), "exact"
    if ends is None:
        ends, method = _searched(call, limits, answer, draws, seed), "searched, not proved"
    table = answer.assign(low=ends[0], high=ends[1], may_be_undefined=ends[2])
    facts: dict[str, Any] = {"method": method, "n_bounded": int(limits.is_bounded.sum())}
    if method != "exact":
        facts |= {"n_draws": draws, "seed": seed}
    table.attrs = {"measure": {**answer.attrs["measure"], "bounds": facts}}
    return table


def _not_of_activity(call: Call) -> Problem:
    return Problem(
        "CLW-M61",
        f"no bounds for {call.function.__name__}: it takes no table of activity",
        expected="a measure of the table activity, whose cells may be suppressed",
        remedy="take a measure of activity: location_quotient, herfindahl, hoover_index",
    )


def _exact(call: Call, limits: Limits, answer: pd.DataFrame) -> Ends | None:
    """The bounds where they are proved; None where they are not."""
    name = call.function.__name__
    if name in GROWING:
        points = [limits.low[limits.is_bounded], limits.high[limits.is_bounded]]
        values = _values(call, limits, Keys(answer), points)
        return values[:, 0], values[:, 1], np.asarray(np.isnan(values).any(axis=1))
    if name == "location_quotient" and call.variant in QUOTIENTS:
        return _of_quotients(call, limits)
    return None


def _values(call: Call, limits: Limits, keys: Keys, points: list[Numbers]) -> Numbers:
    """What the measure says where the bounded cells hold these amounts; one column a point."""
    changes = (limits.column(point) for point in points)
    return on_columns(call, keys, "activity", limits.base, changes, len(points))


# --- the location quotient --------------------------------------------------------------------


def _of_quotients(call: Call, limits: Limits) -> Ends:
    """The bounds of location quotients, by cell."""
    own_low, own_high = limits.low, limits.high
    rest = [_around(call, limits, amounts) for amounts in (own_low, own_high)]
    (region_low, industry_low, else_low), (region_high, industry_high, else_high) = rest
    top = np.clip(_best(region_low, industry_low, else_high), own_low, own_high)
    high = _quotient(top, region_low, industry_low, else_high)
    low = np.minimum(
        *(_quotient(own, region_high, industry_high, else_low) for own in (own_low, own_high))
    )
    is_zero = own_high == 0
    low, high = (np.where(is_zero, 0.0, ends) for ends in (low, high))
    if call.variant == "symmetric":
        low, high = (1 - 2 / (1 + ends) for ends in (low, high))
    is_never = (
        (own_high + region_high == 0)
        | (own_high + industry_high == 0)
        | (limits.cells.is_unknown & ~limits.is_bounded)
    )
    may_be = is_never | (own_low + region_low == 0) | (own_low + industry_low == 0)
    return np.where(is_never, np.nan, low), np.where(is_never, np.nan, high), may_be


def _around(call: Call, limits: Limits, amounts: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """What the others of its region, the others of its industry, and all else hold, by cell."""
    found = limits.cells
    scope = (TRADED,) if call.options.get("background") == TRADED else ()
    if scope:
        found = found.with_key(TRADED, traded(found, call.tables.get("industries")))
    region, industry, whole = (
        groups.total(amounts)[groups.codes]
        for groups in (found.by("region", *scope), found.by("industry"), found.by(*scope))
    )
    others = (region - amounts, industry - amounts, whole - region - industry + amounts)
    first, second, third = (np.maximum(numbers, 0.0) for numbers in others)
    return first, second, third


def _quotient(own: Numbers, region: Numbers, industry: Numbers, rest: Numbers) -> Numbers:
    """The location quotient of a cell from what is around it; for 0 the limit from above."""
    whole = own + region + industry + rest
    above, below = own * whole, (own + region) * (own + industry)
    at_zero = np.where(region > 0, ratio(whole, region, np.inf), ratio(whole, industry, np.inf))
    at_zero = np.where((region > 0) & (industry > 0), 0.0, at_zero)
    return np.where(own > 0, ratio(above, below), np.where(whole > 0, at_zero, 1.0))


def _best(region: Numbers, industry: Numbers, rest: Numbers) -> Numbers:
    """What a cell must hold for its location quotient to be largest."""
    product = region * industry
    root = np.sqrt(product**2 + rest * product * (region + industry + rest))
    return ratio(product + root, rest, np.inf)


# --- any other measure ------------------------------------------------------------------------


def _searched(call: Call, limits: Limits, answer: pd.DataFrame, draws: int, seed: int) -> Ends:
    """The bounds of any measure, searched year by year, as each year is computed by itself."""
    low, high = np.full(len(answer), np.nan), np.full(len(answer), np.nan)
    may_be = np.zeros(len(answer), dtype=np.bool_)
    for rows, part, part_limits in _by_year(call, limits, answer):
        keys = Keys(answer[rows] if part is call else answer[rows].drop(columns=YEAR))

        evaluate = partial(_values, part, part_limits, keys)
        is_bounded = part_limits.is_bounded
        box = part_limits.low[is_bounded], part_limits.high[is_bounded]
        random = np.random.default_rng(seed)
        low[rows], high[rows], may_be[rows] = searched(evaluate, *box, draws, random)
    return low, high, may_be


def _by_year(
    call: Call, limits: Limits, answer: pd.DataFrame
) -> Iterator[tuple[Rows, Call, Limits]]:
    """The rows of the answer, the call and its limits, year by year where that is possible."""
    table = call.tables["activity"]
    if YEAR not in table or call.function.card.over_time:
        yield np.ones(len(answer), dtype=np.bool_), call, limits
        return
    for year in table[YEAR].unique():
        tables = {
            name: t[t[YEAR] == year].drop(columns=YEAR).reset_index(drop=True) if YEAR in t else t
            for name, t in call.tables.items()
        }
        part = replace(call, tables=tables)
        rows = (table[YEAR] == year).to_numpy()
        yield (answer[YEAR] == year).to_numpy(), part, _part(part, limits, rows)


def _part(part: Call, limits: Limits, rows: Rows) -> Limits:
    """The limits of some rows."""
    table = part.tables["activity"]
    keys = [name for name in limits.cells.keys if name != YEAR]
    return Limits(
        cells(table, part.value, keys),
        limits.low[rows],
        limits.high[rows],
        limits.is_bounded[rows],
        limits.needs,
    )
