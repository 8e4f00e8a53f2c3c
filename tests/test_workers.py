"""The numbers of draws and permutations are the same for any number of workers."""

from __future__ import annotations

import threading

import numpy as np
import pandas as pd
import pytest

from workbench.competitiveness import Framework, build
from workbench.competitiveness.uncertainty import Uncertainty, uncertainty
from workbench.errors import ParameterError
from workbench.models import fit
from workbench.models.many_fits import Draws, many_fits
from workbench.models.specification import Specification
from workbench.models.variants import Variant
from workbench.workers import VARIABLE, in_order

HANDS = ("1", "2", "5")


def of_ranks() -> Uncertainty:
    rng = np.random.default_rng(1)
    names = [f"{n:02}" for n in range(12)]
    raw = pd.DataFrame(rng.lognormal(size=(12, 3)), index=names, columns=["a", "b", "c"])
    cards = pd.DataFrame({"indicator": ["a", "b", "c"], "direction": "higher is better"})
    return uncertainty(build(raw, Framework.from_cards(cards)), draws=6000, seed=3)


def of_permutations() -> Draws:
    rng = np.random.default_rng(2)
    table = pd.DataFrame(rng.standard_normal((60, 3)), columns=["y", "x", "z"])
    variants = [Variant(Specification(text, "x")) for text in ("y ~ x", "y ~ x + z")]
    return many_fits(table, variants).shuffled(range(200), seed=4)


def test_ranks_are_the_same_for_any_number_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for hands in HANDS:
        monkeypatch.setenv(VARIABLE, hands)
        found.append(of_ranks())
    for other in found[1:]:
        np.testing.assert_array_equal(other.drawn, found[0].drawn)
        pd.testing.assert_frame_equal(other.ranks, found[0].ranks, check_exact=True)
    assert len(np.unique(found[0].drawn[0])) > 1


def test_permutations_are_the_same_for_any_number_of_workers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    for hands in HANDS:
        monkeypatch.setenv(VARIABLE, hands)
        found.append(of_permutations())
    for other in found[1:]:
        np.testing.assert_array_equal(other.estimates, found[0].estimates)
        np.testing.assert_array_equal(other.std_errors, found[0].std_errors)
    assert found[0].estimates.std() > 0


def test_parts_are_computed_at_the_same_time_and_told_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "3")
    together = threading.Barrier(3, timeout=20)

    def compute(part: int) -> int:
        together.wait()  # nobody goes on before all three are here
        return -part

    assert list(in_order(compute, range(6))) == [0, -1, -2, -3, -4, -5]


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "1.5", ""])
def test_no_number_of_workers_is_told(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, wrong)
    with pytest.raises(ParameterError, match="WORKBENCH_WORKERS"):
        list(in_order(abs, [1]))


def test_a_bootstrap_is_the_same_for_any_number_of_workers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(5)
    treatment = rng.standard_normal(80)
    between = treatment + rng.standard_normal(80)
    outcome = between + rng.standard_normal(80)
    table = pd.DataFrame({"outcome": outcome, "between": between, "treatment": treatment})
    asked = {"estimator": "mediation", "mediator": "between", "interval": "bootstrap"}
    found = []
    for hands in HANDS:
        monkeypatch.setenv(VARIABLE, hands)
        found.append(fit("outcome ~ treatment", table, **asked).coefficients)
    for other in found[1:]:
        pd.testing.assert_frame_equal(other, found[0], check_exact=True)
