"""Who stands where in the functional diagram: core, members, partners, counterparties, state."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from workbench.fieldwork.chains.chain import MARKET, Chain
from workbench.fieldwork.chains.dependence import ANCHOR
from workbench.fieldwork.chains.gaps import LINKED, NO_ACTOR, WEAK

AROUND = ("non-core", "key partner", "counterparty", "government")
ROLES = (ANCHOR, "core", *AROUND)


def functional_blocks(
    actors: pd.DataFrame, links: pd.DataFrame, chain: Chain, needed: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The blocks and arrows of the functional diagram.

    Parameters
    ----------
    actors, links
        As for `needed_links`.
    chain
        Its stages are the core.
    needed
        As `needed_links` returns it.

    Returns
    -------
    blocks
        block, part ("core", "market" or a role), column (the place along the chain), actors,
        anchor (its name, where it stands in the block).
    arrows
        source, target, kind, links, strongest, status.
    """
    blocks = pd.DataFrame(_blocks(actors, chain))
    columns = ["source", "target", "kind", "links", "strongest", "status"]
    asked = needed.rename(columns={"from_group": "source", "to_group": "target"})[columns]
    held = actors["chain_stage"].value_counts()
    ends = [
        (stage, MARKET, "supply", 0, 0.0, LINKED if held.get(stage, 0) else NO_ACTOR)
        for stage in chain.last
    ]
    around = _around(actors, links, chain)
    keys = ["source", "target", "kind"]
    known = pd.MultiIndex.from_frame(asked[keys])
    others = around[~pd.MultiIndex.from_frame(around[keys]).isin(known)]
    parts = [asked, pd.DataFrame(ends, columns=columns), others]
    return blocks, pd.concat([part for part in parts if len(part)], ignore_index=True)


def _blocks(actors: pd.DataFrame, chain: Chain) -> Iterator[dict[str, object]]:
    depths = _columns(chain)
    for stage in chain.stages:
        own = actors[actors["chain_stage"] == stage]
        anchors = ", ".join(own.loc[own["role"] == ANCHOR, "name"])
        yield _block(stage, "core", depths[stage], len(own), anchors)
    yield _block(MARKET, MARKET, max(depths.values()) + 1, 0, "")
    for role in AROUND:
        own = actors[(actors["role"] == role) & ~actors["chain_stage"].isin(chain.stages)]
        yield _block(role, role, 0, len(own), "")


def _columns(chain: Chain) -> dict[str, int]:
    """The place of each stage along the chain; what nothing feeds stands before what it feeds."""
    found = chain.depths()
    for stage in set(chain.stages) - set(chain.within["feeds"]):
        fed = chain.within.loc[chain.within["stage"] == stage, "feeds"]
        found[stage] = min((found[one] for one in fed), default=1) - 1
    return found


def _block(block: str, part: str, column: int, actors: int, anchor: str) -> dict[str, object]:
    return {"block": block, "part": part, "column": column, "actors": actors, "anchor": anchor}


def _around(actors: pd.DataFrame, links: pd.DataFrame, chain: Chain) -> pd.DataFrame:
    """The links between who surrounds the core and its stages, the strongest of each kind."""
    own = actors.set_index("actor")
    is_stage = own["chain_stage"].isin(chain.stages)
    block = own["chain_stage"].where(is_stage, own["role"].where(own["role"].isin(AROUND)))
    real = links[links["strength"] > 0]
    ends = real.assign(source=real["source"].map(block), target=real["target"].map(block))
    is_around = ends["source"].isin(AROUND) ^ ends["target"].isin(AROUND)
    kept = ends[is_around & ends["source"].notna() & ends["target"].notna()]
    found = kept.groupby(["source", "target", "kind"], as_index=False).agg(
        links=("strength", "size"), strongest=("strength", "max")
    )
    return found.assign(status=[LINKED if top > 1 else WEAK for top in found["strongest"]])


def checks(
    stages: pd.DataFrame, needed: pd.DataFrame, critical: pd.DataFrame, lost: pd.DataFrame
) -> pd.DataFrame:
    """What the functional diagram has to be, and whether it is.

    Parameters
    ----------
    stages, needed, critical, lost
        As `stage_gaps`, `needed_links`, `critical_actors` and `cut_off` return them.

    Returns
    -------
    check, is_passed, found (what stands against it, in words).
    """
    empty = stages.loc[stages["actors"] == 0, "stage"]
    absent = needed[~needed["status"].isin([LINKED, WEAK])]
    absent_words = absent["from_group"] + " - " + absent["to_group"] + " (" + absent["kind"] + ")"
    single = critical.loc[critical["is_single_point"], "name"]
    lonely = critical.loc[critical["partners"] == 0, "name"]
    no_anchor = [] if critical["role"].eq(ANCHOR).any() else ["no actor has the role anchor"]
    asked = {
        "every stage has an actor": list(empty),
        "every needed link is there": list(absent_words),
        "every actor of the chain has a way to the market": list(lost["name"]),
        "no single point of failure": list(single),
        "nobody stands alone": list(lonely),
        "there is an anchor": no_anchor,
    }
    rows = [(check, not found, ", ".join(map(str, found))) for check, found in asked.items()]
    return pd.DataFrame(rows, columns=["check", "is_passed", "found"])
