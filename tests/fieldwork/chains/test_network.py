"""Networks: the worked values of METHODS, ways to the market, and planted single points."""

from __future__ import annotations

import networkx
import numpy as np
import pandas as pd
import pytest

from tests.fieldwork.chains.cases import cluster, line
from tests.reference import specialisation as reference
from workbench.fieldwork.chains.network import (
    critical_actors,
    network_metrics,
    ways_to_market_lost,
)


def told(rows, kind="supply"):
    table = pd.DataFrame(rows, columns=["source", "target", "strength"])
    return table.assign(kind=kind)


def firms(stages):
    return pd.DataFrame(
        {"actor": list(stages), "name": list(stages), "chain_stage": list(stages.values())}
    ).assign(role="core")


@pytest.fixture(scope="module")
def worked():
    strengths = reference.NETWORK
    pairs = [(f"a{a}", f"a{b}", strengths[a][b]) for a in range(4) for b in range(4) if a != b]
    return firms(dict.fromkeys(["a0", "a1", "a2", "a3"], "")), told(pairs)


def test_the_worked_network(worked):
    found = network_metrics(*worked).set_index("kind")
    for kind in ("all kinds", "supply"):
        own = found.loc[kind, list(reference.NETWORK_WORKED)].to_dict()
        assert own == pytest.approx(reference.NETWORK_WORKED, abs=5e-5)
        assert found.loc[kind, "reciprocity"] == 1
        assert found.loc[kind, "links"] == 8
    assert np.isnan(found.loc["labour", "density"])
    assert found.loc["labour", "links"] == 0


def test_betweenness_and_articulation_of_the_worked_network(worked):
    # a2 stands between a3 and the two others: 2 of 3 pairs, and without it a3 is alone
    found = critical_actors(*worked).set_index("actor")
    assert found.loc["a2", "betweenness"] == pytest.approx(2 / 3)
    assert found["betweenness"].drop("a2").eq(0).all()
    assert found.index[found["is_articulation"]].tolist() == ["a2"]
    assert found.loc["a2", "split_off"] == 1
    assert found.loc["a2", "partners"] == 3


def test_reciprocity_counts_what_leads_back():
    links = told([("a", "b", 1), ("b", "a", 2), ("a", "c", 3)])
    found = network_metrics(firms(dict.fromkeys("abc", "")), links).iloc[0]
    assert found["reciprocity"] == pytest.approx(2 / 3)


def test_metrics_agree_with_networkx():
    _, actors, links, _ = cluster(5)
    own = links[links["kind"] == "supply"]
    found = network_metrics(actors, own).iloc[0]
    real = own[own["strength"] > 0]
    graph = networkx.Graph(list(real[["source", "target"]].itertuples(index=False, name=None)))
    graph.add_nodes_from(actors["actor"])
    assert found["density"] == pytest.approx(networkx.density(graph))
    assert found["clustering"] == pytest.approx(networkx.average_clustering(graph))
    assert found["components"] == networkx.number_connected_components(graph)


def test_planted_single_points_are_found():
    """More of them in test_planted.py, which takes long."""
    for seed in range(6):
        planted_single_points_found(seed)


def planted_single_points_found(seed):
    """Check one cluster with an actor alone at its stage, and one who is the only way of another."""
    random = np.random.default_rng(seed)
    chain = line([1.0] * 4)
    held = {s: int(random.integers(2, 5)) for s in chain.stages}
    alone = str(random.choice(chain.stages[1:]))
    held[alone] = 1
    stages = {f"{s}-{n}": s for s in chain.stages for n in range(held[s])}
    rows = [(a, b, 2) for a in stages for b in stages
            if int(stages[b][1]) == int(stages[a][1]) + 1]  # fmt: skip
    only = f"s1-{int(random.integers(held['s1']))}"
    stages["s0-shy"] = "s0"
    rows.append(("s0-shy", only, 2))
    found = critical_actors(firms(stages), told(rows), chain, critical_share=0.01)
    single = found[found["is_single_point"]].set_index("actor")
    assert set(single.index) == {f"{alone}-0", only}, seed
    assert "the only actor of its stage" in single.loc[f"{alone}-0", "reason"]
    assert single.loc[only, "way_to_market_lost"] >= 1


def test_ways_lost_agree_with_taking_each_actor_out():
    for seed in (1, 2, 8):
        chain, actors, links, _ = cluster(seed)
        real = links[(links["kind"] == "supply") & (links["strength"] > 0)]
        found = ways_to_market_lost(actors, real, chain)
        steps = set(chain.within[["stage", "feeds"]].itertuples(index=False, name=None))
        graph = networkx.DiGraph()
        graph.add_nodes_from([*actors["actor"], "market"])
        stage = dict(zip(actors["actor"], actors["chain_stage"], strict=True))
        for source, target in real[["source", "target"]].itertuples(index=False, name=None):
            along = (stage[source], stage[target]) in steps
            graph.add_edge(*((source, target) if along else (target, source)))
        graph.add_edges_from((a, "market") for a in stage if stage[a] in chain.last)
        whole = networkx.ancestors(graph, "market")
        assert set(found) == whole
        for actor in whole:
            rest = graph.subgraph(set(graph) - {actor})
            assert found[actor] == len(whole - networkx.ancestors(rest, "market")) - 1


def test_the_order_of_rows_changes_nothing():
    chain, actors, links, _ = cluster(3)
    first = critical_actors(actors, links, chain)
    mixed = critical_actors(actors.sample(frac=1, random_state=1),
                            links.sample(frac=1, random_state=2), chain)  # fmt: skip
    pd.testing.assert_frame_equal(first, mixed)


def test_who_is_critical_for_just_the_share_asked_for_is_told():
    chain = line([1.0, 1.0])
    stages = {"f1": "s0", "f2": "s0", "f3": "s0", "a": "s1", "b": "s1"}
    links = told([("f1", "a", 2), ("f2", "a", 2), ("f3", "b", 2)])
    for share, expected in ((0.5, ["a"]), (0.51, [])):
        found = critical_actors(firms(stages), links, chain, critical_share=share)
        assert found.loc[found["is_single_point"], "actor"].tolist() == expected
    assert found.set_index("actor").loc["a", "way_to_market_lost"] == 2
