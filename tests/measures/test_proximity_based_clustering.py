"""Proximity-based clustering: the worked value, its bounds, pairs whose proximity is unknown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.measures.tables import (
    INDUSTRIES,
    activity,
    by_key,
    long,
    matrices,
    matrix_of,
    reasons,
    sparse,
)
from tests.reference import measures as toys
from tests.reference import relatedness as reference
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import proximity_based_clustering, relatedness

EXEMPT = {
    "test_values_stay_in_the_range_of_the_card": "regions of one industry are undefined; tested here",
}


def pairs(phi):
    """A matrix of proximities as a table, those that are nan left out."""
    first, other = np.nonzero(~np.isnan(phi))
    names = [[f"i{i}" for i in place] for place in (first, other)]
    columns = {"industry": names[0], "other_industry": names[1], "value": phi[first, other]}
    return pd.DataFrame(columns)


def test_the_worked_value():
    phi = reference.CLUSTERING_PROXIMITY
    answer = proximity_based_clustering(long([reference.CLUSTERING_SHARES]), proximities=pairs(phi))
    assert answer["value"][0] == pytest.approx(0.3896, abs=5e-5)
    assert answer["value"][0] == pytest.approx(reference.CLUSTERING_WORKED, rel=1e-12)


def test_it_agrees_with_the_sums_by_pair():
    for seed in range(5):
        table = activity(seed, shape=(12, 7), years=[2010])
        matrix = matrix_of(table).to_numpy(dtype=float)
        phi = reference.proximity(reference.presence(matrix))
        expected = reference.proximity_based_clustering(matrix, phi)
        np.testing.assert_allclose(by_key(proximity_based_clustering(table)), expected, rtol=1e-12)


@given(matrices(low=3))
def test_sparse_tables_agree_too(matrix):
    phi = reference.proximity(reference.presence(matrix.astype(float)))
    assume(phi.sum() > len(phi))
    expected = reference.proximity_based_clustering(matrix.astype(float), phi)
    answer = by_key(proximity_based_clustering(sparse(matrix)))
    np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-12)


@given(matrices(), st.sampled_from([0.0, 0.3, 1.0]))
def test_it_is_the_proximity_where_all_pairs_are_alike(matrix, phi):
    n = matrix.shape[1]
    answer = proximity_based_clustering(long(matrix), proximities=pairs(np.full((n, n), phi)))
    np.testing.assert_allclose(answer["value"].dropna(), phi, rtol=1e-12)


def test_it_is_between_the_lowest_and_the_highest_proximity():
    for seed in range(20):
        table = activity(seed, shape=(6, 4), years=[2010], share_of_zeros=0.5)
        phi = relatedness(table)["value"]
        known = proximity_based_clustering(table)["value"].dropna()
        assert known.between(phi.min() - 1e-12, phi.max() + 1e-12).all()


def test_the_order_of_the_sum_matters_where_proximities_are_not_symmetric():
    phi = np.array([[np.nan, 0.8], [0.2, np.nan]])
    answer = proximity_based_clustering(long([[3, 1]]), proximities=pairs(phi))
    assert answer["value"][0] == pytest.approx(0.75 * 0.8 + 0.25 * 0.2, rel=1e-14)


def test_the_proximities_of_relatedness_give_the_same():
    table = activity(4, shape=(12, 7))
    answer = proximity_based_clustering(table, proximities=relatedness(table))
    own = proximity_based_clustering(table)
    np.testing.assert_allclose(answer["value"], own["value"], rtol=1e-12)


def test_regions_without_a_value_say_why():
    phi = pairs(np.array([[np.nan, 0.5, np.nan], [np.nan] * 3, [np.nan] * 3]))
    answer = proximity_based_clustering(
        long([[1, 2, 0], [0, 0, 3], [0, 0, 0], [1, 0, 4]]), proximities=phi
    )
    assert answer["value"][0] == 0.5
    assert reasons(answer) == [
        None,
        "only one industry in the region",
        "no employment in the region",
        "no proximity for two of the region's industries",
    ]


def test_a_table_too_small_says_so():
    answer = proximity_based_clustering(long(toys.TOY, industries=INDUSTRIES))
    assert set(reasons(answer)) == {"too small a table: no region is specialised in two industries"}


def test_wrong_calls():
    with pytest.raises(ParameterError, match=r"CLW-P04 .*threshold"):
        proximity_based_clustering(long(toys.TOY), threshold=-1)
    with pytest.raises(UnknownName, match=r"nearest: cosine"):
        proximity_based_clustering(long(toys.TOY), proximity="cosin")
    with pytest.raises(StudyError, match=r"CLW-T34 .*proximities holds a negative"):
        proximity_based_clustering(long(toys.TOY), proximities=pairs(np.full((3, 3), -0.1)))
