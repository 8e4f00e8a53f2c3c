"""What does a panel look like in first differences, with earlier levels as instruments."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem, unknown
from workbench.models.design import CONSTANT, Design

LAG = re.compile(r"(?:log\()?lag\((?P<name>\w+)(?:, (?P<years>\d+))?\)+")
FIRST = 2  # a level so many steps back shares no error with the difference
ROUNDING = 1e-9


@dataclass(frozen=True)
class Asked:
    """How instruments are made: see the options of `dynamic_panel`."""

    is_simple: bool
    endogenous: tuple[str, ...]
    year_effects: bool
    most_lags: int
    is_collapsed: bool


@dataclass(frozen=True)
class Differences:
    """The differenced rows, sorted by unit and year.

    `arrays` is the design of these rows, clustered by unit where nothing else was asked for.
    `before` is the place of the unit's difference one step earlier, -1 where there is none.
    """

    arrays: Design
    outcome: np.ndarray
    columns: pd.DataFrame
    instruments: np.ndarray
    unit: np.ndarray
    before: np.ndarray


@dataclass(frozen=True)
class _Levels:
    """The rows in levels, sorted by unit and year; `before` as in `Differences`."""

    arrays: Design
    table: pd.DataFrame
    outcome: np.ndarray
    unit: np.ndarray
    year: np.ndarray
    before: np.ndarray
    lag: str
    step: int


def differences(arrays: Design, asked: Asked) -> Differences:
    """Differences of outcome and terms, and instruments that do not share their errors.

    Raises
    ------
    FormulaError
        If the outcome's own lag is not a term, a term named as endogenous is none, or no unit
        has three values in a row.
    """
    levels = _levels(arrays, asked)
    kept = np.flatnonzero(levels.before >= 0)
    then = levels.before[kept]
    columns = levels.table.iloc[kept] - levels.table.iloc[then].to_numpy()
    effects = _year_effects(levels.year[kept], columns.index, asked)
    exogenous = columns.drop(columns=[levels.lag, *asked.endogenous])
    blocks = [_earlier(found, levels, kept, asked) for found in _instrumenting(levels, asked)]
    place = np.full(len(levels.unit), -1)
    place[kept] = np.arange(len(kept))
    return Differences(
        levels_design(levels, kept),
        levels.outcome[kept] - levels.outcome[then],
        pd.concat([columns, effects], axis=1),
        np.column_stack([*blocks, exogenous, effects]),
        levels.unit[kept],
        place[then],
    )


def levels_design(levels: _Levels, kept: np.ndarray) -> Design:
    """The design of the differenced rows, clustered by unit where nothing else was asked for."""
    index = levels.table.index[kept]
    clusters = levels.arrays.clusters
    if clusters is None:
        clusters = pd.Series(levels.unit, levels.table.index, name="unit")
    return replace(levels.arrays, outcome=levels.arrays.outcome[index], clusters=clusters[index])


def _levels(arrays: Design, asked: Asked) -> _Levels:
    lags = _own_lags(arrays)
    if not lags:
        raise FormulaError(_no_lag(arrays))
    lag, step = min(lags.items(), key=lambda item: item[1])
    terms = arrays.regressors.columns.drop(CONSTANT)
    strange = [name for name in asked.endogenous if name not in terms.drop(lag)]
    if strange:
        raise FormulaError([unknown("CLW-F04", "term", n, terms.drop(lag)) for n in strange])
    keys = arrays.also
    units = list(keys.columns.drop("year"))
    unit = keys.groupby(units, sort=True).ngroup().to_numpy()
    order = np.lexsort((keys["year"], unit))
    unit, year = unit[order], keys["year"].to_numpy(dtype="float64")[order]
    place = pd.MultiIndex.from_arrays([unit, year])
    before = place.get_indexer(pd.MultiIndex.from_arrays([unit, year - step]))
    table, outcome = arrays.regressors[terms].iloc[order], arrays.outcome.to_numpy()[order]
    gaps = (table[lag].to_numpy() - outcome[before])[before >= 0]
    if not len(gaps):
        raise FormulaError(_too_short(step))
    if (np.abs(gaps) > ROUNDING * np.abs(outcome).max()).any():
        raise FormulaError(_no_lag(arrays))
    return _Levels(arrays, table, outcome, unit, year, before, lag, step)


def _own_lags(arrays: Design) -> dict[str, int]:
    """The terms that are the outcome's earlier values, and how many years lie between."""
    matches = {str(term): LAG.fullmatch(str(term)) for term in arrays.regressors}
    return {
        term: int(found["years"] or 1)
        for term, found in matches.items()
        if found and found["name"] == arrays.outcome.name
    }


def _instrumenting(levels: _Levels, asked: Asked) -> list[pd.Series]:
    """The levels of the outcome (its lags tell the earliest) and of endogenous terms."""
    here = pd.MultiIndex.from_arrays([levels.unit, levels.year])
    outcome = pd.Series(levels.outcome, here)
    for lag, years in _own_lags(levels.arrays).items():
        then = pd.MultiIndex.from_arrays([levels.unit, levels.year - years])
        told = pd.Series(levels.table[lag].to_numpy(), then)
        outcome = pd.concat([outcome, told[~then.isin(outcome.index)]])
    return [outcome, *(pd.Series(levels.table[n].to_numpy(), here) for n in asked.endogenous)]


def _earlier(found: pd.Series, levels: _Levels, kept: np.ndarray, asked: Asked) -> np.ndarray:
    """Levels two steps back and more, 0 where there is none.

    One column for each year and lag (Arellano and Bond 1991), or one a lag if collapsed.
    """
    unit, year, step = levels.unit[kept], levels.year[kept], levels.step
    oldest = found.index.get_level_values(1).min()
    most = int((year.max() - oldest) // step)
    last = 1 + asked.most_lags if asked.most_lags else most
    if asked.is_simple:
        last = FIRST
    columns = []
    for back in range(FIRST, min(last, most) + 1):
        at = pd.MultiIndex.from_arrays([unit, year - back * step])
        values = found.reindex(at).fillna(0.0).to_numpy()
        if asked.is_simple or asked.is_collapsed:
            columns.append(values)
        else:
            columns += [np.where(year == now, values, 0.0) for now in np.unique(year)]
    matrix = np.column_stack(columns) if columns else np.empty((len(year), 0))
    return np.asarray(matrix[:, (matrix != 0).any(axis=0)])


def _year_effects(year: np.ndarray, index: pd.Index, asked: Asked) -> pd.DataFrame:
    """A column a year, for what it does to all units; none where that is not asked for."""
    if not asked.year_effects:
        return pd.DataFrame(index=index)
    dummies = pd.get_dummies(pd.Series(year, index).astype("int64"), dtype="float64")
    return dummies.add_prefix("year=")


def _no_lag(arrays: Design) -> Problem:
    name = arrays.outcome.name
    return Problem(
        "CLW-F69",
        "a dynamic panel needs the outcome's own earlier value as a term",
        column=str(name),
        value=", ".join(map(str, arrays.regressors)),
        expected=f"{name} ~ lag({name}) + ..., in logarithms on both sides or on neither",
        remedy=f"write {name} ~ lag({name}) + ... or log({name}) ~ log(lag({name})) + ...",
    )


def _too_short(step: int) -> Problem:
    return Problem(
        "CLW-F69",
        "no unit has three values in a row, so nothing can be differenced",
        column="year",
        expected=f"units with values at three times, {step} years apart",
        remedy="bring more years, or let the lag be as long as the gap between years",
    )
