"""What is this thing called so: one card for each thing on a shelf, and for each code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workbench.codes import CODES
from workbench.data import load, studies
from workbench.errors import UnknownName, unknown
from workbench.shelf import Shelf


def shelves() -> dict[str, Shelf[Any]]:
    """Every shelf of the house by what it holds, in the order of the rooms."""
    from workbench.data.sources import sources
    from workbench.exercises import exercises
    from workbench.fieldwork import instruments
    from workbench.hypotheses import hypotheses
    from workbench.measures import measures
    from workbench.models.attacks import attacks
    from workbench.models.estimators import estimators
    from workbench.models.recipes import recipes
    from workbench.models.replications import replications
    from workbench.reports import notebooks
    from workbench.rules import rules

    return {
        "studies": studies,
        "measures": measures,
        "rules": rules,
        "estimators": estimators,
        "recipes": recipes,
        "attacks": attacks,
        "hypotheses": hypotheses,
        "replications": replications,
        "sources": sources,
        "instruments": instruments,
        "exercises": exercises,
        "notebooks": notebooks,
    }


def card_of(name: str) -> dict[str, Any]:
    """The card of whatever is called `name`, as a plain record.

    Raises
    ------
    UnknownName
        If nothing is called so; with the nearest names of all shelves.
    """
    if name.upper() in CODES:
        return {"code": name.upper()} | asdict(CODES[name.upper()])
    found = shelves()
    holds = [kind for kind, shelf in found.items() if name in shelf]
    if holds:
        record = RECORDS.get(holds[0], _of_function)(name, found[holds[0]][name])
        return record | ({"also on the shelf of": ", ".join(holds[1:])} if holds[1:] else {})
    if Path(name).is_dir():
        return load(name).card()
    known = [*(thing for shelf in found.values() for thing in shelf), *CODES]
    kinds = "study, measure, rule, estimator, hypothesis, instrument, notebook or code"
    raise UnknownName(unknown("CLW-N11", kinds, name, known))


def _of_function(name: str, function: Any) -> dict[str, Any]:
    return {"name": name} | dict(function.card.as_record())


def _of_hypothesis(name: str, test: Any) -> dict[str, Any]:
    from workbench.hypotheses import standing

    card = test.hypothesis
    return {"name": name} | dict(card.as_record()) | {"registered": standing(card)}


def _of_notebook(name: str, path: Path) -> dict[str, Any]:
    from workbench.reports import read_card

    return {"name": name} | dict(read_card(path).as_record())


def _of_study(name: str, _: object) -> dict[str, Any]:
    return load(name).card()


RECORDS: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "studies": _of_study,
    "hypotheses": _of_hypothesis,
    "notebooks": _of_notebook,
}
