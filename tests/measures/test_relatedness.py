"""Relatedness: worked values, other packages, a table too small to tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import INDUSTRIES, activity, long, matrices, matrix_of, reasons, sparse
from tests.reference import measures as toys
from tests.reference import relatedness as reference
from workbench.errors import ParameterError
from workbench.measures import relatedness

EXEMPT = {
    "test_values_stay_in_the_range_of_the_card": "small tables leave values undefined; tested here",
}
VARIANTS = list(relatedness.card.variants)
TOO_SMALL = "too small a table: no region is specialised in two industries"


def wide(answer, column="value"):
    """An answer of one year as a matrix of pairs."""
    return answer.pivot(index="industry", columns="other_industry", values=column).to_numpy()


def expected(present, variant=VARIANTS[0]):
    phi = reference.proximity(present, variant)
    np.fill_diagonal(phi, np.nan)
    return phi


def test_the_worked_presences():
    found = wide(relatedness(long(reference.FIVE), threshold=0))
    for pair, proximity in reference.FIVE_PROXIMITY.items():
        assert found[pair] == found[pair[::-1]] == proximity
    both = wide(relatedness(long(reference.FIVE), threshold=0), "regions_with_both")
    assert (both[0, 1], both[0, 4], both[1, 4]) == (3, 0, 1)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_agrees_with_counting_sets(variant):
    for seed in range(5):
        table = activity(seed, shape=(12, 7), years=[2010])
        present = reference.presence(matrix_of(table).to_numpy(dtype=float))
        found = wide(relatedness(table, variant=variant))
        np.testing.assert_allclose(found, expected(present, variant), rtol=1e-12, atol=1e-14)


@given(matrices(low=3), st.sampled_from(VARIANTS))
def test_sparse_tables_agree_too(matrix, variant):
    present = reference.presence(matrix.astype(float))
    answer = relatedness(sparse(matrix), variant=variant)
    found = wide(answer)
    if (present.sum(axis=1) < 2).all():
        assert set(reasons(answer)) == {TOO_SMALL}
    else:
        np.testing.assert_allclose(found, expected(present, variant), rtol=1e-9, atol=1e-12)


@given(matrices(), st.sampled_from(VARIANTS))
def test_it_is_the_same_both_ways_round(matrix, variant):
    found = wide(relatedness(long(matrix), variant=variant))
    np.testing.assert_allclose(found, found.T, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("variant", VARIANTS)
def test_values_stay_in_the_range_of_the_card(variant):
    lowest, highest = {"association_strength": (0, np.inf), "correlation": (-1, 1)}.get(
        variant, (0, 1)
    )
    for seed in range(20):
        table = activity(seed, shape=(6, 4), years=[2010], share_of_zeros=0.5)
        known = relatedness(table, variant=variant)["value"].dropna()
        assert known.between(lowest - 1e-12, highest + 1e-12).all()


def test_a_table_too_small_says_so():
    answer = relatedness(long(toys.TOY, industries=INDUSTRIES))
    assert len(answer) == 6
    assert reasons(answer) == [TOO_SMALL] * 6


def test_a_quotient_of_exactly_one_counts():
    # every quotient is 1, which division would make 0.9999999999999999 for some
    table = long(np.outer([3, 7, 11, 13], [0.1, 0.3, 0.7]))
    assert (relatedness(table)["value"] == 1).all()


def test_a_higher_threshold_and_industries_below_it():
    matrix = np.array([[60, 10, 30], [20, 60, 20], [20, 30, 150]])
    answer = relatedness(long(matrix), threshold=2)
    lamps = answer[answer["industry"] == "i2"]
    assert reasons(lamps) == ["no region is specialised in the industry"] * 2
    others = answer[answer["other_industry"] == "i2"]
    assert reasons(others) == ["no region is specialised in the other industry"] * 2


def test_an_industry_in_every_region_correlates_with_nothing():
    answer = relatedness(
        long([[1, 1, 0], [1, 0, 1], [1, 1, 1]]), variant="correlation", threshold=0
    )
    told = answer.set_index(["industry", "other_industry"])["undefined"]
    assert told["i0", "i1"] == told["i2", "i0"] == "an industry is in every region"
    assert answer["value"].notna().sum() == 2


def test_an_unknown_cell_is_no_presence_and_is_told():
    matrix = np.array([[5.0, 5, 0], [5, 5, 0], [0, 5, 5]])
    matrix[1, 0] = np.nan
    answer = relatedness(long(matrix), threshold=0)
    assert wide(answer)[0, 1] == 1 / 3
    assert answer.attrs["measure"]["n_missing"] == 1
    assert answer.attrs["measure"]["n_incomplete"] == 4


def test_pairs_are_of_the_industries_of_one_year():
    table = long([[1, 1, 1], [1, 1, 1]], year=[2010, 2010, 2020, 2020, 2020, 2010])
    answer = relatedness(table.astype({"industry": "category"}), threshold=0)
    pairs = set(answer[["industry", "other_industry", "year"]].itertuples(index=False, name=None))
    assert pairs == {
        (one, other, year)
        for year, names in ((2010, ("i0", "i1", "i2")), (2020, ("i0", "i1", "i2")))
        for one in names
        for other in names
        if one != other
    }
    only = table[~((table["industry"] == "i2") & (table["year"] == 2020))]
    assert not (relatedness(only, threshold=0).query("year == 2020") == "i2").any(axis=None)


@pytest.mark.parametrize("threshold", [-0.5, float("nan"), float("inf")])
def test_a_threshold_that_is_none(threshold):
    with pytest.raises(ParameterError, match=r"CLW-P04 .*threshold"):
        relatedness(long(reference.FIVE), threshold=threshold)
