"""Four words, each from a fit made for it, and the caveats that go with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.hypotheses import VERDICTS, judge
from workbench.models import Rung, ladder


def effect_table(effect, low, high, unit="percent", change="a doubling of density"):
    return pd.DataFrame(
        [
            ("log(density)", change, effect, low, high, unit),
            ("log(density)", "one standard deviation more density", 99.0, 98.0, 100.0, unit),
        ],
        columns=["term", "change", "effect", "low", "high", "unit"],
    )


@pytest.fixture(scope="module")
def some_fit():
    random = np.random.default_rng(0)
    density = random.lognormal(size=80)
    table = pd.DataFrame({"density": density, "z": random.normal(size=80)})
    table["wage"] = density**0.2 * np.exp(random.normal(0, 0.1, 80))
    table["group"] = np.arange(80) % 40
    return wb.fit("log(wage) ~ log(density)", table)


@pytest.fixture
def rung(some_fit):
    """A rung whose effect of density has the interval that is asked for."""

    def make(low, high, *, estimate=0.2, unit="percent", warnings=()):
        middle = (low + high) / 2
        coefficients = some_fit.coefficients.copy()
        coefficients.loc["log(density)", "estimate"] = estimate
        fit = replace(
            some_fit,
            effects=effect_table(middle, low, high, unit),
            coefficients=coefficients,
            warnings=warnings,
        )
        return Rung("a step", fit, None)

    return make


@pytest.mark.parametrize(
    ("low", "high", "smallest", "word", "because"),
    [
        (3.0, 9.0, 2.0, "supported", "all of it above the 2 percent declared worth caring about"),
        (0.1, 9.0, 0.0, "supported", "all of it above the 0 percent"),
        (2.0, 9.0, 2.0, "not shown", "above zero, yet it reaches below the 2 percent"),
        (1.0, 9.0, 2.0, "not shown", "above zero, yet it reaches below the 2 percent"),
        (0.0, 9.0, 2.0, "not shown", "which holds zero, so these data cannot tell"),
        (-1.0, 9.0, 2.0, "not shown", "which holds zero, so these data cannot tell"),
        (-1.0, 2.0, 2.0, "not shown", "which holds zero, so these data cannot tell"),
        (-1.0, 1.9, 2.0, "refuted", "all of it below the 2 percent"),
        (0.5, 1.9, 2.0, "refuted", "all of it below the 2 percent"),
        (-9.0, -1.0, 2.0, "refuted", "all of it below the 2 percent"),
        (-9.0, -2.0, 2.0, "refuted", "all of it below the 2 percent"),
        (-9.0, -2.1, 2.0, "refuted", "all of it on the opposite side of zero"),
        (-9.0, -0.1, 0.0, "refuted", "all of it on the opposite side of zero"),
    ],
)
def test_the_word_and_the_reason_at_every_edge(rung, low, high, smallest, word, because):
    found = judge([rung(low, high)], "density", smallest)
    assert found.verdict == word
    assert found.verdict in VERDICTS
    assert because in found.reason
    assert (found.low, found.high, found.smallest_effect) == (low, high, smallest)


def test_the_reason_says_the_change_the_effect_and_the_interval(rung):
    found = judge([rung(3.0, 9.0)], "density", 2.0)
    assert found.reason.startswith(
        "a doubling of density goes with +6 percent in log(wage) (95 % interval +3 to +9), all of"
    )
    assert (found.change, found.effect, found.unit) == ("a doubling of density", 6.0, "percent")


def test_an_effect_without_a_unit_reads_well(rung):
    found = judge([rung(3.0, 9.0, unit="")], "density", 2.0)
    assert "goes with +6 in log(wage)" in found.reason
    assert "above the 2 declared" in found.reason


def test_the_label_of_the_outcome_is_used_where_there_is_one(rung):
    step = rung(3.0, 9.0)
    named = replace(step.robust, provenance={"outcome": "mean wage"})
    assert "+6 percent in mean wage (95" in judge([Rung("x", named, None)], "density", 2).reason


def test_the_last_and_more_cautious_fit_decides(rung):
    wide = rung(-1.0, 9.0)
    clustered = Rung("last", rung(3.0, 4.0).robust, wide.robust)
    assert judge([rung(3.0, 9.0), clustered], "density", 2.0).verdict == "not shown"
    assert judge([clustered, rung(3.0, 9.0)], "density", 2.0).verdict == "supported"


def test_a_measure_without_an_effect_is_untestable(rung):
    found = judge([rung(3.0, 9.0)], "z", 2.0)
    assert found.verdict == "untestable"
    assert found.reason == "the fullest model has no effect of z to judge"
    assert np.isnan(found.effect)


def test_a_measure_in_two_terms_is_untestable():
    random = np.random.default_rng(1)
    table = pd.DataFrame({"x": random.normal(size=50), "y": random.normal(size=50)})
    fit = wb.fit("y ~ x + x^2", table)
    assert judge([Rung("bent", fit, None)], "x", 1.0).verdict == "untestable"


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_an_effect_without_an_interval_is_untestable(rung, bad):
    found = judge([rung(bad, 9.0)], "density", 2.0)
    assert found.verdict == "untestable"
    assert "no interval" in found.reason


# Caveats


def caveats(*rungs):
    return judge(list(rungs), "density", 2.0).caveats


def test_association_is_never_called_a_cause(rung):
    assert caveats(rung(3, 9))[-1].startswith("An association between places is not a cause")


def test_a_sign_that_changes_is_told(rung):
    found = caveats(rung(3, 9, estimate=-0.1), rung(3, 9, estimate=0.1))
    assert found[0] == "The sign changes along the ladder, so the answer depends on the model."
    assert not any("size changes" in text for text in found)


@pytest.mark.parametrize(("last", "told"), [(0.49, True), (0.51, False), (2.1, True), (1.9, False)])
def test_a_size_that_changes_by_half_is_told(rung, last, told):
    found = caveats(rung(3, 9, estimate=1.0), rung(3, 9, estimate=last))
    assert any("size changes by more than half" in text for text in found) == told


def test_the_warnings_of_the_deciding_fit_are_told(rung):
    early = rung(3, 9, warnings=("few rows: 12",))
    late = rung(3, 9, warnings=("few clusters: 9 groups",))
    found = caveats(early, late)
    assert "Be wary of few clusters: 9 groups." in found
    assert not any("few rows" in text for text in found)


def test_a_verdict_in_paragraphs(rung):
    found = judge([rung(3, 9)], "density", 2.0)
    assert found.paragraphs[0].startswith("Supported: a doubling of density goes with")
    assert found.paragraphs[1:] == list(found.caveats)
    assert repr(found) == "\n".join(found.paragraphs)


# From data


@pytest.mark.parametrize(
    ("slope", "noise", "word"),
    [
        (0.3, 0.1, "supported"),
        (0.0, 0.02, "refuted"),
        (-0.3, 0.1, "refuted"),
        (0.05, 3, "not shown"),
    ],
)
def test_verdicts_on_data_made_with_a_known_slope(slope, noise, word):
    random = np.random.default_rng(4)
    density = random.lognormal(0, 1, 200)
    table = pd.DataFrame({"density": density, "z": random.normal(size=200)})
    table["wage"] = density**slope * np.exp(random.normal(0, noise, 200))
    table.attrs["columns"] = {"wage": {"scale": "log"}, "density": {"scale": "log"}}
    found = judge(ladder(table, "wage", "density", controls=["z"]), "density", 2.0)
    assert found.verdict == word
    assert found.low < found.effect < found.high
