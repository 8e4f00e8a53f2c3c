"""Entropy: bounds, the dense computation, and what another package makes of it."""

import numpy as np
import pytest
from hypothesis import given

from tests.measures.tables import activity, by_key, long, matrices, matrix_of, reasons, sparse
from tests.reference import measures as published
from tests.reference import specialisation as reference
from workbench.measures import entropy, herfindahl

VARIANTS = list(entropy.card.variants)


def values(table, variant="region"):
    return entropy(table, variant=variant)["value"].to_numpy()


def test_four_car_makers_by_hand():
    # shares .2 .5 .2 .1 as in Dörsam (2004)
    nats = -(0.4 * np.log(0.2) + 0.5 * np.log(0.5) + 0.1 * np.log(0.1))
    cars = long(published.DOERSAM)
    assert values(cars)[0] == pytest.approx(nats, rel=1e-14)
    assert values(cars, "region_normalised")[0] == pytest.approx(nats / np.log(4), rel=1e-14)


def test_equal_shares_have_the_entropy_of_their_number():
    table = long(np.full((2, 8), 5))
    assert values(table, "region_bits").tolist() == pytest.approx([3, 3], rel=1e-14)
    assert values(table, "region_equivalent_number").tolist() == pytest.approx([8, 8], rel=1e-14)
    assert values(table, "region_normalised").tolist() == pytest.approx([1, 1], rel=1e-14)


def test_a_single_industry_has_none():
    assert values(long([[7, 0], [1, 1]]))[0] == 0
    assert (
        reasons(entropy(long([[7], [1]]), variant="region_normalised")) == ["only one industry"] * 2
    )
    assert reasons(entropy(long([[0, 0], [1, 1]])))[0] == "no employment in the region"


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_agrees_with_the_dense_computation(variant):
    table = activity(years=[2010])
    expected = reference.entropy(matrix_of(table).to_numpy(dtype=float), variant)
    np.testing.assert_allclose(by_key(entropy(table, variant=variant)), expected, rtol=1e-12)


@given(matrices())
def test_sparse_tables_agree_with_the_dense_computation(matrix):
    for variant in VARIANTS:
        answer = by_key(entropy(sparse(matrix), variant=variant))
        expected = reference.entropy(matrix.astype(float), variant)
        np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-12)


@given(matrices())
def test_it_counts_at_least_as_many_equals_as_herfindahl(matrix):
    table = sparse(matrix)
    squares = herfindahl(table, variant="region_equivalent_number")["value"]
    assert (values(table, "region_equivalent_number") >= squares - 1e-9).all()


@given(matrices())
def test_merging_two_industries_never_raises_it(matrix):
    merged = np.column_stack([matrix[:, 0] + matrix[:, 1], matrix[:, 2:]])
    assert (values(long(merged)) <= values(long(matrix)) + 1e-12).all()


def test_econgeo_adds_to_every_share_and_keeps_three_digits():
    # its -sum w log2(w + 1e-9) is not the entropy but near it; whole digits are lost to rounding
    matrix = np.array([[1, 999], [500, 500]], dtype=float)
    theirs, ours = reference.econgeo_entropy(matrix), values(long(matrix), "region_bits")
    np.testing.assert_allclose(theirs, ours, atol=5.1e-4)
    assert ours[0] == pytest.approx(0.011407757737, abs=1e-12)
    assert theirs[0] == 0.011
