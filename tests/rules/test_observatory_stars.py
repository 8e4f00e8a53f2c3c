"""Stars of the European Cluster Observatory, against a plain count of the three criteria."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.tables import long, matrices
from tests.reference import rules as reference
from workbench.errors import ParameterError, UnknownName
from workbench.rules import observatory_stars


@settings(max_examples=25)
@given(matrices(3, 6), st.sampled_from(["all industries", "industry"]))
def test_stars_are_those_of_a_plain_count(matrix, among):
    found = observatory_stars(
        long(matrix), minimum=50, size_share=0.3, focus_share=0.2, focus_among=among
    )
    expected = reference.observatory_stars(
        matrix, 50, 0.3, 2.0, 0.2, "all" if among == "all industries" else "industry"
    )
    np.testing.assert_array_equal(found["stars"], expected.ravel())


def test_how_many_stars_make_a_cluster():
    random = np.random.default_rng(3)
    table = long(random.lognormal(6, 2, (40, 6)))
    stars = observatory_stars(table)["stars"]
    for needed in (1, 2, 3):
        found = observatory_stars(table, stars=needed)
        np.testing.assert_array_equal(found["is_cluster"].astype(bool), stars >= needed)
    parts = ["star_size", "star_specialisation", "star_focus"]
    counted = observatory_stars(table)[parts].astype(int).sum(axis=1)
    np.testing.assert_array_equal(counted, stars)
    assert set(stars) == {0, 1, 2, 3}


def test_fewer_than_a_thousand_jobs_earn_no_star():
    # the published rule: at least 1,000 employees (unverified)
    table = long([[999, 1], [1, 999999]])
    assert observatory_stars(table)["stars"].tolist() == [0, 0, 0, 2]
    assert observatory_stars(table, minimum=999)["stars"].iloc[0] >= 2


def test_focus_in_one_industry_ranks_as_the_quotient_does():
    table = long(np.random.default_rng(1).integers(1, 900, (30, 4)))
    found = observatory_stars(table, minimum=0, focus_among="industry")
    for _, own in found.groupby("industry"):
        focus = own.loc[own["star_focus"], "location_quotient"]
        rest = own.loc[~own["star_focus"], "location_quotient"]
        assert focus.min() > rest.max()


def test_parameters_out_of_range_are_told_together():
    with pytest.raises(ParameterError) as caught:
        observatory_stars(long([[1]]), stars=0, size_share=10, focus_share=1.0, minimum=-1)
    names = [problem.column for problem in caught.value.problems]
    assert names == ["stars", "size_share", "focus_share", "minimum"]
    with pytest.raises(UnknownName, match=r"CLW-N03 .*nearest: all industries"):
        observatory_stars(long([[1]]), focus_among="industries")
