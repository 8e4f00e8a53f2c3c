"""What does a measure say of many tables that differ in their numbers only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pandas as pd

from workbench.measures import measures
from workbench.measures._card import Measure
from workbench.measures._cells import YEAR, Codes, Key, Numbers
from workbench.measures._progress import shown
from workbench.workers import in_order

Tables = Mapping[str, pd.DataFrame]
Columns = Mapping[str, Any]
Random = np.random.Generator
ROWS_AT_ONCE = 200_000


@dataclass(frozen=True)
class Call:
    """A measure, the tables it is given by what they are called, and its other options."""

    function: Measure
    tables: Tables
    options: Mapping[str, Any]

    @classmethod
    def of(
        cls, measure: str | Measure, tables: Sequence[pd.DataFrame], options: Mapping[str, Any]
    ) -> Call:
        """The call `measure(*tables, **options)`; a measure may be named."""
        function = measures[measure] if isinstance(measure, str) else measure
        by_name = dict(zip(function.card.tables, tables, strict=False))
        rest = dict(options)
        for name in function.card.optional_tables:
            if rest.get(name) is not None:
                by_name[name] = rest.pop(name)
        return cls(function, by_name, rest)

    @property
    def variant(self) -> str:
        """The variant that is asked for."""
        return str(self.options.get("variant", self.function.card.default))

    @property
    def value(self) -> str:
        """The column that is measured."""
        return str(self.options.get("value", self.function.card.columns[0]))

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns that are measured, besides the keys."""
        return self.function.card.needs(self.variant, self.value)

    def answer(self, changed: Tables | None = None) -> pd.DataFrame:
        """What the measure says, with some tables changed."""
        tables = {**self.tables, **(changed or {})}
        known = self.function.card.tables
        by_position = [tables.pop(name) for name in known if name in tables]
        return self.function(*by_position, **self.options, **tables)


class Keys:
    """The rows of an answer, found again by their keys in other answers."""

    def __init__(self, answer: pd.DataFrame) -> None:
        self.names = list(answer.columns[: answer.columns.get_loc("value")])
        self.wanted = _index(answer[self.names])
        self._last = pd.DataFrame(), np.zeros(len(self.wanted), dtype=np.intp)

    def values(self, answer: pd.DataFrame) -> Numbers:
        """The values of an answer in the order of the rows; nan for a row it does not have."""
        values = np.append(answer["value"].to_numpy(dtype=np.float64), np.nan)
        return np.asarray(values[self._places_in(answer[self.names])])

    def values_by_draw(self, answer: pd.DataFrame, draw: Codes, n: int) -> Numbers:
        """The values of `n` answers that stand one below the other; one column an answer."""
        bounds = np.searchsorted(draw, np.arange(n + 1))
        rows = answer[self.names]
        if len(np.unique(np.diff(bounds))) == 1 and all(_repeats(rows[k], n) for k in rows):
            values = answer["value"].to_numpy(dtype=np.float64).reshape(n, -1)
            values = np.column_stack([values, np.full(n, np.nan)])
            return np.asarray(values[:, self._places_in(rows[: bounds[1]])].T)
        each = [self.values(answer.iloc[start:stop]) for start, stop in pairwise(bounds)]
        return np.column_stack(each)

    def _places_in(self, rows: pd.DataFrame) -> Codes:
        """Where the keys stand among the rows of an answer; -1 where they do not."""
        rows = rows.reset_index(drop=True)
        last, places = self._last  # one name for both: other workers may change it meanwhile
        if not rows.equals(last):  # most answers have the same rows as the one before
            places = _index(rows).get_indexer(self.wanted)
            self._last = rows, places
        return places


def _repeats(column: pd.Series, n: int) -> bool:
    """Whether a column holds the same labels `n` times."""
    is_coded = isinstance(column.dtype, pd.CategoricalDtype)
    labels = np.asarray(column.cat.codes if is_coded else column).reshape(n, -1)
    return bool((labels == labels[0]).all())


def _index(keys: pd.DataFrame) -> pd.Index:
    """Keys as an index of plain labels; an answer without keys has one row."""
    if keys.columns.empty:
        return pd.RangeIndex(len(keys))
    return pd.MultiIndex.from_frame(keys.astype(object))


