"""What do all measures say of the same tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from os import cpu_count
from typing import Any

import pandas as pd

from workbench.data import Study
from workbench.measures import measures
from workbench.measures._card import Measure
from workbench.measures._cells import kept
from workbench.measures._many import coded


def suite(
    tables: Study | Mapping[str, pd.DataFrame] | pd.DataFrame,
    names: Sequence[str] | Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, pd.DataFrame]:
    """The answers of all measures that the tables have the columns for, in one pass.

    Parameters
    ----------
    tables
        A study, or tables by name ("activity", "regions", "plants", ...); a single table is one
        of activity.
    names
        Only these measures, or these with their options; all that can be computed otherwise.
        Measures that compare years are computed where there are two.

    Returns
    -------
    The answer of each measure, by name, in its default variant unless options say another; the
    same as from the measure itself, but for its keys, which are categories.

    Raises
    ------
    UnknownName
        If there is no such measure, or a measure that is named lacks a column.
    StudyError
        If a table is not fit to be measured.

    Notes
    -----
    Regions and industries are numbered once, and each measure takes the numbers: most of what a
    measure of a large table costs is this. As many measures as there are processors are computed
    at a time.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> found = suite(toy, ["herfindahl", "hoover_index"])
    >>> found["hoover_index"]
      industry  value undefined
    0  textile   0.35       NaN
    1    shoes   0.35       NaN
    2    lamps   0.25       NaN
    >>> found = suite(toy, {"hoover_index": {"variant": "specialisation"}})
    >>> found["hoover_index"].round(3)
      region  value undefined
    0      A   0.35       NaN
    1      B   0.35       NaN
    2      C   0.25       NaN
    """
    given = _by_name(tables)
    once = {name: coded(table) for name, table in given.items()}
    known = {name: load() for name, load in measures.find().items()}
    if names is None:
        names = [name for name, function in known.items() if _is_computable(function, once)]
    options = names if isinstance(names, Mapping) else {name: {} for name in names}
    from threadpoolctl import threadpool_limits

    # the measures share the processors, so that a matrix product must not take them all
    with kept(), threadpool_limits(1), ThreadPoolExecutor(cpu_count()) as pool:
        asked = {}
        for name, own in options.items():
            function = known[name] if name in known else measures[name]
            taken = [once[table] for table in function.card.tables if table in once]
            also = {table: once[table] for table in function.card.optional_tables if table in once}
            # a thread begins without the context, in which cells are kept
            call = partial(function, *taken, **{**also, **own})
            asked[name] = pool.submit(copy_context().run, call)
        return {name: answer.result() for name, answer in asked.items()}


def _by_name(
    tables: Study | Mapping[str, pd.DataFrame] | pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    if isinstance(tables, pd.DataFrame):
        return {"activity": tables}
    return dict(tables.tables if isinstance(tables, Study) else tables)


def _is_computable(function: Measure, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether the tables, their columns and, where it compares years, two years are there."""
    card = function.card
    taken = [tables[name] for name in card.tables if name in tables]
    columns = {column for table in taken for column in table.columns}
    if len(taken) < len(card.tables) or not columns.issuperset(card.needs()):
        return False
    return not card.over_time or ("year" in taken[0] and len(taken[0]["year"].unique()) > 1)
