"""A measure on a study: the right tables in, the year and the industry picked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, cast

import pandas as pd

from workbench.data import Study, at_level, load, regions_by_year
from workbench.errors import ParameterError, Problem, UnknownName, listed, unknown
from workbench.measures import measures
from workbench.measures._card import Measure
from workbench.measures._door import choose
from workbench.measures._intervals import interval
from workbench.measures._points import plants_at_regions

POPULATION = "population"
SIZE_CLASS, PLANTS = "size_class", "plants"
READERS: dict[str, Any] = {"bool": {"true": True, "false": False}, "int": int, "float": float}


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
        Keep only this industry where the answer goes by industry; it is still compared with all
        the others.
    **options
        Options of the measure, such as `value`, `variant` and `background`.

    Returns
    -------
    The keys, `value` and `undefined`; the facts behind them in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        For a measure, study, year, level, industry, variant, table or column that is not there;
        with the nearest names, and with the measures that the study has the columns for.
    ParameterError
        If the measure has no such option, or compares years and is asked for one.

    Examples
    --------
    >>> measure("employment_density", "china_prefectures", industry="manufacturing").shape[0]
    274
    """
    function = measures[name] if isinstance(name, str) else name
    tables, named = _call(function, study, options, year=year, level=level, industry=industry)
    result = function(*tables, **named)
    return result if industry is None else only(result, industry)


