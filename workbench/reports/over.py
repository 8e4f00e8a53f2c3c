"""What does a batch run over: every value asked for, or all that a parameter's rule allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.errors import ParameterError, Problem, WorkbenchError
from workbench.reports import _rules
from workbench.reports._plain import Plain
from workbench.reports.binding import bind
from workbench.reports.parameters import Card, Parameter

if TYPE_CHECKING:
    from workbench.data import Study

ALL = "all"
Load = Callable[[str], "Study"]


def combinations(
    card: Card, over: Mapping[str, str], fixed: Mapping[str, object], load: Load
) -> list[dict[str, Plain]]:
    """The varied values of every member, in the order in which they were asked for.

    Parameters
    ----------
    card
        The notebook's card.
    over
        Values by name, divided by commas, or "all".
    fixed
        The parameters that are the same for all.
    load
        What loads a study by name.

    Returns
    -------
    One dictionary a member, of checked values.

    Raises
    ------
    ParameterError
        With everything that is wrong with the values of all members.
    """
    twice = [_set_twice(name, fixed) for name in over if name in fixed]
    if twice:
        raise ParameterError(twice)
    found: list[dict[str, object]] = [{}]
    study = card.parameter_of_rule("study")
    for name in sorted(over, key=lambda key: key != study):  # the others may depend on it
        found = [
            row | {name: value}
            for row in found
            for value in _values(card, name, over[name], {**fixed, **row}, load)
        ]
    return _checked(card, found, over, fixed, load)


def _checked(
    card: Card,
    rows: Sequence[Mapping[str, object]],
    over: Mapping[str, str],
    fixed: Mapping[str, object],
    load: Load,
) -> list[dict[str, Plain]]:
    problems: dict[Problem, None] = {}
    checked: dict[str, dict[str, Plain]] = {}
    for row in rows:
        try:
            values = bind(card, {**fixed, **row}, load)
        except WorkbenchError as error:
            problems |= dict.fromkeys(error.problems)
        else:
            varied = {name: values[name] for name in over}
            checked[repr(varied)] = varied
    if problems:
        raise ParameterError(problems)
    return list(checked.values())


def _values(
    card: Card, name: str, asked: str, given: Mapping[str, object], load: Load
) -> list[object]:
    parameter = card.parameters.get(name)
    if parameter is None or asked != ALL:
        return [value.strip() for value in asked.split(",")]
    return [*_all(card, parameter, given, load)]


def allowed(card: Card, parameter: Parameter) -> Sequence[object]:
    """Every value that a parameter may take by its rule, its study being the default one.

    Raises
    ------
    ParameterError
        If its rule is no closed list.
    """
    from workbench.data import load

    return _all(card, parameter, {}, load)


def _all(
    card: Card, parameter: Parameter, given: Mapping[str, object], load: Load
) -> Sequence[object]:
    """Every value that the rule of a parameter allows."""
    rule = parameter.rule
    if parameter.kind is not None and parameter.kind.base == "bool":
        return [False, True]
    if "|" in rule:
        return [option.strip() for option in rule.split("|")]
    if rule in SHELVES:
        return sorted(SHELVES[rule]())
    if rule in OF_A_STUDY:
        study = card.parameter_of_rule("study")
        name = given.get(study or "", card.parameters[study].default if study else None)
        if name:
            return OF_A_STUDY[rule](load(str(name)), _level(given))
    raise ParameterError(
        Problem(
            "CLW-R51",
            f"nothing says what all values of {parameter.name} are",
            value=f"{parameter.name}={ALL}",
            expected="a parameter with a closed list: a study, region, industry, year, measure, "
            "rule, replication, one of several names, or true and false",
            remedy=f"name them: --over {parameter.name}=first,second",
        )
    )


def _level(given: Mapping[str, object]) -> str | None:
    return str(given["level"]) if given.get("level") else None


def _regions(study: Study, level: str | None) -> list[str]:
    """The regions of the level that have rows in every table of numbers."""
    from workbench.data import at_level

    found = at_level(study, level or study.question.level)
    tables = [found.tables[name] for name in ("activity", "indicators") if name in found.tables]
    codes = found.regions["region"].astype("str")
    for table in tables:
        codes = codes[codes.isin(table["region"].astype("str"))]
    return sorted(codes)


def _industries(study: Study, _: str | None) -> list[str]:
    table = study.tables.get("industries", study.tables["activity"])
    return sorted(table["industry"].dropna().astype("str").unique())


def _years(study: Study, _: str | None) -> list[int]:
    return _rules.years_of(study)


def _studies() -> Sequence[str]:
    from workbench.data.study import studies_of_regions

    return studies_of_regions()


def _measures() -> Sequence[str]:
    from workbench.measures import measures

    return list(measures)


def _cluster_rules() -> Sequence[str]:
    from workbench.rules import rules

    return list(rules)


def _replications() -> Sequence[str]:
    from workbench.models.replications import replications

    return list(replications)


SHELVES: dict[str, Callable[[], Sequence[str]]] = {
    "study": _studies,
    "measure": _measures,
    "rule": _cluster_rules,
    "replication": _replications,
}
OF_A_STUDY: dict[str, Callable[[Study, str | None], Sequence[Any]]] = {
    "region": _regions,
    "industry": _industries,
    "year": _years,
}


def _set_twice(name: str, fixed: Mapping[str, object]) -> Problem:
    return Problem(
        "CLW-P23",
        f"{name} is set by -p and varied by --over",
        value=str(fixed[name]),
        expected="each name once",
        remedy="take one of them out",
    )
