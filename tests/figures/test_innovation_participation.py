"""The lost figure: an arrow a step, inferred ones dashed, and labelled as reconstructed."""

from __future__ import annotations

import pandas as pd
from matplotlib.patches import FancyArrowPatch

from tests.figures.drawing import rendered, said
from workbench.figures.innovation_participation import (
    NOTE,
    innovation_participation,
    participation_in_words,
)

STEPS = pd.DataFrame(
    {
        "start": ["firm", "firm", "imitator"],
        "end": ["initiator", "imitator", "initiator"],
        "gate": ["means", "nearness", "gathered means"],
        "basis": ["stated", "stated", "inferred"],
    }
)


def test_steps_are_arrows_and_inferred_ones_dashed():
    axes = innovation_participation(STEPS)
    rendered(axes)
    dashes = [p.get_linestyle() for p in axes.patches if isinstance(p, FancyArrowPatch)]
    assert len(dashes) == 3
    assert dashes[:2] == ["-", "-"]
    assert dashes[2] not in {"-", "solid"}


def test_it_says_that_it_is_a_reconstruction():
    told = said(innovation_participation(STEPS))
    assert NOTE in told
    assert all(word in told for word in ("firm", "initiator", "imitator", "gathered means"))
    assert participation_in_words(STEPS).startswith(NOTE)
    assert "imitator to initiator: gathered means (inferred)" in participation_in_words(STEPS)


def test_too_many_states_are_refused_in_words():
    more = pd.concat([STEPS, STEPS.assign(end="fourth")])
    assert said(innovation_participation(more)).startswith("No diagram")
    assert participation_in_words(STEPS[:0]) == "Empty diagram: there is no step."