def measure_with_interval(
    name: str | Measure,
    study: str | Study,
    *,
    year: int | None = None,
    level: str | None = None,
    industry: str | None = None,
    chance: Mapping[str, Any] | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Compute one measure on a study, with an interval for each value.

    Parameters
    ----------
    name, study, year, level, industry, **options
        As for `measure`. Chance is drawn over all industries, whichever is kept.
    chance
        How the interval is made, as in `interval`: `kind`, `draws`, `level` (a share), `seed`,
        `units`, `alternative`.

    Returns
    -------
    What `measure` gives, with the columns of `interval`.

    Raises
    ------
    UnknownName
        As for `measure`, and for a kind of interval that there is not.
    ParameterError
        As for `measure`, and if the measure cannot have such an interval.
    StudyError
        If the table holds no counts where counts are drawn.

    Examples
    --------
    >>> found = measure_with_interval(
    ...     "location_quotient", "us_metro_clusters", industry="1", chance={"draws": 20}
    ... )
    >>> found.columns[5:8].tolist()
    ['low', 'high', 'standard_error']
    """
    function = measures[name] if isinstance(name, str) else name
    chance = dict(chance or {})
    _check_options(interval, chance)
    chance = {key: typed(interval, key, given) for key, given in chance.items()}
    tables, named = _call(function, study, options, year=year, level=level, industry=industry)
    result = interval(function, *tables, **{**named, **chance})
    return result if industry is None else only(result, industry)


def _call(
    function: Measure,
    study: str | Study,
    options: Mapping[str, Any],
    *,
    year: int | None,
    level: str | None,
    industry: str | None,
) -> tuple[list[pd.DataFrame], dict[str, Any]]:
    """What a measure is called with on a study: tables by position; tables and options by name."""
    _check_options(function, options)
    options = {key: typed(function, key, given) for key, given in options.items()}
    found = at_level(load(study), level, by_size=SIZE_CLASS in _needs(function, options))
    _check_columns(function, found, options)
    by_year = POPULATION in {*_needs(function, options), options.get("background")}
    tables = _tables(found, function, by_year)
    if function.card.over_time and year is not None:
        raise ParameterError(_looks_across_years(function))
    picked = {name: pick(found, name, table, year) for name, table in tables.items()}
    if industry is not None and "activity" in found.tables:
        check_industry(found, industry)
    if industry is not None and function.card.at_regions:
        options.setdefault("industries", industry)  # spares the curves of all others
    by_position = [picked.pop(name) for name in function.card.tables]
    return by_position, {**picked, **options}


def computable(study: Study) -> list[str]:
    """The measures whose tables and columns a study has.

    Parameters
    ----------
    study
        A loaded study.

    Returns
    -------
    Names from the shelf of measures, in order; each can be computed in its default variant.

    Examples
    --------
    >>> "employment_density" in computable(load("china_prefectures"))
    True
    """
    return [name for name, find in measures.find().items() if is_computable(find(), study)]


def is_computable(function: Measure, study: Study) -> bool:
    """Whether a study has the tables and columns of one measure; see `computable`."""
    asked = study.question.options.get(function.__name__, {})
    return not any(_absent(function, study, asked)) and _is_fed(function, study)


def _is_fed(function: Measure, study: Study) -> bool:
    """Whether the indicator looked at is there, and two years where years are compared."""
    table = _tables(study, function, by_year=False)[function.card.tables[0]]
    wanted = inspect.signature(function).parameters.get("indicator")
    if wanted is not None:
        table = table[table["indicator"] == wanted.default]
    return not table.empty and (not function.card.over_time or _has_two_years(table))


def _has_two_years(table: pd.DataFrame) -> bool:
    return "year" in table and len(table["year"].unique()) > 1


def _needs(function: Measure, options: Mapping[str, Any]) -> tuple[str, ...]:
    return function.card.needs(*map(options.get, ("variant", "value", "background")))


def _tables(study: Study, function: Measure, by_year: bool) -> dict[str, pd.DataFrame]:
    """Those of the measure's tables that the study has, regions with each year's population."""
    names = (*function.card.tables, *function.card.optional_tables)
    tables = {name: study.tables[name] for name in names if name in study.tables}
    if by_year and "regions" in tables:
        tables["regions"] = regions_by_year(study)
    if function.card.at_regions and PLANTS not in tables and _has_places(study):
        tables[PLANTS] = plants_at_regions(study.activity, study.regions)
    return tables


def _has_places(study: Study) -> bool:
    """Whether a study says how many establishments each region has, and where it lies."""
    activity, regions = (study.tables.get(name, pd.DataFrame()) for name in ("activity", "regions"))
    return "establishments" in activity and "longitude" in regions


def _absent(
    function: Measure, study: Study, options: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """The tables and the columns that a measure needs and a study does not have."""
    needed = _needs(function, options)
    tables = _tables(study, function, POPULATION in needed)
    columns = {column for table in tables.values() for column in table.columns}
    return (
        [name for name in function.card.tables if name not in tables],
        [column for column in needed if column not in columns],
    )


def _check_columns(function: Measure, study: Study, options: Mapping[str, Any]) -> None:
    """Refuse a study that lacks what the measure needs, naming the measures that it can feed."""
    tables, columns = _absent(function, study, options)
    if not tables and not columns:
        return
    remedy = f"{function.__name__} needs it; this study has what these need: " + (
        listed(computable(study)) or "none"
    )
    known = {
        column
        for table in _tables(study, function, by_year=False).values()
        for column in table.columns
    }
    where = f"study {study.name} called"
    raise UnknownName(
        [
            *(
                unknown("CLW-N05", f"table of {where}", name, study.tables, remedy=remedy)
                for name in tables
            ),
            *(
                unknown("CLW-N04", f"column in {where}", name, known, remedy=remedy)
                for name in columns
            ),
        ]
    )


def _looks_across_years(function: Measure) -> Problem:
    return Problem(
        "CLW-M05",
        f"{function.__name__} compares years, so it cannot be computed for one",
        column="year",
        expected="no year, or the first and the last one",
        remedy="leave year out, or give start and end: -p start=2010 -p end=2020",
    )


def _check_options(function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Refuse options that the measure does not have, and variants that do not exist."""
    parameters = inspect.signature(function).parameters
    known = [n for n, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY]
    wrong = [
        unknown("CLW-P01", f"option of {function.__name__} called", name, known)
        for name in options
        if name not in known
    ]
    if wrong:
        raise ParameterError(wrong)
    if "variant" in options:
        variants = list(cast(Measure, function).card.variants)
        choose(f"variant of {function.__name__}", options["variant"], variants)


def typed(function: Callable[..., Any], option: str, given: Any) -> Any:
    """An option as its function wants it: a shell gives text where numbers are meant."""
    wanted = str(inspect.signature(function).parameters[option].annotation)
    if isinstance(given, str) and wanted.startswith("Sequence"):
        return [_read(function, option, part.strip(), wanted) for part in given.split(",")]
    return _read(function, option, given, wanted)


def _read(function: Callable[..., Any], option: str, given: Any, wanted: str) -> Any:
    """A text as the type that is wanted; what is no text stays as it is."""
    if not isinstance(given, str) or "str" in wanted:
        return given
    for kind, reads in READERS.items():
        if kind in wanted:
            try:
                return reads[given.lower()] if isinstance(reads, dict) else reads(given)
            except (KeyError, ValueError):
                raise ParameterError(_wrong_type(function, option, given, kind)) from None
    return given


def _wrong_type(function: Callable[..., Any], option: str, given: str, kind: str) -> Problem:
    expected = {"bool": "true or false", "int": "a whole number", "float": "a number"}[kind]
    return Problem(
        "CLW-P02",
        f"option {option} of {function.__name__} is not {expected}",
        column=option,
        value=given,
        expected=expected,
        remedy=f"give {expected}: -p {option}=…",
    )


def check_industry(study: Study, industry: str) -> None:
    known = set(study.activity["industry"])
    if industry not in known:
        where = f"industry in study {study.name} called"
        raise UnknownName(unknown("CLW-N07", where, industry, known))


def pick(study: Study, name: str, table: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """The rows of one year, where the table has years."""
    if year is None or "year" not in table:
        return table
    rows = table["year"] == year
    if not rows.any():
        where = f"year in the table {name} of study {study.name} called"
        raise UnknownName(unknown("CLW-N06", where, year, map(str, table["year"].unique())))
    return table[rows].reset_index(drop=True)


def only(result: pd.DataFrame, industry: str) -> pd.DataFrame:
    """The rows of one industry, where the answer goes by industry."""
    if "industry" not in result:
        return result
    return result[result["industry"] == industry].reset_index(drop=True)
