"""Pairwise coagglomeration: worked values, identities, mean over pairs, both ways."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.plant_tables import added_up, regions
from tests.measures.tables import INDUSTRIES, activity, long, matrices, reasons, sparse
from tests.reference import measures as reference
from tests.reference import plants
from workbench.measures import pairwise_coagglomeration

PAIRS = [pair for pair in plants.T3_WORKED if isinstance(pair, tuple)]


def by_pair(table, **options):
    answer = pairwise_coagglomeration(table, **options)
    return answer.set_index(["industry", "other_industry"])["value"]


@pytest.mark.parametrize("pair", PAIRS, ids=" with ".join)
def test_the_toy_by_hand(pair):
    answer = by_pair(long(reference.TOY, industries=INDUSTRIES))
    worked, tolerance = plants.T3_WORKED[pair]
    assert answer[pair] == pytest.approx(worked, abs=tolerance)
    assert answer[pair[::-1]] == answer[pair]
    assert len(answer) == 6


def test_42_firms():
    low, high, tolerance = plants.FK2014_PAIRS
    places = regions(plants.FK2014_EMPLOYMENT)
    table = added_up(plants.table(plants.FK2014))
    answer = by_pair(table, background="population", regions=places)
    assert answer.min() == pytest.approx(low, abs=tolerance)
    assert answer.max() == pytest.approx(high, abs=tolerance)


@given(matrices())
def test_it_agrees_with_the_sum_over_regions(matrix):
    x = matrix.sum(axis=1) / matrix.sum()
    s = matrix / matrix.sum(axis=0)
    answer = by_pair(sparse(matrix))
    for i, j in np.ndindex(matrix.shape[1], matrix.shape[1]):
        if i != j:
            expected = sum((s[r, i] - x[r]) * (s[r, j] - x[r]) for r in range(len(x)))
            expected /= 1 - sum(x**2)
            assert answer[f"i{i}", f"i{j}"] == pytest.approx(expected, rel=1e-8, abs=1e-11)


@given(matrices())
def test_over_all_industries_weighted_by_size_nothing_is_left(matrix):
    # sum over j of w_j (s_jr - x_r) is 0 in every region; of the sum over pairs the own remains
    x, w = matrix.sum(axis=1) / matrix.sum(), matrix.sum(axis=0) / matrix.sum()
    own = ((matrix / matrix.sum(axis=0) - x[:, None]) ** 2).sum(axis=0) / (1 - sum(x**2))
    answer = by_pair(long(matrix))
    for i in range(len(w)):
        others = sum(w[j] * answer[f"i{i}", f"i{j}"] for j in range(len(w)) if j != i)
        assert others + w[i] * own[i] == pytest.approx(0, abs=1e-9)


def test_the_pairs_of_a_year_are_those_of_its_industries():
    table = activity(years=(2010, 2020))
    short = table[(table["year"] == 2010) | (table["industry"] != "i0")]
    answer = pairwise_coagglomeration(short)
    assert (answer["year"] == 2010).sum() == 5 * 4
    assert (answer["year"] == 2020).sum() == 4 * 3
    assert not (answer["industry"] == answer["other_industry"]).any()


def test_labels_keep_their_kind():
    table = activity(years=[2010]).astype({"industry": "category"})
    answer = pairwise_coagglomeration(table)
    assert answer["industry"].dtype == table["industry"].dtype
    assert answer["other_industry"].dtype == table["industry"].dtype


def test_a_pair_with_an_empty_industry_has_no_value_either_way():
    table = long([[5, 0, 3], [2, 0, 9]], industries=["full", "empty", "half"])
    answer = pairwise_coagglomeration(table)
    assert reasons(answer) == [
        "other industry: no employment in the industry",
        None,
        "no employment in the industry",
        "no employment in the industry",
        None,
        "other industry: no employment in the industry",
    ]


def test_one_region_alone_says_nothing():
    answer = pairwise_coagglomeration(long([[5, 4]]))
    assert set(reasons(answer)) == {"only one region to be in"}


def test_one_industry_alone_has_no_pair():
    table = pd.DataFrame({"region": ["A", "B"], "industry": ["i", "i"], "employment": [1, 2]})
    assert len(pairwise_coagglomeration(table)) == 0
