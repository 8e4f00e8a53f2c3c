"""What is to be said of a cluster map: tables for drawing, and sentences with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from workbench.errors import listed
from workbench.fieldwork._instrument import Findings, Form, Tables
from workbench.fieldwork.chains.chain import Chain
from workbench.fieldwork.chains.dependence import (
    coherence,
    concentration,
    sole_buyers,
    throughput,
)
from workbench.fieldwork.chains.diagram import checks, functional_blocks
from workbench.fieldwork.chains.gaps import (
    MISSING,
    NO_ACTOR,
    WEAK,
    completeness,
    cut_off,
    needed_links,
    stage_gaps,
)
from workbench.fieldwork.chains.map_checks import Asked
from workbench.fieldwork.chains.network import (
    DRAWN,
    MOST,
    critical_actors,
    network_metrics,
    supply_along,
)
from workbench.fieldwork.chains.potential import ladder
from workbench.fieldwork.chains.ranges import capacity_of

FEW = 5


def look(form: Form, asked: Asked) -> Findings:
    """All tables and sentences of a cluster map."""
    tables: Tables = {"metrics": network_metrics(asked.actors, asked.links)}
    tables["critical"] = critical_actors(
        asked.actors,
        asked.links,
        asked.chain,
        least_strength=asked.options["least_strength"],
        critical_share=asked.options["critical_share"],
    )
    facts: dict[str, Any] = {"chain": asked.chain_name}
    if asked.chain is not None:
        tables |= _against_chain(asked, asked.chain, tables["critical"])
        facts |= completeness(tables["stages"], tables["needed_links"])
        facts |= {"throughput": throughput(asked.actors, asked.links, asked.sales).name}
    if len(asked.sales):
        tables["coherence"] = coherence(asked.actors, asked.sales)
    tables["layout_actors"], tables["layout_links"] = asked.actors, asked.links
    words = tuple(_words(asked, tables, facts))
    name = form.study.name
    return Findings("cluster_map", name, words, tables, facts, asked.flags, form.is_synthetic)


def _against_chain(asked: Asked, chain: Chain, critical: pd.DataFrame) -> Tables:
    actors, links, least = asked.actors, asked.links, asked.options["least_strength"]
    needed = needed_links(chain, asked.needed, actors, links, least_strength=least)
    stages = stage_gaps(
        chain,
        actors,
        asked.sales,
        _too_small(asked, chain),
        outside_share=asked.options["outside_share"],
    )
    lost = cut_off(actors, chain, critical)
    blocks, arrows = functional_blocks(actors, links, chain, needed)
    through = throughput(actors, links, asked.sales)
    real = links[links["strength"] >= least]
    pairs = supply_along(actors.set_index("actor")["chain_stage"], real, chain)
    return {
        "stages": stages,
        "needed_links": needed,
        "missing_links": needed[needed["status"].isin([MISSING, NO_ACTOR])].reset_index(drop=True),
        "cut_off": lost,
        "concentration": concentration(actors, chain, through),
        "sole_buyers": sole_buyers(actors, pairs),
        "blocks": blocks,
        "arrows": arrows,
        "checks": checks(stages, needed, critical, lost),
    }


def _too_small(asked: Asked, chain: Chain) -> pd.DataFrame:
    """The stages whose capacity holds all others back, and how much they lack to the next."""
    columns = ["stage", "missing_capacity", "unit"]
    if asked.capacities.empty:
        return pd.DataFrame(columns=columns)
    own = capacity_of(asked.capacities.dropna(subset=["capacity"]))
    first = ladder(chain, own, steps=1).dropna(subset=["missing_capacity"])
    unit = chain.steps.drop_duplicates("stage").set_index("stage")["unit"]
    return first.assign(unit=first["stage"].map(unit))[columns]


def _words(asked: Asked, tables: Tables, facts: dict[str, Any]) -> Iterator[str]:
    whole = tables["metrics"].iloc[0]
    yield (
        f"{whole['actors']} actors and {whole['links']} links: {whole['density']:.1%} of the pairs "
        f"are linked, in {whole['components']:.0f} part(s)."
    )
    if asked.chain is not None:
        yield from _gaps_in_words(tables, facts, asked)
        yield from _dependence_in_words(tables, facts)
    yield from _critical_in_words(tables["critical"], asked)
    if "coherence" in tables:
        sold, bought = tables["coherence"]["value"]
        yield (
            f"Members sell {sold:.0%} of all their sales to each other, and buy {bought:.0%} of "
            "their purchases from each other (the guide calls this coherence)."
        )


def _gaps_in_words(tables: Tables, facts: dict[str, Any], asked: Asked) -> Iterator[str]:
    stages, needed = tables["stages"], tables["needed_links"]
    yield (
        f"Held against the chain ({asked.chain_name}): {facts['stages_present']:.0%} of the stages "
        f"have an actor, {facts['steps_linked']:.0%} of the steps are linked."
    )
    for status, text in (
        (MISSING, "Missing links (both groups are there, and no link of that kind)"),
        (NO_ACTOR, "Links that nobody can have, for a group has no actor"),
        (WEAK, "Weak links (none above degree 1)"),
    ):
        own = needed[needed["status"] == status]
        if len(own):
            told = own["from_group"] + " - " + own["to_group"] + " (" + own["kind"] + ")"
            yield f"{text}: {listed(told)}."
    for row in stages[stages["gap"] != ""].to_dict("records"):
        yield f"Investment gap at {row['stage']}: {_gap_in_words(row)}."
    if len(tables["cut_off"]):
        names = listed(tables["cut_off"]["name"], FEW)
        yield f"No link of supply leads to the market from {len(tables['cut_off'])}: {names}."


def _gap_in_words(row: dict[Any, Any]) -> str:
    told = []
    for gap in row["gap"].split("; "):
        if gap == "served from outside":
            told.append(f"served from outside ({row['bought_outside']:.0%} of what is bought)")
        elif gap == "too small":
            unit = row["unit"] if isinstance(row["unit"], str) else "units"
            told.append(
                f"too small (it holds all others back and lacks {row['missing_capacity']:,.0f} "
                f"{unit} until another stage does)"
            )
        else:
            told.append(gap)
    return ", ".join(told)


def _dependence_in_words(tables: Tables, facts: dict[str, Any]) -> Iterator[str]:
    own = tables["concentration"]
    for row in own[own["anchor_share"].notna()].to_dict("records"):
        alone = int(tables["sole_buyers"]["is_anchor"].sum())
        yield (
            f"{row['anchor_share']:.0%} of the {row['stage']} goes through the anchor "
            f"({facts['throughput']}; Herfindahl index {row['herfindahl']:.2f}, as of "
            f"{row['equal_actors']:.1f} actors alike); {alone} sell to the anchor alone."
        )


def _critical_in_words(critical: pd.DataFrame, asked: Asked) -> Iterator[str]:
    single = critical[critical["is_single_point"]]
    share = asked.options["critical_share"]
    if single.empty:
        yield f"No single point of failure: nobody is critical for {share:.0%} of the others."
    for row in single.head(FEW).to_dict("records"):
        yield f"Single point of failure: {row['name']} ({row['reason']})."
    if len(single) > FEW:
        yield f"{len(single) - FEW} more single points of failure are in the table critical."
    if len(critical) > MOST:
        yield (
            f"Betweenness in the table critical is an estimate: of {len(critical):,} actors, "
            f"{DRAWN} are drawn by chance from whom shortest ways are followed."
        )
