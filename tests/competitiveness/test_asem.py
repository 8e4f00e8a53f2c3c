"""COINr's worked example rebuilt by our own steps: 51 countries, 49 indicators, three levels.

The data are those of the R package COINr (MIT licence, see tests/reference/asem); the results are
what its `build_example_coin()` gives, written by tests/reference/asem.R.
"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.reference.asem_data import asem_data, asem_groups, asem_meta, asem_step
from workbench.competitiveness import CompositeIndex, Framework, Recipe, build
from workbench.competitiveness.composite import ranked

AGGREGATES = ["Conn", "Sust", "Physical", "ConEcFin", "Political", "Instit", "P2P"]
AGGREGATES += ["Environ", "Social", "SusEcFin"]


@pytest.fixture(scope="module")
def rebuilt() -> CompositeIndex:
    meta = asem_meta().reset_index(names="iCode")
    indicators = meta[meta["Type"] == "Indicator"]
    above = meta[meta["Type"] == "Aggregate"]
    cards = pd.DataFrame(
        {
            "indicator": indicators["iCode"],
            "name": indicators["iName"],
            "direction": indicators["Direction"].map(
                {1: "higher is better", -1: "lower is better"}
            ),
            "dimension": indicators["Parent"],
            "weight": indicators["Weight"],
            "denominator": indicators["Denominator"],
        }
    )
    dimensions = pd.DataFrame(
        {
            "dimension": above["iCode"],
            "name": above["iName"],
            "parent": above["Parent"].replace("Index", None),
            "weight": above["Weight"],
        }
    )
    dimensions = dimensions[dimensions["dimension"] != "Index"]
    framework = Framework.from_cards(cards, dimensions)
    data = asem_data()
    raw = pd.DataFrame(
        {
            code: data[code] if pd.isna(below) else data[code] / data[below]
            for code, below in framework.indicators["denominator"].items()
        }
    )
    # COINr imputes first and screens then, when every country has everything
    recipe = Recipe(availability=0, imputation="group_mean")
    return build(raw, framework, recipe, groups=asem_groups())


def test_denominators(rebuilt: CompositeIndex) -> None:
    theirs = asem_step("Denominated")
    pd.testing.assert_frame_equal(
        rebuilt.raw[theirs.columns], theirs, check_names=False, check_dtype=False
    )


def test_scores_and_ranks(rebuilt: CompositeIndex) -> None:
    theirs = asem_step("Aggregated")["Index"]
    ours = rebuilt.scores.reindex(theirs.index)
    assert ours.to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-9)
    ranks = asem_step("Ranks")["Index"]
    assert rebuilt.ranks.reindex(ranks.index).tolist() == ranks.tolist()
    assert rebuilt.scores.index[0] == "CHE"
    assert rebuilt.scores.iloc[0] == pytest.approx(68.38, abs=0.005)


@pytest.mark.parametrize("code", AGGREGATES)
def test_every_dimension(rebuilt: CompositeIndex, code: str) -> None:
    theirs = asem_step("Aggregated")[code]
    ours = rebuilt.nodes[code].reindex(theirs.index)
    assert ours.to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-9)
    ranks = asem_step("Ranks")[code]
    assert ranked(ours).tolist() == ranks.tolist()
