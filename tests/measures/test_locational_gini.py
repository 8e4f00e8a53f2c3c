"""The locational Gini: worked and published values, replication, transfers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given

from tests.measures.tables import INDUSTRIES, activity, by_key, long, matrices, matrix_of, sparse
from tests.reference import measures as reference
from workbench.measures import locational_gini

VARIANTS = list(locational_gini.card.variants)
EXEMPT = {
    "test_a_missing_cell_adds_to_no_total[unweighted]": "a mean over regions leaves unknown cells out",
}


def values(table, variant="area", **options):
    return locational_gini(table, variant=variant, **options)["value"].to_numpy()


@pytest.mark.parametrize("variant", ["area", "halved"])
def test_the_toy_by_hand(variant):
    toy = long(reference.TOY, industries=INDUSTRIES)
    worked = reference.WORKED["locational_gini", variant]
    np.testing.assert_allclose(values(toy, variant), worked, rtol=1e-12)


def test_the_published_example_and_the_other_definition():
    industry, everything = reference.GINI_CONC_INDUSTRY, reference.GINI_CONC_REGIONS
    table = long(np.column_stack([industry, everything - industry]))
    published, tolerance = reference.GINI_CONC_PUBLISHED
    assert values(table, "unweighted")[0] == pytest.approx(published, abs=tolerance)
    assert values(table, "area")[0] == pytest.approx(0.3725, abs=1e-12)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_agrees_with_the_dense_computation(variant):
    table = activity(years=[2010])
    expected = reference.locational_gini(matrix_of(table).to_numpy(dtype=float), variant)
    answer = locational_gini(table, variant=variant)
    np.testing.assert_allclose(by_key(answer), expected, rtol=1e-10)


@given(matrices())
def test_sparse_tables_agree_with_the_dense_computation(matrix):
    for variant in VARIANTS:
        expected = reference.locational_gini(matrix.astype(float), variant)
        answer = by_key(locational_gini(sparse(matrix), variant=variant))
        np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-12)


@given(matrices())
def test_the_same_regions_twice_change_nothing(matrix):
    for variant in VARIANTS:
        once, twice = (values(long(m), variant) for m in (matrix, np.repeat(matrix, 2, axis=0)))
        np.testing.assert_allclose(twice, once, rtol=1e-9, atol=1e-12)


@given(matrices())
def test_a_job_moved_to_where_quotients_are_higher_raises_it(matrix):
    # regions of equal size, so that the background stays as it is
    places = pd.DataFrame({"region": [f"r{r:02d}" for r in range(len(matrix))]})
    order = np.argsort(matrix[:, 0], kind="stable")
    assume(matrix[order[0], 0] > 0)
    moved = matrix.copy()
    moved[order[0], 0] -= 1
    moved[order[-1], 0] += 1
    before, after = (
        values(long(m), background="equal", regions=places)[0] for m in (matrix, moved)
    )
    assert after > before


def test_spread_like_everything_is_zero():
    np.testing.assert_allclose(values(long([[1, 2], [10, 20], [5, 10]])), 0, atol=1e-12)


def test_all_in_the_smallest_region_is_one_less_its_share():
    table = long([[0, 60], [0, 30], [10, 0]])
    assert values(table)[0] == pytest.approx(1 - 0.1, abs=1e-12)


def test_unweighted_leaves_unknown_cells_out():
    matrix = np.array([[5, 1], [2, 7], [3, 3], [np.nan, 6]])
    answer = values(long(matrix), "unweighted")
    filled = np.nan_to_num(matrix)
    quotients = reference.location_quotient(filled)[:3, 0]
    expected = np.abs(quotients[:, None] - quotients).mean() / (2 * quotients.mean())
    assert answer[0] == pytest.approx(expected, rel=1e-12)
