"""Types of firms: recovery, Bayes' rule by hand, missing answers, reasons."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbench.fieldwork.types.example import drawn_firms
from workbench.fieldwork.types.firms import (
    INPUTS,
    SPREAD,
    TYPES,
    firm_inputs,
    firm_probabilities,
    rules,
    types_of_firms,
)


@pytest.fixture(scope="module")
def known():
    return drawn_firms(np.random.default_rng(0), 300)


def test_firms_of_known_types_are_recovered(known):
    table, truth = known
    found = types_of_firms(table).set_index("firm")["type"]
    assert (found == truth).mean() > 0.95


def test_probabilities_are_those_of_normal_inputs(known):
    table = known[0].head(3)
    inputs = firm_inputs(table)
    likelihood = pd.DataFrame(
        {
            kind: stats.norm.pdf(inputs, [profile[name] for name in INPUTS], SPREAD).prod(axis=1)
            for kind, profile in TYPES.items()
        },
        index=inputs.index,
    )
    expected = likelihood.div(likelihood.sum(axis=1), axis=0)
    pd.testing.assert_frame_equal(firm_probabilities(table), expected, check_exact=False)


def test_stated_probabilities_come_true_as_often_as_they_say():
    random = np.random.default_rng(1)
    table, truth = drawn_firms(random, 1000)
    # firms as far from their profile as the probabilities take them to be
    inputs = pd.DataFrame([TYPES[kind] for kind in truth])
    inputs = inputs + SPREAD * random.standard_normal(inputs.shape)
    scores = 3 + inputs[list(INPUTS[:-1])]
    table = scores.assign(firm=table["firm"].to_numpy()).iloc[:, [7, 0, 5, 6]]
    found = types_of_firms(table).set_index("firm")
    is_right = found["type"] == truth
    assert is_right.mean() == pytest.approx(found["probability"].mean(), abs=0.03)


def test_missing_answers_widen_probabilities_and_are_told(known):
    table, _ = known
    holed = table.assign(decision_centralisation=np.nan, embeddedness=np.nan)
    full, part = firm_probabilities(table), firm_probabilities(holed)
    assert part.max(axis=1).mean() < full.max(axis=1).mean()
    found = types_of_firms(holed)
    assert found["not_known"].eq("embeddedness; decision centralisation").all()
    assert found["known"].eq(6).all()
    nothing = firm_probabilities(table[["firm"]])
    assert np.allclose(nothing, 0.2)


def test_reasons_name_the_rules_that_fired():
    low = dict.fromkeys(INPUTS[:5], 1.5) | {"outward_orientation": 4.5}
    row = {"firm": "a", **low, "decision_centralisation": 4.8, "employees": 4}
    found = types_of_firms(pd.DataFrame([row])).iloc[0]
    assert found["type"] == "Crisis Driven"
    assert "decision centralisation 4.8 is high" in found["for_it"]
    assert found["against_it"] == "outward orientation 4.5 is not low"
    assert (found["rules_met"], found["rules_tried"]) == (7, 8)


def test_rules_say_what_document_002_says():
    said = set(rules().itertuples(index=False, name=None))
    assert {("Crisis Driven", "decision_centralisation", "high"),
            ("Endogenous", "knowledge_acquisition", "high"),
            ("Endogenous", "embeddedness", "low"),
            ("Exogenous", "outward_orientation", "high"),
            ("Embedded - Information Centred", "formalisation", "low"),
            ("Embedded - Competence Centred", "formalisation", "high")} <= said  # fmt: skip
