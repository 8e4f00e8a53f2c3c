"""How closely actors are linked: the worked network, and another computation of random ones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.measures.tables import links, reasons
from tests.reference import specialisation as reference
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import linkage_coherence

VARIANTS = list(linkage_coherence.card.variants)


def linked(strengths, **keys):
    """A matrix of strengths as a table of links, zeros among them."""
    n = len(strengths)
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b]
    rows = [(f"a{a}", f"a{b}", strengths[a][b]) for a, b in pairs]
    return pd.DataFrame(rows, columns=["source", "target", "strength"]).assign(**keys)


def one(table, variant, **options):
    return linkage_coherence(table, variant=variant, **options)["value"].item()


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_worked_network(variant):
    worked = reference.NETWORK_WORKED[variant]
    table = linked(reference.NETWORK)
    assert one(table, variant) == pytest.approx(worked, abs=5e-5)
    # a pair that is not in the table has no link
    assert one(table[table["strength"] > 0], variant) == pytest.approx(worked, abs=5e-5)


@given(
    st.integers(3, 8).flatmap(
        lambda n: arrays(np.int64, (n, n), elements=st.sampled_from([0, 0, 0, 1, 2, 3]))
    )
)
def test_random_networks_agree_with_going_through_the_pairs(strengths):
    expected = reference.network(strengths.astype(float).tolist())
    found = {variant: one(linked(strengths), variant) for variant in VARIANTS}
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_a_star_is_fully_centralised_and_a_ring_not_at_all():
    star = pd.DataFrame({"source": ["hub"] * 4, "target": list("abcd"), "strength": 1})
    ring = pd.DataFrame({"source": list("abcd"), "target": list("bcda"), "strength": 1})
    assert one(star, "degree_centralisation") == 1
    assert one(ring, "degree_centralisation") == 0
    assert one(star, "clustering") == one(ring, "clustering") == 0


def test_one_direction_is_a_link_of_half_the_value():
    table = pd.DataFrame({"source": ["a"], "target": ["b"], "strength": [3]})
    assert one(table, "density") == 1
    assert one(table, "valued_density") == 0.5
    assert one(table, "valued_density", strongest=6) == 0.25


def test_of_several_kinds_the_strongest_counts():
    table = pd.DataFrame(
        {"source": ["a", "a"], "target": ["b", "b"], "kind": ["buys", "learns"], "strength": [1, 3]}
    )
    assert one(table, "valued_density") == 0.5
    with pytest.raises(StudyError, match="CLW-T26"):
        linkage_coherence(table.drop(columns="kind"))


def test_actors_without_a_link_count_where_they_are_given():
    table = pd.DataFrame({"source": ["a"], "target": ["b"], "strength": [1]})
    everyone = pd.DataFrame({"actor": ["a", "b", "c"]})
    assert one(table, "density") == 1
    assert one(table, "density", actors=everyone) == pytest.approx(1 / 3)
    assert one(table, "components", actors=everyone) == 2
    assert linkage_coherence(table, actors=everyone).attrs["measure"]["n_actors"] == [3]
    with pytest.raises(UnknownName, match=r"CLW-N04 .*table actors"):
        linkage_coherence(table, actors=everyone.rename(columns={"actor": "name"}))


def test_too_few_actors_are_undefined():
    pair = pd.DataFrame({"source": ["a"], "target": ["b"], "strength": [1]})
    alone = pair.assign(target="a")
    assert reasons(linkage_coherence(alone)) == ["fewer than two actors"]
    told = linkage_coherence(pair, variant="degree_centralisation")
    assert reasons(told) == ["fewer than three actors"]
    assert one(alone, "components") == 1


def test_a_missing_strength_is_no_link_and_is_told():
    table = linked(reference.NETWORK)
    lost = table.assign(strength=table["strength"].mask(table["strength"] == 2))
    answer = linkage_coherence(lost)
    assert answer["value"].item() == pytest.approx(3 / 6)
    facts = answer.attrs["measure"]
    assert (facts["n_missing"], facts["n_incomplete"]) == (2, 1)


def test_a_strength_above_the_strongest_is_refused():
    with pytest.raises(ParameterError, match=r"CLW-P04 .*strongest"):
        linkage_coherence(links(), strongest=1)
