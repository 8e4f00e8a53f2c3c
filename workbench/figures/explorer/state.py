"""What can be turned in the explorer: a plain dict of parameters, its card, and what may be chosen.

Every list of choices comes from the study. Nothing here draws or fits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from workbench.data import Study, at_level, load, studies_of_regions
from workbench.errors import ParameterError, Problem, listed, unknown
from workbench.models import available_columns
from workbench.models.names import INDICES, is_measure
from workbench.rules import applicable

State = dict[str, Any]
Choices = Mapping[str, Mapping[Any, str]]

NO_RULE = ""
SMALLEST_EFFECT = 1.0
PLACES = ("longitude", "latitude")  # where a region is says nothing of how it does


@dataclass(frozen=True)
class Knob:
    """One parameter of the explorer: its type in words, what it means, whether it holds several."""

    kind: type
    meaning: str
    is_optional: bool = False


CARD: Mapping[str, Knob] = {
    "study": Knob(str, "the study to look at"),
    "outcome": Knob(str, "what places are compared by"),
    "measure": Knob(str, "of clusters; what is to explain the outcome"),
    "rule": Knob(str, "what counts as a cluster; clusters then explain in the measure's place"),
    "year": Knob(int, "the year of the measure", is_optional=True),
    "controls": Knob(list, "what else differs between places"),
    "fixed_effects": Knob(list, "groups compared only within"),
    "smallest_effect": Knob(float, "the smallest effect worth caring about; the verdict needs it"),
    "region": Knob(str, "the region that is marked in the map and in the scatter"),
}
CHOSEN = ("study", "outcome", "measure", "rule", "year", "controls", "fixed_effects", "region")
OF_OUTCOME = ("year", "controls", "fixed_effects")  # what goes with an outcome
KIND_IN_WORDS = {str: "text", int: "a year", list: "a list of names", float: "a number"}


@lru_cache(maxsize=4)
def study_of(name: str) -> Study:
    """The study at the level its question asks for; read once."""
    found = load(name)
    return at_level(found, found.question.level)


@lru_cache(maxsize=8)
def choices(name: str) -> Choices:
    """What each parameter may be in a study: the values, each with its words.

    Parameters
    ----------
    name
        A study's name or folder.

    Returns
    -------
    For each parameter that is chosen from a list, its values and how they are called. An empty
    region means that none is marked, an empty rule that the measure itself explains.

    Raises
    ------
    UnknownName, StudyError
        If there is no such study, or it cannot be read.

    Examples
    --------
    >>> list(choices("china_prefectures")["year"])
    [2010]
    >>> "gdp_per_head" in choices("china_prefectures")["outcome"]
    True
    """
    study = study_of(name)
    known = available_columns(study)
    measures = {n: _words(n) for n in known if is_measure(n, study)}
    numbers = {n: _label(n, known[n]) for n in known if n in _numbers(study)}
    question = study.question
    groups = dict.fromkeys([*question.fixed_effects, "region", "industry", "year"])
    regions = study.regions[["region", "name"]].astype("object")
    return {
        "study": {n: n for n in dict.fromkeys([*studies_of_regions(), name])},
        "outcome": numbers,
        "measure": measures,
        "rule": {NO_RULE: "none: the measure itself"} | {n: _words(n) for n in applicable(study)},
        "year": _years(study),
        "controls": numbers | measures,
        "fixed_effects": {n: _words(n) for n in groups if n in known},
        "region": {"": ""} | {code: region_label(code, own) for code, own in regions.to_numpy()},
    }


def starting_state(name: str) -> State:
    """The state that asks a study's own question.

    Examples
    --------
    >>> starting_state("us_metro_clusters")["measure"]
    'location_quotient'
    """
    question, can = study_of(name).question, choices(name)
    return {
        "study": name,
        "outcome": _first([question.outcome], can["outcome"]),
        "measure": _first(question.measures, can["measure"]),
        "rule": NO_RULE,
        "year": _first([question.year], can["year"]),
        "controls": [c for c in question.controls if c in can["controls"]],
        "fixed_effects": [c for c in question.fixed_effects if c in can["fixed_effects"]],
        "smallest_effect": SMALLEST_EFFECT,
        "region": "",
    }


def check(state: Mapping[str, Any]) -> None:
    """Refuse a state with unknown, missing or mistyped parameters, or with what is no choice.

    Raises
    ------
    ParameterError
        With everything that is wrong.
    """
    problems = [unknown("CLW-P01", "parameter", name, CARD) for name in state if name not in CARD]
    problems += [_missing(name) for name in CARD if name not in state]
    problems += [_mistyped(n, v) for n, v in state.items() if n in CARD and not _is_of_kind(n, v)]
    if not problems:
        can = choices(state["study"])
        problems = [
            unknown("CLW-P07", f"{name} called", value, map(str, can[name]), column=name)
            for name in CHOSEN
            for value in _strange(state, name, can)
        ]
    if problems:
        raise ParameterError(problems)


def moved(state: State, study: str) -> tuple[State, list[str]]:
    """The state in another study, and in words what had to be reset.

    What the new study has too is kept; anything else becomes what its own question asks. With
    another outcome the question is another one: then its controls, effects and year come too.

    Examples
    --------
    >>> state, notes = moved(starting_state("us_metro_clusters"), "china_prefectures")
    >>> state["outcome"], notes[0]
    ('gdp_per_head', 'outcome: mean wage is not in china_prefectures; now gdp per head.')
    """
    fresh, can = starting_state(study), choices(study)
    kept = state | {"study": study}
    strange = {name: list(_strange(kept, name, can)) for name in CHOSEN}
    notes = [
        f"{_words(name)}: {listed(_words(str(v)) for v in values)} is not in {study}; "
        f"now {_in_words(fresh[name])}."
        for name, values in strange.items()
        if values
    ]
    also = [n for n in OF_OUTCOME if strange["outcome"] and not strange[n] and fresh[n] != kept[n]]
    notes += [f"{_words(name)}: now {_in_words(fresh[name])}, as {study} asks." for name in also]
    new = [name for name, values in strange.items() if values] + also
    return kept | {name: fresh[name] for name in new}, notes


def region_label(code: str, name: object) -> str:
    """A region as it is chosen: its name, and its code, which is never that of another."""
    return f"{name} ({code})" if isinstance(name, str) and name else code


def _strange(state: Mapping[str, Any], name: str, can: Choices) -> list[Any]:
    """The values of a parameter that are no choice; with nothing to choose, empty is right."""
    value = state[name]
    values = value if isinstance(value, list) else [value]
    return [v for v in values if v not in can[name] and (can[name] or v not in ("", None))]


def _first(wanted: Iterable[Any], can: Mapping[Any, str]) -> Any:
    """The first that may be chosen: of those wanted, or of all; empty where there is none."""
    return next((value for value in (*wanted, *can) if value in can), "")


def _years(study: Study) -> dict[int | None, str]:
    """The years; where the question asks for none, all of them together too."""
    years: dict[int | None, str] = {year: str(year) for year in study.years}
    is_open = study.question.year is None
    return ({None: "all years"} if is_open else {}) | years


def _numbers(study: Study) -> set[str]:
    """The study's own columns that hold numbers a place can be compared by."""
    tables = [study.tables[n] for n in ("regions", "activity") if n in study.tables]
    columns = {str(c) for table in tables for c in table.select_dtypes("number").columns}
    indicators = study.tables.get("indicators", pd.DataFrame({"indicator": []}))
    return (columns | {str(c) for c in indicators["indicator"].unique()} | {*INDICES}) - {
        *PLACES,
        "year",
    }


