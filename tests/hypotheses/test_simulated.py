"""The simulated survey: seeded, whole, true to what it was given, and labelled as synthetic."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hypotheses.surveys import FINE, as_study, survey
from workbench.data import check, load
from workbench.hypotheses._chains import linked_steps
from workbench.hypotheses._drawn import drawn, items
from workbench.hypotheses._simulated import simulated
from workbench.hypotheses._sizes import anchor_share, plants_and_output, size_gini
from workbench.hypotheses._survey import BENEFITS, LEARNING, TRAITS, answers, scores
from workbench.hypotheses._truth import COUNTRIES, INPUTS, PROFILES, STAGES, Truth
from workbench.measures import measures

ROOT = Path(__file__).parents[2]
SINGLE = [
    "size_slope",
    "density",
    "similarity",
    "learning_and_success",
    "separation",
    "governance",
    "median_months",
    "completeness",
    "noise",
]
SMALL = Truth(clusters=12, firms=6)


@pytest.fixture(scope="module")
def shipped():
    return load("synthetic_firm_survey")


def test_the_shipped_study_is_clean_and_says_what_it_is(shipped):
    assert not check(ROOT / "data" / "synthetic_firm_survey").problems
    assert shipped.title.startswith("Synthetic")
    warned = {where for where, kind, _ in shipped.warnings if kind == "synthetic"}
    assert warned == {"study", *shipped.tables}


def test_the_shipped_study_is_as_large_as_it_says(shipped):
    respondents = shipped.responses["respondent"].nunique()
    assert respondents == len(shipped.actors) > 300
    assert (shipped.actors["employees"] < 250).all()
    levels = shipped.regions["level"].value_counts()
    assert levels.to_dict() == {"cluster": 40, "country": 6}
    assert set(shipped.regions.query("level == 'cluster'")["parent"]) == set(COUNTRIES)


def test_the_shipped_study_is_what_the_generator_gives(shipped):
    source = (ROOT / "data/build/synthetic_firm_survey.py").read_text(encoding="utf-8")
    seed = int(source.split("SEED = ")[1].split("\n")[0])
    for name, table in simulated(seed).items():
        ours = shipped.table(name)[list(table)]
        keys = [
            c for c in ("region", "actor", "plant", "source", "item", "respondent") if c in table
        ]
        keys += [c for c in ("target", "kind", "indicator", "industry") if c in table]
        one, other = (t.sort_values(keys, ignore_index=True) for t in (ours, table))
        pd.testing.assert_frame_equal(one, other, check_dtype=False, check_column_type=False)


def test_the_truth_that_is_told_is_the_truth(shipped):
    told = shipped.table("truth").set_index("parameter")["truth"]
    truth = Truth()
    for benefit, gain in truth.gain_of.items():
        assert told[f"gain_{benefit.replace(' ', '_')}"] == gain
    for name in SINGLE:
        assert told[name] == getattr(truth, name), name
    assert told.filter(like="loading_").tolist() == list(truth.loadings)
    for kind, share in zip(PROFILES, truth.type_shares, strict=True):
        assert told["_".join(["share", *re.findall("[a-z]+", kind.lower())])] == share
    assert (told["anchor_slope"], told["anchor_curvature"]) == truth.anchor
    assert told["likeness_of_level"] == truth.likeness
    assert told["likeness_of_score"] == pytest.approx(truth.likeness_of_score, abs=5e-5)
    for first, second in ((0, 1), (0, 2), (1, 2)):
        name = f"correlation_{LEARNING[first]}_{LEARNING[second]}".replace(" ", "_")
        assert told[name] == pytest.approx(truth.level_correlations[first, second], abs=5e-5)


def test_the_words_name_the_seed():
    text = tomllib.loads((ROOT / "data/build/synthetic_firm_survey.toml").read_text("utf-8"))
    source = (ROOT / "data/build/synthetic_firm_survey.py").read_text(encoding="utf-8")
    assert text["description"].split("seed ")[1][:8] in source


def test_the_same_seed_gives_the_same_tables_and_another_others():
    one, same, other = (simulated(seed, SMALL) for seed in (1, 1, 2))
    for name in one:
        pd.testing.assert_frame_equal(one[name], same[name])
    assert not one["responses"].equals(other["responses"])


def test_inputs_have_the_moments_they_are_said_to_have():
    truth = Truth(clusters=3000, firms=8)
    assert np.array(truth.type_shares) @ truth.profiles == pytest.approx(np.zeros(8), abs=1e-12)
    found = drawn(np.random.default_rng(0), truth)
    by_type = np.log(found.firms["employees"]).groupby(found.firms["type"]).mean()
    wanted = np.log(15) + 0.9 * truth.profiles[:, INPUTS.index("size")]
    assert by_type.to_numpy() == pytest.approx(wanted, abs=0.08)
    assert found.firms["type"].value_counts(normalize=True).sort_index().to_numpy() == (
        pytest.approx(truth.type_shares, abs=0.01)
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([2, 5, 7, 11]))
def test_answers_are_on_their_scale(seed, points):
    truth = Truth(clusters=3, firms=5, points=points)
    values = drawn(np.random.default_rng(seed), truth).answers.to_numpy()
    assert values.min() >= 1
    assert values.max() <= points


def test_every_level_has_its_questions():
    counts = items().groupby("level").size()
    assert (counts[list(LEARNING)] >= 6).all()
    assert (counts[list(TRAITS)] == 2).all()
    assert (counts[list(BENEFITS)] == 1).all()
    assert items(FINE)["scale"].unique().tolist() == ["1-201"]


# what the claims read from a study


def test_reversed_answers_are_turned_and_scores_are_means():
    study = survey(3, SMALL)
    found = answers(study, LEARNING)
    raw = study.responses.pivot_table(
        "answer", "respondent", "item", aggfunc=lambda cell: float(cell.iloc[0])
    )
    name = "information_gathering_6"
    both = pd.concat([found[name], raw[name]], axis=1).dropna()
    assert (both.sum(axis=1) == 8).all()
    score = scores(study, LEARNING)["information gathering"]
    own = found.filter(like="information_gathering").mean(axis=1)
    pd.testing.assert_series_equal(score, own.rename("information gathering"))


def test_a_score_takes_half_of_the_answers():
    study = survey(3, Truth(clusters=40, firms=4))
    one = study.actors["actor"].iloc[0]
    own = study.responses["respondent"] == one
    gathering = study.responses["item"].str.startswith("information_gathering")
    for kept, is_known in ((3, True), (2, False)):
        drop = study.responses[own & gathering].index[kept:]
        fewer = as_study(study.tables | {"responses": study.responses.drop(index=drop)})
        assert pd.notna(scores(fewer, LEARNING).loc[one, "information gathering"]) == is_known


def test_level_names_may_be_written_otherwise():
    study = survey(3, Truth(clusters=40, firms=4))
    other = study.items.assign(level=study.items["level"].str.title().str.replace(" ", "_"))
    pd.testing.assert_frame_equal(
        scores(as_study(study.tables | {"items": other}), LEARNING), scores(study, LEARNING)
    )


def test_linked_steps_are_those_of_the_measure():
    tables = simulated(4, Truth(clusters=25, firms=8))
    ours = linked_steps(tables["actors"], tables["links"], STAGES)
    completeness = measures["value_chain_completeness"]
    for region, actors in tables["actors"].groupby("region"):
        links = tables["links"]
        here = links[links["source"].isin(actors["actor"])]
        theirs = completeness(actors, here, variant="links", stages=list(STAGES))
        assert ours[region] == pytest.approx(theirs["value"].iloc[0] if len(theirs) else 0)


def test_links_between_regions_and_of_no_strength_do_not_count():
    actors = pd.DataFrame(
        {"actor": list("abc"), "region": list("XXY"), "chain_stage": ["supply", "parts", "parts"]}
    )
    links = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"], "strength": [0, 3]})
    assert linked_steps(actors, links, STAGES).to_dict() == {"X": 0, "Y": 0}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=1, max_size=30))
def test_inequality_is_the_mean_difference(sizes):
    plants = pd.DataFrame({"region": "A", "employment": sizes})
    values = np.array(sizes, dtype=float)
    gaps = np.abs(values[:, None] - values).mean() / (2 * values.mean())
    assert size_gini(plants)["A"] == pytest.approx(gaps)
    assert anchor_share(plants)["A"] == max(sizes) / sum(sizes)


def test_what_regions_hold_is_what_their_plants_and_areas_say():
    study = survey(5, SMALL)
    found = plants_and_output(study)
    area = study.regions.set_index("region")["area_km2"]
    for region, plants in study.plants.groupby("region"):
        density = len(plants) / area[region]
        assert found.loc[region, "log_density"] == pytest.approx(np.log(density), abs=1e-9)


def test_a_link_that_leaves_out_a_stage_links_no_step():
    actors = pd.DataFrame(
        {"actor": list("abc"), "region": "X", "chain_stage": ["supply", "assembly", "sales"]}
    )
    links = pd.DataFrame({"source": ["a", "c"], "target": ["b", "b"], "strength": [2, 1]})
    assert linked_steps(actors, links, STAGES).to_dict() == {"X": pytest.approx(1 / 3)}
