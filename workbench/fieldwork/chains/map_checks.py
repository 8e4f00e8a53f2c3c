"""Is what a cluster map was given sound: degrees, kinds, roles, stages and sales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from workbench.data.table_problems import Subject
from workbench.errors import Problem, StudyError, listed, quoted
from workbench.fieldwork._instrument import Form
from workbench.fieldwork.chains.chain import (
    NEEDED,
    Chain,
    chain_of,
    chain_problems,
    subject,
    tell,
    template_of,
    templates,
    unknown_stage,
)
from workbench.fieldwork.chains.diagram import ROLES
from workbench.fieldwork.chains.gaps import OUTSIDE
from workbench.fieldwork.chains.map_sheets import SHEETS
from workbench.fieldwork.chains.network import KINDS
from workbench.measures._quotients import check_range

DEGREES = (0, 1, 2, 3)


@dataclass(frozen=True, eq=False)
class Asked:
    """What a cluster map looks at: sound tables of one year, the chain, options, and flags."""

    actors: pd.DataFrame
    links: pd.DataFrame
    sales: pd.DataFrame
    capacities: pd.DataFrame
    chain: Chain | None
    chain_name: str
    needed: pd.DataFrame
    options: Mapping[str, Any]
    flags: tuple[Problem, ...]


def asked_of(form: Form, chain: str, year: int, options: Mapping[str, Any]) -> Asked:
    """The sheets of a form, checked across sheets, with their empty columns filled in.

    Raises
    ------
    StudyError
        With everything that is wrong.
    ParameterError
        If an option is out of range, or no chain has that name.
    """
    _check(options)
    actors, links = _actors(form), form.table("links")
    steps, needed, name, told = _chain(form, chain, actors)
    problems = list(told)
    problems += [] if steps is None else chain_problems(steps)
    if steps is not None:
        problems += _stages_astray(form, steps)
    problems += _bad_links(subject(form, "links", SHEETS["links"]))
    problems += _roles_astray(subject(form, "actors", SHEETS["actors"]))
    problems += sales_astray(form)
    if any(not problem.is_warning for problem in problems):
        raise StudyError(problems)
    known = links.dropna(subset=["strength"])
    return Asked(
        actors=actors,
        links=_of_year(known, year),
        sales=_filled(form.table("sales"), ["source", "target", "stage", "amount"]),
        capacities=form.table("capacities"),
        chain=None if steps is None else chain_of(steps.table),
        chain_name=name,
        needed=needed,
        options=options,
        flags=(*form.flags, *problems),
    )


def _check(options: Mapping[str, Any]) -> None:
    least, outside = options["least_strength"], options["outside_share"]
    critical = options["critical_share"]
    check_range(
        "cluster_map",
        least_strength=(least, least in DEGREES[1:], "1, 2 or 3"),
        outside_share=(outside, 0 < outside <= 1, "a share above 0, at most 1: 0.5 is 50 %"),
        critical_share=(critical, 0 < critical <= 1, "a share above 0, at most 1: 0.1 is 10 %"),
    )


def _filled(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return table.reindex(columns=columns) if len(table) else pd.DataFrame(columns=columns)


def _actors(form: Form) -> pd.DataFrame:
    """The actors with a name, a role and a stage each, the latter two empty where not known."""
    table = form.table("actors").reset_index(drop=True)
    words = {
        column: table[column].astype("string").fillna("").str.strip()
        if column in table
        else pd.Series("", table.index, dtype="string")
        for column in ("name", "role", "chain_stage")
    }
    words["name"] = words["name"].where(words["name"] != "", table["actor"])
    return table.assign(**{name: own.astype(str) for name, own in words.items()})


def _chain(
    form: Form, name: str, actors: pd.DataFrame
) -> tuple[Subject | None, pd.DataFrame, str, list[Problem]]:
    """The sheet of steps, the other links that are needed, the chain's name, and warnings."""
    own = SHEETS["chain"]
    stages = set(actors["chain_stage"]) - {""}
    found = template_of(name, stages) if name or "chain" not in form else None
    needed = form.table("needed_links").reindex(columns=NEEDED)
    if found is not None:
        steps = Subject(f"chain {found.name}", "chain", found.steps, {}, None, own.table)
        return steps, needed if len(needed) else found.needed, found.title, []
    if "chain" in form:
        same = template_of("", set(form.table("chain")["stage"]))
        usual = same.needed if same is not None else needed
        return subject(form, "chain", own), needed if len(needed) else usual, "sheet chain", []
    return None, needed, "", [_no_chain(form, stages)]


