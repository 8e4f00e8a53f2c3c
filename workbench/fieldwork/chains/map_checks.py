"""Is what a cluster map was given sound: degrees, kinds, roles, stages and sales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from workbench.data.table_problems import Subject
from workbench.errors import Problem, listed, quoted
from workbench.fieldwork._instrument import Form
from workbench.fieldwork._words import empty_numbers
from workbench.fieldwork.chains.chain import (
    NEEDED,
    Chain,
    chain_of,
    chain_problems,
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


def map_rules(form: Form) -> Iterator[Problem]:
    """What the cluster map asks of its sheets: stages, degrees, kinds, roles, and sales.

    Raises
    ------
    ParameterError
        If no chain that ships has the name that was asked for.
    """
    steps, _, _ = _chain(form, str(form.options["chain"]))
    if steps is not None:
        yield from chain_problems(steps)
        yield from _stages_astray(form, steps)
    elif form.subject("actors").has("actor"):
        yield _no_chain(form)
    yield from _bad_links(form.subject("links"))
    yield from _roles_astray(form.subject("actors"))
    yield from sales_astray(form)


def asked_of(form: Form, chain: str, year: int, options: Mapping[str, Any]) -> Asked:
    """The sheets of a form that keeps the rules, with their empty columns filled in.

    Raises
    ------
    ParameterError
        If an option is out of range.
    """
    _check(options)
    steps, needed, name = _chain(form, chain)
    known = form.table("links").dropna(subset=["strength"])
    return Asked(
        actors=_actors(form),
        links=_of_year(known, year),
        sales=_filled(form.table("sales"), ["source", "target", "stage", "amount"]),
        capacities=form.table("capacities"),
        chain=None if steps is None else chain_of(steps.table),
        chain_name=name,
        needed=needed,
        options=options,
        flags=form.flags,
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


def _chain(form: Form, name: str) -> tuple[Subject | None, pd.DataFrame, str]:
    """The sheet of steps, the other links that are needed, and the chain's name."""
    found = template_of(name, _stages(form)) if name or "chain" not in form else None
    needed = form.table("needed_links").reindex(columns=NEEDED)
    if found is not None:
        place = f"chain {found.name}"
        steps = Subject(place, "chain", found.steps, {}, None, SHEETS["chain"].table)
        return steps, needed if len(needed) else found.needed, found.title
    if "chain" in form:
        own = form.subject("chain")
        same = template_of("", set(own.table["stage"])) if own.has("stage") else None
        usual = same.needed if same is not None else needed
        return own, needed if len(needed) else usual, "sheet chain"
    return None, needed, ""


def _stages(form: Form) -> set[str]:
    """The stages of the actors."""
    told = form.table("actors").get("chain_stage", pd.Series(dtype="str"))
    return set(told.dropna().astype("str").str.strip()) - {""}


def _no_chain(form: Form) -> Problem:
    stages = _stages(form)
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
    if not steps.has("stage"):
        return
    stages = list(dict.fromkeys(steps.table["stage"].dropna()))
    for name, column, known, kind in (
        ("actors", "chain_stage", stages, "stage"),
        ("capacities", "stage", stages, "stage"),
        ("sales", "stage", stages, "stage"),
        ("needed_links", "from_group", [*stages, *ROLES], "stage or role"),
        ("needed_links", "to_group", [*stages, *ROLES], "stage or role"),
    ):
        found = form.subject(name)
        if column not in found.table:
            continue
        told = found.table[column].astype("string").str.strip()
        stray = told.notna() & (told != "") & ~told.isin(known)
        if stray.any():
            yield unknown_stage(found, column, stray, known, kind)


def _bad_links(found: Subject) -> Iterator[Problem]:
    if found.has("strength"):
        yield from _bad_degrees(found, found.table["strength"])
    if found.has("kind"):
        kind = found.table["kind"]
        stray = kind.notna() & ~kind.isin(KINDS)
        if stray.any():
            yield unknown_stage(found, "kind", stray, KINDS, "kind of link", "CLW-E34")


def _bad_degrees(found: Subject, strength: pd.Series) -> Iterator[Problem]:
    low, high = DEGREES[0], DEGREES[-1]
    part = strength.between(low, high) & ~strength.isin(DEGREES)  # beyond: told by its range
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
    found, actors = form.subject("sales"), form.table("actors")
    if "sales" not in form or "actor" not in actors:
        return
    known = {*actors["actor"], OUTSIDE}
    yield from empty_numbers(found, "amount")
    for end in ("source", "target"):
        if end not in found.table:
            continue
        told = found.table[end]
        stray = told.notna() & ~told.isin(known)
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
