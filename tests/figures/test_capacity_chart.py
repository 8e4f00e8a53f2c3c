"""Capacity by stage: bars as long as the capacity, the bottleneck marked, the interval told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.capacity_chart import capacity_chart, capacity_in_words

OWN = {"potential": 60.0, "unit": "kg a day", "interval": (50.0, 75.0)}


@pytest.fixture
def stages():
    return pd.DataFrame(
        {
            "stage": ["milk", "collection", "dairy", "shop"],
            "in_final_units": [120.0, 60.0, 80.0, np.inf],
            "slack": [0.5, 0.0, 0.25, np.nan],
            "is_bottleneck": [False, True, False, False],
        }
    )


def test_bars_have_the_length_of_capacity_and_of_what_is_used(stages):
    axes = capacity_chart(stages, **OWN)
    rendered(axes)
    whole, usual, limit = ([bar.get_width() for bar in container] for container in axes.containers)
    assert whole == [120, 60, 80, 0]
    assert usual == [60, 60, 0]
    assert limit == [60]
    assert axes.lines[0].get_xdata()[0] == 60
    assert legend_of(axes) == [
        "used at the potential", "not used", "bottleneck", "potential of the chain",
        "95 of 100 draws of it",
    ]  # fmt: skip
    for words in ("120, 50% not used", "60, all used", "no limit known"):
        assert words in said(axes)
    assert [label.get_text() for label in axes.get_yticklabels()][1] == "collection"
    assert axes.get_xlabel() == "kg a day (final product)"


def test_without_an_interval_none_is_told(stages):
    axes = capacity_chart(stages, potential=60.0, unit="kg a day")
    assert "95 of 100 draws of it" not in legend_of(axes)
    assert "draws" not in capacity_in_words(stages, potential=60.0, unit="kg a day")


def test_words_name_the_bottleneck(stages):
    words = capacity_in_words(stages, **OWN)
    for part in ("milk 120, 50% not used", "Potential of the chain 60", "50 to 75",
                 "bottleneck: collection"):  # fmt: skip
        assert part in words


def test_without_stages_or_an_end_there_is_no_chart(stages):
    assert said(capacity_chart(stages[:0], **OWN)) == "No chart: no stage has a capacity."
    endless = OWN | {"potential": np.inf}
    assert said(capacity_chart(stages, **endless)) == "No chart: no stage has a capacity."
    assert capacity_in_words(stages[:0], **OWN).startswith("Empty chart")
