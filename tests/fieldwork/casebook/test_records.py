"""The casebook holds what the documents hold, each record with a place, and hangs together."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from workbench.data import load
from workbench.errors import UnknownName
from workbench.fieldwork.casebook import (
    argument_map,
    arguments,
    arguments_in_words,
    benefit_crosswalk,
    contradictions,
    contradictions_in_words,
    cooperation_matrix,
    definitions,
    definitions_in_words,
    drifting,
    drifting_in_words,
    fact_cards,
    records,
    restraint_matrix,
)
from workbench.fieldwork.types import clusters, firms
from workbench.hypotheses._documents import figures

HYPOTHESES = {f"H{number}" for number in range(1, 27)}
# Words that only sentences of the documents have in a row; a record with one was copied.
COPIED = (
    "clearly defined historical",
    "forge the links",
    "dominant personality",
    "grow the",
    "competence packages",
    "one of the main powers",
    "foster strengths",
    "benign circle",
    "full-fledged",
    "trustworthy people",
    "engine",
)


@pytest.fixture(scope="module")
def tables():
    return load("casebook").tables


def test_every_record_of_a_document_has_a_place(tables):
    for name, table in tables.items():
        if {"document", "where"} <= set(table):
            assert table["where"].str.len().gt(4).all(), name
            assert set(table["document"]) <= {"000", "001", "002", "003", "004"}, name


def test_every_document_has_claims_and_every_hypothesis_a_claim(tables):
    claims = tables["claims"]
    assert set(claims["document"]) == set(tables["documents"]["document"])
    assert set(claims["hypothesis"].dropna()) == HYPOTHESES
    assert (claims["claim"].str[:3] == claims["document"]).all()


def test_contradictions_name_claims_of_the_documents_they_name():
    found = contradictions()
    assert found["contradiction"].tolist() == [f"C{number}" for number in range(1, 10)]
    for side in "ab":
        assert (found[f"claim_{side}"].str[:3] == found[f"document_{side}"]).all()
        assert found[f"evidence_{side}"].notna().all()
    assert (found["document_a"] != found["document_b"]).all()
    assert set(found["hypothesis"].dropna()) <= HYPOTHESES
    assert len(contradictions_in_words()) == len(found)


def test_no_record_has_words_of_the_documents(tables):
    for name, table in tables.items():
        text = " ".join(table.select_dtypes("str").fillna("").to_numpy().ravel()).lower()
        assert [words for words in COPIED if words in text] == [], name


def test_numbers_kept_elsewhere_are_those_kept_there(tables):
    numbers = tables["numbers"].set_index("number")
    own = numbers[numbers["kept_in"] == "hypotheses"]
    assert own["value"].to_dict() == {name: one["value"] for name, one in figures().items()}
    assert not numbers.loc["specialised_towns_2010", "is_printed"]
    assert numbers.loc[["table1_guangdong", "table1_zhejiang"], "value"].tolist() == [17, 17]
    assert numbers.loc["employment_share_europe", "verdict"] == "later figures are lower"
    assert numbers.loc["export_share_any_economy", "verdict"] == "later figures lie on both sides"


def test_definitions_stand_side_by_side():
    own = definitions("Cluster")
    assert own["document"].tolist() == ["000", "001", "002", "003", "004"]
    assert definitions_in_words("cluster")[-1].startswith("They differ in whether")
    assert len(definitions_in_words("network")) == 1
    with pytest.raises(UnknownName, match='no term of the casebook "clusster"; nearest: cluster'):
        definitions("clusster")


def test_a_table_that_is_changed_does_not_change_the_casebook():
    table = records("claims")
    table["says"] = ""
    assert records("claims")["says"].str.len().min() > 10


def test_forms_differ_as_the_document_tells():
    matrix = cooperation_matrix()
    assert matrix.index[0] == "partnership"
    assert matrix.index[-1] == "technological platform"
    assert (matrix.loc["association"] == "not said").all()
    assert matrix.loc[["cluster", "network"], "academia"].tolist() == ["yes", "no"]
    assert len(records("cooperation_differences")) == 3


def test_each_benefit_has_a_mechanism_an_indicator_and_a_claim():
    table = benefit_crosswalk()
    assert len(table) == 8
    assert table[["mechanism", "indicator", "hypothesis"]].notna().all(axis=None)


def test_each_side_of_a_contradiction_has_the_grade_of_its_own_claim():
    grades = records("claims").set_index("claim")["evidence"]
    found = contradictions()
    for side in "ab":
        assert (found[f"evidence_{side}"] == found[f"claim_{side}"].map(grades)).all()
    assert (found["evidence_a"] != found["evidence_b"]).any()


def test_remedies_stand_by_section_and_talent_has_none():
    matrix = restraint_matrix()
    restraints = ["finance", "information", "core competence", "talent", "risk"]
    assert matrix.index.tolist() == restraints  # as document 003 letters them
    assert matrix.columns[0] == "efficiency"
    assert (matrix != "none").sum(axis=1).to_dict() == {
        "finance": 3, "information": 1, "core competence": 3, "talent": 0, "risk": 2,
    }  # fmt: skip


def test_arguments_go_from_claim_to_claim_and_are_counted():
    whole = argument_map(isolated=True)
    assert len(whole.nodes) == len(records("claims"))
    assert whole.nodes["supported_by"].sum() + whole.nodes["attacked_by"].sum() == len(whole.edges)
    assert not (whole.edges["claim"] == whole.edges["bears_on"]).any()
    home = whole.nodes.set_index("claim")["document"]
    across = argument_map(across=True).edges
    within = argument_map(across=False).edges
    assert len(across) + len(within) == len(whole.edges)
    assert (across["claim"].map(home) != across["bears_on"].map(home)).all()
    assert not across["is_stated"].any()  # no document speaks of another
    assert "61 claims" in arguments_in_words(argument_map())[0]


def test_arguments_of_three_claims_by_hand():
    """b supports a; c attacks a and b: what bears on a claim is counted with that claim."""
    claims = pd.DataFrame(
        {
            "claim": ["a", "b", "c"],
            "document": ["000", "000", "002"],
            "says": ["A.", "B.", "C."],
            "evidence": ["D", "B", "D"],
        }
    )
    edges = pd.DataFrame(
        {
            "claim": ["b", "c", "c"],
            "bears_on": ["a", "a", "b"],
            "relation": ["supports", "attacks", "attacks"],
            "is_stated": [True, False, False],
        }
    )
    nodes = arguments._counted(claims, edges)
    assert nodes["supported_by"].tolist() == [1, 0, 0]
    assert nodes["attacked_by"].tolist() == [1, 1, 0]
    assert arguments_in_words(arguments.ArgumentMap(nodes, edges)) == [
        "3 claims of 2 documents: 0 of grade A, 1 of grade B, 0 of grade C, 2 of grade D.",
        "1 arguments support a claim and 2 attack one; 1 of them are made by a document itself, "
        "the others are our reading.",
        "Attacked most, 1 times: a, A.",
    ]


def test_an_unknown_document_is_told():
    with pytest.raises(UnknownName, match='no document "005"'):
        argument_map(["005"])


def test_a_claim_that_names_a_source_is_no_mere_assertion():
    claims = records("claims")
    is_cited = claims["rests_on"].fillna("").str.contains(r"(?:19|20)\d\d")
    assert set(claims.loc[is_cited, "evidence"]) == {"C"}


@pytest.mark.parametrize(("measures", "claims"), [("employment", 2), ("exports", 1)])
def test_the_same_figure_drifts(measures, claims):
    cards = fact_cards(measures)
    assert (~cards["is_official"]).sum() == claims
    assert cards["is_official"].sum() >= 3
    apart = cards["value"].max() - cards["value"].min()
    assert f"lie {apart:.1f} percentage points apart" in drifting_in_words(measures)


def test_two_claims_of_the_same_number_are_two(monkeypatch):
    """A fact stands in a row for each official figure beside it: once for each fact, here."""
    table = drifting.facts_table().query("fact.str.startswith('employment')")
    again = table.assign(fact="employment_elsewhere")
    monkeypatch.setattr(drifting, "facts_table", lambda: pd.concat([table, again]))
    values = fact_cards("employment").query("not is_official")["value"].tolist()
    assert values == [70.0, 71.0, 70.0]


def test_figures_of_persons_are_not_shares():
    assert fact_cards("employment")["value"].max() == 71
    assert drifting_in_words("weather") == "No figure on weather is recorded."


def test_stages_ask_for_what_the_guides_ask():
    stages = records("stages").set_index(["guide", "stage"])
    assert stages.loc[("004", 1), ["gate_low", "gate_high"]].tolist() == [3, 10]
    assert stages.loc[("004", 2), ["gate_low", "gate_high"]].tolist() == [30, 50]
    assert stages.loc[("001", 2), "gate_low"] == 30
    for gate, low in stages[["gate", "gate_low"]].dropna().to_numpy():
        assert re.search(rf"\b{low}\b|three|critical mass", gate), gate


def test_types_are_spelt_as_document_002_spells_them_here_and_in_the_typology():
    firms_of_002 = [
        "Crisis Driven",
        "Endogenous",
        "Exogenous",
        "Embedded - Information Centred",
        "Embedded - Competence Centred",
    ]
    assert list(firms.TYPES) == firms_of_002
    assert set(records("sme_types")["type"]) == set(firms_of_002)
    told = records("cluster_types").set_index("type")
    assert set(told.index) == set(clusters.TYPES)
    segmented = clusters.TYPES["Segmented Porterian"]
    for attribute in ("origin", "roles", "governance"):
        assert segmented[attribute] == (told.loc["Segmented Porterian", attribute],)
    assert clusters.TYPES["Porterian"]["governance"] == (told.loc["Porterian", "governance"],)
