"""The cluster map as its user meets it: what is planted is found, what is wrong is told."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.fieldwork import forms
from tests.fieldwork.forms import written
from workbench.errors import ParameterError, StudyError
from workbench.fieldwork.chains.examples import PLANTED
from workbench.fieldwork.cluster_map import cluster_map, example


@pytest.fixture(scope="module")
def tables():
    return example(0)


@pytest.fixture(scope="module")
def found(tables, tmp_path_factory):
    return cluster_map(written(tmp_path_factory.mktemp("map"), tables))


def told(tables, folder, **changes):
    return forms.told(cluster_map, folder, tables | changes)


def planted(findings):
    needed = findings.tables["needed_links"]
    by_status = {
        status: set(own[["from_group", "to_group", "kind"]].itertuples(index=False, name=None))
        for status, own in needed.groupby("status")
    }
    stages = findings.tables["stages"].set_index("stage")["gap"]
    critical = findings.tables["critical"].set_index("actor")
    return {
        "missing": by_status.get("missing", set()),
        "weak": by_status.get("weak", set()),
        "from_outside": set(stages.index[stages.str.contains("served from outside")]),
        "only_way_to_market": set(critical.index[critical["is_single_point"]]),
        "bottleneck": set(stages.index[stages.str.contains("too small")]),
    }


def test_what_is_planted_is_found_and_nothing_else(found, tmp_path):
    """More seeds in chains/test_planted.py, which takes long."""
    assert planted(found) == PLANTED
    planted_in_example_found(1, tmp_path)


def planted_in_example_found(seed, folder):
    assert planted(cluster_map(written(folder, example(seed)))) == PLANTED, seed


def test_the_sentences_carry_the_numbers(found):
    words = "\n".join(found.words)
    for part in (
        "56 actors and 191 links",
        "Missing links (both groups are there, and no link of that kind): collection - sale "
        "(information), counterparty - processing (supply)",
        "Weak links (none above degree 1): government - processing (information)",
        "feed: served from outside (69% of what is bought)",
        "collection: too small",
        "goes through the anchor",
        "Milk collector 1 (the only way to the market of 8 others)",
    ):
        assert part in words
    assert found.facts["stages_present"] == 1
    coherence = found.tables["coherence"]["value"]
    assert coherence.between(0, 1).all()
    anchor = found.tables["concentration"].set_index("stage").loc["processing", "anchor_share"]
    assert anchor == pytest.approx(0.86, abs=0.01)


def test_the_checks_of_the_functional_diagram(found):
    checks = found.tables["checks"].set_index("check")["is_passed"].to_dict()
    assert checks == {
        "every stage has an actor": True,
        "every needed link is there": False,
        "every actor of the chain has a way to the market": True,
        "no single point of failure": False,
        "nobody stands alone": True,
        "there is an anchor": True,
    }
    assert found.tables["blocks"]["part"].tolist()[-5:] == [
        "market", "non-core", "key partner", "counterparty", "government",
    ]  # fmt: skip


def test_a_stage_without_actors_breaks_the_way_to_the_market(tables, tmp_path):
    actors, links = tables["actors"], tables["links"]
    gone = set(actors.loc[actors["chain_stage"] == "processing", "actor"])
    kept = links[~links["source"].isin(gone) & ~links["target"].isin(gone)]
    sheets = {
        "actors": actors[~actors["actor"].isin(gone)],
        "links": kept,
        "chain": tables["chain"],
    }
    found = cluster_map(written(tmp_path, sheets))
    stages = found.tables["stages"].set_index("stage")
    assert stages.loc["processing", "gap"] == "no actor"
    assert set(found.tables["cut_off"]["chain_stage"]) == {"feed", "milk", "collection"}
    assert "Investment gap at processing: no actor." in found.words
    assert "no actor has the role anchor" in found.tables["checks"]["found"].tolist()


def test_a_chain_that_ships_is_found_by_its_stages_or_by_its_name(tables, tmp_path):
    sheets = {name: tables[name] for name in ("actors", "links")}
    found = cluster_map(written(tmp_path, sheets))
    assert found.facts["chain"] == "Dairy, from feed to shop"
    assert "coherence" not in found.tables
    with pytest.raises(StudyError, match="CLW-E30"):
        cluster_map(tmp_path, chain="hvac_r")
    with pytest.raises(ParameterError, match="nearest: dairy"):
        cluster_map(tmp_path, chain="diary")


def test_without_a_chain_only_the_network_is_told(tables, tmp_path):
    stages = tables["actors"]["chain_stage"].replace("milk", "weaving")
    sheets = {"actors": tables["actors"].assign(chain_stage=stages), "links": tables["links"]}
    found = cluster_map(written(tmp_path, sheets))
    assert [flag.code for flag in found.flags] == ["CLW-E36"]
    assert set(found.tables) == {"metrics", "critical", "layout_actors", "layout_links"}


def test_all_that_is_wrong_is_told_at_once(tables, tmp_path):
    links = pd.concat(
        [
            tables["links"],
            pd.DataFrame(
                [
                    ("nobody", "anchor-dairy", "supply", 2),
                    ("shop-1", "shop-1", "supply", 2),
                    ("shop-1", "shop-2", "friendship", 2),
                    ("shop-1", "shop-3", "supply", 1.5),
                    ("shop-2", "shop-3", "supply", 7),
                ],
                columns=["source", "target", "kind", "strength"],
            ),
        ]
    )
    chain = tables["chain"].assign(feeds=["milk", "collection", "processing", "sale", "milk"])
    sales = tables["sales"].assign(source=tables["sales"]["source"].replace("shop-1", "shop-one"))
    actors = tables["actors"].assign(chain_stage="milk")
    errors = told(tables, tmp_path, links=links, sales=sales, actors=actors)
    # those of the house (unknown code, link to itself, off the scale) come first
    assert {"CLW-T31", "CLW-T74", "CLW-T73"} <= set(errors)
    sound = links[~links["target"].eq("shop-1") & ~links["source"].eq("nobody")]
    sound = sound[sound["strength"] <= 3]
    errors = told(tables, tmp_path, links=sound, sales=sales, chain=chain)
    assert set(errors) == {"CLW-E32", "CLW-E33", "CLW-E34", "CLW-E35"}
    assert errors["CLW-E33"].row == len(sound[sound["strength"] != 1.5]) + 2
    assert "shop-one" in errors["CLW-E35"].message


@pytest.mark.parametrize(
    ("feeds", "code"),
    [
        (["milk", "collection", "processing", "sale", "shelf"], "CLW-E30"),
        (["milk", "collection", "processing", "sale", "feed"], "CLW-E32"),
    ],
)
def test_a_chain_that_never_reaches_a_market_is_an_error(tables, tmp_path, feeds, code):
    chain = tables["chain"].assign(feeds=feeds)
    assert set(told(tables, tmp_path, chain=chain)) == {code}


def test_what_is_odd_is_flagged_and_kept(tables, tmp_path):
    links = tables["links"].astype({"strength": "float64"})
    links.loc[3, "strength"] = None
    actors = tables["actors"].copy()
    actors.loc[0, "role"] = "friend"
    found = cluster_map(written(tmp_path, tables | {"links": links, "actors": actors}))
    assert [(flag.code, flag.row) for flag in found.flags] == [("CLW-E33", 5), ("CLW-E34", 2)]
    assert found.tables["metrics"]["links"].iloc[0] == 190


def test_the_last_year_is_looked_at_unless_another_is_asked_for(tables, tmp_path):
    before = tables["links"].iloc[:40].assign(year=2023)
    links = pd.concat([before, tables["links"].assign(year=2024)])
    actors = tables["actors"].assign(chain_stage=None)  # without a chain it is quick
    folder = written(tmp_path, {"actors": actors, "links": links})
    assert cluster_map(folder).tables["metrics"]["links"].iloc[0] == 191
    assert cluster_map(folder, year=2023).tables["metrics"]["links"].iloc[0] == 40
    with pytest.raises(ParameterError, match="2023, 2024"):
        cluster_map(folder, year=2020)


@pytest.mark.parametrize(
    "option", [{"least_strength": 0}, {"outside_share": 50.0}, {"critical_share": -0.1}]
)
def test_options_out_of_range_are_refused(tables, tmp_path, option):
    with pytest.raises(ParameterError, match="CLW-P04"):
        cluster_map(written(tmp_path, tables), **option)


def test_least_strength_turns_weak_links_into_missing_ones(tables, tmp_path):
    found = planted(cluster_map(written(tmp_path, tables), least_strength=2))
    assert found["missing"] == PLANTED["missing"] | PLANTED["weak"]
