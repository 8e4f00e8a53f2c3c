"""Complexity: worked values, other packages, networks that fall apart."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import INDUSTRIES, activity, by_key, long, matrix_of, reasons
from tests.reference import measures as toys
from tests.reference import relatedness as reference
from workbench.measures import complexity

EXEMPT = {
    "test_values_stay_in_the_range_of_the_card": "networks that fall apart leave values undefined",
}
APART = "linked to nothing in the largest connected part"


def values(matrix, variant="region", threshold=0):
    return complexity(long(matrix), variant=variant, threshold=threshold)["value"].to_numpy()


def standardised(numbers):
    numbers = np.asarray(numbers)
    return (numbers - numbers.mean()) / numbers.std()


def test_the_worked_presences():
    answer = complexity(long(reference.FIVE), threshold=0)
    np.testing.assert_allclose(answer["value"], reference.FIVE_ECI, atol=5.1e-4)
    assert answer["second_eigenvalue"].tolist() == pytest.approx([0.5642] * 5, abs=5e-5)
    assert answer["presences"].tolist() == [4, 3, 1, 2, 2]
    eigenvalues, eci, pci = reference.complexity(reference.FIVE)
    np.testing.assert_allclose(eigenvalues, reference.FIVE_EIGENVALUES, atol=5e-5)
    np.testing.assert_allclose(answer["value"], eci, rtol=1e-10)
    np.testing.assert_allclose(values(reference.FIVE, "industry"), pci, rtol=1e-10)


@pytest.mark.parametrize("shape", [(14, 8), (8, 14)])
def test_it_agrees_with_both_unsymmetric_eigenproblems(shape):
    for seed in range(5):
        table = activity(seed, shape=shape, years=[2010])
        present = reference.presence(matrix_of(table).to_numpy(dtype=float))
        eigenvalues, eci, pci = reference.complexity(present)
        for variant, expected in (("region", eci), ("industry", pci)):
            answer = complexity(table, variant=variant)
            np.testing.assert_allclose(by_key(answer), expected, rtol=1e-9, atol=1e-10)
            np.testing.assert_allclose(answer["second_eigenvalue"], eigenvalues[1], rtol=1e-12)


def test_it_agrees_with_ecomplexity_after_standardising():
    eci, pci = (values(reference.JOBS, variant, 1) for variant in ("region", "industry"))
    np.testing.assert_allclose(eci, reference.ECOMPLEXITY_ECI, rtol=1e-10)
    np.testing.assert_allclose(pci, standardised(reference.ECOMPLEXITY_PCI), rtol=1e-9)
    assert abs(np.mean(reference.ECOMPLEXITY_PCI)) > 1e-3


def test_it_is_what_the_reflections_of_economic_complexity_come_near_to():
    eci = values(reference.JOBS, threshold=1)
    theirs = standardised(reference.ECONOMIC_COMPLEXITY_ECI)
    assert np.corrcoef(eci, theirs)[0, 1] > 0.9999
    assert np.abs(eci - theirs).max() > 1e-3


def test_it_is_not_rounded_as_in_econgeo():
    # kci rounds to 4 digits: near on ten regions, and off where there is little structure
    eci = values(reference.JOBS, threshold=1)
    np.testing.assert_allclose(eci, standardised(reference.ECONGEO_KCI), atol=1e-3)
    assert abs(sum(reference.ECONGEO_KCI)) == pytest.approx(1, abs=1e-9)
    present = reference.weak()
    exact = reference.complexity(present)[1]
    np.testing.assert_allclose(values(present), exact, rtol=1e-7, atol=1e-9)
    rounded = np.corrcoef(reference.rounded_complexity(present), exact)[0, 1]
    assert abs(rounded) == pytest.approx(abs(reference.ECONGEO_WEAK_CORRELATION), abs=1e-5)


def test_one_region_without_a_speciality_leaves_the_others_their_values():
    # ecomplexity 0.5.3 gives nan to all ten regions and eight industries here
    assert reference.ECOMPLEXITY_UNDEFINED_AT_2_5 == (10, 8)
    present = reference.presence(reference.JOBS, 2.5)
    assert (~present.any(axis=1)).sum() > 0
    answer = complexity(long(reference.JOBS), threshold=2.5)
    told = np.array(reasons(answer))[~present.any(axis=1)]
    assert set(told) == {"specialised in no industry"}
    assert answer["value"].notna().sum() > 2


def test_regions_that_share_nothing_with_the_others_are_left_out_and_told():
    apart = np.zeros((8, 7), dtype=int)
    apart[:5, :5] = reference.FIVE
    apart[5:, 5:] = [[1, 1], [1, 0], [0, 0]]
    answer = complexity(long(apart), threshold=0)
    np.testing.assert_allclose(answer["value"][:5], values(reference.FIVE), rtol=1e-10)
    assert reasons(answer)[5:] == [APART, APART, "no employment in the region"]
    assert answer.attrs["measure"]["n_parts"] == [2]
    assert answer.attrs["measure"]["n_outside"] == 2
    industries = complexity(long(apart), threshold=0, variant="industry")
    np.testing.assert_allclose(
        industries["value"][:5], values(reference.FIVE, "industry"), rtol=1e-10
    )
    assert reasons(industries)[5:] == [APART] * 2


@pytest.mark.parametrize(
    ("present", "reason"),
    [
        (np.eye(3), "the network falls into parts of which none is the largest"),
        ([[1, 1, 1]], "fewer than two regions or industries to compare"),
        ([[1, 1], [1, 1], [1, 1]], "no order: what regions have differs in nothing they share"),
        (1 - np.eye(4), "two orders explain equally much"),
        (
            [[1, 1, 0], [1, 0, 1]],
            "the number of industries does not tell which end is the complex one",
        ),
    ],
)
def test_networks_without_an_order(present, reason):
    for variant in ("region", "industry"):
        answer = complexity(long(np.array(present)), threshold=0, variant=variant)
        assert set(reasons(answer)) == {reason}


def test_the_toy_is_too_small():
    answer = complexity(long(toys.TOY, industries=INDUSTRIES))
    assert answer["value"].isna().all()
    assert answer.attrs["measure"]["n_parts"] == [3]


def test_scores_are_standard_and_regions_with_more_stand_higher():
    for seed in range(20):
        answer = complexity(activity(seed, shape=(15, 9), years=[2010]))
        known = answer.dropna(subset="value")
        assert known["value"].mean() == pytest.approx(0, abs=1e-12)
        assert known["value"].std(ddof=0) == pytest.approx(1, rel=1e-12)
        assert np.corrcoef(known["value"], known["presences"])[0, 1] > 0


def test_an_industry_goes_along_with_its_regions():
    table = activity(1, shape=(15, 9), years=[2010])
    eci, pci = (by_key(complexity(table, variant=variant)) for variant in ("region", "industry"))
    present = reference.presence(matrix_of(table).to_numpy(dtype=float))
    means = present.T @ eci.to_numpy() / present.sum(axis=0)
    assert np.corrcoef(means, pci)[0, 1] == pytest.approx(1, abs=1e-10)


def test_a_year_that_cannot_be_ordered_leaves_the_other():
    table = pd.concat([long(reference.FIVE, year=2010), long(np.eye(5), year=2020)])
    answer = complexity(table, threshold=0)
    np.testing.assert_allclose(
        answer[answer["year"] == 2010]["value"], values(reference.FIVE), rtol=1e-12
    )
    assert answer[answer["year"] == 2020]["value"].isna().all()
    assert answer.attrs["measure"]["n_parts"] == [1, 5]


def test_many_columns_and_many_rows_give_one_order():
    eci, pci = values(reference.JOBS, threshold=1), values(reference.JOBS, "industry", 1)
    present = reference.presence(reference.JOBS).astype(int)
    turned = values(present.T, "industry")
    np.testing.assert_allclose(np.abs(turned), np.abs(eci), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(np.abs(values(present.T)), np.abs(pci), rtol=1e-9, atol=1e-10)
