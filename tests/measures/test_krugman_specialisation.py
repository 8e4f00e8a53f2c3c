"""Krugman's index: worked and published values, and how its variants hang together."""

import numpy as np
import pytest
from hypothesis import given

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
from tests.reference import measures as reference
from tests.reference import specialisation
from workbench.measures import krugman_specialisation

VARIANTS = list(krugman_specialisation.card.variants)


def values(table, variant="pooled"):
    return krugman_specialisation(table, variant=variant)["value"].to_numpy()


def test_the_toy_by_hand():
    worked = reference.WORKED["krugman_specialisation", "pooled"]
    toy = long(reference.TOY, industries=INDUSTRIES)
    np.testing.assert_allclose(values(toy), worked, rtol=1e-14)


def test_the_published_specialisation_of_sweden():
    published, tolerance = reference.SWEDEN_PUBLISHED
    nordic = long(reference.NORDIC)
    assert values(nordic, "others_mean")[0] == pytest.approx(published, abs=tolerance)
    # the comparison with all others pooled is another number: name the variant
    assert values(nordic, "others_pooled")[0] == pytest.approx(0.1351, abs=5e-5)
    assert values(nordic, "pooled")[0] == pytest.approx(0.0985, abs=5e-5)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_agrees_with_the_dense_computation(variant):
    table = activity(years=[2010])
    expected = reference.krugman_specialisation(matrix_of(table).to_numpy(dtype=float), variant)
    answer = krugman_specialisation(table, variant=variant)
    np.testing.assert_allclose(by_key(answer), expected, rtol=1e-10)


@pytest.mark.parametrize("variant", VARIANTS)
def test_regions_without_employment_are_not_compared_with(variant):
    matrix = np.array([[5, 1, 0], [0, 0, 0], [2, 7, 0], [3, 3, 0]])
    answer = krugman_specialisation(long(matrix), variant=variant)
    expected = reference.krugman_specialisation(matrix[[0, 2, 3]].astype(float), variant)
    np.testing.assert_allclose(answer["value"].dropna(), expected, rtol=1e-12)
    assert answer["value"].isna().sum() == 1


@given(matrices())
def test_sparse_tables_agree_with_the_dense_computation(matrix):
    for variant in VARIANTS:
        expected = reference.krugman_specialisation(matrix.astype(float), variant)
        answer = by_key(krugman_specialisation(sparse(matrix), variant=variant))
        np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-12)


@given(matrices())
def test_leaving_oneself_out_moves_every_value_up(matrix):
    table = sparse(matrix)
    assert (values(table, "others_pooled") >= values(table, "pooled") - 1e-12).all()
    assert (values(table, "others_mean") >= values(table, "mean_of_shares") - 1e-12).all()


def test_nothing_in_common_is_two_and_the_same_mix_is_zero():
    apart = long([[20, 10, 70, 0, 0], [0, 0, 0, 60, 40]])
    np.testing.assert_allclose(values(apart, "others_pooled"), 2)
    same = long([[1, 2, 3], [10, 20, 30]])
    for variant in ("pooled", "others_pooled", "mean_of_shares", "others_mean"):
        np.testing.assert_allclose(values(same, variant), 0, atol=1e-12)


@pytest.mark.parametrize("variant", ["others_pooled", "others_mean"])
def test_a_single_region_has_no_others(variant):
    answer = krugman_specialisation(long([[0.1, 0.2], [0, 0]]), variant=variant)
    assert reasons(answer) == ["no other region", "no employment in the region"]


def test_two_packages_compare_with_different_things():
    # EconGeo: with the total, the region's own jobs among it. REAT: with the unweighted mean of
    # the other regions. Ranks may change with it: the first region is the least special by the
    # one, the third by the other.
    matrix = np.array([[500, 100, 400], [10, 20, 30], [30, 10, 25]], dtype=float)
    pooled, others = (values(long(matrix), variant) for variant in ("pooled", "others_mean"))
    np.testing.assert_allclose(pooled, specialisation.econgeo_krugman(matrix), rtol=1e-12)
    assert (np.argmin(pooled), np.argmin(others)) == (0, 2)


def test_an_empty_region_is_undefined_with_a_reason_where_econgeo_gives_nan():
    matrix = np.array([[5.0, 1.0], [0.0, 0.0], [2.0, 7.0]])
    with np.errstate(invalid="ignore"):
        assert np.isnan(specialisation.econgeo_krugman(matrix)[1])
    answer = krugman_specialisation(long(matrix))
    assert reasons(answer) == [None, "no employment in the region", None]
