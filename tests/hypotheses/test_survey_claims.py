"""Cards of the claims on surveys, chains and documents: whole, stable, and honest where mute."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.hypotheses.surveys import as_study, survey
from workbench.data import studies
from workbench.hypotheses import VERDICTS, Untestable, hypotheses
from workbench.hypotheses._card import KINDS
from workbench.hypotheses._decision import decide
from workbench.hypotheses._survey import SYNTHETIC

OURS = {
    "members_gain_the_eight_benefits": "H6",
    "similar_size_helps": "H7",
    "learning_does_not_go_with_success": "H10",
    "learning_has_three_levels": "H11",
    "firms_come_in_five_types": "H12",
    "boundedness_does_not_make_learners": "H13",
    "provinces_differ_in_products": "H15",
    "cluster_sizes_are_pareto": "H16",
    "top_province_has_more_than_its_share": "H17",
    "specialised_towns_gained_share": "H18",
    "governing_bodies_help": "H21",
    "three_years_suffice": "H22",
    "an_anchor_helps": "H23",
    "missing_links_cost": "H24",
}
OF_DOCUMENTS = ["H15", "H16", "H17", "H18"]
SURVEYED = [name for name, number in OURS.items() if number not in OF_DOCUMENTS]
TESTABLE = {  # on the shipped studies of real figures
    "zhejiang_guangdong": OF_DOCUMENTS,
    "china_prefectures": ["H17"],
}


@pytest.fixture(scope="module")
def study():
    return survey(11)


@pytest.mark.parametrize("name", OURS)
def test_the_card_is_whole(name):
    card = hypotheses[name].hypothesis
    assert card.number == OURS[name]
    assert card.kind in KINDS
    assert all(re.match(r"(against )?00[0-4] ", place) for place in card.documents)
    for part in ("claim", "estimand", "needs", "measure", "recipe", "unit", "refuter", "family"):
        assert getattr(card, part), part
    assert card.claim.endswith(".")
    assert card.caveats
    assert all(text.endswith(".") for text in card.caveats)
    assert np.isfinite(card.smallest_effect)


@pytest.mark.parametrize("name", OURS)
def test_the_fingerprint_is_that_of_what_is_fixed(name):
    card = hypotheses[name].hypothesis
    assert card.fingerprint == replace(card).fingerprint
    for change in ({"smallest_effect": card.smallest_effect + 0.01}, {"refuter": "nothing"}):
        assert replace(card, **change).fingerprint != card.fingerprint


def test_numbers_and_fingerprints_differ():
    cards = [hypotheses[name].hypothesis for name in OURS]
    assert len({card.number for card in cards}) == len({c.fingerprint for c in cards}) == 14


@pytest.mark.parametrize("name", SURVEYED)
def test_a_survey_makes_it_testable(name, study):
    test = hypotheses[name]
    before = {table: frame.copy() for table, frame in study.tables.items()}
    found = test(study)
    assert found.low <= found.estimate <= found.high
    assert found.rows > 0
    assert not found.table.empty
    assert SYNTHETIC in found.caveats
    word, reason = decide(test.hypothesis, found)
    assert word in VERDICTS
    assert reason.endswith(".")
    assert (found.verdict is not None) or test.hypothesis.kind != "own"
    for table, frame in before.items():
        pd.testing.assert_frame_equal(frame, study.tables[table])


@pytest.mark.parametrize("name", [n for n in SURVEYED if n != "firms_come_in_five_types"])
def test_the_order_of_rows_does_not_matter(name, study):
    random = np.random.default_rng(0)
    shuffled = {
        table: frame.sample(frac=1, random_state=random).reset_index(drop=True)
        for table, frame in study.tables.items()
    }
    one, other = (hypotheses[name](s) for s in (study, as_study(shuffled)))
    assert [other.estimate, other.low, other.high] == pytest.approx(
        [one.estimate, one.low, one.high], rel=1e-5
    )


@pytest.mark.parametrize("where", [name for name in studies if not name.startswith("synthetic")])
def test_shipped_studies_say_why_they_are_mute(where, shipped):
    study = shipped(where)
    for name, number in OURS.items():
        if number in TESTABLE.get(where, []):
            assert hypotheses[name](study).rows > 0
            continue
        with pytest.raises(Untestable, match="testable") as told:
            hypotheses[name](study)
        reason = str(told.value)
        assert reason[0].isupper()
        assert reason.endswith(".")


def without(study, table, *columns):
    left = dict(study.tables)
    left[table] = left[table].drop(columns=list(columns)) if columns else left[table].iloc[:0]
    return as_study(left)


@pytest.mark.parametrize(
    ("name", "table", "columns", "reason"),
    [
        ("members_gain_the_eight_benefits", "actors", ["is_member"], "does not have is_member"),
        ("members_gain_the_eight_benefits", "responses", [], "no table responses"),
        ("members_gain_the_eight_benefits", "items", ["level"], "no question on cost economy"),
        ("learning_does_not_go_with_success", "indicators", [], "no table indicators"),
        ("similar_size_helps", "regions", ["area_km2"], "no areas of its regions"),
        ("an_anchor_helps", "plants", ["employment"], "no single plants"),
        ("governing_bodies_help", "activity", ["establishments"], "no establishments"),
        ("missing_links_cost", "actors", ["chain_stage"], "do not tell their stage"),
        ("missing_links_cost", "links", [], "no table links"),
        ("firms_come_in_five_types", "actors", ["employees"], "does not have employees"),
        ("boundedness_does_not_make_learners", "actors", ["region"], "does not have region"),
    ],
)
def test_the_reason_names_what_is_missing(study, name, table, columns, reason):
    with pytest.raises(Untestable, match=reason):
        hypotheses[name](without(study, table, *columns))


def few(study, number):
    """The study with the answers of a few firms."""
    chosen = study.responses["respondent"].drop_duplicates().iloc[:number]
    rows = study.responses[study.responses["respondent"].isin(chosen)]
    return as_study(study.tables | {"responses": rows})


@pytest.mark.parametrize("name", [n for n in SURVEYED if OURS[n] in {"H6", "H10", "H11", "H13"}])
def test_few_answers_are_too_few(study, name):
    with pytest.raises(Untestable, match="Only 12 firms answered"):
        hypotheses[name](few(study, 12))


def test_five_types_take_a_hundred_firms(study):
    with pytest.raises(Untestable, match=r"Only 9\d firms"):
        hypotheses["firms_come_in_five_types"](few(study, 99))


def test_an_unordered_chain_cannot_be_complete(study):
    unordered = replace(study, descriptor={"resources": []})
    with pytest.raises(Untestable, match="order of the stages"):
        hypotheses["missing_links_cost"](unordered)


def test_items_that_all_answer_alike_hold_no_factors(study):
    rows = study.responses.assign(answer="4")
    with pytest.raises(Untestable, match="No factors can be found"):
        hypotheses["learning_has_three_levels"](as_study(study.tables | {"responses": rows}))


def changed(study, table, **columns):
    return as_study(study.tables | {table: study.table(table).assign(**columns)})


def with_indicator(study, name, value):
    rows = study.indicators
    return changed(study, "indicators", value=rows["value"].mask(rows["indicator"] == name, value))


@pytest.mark.parametrize(
    ("name", "spoil", "reason"),
    [
        (
            "members_gain_the_eight_benefits",
            lambda s: changed(s, "actors", is_member="perhaps"),
            "not true or false",
        ),
        (
            "members_gain_the_eight_benefits",
            lambda s: changed(s, "actors", is_member=True),
            "and 0 others",
        ),
        (
            "members_gain_the_eight_benefits",
            lambda s: changed(s, "actors", employees=10),
            "cannot tell apart member, size",
        ),
        ("similar_size_helps", lambda s: changed(s, "plants", employment=7), "gini is the same"),
        (
            "boundedness_does_not_make_learners",
            lambda s: changed(s, "actors", region=s.actors["actor"]),
            "Too few firms of one and the same cluster",
        ),
        (
            "boundedness_does_not_make_learners",
            lambda s: changed(s, "responses", answer="4"),
            "values that vary",
        ),
        (
            "three_years_suffice",
            lambda s: with_indicator(s, "months_watched", 0.0),
            "would make it testable",
        ),
        (
            "governing_bodies_help",
            lambda s: with_indicator(s, "governing_body", 1.0),
            "0 have none",
        ),
        (
            "missing_links_cost",
            lambda s: changed(s, "links", strength=0),
            "complete is the same everywhere",
        ),
        (
            "missing_links_cost",
            lambda s: changed(s, "regions", parent=s.regions["region"]),
            "Only 0 clusters",
        ),
    ],
)
def test_data_that_cannot_tell_are_told(study, name, spoil, reason):
    with pytest.raises(Untestable, match=reason):
        hypotheses[name](spoil(study))
