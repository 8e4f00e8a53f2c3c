"""Which numbers stand side by side: measures, indicators and attributes, one row a unit.

A panel is a plain data frame. Its `.attrs` say what each column is (unit, year, source, variant),
why a value is undefined, and which rows were left out before any model saw them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from workbench.data import Question, Study, at_level, load
from workbench.errors import ParameterError, Problem, UnknownName, listed, unknown
from workbench.measures import Measure
from workbench.measures import measures as shelf
from workbench.models.formula import parse
from workbench.models.joining import Joiner
from workbench.models.names import available_columns, check_names, is_measure

__all__ = ["available_columns", "panel", "panel_for"]

# The parts of a question that a formula does not say.
CHOICES = ("level", "industry", "year", "outcome_year", "sample", "options")


def panel(
    study: str | Study,
    measures: Sequence[str | Measure] | None = None,
    outcome: str | None = None,
    *,
    question: Question | None = None,
) -> pd.DataFrame:
    """Join measures with the indicators and attributes of a study.

    Parameters
    ----------
    study
        A study, its name or its folder.
    measures
        Names from `workbench list measures`, or the functions themselves.
    outcome
        The column to explain: an indicator, a region attribute or an activity column. Its keys
        decide what a row is: a region, or a region's industry.
    question
        Level, industry, years, sample rules and measure options; the study's own by default,
        as are the measures and the outcome.

    Controls that are measures are computed too.

    Returns
    -------
    One row a unit and year, with the keys, the region's attributes, all indicators and each
    measure under its name. `.attrs["columns"]` describes each column, `.attrs["undefined"]`
    tells why a measure has no value in a row, `.attrs["excluded"]` counts the rows a sample
    rule left out, by reason.

    Raises
    ------
    UnknownName
        For a measure, outcome, industry, level or year that is not there; with the nearest.
    ParameterError
        If a measure has a value for each industry, rows are regions, and no industry is chosen.

    Examples
    --------
    >>> table = panel("china_prefectures", ["employment_density"], "gdp_per_head")
    >>> table[["region", "employment_density", "gdp_per_head"]].shape
    (369, 3)
    """
    found = load(study)
    asked = question or found.question
    own = {m.__name__: m for m in measures or () if not isinstance(m, str)}
    if measures is not None:
        named = [m if isinstance(m, str) else m.__name__ for m in measures]
        asked = replace(asked, measures=tuple(named))
    if outcome is not None:
        asked = replace(asked, outcome=outcome)
    found = at_level(found, asked.level)
    _check_question(found, asked, own)
    return Joiner(found, asked, own).joined()


def _check_question(study: Study, asked: Question, own: Mapping[str, Measure]) -> None:
    """Refuse a question without an outcome, and whatever it names that the study lacks."""
    if not asked.outcome:
        raise ParameterError(
            Problem(
                "CLW-P08",
                f"study {study.name} states no outcome, so one has to be given",
                column="outcome",
                expected=f"one of: {listed(available_columns(study))}",
                remedy="name the outcome, or state a question in the study's datapackage.json",
            )
        )
    names = [asked.outcome, *asked.measures, *asked.controls, *asked.fixed_effects, asked.cluster]
    check_names(study, [name for name in names if name and name not in own])
    strange = [name for name in asked.options if name not in shelf and name not in own]
    if strange:
        raise UnknownName([unknown("CLW-N02", "measure", name, shelf) for name in strange])
    _check_choices(study, asked)


def _check_choices(study: Study, asked: Question) -> None:
    """Refuse a year or an industry that the study does not have."""
    found = {n: study.tables[n] for n in ("activity", "indicators") if n in study.tables}
    years = {int(year) for table in found.values() for year in table["year"].dropna()}
    if asked.year is not None and asked.year not in years:
        where = f"year in study {study.name} called"
        raise UnknownName(unknown("CLW-N06", where, asked.year, map(str, years)))
    industries = set(study.activity["industry"]) if "activity" in found else set()
    if asked.industry is not None and asked.industry not in industries:
        where = f"industry in study {study.name} called"
        raise UnknownName(unknown("CLW-N07", where, asked.industry, industries))


def panel_for(
    study: Study, formula: str, *, also: Sequence[str] = (), question: Question
) -> pd.DataFrame:
    """The panel that a formula needs: its outcome, and every measure it names.

    `also` are further columns: of clusters, of weights.

    Raises
    ------
    FormulaError
        If the formula cannot be read.
    UnknownName
        For names that are no column, indicator or measure of the study; all at once.
    """
    parsed = parse(formula)
    names = list(dict.fromkeys([*parsed.names, *also]))
    check_names(study, names)
    named = tuple(name for name in names if is_measure(name, study))
    plain = Question(outcome=parsed.outcome.name, measures=named)
    kept = {name: getattr(question, name) for name in CHOICES}
    return panel(study, question=replace(plain, **kept))
