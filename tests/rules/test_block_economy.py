"""Zhejiang's block economies: an absolute floor, and enough firms where that is asked for."""

import pandas as pd
import pytest

from tests.rules.tables import verdicts
from workbench.errors import ParameterError, UnknownName
from workbench.rules import block_economy

TOY = pd.DataFrame(
    {
        "region": list("AB") * 2,
        "industry": ["socks"] * 2 + ["ties"] * 2,
        "output_yuan": [1e8, 9.9e7, 5e9, 0],
        "establishments": [4, 90, 40, 0],
    }
)


def test_the_floor():
    assert verdicts(block_economy(TOY)) == [True, False, True, False]
    assert verdicts(block_economy(TOY, minimum=1e9)) == [False, False, True, False]


def test_enough_firms():
    found = block_economy(TOY, establishments=10)
    assert verdicts(found) == [False, False, True, False]
    assert list(found["has_establishments"]) == [False, True, True, False]


def test_firms_that_are_not_known():
    table = TOY.assign(establishments=[None, 90, 40, 0])
    assert verdicts(block_economy(table)) == [True, False, True, False]
    found = block_economy(table, establishments=10)
    assert verdicts(found)[0] is None
    assert found["undefined"].iloc[0] == "value missing: establishments"


def test_inflation_alone_makes_blocks():
    doubled = TOY.assign(output_yuan=TOY["output_yuan"] * 2)
    assert block_economy(doubled)["is_cluster"].sum() > block_economy(TOY)["is_cluster"].sum()


def test_without_output_another_column_is_named():
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"output_yuan"'):
        block_economy(TOY.drop(columns="output_yuan"))
    by_firms = block_economy(TOY, value="establishments", minimum=40)
    assert verdicts(by_firms) == [False, True, True, False]
    with pytest.raises(ParameterError, match="CLW-P04"):
        block_economy(TOY, minimum=-1)
