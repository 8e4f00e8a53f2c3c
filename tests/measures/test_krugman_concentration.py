"""Krugman's index of industries: worked values, backgrounds, and that it is twice Hoover's."""

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
    regions,
    sparse,
)
from tests.reference import measures as reference
from tests.reference import specialisation
from workbench.errors import UnknownName
from workbench.measures import hoover_index, krugman_concentration, krugman_specialisation

VARIANTS = list(krugman_concentration.card.variants)


def values(table, variant="pooled", **options):
    return krugman_concentration(table, variant=variant, **options)["value"].to_numpy()


def test_the_toy_by_hand():
    worked = reference.WORKED["krugman_concentration", "pooled"]
    toy = long(reference.TOY, industries=INDUSTRIES)
    np.testing.assert_allclose(values(toy), worked, rtol=1e-14)


def test_the_published_concentration_of_mining():
    published, tolerance = reference.MINING_PUBLISHED
    found = values(long(reference.FIVE_INDUSTRIES), "others_mean")[0]
    assert found == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize("background", ["all industries", "area", "population", "equal"])
def test_it_is_twice_the_hoover_index(background):
    table = activity()
    places = regions(table)
    half = hoover_index(table, background=background, regions=places)["value"]
    np.testing.assert_allclose(values(table, background=background, regions=places), 2 * half)


@given(matrices())
def test_it_is_the_specialisation_of_the_turned_table(matrix):
    for variant in VARIANTS:
        turned = krugman_specialisation(sparse(matrix.T), variant=variant)
        answer = by_key(krugman_concentration(sparse(matrix), variant=variant))
        np.testing.assert_allclose(answer, by_key(turned), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_agrees_with_the_dense_computation(variant):
    table = activity(years=[2010])
    dense = matrix_of(table).to_numpy(dtype=float).T
    expected = reference.krugman_specialisation(dense, variant)
    answer = by_key(krugman_concentration(table, variant=variant))
    np.testing.assert_allclose(answer, expected, rtol=1e-10)


@pytest.mark.parametrize("variant", VARIANTS)
def test_industries_without_employment_are_not_compared_with(variant):
    matrix = np.array([[5, 1, 0], [0, 0, 0], [2, 7, 0], [3, 3, 0]])
    answer = krugman_concentration(long(matrix), variant=variant)
    expected = reference.krugman_specialisation(matrix[:, :2].T.astype(float), variant)
    np.testing.assert_allclose(answer["value"].dropna(), expected, rtol=1e-12)
    assert answer["value"].isna().sum() == 1


def test_what_is_undefined_and_what_is_refused():
    assert reasons(krugman_concentration(long([[0, 1], [0, 2]])))[0] == (
        "no employment in the industry"
    )
    alone = krugman_concentration(long([[1], [2]]), variant="others_mean")
    assert reasons(alone) == ["no other industry"]
    with pytest.raises(UnknownName, match=r"CLW-N03 .*background of others_mean"):
        krugman_concentration(activity(), variant="others_mean", background="area")


def test_econgeos_hoover_without_a_background_is_against_equal_regions():
    # another question than the localisation of the card, in per cent with two digits
    matrix = reference.TOY
    theirs = specialisation.econgeo_hoover(matrix)
    places = regions(long(matrix))
    ours = values(long(matrix), background="equal", regions=places)
    np.testing.assert_allclose(theirs, 100 * ours / 2, atol=0.0051)
    assert abs(theirs[0] - 100 * values(long(matrix))[0] / 2) > 8