def _label(name: str, about: str) -> str:
    """A column in words: the name on its card, or its own."""
    return _words(name) if about.startswith(("column of", "composite index")) else about


def _words(name: str) -> str:
    return name.replace("_", " ")


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return listed(map(_words, value)) or "none"
    return _words(str(value)) if value not in ("", None) else "none"


def _is_of_kind(name: str, value: object) -> bool:
    knob = CARD[name]
    if value is None or isinstance(value, bool):
        return value is None and knob.is_optional
    if knob.kind is float:
        return isinstance(value, (int, float)) and math.isfinite(value)
    if knob.kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, knob.kind) or (value == "" and knob.is_optional)


def _missing(name: str) -> Problem:
    return Problem(
        "CLW-P08",
        f"the state has no {name}",
        column=name,
        expected=f"{KIND_IN_WORDS[CARD[name].kind]}: {CARD[name].meaning}",
        remedy="begin with starting_state(study), and change what you like",
    )


def _mistyped(name: str, value: object) -> Problem:
    return Problem(
        "CLW-P02",
        f"{name} is of another type",
        column=name,
        value=repr(value),
        expected=KIND_IN_WORDS[CARD[name].kind],
        remedy=f"pass {KIND_IN_WORDS[CARD[name].kind]}: {CARD[name].meaning}",
    )
