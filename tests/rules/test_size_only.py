"""The largest of each industry: ranks, ties, and nothing but size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import long, matrices
from tests.reference.rules import is_top
from tests.rules.tables import verdicts
from workbench.errors import ParameterError
from workbench.rules import size_only


@given(matrices(), st.sampled_from([0.05, 0.1, 0.2, 0.3, 0.5]))
def test_it_is_the_rank_in_the_industry(matrix, share):
    expected = [
        bool(matrix[r, i] > 0 and is_top(matrix[r, i], matrix[matrix[:, i] > 0, i], share))
        for r, i in np.ndindex(*matrix.shape)
    ]
    assert verdicts(size_only(long(matrix), share=share)) == expected


@pytest.mark.parametrize(
    ("n", "share", "top"), [(30, 0.1, 3), (100, 0.07, 7), (100, 0.05, 5), (10, 0.1, 1)]
)
def test_seven_percent_of_a_hundred_are_seven(n, share, top):
    # 0.07 * 100 is 7.000000000000001: a plain comparison would take eight
    found = size_only(long(np.arange(1, n + 1)[:, None]), share=share)
    assert int(found["is_cluster"].sum()) == top


def test_ties_stay_together():
    found = size_only(long([[5], [5], [5], [1]]), share=0.25)
    assert verdicts(found) == [True, True, True, False]


def test_it_knows_nothing_of_specialisation():
    matrix = np.array([[90, 900], [80, 8], [10, 1]])
    assert verdicts(size_only(long(matrix), share=0.3))[:2] == [True, True]


def test_a_percentage_is_told():
    with pytest.raises(ParameterError, match=r"(?s)CLW-P06.*write 0.1 for 10 %"):
        size_only(long([[1]]), share=10)
    with pytest.raises(ParameterError, match="CLW-P04"):
        size_only(long([[1]]), share=0)
