"""Which value does each parameter take: those given, checked before a kernel starts, else defaults.

Everything that is wrong is told at once, and nothing that is given is ever executed.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from workbench.errors import ParameterError, Problem, WorkbenchError, listed, quoted, unknown
from workbench.reports import _rules
from workbench.reports._plain import Kind, Plain, as_kind, assignment
from workbench.reports.parameters import Card, Parameter, misread

if TYPE_CHECKING:
    from workbench.data import Study

SECRET = re.compile(r"password|passwd|secret|token|api_?key|credential", re.IGNORECASE)
EMPTY: tuple[Plain, ...] = ("", None, [])


def bind(
    card: Card, given: Mapping[str, object], load_study: Callable[[str], Study] | None = None
) -> dict[str, Plain]:
    """The value of every parameter: those given, checked, and the defaults of the others.

    Parameters
    ----------
    card
        The notebook's card.
    given
        Values by name, as plain Python values or as text from a command line.
    load_study
        What loads a study, for whoever binds many times; `workbench.load` by default.

    Returns
    -------
    One plain value a parameter, in the order of the card.

    Raises
    ------
    ParameterError
        With everything that is wrong: unknown names (with the nearest), values of another type,
        outside their range, off their list, missing, not numbers, or not plain data.
    """
    problems = [p for name in given if (p := _misnamed(card, name))]
    values: dict[str, Plain] = {}
    load = _loader(card, values, load_study)
    for name, parameter in sorted(card.parameters.items(), key=lambda p: p[1].rule != "study"):
        try:
            if parameter.kind is not None:
                value = _typed(parameter.kind, parameter, given)
                values[name] = _ruled(parameter, value, load)
        except WorkbenchError as error:
            remedy = _line(parameter, name in given)
            problems += [replace(p, remedy=p.remedy or remedy) for p in error.problems]
    if problems:
        raise ParameterError(dict.fromkeys(problems))
    return {name: values[name] for name in card.parameters if name in values}


def _misnamed(card: Card, name: object) -> Problem | None:
    """Why a name cannot be set, or None where it can."""
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        return Problem(
            "CLW-P03",
            f"{quoted(name)} is not a parameter name",
            value=str(name),
            expected="letters, digits and _ only",
            remedy=f"take a name of the card: {listed(card.parameters) or 'it has none'}",
        )
    if name not in card.parameters:
        return unknown("CLW-P01", "parameter", name, card.parameters)
    if card.parameters[name].kind is None:
        return Problem(
            "CLW-P21",
            f"the type of {name} cannot be told from its default",
            file=card.notebook.name,
            value=name,
            remedy=f"write it into the parameters cell: {name}: int | None = None",
        )
    if SECRET.search(name):
        return Problem(
            "CLW-P17",
            f"{name} looks like a secret; parameters are printed on the page and kept on disk",
            remedy="let the notebook read it from an environment variable",
        )
    return None


def _line(parameter: Parameter, is_given: bool) -> str:
    """What to do about a value that says too little to tell what is meant."""
    name = parameter.name
    if parameter.is_required:
        kind = parameter.kind
        return f"-p {name}=VALUE, where VALUE is {kind.in_words if kind else 'a plain value'}"
    if not is_given:
        return f"correct the default of {name} in the parameters cell"
    if parameter.default in EMPTY:
        return f"leave {name} out, and the notebook decides"
    return f"{assignment(name, parameter.default)}, the default"


def _typed(kind: Kind, parameter: Parameter, given: Mapping[str, object]) -> Plain:
    name = parameter.name
    if name in given or parameter.is_required:
        return as_kind(kind, name, given.get(name))
    return as_kind(kind, name, parameter.default)


def _ruled(parameter: Parameter, value: Plain, load: Callable[[], Study]) -> Plain:
    """The value as its rule returns it; None and an empty default let the notebook decide."""
    rule = _rules.find(parameter.rule)
    if rule is None or value is None or (value in EMPTY and value == parameter.default):
        return value
    if isinstance(value, list):
        return [rule(parameter.name, item, load) for item in value]
    return rule(parameter.name, value, load)


def _loader(
    card: Card, values: Mapping[str, Plain], load_study: Callable[[str], Study] | None
) -> Callable[[], Study]:
    """What loads the chosen study once, for the rules that must look into it."""
    chosen = card.parameter_of_rule("study")

    @cache
    def load() -> Study:
        from workbench.data import load as load_afresh  # brings pandas; few cards need it

        if chosen is None:
            raise ParameterError(
                misread(
                    card.notebook.name,
                    "a rule asks for a study, but no parameter has [study]",
                    'study: str = "zhejiang_guangdong"  # [study] where the data are',
                )
            )
        if chosen not in values:
            raise ParameterError(())  # the study is refused already, so there is nothing to add
        return (load_study or load_afresh)(str(values[chosen]))

    return load