def _no_chain(form: Form, stages: set[str]) -> Problem:
    return Problem(
        "CLW-E36",
        "no value chain is known: missing links and stages are not told",
        file=str(form.study.folder),
        column="chain_stage",
        value=listed(sorted(stages)) if stages else None,
        expected=f"the sheet chain, or stages as in a chain that ships: {listed(templates())}",
        remedy="fill in the sheet chain, or name a chain that ships: -p chain=dairy",
        is_warning=True,
    )


def _stages_astray(form: Form, steps: Subject) -> Iterator[Problem]:
    """Stages of actors, capacities and needed links that are none of the chain's."""
    stages = list(dict.fromkeys(steps.table["stage"]))
    for name, column, known, kind in (
        ("actors", "chain_stage", stages, "stage"),
        ("capacities", "stage", stages, "stage"),
        ("sales", "stage", stages, "stage"),
        ("needed_links", "from_group", [*stages, *ROLES], "stage or role"),
        ("needed_links", "to_group", [*stages, *ROLES], "stage or role"),
    ):
        found = subject(form, name, SHEETS[name])
        if column not in found.table:
            continue
        told = found.table[column].astype("string").str.strip()
        stray = told.notna() & (told != "") & ~told.isin(known)
        if stray.any():
            yield unknown_stage(found, column, stray, known, kind)


def _bad_links(found: Subject) -> Iterator[Problem]:
    table = found.table
    strength, kind = table["strength"], table["kind"]
    part = strength.notna() & ~strength.isin(DEGREES)
    if part.any():
        yield tell(
            found,
            "CLW-E33",
            "a link is between two degrees",
            "strength",
            part,
            "0 none, 1 weak, 2 medium or 3 strong",
            "write the degree that one of the two sides told",
        )
    if strength.isna().any():
        words = "an answer; 0 means that the link was asked for and is not there"
        remedy = "ask again, or take the rows out; they are left out of the map"
        told = tell(
            found, "CLW-E33", "a link has no degree", "strength", strength.isna(), words, remedy
        )
        yield replace(told, is_warning=True)
    stray = ~kind.isin(KINDS)
    if stray.any():
        yield unknown_stage(found, "kind", stray, KINDS, "kind of link", "CLW-E34")


def _roles_astray(found: Subject) -> Iterator[Problem]:
    if "role" not in found.table:
        return
    told = found.table["role"].astype("string").str.strip()
    stray = told.notna() & (told != "") & ~told.isin(ROLES)
    if stray.any():
        words = listed(ROLES)
        remedy = "write one of these; others stand in no block of the functional diagram"
        message = f"a role is not on the list: {quoted(told[stray].iloc[0])}"
        yield replace(
            tell(found, "CLW-E34", message, "role", stray, words, remedy), is_warning=True
        )


def sales_astray(form: Form) -> Iterator[Problem]:
    """Sellers and buyers who are no actors and not outside; nothing where nobody told sales."""
    if "sales" not in form:
        return
    found = subject(form, "sales", SHEETS["sales"])
    known = {*form.table("actors")["actor"], OUTSIDE}
    for end in ("source", "target"):
        if end not in found.table:
            continue
        stray = ~found.table[end].isin(known)
        if stray.any():
            value = quoted(found.table.loc[stray, end].iloc[0])
            yield tell(
                found,
                "CLW-E35",
                f"a sale is to or from nobody who is in the sheet actors: {value}",
                end,
                stray,
                f'the code of an actor, or "{OUTSIDE}"',
                f'correct the code, add the actor, or write "{OUTSIDE}"',
            )


def _of_year(links: pd.DataFrame, year: int) -> pd.DataFrame:
    """The links of one year, by default the last, without a column for it."""
    if "year" in links and links["year"].notna().any():
        years = sorted(links["year"].dropna().unique())
        check_range("cluster_map", year=(year, year == 0 or year in years, listed(map(str, years))))
        links = links[links["year"] == (year or years[-1])]
    return links[["source", "target", "kind", "strength"]].reset_index(drop=True)
