"""What does a state of the explorer answer: its panel, its fits, its verdict.

Each part is kept under the parameters that it depends on, so that a change costs no more than
what it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from workbench.data import Question
from workbench.errors import ParameterError, Problem
from workbench.figures.effects import effects_in_words
from workbench.figures.explorer.state import study_of
from workbench.hypotheses import judge
from workbench.models import Fit, Rung, fit, formula_of
from workbench.models.by_rule import _is_yes_or_no, _joined, _verdicts
from workbench.models.joining import Joiner
from workbench.models.names import INDICES, is_measure

KEPT = 24
IS_CLUSTER, CLUSTERS = "is_cluster", "clusters"


@dataclass(frozen=True)
class Regression:
    """The fit that a state asks for: what explains, its effects in words, the verdict."""

    term: str
    fit: Fit
    effects: tuple[str, ...]
    verdict: str
    reasons: tuple[str, ...]


def question_of(state: Mapping[str, Any]) -> Question:
    """The study's question with what the state says in its place.

    Raises
    ------
    ParameterError
        If the study has nothing to compare places by, or no measure that it can feed.
    """
    lacking = [name for name in ("outcome", "measure") if not state[name]]
    if lacking:
        raise ParameterError([_nothing(name, state["study"]) for name in lacking])
    return replace(
        study_of(state["study"]).question,
        outcome=state["outcome"],
        measures=(state["measure"],),
        controls=tuple(state["controls"]),
        fixed_effects=tuple(state["fixed_effects"]),
        year=state["year"],
    )


def panel_of(state: Mapping[str, Any]) -> pd.DataFrame:
    """The panel of the state's question, with the clusters of its rule where it has one.

    Raises
    ------
    WorkbenchError
        As `panel` and `rule` do.
    """
    question = question_of(state)
    # all other columns are in every panel of the study, so the same one serves
    study = study_of(state["study"])
    made = tuple(n for n in question.controls if n in INDICES or is_measure(n, study))
    own = _panel(state["study"], question.outcome, state["measure"], question.year, made)
    if not state["rule"]:
        return own
    judged = _judged(state["study"], state["rule"], question.year)
    return _joined(own, judged, term_of(state, own))


def term_of(state: Mapping[str, Any], panel: pd.DataFrame) -> str:
    """What explains: the measure, or with a rule whether, or how often, there is a cluster."""
    if not state["rule"]:
        return str(state["measure"])
    return IS_CLUSTER if _is_yes_or_no(panel, question_of(state)) else CLUSTERS


def line_of(state: Mapping[str, Any]) -> Fit:
    """The fit of the outcome on the measure alone, whose line the scatter has."""
    panel = panel_of({**state, "rule": ""})
    return fit(formula_of(panel, state["outcome"], [state["measure"]]), panel)


def formula_for(state: Mapping[str, Any], panel: pd.DataFrame) -> str:
    """The formula that the state asks for."""
    term = term_of(state, panel)
    controls = [name for name in state["controls"] if name not in (term, state["outcome"])]
    return formula_of(panel, state["outcome"], [term, *controls], state["fixed_effects"])


def regression_of(state: Mapping[str, Any]) -> Regression:
    """Fit the state's question, and judge it.

    Raises
    ------
    WorkbenchError
        As `panel`, `rule` and `fit` do.
    """
    panel, question = panel_of(state), question_of(state)
    term = term_of(state, panel)
    found = fit(formula_for(state, panel), panel, cluster=question.cluster or None)
    ruling = judge([Rung("as asked", found, None)], term, state["smallest_effect"])
    effects = tuple(effects_in_words(found, panel, [term]))
    return Regression(term, found, effects, ruling.verdict, tuple(ruling.paragraphs))


@lru_cache(maxsize=KEPT)
def _panel(
    study: str, outcome: str, measure: str, year: int | None, made: tuple[str, ...]
) -> pd.DataFrame:
    """The panel, without asking again whether the study has what was chosen from its lists."""
    found = study_of(study)
    question = replace(
        found.question, outcome=outcome, measures=(measure,), controls=made, year=year
    )
    return Joiner(found, question, {}).joined()


@lru_cache(maxsize=KEPT)
def _judged(study: str, rule: str, year: int | None) -> pd.DataFrame:
    found = study_of(study)
    return _verdicts(rule, found, replace(found.question, year=year), None)


def _nothing(name: str, study: str) -> Problem:
    return Problem(
        "CLW-P08",
        f"study {study} has no {name} to choose",
        column=name,
        expected="a study with activity or indicators by region",
        remedy="choose another study",
    )
