"""The intraclass correlation: a published example, known truth, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.models.estimators.made import is_plausible
from workbench.errors import ParameterError
from workbench.models.intraclass import intraclass_correlation

# Six targets, four judges: Shrout and Fleiss (1979), Psychological Bulletin 86, table 2.
RATINGS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_the_published_example():
    """Table 4 prints ICC(1,1) = .17; mean squares 11.24 and 6.26 in table 3. The interval is
    that of the R package psych 2.2: -0.13, 0.72."""
    found = intraclass_correlation(pd.Series(np.ravel(RATINGS)), pd.Series(np.repeat(range(6), 4)))
    assert found.estimate == pytest.approx(0.166, abs=5e-4)
    assert found.within == pytest.approx(6.26, abs=5e-3)
    assert found.between * 4 + found.within == pytest.approx(11.24, abs=5e-3)
    assert (found.low, found.high) == pytest.approx((-0.133, 0.723), abs=5e-4)
    assert found.p_value == pytest.approx(0.165, abs=5e-4)
    assert (found.n, found.n_groups) == (24, 6)


@pytest.mark.parametrize("truth", [0.0, 0.2, 0.6])
def test_interval_covers_and_test_has_its_size(truth):
    random = np.random.default_rng(5)
    sizes = random.integers(3, 12, 25)
    groups = pd.Series(np.repeat(np.arange(25), sizes))
    found = []
    for _ in range(200):
        own = random.normal(size=25) * np.sqrt(truth)
        noise = random.normal(size=len(groups)) * np.sqrt(1 - truth)
        found.append(intraclass_correlation(pd.Series(own[groups] + noise), groups))
    assert is_plausible(sum(one.low <= truth <= one.high for one in found), 200, 0.95)
    assert np.mean([one.estimate for one in found]) == pytest.approx(truth, abs=0.03)
    if truth == 0:
        assert is_plausible(sum(one.p_value < 0.05 for one in found), 200, 0.05)


def test_rows_without_a_value_or_group_are_left_out_and_order_does_not_matter():
    values, groups = (
        pd.Series([1.0, 2, 5, 6, np.nan, 9]),
        pd.Series(["a", "a", "b", "b", "b", None]),
    )
    found = intraclass_correlation(values, groups)
    assert found == intraclass_correlation(values[:4][::-1], groups[:4][::-1])
    assert found.n == 4


def test_members_that_are_the_same():
    found = intraclass_correlation(pd.Series([1.0, 1, 2, 2]), pd.Series(list("aabb")))
    assert (found.estimate, found.low, found.high, found.p_value) == (1, 1, 1, 0)


@pytest.mark.parametrize("groups", [list("aaaa"), list("abcd")])
def test_groups_that_cannot_be_compared(groups):
    with pytest.raises(ParameterError, match="cannot be compared") as told:
        intraclass_correlation(pd.Series([1.0, 2, 3, 4]), pd.Series(groups, name="village"))
    assert told.value.problems[0].code == "CLW-F66"
    assert told.value.problems[0].column == "village"
