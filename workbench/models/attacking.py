"""How does the model of a study's question stand up to attacks: one of them, or all."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.data import Question, Study
from workbench.errors import ParameterError, Problem, WorkbenchError, unknown
from workbench.measures._apply import typed
from workbench.measures._progress import shown
from workbench.models.attacks import Attack, Attacker, attacks
from workbench.models.formula import parse
from workbench.models.panels import panel, panel_for
from workbench.models.specification import Specification, specification_of

ALL = "all"


def attacked(
    name: str,
    study: Study,
    question: Question,
    *,
    formula: str | None = None,
    term: str | None = None,
    cluster: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> list[Attack]:
    """Attack the fullest model of a study's question, or another one.

    Parameters
    ----------
    name
        An attack from `workbench list attacks`, or "all".
    study, question
        Where the panel comes from.
    formula, term, cluster
        Another model than that of the question; without a term, its first is attacked.
    options
        Options of the attack by name.

    Returns
    -------
    One result an attack; what could not be done says why.

    Raises
    ------
    UnknownName
        For an attack that does not exist; with the nearest.
    ParameterError
        For an option that the attack does not know.

    Examples
    --------
    >>> from workbench.data import load
    >>> study = load("china_prefectures")
    >>> [found] = attacked("leave_one_group_out", study, study.question)
    >>> found.name
    'leave_one_group_out'
    """
    wanted = attacks.names() if name == ALL else [name]
    chosen = [attacks[each] for each in wanted]
    given = dict(options or {})
    _refuse_unknown(chosen, given)
    table, model = _model(study, question, formula, term, cluster)
    results = []
    for attack in shown(chosen, len(chosen), "attacks"):
        known = inspect.signature(attack).parameters
        own = {name: typed(attack, name, value) for name, value in given.items() if name in known}
        also = {"study": study} if "study" in known else {}
        results.append(_result(attack, table, model, own | also))
    return results


def _model(
    study: Study, question: Question, formula: str | None, term: str | None, cluster: str | None
) -> tuple[pd.DataFrame, Specification]:
    """The panel, and the model to attack."""
    if formula is None:
        table = panel(study, question=question)
        found = specification_of(table, question)
        return table, replace(found, term=term or found.term, cluster=cluster or found.cluster)
    parsed = parse(formula)
    cluster = cluster or question.cluster or None
    table = panel_for(study, formula, also=[cluster] if cluster else [], question=question)
    first = term or parsed.explaining[0][0].name
    return table, Specification(formula, first, cluster)


def _result(
    attack: Attacker, table: pd.DataFrame, model: Specification, options: dict[str, Any]
) -> Attack:
    """What the attack found; a model that cannot be fitted so is told, not raised."""
    try:
        return attack(table, model, **options)
    except WorkbenchError as error:
        why = f"it could not be made: {error.problems[0].message}"
        return Attack(attack.__name__, None, "", pd.DataFrame(), undone=why)


def _refuse_unknown(chosen: list[Attacker], options: Mapping[str, Any]) -> None:
    known = {option for attack in chosen for option in _options(attack)}
    wrong: list[Problem] = [
        unknown("CLW-P01", "option of the attack called", name, known)
        for name in options
        if name not in known
    ]
    if wrong:
        raise ParameterError(wrong)


def _options(attack: Attacker) -> Iterator[str]:
    """The options of an attack besides the panel, the specification and the study."""
    parameters = list(inspect.signature(attack).parameters)[2:]
    return (name for name in parameters if name != "study")
