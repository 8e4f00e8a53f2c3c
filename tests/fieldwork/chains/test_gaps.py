"""What a cluster lacks: planted gaps are found, all of them and no other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.fieldwork.chains.cases import cluster, line
from tests.measures.test_value_chain_completeness import CHAIN, FIRMS, LINKS
from workbench.fieldwork.chains.chain import NEEDED, chain_of
from workbench.fieldwork.chains.dependence import coherence, concentration, sole_buyers
from workbench.fieldwork.chains.gaps import completeness, needed_links, stage_gaps

NONE = pd.DataFrame(columns=NEEDED)
NO_SALES = pd.DataFrame(columns=["source", "target", "stage", "amount"])
NO_SMALL = pd.DataFrame(columns=["stage", "missing_capacity", "unit"])


def test_planted_gaps_are_found():
    """More of them in test_planted.py, which takes long."""
    assert sum(planted_gaps_found(seed) for seed in range(12)) > 12


def planted_gaps_found(seed):
    """Check one cluster; return how many gaps it has."""
    chain, actors, links, planted = cluster(seed)
    found = needed_links(chain, NONE, actors, links)
    found = found.set_index(["from_group", "to_group"])["status"]
    for step, status in found.items():
        expected = (
            "no actor" if planted["empty"] & set(step)
            else "missing" if step in planted["gaps"]
            else "weak" if step in planted["weak"]
            else "linked"
        )  # fmt: skip
        assert status == expected, (seed, step)
    stages = stage_gaps(chain, actors, NO_SALES, NO_SMALL)
    assert set(stages.loc[stages["gap"] == "no actor", "stage"]) == planted["empty"], seed
    return len(planted["gaps"]) + len(planted["empty"])


def test_the_worked_chain_lacks_the_dyer_and_two_steps():
    steps = pd.DataFrame({"stage": CHAIN, "feeds": [*CHAIN[1:], "market"]})
    actors = FIRMS.assign(role="core").fillna({"chain_stage": ""})
    chain = chain_of(steps)
    needed = needed_links(chain, NONE, actors, LINKS.assign(kind="supply"))
    shares = completeness(stage_gaps(chain, actors, NO_SALES, NO_SMALL), needed)
    assert shares["stages_present"] == pytest.approx(5 / 6)
    assert shares["steps_linked"] == pytest.approx(3 / 5)


def test_a_needed_link_may_join_roles_and_counts_from_its_degree_on():
    chain = line([1.0, 1.0])
    actors = pd.DataFrame({"actor": ["a", "b", "lab"], "name": "x", "chain_stage": ["s0", "s1", ""],
                           "role": ["core", "core", "counterparty"]})  # fmt: skip
    links = pd.DataFrame({"source": ["a", "lab"], "target": ["b", "b"], "kind": ["supply"] * 2,
                          "strength": [2, 1]})  # fmt: skip
    asked = pd.DataFrame([("counterparty", "s1", "supply", ""), ("government", "s1", "supply", "")],
                         columns=NEEDED)  # fmt: skip
    assert needed_links(chain, asked, actors, links)["status"].tolist() == [
        "linked", "weak", "no actor",
    ]  # fmt: skip
    found = needed_links(chain, asked, actors, links, least_strength=2)
    assert found["status"].tolist() == ["linked", "missing", "no actor"]
    assert found["linked_share"].iloc[:2].tolist() == [1, 0]


def test_a_stage_is_served_from_outside_by_what_members_buy():
    chain = line([1.0, 1.0])
    actors = pd.DataFrame({"actor": ["a", "b"], "chain_stage": ["s0", "s1"]})
    sales = pd.DataFrame({"source": ["a", "outside", "a", "outside"], "stage": ["s0", "s0", "s0", "s1"],
                          "target": ["b", "b", "outside", "outside"], "amount": [40.0, 60, 500, 9]})  # fmt: skip
    found = stage_gaps(chain, actors, sales, NO_SMALL).set_index("stage")
    assert found.loc["s0", "bought_outside"] == pytest.approx(0.6)
    assert np.isnan(found.loc["s1", "bought_outside"])
    assert found["gap"].tolist() == ["served from outside", ""]
    assert stage_gaps(chain, actors, sales, NO_SMALL, outside_share=0.7)["gap"].eq("").all()


def test_dependence_and_coherence_of_a_toy():
    chain = line([1.0, 1.0])
    actors = pd.DataFrame({"actor": ["f", "g", "d", "e", "bank"], "name": list("FGDEB"),
                           "chain_stage": ["s0", "s0", "s1", "s1", ""],
                           "role": ["core", "core", "anchor", "core", "counterparty"]})  # fmt: skip
    through = pd.Series({"f": 10.0, "g": 30.0, "d": 80.0, "e": 20.0, "bank": 5.0})
    found = concentration(actors, chain, through).set_index("stage")
    assert found["herfindahl"].tolist() == pytest.approx([0.25**2 + 0.75**2, 0.68])
    assert found.loc["s1", "anchor_share"] == pytest.approx(0.8)
    assert np.isnan(found.loc["s0", "anchor_share"])
    pairs = [("f", "d"), ("f", "d"), ("g", "d"), ("g", "e")]
    assert sole_buyers(actors, pairs)[["seller", "is_anchor"]].to_numpy().tolist() == [["f", True]]
    sales = pd.DataFrame({"source": ["f", "d", "bank", "g"], "target": ["d", "outside", "d", "d"],
                          "amount": [30.0, 60, 10, 10]})  # fmt: skip
    # members sell 40 to each other of 100, and buy 40 of 50; the bank is no member here
    assert coherence(actors, sales)["value"].tolist() == pytest.approx([0.4, 0.8])
