"""A measure on a study: the right tables in, the year and the industry picked."""

from __future__ import annotations

import inspect
from typing import Any

import pandas as pd

from workbench.data import Study, at_level, load, regions_by_year
from workbench.errors import ParameterError, UnknownName, unknown
from workbench.measures import measures
from workbench.measures._card import Measure


def measure(
    name: str | Measure,
    study: str | Study,
    *,
    year: int | None = None,
    level: str | None = None,
    industry: str | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Compute one measure on a study.

    Parameters
    ----------
    name
        A name from `workbench list measures`, or the function itself.
    study
        A study, its name or its folder.
    year
        Only this year; all years otherwise, each by itself.
    level
        The level of regions ("prefecture"); the finest by default, so that rows never overlap.
    industry
        Keep only this industry of the answer; it is still compared with all the others.
    **options
        Options of the measure: `value`, `variant`, `background`.

    Returns
    -------
    The keys, `value` and `undefined`; the facts behind them in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        For a measure, study, year, level, industry, column or option that is not there; with
        the nearest names.
    ParameterError
        If the measure has no such option.

    Examples
    --------
    >>> measure("employment_density", "china_prefectures", industry="manufacturing").shape[0]
    274
    """
    function = measures[name] if isinstance(name, str) else name
    found = at_level(load(study), level)
    _check_options(function, options)
    tables = [_pick(found, table, year) for table in function.card.tables]
    for table in function.card.optional_tables:
        if table in found.tables and table in inspect.signature(function).parameters:
            options.setdefault(table, found.tables[table])
    result = function(*tables, **options)
    return result if industry is None else _only(result, industry)


def _pick(study: Study, name: str, year: int | None) -> pd.DataFrame:
    table = regions_by_year(study) if name == "regions" else study.table(name)
    if year is None or "year" not in table:
        return table
    if year not in set(table["year"]):
        years = sorted({str(y) for y in table["year"]})
        raise UnknownName(unknown("CLW-N06", f"year in study {study.name} called", year, years))
    return table[table["year"] == year]


def _only(result: pd.DataFrame, industry: str) -> pd.DataFrame:
    if "industry" not in result:
        return result
    if industry not in set(result["industry"]):
        raise UnknownName(unknown("CLW-N07", "industry", industry, set(result["industry"])))
    return result[result["industry"] == industry].reset_index(drop=True)


def _check_options(function: Measure, options: dict[str, Any]) -> None:
    parameters = inspect.signature(function).parameters
    known = [n for n, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY]
    wrong = [unknown("CLW-P01", f"option of {function.__name__} called", n, known)
             for n in options if n not in known]
    if wrong:
        raise ParameterError(wrong)



