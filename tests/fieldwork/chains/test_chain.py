"""Chains as graphs: their order, the faults of a sheet, and those that ship."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.data.table_problems import Subject
from workbench.errors import ParameterError
from workbench.fieldwork.chains.chain import chain_of, chain_problems, template_of, templates


def faults(**columns):
    found = list(chain_problems(Subject("form", "chain", pd.DataFrame(columns), {})))
    assert all(problem.remedy for problem in found)
    return [(problem.code, problem.row, problem.column) for problem in found]


def test_stages_stand_in_the_order_of_flow_whatever_the_order_of_rows():
    steps = pd.DataFrame(
        {
            "stage": ["shop", "dairy", "farm", "dairy", "packer"],
            "feeds": ["market", "shop", "dairy", "market", "shop"],
        }
    )
    chain = chain_of(steps)
    assert chain.stages.index("farm") < chain.stages.index("dairy") < chain.stages.index("shop")
    assert chain.depths() == {"farm": 0, "packer": 0, "dairy": 1, "shop": 2}
    assert set(chain.last) == {"shop", "dairy"}
    assert chain.steps["input"].tolist() == chain.steps["stage"].tolist()


def test_a_sound_sheet_has_no_faults():
    units = {"unit": ["litres", "kg"], "conversion": [0.1, None]}
    assert faults(stage=["milk", "dairy"], feeds=["dairy", "market"], **units) == []


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"stage": ["a", "b"], "feeds": ["b", "bb"]}, [("CLW-E30", 3, "feeds")]),
        ({"stage": ["a", "b", "c"], "feeds": ["b", "a", "market"]}, [("CLW-E32", 2, "feeds")]),
        ({"stage": ["a"], "feeds": ["a"]}, [("CLW-E32", 2, "feeds")]),
        (
            {"stage": ["a", "b"], "feeds": ["b", "market"], "unit": ["l", "kg"]},
            [("CLW-E39", 2, "conversion")],
        ),
        (
            {"stage": ["a", "a"], "feeds": ["market", "b"], "unit": ["l", "kg"]},
            [("CLW-E39", 2, "unit"), ("CLW-E30", 3, "feeds")],
        ),
        (
            {"stage": ["a"], "feeds": ["market"], "unit": ["l"], "conversion": [0.0]},
            [("CLW-E39", 2, "conversion")],
        ),
    ],
)
def test_faults_are_told_with_their_row(columns, expected):
    assert faults(**columns) == expected


def test_a_chain_that_never_reaches_a_market_is_told_with_its_stages():
    steps = pd.DataFrame({"stage": ["a", "b", "c"], "feeds": ["market", "c", "market"]})
    assert list(chain_problems(Subject("form", "chain", steps, {}))) == []
    # the branch from d ends nowhere: d feeds e, and e feeds only d's like
    cycle_free = pd.DataFrame({"stage": ["a", "d", "e"], "feeds": ["d", "e", "d"]})
    assert [p.code for p in chain_problems(Subject("f", "chain", cycle_free, {}))] == ["CLW-E32"]


@pytest.mark.parametrize("name", list(templates()))
def test_the_chains_that_ship_are_sound(name):
    template = templates()[name]
    found = Subject("shipped", "chain", template.steps, {})
    assert list(chain_problems(found)) == []
    roles = {"anchor", "core", "non-core", "key partner", "counterparty", "government"}
    groups = set(template.needed["from_group"]) | set(template.needed["to_group"])
    assert groups <= template.stages | roles
    assert "00" in template.document
    if name != "dairy":
        assert "ours" in template.document  # the deck names the sectors alone


def test_a_chain_is_found_by_its_name_or_by_its_stages():
    assert template_of("hvac_r", []).name == "hvac_r"
    assert template_of("", ["milk", "processing"]).name == "dairy"
    assert template_of("", ["processing"]) is None  # two chains have it
    assert template_of("", ["weaving"]) is None
    with pytest.raises(ParameterError, match=r"CLW-E38.*nearest: dairy"):
        template_of("diary", [])
