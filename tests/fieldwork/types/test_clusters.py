"""Types of clusters: the decision table by hand, recovery, less known and less sure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.fieldwork.types.clusters import (
    ATTRIBUTES,
    HOLDS,
    TYPES,
    cluster_probabilities,
    types_of_clusters,
)
from workbench.fieldwork.types.example import drawn_clusters


def test_clusters_of_known_types_are_recovered():
    table, truth = drawn_clusters(np.random.default_rng(0), 100)
    found = types_of_clusters(table).set_index("cluster")["type"]
    assert (found == truth).mean() >= 0.98


def test_probabilities_of_one_answer_by_hand():
    found = cluster_probabilities(pd.DataFrame({"cluster": ["a"], "is_bounded": ["no"]})).iloc[0]
    likely = {"Virtual Cluster": HOLDS, "Induced Partnership": 0.5}
    weights = {kind: likely.get(kind, 1 - HOLDS) for kind in TYPES}
    expected = {kind: weight / sum(weights.values()) for kind, weight in weights.items()}
    assert found.to_dict() == pytest.approx(expected)


def test_an_answer_said_among_two_has_half_of_what_is_said():
    found = cluster_probabilities(pd.DataFrame({"cluster": ["a"], "coordinator": ["association"]}))
    row = found.iloc[0]
    # Interlocking says association alone, Segmented Porterian that or a central figure
    assert row["Interlocking"] == pytest.approx(2 * row["Segmented Porterian"])


def test_the_less_is_known_the_less_sure_and_the_reasons_say_so():
    table, truth = drawn_clusters(np.random.default_rng(1), 5)
    full = types_of_clusters(table).set_index("cluster")
    part = types_of_clusters(table.assign(origin=None, coordinator=None)).set_index("cluster")
    own = cluster_probabilities(table), cluster_probabilities(table[["cluster"]])
    assert (part["probability"] < full["probability"]).all()
    assert part["not_known"].eq("origin; coordinator").all()
    assert part["known"].eq(4).all()
    assert np.allclose(own[1], 0.2)
    assert own[0].sum(axis=1).to_numpy() == pytest.approx(1)
    assert (full["type"] == truth).all()


def test_what_speaks_against_the_likeliest_type_is_told():
    row = {"cluster": "a", "origin": "induced", "coordinator": "agency", "governance": "loose"}
    found = types_of_clusters(pd.DataFrame([row])).iloc[0]
    assert found["type"] == "Induced Partnership"
    assert found["for_it"] == "origin: induced; coordinator: agency"
    assert found["against_it"] == "governance: loose"


def test_every_statement_of_the_table_is_an_answer_that_can_be_given():
    for said in TYPES.values():
        assert all(set(own) < set(ATTRIBUTES[name]) for name, own in said.items())
