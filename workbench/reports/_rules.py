"""Which values may a parameter take: the closed list of rules a card may name in brackets.

`[study]`, `[measure]`, `[rule]`, `[column]`, `[region]`, `[industry]`, `[year]`, `[neighbours]`,
`[0 to 1]` and `[ols | robust]`; each is one small function that returns the value or refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import ParameterError, Problem, UnknownName, unknown
from workbench.reports._plain import Plain, assignment, refused

if TYPE_CHECKING:
    from workbench.data import Study

Load = Callable[[], "Study"]
Rule = Callable[[str, Plain, Load], Plain]

BOUNDS = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) to (-?[0-9]+(?:\.[0-9]+)?)")
PERCENT = 100
LISTINGS = {"region": "regions", "industry": "industries"}
WITH_YEARS = ("activity", "indicators", "plants")


def study(_: str, value: Plain, __: Load) -> Plain:
    """A study on the shelf, or a folder that holds a descriptor."""
    from workbench.data.study import DESCRIPTOR, studies  # brings pandas; only checks need it

    if value in studies:
        return value
    try:
        if (Path(str(value)) / DESCRIPTOR).is_file():
            folder = Path(str(value)).resolve()
            _refuse_outside(folder)
            return str(folder)
    except OSError:  # a name too long for the file system names no folder
        pass
    remedy = f"workbench list studies, or give a folder that holds a {DESCRIPTOR}"
    raise UnknownName(unknown("CLW-N01", "study", value, studies, remedy=remedy))


def _refuse_outside(folder: Path) -> None:
    """Refuse a study whose tables lie elsewhere, before anything of it is read."""
    from workbench.data.checking import is_inside
    from workbench.data.study import read_descriptor

    paths = [resource["path"] for resource in read_descriptor(folder)["resources"]]
    problems = [
        Problem(
            "CLW-S04",
            "a resource lies outside the study folder",
            file=str(folder),
            value=path,
            expected="a path inside the folder",
            remedy="copy the file into the study's folder, and name it there",
        )
        for path in paths
        if isinstance(path, str) and not is_inside(folder, folder / path)
    ]
    if problems:
        raise ParameterError(problems)


def measure(_: str, value: Plain, __: Load) -> Plain:
    """A measure on the shelf."""
    from workbench.measures import measures

    if value not in measures:
        raise UnknownName(
            unknown("CLW-N02", "measure", value, measures, remedy="workbench list measures")
        )
    return value


def column(_: str, value: Plain, load: Load) -> Plain:
    """A name that a model of the study can use: a column, an indicator or a measure."""
    from workbench.models import available_columns

    known = available_columns(load())
    if value not in known:
        kind = f"column of study {load().name} called"
        raise UnknownName(unknown("CLW-N04", kind, value, known))
    return value


def region(name: str, value: Plain, load: Load) -> Plain:
    """The code of a region of the study; a code is text, and its zeros belong to it."""
    return _code("region", "CLW-P10", name, value, load())


def industry(name: str, value: Plain, load: Load) -> Plain:
    """The code of an industry of the study."""
    return _code("industry", "CLW-P19", name, value, load())


def _code(kind: str, refusal: str, name: str, value: Plain, study: Study) -> Plain:
    """A code of the table of regions or of industries; the remedy finds it by its name."""
    table = study.tables.get(LISTINGS[kind], study.tables["activity"])
    codes = table[kind].dropna().astype("str")
    if value in set(codes):
        return value
    problem = unknown(refusal, f"{kind} of study {study.name} has the code", value, codes)
    named = [column for column in ("name", "name_local") if column in table]
    is_called = (table[named] == value).any(axis=1)
    alike = codes[is_called.reindex(codes.index) | codes.str.startswith(str(value))]
    remedy = f"take a code of the study's table of {LISTINGS[kind]}"
    if value and len(alike):
        remedy = f"{assignment(name, str(alike.iloc[0]))}, if that {kind} is meant"
    raise UnknownName(replace(problem, remedy=remedy))


def rule(_: str, value: Plain, __: Load) -> Plain:
    """A rule for what counts as a cluster."""
    from workbench.rules import rules

    if value not in rules:
        raise UnknownName(unknown(rules.code, "rule", value, rules, remedy="workbench list rules"))
    return value


def replication(_: str, value: Plain, __: Load) -> Plain:
    """A published table on the shelf."""
    from workbench.models.replications import replications

    if value not in replications:
        remedy = "workbench list replications"
        raise UnknownName(
            unknown(replications.code, "replication", value, replications, remedy=remedy)
        )
    return value


def year(name: str, value: Plain, load: Load) -> Plain:
    """A year for which measures can be computed: one of the first table here that has years."""
    years = years_of(load())
    if value not in years:
        says = f"the study {load().name} has no such year"
        expected = f"one of {', '.join(map(str, years))}"
        remedy = "take a study whose tables have years"
        if years and isinstance(value, int):
            remedy = assignment(name, min(years, key=lambda known: abs(known - value)))
        raise refused("CLW-P04", name, value, says, expected, remedy)
    return value


def years_of(study: Study) -> list[int]:
    """The years for which measures can be computed, in order."""
    tables = [study.tables[key] for key in WITH_YEARS if key in study.tables][:1]
    return sorted({int(y) for table in tables if "year" in table for y in table["year"].dropna()})


def neighbours(name: str, value: Plain, load: Load) -> Plain:
    """A number of nearest neighbours: at least 1, and fewer than the study has regions."""
    number = len(load().regions)
    if isinstance(value, int) and 1 <= value < number:
        return value
    says = f"must be at least 1 and less than the number of regions ({number})"
    expected = f"a whole number from 1 to {number - 1}"
    raise refused("CLW-P05", name, value, says, expected, _nearest(name, value, 1, number - 1))


def within(low: float, high: float, name: str, value: Plain, _: Load) -> Plain:
    """A number between two bounds, both allowed."""
    if isinstance(value, int | float) and low <= value <= high:
        return value
    says, expected = f"outside {low} to {high}", f"a number from {low} to {high}"
    if high == 1 and isinstance(value, int | float) and 1 < value <= PERCENT:
        share = f"{value / PERCENT:g}"
        says += f" (did you pass a percentage? {value:g} % is {share})"
        shown = int(value) if float(value).is_integer() else value
        raise refused("CLW-P06", name, shown, says, expected, f"-p {name}={share}")
    raise refused("CLW-P04", name, value, says, expected, _nearest(name, value, low, high))


def _nearest(name: str, value: Plain, low: float, high: float) -> str:
    """The line that sets the nearest number that is allowed."""
    number = value if isinstance(value, int | float) else low
    return f"{assignment(name, min(max(number, low), high))}, or another from {low} to {high}"


def choice(options: Sequence[str], name: str, value: Plain, _: Load) -> Plain:
    """One of the names listed."""
    if str(value) not in options:
        problem = unknown("CLW-P07", f"choice for {name} called", value, options)
        raise UnknownName(problem)
    return value


TEXTS = ("study", "measure", "rule", "column", "region", "industry")
NAMED: dict[str, Rule] = {
    "study": study,
    "measure": measure,
    "replication": replication,
    "rule": rule,
    "column": column,
    "region": region,
    "industry": industry,
    "year": year,
    "neighbours": neighbours,
}


def find(text: str) -> Rule | None:
    """The rule that a bracket names, or None where there is no such rule.

    Examples
    --------
    >>> find("0 to 1")("alpha", 0.05, None)
    0.05
    """
    if bounds := BOUNDS.fullmatch(text):
        low, high = (float(bound) if "." in bound else int(bound) for bound in bounds.groups())
        return partial(within, low, high)
    if "|" in text:
        return partial(choice, [option.strip() for option in text.split("|")])
    return NAMED.get(text)
