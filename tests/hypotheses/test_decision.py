"""Which word an interval earns, at and around the smallest effect of interest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.hypotheses import Evidence, hypotheses
from workbench.hypotheses._decision import decide

CARD = replace(hypotheses["small_firms_gain_more"].hypothesis, smallest_effect=0.1, unit="points")


def word(kind, low, high):
    return decide(replace(CARD, kind=kind), Evidence((low + high) / 2, low, high, "Found."))[0]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.11, 0.3, "supported"),
        (0.10, 0.3, "not shown"),
        (0.05, 0.3, "not shown"),
        (-0.05, 0.3, "not shown"),
        (-0.05, 0.1, "not shown"),
        (-0.05, 0.09, "refuted"),
        (0.02, 0.09, "refuted"),
        (-0.3, -0.2, "refuted"),
        (-0.05, -0.01, "refuted"),
    ],
)
def test_more_is_claimed(low, high, expected):
    assert word("more", low, high) == expected
    assert word("less", -high, -low) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.09, 0.09, "supported"),
        (0.01, 0.09, "supported"),
        (-0.1, 0.09, "not shown"),
        (-0.09, 0.2, "not shown"),
        (0.05, 0.2, "not shown"),
        (0.11, 0.2, "refuted"),
        (-0.3, -0.2, "refuted"),
    ],
)
def test_nothing_is_claimed(low, high, expected):
    assert word("none", low, high) == expected


def test_a_wide_interval_around_zero_shows_nothing_either_way():
    assert word("more", -5, 5) == word("none", -5, 5) == word("less", -5, 5) == "not shown"


def test_an_estimate_without_an_interval_is_no_test():
    found = decide(CARD, Evidence(0.5, float("nan"), float("nan"), "Found."))
    assert found == ("untestable", "Found. The estimate has no interval.")


def test_a_claim_of_its_own_kind_brings_its_verdict():
    evidence = Evidence(1.0, 0.5, 2.0, "The tail is too thin.", verdict="refuted")
    assert decide(replace(CARD, kind="own"), evidence) == ("refuted", "The tail is too thin.")


def test_the_reason_says_what_was_found_and_what_it_is_held_against():
    _, reason = decide(CARD, Evidence(0.2, 0.15, 0.3, "The effect is 0.2."))
    assert reason.startswith("The effect is 0.2. All of it lies beyond 0.1 points")
