"""Relatedness density: worked values, other packages, the diagonal, given proximities."""

import numpy as np
import pandas as pd
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
from tests.reference import measures as toys
from tests.reference import relatedness as reference
from workbench.errors import StudyError, UnknownName
from workbench.measures import relatedness, relatedness_density

EXEMPT = {
    "test_values_stay_in_the_range_of_the_card": "small tables leave values undefined; tested here",
}
VARIANTS = list(relatedness_density.card.variants)
TOO_SMALL = "too small a table: no region is specialised in two industries"


def wide(answer):
    """An answer of one year as a matrix of regions by industries."""
    return by_key(answer).to_numpy().reshape(answer["region"].nunique(), -1)


def expected(matrix, variant="excluding_own", proximity="minimum_conditional_probability"):
    present = reference.presence(matrix)
    phi = reference.proximity(present, proximity)
    return reference.relatedness_density(present, phi, variant == "including_own")


def test_the_worked_presences():
    five = long(reference.FIVE)
    first = wide(relatedness_density(five, threshold=0))[0]
    np.testing.assert_allclose(first, reference.FIVE_DENSITY, rtol=1e-14)
    for variant, last in reference.FIVE_LAST.items():
        found = wide(relatedness_density(five, threshold=0, variant=variant))
        assert found[0, 4] == pytest.approx(last, rel=1e-14)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("proximity", ["minimum_conditional_probability", "cosine", "jaccard"])
def test_it_agrees_with_the_sums_by_cell(variant, proximity):
    table = activity(3, shape=(12, 7), years=[2010])
    matrix = matrix_of(table).to_numpy(dtype=float)
    found = wide(relatedness_density(table, variant=variant, proximity=proximity))
    np.testing.assert_allclose(found, expected(matrix, variant, proximity), rtol=1e-12)


def test_it_agrees_with_ecomplexity():
    found = wide(relatedness_density(long(reference.JOBS), variant="including_own"))
    published = reference.ECOMPLEXITY_DENSITY_OF_FIRST_REGION
    np.testing.assert_allclose(found[0], published, rtol=1e-12)


@given(matrices(low=3))
def test_a_density_is_never_above_one(matrix):
    # with 3 nearest neighbours ecomplexity 0.5.3 forgets to divide, and gives up to 3 for JOBS
    for variant in VARIANTS:
        answer = relatedness_density(sparse(matrix), variant=variant)
        assert answer["value"].dropna().between(0, 1).all()
    assert reference.ECOMPLEXITY_LARGEST_DENSITY_OF_3_NEAREST > 1


def test_a_region_with_everything_has_one_and_not_a_rounding_more():
    # summed in another order, the same weights make 1.0000000000000004
    present = np.random.default_rng(0).random((40, 60)) < 0.3
    present[0] = True
    first = wide(relatedness_density(long(present.astype(int)), threshold=0))[0]
    np.testing.assert_allclose(first, 1, rtol=1e-12)
    assert first.max() == 1


def test_a_table_too_small_says_so():
    toy = long(toys.TOY, industries=INDUSTRIES)
    for variant in VARIANTS:
        assert set(reasons(relatedness_density(toy, variant=variant))) == {TOO_SMALL}


def test_an_industry_related_to_none():
    present = [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    answer = relatedness_density(long(present), threshold=0)
    told = answer.loc[answer["industry"] == "i2", "undefined"]
    assert set(told) == {"related to no other industry"}
    with_own = relatedness_density(long(present), threshold=0, variant="including_own")
    assert wide(with_own)[:, 2].tolist() == [0, 0, 1]


def test_cells_that_are_not_in_the_table_can_be_had():
    table = activity(2, share_of_zeros=0.6)
    few = table[table["employment"] > 0]
    answer = relatedness_density(few, every_cell=True)
    assert len(answer) == len(table) > len(few)
    pd.testing.assert_frame_equal(
        answer[["region", "industry", "year"]][: len(few)],
        few[["region", "industry", "year"]].reset_index(drop=True),
    )
    keys = ["region", "industry", "year"]
    full = relatedness_density(table).set_index(keys)["value"].sort_index()
    pd.testing.assert_series_equal(answer.set_index(keys)["value"].sort_index(), full)


def test_the_proximities_of_relatedness_give_the_same():
    table = activity(4, shape=(12, 7))
    given_ones = relatedness(table).drop(columns="undefined")
    answer = relatedness_density(table, proximities=given_ones)
    np.testing.assert_allclose(answer["value"], relatedness_density(table)["value"], rtol=1e-12)
    assert answer.attrs["measure"]["proximity"] == "given"


def test_proximities_of_one_year_serve_all():
    table = activity(4, shape=(12, 7))
    first = relatedness(table[table["year"] == 2010]).drop(columns="year")
    answer = relatedness_density(table, proximities=first)
    of_2020 = answer[answer["year"] == 2020].drop(columns="year")
    alone = table[table["year"] == 2020].drop(columns="year")
    expected = relatedness_density(alone, proximities=first)
    np.testing.assert_allclose(wide(of_2020), wide(expected), rtol=1e-12)


def test_proximities_in_one_direction_count_in_both():
    pairs = pd.DataFrame(
        {"industry": ["i0", "i1"], "other_industry": ["i1", "i2"], "value": [0.5, 1]}
    )
    answer = wide(relatedness_density(long([[1, 0, 1], [0, 1, 0]]), threshold=0, proximities=pairs))
    np.testing.assert_allclose(answer, [[0, 1, 0], [1, 0, 1]])


def test_proximities_that_differ_by_direction_are_those_of_the_industry():
    pairs = pd.DataFrame(
        {
            "industry": ["i0", "i0", "i1", "i2"],
            "other_industry": ["i1", "i2", "i0", "i0"],
            "value": [0.2, 0.6, 0.4, 0.1],
        }
    )
    answer = wide(relatedness_density(long([[0, 1, 0], [1, 0, 1]]), threshold=0, proximities=pairs))
    np.testing.assert_allclose(answer[:, 0], [0.2 / 0.8, 0.6 / 0.8], rtol=1e-14)


def test_proximities_that_cannot_be_used():
    pairs = pd.DataFrame({"industry": ["i0"], "other_industry": ["i1"], "value": [1.5]})
    with pytest.raises(StudyError, match=r"CLW-M40 .*above 1"):
        relatedness_density(long(reference.FIVE), proximities=pairs)
    with pytest.raises(StudyError, match=r"CLW-M04 .*proximities come by year"):
        relatedness_density(long(reference.FIVE), proximities=pairs.assign(value=0.5, year=2010))
    with pytest.raises(UnknownName, match=r"CLW-N04 .*table proximities called"):
        relatedness_density(long(reference.FIVE), proximities=pairs.drop(columns="value"))
    with pytest.raises(UnknownName, match=r'CLW-N03 .*no proximity "association_strength"'):
        relatedness_density(long(reference.FIVE), proximity="association_strength")


def test_unknown_cells_are_told():
    matrix = reference.JOBS.copy()
    matrix[0, 2] = np.nan
    facts = relatedness_density(long(matrix)).attrs["measure"]
    assert (facts["n_missing"], facts["n_incomplete"]) == (1, 8)
