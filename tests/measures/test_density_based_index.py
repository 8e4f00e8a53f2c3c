"""Density-based index: five of a hundred, ties, shares of a region, areas that are not known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import activity, by_key, long, matrices, matrix_of, reasons, regions
from tests.reference import relatedness as reference
from workbench.errors import ParameterError, UnknownName
from workbench.measures import density_based_index

EXEMPT = {
    "test_a_suppressed_zero_is_no_zero[share_of_value]": "takes two columns; tested here",
}


def table(firms, jobs=None):
    """Firms, and jobs where they are given, by region and industry."""
    found = long(firms, value="establishments")
    return found if jobs is None else found.assign(employment=np.ravel(jobs))


def places(areas):
    return pd.DataFrame({"region": [f"r{r:02d}" for r in range(len(areas))], "area_km2": areas})


def clustered(firms, areas, **options):
    """The cells that are clustered, as a matrix."""
    answer = density_based_index(table(firms), places(areas), **options)
    return by_key(answer).to_numpy().reshape(len(areas), -1)


def test_five_of_a_hundred_regions():
    random = np.random.default_rng(7)
    firms = np.column_stack([random.permutation(100) + 1 for _ in range(4)])
    found = clustered(firms, np.full(100, 20.0))
    assert found.sum(axis=0).tolist() == [5] * 4
    assert (firms[found == 1] > 95).all()
    assert clustered(firms, np.full(100, 20.0), top=0.29).sum(axis=0).tolist() == [29] * 4


def test_both_the_number_and_the_density_must_be_high():
    firms = np.array([[90], [80], [10], [1]])
    assert clustered(firms, [900.0, 80.0, 1.0, 10.0], top=0.5).ravel().tolist() == [0, 1, 0, 0]


@given(matrices(), st.sampled_from([0.05, 0.2, 0.5, 1.0]), st.integers(0, 9))
def test_it_agrees_with_counting_the_others(matrix, top, seed):
    areas = np.random.default_rng(seed).integers(1, 5, len(matrix)).astype(float)
    expected = reference.clustered(matrix, areas, top)
    np.testing.assert_array_equal(clustered(matrix, areas, top=top), expected)


@given(matrices(low=3))
def test_a_larger_top_holds_the_smaller(matrix):
    areas = np.arange(1.0, len(matrix) + 1)
    smaller, larger = (clustered(matrix, areas, top=top) for top in (0.34, 0.67))
    assert (larger >= smaller).all()
    assert (smaller.sum(axis=0) <= 0.34 * len(matrix) + 1).all()


def test_regions_that_tie_across_the_edge_are_out():
    assert clustered([[5], [3], [3], [1]], [1.0] * 4, top=0.5).ravel().tolist() == [1, 0, 0, 0]
    assert clustered([[3], [3], [1], [0]], [1.0] * 4, top=0.5).ravel().tolist() == [1, 1, 0, 0]
    assert not clustered([[3], [3], [3], [3]], [1.0] * 4, top=0.5).any()
    # three tenths of a firm per km² each, whatever the rounding
    assert not clustered([[3], [9], [0], [0]], [0.1, 0.3, 1, 1], top=0.25).any()


def test_a_region_without_firms_never_is():
    found = clustered([[2], [0], [0], [0]], [1.0] * 4, top=1.0)
    assert found.ravel().tolist() == [1, 0, 0, 0]


def test_regions_that_are_only_in_the_regions_table_count():
    firms = table([[9], [8], [7]])
    few, many = places([1.0] * 3), places([1.0] * 20)
    assert density_based_index(firms, few, top=0.1)["value"].tolist() == [1, 0, 0]
    assert density_based_index(firms, many, top=0.1)["value"].tolist() == [1, 1, 0]


def test_the_shares_of_a_region():
    firms, jobs = [[9, 1], [2, 8], [1, 1]], [[30, 10], [5, 15], [1, 1]]
    where = places([1.0, 1.0, 1.0])
    for variant, expected in (
        ("share_of_value", [0.75, 0.75, 0]),
        ("share_of_industries", [0.5, 0.5, 0]),
    ):
        answer = density_based_index(table(firms, jobs), where, variant=variant, top=0.3)
        assert answer["value"].tolist() == expected
    worth = table(firms).assign(output=np.ravel(jobs) * 2.0)
    options = {"variant": "share_of_value", "weight": "output", "top": 0.3}
    assert density_based_index(worth, where, **options)["value"].tolist() == [0.75, 0.75, 0]
    with pytest.raises(UnknownName, match='column of the table activity called "employment"'):
        density_based_index(worth, where, variant="share_of_value")


def test_each_variant_rests_on_the_same_cells():
    found = activity(5, shape=(12, 7), years=[2010])
    where = regions(found)
    cell = density_based_index(found, where, top=0.3)
    jobs = matrix_of(found).to_numpy()
    flags = by_key(cell).to_numpy().reshape(jobs.shape)
    share = density_based_index(found, where, top=0.3, variant="share_of_value")
    expected = (flags * jobs).sum(axis=1) / jobs.sum(axis=1)
    np.testing.assert_allclose(by_key(share), expected, rtol=1e-12)
    number = density_based_index(found, where, top=0.3, variant="share_of_industries")
    expected = flags.sum(axis=1) / (jobs > 0).sum(axis=1)
    np.testing.assert_allclose(by_key(number), expected, rtol=1e-12)


def test_regions_without_a_known_area_are_not_ranked():
    firms = table([[9], [8], [7], [6], [5]])
    where = places([np.nan, 0.0, 1.0, 1.0, 1.0])[:4]
    answer = density_based_index(firms, where, top=0.5)
    assert reasons(answer) == [
        "no area given",
        "the area is 0",
        None,
        None,
        "region not in the regions table",
    ]
    assert answer["value"][2:4].tolist() == [1, 0]
    shares = density_based_index(firms, where, top=0.5, variant="share_of_industries")
    assert reasons(shares) == reasons(answer)


def test_unknown_cells_are_not_ranked():
    # 0.21 of 20 would be the first five, of the 19 that are known it is the first four
    firms = np.arange(1.0, 21)[:, None]
    firms[19] = np.nan
    answer = density_based_index(table(firms), places([1.0] * 20), top=0.21)
    assert answer["value"].sum() == 4
    assert reasons(answer)[19] == "value missing"
    assert answer.attrs["measure"]["n_clustered"] == 4


def test_a_suppressed_zero_is_no_zero_in_shares_either():
    found = table([[5.0, 0.0], [2.0, 4.0]], [[5.0, 0.0], [2.0, 4.0]]).assign(flag="suppressed")
    answer = density_based_index(found, places([1.0, 1.0]), variant="share_of_value")
    facts = answer.attrs["measure"]
    assert (facts["n_zero"], facts["n_suppressed"], facts["n_incomplete"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("top", "code", "remedy"),
    [(5, "CLW-P06", "top=0.05"), (0, "CLW-P04", "top=0.05"), (101, "CLW-P04", "top=0.05")],
)
def test_a_top_that_is_no_share(top, code, remedy):
    with pytest.raises(ParameterError, match=f"{code}(.|\n)*{remedy}"):
        density_based_index(table([[1]]), places([1.0]), top=top)
