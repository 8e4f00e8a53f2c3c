"""The Hachman index: worked values, bounds, and its tie to the location quotient."""

import numpy as np
import pytest
from hypothesis import given

from tests.measures.tables import INDUSTRIES, activity, by_key, long, matrices, matrix_of, reasons
from tests.reference import measures as published
from tests.reference import specialisation as reference
from workbench.measures import hachman_index, herfindahl, location_quotient


def values(table):
    return hachman_index(table)["value"].to_numpy()


def test_the_toy_by_hand():
    toy = long(published.TOY, industries=INDUSTRIES)
    by_hand = [1 / (1.44 + 0.04 + 0.18), 1 / (0.16 + 1.44 + 0.08), 1 / (0.04 + 0.09 + 1.125)]
    np.testing.assert_allclose(values(toy), by_hand, rtol=1e-14)
    # the worked 0.595 belongs to region C's Herfindahl, and B's Hachman index rounds to it too
    assert herfindahl(toy)["value"].iloc[2] == pytest.approx(0.595, rel=1e-14)
    assert values(toy)[1] == pytest.approx(0.595, abs=5e-4)


def test_it_agrees_with_the_dense_computation():
    table = activity(years=[2010])
    expected = reference.hachman_index(matrix_of(table).to_numpy(dtype=float))
    np.testing.assert_allclose(by_key(hachman_index(table)), expected, rtol=1e-12)


@given(matrices())
def test_it_is_one_over_the_mean_quotient_of_the_regions_jobs(matrix):
    quotients = location_quotient(long(matrix))["value"].to_numpy().reshape(matrix.shape)
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(
        1 / (shares * quotients).sum(axis=1), values(long(matrix)), rtol=1e-9
    )


@given(matrices())
def test_it_is_at_most_one_and_at_least_the_regions_share(matrix):
    found = values(long(matrix))
    assert (found <= 1 + 1e-12).all()
    assert (found >= matrix.sum(axis=1) / matrix.sum() - 1e-12).all()


def test_the_mix_of_the_whole_area_is_one():
    np.testing.assert_allclose(values(long([[1, 2, 3], [10, 20, 30]])), 1, rtol=1e-14)


def test_a_region_without_employment_is_undefined():
    assert reasons(hachman_index(long([[0, 0], [1, 2]])))[0] == "no employment in the region"
