"""A rule on a study: the right tables in, the year and the industry picked."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pandas as pd

from workbench.data import Study, at_level, load
from workbench.errors import ParameterError, Problem, UnknownName, listed, unknown
from workbench.measures._apply import check_industry, only, pick, typed
from workbench.rules import rules
from workbench.rules._card import Rule

EMPLOYMENT = "employment"
BOUNDARIES, SIZE_CLASS, PLACE = "boundaries", "size_class", "longitude"


def rule(
    name: str | Rule,
    study: str | Study,
    *,
    year: int | None = None,
    level: str | None = None,
    industry: str | None = None,
    **parameters: Any,
) -> pd.DataFrame:
    """Judge by one rule which cells of a study are clusters.

    Parameters
    ----------
    name
        A name from `workbench list rules`, or the function itself.
    study
        A study, its name or its folder.
    year
        Only this year; all years otherwise, each by itself.
    level
        The level of regions ("prefecture"); the finest by default, so that rows never overlap.
    industry
        Keep only this industry; it is still compared with all the others.
    **parameters
        Parameters of the rule, such as `threshold`; see its card.

    Returns
    -------
    The keys, `is_cluster`, `undefined` and the parts of the rule; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        For a rule, study, year, level, industry, table, column or indicator that is not there;
        with the nearest names, and with the rules that the study has the columns for.
    ParameterError
        If the rule has no such parameter, or it is out of its range.

    Examples
    --------
    >>> found = rule("location_quotient_threshold", "china_prefectures", threshold=2)
    >>> int(found["is_cluster"].sum()) > 0
    True
    """
    function = rules[name] if isinstance(name, str) else name
    _check_parameters(function, parameters)
    parameters = {key: typed(cast(Any, function), key, given) for key, given in parameters.items()}
    by_size = SIZE_CLASS in function.card.needs(parameters)
    found = at_level(load(study), level, by_size=by_size)
    _check_study(function, found, parameters)
    tables = {
        table: pick(found, table, known, year) for table, known in _tables(found, function).items()
    }
    if industry is not None:
        check_industry(found, industry)
    by_position = [tables.pop(table) for table in function.card.tables]
    result = function(*by_position, **{**tables, **parameters})
    return result if industry is None else only(result, industry)


def applicable(study: Study, value: str | None = None) -> list[str]:
    """The rules whose tables, columns and indicators a study has.

    Parameters
    ----------
    study
        A loaded study.
    value
        The column of activity to judge by, for the rules that let it be chosen.

    Returns
    -------
    Names from the shelf of rules, in order; each can be used with `with_value(name, value)`, and
    its other parameters at their defaults.

    Examples
    --------
    >>> "us_cluster_mapping" in applicable(load("us_metro_clusters"))
    True
    """
    return [
        name
        for name, find in rules.find().items()
        if not _lacking(find(), study, with_value(find(), value))
    ]


def with_value(function: Rule, value: str | None) -> dict[str, str]:
    """The parameter `value`, where one is given, for a rule that judges by employment.

    A rule that counts output in yuan, or firms, has thresholds in that unit, so it keeps its own.
    """
    own = function.card.parameters.get("value")
    is_free = own is not None and own.default == EMPLOYMENT
    return {"value": value} if value is not None and is_free else {}


def read(text: str) -> tuple[str, dict[str, str]]:
    """A rule and its parameters from text.

    Raises
    ------
    ParameterError
        If a parameter has no value.

    Examples
    --------
    >>> read("size_only share=0.05")
    ('size_only', {'share': '0.05'})
    """
    name, *given = text.split()
    pairs = [part.partition("=") for part in given]
    wrong = [name for name, sign, value in pairs if not sign or not value]
    if wrong:
        raise ParameterError(
            Problem(
                "CLW-P08",
                f"a parameter of {name} has no value",
                value=wrong[0],
                expected="name=value",
                remedy=f'write "{name} {wrong[0]}=…"',
            )
        )
    return name, {parameter: value for parameter, _, value in pairs}


def _tables(study: Study, function: Rule) -> dict[str, pd.DataFrame]:
    """The tables of a study that a rule takes, by name."""
    wanted = (*function.card.tables, *function.card.optional_tables)
    tables = {name: study.tables[name] for name in wanted if name in study.tables}
    if BOUNDARIES in wanted and study.boundaries is not None:
        tables[BOUNDARIES] = study.boundaries
    return tables


def _lacking(function: Rule, study: Study, parameters: Mapping[str, Any]) -> list[Problem]:
    """What a rule needs and a study does not have."""
    card = function.card
    tables = {name: study.tables[name] for name in card.tables if name in study.tables}
    columns = {str(column) for table in tables.values() for column in table.columns}
    indicators = study.tables.get("indicators", pd.DataFrame({"indicator": []}))["indicator"]
    known = {*map(str, tables.get("activity", pd.DataFrame()).columns), *indicators.unique()}
    where = f"study {study.name} called"
    return [
        *(
            unknown("CLW-N05", f"table of {where}", name, study.tables)
            for name in card.tables
            if name not in study.tables
        ),
        *(
            unknown("CLW-N04", f"column in {where}", name, columns)
            for name in card.needs(parameters)
            if name not in columns
        ),
        *(
            unknown("CLW-N04", f"column or indicator in {where}", name, known)
            for name in card.needed_indicators(parameters)
            if name not in known
        ),
        *(_no_places(study) if card.needs_places and not _has_places(study) else []),
    ]


def _has_places(study: Study) -> bool:
    """Whether a study says where its regions lie."""
    regions = study.tables.get("regions", pd.DataFrame())
    has_points = PLACE in regions and bool(regions[PLACE].notna().any())
    return has_points or study.boundaries is not None


def _no_places(study: Study) -> list[Problem]:
    return [
        Problem(
            "CLW-C05",
            f"study {study.name} does not say where its regions lie",
            column="longitude, latitude",
            expected="outlines, or coordinates in the table regions",
            remedy="add longitude and latitude to regions.csv",
        )
    ]


def _check_study(function: Rule, study: Study, parameters: Mapping[str, Any]) -> None:
    """Refuse a study that lacks what the rule needs, naming the rules that it can feed."""
    problems = _lacking(function, study, parameters)
    if problems:
        has = listed(applicable(study)) or "none"
        told = f"{function.__name__} needs it; this study has what these need: {has}"
        raise UnknownName([_with_remedy(problem, told) for problem in problems])


def _with_remedy(problem: Problem, remedy: str) -> Problem:
    return replace(problem, remedy=remedy)


def _check_parameters(function: Rule, given: Mapping[str, Any]) -> None:
    """Refuse parameters that the rule does not have."""
    parameters = inspect.signature(function).parameters
    tables = {*function.card.tables, *function.card.optional_tables}
    known = [name for name in parameters if name not in tables]
    wrong = [
        unknown("CLW-P01", f"parameter of {function.__name__} called", name, known)
        for name in given
        if name not in known
    ]
    if wrong:
        raise ParameterError(wrong)
