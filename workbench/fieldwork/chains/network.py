"""How closely are actors linked, who stands between others, and without whom does it fall apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.fieldwork.chains.chain import MARKET, Chain

MOST = 1000  # of more actors, those at whom shortest ways begin are drawn by chance
DRAWN = 200
KINDS = ("supply", "information", "labour", "joint project")
ALL = "all kinds"
METRICS = ("density", "valued_density", "clustering", "components", "degree_centralisation")
WAY = "way_to_market_lost"


def network_metrics(actors: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """How closely the actors are linked, by kind of link and over all kinds.

    Parameters
    ----------
    actors
        `actor`; those without a link among them.
    links
        `source`, `target`, `kind`, `strength` (0 to 3), each once.

    Returns
    -------
    kind, actors, links (strength above 0), the five variants of the measure
    `linkage_coherence`, and reciprocity: the share of links that lead back too.

    Examples
    --------
    >>> firms = pd.DataFrame({"actor": ["mill", "dyer", "shop"]})
    >>> asked = pd.DataFrame({"source": ["mill", "dyer"], "target": ["dyer", "mill"],
    ...                       "kind": "supply", "strength": [3, 1]})
    >>> found = network_metrics(firms, asked).set_index("kind").loc["all kinds"]
    >>> found[["density", "reciprocity", "components"]].tolist()
    [0.3333333333333333, 1.0, 2.0]
    """
    kinds = [ALL, *KINDS]
    return pd.DataFrame([_metrics(actors, links, kind) for kind in kinds])


def _metrics(actors: pd.DataFrame, links: pd.DataFrame, kind: str) -> dict[str, Any]:
    from workbench.measures.linkage_coherence import linkage_coherence

    own = links if kind == ALL else links[links["kind"] == kind]
    real = own[own["strength"] > 0]
    pairs = set(real[["source", "target"]].itertuples(index=False, name=None))
    found: dict[str, Any] = {"kind": kind, "actors": len(actors), "links": len(real)}
    for variant in METRICS:
        value = np.nan
        if len(own):
            asked = own[["source", "target", "kind", "strength"]]
            value = linkage_coherence(asked, variant=variant, actors=actors)["value"].item()
        found[variant] = value
    returned = sum((target, source) in pairs for source, target in pairs)
    return found | {"reciprocity": returned / len(pairs) if pairs else np.nan}


def critical_actors(
    actors: pd.DataFrame,
    links: pd.DataFrame,
    chain: Chain | None = None,
    *,
    least_strength: int = 1,
    critical_share: float = 0.1,
) -> pd.DataFrame:
    """Who stands between others, and what would be lost without them.

    Parameters
    ----------
    actors
        `actor`, `chain_stage`, and what else is known of each.
    links
        `source`, `target`, `kind`, `strength`.
    chain
        The value chain; without it nobody has a way to the market to lose.
    least_strength
        The degree from which a link counts.
    critical_share
        The share of the others that has to be hit before one is a single point of failure.

    Returns
    -------
    The columns of `actors` with: partners; betweenness (share of the shortest ways between two
    others that lead through it; of more than a thousand actors an estimate); is_articulation
    (without it the network has more parts); split_off (how many others are then away from the
    largest part); way_to_market_lost (how many others reach the market only through it);
    has_way_to_market; is_alone_at_stage; is_single_point; reason. The most critical first.

    Notes
    -----
    Betweenness: Freeman (1977); estimated as by Brandes and Pich (2007). Articulation points:
    Hopcroft and Tarjan (1973). Who reaches the market only through whom: the dominator tree of
    the supply links, turned to flow along the chain (Cooper, Harvey and Kennedy 2001).
    """
    import networkx

    own = actors.sort_values("actor", kind="stable", ignore_index=True)
    real = links[links["strength"] >= least_strength]
    graph = networkx.Graph()
    graph.add_nodes_from(own["actor"])
    graph.add_edges_from(real[["source", "target"]].itertuples(index=False, name=None))
    drawn = DRAWN if len(own) > MOST else None
    between = networkx.betweenness_centrality(graph, k=drawn, seed=0)
    points = set(networkx.articulation_points(graph))
    lost = ways_to_market_lost(own, real, chain) if chain is not None else {}
    found = own.assign(
        partners=[graph.degree(actor) for actor in own["actor"]],
        betweenness=own["actor"].map(between).astype("float64"),
        is_articulation=own["actor"].isin(points),
        split_off=[_split_off(graph, a) if a in points else 0 for a in own["actor"]],
        way_to_market_lost=[int(lost.get(actor, 0)) for actor in own["actor"]],
        has_way_to_market=own["actor"].isin(list(lost)),
        is_alone_at_stage=_alone(own, chain),
    )
    return _judged(found, chain, critical_share)


def _split_off(graph: Any, actor: str) -> int:
    """How many others of its part an actor keeps with the largest rest."""
    import networkx

    part = networkx.node_connected_component(graph, actor) - {actor}
    rests = networkx.connected_components(graph.subgraph(part))
    return len(part) - max((len(rest) for rest in rests), default=0)


def _alone(actors: pd.DataFrame, chain: Chain | None) -> pd.Series:
    stages = actors["chain_stage"]
    held = stages.map(stages.value_counts())
    return (held == 1) & stages.isin(chain.stages if chain is not None else [])


def _judged(found: pd.DataFrame, chain: Chain | None, critical_share: float) -> pd.DataFrame:
    """Who is a single point of failure, and why."""
    others = max(len(found) - 1, 1)
    in_chain = int(found["chain_stage"].isin(chain.stages).sum()) if chain is not None else 0
    splits = found["split_off"] >= max(critical_share * others, 1)
    blocks = found[WAY] >= max(critical_share * (in_chain - 1), 1)
    reasons = []
    for row, splitting, blocking in zip(found.to_dict("records"), splits, blocks, strict=True):
        told = ["the only actor of its stage"] if row["is_alone_at_stage"] else []
        told += [f"the only way to the market of {row[WAY]} others"] if blocking else []
        told += [f"links {row['split_off']} others to the rest"] if splitting else []
        reasons.append("; ".join(told))
    judged = found.assign(reason=reasons, is_single_point=[bool(told) for told in reasons])
    order = ["is_single_point", WAY, "split_off", "betweenness"]
    return judged.sort_values(order, ascending=False, kind="stable", ignore_index=True)


def ways_to_market_lost(actors: pd.DataFrame, links: pd.DataFrame, chain: Chain) -> dict[str, int]:
    """For each actor with a way to the market, how many others have theirs only through it.

    Examples
    --------
    >>> from workbench.fieldwork.chains.chain import chain_of
    >>> chain = chain_of(pd.DataFrame({"stage": ["farm", "shop"], "feeds": ["shop", "market"]}))
    >>> firms = pd.DataFrame({"actor": ["f1", "f2", "s"], "chain_stage": ["farm", "farm", "shop"]})
    >>> sold = pd.DataFrame({"source": ["f1", "s"], "target": ["s", "f2"], "kind": "supply"})
    >>> sorted(ways_to_market_lost(firms, sold, chain).items())
    [('f1', 0), ('f2', 0), ('s', 2)]
    """
    import networkx

    back = networkx.DiGraph()
    back.add_node(MARKET)
    stage = actors.set_index("actor")["chain_stage"]
    back.add_edges_from((MARKET, actor) for actor in stage.index[stage.isin(chain.last)])
    back.add_edges_from((b, a) for a, b in supply_along(stage, links, chain))
    over = networkx.immediate_dominators(back, MARKET)
    lost = dict.fromkeys((actor for actor in over if actor != MARKET), 0)
    for actor in lost:
        above = over[actor]
        while above is not None and above != MARKET:
            lost[above] += 1
            above = over[above]
    return lost


def supply_along(stage: pd.Series, links: pd.DataFrame, chain: Chain) -> list[tuple[str, str]]:
    """The links of supply from seller to buyer, those told the other way round turned."""
    forward = set(chain.within[["stage", "feeds"]].itertuples(index=False, name=None))
    found = []
    supplied = links.loc[links["kind"] == "supply", ["source", "target"]]
    for source, target in supplied.itertuples(index=False, name=None):
        ends = stage.get(source), stage.get(target)
        if ends in forward or (ends[0] == ends[1] and ends[0] in chain.stages):
            found.append((source, target))
        elif ends[::-1] in forward:
            found.append((target, source))
    return found
