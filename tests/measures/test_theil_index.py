"""Theil's T and L of industries: worked values, identities, and what has none."""

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
from tests.reference import measures as published
from tests.reference import specialisation as reference
from workbench.errors import StudyError, UnknownName
from workbench.measures import theil_index

ZEROS = "the random tables hold zeros, of which L is undefined; L has its own tests"
NO_KEYS = "one number for the whole area: no row belongs to the gap"
EXEMPT = {
    "test_values_stay_in_the_range_of_the_card[theil_l]": ZEROS,
    "test_a_missing_cell_adds_to_no_total[theil_l]": ZEROS,
    "test_missing_zero_and_suppressed_are_told_apart[overall]": NO_KEYS,
}


def values(table, variant="theil_t", **options):
    return theil_index(table, variant=variant, **options)["value"].to_numpy()


def test_the_toy_by_hand():
    toy = long(published.TOY, industries=INDUSTRIES)
    worked, tolerance = reference.THEIL_T
    np.testing.assert_allclose(values(toy), worked, atol=tolerance)
    total, tolerance = reference.MUTUAL_INFORMATION
    assert values(toy, "overall")[0] == pytest.approx(total, abs=tolerance)


@given(matrices())
def test_weighted_by_industries_or_by_regions_it_is_the_mutual_information(matrix):
    table, whole = long(matrix), matrix.sum()
    over_all = values(table, "overall")[0]
    by_industry = (matrix.sum(axis=0) / whole) @ values(table)
    by_region = (matrix.sum(axis=1) / whole) @ values(table, "specialisation")
    np.testing.assert_allclose([by_industry, by_region], over_all, rtol=1e-9, atol=1e-12)


@given(matrices())
def test_sparse_tables_agree_with_the_dense_computation(matrix):
    x = matrix.sum(axis=1) / matrix.sum()
    expected = [reference.theil(column / column.sum(), x) for column in matrix.T]
    answer = by_key(theil_index(sparse(matrix)))
    np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-12)


@given(matrices())
def test_l_is_t_with_the_roles_exchanged(matrix):
    matrix = matrix + 1
    x = matrix.sum(axis=1) / matrix.sum()
    expected = [reference.theil(x, column / column.sum()) for column in matrix.T]
    np.testing.assert_allclose(values(long(matrix), "theil_l"), expected, rtol=1e-9, atol=1e-12)


@given(matrices())
def test_cutting_regions_into_equal_parts_changes_nothing(matrix):
    halves = np.repeat(matrix, 2, axis=0)
    for variant in ("theil_t", "overall"):
        np.testing.assert_allclose(
            values(long(halves), variant), values(long(matrix), variant), atol=1e-12
        )


def test_all_in_half_of_the_background_is_ln_2():
    assert values(long([[2, 0], [0, 2]]))[0] == pytest.approx(np.log(2), rel=1e-14)


def test_against_the_population_and_equal_regions():
    table = activity(years=[2010])
    places = regions(table)
    wide = matrix_of(table)
    for background, sizes in (("population", places["population"]), ("equal", [1.0] * 7)):
        x = np.asarray(sizes) / np.sum(sizes)
        expected = [reference.theil(c / c.sum(), x) for c in wide.to_numpy(dtype=float).T]
        answer = by_key(theil_index(table, background=background, regions=places))
        np.testing.assert_allclose(answer, expected, rtol=1e-10)


def test_l_has_no_value_where_a_region_has_none():
    text = "no employment in one of the regions, and 0 has no logarithm"
    for table in (long([[3, 1], [0, 2]]), sparse(np.array([[3, 1], [0, 2]]))):
        assert reasons(theil_index(table, variant="theil_l")) == [text, None]
    lost = long([[3.0, 1.0], [np.nan, 2.0]])
    told = reasons(theil_index(lost, variant="theil_l"))
    assert told == ["value missing in one of the regions", None]
    # the T of the same industry exists: what is not there adds nothing
    assert np.isfinite(values(long([[3, 1], [0, 2]]))).all()


def test_jobs_where_nobody_lives_have_no_t():
    table = long([[3], [1]])
    places = regions(table).assign(population=[0, 10])
    answer = theil_index(table, background="population", regions=places)
    assert reasons(answer) == ["a region with employment has no part of the background"]


def test_wrong_backgrounds_are_told():
    table = activity()
    with pytest.raises(UnknownName, match=r"CLW-N03 .*background of specialisation"):
        theil_index(table, variant="specialisation", background="area", regions=regions(table))
    with pytest.raises(StudyError, match="CLW-M02"):
        theil_index(table, background="area")


def test_reat_calls_l_theil_and_divides_weighted_values_twice():
    # REAT's theil is L of amounts per head, with equal weights: ours against equal regions
    amounts = np.array([10, 12, 20, 8, 9, 30], dtype=float)
    table = long(amounts[:, None])
    ours = values(table, "theil_l", background="equal", regions=regions(table))[0]
    assert ours == pytest.approx(reference.reat_theil(amounts), rel=1e-12)
    # with equal weights given it must be the same, and is a sixth of it there
    assert reference.reat_theil(amounts, np.ones(6)) == pytest.approx(ours / 6, rel=1e-12)
