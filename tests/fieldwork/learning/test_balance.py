"""The balance of three levels: ends by hand, order of levels, units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.fieldwork.learning.balance import balance, reached
from workbench.hypotheses._survey import LEARNING

amount = st.floats(0.001, 10)


def of(*amounts: float) -> pd.Series:
    return balance(pd.DataFrame([amounts], columns=list("abc"))).iloc[0]


def test_two_equal_parts_by_hand():
    found = of(1, 1, 0)
    # distance of (1/2, 1/2, 0) from the middle: sqrt(1/36 + 1/36 + 1/9) = sqrt(1/6)
    assert found["balance"] == pytest.approx(1 - np.sqrt(1 / 6) / np.sqrt(2 / 3))
    assert found["entropy_balance"] == pytest.approx(np.log(2) / np.log(3))
    assert found["weakest"] == "c"


@settings(max_examples=25)
@given(amount, amount, amount, st.floats(0.01, 100))
def test_neither_the_unit_nor_the_order_of_levels_matters(a, b, c, unit):
    rows = np.array([(a, b, c), (unit * a, unit * b, unit * c), (c, a, b)])
    found = balance(pd.DataFrame(rows, columns=list("abc")))
    for name in ("balance", "entropy_balance"):
        assert found[name].between(0, 1).all()
        assert found[name].to_numpy() == pytest.approx(found[name][0])


def test_no_learning_at_all_and_missing_scores_have_no_balance():
    found = balance(pd.DataFrame({"a": [0, 1.0], "b": [0, np.nan], "c": [0, 1.0]}))
    assert found.isna().all(axis=None)


def test_scores_count_from_the_lower_end_of_their_scale():
    ends = pd.DataFrame({"low": 1.0, "high": 5.0}, index=list(LEARNING))
    scores = pd.DataFrame([[1.0, 3.0, 5.0]], columns=list(LEARNING))
    assert reached(scores, ends).iloc[0].tolist() == [0, 0.5, 1]