def coded(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose regions and industries are numbered once, so that no measure does it again."""
    keys = [name for name in ("region", "industry") if name in table]
    return table.assign(**{name: _as_category(table[name]) for name in keys})


def _as_category(column: pd.Series) -> pd.Series:
    """The column as a category; texts are numbered as keys are, which is faster."""
    if not isinstance(column.dtype, pd.StringDtype):
        return column.astype("category")
    key = Key.of(column)
    order = key.levels.argsort()
    places = np.full(len(order) + 1, -1)  # an empty cell picks the last
    places[order] = np.arange(len(order))
    categories = pd.CategoricalDtype(key.levels[order])
    coded = pd.Categorical.from_codes(places[key.codes], dtype=categories)
    return pd.Series(coded, column.index, copy=False)


def on_tables(call: Call, keys: Keys, changes: Iterable[Tables], n: int) -> Numbers:
    """What a call says of `n` changes of its tables: one row a key, one column a change."""
    values = np.empty((len(keys.wanted), n))
    for column, changed in enumerate(shown(changes, n, call.function.__name__)):
        values[:, column] = keys.values(call.answer(changed))
    return values


def on_columns(
    call: Call, keys: Keys, name: str, base: pd.DataFrame, changes: Iterable[Columns], n: int
) -> Numbers:
    """What a call says of `n` changes of columns of the table called `name`.

    A measure computes each year by itself, so many small tables go in at once, each draw as
    years of its own. Where it does not, or another table comes by year, they go in one by one.
    """
    others = (table for other, table in call.tables.items() if other != name)
    if call.function.card.over_time or any(YEAR in table for table in others):
        changed = ({name: base.assign(**columns)} for columns in changes)
        return on_tables(call, keys, changed, n)
    values = np.empty((len(keys.wanted), n))
    at_once = max(1, ROWS_AT_ONCE // max(1, len(base)))
    steps = shown(changes, n, call.function.__name__)
    starts = range(0, n, at_once)
    batches = (list(islice(steps, at_once)) for _ in starts)
    found = in_order(lambda batch: _together(call, keys, name, base, batch), batches)
    for start, part in zip(starts, found, strict=True):
        values[:, start : start + part.shape[1]] = part
    return values


def _joined(parts: Sequence[Any]) -> Any:
    """Columns one below the other."""
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return pd.concat([pd.Series(part) for part in parts], ignore_index=True)


def _together(
    call: Call, keys: Keys, name: str, base: pd.DataFrame, batch: Sequence[Columns]
) -> Numbers:
    """What a call says of a batch of changes, each as years of its own in one table."""
    codes, years = pd.factorize(base[YEAR]) if YEAR in base else (np.zeros(len(base), int), [0])
    draws = np.repeat(np.arange(len(batch)), len(base))
    columns = {column: _joined([change[column] for change in batch]) for column in batch[0]}
    rows = np.tile(np.arange(len(base)), len(batch))
    stack = base.iloc[rows].reset_index(drop=True)
    stack = stack.assign(**columns, year=draws * len(years) + codes[rows])
    answer = call.answer({name: stack})
    draw, code = np.divmod(answer[YEAR].to_numpy(), max(1, len(years)))
    answer = answer.assign(year=np.asarray(years)[code])
    if (draw[1:] < draw[:-1]).any():
        order = np.argsort(draw, kind="stable")
        answer, draw = answer.iloc[order], draw[order]
    return keys.values_by_draw(answer, draw, len(batch))


@dataclass(frozen=True)
class Redraw:
    """How a call is made again: what is drawn, and what the measure says of many draws."""

    what: str
    values: Callable[[Keys, int, Random], Numbers]


def of_columns(
    call: Call, what: str, name: str, base: pd.DataFrame, draw: Callable[[Random], Columns]
) -> Redraw:
    """A redraw that keeps the rows of the tables and replaces columns of one of them."""

    def values(keys: Keys, draws: int, random: Random) -> Numbers:
        return on_columns(call, keys, name, base, (draw(random) for _ in range(draws)), draws)

    return Redraw(what, values)


def of_tables(call: Call, what: str, draw: Callable[[Random], Tables]) -> Redraw:
    """A redraw that makes tables anew."""

    def values(keys: Keys, draws: int, random: Random) -> Numbers:
        return on_tables(call, keys, (draw(random) for _ in range(draws)), draws)

    return Redraw(what, values)
