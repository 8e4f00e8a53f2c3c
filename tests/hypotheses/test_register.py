"""What was fixed before the data cannot be changed unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields, replace

import pytest

from workbench.hypotheses import Hypothesis, hypotheses, standing, verdict
from workbench.hypotheses._register import entries, register

CARDS = {name: hypotheses[name].hypothesis for name in hypotheses.names()}
ONE = CARDS["small_firms_gain_more"]
ANY_EFFECT_COUNTS = {"H18": "the claim is that the share of a town rose, by however little"}


def test_there_are_twenty_six_and_each_has_its_number():
    assert sorted(int(card.number[1:]) for card in CARDS.values()) == list(range(1, 27))


@pytest.mark.parametrize("name", CARDS)
def test_every_hypothesis_is_as_it_was_registered(name):
    assert standing(CARDS[name]) == "as registered"


@pytest.mark.parametrize("name", CARDS)
def test_every_card_says_all_that_can_refute_it(name):
    card = CARDS[name]
    texts = (card.claim, card.estimand, card.needs, card.measure, card.recipe, card.unit)
    assert all(len(text.strip()) > 1 for text in (*texts, card.refuter, *card.documents))
    assert card.claim.endswith(".")
    assert card.kind in ("more", "less", "none", "own")
    assert card.smallest_effect >= 0
    assert card.smallest_effect > 0 or card.kind == "own" or card.number in ANY_EFFECT_COUNTS
    assert card.documents[0].split(":")[0].split(" ")[0] in {
        "000",
        "001",
        "002",
        "003",
        "004",
        "all",
    }


CHANGES = {
    "number": "H99",
    "smallest_effect": 0.5,
    "caveats": ("another",),
    "documents": ("999: nowhere",),
}


@pytest.mark.parametrize("field", [f.name for f in fields(Hypothesis)])
def test_whatever_is_changed_changes_the_fingerprint(field):
    changed = replace(ONE, **{field: CHANGES.get(field, "something else")})
    assert changed.fingerprint != ONE.fingerprint


def test_a_change_is_told_with_what_was_registered():
    moved = replace(ONE, smallest_effect=0.001, refuter="nothing")
    assert standing(moved) == (
        "changed after it was registered: smallest effect 0.01, now 0.001; refuter "
        f"{ONE.refuter}, now nothing"
    )
    assert standing(replace(ONE, caveats=())) == (
        "changed after it was registered: needs or caveats"
    )
    assert standing(replace(ONE, number="H99")) == "not registered"


def test_a_verdict_by_another_smallest_effect_says_so():
    moved = verdict("small_firms_gain_more", "us_states_manufacturing", smallest_effect=0.5)
    assert "smallest effect 0.01, now 0.5" in moved.registered
    assert moved.smallest_effect == 0.5
    assert moved.verdict == "refuted"


def test_a_line_that_is_there_is_never_written_again():
    assert entries(CARDS.values()) == ""
    fresh = replace(ONE, number="H99", claim='A "quoted" claim\nof two lines with a \\.')
    import tomllib

    found = tomllib.loads(entries([ONE, fresh]))
    assert list(found) == ["H99"]
    assert found["H99"]["claim"] == fresh.claim
    assert found["H99"]["fingerprint"] == fresh.fingerprint


def test_the_fingerprint_is_the_same_in_every_process():
    code = (
        "from workbench.hypotheses import hypotheses; "
        "print(hypotheses['small_firms_gain_more'].hypothesis.fingerprint)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ONE.fingerprint == register()["H2"]["fingerprint"]


def test_a_card_is_plain_json():
    assert json.loads(json.dumps(ONE.as_record()))["fingerprint"] == ONE.fingerprint
