"""The location quotient against a threshold: worked values, bounds, backgrounds."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import industries, long
from tests.rules.tables import verdicts
from workbench.errors import ParameterError, StudyError
from workbench.rules import location_quotient_threshold

# the toy worked by hand: quotients of region A are 2.4, 0.4 and 0.6
T3 = long([[60, 10, 30], [20, 60, 20], [20, 30, 150]])


def test_the_worked_toy():
    found = location_quotient_threshold(T3)
    np.testing.assert_allclose(found["location_quotient"].head(3), [2.4, 0.4, 0.6])
    assert verdicts(found) == [True, False, False, False, True, False, False, False, True]


@pytest.mark.parametrize(
    ("threshold", "clusters"), [(0.6, 6), (1.25, 3), (1.5, 3), (2, 2), (2.4, 2), (2.41, 0)]
)
def test_a_quotient_at_the_threshold_passes(threshold, clusters):
    assert int(location_quotient_threshold(T3, threshold=threshold)["is_cluster"].sum()) == clusters


def test_a_higher_threshold_never_adds_a_cluster():
    found = [location_quotient_threshold(T3, threshold=t)["is_cluster"] for t in (1, 1.25, 1.5, 2)]
    for low, high in pairwise(found):
        assert (low | ~high).all()


def test_a_floor_of_jobs():
    found = location_quotient_threshold(T3, minimum=100)
    assert verdicts(found) == [False] * 8 + [True]


def test_traded_industries_among_themselves():
    found = location_quotient_threshold(T3, background="traded", industries=industries(T3))
    # i0 and i2 are traded: of A's 90 traded jobs 60 are in i0, of all 300 it is 100
    assert found["location_quotient"].iloc[0] == pytest.approx((60 / 90) / (100 / 300))
    assert found["location_quotient"].iloc[1] == pytest.approx(1)


def test_a_region_without_jobs_cannot_be_judged():
    found = location_quotient_threshold(long([[5, 5], [0, 0]]))
    assert verdicts(found) == [False, False, None, None]
    assert set(found["undefined"].dropna()) == {"no employment in the region"}


def test_parameters_that_make_no_sense_are_told_together():
    with pytest.raises(ParameterError) as caught:
        location_quotient_threshold(T3, threshold=-1, minimum=float("nan"))
    assert [p.column for p in caught.value.problems] == ["threshold", "minimum"]
    assert all(p.code == "CLW-P04" and p.remedy for p in caught.value.problems)


def test_a_cell_that_is_there_twice():
    with pytest.raises(StudyError, match="CLW-T26"):
        location_quotient_threshold(pd.concat([T3, T3.head(1)]))
