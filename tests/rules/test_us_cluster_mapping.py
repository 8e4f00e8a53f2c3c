"""Strong clusters as the U.S. Cluster Mapping Project marks them: every one of its cells."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.tables import long, matrices
from tests.reference import rules as reference
from workbench.data import load
from workbench.errors import UnknownName
from workbench.rules import rule, us_cluster_mapping

STRENGTHS = ["qualifying", "significant", "strong", "strong10"]


@pytest.fixture(scope="module")
def study():
    return load("us_metro_clusters")


@pytest.fixture(scope="module")
def published(study):
    """The mark of the project, for the traded clusters, which are the only ones it marks."""
    rows = study.indicators[study.indicators["indicator"] == "strong_published"]
    return rows.set_index(["region", "industry"])["value"] == 1


def strong(study, **options):
    found = rule("us_cluster_mapping", study, background="traded", **options)
    return found.set_index(["region", "industry"])["is_cluster"]


def test_the_published_mark_is_reproduced_in_every_cell(study, published):
    found = strong(study, published="location_quotient_published").loc[published.index]
    assert len(published) == 31_749
    assert int(published.sum()) == 5_887
    np.testing.assert_array_equal(found.astype(bool), published)


def test_published_quotients_as_they_are_rounded_miss_a_tie(study, published):
    # three areas have 3.4899 in agricultural inputs; unrounded one of them lies below the others
    own = rule(
        "us_cluster_mapping", study, background="traded", published="location_quotient_published"
    )
    own = own.set_index(["region", "industry"]).loc[published.index]
    rows = study.indicators[study.indicators["indicator"] == "location_quotient_published"]
    rounded = rows.set_index(["region", "industry"])["value"].loc[published.index]
    bars = rounded.groupby("industry").transform("quantile", 0.75)
    parts = own["has_employment"] & own["has_establishments"]
    wrong = (parts & (rounded >= bars) & (rounded >= 1)) != published
    assert list(published.index[wrong]) == [("19860", "2")]
    np.testing.assert_allclose(own["location_quotient"], rounded, rtol=2e-4, atol=1.1e-4)


def test_the_areas_of_the_study_alone_are_another_base(study, published):
    found = strong(study).loc[published.index]
    assert int((found.astype(bool) != published).sum()) == 163


def test_the_four_strengths_lie_in_each_other(study):
    found = [
        strong(study, strength=strength, published="location_quotient_published")
        for strength in STRENGTHS
    ]
    for weak, firm in pairwise(found):
        assert (weak | ~firm).all()
        assert weak.sum() > firm.sum()


@settings(max_examples=25)
@given(matrices(3, 6), st.sampled_from(STRENGTHS))
def test_it_is_the_plain_rule(matrix, strength):
    firms = np.ceil(matrix / 7).astype(int)
    table = long(matrix).assign(establishments=firms.ravel())
    found = us_cluster_mapping(table, strength=strength)
    expected = reference.us_cluster_mapping(matrix, firms, strength)
    np.testing.assert_array_equal(found["is_cluster"].astype(bool), expected.ravel())


def test_quantiles_rest_on_the_regions_that_have_the_industry():
    matrix = np.array([[8, 50], [6, 50], [4, 50], [2, 50], *[[0, 50]] * 40])
    table = long(matrix).assign(establishments=matrix.ravel())
    found = us_cluster_mapping(table, strength="qualifying")
    own = found[found["industry"] == "i0"]
    assert list(own.loc[own["is_cluster"], "region"]) == ["r00", "r01", "r02"]


def test_establishments_that_are_not_known():
    table = long([[9, 1], [5, 5], [1, 9]]).assign(establishments=[3, 1, np.nan, 2, 1, 4])
    found = us_cluster_mapping(table)
    # of the other two, 3 and 1, a quarter of the way up is 1.5
    assert found["has_establishments"].iloc[0]
    assert not found["has_establishments"].iloc[4]
    assert found["undefined"].iloc[2] == "value missing: establishments"


def test_names_that_are_not_there(study):
    table = pd.DataFrame({"region": ["A"], "industry": ["a"], "employment": [1]})
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"establishments"'):
        us_cluster_mapping(table)
    with pytest.raises(UnknownName, match=r"CLW-N03 .*nearest: strong"):
        us_cluster_mapping(table.assign(establishments=1), strength="strongest")
    with pytest.raises(UnknownName, match=r"CLW-N04 .*nearest: location_quotient_published"):
        strong(study, published="location_quotient")
